"""The ledger only grows, and a line that was changed, cut out or put in is found."""

import json

import pytest

from cop_analytics import ledger
from cop_analytics.errors import SettingsError, StorageFailed


def written(home, *events):
    for event in events:
        ledger.append(home, {"event": event, "run_id": "one"})
    return ledger.file_of(home)


def told(home):
    return [event["event"] for event in ledger.events(home)]


def test_lines_come_back_in_their_order(tmp_path):
    written(tmp_path, "run_opened", "page", "run_closed")

    assert list(ledger.events(tmp_path)) == [
        {"event": name, "run_id": "one"} for name in ("run_opened", "page", "run_closed")
    ]


@pytest.mark.parametrize("length", range(1, 60, 7))
def test_a_last_line_torn_by_a_kill_is_left_out_and_written_over(tmp_path, length):
    file = written(tmp_path, "run_opened", "page")
    whole = file.read_bytes()
    file.write_bytes(whole[:-length])

    assert told(tmp_path) == ["run_opened"]
    written(tmp_path, "run_closed")
    assert told(tmp_path) == ["run_opened", "run_closed"]


@pytest.mark.parametrize("position", range(0, 150, 11))
def test_a_flipped_bit_is_found(tmp_path, position):
    file = written(tmp_path, "run_opened", "page", "run_closed")
    content = bytearray(file.read_bytes())
    content[position] ^= 1
    file.write_bytes(content)

    with pytest.raises(StorageFailed, match="is not as it was written"):
        told(tmp_path)


def test_a_line_taken_out_is_found(tmp_path):
    file = written(tmp_path, "run_opened", "page", "run_closed")
    lines = file.read_bytes().splitlines(keepends=True)
    file.write_bytes(lines[0] + lines[2])

    with pytest.raises(StorageFailed, match="line 2"):
        told(tmp_path)


def test_a_ledger_of_a_newer_version_is_refused(tmp_path):
    ledger.append(tmp_path, {"event": "run_opened", "run_id": "one", "format": ledger.FORMAT + 1})

    with pytest.raises(SettingsError, match="newer version"):
        told(tmp_path)


def test_no_ledger_tells_nothing(tmp_path):
    assert told(tmp_path) == []


def test_a_line_is_plain_json_with_its_checksum_last(tmp_path):
    (line,) = written(tmp_path, "page").read_text().splitlines()

    assert list(json.loads(line)) == ["event", "run_id", "sum"]

"""F28, F59, F64–F66: what people write is read as it stands or told of; what a newer version wrote is left alone."""

import csv
import resource
import subprocess
import sys
import zipfile
from itertools import pairwise
from pathlib import Path

import pytest

from cop_analytics import bank, ledger, stations, warehouse
from cop_analytics.errors import InputFault, SettingsError
from cop_analytics.inputs import load, people, registry, workbooks
from cop_analytics.inputs.sheets import Sheet
from tests.inputs.worlds import CHECK, harbour, spoilt, told
from tests.torture import homes
from tests.torture.sheet_cases import ANSWERS, ATTRIBUTES, CASES

COP = Path(sys.executable).with_name("cop")
TABLES = {
    ATTRIBUTES: "select field, platform_value, coarse_value, country from inputs.attributes",
    ANSWERS: "select dimension_id, answer, answer_count from health.answers",
}


def laid(folder, inputs, table):
    """What of `inputs` stands in a warehouse."""
    with warehouse.connect(folder / "warehouse.duckdb") as con:
        load.load(con, load.read_all(inputs), lambda person: person)
        return tuple(con.execute(table).fetchall())


def set_aside(file):
    """The rows beside a file that were not taken, by number."""
    beside = file.with_suffix(".rejected.csv")
    if not beside.exists():
        return ()
    with beside.open(encoding="utf-8", newline="") as lines:
        return tuple(row["row"] for row in csv.DictReader(lines))


def test_f28_who_and_what_is_told_apart_by_id_and_never_by_how_a_name_looks(tmp_path):
    twins = ("Café", "Cafe\u0301", "CAFÉ", "café", "Ｃａｆé")
    blocks = [f'[[community]]\nid = "c{n}"\nname = "{name}"\nplaces = ["{n}"]\n' for n, name in enumerate(twins)]
    (tmp_path / "communities.toml").write_text("\n".join(blocks), encoding="utf-8")
    rows = (
        "Café,one",
        "Cafe\u0301,two",
        "Caf\u200bé,three",
        "CAFÉ,four",
        "Bar\u00a0Süd,five",
        "Bar Süd,six",
        "bar,seven",
    )
    sheet = "".join(f"unit,{row},\n" for row in rows)
    (tmp_path / "attributes.csv").write_text(f"field,platform_value,coarse_value,country\n{sheet}", encoding="utf-8")

    declared = registry.read(tmp_path / "communities.toml")
    attributes = people.read_attributes(tmp_path)

    assert [(each.id, each.name) for each in declared] == [
        *(("c0", "Café"), ("c1", "Café"), ("c2", "CAFÉ"), ("c3", "café"), ("c4", "Ｃａｆé"))
    ]
    assert [each.coarse_value for each in attributes.rows] == ["four", "seven"]
    assert {fault.row for fault in attributes.faults} == {2, 3, 4, 6, 7}
    unit = people.coarse_mapper(attributes.rows)
    assert [unit("unit", [word]) for word in ("CAFE\u0301", "CAF\u200bÉ", " bar ", "BAR", "Café")] == [
        *("four", "four", "seven", "other", "other")
    ]


def tree_of(folder):
    return {str(path.relative_to(folder)): path.read_bytes() for path in folder.rglob("*") if path.is_file()}


def test_f59_what_a_newer_version_wrote_is_refused_and_left_as_it_is(tmp_path):
    chosen = homes.settings_of(tmp_path)
    home = chosen.home
    newer = {"event": "run_opened", "run_id": "x", "kind": "nightly", "logical_at": "2026-01-05T02:30:00", "format": 2}
    ledger.append(home, newer)
    (home / "warehouse.duckdb").write_bytes(b"of a version that is not there yet")
    before = tree_of(home)

    with pytest.raises(SettingsError) as refused, stations.night(chosen, "nightly", bank.FIRST_NIGHT):
        pytest.fail("the night went on")
    env = {"COP_HOME": str(home), "PATH": "", "COP_CONFIG": "none"}
    done = subprocess.run([COP, "status", "--json"], env=env, cwd=tmp_path, capture_output=True, text=True, timeout=60)

    sentence = f"{home}/runs/ledger.jsonl: written by a newer version of cop-analytics. Install that version again."
    assert (str(refused.value), refused.value.exit_status) == (sentence, 2)
    assert (done.returncode, done.stdout, done.stderr) == (2, "", f"{sentence}\n")
    assert {name: content for name, content in tree_of(home).items() if name != "lock"} == before


def test_f64_what_is_read_is_capped_before_it_is_parsed(tmp_path):
    """Workbooks are refused by their first bytes; the caps of what is read instead are met by files at their edge."""
    inputs = harbour(tmp_path)
    files = {
        "attributes.csv": b"PK\x03\x04" + b"\x00" * 4096,
        "roles.csv": b"community_id,person_id,role,valid_from,valid_to\n" + b",2001,leader,,\n" * 200_001,
        "events.csv": b"event_id,community_id,starts_at,ends_at\n" + b"," * 500 + b"\n",
        f"{CHECK}/answers.csv": b"token,dimension,answer,participation_level\n" + b"x" * (2**20 + 1),
        f"{CHECK}/statements.toml": b"#" * (2**20 + 1),
    }
    for name, content in files.items():
        (inputs / name).write_bytes(content)
    with (inputs / f"{CHECK}/relevance.csv").open("r+b") as sheet:
        sheet.truncate(100 * 2**20 + 1)

    right = "Look whether it is the right file."
    assert sorted(told(inputs)) == sorted([
        "attributes.csv: it is an Excel workbook named as a CSV. Save it as “CSV UTF-8 (comma delimited)”.",
        "roles.csv: it has more than 200000 rows. Hand it in in parts, or look for a doubled paste.",
        "events.csv, row 2: it has more than 500 cells. Is it the right file?",
        f"{CHECK}/answers.csv, row 2: it is longer than 1 MiB. "
        "Look whether a line break is missing, or a quote never closes.",
        f"{CHECK}/relevance.csv: it is larger than 100 MiB. {right}",
        f"{CHECK}/statements.toml: it is larger than 1 MiB. {right}",
        f"{CHECK}: the check is left out. Mend what is said of its files; it comes back by itself.",
    ])  # fmt: skip
    (inputs / "communities.toml").write_bytes(b"a." * 10_000 + b"a = 1")
    with pytest.raises(InputFault) as refused:
        load.read_all(inputs)
    assert refused.value.exit_status == 2
    assert "its keys nest deeper than anybody writes them" in str(refused.value)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_f65_of_forty_files_nothing_is_guessed_and_good_rows_load(tmp_path, case):
    inputs = harbour(tmp_path)
    (inputs / case.place).write_bytes(case.content)

    assert [fault for fault in told(inputs) if "left out" not in fault] == [
        f"{case.place}{', ' if words.startswith('row') else ': '}{words}" for words in case.told
    ]
    assert laid(tmp_path, inputs, TABLES[case.place]) == case.taken
    assert set_aside(inputs / case.place) == case.set_aside


def test_f66_answers_are_matched_by_the_id_of_the_question(tmp_path):
    reordered, reworded, unknown, wide = (harbour(tmp_path / name) for name in ("a", "b", "c", "d"))
    rows = (reordered / ANSWERS).read_text(encoding="utf-8").splitlines()
    turned = [",".join(reversed(row.split(","))) for row in rows]
    (reordered / ANSWERS).write_text("\n".join([turned[0], *reversed(turned[1:])]), encoding="utf-8")
    spoilt(reworded, ANSWERS, ",D2,", ",Problems are solved together,")
    spoilt(unknown, ANSWERS, ",D2,", ",D13,")
    (wide / ANSWERS).write_text("token,I find what I need here,D3\nt1,partly,fully\n", encoding="utf-8")
    usual = laid(tmp_path, harbour(tmp_path / "e"), f"{TABLES[ANSWERS]} order by all")
    known = "Write one of: D1, D2, D3, D4, D5, D6, D7, D8, D9, D10, D11, D12."

    assert told(reordered) == []
    assert laid(tmp_path, reordered, f"{TABLES[ANSWERS]} order by all") == usual
    for changed in (reworded, unknown):
        assert told(changed) == [f"{ANSWERS}, row 2, dimension: it is not known. {known}"]
        assert set_aside(changed / ANSWERS) == () and laid(tmp_path, changed, TABLES[ANSWERS]) != usual
        assert set_aside(changed / ANSWERS) == ("2",)
    assert [fault.split(". ")[0] for fault in told(wide)] == [
        *(f"{ANSWERS}, row 1: column “{name}” is missing" for name in ("dimension", "answer", "participation_level")),
        *(f"{ANSWERS}, row 1: column {number} is not known" for number in (2, 3)),
        f"{CHECK}: the check is left out",
    ]


def packed(file, **parts):
    """A zip as a workbook is one, with these parts."""
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as book:
        for name, content in parts.items():
            book.writestr(name.replace("__", "/") + ".xml", content)
    return file


LAUGHS = (
    '<!DOCTYPE lolz [<!ENTITY a "ha">'
    + "".join(f'<!ENTITY {b} "{("&" + a + ";") * 10}">' for a, b in pairwise("abcdefghij"))
    + "]>"
)


@pytest.mark.parametrize(
    "make",
    [
        lambda file: packed(file, xl__worksheets__sheet1=b"\0" * (500 << 20)),
        lambda file: packed(file, xl__sharedStrings=b" " * (30 << 20)),
        lambda file: packed(file, **{f"part{number}": b"" for number in range(1200)}),
        lambda file: packed(file, **{"[Content_Types]": LAUGHS + "<Types>&j;</Types>"}),
        lambda file: file.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(4096)) and file,
    ],
    ids=["half a gigabyte of nothing", "texts without end", "a thousand parts", "a billion laughs", "encrypted"],
)
def test_f64_a_workbook_that_would_unfold_is_refused_before_it_does(tmp_path, make):
    sheet = Sheet(make(tmp_path / "answers.xlsx"), "answers.xlsx")
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    assert workbooks.lines_of(sheet) == []
    assert sheet.is_refused
    assert len(sheet.faults) == 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before <= 300 << 10

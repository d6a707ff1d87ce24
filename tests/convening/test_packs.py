"""A pack is frozen once, told by its hash, and seen by the core group five working days before the sponsor."""

import shutil
from datetime import date

import pyarrow.parquet as pq
import pytest

from cop_analytics import integrity
from cop_analytics.convening import packs, steps
from cop_analytics.errors import InputFault, StorageFailed
from tests.convening.worlds import OPENED, ground, quiet_harbour, returned, words

HARBOUR = "health/harbour/2026-H2"
FRIDAY, NEXT_THURSDAY, NEXT_FRIDAY = date(2026, 9, 18), date(2026, 9, 24), date(2026, 9, 25)


def answered_check(folder):
    place = quiet_harbour(folder)
    steps.open_check(place, 20, OPENED)
    files = returned(place, folder / "back")
    steps.take_relevance(place, files, None, anonymise=False)
    steps.take_answers(place, files, None, anonymise=False)
    return place


@pytest.fixture(scope="module")
def frozen(tmp_path_factory):
    """A frozen check, and the home its pack lies in."""
    folder = tmp_path_factory.mktemp("frozen")
    place = answered_check(folder)
    home = folder / "var"
    packs.freeze(place, ground(place, home), FRIDAY)
    return place, home


def why(step, *arguments):
    with pytest.raises((InputFault, StorageFailed)) as refused:
        step(*arguments)
    return str(refused.value)


def test_nothing_is_frozen_before_a_night_has_run(tmp_path):
    place = answered_check(tmp_path)

    assert why(packs.freeze, place, packs.Ground(tmp_path / "var", {}, 5, 10), FRIDAY) == (
        f"{HARBOUR}: there are no data to freeze yet. Run `cop nightly` first."
    )
    assert steps.one(place).state == "answers"


def test_each_reader_gets_the_statements_released_to_them(frozen):
    place, home = frozen
    pack = packs.folder_of(home, place)

    told = {
        reader: [
            (row["role_name"], row["dimension_id"])
            for row in pq.read_table(pack / reader / "tables" / "health_statements.parquet").to_pylist()
        ]
        for reader in ("core", "sponsor")
    }
    assert told == {
        "core": [("Social learning team", "D6"), ("Sponsor, Harbour", "D2"), ("Sponsor, Harbour", "D6")],
        "sponsor": [("Sponsor, Harbour", "D2")],
    }
    assert "What Social learning team sees in D6." in words(pack / "core" / "index.html")
    assert "What Social learning team sees in D6." not in words(pack / "sponsor" / "index.html")


def test_a_pack_is_closed_to_others_and_to_changes(frozen):
    place, home = frozen
    pack = packs.folder_of(home, place)

    assert {oct(path.stat().st_mode)[-3:] for path in pack.rglob("*") if path.is_file()} == {"440"}
    assert {oct(path.stat().st_mode)[-3:] for path in [pack, pack.parent, *pack.rglob("*")] if path.is_dir()} == {"750"}
    assert why(packs.freeze, place, ground(place, home), NEXT_FRIDAY) == (
        f"{HARBOUR}: its pack is frozen, and a frozen pack never changes. The next check has a pack of its own."
    )
    assert not list(home.glob(".pack-*"))


def test_the_core_group_sees_it_five_working_days_before_the_sponsor(tmp_path):
    place = answered_check(tmp_path)
    home = tmp_path / "var"
    packs.freeze(place, ground(place, home), FRIDAY)

    never = why(packs.show, place, home, "sponsor", NEXT_FRIDAY)
    core = packs.show(place, home, "core", FRIDAY)
    early = why(packs.show, place, home, "sponsor", NEXT_THURSDAY)
    sponsor = packs.show(place, home, "sponsor", NEXT_FRIDAY)

    assert never == f"{HARBOUR}: the core group has not seen the pack yet. First: cop check show --to core."
    assert core.sentences[0] == str(home / "packs/harbour/2026-H2/core/index.html")
    assert early == (
        f"{HARBOUR}: the core group has had it since 2026-09-18 and may annotate it. "
        "The sponsor may see it from 2026-09-25 on."
    )
    assert sponsor.sentences[0] == str(home / "packs/harbour/2026-H2.annotated/index.html")
    check = steps.one(place)
    assert (check.shown_to_core_on, check.shown_to_sponsor_on) == (FRIDAY, NEXT_FRIDAY)


def test_a_pack_that_was_touched_is_not_shown(tmp_path):
    place = answered_check(tmp_path)
    home = tmp_path / "var"
    packs.freeze(place, ground(place, home), FRIDAY)
    page = packs.folder_of(home, place) / "core" / "index.html"
    page.chmod(0o640)
    page.write_text(page.read_text().replace("Three", "Four"))

    assert why(packs.show, place, home, "core", FRIDAY) == (
        f"{page.parents[1]}: core/index.html is not what was frozen. "
        "Restore it from a backup: a frozen pack is never made anew."
    )


def test_the_sponsor_sees_the_notes_of_the_core_group_as_they_stood_at_first(tmp_path):
    place = answered_check(tmp_path)
    home = tmp_path / "var"
    packs.freeze(place, ground(place, home), FRIDAY)
    packs.show(place, home, "core", FRIDAY)
    notes = place.folder / "forms" / "annotations.csv"
    notes.write_text("dimension,role,note\nD6,core group,We look for a third leader.\nD99,leader,What?\n")

    first = packs.show(place, home, "sponsor", NEXT_FRIDAY)
    notes.write_text("dimension,role,note\nD6,core group,Something else.\n")
    again = packs.show(place, home, "sponsor", NEXT_FRIDAY)

    page = words(home / "packs/harbour/2026-H2.annotated/index.html")
    assert "core group notes: We look for a third leader." in page
    assert "Something else." not in page
    assert [fault.row for fault in first.faults] == [3]
    assert (first.sentences, again.faults) == (again.sentences, ())
    assert "notes:" not in words(home / "packs/harbour/2026-H2/sponsor/index.html")


def test_verify_finds_a_pack_that_was_touched(frozen, tmp_path):
    home = tmp_path / "var"
    shutil.copytree(frozen[1], home)
    page = home / "packs" / "harbour" / "2026-H2" / "core" / "index.html"
    [before] = [each for each in integrity.examine(home, {"packs"}) if each.what == "packs"]
    page.chmod(0o640)
    page.write_text(page.read_text() + " ")

    [after] = [each for each in integrity.examine(home, {"packs"}) if each.what == "packs"]

    assert (before.count, before.damages) == (1, ())
    assert [str(damage) for damage in after.damages] == [
        f"{page} is not as it was written. Restore it from a backup. A frozen pack is never made anew."
    ]

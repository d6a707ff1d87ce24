"""Not to be counted, to be forgotten, to see what is kept: for one person, in every file."""

import gzip
import json
import os
import shutil
import subprocess
import sys
from datetime import datetime, timedelta
from pathlib import Path

import duckdb
import openpyxl
import pytest

from cop_analytics import integrity, rights, stations, stores
from cop_analytics.errors import InputFault, SettingsError
from cop_analytics.pages.self_view import draw_self_view
from cop_analytics.privacy.pseudonyms import PATTERN, Pseudonyms
from tests.mentoring.cohorts import USUAL, written
from tests.torture.homes import CONFIG, KEY, NIGHTS, night, quiet, settings_of

pytestmark = pytest.mark.slow

COP = Path(sys.executable).with_name("cop")


@pytest.fixture(scope="module")
def after_a_night(tmp_path_factory):
    folder = tmp_path_factory.mktemp("rights")
    night(folder, NIGHTS[0])
    return folder


@pytest.fixture
def home(after_a_night, tmp_path):
    """A home of one's own after one night."""
    return copied(after_a_night, tmp_path)


def copied(folder, place):
    return Path(shutil.copytree(folder, place / "home", symlinks=True))


def pseudonym_of(folder, person):
    with stores.open_vault(folder / "var") as vault:
        return Pseudonyms(KEY, vault).known(person)


def busiest(folder):
    """The platform's number of whoever wrote most, and their pseudonym."""
    found = analysts(
        folder,
        "select member_id from facts.contributions where member_id is not null "
        "group by all order by count(*) desc, member_id limit 1",
    )[0][0]
    return next(str(number) for number in range(2001, 3600) if pseudonym_of(folder, str(number)) == found), found


def analysts(folder, asked):
    with duckdb.connect(str(folder / "var/analysts/cop.duckdb"), read_only=True) as con:
        return con.execute(asked).fetchall()


def naming(folder, text):
    """Files, packed ones unpacked, in which `text` stands."""
    found = []
    for file in sorted(path for path in (folder / "var").rglob("*") if path.is_file() and not path.is_symlink()):
        content = file.read_bytes()
        if text.encode() in (gzip.decompress(content) if file.suffix == ".gz" else content):
            found.append(str(file.relative_to(folder)))
    return found


def forget(folder, person, now=NIGHTS[0] + timedelta(hours=1)):
    chosen = settings_of(folder)
    with stations.night(chosen, "forget", now) as run:
        rights.forget(chosen, run, person, tell=quiet)
    return run.summary()


def damages(folder):
    return [damage for each in integrity.examine(folder / "var") for damage in each.damages]


@pytest.fixture(scope="module")
def objected(after_a_night, tmp_path_factory):
    """The home after the busiest person objected and another night went by; the person's pseudonym."""
    folder = copied(after_a_night, tmp_path_factory.mktemp("objected"))
    person, member = busiest(folder)
    rights.object_to(settings_of(folder), person)
    night(folder, NIGHTS[0] + timedelta(minutes=30))
    return folder, member


def test_of_who_objected_nothing_is_counted_from_the_next_run_on(after_a_night, objected):
    folder, member = objected

    for table, condition in rights.KEPT.items():
        told = analysts(folder, f"select count(*) from {table} where {condition.replace('$member', repr(member))}")
        assert (table, told) == (table, [(0,)])
    asked = "select count(*) from facts.contributions"
    assert analysts(folder, asked) == analysts(after_a_night, asked)
    assert analysts(folder, "select bool_or(coverage < 1) from indicators.measurements") == [(True,)]


def test_nobody_can_list_who_objected(objected):
    folder, member = objected

    with duckdb.connect(str(folder / "var/warehouse.duckdb"), read_only=True) as con:
        assert con.execute("select count(*) from inputs._objections").fetchall() == [(0,)]
    assert member not in (folder / "var/runs/ledger.jsonl").read_text()


def test_an_objection_taken_back_is_gone(home):
    person, member = busiest(home)
    objections = []
    for withdraw in (False, False, True):
        rights.object_to(settings_of(home), person, withdraw=withdraw)
        with stores.open_vault(home / "var") as vault:
            objections.append(vault.objections())

    assert objections == [[member], [member], []]


@pytest.fixture(scope="module")
def forgotten(after_a_night, tmp_path_factory):
    """The home after the busiest person was forgotten, and their number and pseudonym."""
    folder = copied(after_a_night, tmp_path_factory.mktemp("forgotten"))
    person, member = busiest(folder)
    assert "Forgotten: " in forget(folder, person)
    return folder, person, member


def test_who_is_forgotten_is_found_in_no_file_and_all_else_still_holds(after_a_night, forgotten):
    folder, _, member = forgotten

    assert naming(after_a_night, member) != []
    assert naming(folder, member) == []
    assert damages(folder) == []
    assert (folder / "var/published/current").resolve().name == (after_a_night / "var/published/current").resolve().name


def test_who_is_forgotten_never_comes_back(after_a_night, forgotten):
    folder, person, member = forgotten
    asked = "select count(distinct member_id) from facts.contributions"
    night(folder, NIGHTS[0] + timedelta(hours=2), full=True)

    assert naming(folder, member) == []
    assert analysts(folder, asked) == [(analysts(after_a_night, asked)[0][0] - 1,)]
    assert (pseudonym_of(folder, person), damages(folder)) == (None, [])


def test_a_forgetting_that_was_cut_short_is_taken_up_again(home):
    person, member = busiest(home)

    class Cut(Exception):
        pass

    def cut(what, done, total):
        if done == total // 2:
            raise Cut

    chosen = settings_of(home)
    with pytest.raises(Cut), stations.night(chosen, "forget", NIGHTS[0] + timedelta(hours=1)) as run:
        rights.forget(chosen, run, person, tell=cut)
    assert naming(home, member) != []
    forget(home, person, NIGHTS[0] + timedelta(hours=2))

    assert (naming(home, member), damages(home)) == ([], [])


def test_where_people_wrote_of_who_is_forgotten_is_told(home):
    person, _ = busiest(home)
    (home / "inputs/mentoring/old").mkdir(parents=True)
    (home / "inputs/mentoring/old/participants.csv").write_text(f"id;side\n{person};mentor\n")
    (home / "inputs/mentoring/old/wishes.csv").write_text(f"id,days\n7,{person}1\n" + "x" * 200_000 + "\0\n")
    (home / "inputs/mentoring/old/pairs.toml").write_text(f'[[pair]]\nwho = ["1", "{person}"]\n')
    book = openpyxl.Workbook()
    book.create_sheet().append(["mentor", "held"])
    book.worksheets[1].append([int(person) if person.isdigit() else person, 3])
    book.save(home / "inputs/mentoring/old/coordinator.xlsx")
    (home / "inputs/mentoring/old/old.xls").write_bytes(b"\xd0\xcf\x11\xe0")
    (home / "inputs/mentoring/old/~$coordinator.xlsx").write_bytes(b"somebody has it open")
    told = forget(home, person)

    assert "inputs/mentoring/old/coordinator.xlsx still names this person" in told
    assert "inputs/mentoring/old/old.xls could not be looked through" in told
    assert "~$" not in told
    assert "inputs/mentoring/old/participants.csv still names this person" in told
    assert "inputs/mentoring/old/pairs.toml still" in told
    assert "wishes.csv still" not in told


def test_a_person_nobody_knows_is_never_taken_up(home):
    assert forget(home, "no such person") == "Nothing was kept of this person; nothing will be."
    with pytest.raises(SettingsError, match="This person was forgotten"):
        rights.object_to(settings_of(home), "no such person")


def test_a_person_sees_every_row_of_theirs_and_nobody_elses_name(home):
    person, member = busiest(home)
    told = rights.mydata(settings_of(home), person)
    written = analysts(home, f"select count(*) from facts.contributions where member_id = '{member}'")[0][0]

    assert (told["is_known"], told["has_objected"], len(told["kept"]["facts.contributions"])) == (True, False, written)
    assert PATTERN.findall(json.dumps(told)) == []
    assert "V-1 Time to first reply on Jive" in told["counted_in"]


def test_a_person_sees_their_part_beside_all_in_their_communities(home):
    person, member = busiest(home)
    told = {each["community_id"]: each for each in rights.mydata(settings_of(home), person)["own_part"]}
    [(community, until, replies, of_all)] = analysts(
        home,
        "select community_id, (select max(window_end) from indicators.measurements where window_kind = 'w13') as until, "
        f"count(*) filter (from_member_id = '{member}') as own, count(*) from facts.replies "
        "where replied_at >= until - interval 91 days and replied_at < until group by all order by own desc limit 1",
    )

    assert (told[community]["replies_written"], told[community]["replies_of_all"]) == (replies, of_all)
    assert told[community]["until"] == str(until.date())
    assert told[community]["people_talked_with"] > 0


def test_a_person_gets_a_page_that_names_nobody_else_and_is_for_its_owner_alone(home, tmp_path):
    person, _ = busiest(home)
    file = draw_self_view(rights.mydata(settings_of(home), person), datetime(2026, 1, 6), tmp_path / "mine" / "me.html")
    text = file.read_text()

    assert "Your part" in text and "facts.contributions: " in text
    assert PATTERN.findall(text) == []
    assert file.stat().st_mode & 0o777 == 0o600
    with pytest.raises(InputFault, match="it is there already"):
        draw_self_view({}, datetime(2026, 1, 6), file)


def test_a_participant_of_a_programme_sees_what_mentoring_keeps_of_them(home):
    person, _ = busiest(home)
    before = rights.mydata(settings_of(home), person)
    sheets = {name: rows.replace("ada", person) for name, rows in USUAL.items()}
    written(home / "inputs/mentoring/digital-2026", **{name.removesuffix(".csv"): sheets[name] for name in sheets})
    told = rights.mydata(settings_of(home), person)
    mentored = {table: rows for table, rows in told["kept"].items() if table.startswith("mentoring.")}

    assert {table: len(rows) for table, rows in mentored.items()} == {
        "mentoring.participants": 1,
        "mentoring.levels": 2,
        "mentoring.themes": 2,
    }
    assert told | {"kept": before["kept"]} == before
    assert PATTERN.findall(json.dumps(mentored)) == []


def test_of_a_stranger_nothing_is_kept(home):
    assert rights.mydata(settings_of(home), "9999999")["is_known"] is False


def test_the_commands_say_what_they_do(home):
    person, _ = busiest(home)
    (home / "cop.toml").write_text(CONFIG)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))}
    env = kept | {"COP_PLATFORM__TOKEN": "none", "COP_PRIVACY__KEY": KEY}

    def cop(*words):
        done = subprocess.run([COP, *words], cwd=home, env=env, capture_output=True, text=True, timeout=200)
        assert done.returncode == 0, done.stdout + done.stderr
        return done.stdout

    assert "it takes effect with the next run" in cop("object", person)
    assert json.loads(cop("mydata", person, "--json"))["has_objected"] is True
    assert "The objection is taken back" in cop("object", person, "--withdraw")
    assert "facts.contributions: " in cop("mydata", person)
    assert "Nothing was kept of this person; nothing will be." in cop("forget", "9999999", "--yes")
    assert cop("mydata", "9999999") == "Nothing is kept of this person.\n"

"""A programme in the tables that are published: counts of ten and more, names apart, faults told."""

from datetime import date, datetime

import pytest

from cop_analytics import shipped, warehouse
from cop_analytics.errors import InputFault
from cop_analytics.inputs import load, mentoring
from cop_analytics.mentoring import closing, steps, tables
from cop_analytics.mentoring.closing import Completion
from cop_analytics.mentoring.evaluation import Change, told_together
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.pairing import pair_up
from cop_analytics.mentoring.steps import Place
from cop_analytics.privacy import disclosure
from cop_analytics.privacy.pseudonyms import PATTERN, Pseudonyms
from cop_analytics.privacy.vault import Vault
from cop_analytics.publish import files
from tests.mentoring.cohorts import written
from tests.tables import PARAMETERS

BANK = shipped.folder("fixtures") / "bank" / "inputs"
KEY = "an invented key of more than thirty-two characters"
TABLES = ("mentoring_programmes", "mentoring_cadence", "mentoring_capability")
OF_ANALYSTS = ("mentoring._cadence", "mentoring.cadence", "mentoring.capability", "mentoring.programmes")
TELLINGS = {"pre to post", "then to post"}


def laid(con, folder, home, today, *, objecting=()):
    """The published tables of the programmes in `folder`, through disclosure control; the faults of their matches."""
    with Vault(home / "vault.duckdb") as vault:
        names = Pseudonyms(KEY, vault)
        place = Place(folder, home, lambda who: None if who in objecting else names.participant(who))
        cohorts = [mentoring.read(each) for each in sorted(folder.iterdir())]
        faults = tables.lay(con, cohorts, place, names.kept, today, 10)
    con.execute("create schema if not exists publish")
    for model in (*warehouse.models(con, "mentoring"), *warehouse.models(con, "publish")):
        if model.table in (*OF_ANALYSTS, *(f"publish.{name}" for name in TABLES)):
            warehouse.build_model(con, model, PARAMETERS | {"data_cut": datetime(today.year, today.month, today.day)})
    return {name: disclosure.suppress(name, files.read(con, name)).to_pylist() for name in TABLES}, faults


@pytest.fixture
def con(tmp_path):
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        yield con


def test_the_bank_s_programme_is_told_in_counts(con, tmp_path):
    told, faults = laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6))
    [about] = told["mentoring_programmes"]

    assert faults == []
    assert {name: about[name] for name in about if name.endswith("_count") or name == "status"} == {
        "wave_count": 2,
        "mentor_count": 100,
        "trained_mentor_count": 100,
        "mentee_count": 100,
        "pair_count": 100,
        "unmatched_count": None,
        "status": "shown",
    }
    assert sorted((row["wave"], row["window_start"].date()) for row in told["mentoring_cadence"]) == [
        *(("1", date(2025, 3, 31)), ("1", date(2025, 6, 30)), ("2", date(2025, 6, 30)), ("2", date(2025, 9, 29)))
    ]
    assert {row["status"] for row in told["mentoring_cadence"]} == {"shown"}


def test_a_wave_that_may_still_answer_is_not_told_yet(con, tmp_path):
    told, _ = laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6))

    assert {row["wave"] for row in told["mentoring_capability"]} == {"1"}
    assert {row["comparison"] for row in told["mentoring_capability"]} == TELLINGS | {"mentors", "mentees", "pairs"}


def test_a_pair_that_ended_is_counted_until_its_end_and_not_after(con, tmp_path):
    """By hand: ada and cyd met once before and once in the quarter in which they ended; ben and dee never met."""
    held = "".join(f"ada,cyd,2026-{day},held,,60\n" for day in ("03-10", "04-07", "05-05"))
    folder = written(tmp_path / "inputs/digital-2026", sessions=held, exits="ada,cyd,2026-04-10,,\n")
    (folder / "published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    laid(con, tmp_path / "inputs", tmp_path, date(2026, 10, 15))
    asked = "select planned_count, pair_count, going_pair_count from publish.mentoring_cadence order by window_start"

    assert con.execute(asked).fetchall() == [(1, 2, 2), (1, 2, 0), (0, 1, 0)]


def test_a_pair_is_in_no_quarter_before_its_first_day(con, tmp_path):
    """By hand: published on 1 June and never met; of the quarters that end in March, June and September, the last two."""
    folder = written(tmp_path / "inputs/digital-2026")
    with Vault(tmp_path / "vault.duckdb") as vault:
        place, cohort = Place(folder, tmp_path, Pseudonyms(KEY, vault).participant), mentoring.read(folder)
        steps.draft(place, cohort)
        steps.approve(place, cohort, "board", datetime(2026, 6, 1))
        steps.publish(place, cohort, datetime(2026, 6, 1))
    laid(con, tmp_path / "inputs", tmp_path, date(2026, 10, 15))
    asked = "select window_end::date, pair_count, going_pair_count from publish.mentoring_cadence order by window_start"

    assert con.execute(asked).fetchall() == [(date(2026, 6, 29), 2, 2), (date(2026, 9, 28), 2, 0)]


def test_directions_with_fewer_than_ten_are_told_together_or_not_at_all():
    def three(up, same, down):
        return [
            Change("1.1", "pre to post", word, count, up + same + down, 0, None, 0.5)
            for word, count in (("up", up), ("same", same), ("down", down))
        ]

    def told(*counts):
        return [(each.change, each.people) for each in told_together(three(*counts), 10)]

    assert told(20, 15, 10) == [("up", 20), ("same", 15), ("down", 10)]
    assert told(20, 15, 3) == [("up", 20), ("same or down", 18)]
    assert told(3, 15, 20) == [("up or same", 18), ("down", 20)]
    assert told(30, 5, 3) == []


def test_completion_and_closing_answers_are_told_of_a_wave_six_weeks_after_it_ended(con, tmp_path):
    """Counted from the sheets of wave 1: 30 of 50 pairs; of 44 mentors 26 said yes, 9 partly, 9 no; to the nearest 5."""
    told, _ = laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6))
    closed = [row for row in told["mentoring_capability"] if row["comparison"] not in TELLINGS]
    counts = {
        (row["competence"], row["comparison"], row["change"]): (row["person_count"], row["answered_count"])
        for row in closed
    }

    assert {key: count for key, count in counts.items() if key[0] == "completion"} == {
        ("completion", "pairs", "complete"): (30, 50),
        ("completion", "pairs", "not complete"): (20, 50),
    }
    assert {key: count for key, count in counts.items() if key[:2] == ("coached in return", "mentors")} == {
        ("coached in return", "mentors", "yes"): (25, 45),
        ("coached in return", "mentors", "partly or no"): (20, 45),
    }
    assert {row["status"] for row in closed} == {"shown"}


def test_a_completion_that_few_lack_is_told_as_one_or_not_at_all():
    def counts(*lacking):
        return closing.completion(Completion("1", 50 - sum(lacking), 50, *lacking), 10).counts

    assert counts(10, 11, 12) == {
        "complete": 17,
        "ended early": 10,
        "fewer than 6 sessions": 11,
        "a closing form missing": 12,
    }
    assert counts(2, 3, 7) == {"complete": 38, "not complete": 12}
    assert counts(2, 3, 4) == counts(20, 10, 11) == {}


def test_analysts_see_what_groups_did_and_nobody_by_any_name(con, tmp_path):
    """Wave 1 had its two quarters, and wave 2 hers; a mentor and a mentee have no row and no name there."""
    laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6))
    promised = [table for table in warehouse.contract() if table.startswith("mentoring.")]

    assert promised == ["mentoring.programmes", "mentoring.cadence", "mentoring.capability"]
    assert con.execute("select mentor_count, mentee_count, pair_count from mentoring.programmes").fetchall() == [
        (100, 100, 99)
    ]
    assert con.execute("select wave, pair_count from mentoring.cadence order by all").fetchall() == [
        *[("1", 50)] * 2,
        *[("2", 49)] * 2,
    ]
    [(fewest,)] = con.execute("select min(person_count) from mentoring.capability").fetchall()
    texts = [str(cell) for table in promised for row in con.execute(f"from {table}").fetchall() for cell in row]
    assert (fewest >= 10, [text for text in texts if PATTERN.search(text)]) == (True, [])


def test_of_a_programme_of_two_pairs_analysts_see_nothing(con, tmp_path):
    written(tmp_path / "inputs/digital-2026")
    (tmp_path / "inputs/digital-2026/published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    laid(con, tmp_path / "inputs", tmp_path, date(2026, 12, 1))

    assert [con.execute(f"from {table}").fetchall() for table in OF_ANALYSTS[1:]] == [[], [], []]


def test_no_row_of_capability_rests_on_fewer_than_ten(con, tmp_path):
    laid(con, BANK / "mentoring", tmp_path, date(2026, 3, 1))
    asked = "select count(*) filter (where person_count < 10), count(*) filter (where person_count is not null) > 0"

    assert con.execute(f"{asked} from mentoring._capability").fetchall() == [(0, True)]


def test_a_programme_of_two_pairs_shows_no_number(con, tmp_path):
    written(tmp_path / "inputs/digital-2026")
    (tmp_path / "inputs/digital-2026/published.csv").write_text("mentor_id,mentee_id\nada,cyd\nben,dee\n")
    told, faults = laid(con, tmp_path / "inputs", tmp_path, date(2026, 7, 1))
    [about], [quarter, _] = told["mentoring_programmes"], told["mentoring_cadence"]

    assert faults == []
    assert {about[name] for name in ("mentor_count", "mentee_count", "pair_count", "unmatched_count")} == {None}
    assert (about["status"], about["reason"]) == ("suppressed", "small_group")
    assert {quarter[name] for name in quarter if name.endswith(("_count", "_days"))} == {None}


def test_people_stand_in_no_table_by_a_name_they_have_elsewhere(con, tmp_path):
    laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6))
    kept = {
        who for row in con.execute("select mentor_id, mentee_id from mentoring._sessions").fetchall() for who in row
    }
    with Vault(tmp_path / "vault.duckdb") as vault:
        names = Pseudonyms(KEY, vault)
        people = mentoring.read(BANK / "mentoring/digital-2025").participants
        elsewhere = {names.pseudonym(who) for who in people} | set(people)

    assert (len(kept), kept & elsewhere) == (198, set())


def test_of_who_objects_nothing_is_counted(con, tmp_path):
    pairs = [("2005", "3222")]
    _, faults = laid(con, BANK / "mentoring", tmp_path, date(2026, 1, 6), objecting=[pairs[0][1]])
    asked = "select mentee_count, pair_count from mentoring._programmes"

    assert (con.execute(asked).fetchall(), faults) == ([(99, 98)], [])


def test_a_match_that_was_changed_is_told_and_its_pairs_are_left_out(con, tmp_path):
    written(tmp_path / "inputs/digital-2026")
    (tmp_path / "inputs/digital-2026/published.csv").write_text("mentor_id,mentee_id\nada,ben\n")
    _, faults = laid(con, tmp_path / "inputs", tmp_path, date(2026, 7, 1))

    assert [str(fault) for fault in faults] == [
        "mentoring/digital-2026/published.csv, row 2, mentee_id: no mentee among the participants has this id. "
        "Write it as it stands there."
    ]
    assert con.execute("select pair_count from mentoring._programmes").fetchall() == [(None,)]


def test_a_faulty_programme_keeps_no_other_back(tmp_path):
    (tmp_path / "communities.toml").write_text((BANK / "communities.toml").read_text())
    written(tmp_path / "mentoring/digital-2026", barriers="ada,nobody,veto\n")
    written(tmp_path / "mentoring/digital-2027", programme="name = 1\n")
    told = load.read_all(tmp_path)

    assert [each.programme.id for each in told.programmes] == ["digital-2026"]
    assert [str(fault).split(":")[0] for fault in told.faults] == [
        "mentoring/digital-2026/barriers.csv, row 2, other_id",
        "mentoring/digital-2027/programme.toml, ends_on",
        "mentoring/digital-2027/programme.toml, row 1, name",
        "mentoring/digital-2027/programme.toml, framework",
    ]


def test_the_bank_s_pairs_are_those_the_match_makes_of_its_sheets():
    cohort = mentoring.read(BANK / "mentoring/digital-2025")
    published = (BANK / "mentoring/digital-2025/published.csv").read_text().splitlines()[1:]

    assert [f"{pair.mentor_id},{pair.mentee_id}" for pair in pair_up(cohort, fit(cohort)).pairs] == published


def test_a_wave_lies_within_its_programme_and_is_named_once(tmp_path):
    about = (BANK / "mentoring/digital-2025/programme.toml").read_text()
    wrong = about.replace('id = "2"', 'id = "1"').replace("ends_on = 2025-12-28\n\n[ev", "ends_on = 2026-12-28\n\n[ev")
    written(tmp_path / "digital-2025", programme=wrong)
    with pytest.raises(InputFault) as raised:
        mentoring.read(tmp_path / "digital-2025")

    assert [fault.problem for fault in raised.value.faults] == [
        "it is not within the days of the programme",
        "two waves have the same id",
    ]

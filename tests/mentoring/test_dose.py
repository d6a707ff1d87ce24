"""Sessions held beside change: planted cohorts, whose bands are counted by hand."""

from datetime import date

import pytest

from cop_analytics import warehouse
from cop_analytics.inputs import mentoring
from cop_analytics.mentoring.dose import Band, doses
from tests.mentoring.cohorts import PROGRAMME, written
from tests.mentoring.test_tables import laid

WAVES = """
[[wave]]
id = "1"
starts_on = 2026-03-02
ends_on = 2026-06-28

[[wave]]
id = "2"
starts_on = 2026-03-02
ends_on = 2026-08-31
"""


def cohort(folder, groups, wave="1", **changed):
    """Mentees of one wave in groups of (sessions held, how many, how many of them went up from level 1 to 2)."""
    people, levels, sessions = ["m,mentor,1,en:C1,Risk,IT,Berlin,1,mon 9-12,yes,"], [], []
    for group, (held, count, up) in enumerate(groups):
        for number in range(count):
            who = f"e{group}-{number}"
            people.append(f"{who},mentee,{wave},en:C1,Retail,IT,Berlin,1,mon 9-12,no,")
            levels += [f"{who},1.1,1,pre", f"{who},1.1,{2 if number < up else 1},post"]
            days = [f"2026-{month:02}-{day:02}" for month in (3, 4, 5) for day in range(2, 6)][:held]
            sessions += [f"m,{who},{day},held,,60" for day in days]
            sessions.append(f"m,{who},2026-06-01,cancelled,mentor,")
    rows = {"participants": people, "levels": levels, "sessions": sessions, "goals": [], "themes": []} | changed
    return written(folder, programme=PROGRAMME + WAVES, **{name: "\n".join((*each, "")) for name, each in rows.items()})


def told(folder, groups):
    [bands] = doses(mentoring.read(cohort(folder, groups)), 10).values()
    return [(each.sessions, each.up, each.of) for each in bands]


def test_three_bands_where_ten_went_up_and_ten_did_not_in_each(tmp_path):
    assert told(tmp_path, [(5, 20, 10), (6, 12, 6), (8, 12, 8), (9, 30, 18)]) == [
        ("0 to 5 sessions", 10, 20),
        ("6 to 8 sessions", 14, 24),
        ("9 sessions or more", 18, 30),
    ]


@pytest.mark.parametrize(
    ("groups", "bands"),
    [
        ([(0, 19, 9), (7, 20, 10), (12, 30, 18)], [("0 to 8 sessions", 19, 39), ("9 sessions or more", 18, 30)]),
        ([(3, 20, 10), (7, 10, 2), (12, 15, 8)], [("0 to 5 sessions", 10, 20), ("6 sessions or more", 10, 25)]),
        ([(3, 5, 3), (12, 50, 25)], []),
        ([(12, 50, 25)], []),
        ([(3, 60, 30), (12, 20, 15)], []),
    ],
)
def test_a_band_of_too_few_is_told_with_its_neighbour_or_none_is(tmp_path, groups, bands):
    assert told(tmp_path, groups) == bands


def test_a_wave_that_does_not_tell_who_went_up_is_in_no_band(tmp_path):
    """By hand: of the second wave three of thirty went up, which is told with those who stayed; bands would give it away."""
    first = cohort(tmp_path / "one", [(5, 40, 20), (9, 40, 20)])
    both = cohort(tmp_path / "two", [(5, 30, 3)], wave="2")
    for name in ("participants", "levels", "sessions"):
        _, *rows = (both / f"{name}.csv").read_text().splitlines()
        others = [row.replace("e0-", "f0-") for row in rows if "e0-" in row]
        (first / f"{name}.csv").write_text((first / f"{name}.csv").read_text() + "\n".join((*others, "")))
    cohort_of_two = mentoring.read(first)

    assert len(cohort_of_two.of("mentee")) == 110
    assert doses(cohort_of_two, 10) == {"1.1": [Band("0 to 8 sessions", 20, 40), Band("9 sessions or more", 20, 40)]}


@pytest.mark.parametrize(("day", "rows"), [(date(2026, 10, 12), 0), (date(2026, 10, 13), 2)])
def test_it_is_told_of_the_whole_cohort_six_weeks_after_its_last_wave(tmp_path, day, rows):
    """By hand: 31 August and six weeks are 12 October; 20 of 40 are told as half, limits are those of round figures."""
    cohort(tmp_path / "inputs/digital-2026", [(5, 40, 20), (9, 40, 30)], wave="2")
    with warehouse.connect(tmp_path / "warehouse.duckdb") as con:
        published = laid(con, tmp_path / "inputs", tmp_path, day)[0]["mentoring_capability"]
    own = [row for row in published if row["comparison"] == "sessions, pre to post"]

    assert [(row["wave"], row["status"]) for row in own] == [("all", "shown")] * rows
    assert {(row["change"], row["person_count"], row["answered_count"], row["missing_count"]) for row in own} <= {
        ("0 to 8 sessions", 20, 40, None),
        ("9 sessions or more", 30, 40, None),
    }

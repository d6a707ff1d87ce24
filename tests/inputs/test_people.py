"""Attributes, roles and events: three small sheets, each fault with its cure."""

from datetime import date, datetime

import pytest

from cop_analytics.inputs import people
from cop_analytics.inputs.people import Attribute, Event, Role, coarse_mapper
from tests.inputs.worlds import harbour, spoilt, told

ROLES = (
    "leader, core group, facilitator, subject-matter expert, sponsor, social learning team, content steward, "
    "technology steward"
)


def test_the_harbour_says_which_word_stands_for_which(tmp_path):
    sheet = people.read_attributes(harbour(tmp_path))

    assert sheet.rows == [
        Attribute("region", "Frankfurt am Main", "Germany", "DE"),
        Attribute("region", "London", "United Kingdom", "GB"),
        Attribute("unit", "Market Risk", "Risk", ""),
        Attribute("unit", "Credit Risk", "Risk", ""),
    ]


def test_the_harbour_says_who_holds_a_role(tmp_path):
    sheet = people.read_roles(harbour(tmp_path), {"harbour"})

    assert sheet.rows == [
        Role(None, "2003", "social learning team", date(2025, 1, 1), None),
        Role("harbour", "2002", "facilitator", date(2025, 4, 1), date(2025, 10, 1)),
    ]


def test_the_harbour_says_what_was_in_the_calendar_and_offsets_become_utc(tmp_path):
    sheet = people.read_events(harbour(tmp_path), {"harbour"})

    assert sheet.rows == [
        Event("harbour-1", "harbour", datetime(2025, 11, 14, 14), datetime(2025, 11, 14, 15)),
        Event("harbour-2", "harbour", datetime(2026, 1, 30, 9), datetime(2026, 1, 30, 10, 30)),
    ]


@pytest.mark.parametrize(
    ("name", "good", "bad", "messages"),
    [
        pytest.param(
            "attributes.csv",
            "region,London",
            "Region,London",
            ["attributes.csv, row 3, field: it is not known. Write one of: unit, region, tier."],
            id="an unknown field",
        ),
        pytest.param(
            "attributes.csv",
            "Kingdom,GB",
            "Kingdom,gb",
            ["attributes.csv, row 3, country: it is no country code. Write two capital letters, such as DE."],
            id="a country in words",
        ),
        pytest.param(
            "attributes.csv",
            "London,United Kingdom,GB",
            "Frankfurt am Main,Hesse,DE",
            [
                f"attributes.csv, row {row}, field: the same field and platform_value stand in rows 2, 3. "
                "Keep one of them."
                for row in (2, 3)
            ],
            id="two words for one",
        ),
        pytest.param(
            "roles.csv",
            "harbour,2002",
            "habour,2002",
            ["roles.csv, row 3, community_id: it is not known. Write one of: harbour, lighthouse."],
            id="an unknown community",
        ),
        pytest.param(
            "roles.csv",
            "2002",
            "ben",
            [
                "roles.csv, row 3, person_id: it is no person id. "
                "Write the number at the end of the person's address, never a name."
            ],
            id="a name for a number",
        ),
        pytest.param(
            "roles.csv",
            "facilitator",
            "boss",
            [f"roles.csv, row 3, role: it is not known. Write one of: {ROLES}."],
            id="an unknown role",
        ),
        pytest.param(
            "roles.csv",
            "2025-10-01",
            "2025-02-29",
            ["roles.csv, row 3, valid_to: it is no date. Write it as 2026-01-31."],
            id="no date",
        ),
        pytest.param(
            "roles.csv",
            "2025-10-01",
            "2025-04-01",
            ["roles.csv, row 3, valid_to: it is not after valid_from. Leave it empty while the role is held."],
            id="an end before the start",
        ),
        pytest.param(
            "events.csv",
            "2025-11-14T14:00",
            "14.11.2025 14:00",
            ["events.csv, row 2, starts_at: it is no time. Write it as 2026-01-31T09:00, in UTC."],
            id="no time",
        ),
        pytest.param(
            "events.csv",
            "2025-11-14T15:00",
            "2025-11-14T13:00",
            ["events.csv, row 2, ends_at: it is before starts_at. Swap them."],
            id="backwards",
        ),
        pytest.param(
            "events.csv",
            "harbour-2",
            "harbour-1",
            [
                f"events.csv, row {row}, event_id: the same event_id stand in rows 2, 3. Keep one of them."
                for row in (2, 3)
            ],
            id="an event twice",
        ),
        pytest.param(
            "events.csv",
            "harbour-1,harbour,",
            ",,",
            [
                "events.csv, row 2, event_id: it is empty. Fill it in, or remove the row.",
                "events.csv, row 2, community_id: it is empty. Fill it in, or remove the row.",
            ],
            id="empty cells",
        ),
    ],
)
def test_a_faulty_row_is_told_in_full(tmp_path, name, good, bad, messages):
    inputs = harbour(tmp_path)
    spoilt(inputs, name, good, bad)

    assert told(inputs) == messages


def test_a_mapped_field_knows_its_words_and_calls_the_rest_other():
    coarse = coarse_mapper([Attribute("region", "Frankfurt am Main", "Germany", "DE")])

    assert coarse("region", ["Frankfurt am Main"]) == "Germany"
    assert coarse("region", ["  Frankfurt am Main "]) == "Germany"
    assert coarse("region", ["Remote", "Frankfurt am Main"]) == "Germany"
    assert coarse("region", ["Atlantis"]) == "other"


def test_a_field_nobody_mapped_is_taken_as_it_comes_but_trimmed():
    coarse = coarse_mapper([])

    assert coarse("unit", [" Market Risk "]) == "Market Risk"
    assert coarse("unit", ["", "Risk", "Audit"]) == "Risk"


def test_who_says_nothing_has_no_attribute():
    coarse = coarse_mapper([Attribute("unit", "Market Risk", "Risk", "")])

    assert (coarse("unit", []), coarse("unit", [" "]), coarse("tier", [""])) == (None, None, None)


def test_letters_written_in_two_ways_are_the_same_letters():
    coarse = coarse_mapper([Attribute("region", "München", "Germany", "DE")])

    assert coarse("region", ["Mu\u0308nchen"]) == "Germany"

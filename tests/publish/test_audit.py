"""What all tables together tell of a few people takes a figure with it: a corner that rules about one table cannot see.

Of 37 members, 10 (8 to 12) are active and 10 peripheral; the core is held back beside few who are occasional. That the core
is fewer than ten leaves 37 − 9 − 12 − 12 = 4 of these, and four is the most that is held back as few.
"""

from datetime import datetime, timedelta

import pytest

from cop_analytics.errors import DisclosureFailed
from cop_analytics.privacy.disclosure import suppress
from cop_analytics.publish.audit import audited, matters
from cop_analytics.publish.statements import rows_of, statements
from tests.publish.worlds import table

END = datetime(2025, 9, 29)
COUNTS = {"core": 9, "active": 12, "occasional": 4, "peripheral": 12, "transactional": 0}
EXACT = {
    "participation_levels": table(
        "participation_levels",
        *(
            {"community_id": "harbour", "level": level, "window_kind": "w13", "window_end": END, "status": "shown"}
            | dict.fromkeys(("person_count", "person_count_if_looser", "person_count_if_stricter"), count)
            for level, count in COUNTS.items()
        ),
    )
}
LEVELS = suppress("participation_levels", EXACT["participation_levels"])
WINDOW = {"window_start": END - timedelta(weeks=13), "window_end": END, "indicator_id": "V-8"}
BAND = table(
    "indicator_measurements",
    WINDOW
    | {"part": "core_people", "band": "fewer than 10", "unit_count": 35, "person_count": 35}
    | dict.fromkeys(("value", "lower", "upper")),
)


def found(tables):
    known = statements(rows_of(tables), lambda community, end: sum(COUNTS.values()))
    return [(key[:2], number) for part in known.parts() for key, number, _ in part.worked_out(matters)]


def test_each_table_alone_tells_nothing_of_few():
    told = {"participation_levels": LEVELS}

    assert found(told) == []
    assert audited(told, {}, EXACT)["participation_levels"].equals(LEVELS)


def test_both_together_do_and_a_detail_goes_for_it():
    told = {"participation_levels": LEVELS, "indicator_measurements": BAND}
    assert found(told) == [(("level", "occasional"), 4)]

    safe = audited(told, {}, EXACT)

    assert found(safe) == []
    assert safe["indicator_measurements"].equals(BAND)
    held = [row for row in safe["participation_levels"].to_pylist() if row not in LEVELS.to_pylist()]
    assert [(row["level"], row["person_count"], row["status"], row["reason"]) for row in held] == [
        ("active", None, "suppressed", "complement")
    ]


def test_what_was_told_before_stays_and_what_is_new_goes():
    told = {"participation_levels": LEVELS, "indicator_measurements": BAND}

    safe = audited(told, {"participation_levels": LEVELS}, EXACT)

    assert found(safe) == []
    assert safe["participation_levels"].equals(LEVELS)
    [row] = safe["indicator_measurements"].to_pylist()
    assert (row["band"], row["unit_count"], row["status"], row["reason"]) == (None, None, "suppressed", "complement")


def test_nothing_new_is_not_looked_at_again(monkeypatch):
    monkeypatch.setattr("cop_analytics.publish.audit.statements", lambda *_, **__: pytest.fail("looked at"))
    told = {"participation_levels": LEVELS, "indicator_measurements": BAND}

    assert audited(told, told, EXACT) == told


def test_a_higher_floor_is_what_few_are():
    levels = suppress("participation_levels", EXACT["participation_levels"], min_group=10)
    told = {"participation_levels": levels, "indicator_measurements": BAND}
    known = statements(rows_of(told), lambda community, end: sum(COUNTS.values()), min_group=10)

    assert known.limits["level", "occasional", "harbour", END][1] == 9
    assert not known.left_out


def test_a_share_that_no_counts_make_stops_the_release():
    share = WINDOW | {"indicator_id": "V-16", "part": "also_elsewhere", "value": 0.33, "unit_count": 20}
    told = {"participation_levels": LEVELS, "indicator_measurements": table("indicator_measurements", share)}

    with pytest.raises(DisclosureFailed, match=r"no counts make 0.33 of 20 in harbour 2025-09-29 V-16 also_elsewhere"):
        audited(told, {}, EXACT)

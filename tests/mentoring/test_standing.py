"""Rules asked again before a draft is approved and published; a pair that is published stays, and is told."""

import json

import pytest

from tests.mentoring.cohorts import PROGRAMME, written
from tests.mentoring.test_steps import cop, sheet

NAME, BOTH = "digital-2026", [("ada", "cyd"), ("ben", "dee")]
CHARTER = PROGRAMME + 'charter = "2026-2"\n'
MODULES = PROGRAMME + 'modules = ["leading"]\n'
ALL_BUT_DEE = "".join(f"{who},2026-2,2026-03-01\n" for who in ("ada", "ben", "cyd"))
ADA = "ada,leading,2026-02-10\n"


def settled(home, **changed):
    """Both pairs drafted and approved, what is written changed since, then published."""
    cop(home, "match", NAME)
    cop(home, "approve", NAME, "--by", "programme board")
    written(home / "inputs/mentoring" / NAME, **changed)


def published(home):
    settled(home)
    cop(home, "publish", NAME)


def fault(home, pair, words):
    file = home / "inputs/mentoring" / NAME / "match.csv"
    row = 2 + BOTH.index(pair)
    cure = f"Mend what is written of them, or make the draft anew: cop mentoring match {NAME}"
    return f"{file}, row {row}: {':'.join(pair)}: {words}. {cure}\n"


@pytest.mark.parametrize("word", ["approve", "publish"])
@pytest.mark.parametrize(
    ("changed", "pair", "words"),
    [
        ({"programme": MODULES, "training": ADA}, BOTH[1], "ben: training: leading"),
        ({"programme": CHARTER, "charter": ALL_BUT_DEE}, BOTH[1], "dee: charter 2026-2: not accepted"),
        ({"exits": "ada,cyd,2026-03-01,mentor,\n"}, BOTH[0], "one of them no longer takes part"),
        (
            {"barriers": "cyd,ada,reporting line\n"},
            BOTH[0],
            "barrier (no reporting line, information barrier, conflict, earlier pair or veto between them)",
        ),
    ],
    ids=["a module", "a charter", "an exit", "a barrier"],
)
def test_a_draft_with_a_pair_that_may_not_be_any_more_goes_no_further(place, word, changed, pair, words):
    settled(place, **changed)
    by = ["--by", "board"] if word == "approve" else []

    assert fault(place, pair, words) in cop(place, "--now", "2026-03-02", word, NAME, *by, status=2)
    assert not (place / "inputs/mentoring" / NAME / "published.csv").exists()


def test_a_module_completed_later_than_today_is_not_completed(place):
    settled(place, programme=MODULES, training=ADA + "ben,leading,2026-03-03\n")

    assert "ben: training: leading" in cop(place, "--now", "2026-03-02", "publish", NAME, status=2)
    assert "2 pairs published" in cop(place, "--now", "2026-03-03", "publish", NAME)


def test_a_charter_asked_for_late_parts_no_published_pair_and_is_told(place):
    published(place)
    written(
        place / "inputs/mentoring" / NAME, programme=CHARTER, charter="ada,2026-2,2026-03-10\ncyd,2026-2,2026-03-10\n"
    )
    told = "needs attention: ben:dee stays until it is mended or freed with --unlock: " + (
        "ben: charter 2026-2: not accepted; dee: charter 2026-2: not accepted"
    )

    assert told in cop(place, "--now", "2026-03-12", "feasibility", NAME)
    drafted = cop(place, "--now", "2026-03-12", "match", NAME)
    assert (told in drafted, "2 pairs, 0 of them new" in drafted, sheet(place, "match.csv")) == (True, True, BOTH)
    cop(place, "--now", "2026-03-12", "approve", NAME, "--by", "programme board")
    assert "2 pairs published" in cop(place, "--now", "2026-03-12", "publish", NAME)
    assert json.loads(cop(place, "--now", "2026-03-12", "report", NAME, "--json"))["needs_attention"] == 1
    assert "1 pairs, 0 of them new" in cop(place, "--now", "2026-03-12", "match", NAME, "--unlock", "ben:dee")


def test_a_published_pair_with_a_barrier_between_them_is_parted_aloud(place):
    published(place)
    written(place / "inputs/mentoring" / NAME, barriers="ben,dee,conflict\n")
    noted = cop(place, "--now", "2026-03-12", "report", NAME)

    assert "published pairs that no longer keep every rule: 1 (notes.csv says which and why)" in noted
    assert "published and not together any more: ben:dee" in cop(place, "--now", "2026-03-12", "match", NAME)
    assert sheet(place, "match.csv") == [("ada", "cyd")]


def test_a_pair_whose_free_hours_changed_is_noted_for_the_coordinator(place):
    published(place)
    file = place / "inputs/mentoring" / NAME / "participants.csv"
    file.write_text(file.read_text().replace("tue 9-11", "fri 9-11"))
    cop(place, "--now", "2026-03-12", "report", NAME)

    assert (file.parent / "notes.csv").read_text().splitlines() == [
        "mentor_id,mentee_id,note",
        'ben,dee,"it no longer keeps every rule: hours (2 free hours a week in common, at most 3 hours apart); mend what is '
        'written of them, or match anew with --unlock ben:dee"',
    ]

"""What three perspectives make of a dimension: found by rule, told in words, silent where it would show a person."""

from datetime import date

import pytest

from cop_analytics.health import findings
from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.health.findings import PATTERNS, PROMPTS, Finding
from cop_analytics.health.perspectives import ALL_ANSWERS
from cop_analytics.health.voices import Check, Relevance, Statement

PUBLISHED = ("community", "published")


def signed(perspective, answer, released_to=PUBLISHED, dimension="D2"):
    role = {"sponsor": "The sponsor", "social learning team": "The team"}[perspective]
    return Statement(perspective, role, dimension, answer, "As it is.", released_to)


def found(counts=(), statements=(), relevance=()):
    """The patterns on D2, each with its sentence."""
    answers = {("D2", answer): count for answer, count in zip(ALL_ANSWERS, counts, strict=False)}
    day = date(2026, 1, 12)
    check = Check("harbour", "2026-H1", day, day, day, "closed", 40, day, (), answers, relevance, statements)
    return {finding.pattern: finding.sentence for finding in findings.of(check)}


def test_members_and_a_statement_far_apart_are_seen_differently():
    assert found((6, 5, 2, 1, 1), [signed("sponsor", "fully")]) == {
        "seen differently": "Members see it lower than The sponsor, who says “fully”."
    }
    assert found((0, 0, 1, 2, 9), [signed("social learning team", "a little")]) == {
        "seen differently": "Members see it higher than The team, who says “a little”."
    }


def test_what_chance_would_do_is_no_difference():
    assert found((1, 2, 2, 4, 3), [signed("sponsor", "largely")]) == {}


def test_a_statement_that_was_not_released_is_not_heard():
    assert found((6, 5, 2, 1, 1), [signed("sponsor", "fully", ("community",))]) == {}


def test_below_ten_answers_the_comparison_tells_no_more_than_three_classes():
    assert found((0, 0, 2, 6, 0), [signed("sponsor", "fully")]) == {}
    assert found((0, 2, 6, 0, 0), [signed("sponsor", "fully")]) == {
        "seen differently": "Members see it lower than The sponsor, who says “fully”."
    }


@pytest.mark.parametrize("counts", [(4, 0, 0, 0, 0), (9, 0, 0, 0, 0), (4, 4, 0, 1, 0)])
def test_of_few_and_of_nearly_all_alike_nothing_is_compared(counts):
    assert found(counts, [signed("sponsor", "fully")]) == {}


def test_sponsor_and_team_two_classes_apart_are_seen_differently():
    assert found((), [signed("sponsor", "fully"), signed("social learning team", "partly")]) == {
        "seen differently": "The sponsor says “fully”, The team “partly”."
    }
    assert "seen differently" not in found((), [signed("sponsor", "fully"), signed("social learning team", "largely")])


def test_two_camps_are_told_in_counts():
    assert found((4, 1, 1, 2, 4)) == {
        "two camps": "5 members say “not at all” or “a little”, 6 say “largely” or “fully”."
    }


def test_who_cannot_see_is_a_finding_of_its_own():
    assert found((0, 1, 1, 2, 1, 6)) == {
        "blind spot": "At least half of the members who answered can't see it from where they stand."
    }
    assert found((0, 1, 1, 0, 1, 4)) == {}
    assert found((), [signed("sponsor", "can't see")]) == {"blind spot": "The sponsor can't see it."}


def test_a_strength_or_a_concern_is_shared_by_at_least_two_perspectives():
    assert found((0, 0, 1, 6, 5), [signed("sponsor", "largely"), signed("social learning team", "fully")]) == {
        "shared strength": "Heard alike from: members, sponsor, social learning team. All at the upper end of the scale."
    }
    assert found((7, 4, 1, 0, 0), [signed("social learning team", "a little")]) == {
        "shared concern": "Heard alike from: members, social learning team. All at the lower end of the scale."
    }
    assert found((0, 0, 1, 6, 5)) == {}


def test_what_matters_to_some_names_them():
    chosen = [Relevance("members", "D2", "later", 8), Relevance("sponsor", "D2", "now", 1)]

    assert found(relevance=chosen) == {
        "matters to some only": "It matters now to: sponsor. It was put otherwise by members: later."
    }
    assert found(relevance=chosen[:1]) == {"not our concern now": "Nobody who chose wants to talk about it now."}


def test_four_members_who_chose_are_not_heard():
    assert found(relevance=[Relevance("members", "D2", "later", 4), Relevance("sponsor", "D2", "now", 1)]) == {}


def test_of_an_untold_check_nothing_is_found():
    assert found() == {}


def test_every_pattern_has_its_prompt():
    assert set(PATTERNS) == set(PROMPTS)
    assert Finding("D2", "two camps", "…").prompt == "Which two experiences of this community are these?"
    assert len(DIMENSIONS) == 12

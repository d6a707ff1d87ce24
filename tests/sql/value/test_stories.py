"""What the analysts' file keeps of stories: their level, their threads, what should show them; no word of a draft."""

import pytest

from tests.tables import build, given

STORIES = """
story_id | community_id | period  | title   | state           | is_corroborated | counterfactual
mooring  | harbour      | 2025-Q4 | Mooring | published       | true            | We would have waited.
tide     | harbour      | 2025-Q4 | Tide    | teller approved | false           |
sketch   | harbour      | 2025-Q4 | Sketch  | draft           | false           | Nobody knows.
"""


@pytest.fixture
def told(con):
    given(con, "inputs.stories", STORIES)
    return con


def test_the_level_is_that_of_who_stands_behind_a_story(told):
    given(
        told, "inputs.story_effects", "story_id | cycle | metric_id | relation\nmooring | realised | hours | supports"
    )

    assert build(told, "value.stories", "story_id", "evidence_level") == [
        ("mooring", "E2"),
        ("sketch", "E0"),
        ("tide", "E0"),
    ]


def test_a_claim_says_its_own_level(told):
    given(told, "inputs.claims", "story_id | evidence_level\nmooring | E3")

    assert build(told, "value.stories", "evidence_level")[0] == ("E0",)
    assert ("mooring", "E3") in build(told, "value.stories", "story_id", "evidence_level")


def test_no_word_of_a_draft_is_kept(told):
    given(
        told,
        "inputs.story_steps",
        "story_id | position | cycle | narrative\nmooring | 1 | applied | So.\nsketch | 1 | applied | So?",
    )

    assert [row[:2] for row in build(told, "value.stories", "story_id", "title") if row[1] is None] == [
        ("sketch", None)
    ]
    assert build(told, "value.story_steps", "story_id") == [("mooring",)]


def test_evidence_leads_to_its_thread(told):
    given(
        told,
        "inputs.story_steps",
        """
        story_id | position | cycle   | evidence
        mooring  | 1        | applied | [content/1, message/2]
        tide     | 1        | applied | [message/9]
        """,
    )
    given(
        told,
        "facts.contributions",
        "contribution_id | thread_id\ncontent/1 | content/1\nmessage/2 | content/1\nmessage/3 | content/3",
    )

    assert build(told, "value.story_threads") == [("mooring", 1, "applied", "content/1")]


def test_an_indicator_stands_beside_a_story_as_it_was_at_the_end_of_its_quarter(told):
    given(
        told,
        "inputs.story_effects",
        "story_id | cycle | indicator_id | relation\nmooring | immediate | V-2 | not visible",
    )
    given(
        told,
        "indicators.measurements",
        """
        community_id | indicator_id | part        | view | window_kind | window_end | value | status
        harbour      | V-2          | replied_14d | all  | w13         | 2025-12-29 | 0.7   | shown
        harbour      | V-2          | replied_14d | all  | w13         | 2025-09-29 | 0.5   | shown
        harbour      | V-2          | replied_14d | all  | w13         | 2026-01-05 | 0.9   | shown
        """,
    )

    assert build(told, "value.story_effects", "effect", "relation", "value", "status") == [
        ("V-2 replied_14d", "not visible", 0.7, "shown")
    ]


def test_what_is_worth_asking_about_seeks_a_story_once(told):
    given(
        told,
        "indicators.measurements",
        """
        community_id | indicator_id | part        | view | window_kind | window_end | status | signal
        harbour      | V-2          | replied_14d | all  | month       | 2025-12-29 | shown  | worth_asking
        harbour      | V-2          | replied_14d | all  | month       | 2025-11-24 | shown  | worth_asking
        fog          | V-2          | replied_14d | all  | month       | 2025-12-29 | shown  | none
        """,
    )
    given(
        told, "indicators.catalogue", "indicator_id | value_cycle | prompt\nV-2 | immediate | Which silence mattered?"
    )

    assert build(told, "value.sought_stories", "community_id", "prompt") == [("harbour", "Which silence mattered?")]

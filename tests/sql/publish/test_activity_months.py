from datetime import datetime

from tests.tables import build, given

COUNTS = ("contribution_count", "thread_count", "question_count", "reply_count", "contributor_count")


def test_a_month_is_told_from_the_first_contribution_and_silence_is_zero(con):
    given(
        con,
        "facts.contributions",
        """
        contribution_id | community_id | member_id | is_root | is_question | contributed_at
        content/1       | harbour      | ada       | true    | true        | 2025-10-01 10:00
        message/1       | harbour      | ben       | false   | false       | 2025-10-02 10:00
        message/2       | harbour      | ben       | false   | false       | 2025-10-03 10:00
        message/3       | harbour      |           | false   | false       | 2025-10-03 10:00
        content/2       | harbour      | ada       | true    | false       | 2025-12-01 10:00
        content/3       | harbour      | ada       | true    | false       | 2025-12-30 10:00
        """,
    )

    assert build(con, "publish.activity_months", "window_start", *COUNTS) == [
        (datetime(2025, 9, 29), 4, 1, 1, 3, 2),
        (datetime(2025, 10, 27), 0, 0, 0, 0, 0),
        (datetime(2025, 11, 24), 1, 1, 0, 0, 1),
    ]


def test_disclosure_control_is_told_who_stands_behind_each_number_and_how_much(con):
    given(
        con,
        "facts.contributions",
        """
        contribution_id | community_id | member_id | is_root | is_question | contributed_at
        content/1       | harbour      | ada       | true    | true        | 2025-12-01 10:00
        message/1       | harbour      | ben       | false   | false       | 2025-12-01 10:00
        message/2       | harbour      | ben       | false   | false       | 2025-12-01 10:00
        message/3       | harbour      | cyd       | false   | false       | 2025-12-01 10:00
        """,
    )

    reply = ("_reply_person_count", "_reply_largest_share", "_reply_two_largest_share")
    assert build(con, "publish.activity_months", *reply) == [(2, 2 / 3, 1.0)]


def test_months_are_told_when_their_quarter_closes_and_not_before(con):
    given(
        con,
        "facts.contributions",
        """
        contribution_id | community_id | member_id | is_root | is_question | contributed_at
        content/1       | harbour      | ada       | true    | true        | 2025-10-01 10:00
        """,
    )

    told = build(con, "publish.activity_months", "window_start", data_cut=datetime(2025, 12, 28, 2, 30))

    assert told == []

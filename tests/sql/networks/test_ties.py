from datetime import datetime, timedelta

from tests.tables import build, given

MONDAY = datetime(2026, 1, 5)
TUESDAY_NIGHT = datetime(2026, 1, 6, 2, 30)


def ties_of_newest_window(con) -> list[tuple[object, ...]]:
    told = build(
        con, "networks.ties", "window_end", "kind", "from_member_id", "to_member_id", "weight", data_cut=TUESDAY_NIGHT
    )
    return [tie[1:] for tie in told if tie[0] == MONDAY]


def test_replies_and_mentions_of_the_window_are_counted_by_direction(con):
    given(
        con,
        "facts.replies",
        """
        contribution_id | community_id | from_member_id | to_member_id | replied_at       | is_self
        message/1       | harbour      | ada            | ben          | 2026-01-04 23:59 | false
        message/2       | harbour      | ada            | ben          | 2025-10-06 00:00 | false
        message/3       | harbour      | ada            | ben          | 2025-10-05 23:59 | false
        message/4       | harbour      | ada            | ben          | 2026-01-05 00:00 | false
        message/5       | harbour      | ben            | ada          | 2026-01-04 10:00 | false
        message/6       | harbour      | ben            | ben          | 2026-01-04 10:00 | true
        message/7       | harbour      |                | ben          | 2026-01-04 10:00 | false
        """,
    )
    given(
        con,
        "facts.mentions",
        """
        contribution_id | community_id | from_member_id | to_member_id | mentioned_at
        message/1       | harbour      | ada            | ben          | 2026-01-04 10:00
        """,
    )

    assert ties_of_newest_window(con) == [
        ("mention", "ada", "ben", 1.0),
        ("reply", "ada", "ben", 2.0),
        ("reply", "ben", "ada", 1.0),
    ]


def test_writing_in_one_thread_ties_by_how_few_wrote_in_it(con):
    given(
        con,
        "facts.contributions",
        """
        contribution_id | community_id | thread_id | member_id | contributed_at
        content/1       | harbour      | content/1 | ada       | 2025-12-01 10:00
        message/1       | harbour      | content/1 | ben       | 2025-12-20 10:00
        message/2       | harbour      | content/1 | cyd       | 2026-01-04 10:00
        message/3       | harbour      | content/1 | cyd       | 2026-01-04 11:00
        message/4       | harbour      | content/1 |           | 2026-01-04 11:00
        content/2       | harbour      | content/2 | ada       | 2026-01-04 10:00
        message/5       | harbour      | content/2 | ben       | 2026-01-04 11:00
        content/3       | harbour      | content/3 | dee       | 2026-01-04 11:00
        """,
    )

    # By hand: three at the first table give each pair a half, two at the second give theirs one.
    assert ties_of_newest_window(con) == [
        ("coparticipation", "ada", "ben", 1.5),
        ("coparticipation", "ada", "cyd", 0.5),
        ("coparticipation", "ben", "cyd", 0.5),
    ]


def test_a_crowd_ties_nobody(con):
    crowd = "\n".join(f"message/{n} | harbour | content/1 | member {n:02} | 2026-01-04 10:00" for n in range(11))
    given(
        con, "facts.contributions", f"contribution_id | community_id | thread_id | member_id | contributed_at\n{crowd}"
    )

    assert ties_of_newest_window(con) == []


def test_windows_end_with_closed_weeks_of_the_last_ninety_days(con):
    given(
        con,
        "facts.replies",
        """
        contribution_id | community_id | from_member_id | to_member_id | replied_at
        message/1       | harbour      | ada            | ben          | 2025-10-06 10:00
        """,
    )

    ends = [end for (end,) in build(con, "networks.ties", "window_end", data_cut=TUESDAY_NIGHT)]
    assert ends == [datetime(2025, 10, 13) + timedelta(weeks=week) for week in range(13)]
    assert ends[-1] == MONDAY


def test_on_a_sunday_the_oldest_window_is_out_of_the_ninety_days(con):
    given(
        con,
        "facts.replies",
        """
        contribution_id | community_id | from_member_id | to_member_id | replied_at
        message/1       | harbour      | ada            | ben          | 2025-10-06 10:00
        """,
    )

    ends = [end for (end,) in build(con, "networks.ties", "window_end", data_cut=datetime(2026, 1, 11, 2, 30))]
    assert (ends[0], ends[-1], len(ends)) == (datetime(2025, 10, 20), MONDAY, 12)

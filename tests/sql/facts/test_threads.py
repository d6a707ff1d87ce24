from datetime import datetime

from tests.sql.worlds import harbour
from tests.tables import build, landed


def threads(con, *columns: str, messages: str = "item_id | message_id") -> list[tuple[object, ...]]:
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type       | is_question | place_id | author | published
        1       | 1          | discussion | true        | 1100     | ada    | 2026-01-05T09:00:00
        """,
    )
    landed(con, "messages", messages)
    return build(con, "facts.threads", *columns)


def test_a_root_nobody_answered_is_a_thread_of_one(con):
    assert threads(con) == [
        ("content/1", "harbour", "ada", "question", datetime(2026, 1, 5, 9), True, None, None, 0, 1, 0, None)
    ]


def test_the_first_reply_is_by_a_known_person_other_than_the_starter(con):
    assert threads(
        con,
        *("first_reply_at", "first_reply_by", "reply_count", "participant_count"),
        messages="""
        item_id | message_id | content_id | parent    | author | published
        5       | 5          | 1          | content/1 | ada    | 2026-01-05T10:00:00
        6       | 6          | 1          | content/1 |        | 2026-01-05T11:00:00
        7       | 7          | 1          | content/1 | robot  | 2026-01-05T12:00:00
        8       | 8          | 1          | message/5 | cyd    | 2026-01-05T14:00:00
        9       | 9          | 1          | content/1 | ben    | 2026-01-05T13:00:00
        """,
    ) == [(datetime(2026, 1, 5, 13), "ben", 5, 3)]


def test_two_first_replies_at_one_moment_are_told_by_their_number(con):
    assert threads(
        con,
        "first_reply_by",
        messages="""
        item_id | message_id | content_id | parent    | author | published
        6       | 6          | 1          | content/1 | eli    | 2026-01-05T10:00:00
        5       | 5          | 1          | content/1 | cyd    | 2026-01-05T10:00:00
        """,
    ) == [("cyd",)]


def test_the_depth_is_the_longest_chain_of_replies(con):
    assert threads(
        con,
        "depth",
        messages="""
        item_id | message_id | content_id | parent
        5       | 5          | 1          | content/1
        6       | 6          | 1          | message/5
        7       | 7          | 1          | message/6
        8       | 8          | 1          | content/1
        """,
    ) == [(3,)]


def test_replies_in_a_circle_end_and_count_as_replies(con):
    assert threads(
        con,
        *("depth", "reply_count"),
        messages="""
        item_id | message_id | content_id | parent
        5       | 5          | 1          | message/6
        6       | 6          | 1          | message/5
        7       | 7          | 1          | content/1
        """,
    ) == [(1, 3)]


def test_a_thread_is_closed_when_somebody_first_said_so(con):
    landed(
        con,
        "outcomes",
        """
        item_id | outcome_id | target    | person | name      | marked_at
        1       | 1          | content/1 | ada    | helpful   | 2026-01-05T10:00:00
        2       | 2          | content/1 | ada    | finalized | 2026-01-05T12:00:00
        3       | 3          | content/1 | ada    | resolved  | 2026-01-05T11:00:00
        """,
    )

    assert threads(con, "closed_at") == [(datetime(2026, 1, 5, 11),)]

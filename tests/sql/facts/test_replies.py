from tests.sql.worlds import harbour
from tests.tables import build, given, landed

ROOT = """
item_id | content_id | type       | place_id | author | published
1       | 1          | discussion | 1100     | ada    | 2026-01-05T09:00:00
2       | 2          | discussion | 1100     | dee    | 2026-01-05T09:00:00
"""


def replied(con, messages: str) -> list[tuple[object, ...]]:
    harbour(con)
    landed(con, "contents", ROOT)
    landed(con, "messages", messages)
    return build(
        con, "facts.replies", "contribution_id", "from_member_id", "to_member_id", "is_parent_inferred", "is_self"
    )


def test_a_reply_turns_to_the_author_of_its_parent(con):
    assert replied(
        con,
        """
        item_id | message_id | content_id | parent    | author | published
        7       | 7          | 1          | content/1 | ben    | 2026-01-05T10:00:00
        8       | 8          | 1          | message/7 | cyd    | 2026-01-05T11:00:00
        """,
    ) == [("message/7", "ben", "ada", False, False), ("message/8", "cyd", "ben", False, False)]


def test_where_the_parent_cannot_be_seen_the_root_stands_in(con):
    assert replied(
        con,
        """
        item_id | message_id | content_id | parent    | author | published
        6       | 6          | 2          | content/2 | eli    | 2026-01-05T10:00:00
        7       | 7          | 1          | message/5 | ben    | 2026-01-05T10:00:00
        8       | 8          | 1          | message/6 | ben    | 2026-01-05T10:00:00
        9       | 9          | 1          |           | ben    | 2026-01-05T10:00:00
        """,
    ) == [
        ("message/6", "eli", "dee", False, False),
        ("message/7", "ben", "ada", True, False),
        ("message/8", "ben", "ada", True, False),
        ("message/9", "ben", "ada", True, False),
    ]


def test_a_reply_to_itself_answers_the_root(con):
    assert replied(
        con,
        """
        item_id | message_id | content_id | parent    | author | published
        7       | 7          | 1          | message/7 | ben    | 2026-01-05T10:00:00
        """,
    ) == [("message/7", "ben", "ada", True, False)]


def test_a_reply_to_oneself_is_marked_and_nobody_is_nobodys_self(con):
    assert replied(
        con,
        """
        item_id | message_id | content_id | parent    | author | published
        6       | 6          | 1          | content/1 | ada    | 2026-01-05T10:00:00
        7       | 7          | 1          | content/1 |        | 2026-01-05T10:00:00
        8       | 8          | 1          | message/7 |        | 2026-01-05T10:00:00
        """,
    ) == [
        ("message/6", "ada", "ada", False, True),
        ("message/7", None, "ada", False, False),
        ("message/8", None, None, False, False),
    ]


def test_a_comment_and_a_message_of_one_number_are_two_replies(con):
    harbour(con)
    landed(con, "contents", ROOT)
    landed(con, "messages", "item_id | message_id | content_id | parent | author\n7 | 7 | 1 | content/1 | ben")
    landed(con, "comments", "item_id | comment_id | content_id | parent | author\n7 | 7 | 2 | comment/7 | cyd")

    assert build(con, "facts.replies", "contribution_id", "to_member_id") == [
        ("comment/7", "dee"),
        ("message/7", "ada"),
    ]


def test_replies_of_another_community_are_its_own(con):
    harbour(con)
    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100\nfog | 1200")
    landed(con, "contents", ROOT + "3 | 3 | discussion | 1200 | eli | 2026-01-05T09:00:00\n")
    landed(con, "messages", "item_id | message_id | content_id | parent\n7 | 7 | 3 | content/3\n8 | 8 | 1 | content/1")

    assert build(con, "facts.replies", "contribution_id", "community_id") == [
        ("message/7", "fog"),
        ("message/8", "harbour"),
    ]

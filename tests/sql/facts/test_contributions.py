from datetime import datetime

from tests.sql.worlds import harbour
from tests.tables import build, given, landed

MONDAY = datetime(2026, 1, 5, 9)


def test_roots_and_replies_of_a_community_are_its_contributions(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type       | is_question | place_id | author | published           | length_band
        1       | 1          | discussion | true        | 1100     | ada    | 2026-01-05T09:00:00 | short
        2       | 2          | post       |             | 1101     | ben    | 2026-01-05T09:00:00 | long
        """,
    )
    landed(
        con,
        "messages",
        """
        item_id | message_id | content_id | parent    | author | published           | is_answer | length_band
        7       | 7          | 1          | content/1 | ben    | 2026-01-05T09:00:00 | true      | short
        """,
    )
    landed(
        con,
        "comments",
        """
        item_id | comment_id | content_id | parent    | author | published           | length_band
        8       | 8          | 2          | content/2 | ada    | 2026-01-05T09:00:00 | empty
        """,
    )

    assert build(con, "facts.contributions") == [
        (
            "comment/8",
            "harbour",
            "content/2",
            "content/2",
            "ada",
            "comment",
            MONDAY,
            False,
            False,
            False,
            "empty",
            False,
        ),
        ("content/1", "harbour", "content/1", None, "ada", "question", MONDAY, True, True, False, "short", False),
        ("content/2", "harbour", "content/2", None, "ben", "blog_post", MONDAY, True, False, False, "long", False),
        (
            "message/7",
            "harbour",
            "content/1",
            "content/1",
            "ben",
            "message",
            MONDAY,
            False,
            False,
            True,
            "short",
            False,
        ),
    ]


def test_what_was_deleted_is_gone_and_so_is_all_below_a_deleted_root(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type       | place_id | author | published
        1       | 1          | discussion | 1100     | ada    | 2026-01-05T09:00:00
        2       | 2          | discussion | 1100     | ada    | 2026-01-05T09:00:00
        """,
    )
    landed(
        con,
        "messages",
        """
        item_id | message_id | content_id | parent    | author | published
        7       | 7          | 1          | content/1 | ben    | 2026-01-05T10:00:00
        8       | 8          | 2          | content/2 | ben    | 2026-01-05T10:00:00
        9       | 9          | 2          | content/2 | ben    | 2026-01-05T10:00:00
        """,
    )
    landed(
        con,
        "deletions",
        """
        item_id | object    | object_type
        x       | content/1 | discussion
        y       | message/8 | message
        """,
    )

    assert build(con, "facts.contributions", "contribution_id") == [("content/2",), ("message/9",)]


def test_an_author_who_is_unknown_or_no_person_is_empty(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | place_id | author | published
        1       | 1          | document | 1100     |        | 2026-01-05T09:00:00
        2       | 2          | document | 1100     | robot  | 2026-01-05T09:00:00
        3       | 3          | document | 1100     | nobody | 2026-01-05T09:00:00
        """,
    )

    assert build(con, "facts.contributions", "contribution_id", "member_id") == [
        ("content/1", None),
        ("content/2", None),
        ("content/3", "nobody"),
    ]


def test_places_nobody_declared_and_places_refused_as_private_have_no_contributions(con):
    harbour(con)
    landed(
        con,
        "places",
        """
        item_id | landed_at        | place_id | type  | asked_place_id | state
        1101    | 2026-01-07 02:30 | 1101     | blog  | 1100           | refused_private
        """,
    )
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | place_id | asked_place_id | published
        1       | 1          | document | 1101     | 1100           | 2026-01-05T09:00:00
        2       | 2          | document | 9999     | 9999           | 2026-01-05T09:00:00
        3       | 3          | document | 8888     | 1100           | 2026-01-05T09:00:00
        """,
    )

    assert build(con, "facts.contributions", "contribution_id") == [("content/3",)]


def test_drafts_are_no_contributions(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | place_id | status     | published
        1       | 1          | document | 1100     | incomplete | 2026-01-05T09:00:00
        2       | 2          | document | 1100     | published  | 2026-01-05T09:00:00
        """,
    )

    assert build(con, "facts.contributions", "contribution_id") == [("content/2",)]


def test_the_marked_answer_is_known_from_the_root_as_well(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type       | place_id | answer    | published
        1       | 1          | discussion | 1100     | message/7 | 2026-01-05T09:00:00
        """,
    )
    landed(
        con,
        "messages",
        """
        item_id | message_id | content_id | parent    | published           | is_answer
        7       | 7          | 1          | content/1 | 2026-01-05T10:00:00 | false
        8       | 8          | 1          | content/1 | 2026-01-05T10:00:00 | false
        """,
    )

    assert build(con, "facts.contributions", "contribution_id", "is_marked_answer") == [
        ("content/1", False),
        ("message/7", True),
        ("message/8", False),
    ]


def test_the_team_is_the_team_only_while_it_is(con):
    harbour(con)
    given(
        con,
        "inputs.roles",
        """
        community_id | member_id | role                 | valid_from | valid_to
                     | ada       | social learning team | 2026-01-05 | 2026-01-06
        harbour      | ada       | social learning team |            | 2026-01-06
        harbour      | ben       | leader               |            |
        """,
    )
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | place_id | author | published
        1       | 1          | document | 1100     | ada    | 2026-01-05T09:00:00
        2       | 2          | document | 1100     | ada    | 2026-01-06T00:00:00
        3       | 3          | document | 1100     | ben    | 2026-01-05T09:00:00
        """,
    )

    assert build(con, "facts.contributions", "contribution_id", "is_by_team") == [
        ("content/1", True),
        ("content/2", False),
        ("content/3", False),
    ]

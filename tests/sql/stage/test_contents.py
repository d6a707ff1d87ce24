from tests.tables import build, landed


def test_a_content_landed_twice_is_told_as_last_seen(con):
    landed(
        con,
        "contents",
        """
        item_id | landed_at        | content_id | type       | author
        1       | 2026-01-06 02:30 | 1          | discussion | ada
        1       | 2026-01-07 02:30 | 1          | document   | ada
        """,
    )

    assert build(con, "stage.contents", "thing", "type") == [("content/1", "document")]


def test_a_later_page_of_the_same_run_replaces_the_earlier(con):
    landed(
        con,
        "contents",
        """
        item_id | page | content_id | type
        1       | 2    | 1          | document
        1       | 1    | 1          | discussion
        """,
    )

    assert build(con, "stage.contents", "type") == [("document",)]


def test_an_older_state_that_lands_later_does_not_overwrite_a_newer(con):
    landed(
        con,
        "contents",
        """
        item_id | landed_at        | updated_at       | content_id | type
        1       | 2026-01-06 02:30 | 2026-01-05 09:00 | 1          | document
        1       | 2026-01-07 02:30 | 2026-01-04 09:00 | 1          | discussion
        """,
    )

    assert build(con, "stage.contents", "type") == [("document",)]


def test_a_content_no_longer_listed_is_gone_until_it_is_listed_again(con):
    landed(
        con,
        "contents",
        """
        item_id | landed_at        | gone | content_id
        1       | 2026-01-06 02:30 |      | 1
        1       | 2026-01-07 02:30 | yes  |
        2       | 2026-01-06 02:30 |      | 2
        2       | 2026-01-07 02:30 | yes  |
        2       | 2026-01-08 02:30 |      | 2
        """,
    )

    assert build(con, "stage.contents", "thing") == [("content/2",)]


def test_a_moved_content_lives_where_it_was_seen_last(con):
    landed(
        con,
        "contents",
        """
        origin               | item_id | landed_at        | gone | content_id | place_id
        places/1100/contents | 1       | 2026-01-06 02:30 |      | 1          | 1100
        places/1200/contents | 1       | 2026-01-07 02:30 |      | 1          | 1200
        places/1100/contents | 1       | 2026-01-11 02:30 | yes  |            |
        """,
    )

    assert build(con, "stage.contents", "place_id") == [("1200",)]

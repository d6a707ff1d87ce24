from tests.sql.worlds import harbour
from tests.tables import build, landed


def written(con) -> None:
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | native_id | place_id | tags             | links
        1       | 1          | document | 1001      | 1100     | [Credit, credit] | [document/1002, document/1001]
        2       | 2          | document | 1002      | 1100     | []               | []
        """,
    )
    landed(con, "comments", "item_id | comment_id | content_id | links\n7 | 7 | 2 | [document/9]")


def test_a_link_stands_once_and_never_to_itself_or_to_the_unknown(con):
    written(con)

    assert build(con, "facts.links") == [("content/1", "content/2")]


def test_a_tag_is_told_in_lower_case_and_once(con):
    written(con)

    assert build(con, "facts.tags") == [("content/1", "credit")]

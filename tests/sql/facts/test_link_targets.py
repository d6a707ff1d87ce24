from tests.tables import build, given


def test_a_link_is_told_by_type_and_number_and_resolved_to_what_we_know(con):
    given(
        con,
        "stage.contents",
        """
        thing     | type       | native_id
        content/1 | discussion | 1005
        content/2 | document   | 1005
        """,
    )
    given(
        con,
        "facts.contributions",
        """
        contribution_id | thread_id | is_root
        content/1       | content/1 | true
        content/2       | content/2 | true
        message/9       | content/1 | false
        """,
    )
    given(
        con,
        "facts._roots",
        """
        thread_id | links
        content/1 | [document/1005, document/7777, discussion/1005]
        """,
    )
    given(
        con,
        "facts._replies",
        """
        contribution_id | links
        message/9       | [discussion/1005]
        """,
    )

    assert build(con, "facts.links", "contribution_id", "target_contribution_id") == [
        ("content/1", "content/2"),
        ("message/9", "content/1"),
    ]

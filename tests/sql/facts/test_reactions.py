from datetime import date

from tests.tables import build, given, landed


def test_a_like_that_stands_is_dated_by_the_day_we_first_saw_it(con):
    given(
        con,
        "facts.contributions",
        "contribution_id | community_id | member_id\ncontent/1 | harbour | ada\nmessage/7 | harbour |",
    )
    landed(
        con,
        "likes",
        """
        item_id       | landed_at        | gone | target    | person
        content/1/ben | 2026-01-06 02:30 |      | content/1 | ben
        content/1/ben | 2026-01-07 02:30 |      | content/1 | ben
        content/1/cyd | 2026-01-06 02:30 |      | content/1 | cyd
        content/1/cyd | 2026-01-07 02:30 | yes  |           |
        message/7/ben | 2026-01-07 02:30 |      | message/7 | ben
        content/9/ben | 2026-01-07 02:30 |      | content/9 | ben
        """,
    )

    assert build(con, "facts.reactions") == [
        ("content/1", "harbour", "ben", "ada", "like", date(2026, 1, 6)),
        ("message/7", "harbour", "ben", None, "like", date(2026, 1, 7)),
    ]

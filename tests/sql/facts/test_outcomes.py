from datetime import datetime

from tests.tables import build, given, landed


def test_an_outcome_stands_on_what_it_was_marked_on_and_by_a_known_person(con):
    given(con, "facts.contributions", "contribution_id\ncontent/1\nmessage/7")
    landed(
        con,
        "outcomes",
        """
        item_id | outcome_id | target    | person | name    | marked_at
        1       | 1          | message/7 | ada    | helpful | 2026-01-05T10:00:00
        2       | 2          | message/7 |        | helpful | 2026-01-05T10:00:00
        3       | 3          | message/9 | ada    | helpful | 2026-01-05T10:00:00
        """,
    )

    assert build(con, "facts.outcomes") == [("message/7", "ada", "helpful", datetime(2026, 1, 5, 10))]

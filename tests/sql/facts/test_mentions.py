from datetime import datetime

from tests.sql.worlds import harbour
from tests.tables import build, landed


def test_a_person_mentioned_twice_is_mentioned_once_and_oneself_and_robots_never(con):
    harbour(con)
    landed(
        con,
        "contents",
        """
        item_id | content_id | type     | place_id | author | published           | mentions
        1       | 1          | document | 1100     | ada    | 2026-01-05T09:00:00 | [ben, ben, cyd, ada, robot]
        2       | 2          | document | 1100     |        | 2026-01-05T09:00:00 | [ben]
        """,
    )
    landed(
        con,
        "comments",
        "item_id | comment_id | content_id | author | published | mentions\n7|7|2|ben|2026-01-05T10:00:00|[ada]",
    )

    assert build(con, "facts.mentions") == [
        ("comment/7", "harbour", "ben", "ada", datetime(2026, 1, 5, 10)),
        ("content/1", "harbour", "ada", "ben", datetime(2026, 1, 5, 9)),
        ("content/1", "harbour", "ada", "cyd", datetime(2026, 1, 5, 9)),
    ]

from datetime import datetime

from tests.sql.worlds import harbour
from tests.tables import build, landed


def test_each_version_of_a_document_tells_who_wrote_it(con):
    harbour(con)
    landed(con, "contents", "item_id | content_id | type | place_id\n1 | 1 | document | 1100")
    landed(
        con,
        "versions",
        """
        item_id | content_id | version | person | published
        1/1     | 1          | 1       | ada    | 2026-01-05T09:00:00
        1/2     | 1          | 2       | robot  | 2026-01-05T10:00:00
        9/1     | 9          | 1       | ada    | 2026-01-05T10:00:00
        """,
    )

    assert build(con, "facts.revisions") == [
        ("content/1", "ada", 1, datetime(2026, 1, 5, 9)),
        ("content/1", None, 2, datetime(2026, 1, 5, 10)),
    ]

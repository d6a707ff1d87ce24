from datetime import datetime

from tests.tables import build, given

RUNS = """
run_id | logical_at       | release_id
one    | 2026-01-06 02:30 | 2026-01-06-ab
two    | 2026-01-07 02:30 | 2026-01-06-ab
"""


def test_a_release_is_dated_by_the_run_that_first_made_it(con):
    given(con, "ops.runs", RUNS)

    assert build(con, "publish.releases") == [("2026-01-06-ab", datetime(2026, 1, 6, 2, 30))]


def test_a_stream_is_as_fresh_as_its_last_complete_reading(con):
    given(con, "ops.runs", RUNS)
    given(
        con,
        "ops.streams",
        """
        run_id | stream | quarantined_count | watermark
        one    | people | 4                 | 2026-01-06 02:31
        two    | people | 1                 |
        """,
    )

    assert build(con, "publish.freshness") == [("people", datetime(2026, 1, 6, 2, 31), datetime(2026, 1, 7, 2, 30), 1)]

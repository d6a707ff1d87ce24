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
        run_id | stream | watermark
        one    | people | 2026-01-06 02:31
        two    | people |
        """,
    )
    given(
        con,
        "ops.quarantine",
        """
        run_id | stream | key_hash | pointer  | first_seen_at
        one    | people | h1       | people#0 | 2026-01-06 02:30
        one    | people | h2       | people#1 | 2026-01-06 02:30
        two    | people | h1       | people#0 | 2026-01-07 02:30
        """,
    )

    assert build(con, "publish.freshness") == [("people", datetime(2026, 1, 6, 2, 31), datetime(2026, 1, 7, 2, 30), 1)]

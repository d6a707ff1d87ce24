from tests.tables import build, given

MEASURED = """
indicator_id | part                         | window_end | value | unit_count | person_count | status
V-9          | core_to_active               | 2025-12-29 | 0.6   | 20         | 12           | shown
V-9          | core_to_occasional           | 2025-12-29 |       | 20         | 3            | too_few
V-9          | core_to_fewer_than_five      | 2025-12-29 | 0.25  | 20         | 5            | shown
V-9          | active_to_fewer_than_five    | 2025-12-29 |       | 30         | 0            | not_applicable
V-9          | peripheral_to_left_community | 2025-12-29 | 0.0   | 60         | 60           | shown
V-9          | core_to_core                 | 2026-01-05 | 0.6   | 20         | 12           | shown
V-11         | new                          | 2025-12-29 | 0.6   | 20         | 12           | shown
"""


def test_moves_of_the_blocks_that_closed_are_told_by_both_levels(con):
    given(con, "indicators.measurements", MEASURED)
    con.execute("update indicators.measurements set community_id = 'harbour', view = 'all', window_kind = 'w13'")

    columns = ("window_kind", "from_level", "to_level", "person_count", "from_person_count", "share", "status")
    assert build(con, "publish.participation_transitions", *columns) == [
        ("block13", "core", "active", 12, 20, 0.6, "shown"),
        ("block13", "core", "fewer_than_five", 5, 20, 0.25, "shown"),
        ("block13", "core", "occasional", None, None, None, "too_few"),
        ("block13", "peripheral", "left_community", 0, 60, 0.0, "shown"),
    ]

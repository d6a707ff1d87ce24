from datetime import date

from tests.sql.worlds import harbour
from tests.tables import build, given


def test_a_community_tells_what_it_chose_and_how_many_belong_to_it(con):
    harbour(con)
    given(con, "inputs.community_places", "community_id | place_id\nharbour | 1100\nharbour | 1200")
    given(con, "inputs.community_chosen", "community_id | dimension_id\nharbour | D10\nharbour | D2")
    given(
        con,
        "facts.memberships",
        """
        community_id | member_id | state   | valid_from       | valid_to
        harbour      | ada       | owner   | 2026-01-06 02:30 |
        harbour      | ben       | member  | 2026-01-06 02:30 | 2026-01-07 02:30
        harbour      | cyd       | invited | 2026-01-06 02:30 |
        """,
    )

    columns = (
        "chosen_dimensions",
        "chosen_by",
        "member_count",
        "membership_seen_from",
        "not_visible_place_count",
        "status",
    )
    assert build(con, "publish.communities", *columns) == [("D2, D10", "registry", 1, date(2026, 1, 6), 1, "shown")]


def test_a_community_nobody_was_seen_in_has_no_size(con):
    harbour(con)

    columns = ("chosen_dimensions", "chosen_by", "member_count", "membership_seen_from", "status")
    assert build(con, "publish.communities", *columns) == [("", "starter", None, None, "not_applicable")]

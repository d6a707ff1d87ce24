from datetime import datetime

from tests.tables import build, given

COMMUNITIES = """
community_id | name
fog          | Fog
harbour      | Harbour
"""
ALWAYS = datetime(1970, 1, 1)


def roles(con, text: str) -> list[tuple[object, ...]]:
    given(con, "inputs.communities", COMMUNITIES)
    given(con, "inputs.roles", text)
    return build(con, "facts.roles")


def test_a_role_for_all_communities_is_held_in_each(con):
    assert roles(
        con,
        """
        community_id | member_id | role
                     | ada       | social learning team
        harbour      | ben       | leader
        """,
    ) == [
        ("fog", "ada", "social learning team", ALWAYS, None),
        ("harbour", "ada", "social learning team", ALWAYS, None),
        ("harbour", "ben", "leader", ALWAYS, None),
    ]


def test_spans_that_touch_or_overlap_are_one_and_others_are_not(con):
    assert roles(
        con,
        """
        community_id | member_id | role   | valid_from | valid_to
        fog          | ada       | leader | 2025-01-01 | 2025-06-01
        fog          | ada       | leader | 2025-03-01 | 2025-04-01
        fog          | ada       | leader | 2025-06-01 | 2025-07-01
        fog          | ada       | leader | 2025-09-01 |
        fog          | ada       | leader | 2025-10-01 | 2025-11-01
        """,
    ) == [
        ("fog", "ada", "leader", datetime(2025, 1, 1), datetime(2025, 7, 1)),
        ("fog", "ada", "leader", datetime(2025, 9, 1), None),
    ]


def test_a_role_that_ends_before_it_begins_was_never_held(con):
    assert (
        roles(
            con,
            """
        community_id | member_id | role   | valid_from | valid_to
        fog          | ada       | leader | 2025-06-01 | 2025-01-01
        """,
        )
        == []
    )

from tests.tables import build, given

ROLES = """
community_id | member_id | role   | valid_from
harbour      | ada       | leader | 2025-01-01
lighthouse   | ben       | leader | 2025-01-01
fog          | cyd       | leader | 2025-01-01
pilots       | dee       | leader | 2025-01-01
"""


def world(con, replies):
    given(
        con,
        "facts.communities",
        "community_id | kind\nharbour | community\nlighthouse | community\nfog | community\npilots | leaders",
    )
    given(con, "facts.roles", ROLES)
    told = "\n".join(
        f"{number} | pilots | {one} | {other} | 2025-11-05 09:00 | false" for number, (one, other) in enumerate(replies)
    )
    given(
        con,
        "facts.replies",
        f"contribution_id | community_id | from_member_id | to_member_id | replied_at | is_self\n{told}",
    )


def test_two_communities_are_joined_when_their_leaders_turned_to_each_other(con):
    world(con, [("ada", "ben"), ("ben", "ada"), ("ada", "cyd"), ("dee", "ada"), ("ada", "dee")])

    assert build(
        con, "publish.leaders_network", "connected_community_count", "pair_count", "community_count", "_person_count"
    ) == [(2, 1, 3, 2)]


def test_leaders_who_do_not_answer_each_other_join_nothing(con):
    world(con, [("ada", "ben"), ("ben", "cyd")])

    assert build(con, "publish.leaders_network") == []


def test_a_consultation_is_suggested_by_both_sides_consent_alone(con):
    given(
        con,
        "inputs.consultations",
        """
        community_id | dimension_id | side   | consented_on | until_on
        harbour      | D6           | asks   | 2025-11-01   |
        lighthouse   | D6           | offers | 2025-11-01   | 2026-06-01
        fog          | D6           | offers | 2025-01-01   | 2025-12-31
        fog          | D5           | offers | 2025-01-01   |
        """,
    )

    assert build(con, "publish.peer_consultations") == [("D6", "harbour", "lighthouse")]

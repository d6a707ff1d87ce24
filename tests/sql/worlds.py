"""The harbour: one community, one place, and whatever a test says was written in it."""

from tests.tables import given, landed


def harbour(con) -> None:
    """A community `harbour` of the group 1100 with its blog 1101, and two kinds of accounts: people and a robot."""
    given(
        con,
        "inputs.communities",
        """
        community_id | name    | kind
        harbour      | Harbour | community
        """,
    )
    given(
        con,
        "inputs.community_places",
        """
        community_id | place_id
        harbour      | 1100
        """,
    )
    landed(
        con,
        "places",
        """
        item_id | place_id | type  | parent_place_id | asked_place_id | state
        1100    | 1100     | group |                 | 1100           | visible
        1101    | 1101     | blog  | 1100            | 1100           | visible
        """,
    )
    landed(
        con,
        "people",
        """
        item_id | person | enabled | external
        ada     | ada    | true    | false
        ben     | ben    | true    | false
        robot   | robot  | true    | true
        """,
    )

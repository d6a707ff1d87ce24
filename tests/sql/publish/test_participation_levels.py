from tests.tables import build, given

COUNTS = ("level", "person_count", "person_count_if_looser", "person_count_if_stricter", "status")
EVERY_WEEK = tuple(f"2025-{day} 10:00" for day in ("09-29", "10-06", "10-13", "10-20", "10-27", "11-03", "11-10"))


def written(con, **weeks_of: int) -> None:
    lines = [
        f"{member} {week} | harbour | {member} | true | {moment}"
        for member, weeks in weeks_of.items()
        for week, moment in enumerate(EVERY_WEEK[:weeks])
    ]
    names = "contribution_id | community_id | member_id | is_root | contributed_at"
    given(con, "facts.contributions", "\n".join([names, *lines]))


def belonging(con, *members: str, since: str = "2025-09-01") -> None:
    lines = [f"harbour | {member} | member | {since}" for member in members]
    given(con, "facts.memberships", "\n".join(["community_id | member_id | state | valid_from", *lines]))


def newest_levels(con) -> list[tuple[object, ...]]:
    told = build(con, "publish.participation_levels", "window_end", *COUNTS)
    return [level[1:] for level in told if level[0] == told[-1][0]]


def test_levels_count_active_weeks_and_whom_a_member_answered(con):
    belonging(con, "ada", "ben", "cyd", "dee")
    written(con, ada=7, ben=7, cyd=2, eli=3)
    given(
        con,
        "facts.replies",
        """
        contribution_id | community_id | from_member_id | to_member_id | replied_at
        message/1       | harbour      | ada            | ben          | 2025-10-06
        message/2       | harbour      | ada            | cyd          | 2025-10-06
        message/3       | harbour      | ada            | dee          | 2025-10-06
        message/4       | harbour      | ben            | ada          | 2025-10-06
        message/5       | harbour      | ben            | ben          | 2025-10-06
        """,
    )

    assert newest_levels(con) == [
        ("active", 1, 2, 2, "shown"),
        ("core", 1, 1, 0, "shown"),
        ("occasional", 1, 0, 1, "shown"),
        ("peripheral", 1, 1, 1, "shown"),
        ("transactional", 1, 1, 1, "shown"),
    ]


def test_a_declared_leader_needs_no_three_partners_and_the_team_is_no_part(con):
    belonging(con, "ada", "ben")
    written(con, ada=7, ben=7)
    given(
        con,
        "facts.roles",
        """
        community_id | member_id | role                 | valid_from
        harbour      | ada       | leader               | 2025-01-01
        harbour      | ben       | social learning team | 2025-01-01
        """,
    )

    assert [(level, count) for level, count, *_ in newest_levels(con)] == [
        ("active", 0),
        ("core", 1),
        ("occasional", 0),
        ("peripheral", 0),
        ("transactional", 0),
    ]


def test_before_membership_was_seen_there_are_no_levels(con):
    belonging(con, "ada", since="2026-01-06 02:30")
    written(con, ada=7)

    assert set(newest_levels(con)) == {
        (level, None, None, None, "not_applicable")
        for level in ("active", "core", "occasional", "peripheral", "transactional")
    }

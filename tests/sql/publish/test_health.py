from tests.tables import build, given

CHECKS = """
community_id | period | state  | invited_count | closed_on
harbour      | 2025H1 | closed | 20            | 2025-06-01
harbour      | 2025H2 | frozen | 20            |
"""


def test_only_closed_checks_are_published_with_how_many_answered(con):
    given(con, "health.checks", CHECKS)
    given(
        con,
        "health.answers",
        """
        community_id | period | dimension_id | answer     | answer_count
        harbour      | 2025H1 | D2           | largely    | 6
        harbour      | 2025H1 | D2           | can't see  | 2
        harbour      | 2025H1 | D6           | partly     | 7
        harbour      | 2025H2 | D2           | partly     | 7
        """,
    )

    assert build(con, "publish.health_checks", "period", "invited_count", "answered_count") == [("2025H1", 20, 8)]
    assert build(con, "publish.health_answers", "dimension_id", "answer", "answer_count", "respondent_count") == [
        ("D2", "can't see", 2, 6),
        ("D2", "largely", 6, 6),
        ("D6", "partly", 7, 7),
    ]


def test_only_statements_released_for_publication_are_published(con):
    given(con, "health.checks", CHECKS)
    given(
        con,
        "health.statements",
        """
        community_id | period | perspective | role_name | dimension_id | statement | released_to
        harbour      | 2025H1 | sponsor     | Sponsor   | D2           | It helps. | [community, published]
        harbour      | 2025H1 | sponsor     | Sponsor   | D6           | It might. | [community]
        harbour      | 2025H2 | sponsor     | Sponsor   | D2           | Not yet.  | [published]
        """,
    )

    assert build(con, "publish.health_statements", "dimension_id", "statement") == [("D2", "It helps.")]


def test_findings_of_closed_checks_are_published_where_enough_members_stand_behind_them(con):
    given(con, "health.checks", CHECKS)
    given(
        con,
        "health.findings",
        """
        community_id | period | dimension_id | pattern          | finding | prompt | member_count
        harbour      | 2025H1 | D2           | two camps        | Two.    | Which? | 12
        harbour      | 2025H1 | D2           | blind spot       | None.   | Who?   |
        harbour      | 2025H1 | D6           | seen differently | Lower.  | What?  | 6
        harbour      | 2025H2 | D6           | two camps        | Two.    | Which? | 20
        """,
    )

    assert build(con, "publish.health_findings", "dimension_id", "pattern", "finding", min_group=7) == [
        ("D2", "blind spot", "None."),
        ("D2", "two camps", "Two."),
    ]


def test_levels_are_told_where_each_holds_enough_for_the_floor_that_was_set(con):
    given(con, "health.checks", "community_id | period | closed_on\nharbour | 2026-H1 | 2026-03-01")
    given(
        con,
        "health.answers_by_level",
        """
        community_id | period  | participation_level      | dimension_id | answer  | answer_count
        harbour      | 2026-H1 | core or active           | D2           | partly  | 4
        harbour      | 2026-H1 | core or active           | D2           | largely | 6
        harbour      | 2026-H1 | occasional or peripheral | D2           | fully   | 12
        """,
    )
    columns = ("participation_level", "answer", "answer_count", "respondent_count")

    assert build(con, "publish.health_answers_by_level", *columns) == [
        ("core or active", "largely", 6, 10),
        ("core or active", "partly", 4, 10),
        ("occasional or peripheral", "fully", 12, 12),
    ]
    assert build(con, "publish.health_answers_by_level", *columns, min_subgroup=11) == []

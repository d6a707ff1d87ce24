from datetime import datetime

from tests.tables import build, given

CATALOGUE = """
indicator_id | question  | unit  | caveat        | prompt     | dimensions
V-1          | How soon? | hours | Not quality.  | Look at 3. | D2
V-5          | Who?      | Gini  | No ill sign.  | Who else?  | D6, D7
"""
MEASURED = """
community_id | indicator_id | part  | view | window_kind | window_end | value | unit_count | signal       | status
harbour      | V-1          | hours | all  | w13         | 2025-12-29 | 4.5   | 30         | worth_asking | shown
harbour      | V-5          | gini  | all  | w13         | 2025-12-29 | 0.5   | 40         | none         | shown
"""


def measured(con, *columns: str, rows: str = MEASURED) -> list[tuple[object, ...]]:
    given(con, "indicators.catalogue", CATALOGUE)
    given(con, "indicators.measurements", rows)
    return build(con, "publish.indicator_measurements", *columns)


def test_a_community_that_has_not_chosen_is_shown_the_starters(con):
    assert measured(con, "indicator_id", "value", "unit_count", "signal", "status") == [
        ("V-1", 4.5, 30, "worth_asking", "shown"),
        ("V-5", None, None, "none", "not_chosen"),
    ]


def test_a_community_is_shown_what_the_registry_says_it_chose(con):
    given(con, "inputs.community_chosen", "community_id | dimension_id\nharbour | D7")

    assert measured(con, "indicator_id", "status") == [("V-1", "not_chosen"), ("V-5", "shown")]


def test_a_health_check_outranks_the_registry_and_the_last_one_counts(con):
    given(con, "inputs.community_chosen", "community_id | dimension_id\nharbour | D7")
    given(
        con, "health.checks", "community_id | period | opened_on\nharbour|2025H1|2025-03-01\nharbour|2025H2|2025-10-01"
    )
    given(
        con,
        "health.relevance",
        """
        community_id | period | perspective | dimension_id | choice | voice_count
        harbour      | 2025H1 | members     | D6           | now    | 9
        harbour      | 2025H2 | members     | D2           | now    | 5
        harbour      | 2025H2 | members     | D2           | later  | 5
        harbour      | 2025H2 | members     | D6           | now    | 4
        harbour      | 2025H2 | members     | D6           | later  | 5
        harbour      | 2025H2 | sponsor     | D7           | now    | 1
        """,
    )

    assert measured(con, "indicator_id", "status") == [("V-1", "shown"), ("V-5", "not_chosen")]


def test_windows_are_released_when_their_block_closes(con):
    told = measured(
        con,
        *("window_kind", "window_end"),
        rows="""
        community_id | indicator_id | part  | view | window_kind | window_start | window_end
        harbour      | V-1          | hours | all  | w13         | 2025-10-06   | 2026-01-05
        harbour      | V-1          | hours | all  | w13         | 2025-09-29   | 2025-12-29
        harbour      | V-1          | hours | all  | w13         | 2025-08-25   | 2025-11-24
        harbour      | V-1          | hours | all  | month       | 2025-10-27   | 2025-11-24
        harbour      | V-1          | hours | all  | block13     | 2025-12-29   | 2026-03-30
        """,
    )

    assert told == [("w13", datetime(2025, 12, 29))]


def test_every_value_carries_its_question_caveat_and_prompt(con):
    assert measured(con, "question", "unit", "caveat", "prompt")[0] == (
        "How soon?",
        "hours",
        "Not quality.",
        "Look at 3.",
    )


def test_without_few_facilitators_a_value_would_tell_what_they_did(con):
    given(con, "inputs.community_chosen", "community_id | dimension_id\nharbour | D7")
    given(con, "facts.roles", "community_id | member_id | role | valid_from\nharbour | ada | leader | 2025-01-01")
    given(
        con,
        "facts.contributions",
        "contribution_id | community_id | member_id | contributed_at\ncontent/1 | harbour | ada | 2025-12-01 09:00",
    )
    rows = """
    community_id|indicator_id|part|view            |window_kind|window_start|window_end|value|person_count|status
    harbour     |V-5         |gini|all             |w13        |2025-09-29  |2025-12-29|0.5  |20          |shown
    harbour     |V-5         |gini|facilitators_off|w13        |2025-09-29  |2025-12-29|0.4  |19          |shown
    """

    assert measured(con, "view", "value", "person_count", "status", "reason", rows=rows) == [
        ("all", 0.5, 20, "shown", None),
        ("facilitators_off", None, None, "suppressed", "difference"),
    ]


def test_months_are_for_change_and_stay_with_the_analysts(con):
    rows = """
    community_id | indicator_id | part  | view | window_kind | window_end | value | status
    harbour      | V-1          | hours | all  | month       | 2025-12-29 | 4.5   | shown
    """

    assert measured(con, "indicator_id", rows=rows) == []


CONTRIBUTED = """
contribution_id | community_id | member_id | contributed_at
1               | harbour      | ada       | 2025-12-01 09:00
2               | harbour      | ben       | 2025-12-02 09:00
3               | harbour      | cyd       | 2025-10-06 09:00
4               | harbour      | ada       | 2025-08-01 09:00
5               | harbour      | dee       | 2025-08-01 10:00
6               | harbour      | eli       | 2025-08-01 11:00
"""
OVERLAPPING = """
community_id|indicator_id|part|view|window_kind|window_start|window_end|value|person_count|status
harbour     |V-1         |p90 |all |w9         |2025-10-27  |2025-12-29|0.3  |15          |{}
harbour     |V-1         |p90 |all |w13        |2025-09-29  |2025-12-29|0.5  |20          |{}
harbour     |V-1         |p90 |all |w26        |2025-06-30  |2025-12-29|0.4  |30          |{}
"""


def test_windows_whose_contributors_differ_by_few_are_not_shown_side_by_side(con):
    given(con, "facts.contributions", CONTRIBUTED)

    told = measured(con, "window_kind", "status", "reason", rows=OVERLAPPING.format(*["shown"] * 3))

    assert told == [
        ("w13", "shown", None),
        ("w26", "suppressed", "difference"),
        ("w9", "suppressed", "difference"),
    ]


def test_a_window_beside_which_nothing_is_shown_tells_nothing_of_a_few(con):
    given(con, "facts.contributions", CONTRIBUTED)

    told = measured(con, "window_kind", "status", rows=OVERLAPPING.format("shown", "too_few", "shown"))

    assert told == [("w13", "too_few"), ("w26", "shown"), ("w9", "shown")]


def test_windows_whose_contributors_differ_by_many_or_by_nobody_are_shown(con):
    given(
        con, "facts.contributions", CONTRIBUTED + "".join(f"{n} | harbour | m{n} | 2025-09-30\n" for n in range(10, 14))
    )

    told = measured(con, "window_kind", "status", rows=OVERLAPPING.format(*["shown"] * 3))

    assert told == [("w13", "shown"), ("w26", "suppressed"), ("w9", "shown")]

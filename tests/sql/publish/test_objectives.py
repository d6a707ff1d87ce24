from tests.tables import build, given

OBJECTIVES = """
objective_id | community_id | objective            | origin   | state
library      | harbour      | A shared library     | emergent | negotiating
audit        | harbour      | 3 findings fewer     | mandated | adopted
old          | harbour      | What was once wanted | emergent | retired
"""
WARRANTS = """
objective_id | kind        | warrant        | voiced_by | until_on
library      | member need | We look twice. | ben       |
library      | passion     | Two hours.     | ada       | 2026-02-01
audit        | imperative  | Audit asks.    | sponsor   |
audit        | member need | So do we.      | cyd       |
audit        | passion     | An hour.       | dee       |
audit        | passion     | An hour.       | eli       |
"""


def test_the_kinds_of_warrant_nobody_gave_are_named(con):
    given(con, "inputs.objectives", OBJECTIVES)
    given(con, "inputs.warrants", WARRANTS)

    assert build(con, "publish.objectives", "objective_id", "missing_warrants") == [
        ("audit", "expectation"),
        ("library", "expectation, imperative"),
        ("old", "expectation, imperative, member need, passion"),
    ]


def test_what_is_open_becomes_questions_and_never_a_grade(con):
    given(con, "inputs.objectives", OBJECTIVES)
    given(con, "inputs.warrants", WARRANTS)
    given(con, "inputs.stages", "community_id | stage\nharbour | coalescing")
    given(con, "inputs.expectations", "objective_id | cycle\naudit | realised")

    assert build(con, "publish.objective_questions", "objective_id", "question") == [
        ("audit", "It expects realised value of a community at its beginning: is that fair to expect yet?"),
        ("audit", "It was mandated and holds a number: what would be done for the number alone?"),
        ("audit", "Nobody has vouched for what a community can deliver here."),
        ("library", "Members need it: who would sponsor this?"),
        ("library", "Nobody has vouched for what a community can deliver here."),
        ("library", "One role carries it: who could share it?"),
        ("library", "What was promised to lead it ends within sixty days: who carries it on?"),
    ]


def test_an_objective_nobody_warrants_is_asked_about(con):
    given(
        con,
        "inputs.objectives",
        "objective_id | community_id | objective | origin | state\nx | harbour | X | emergent | idea",
    )

    assert build(con, "publish.objective_questions", "question") == [
        ("Nobody has said they want to lead this.",),
        ("Nobody has said why it is needed.",),
        ("Nobody has vouched for what a community can deliver here.",),
    ]

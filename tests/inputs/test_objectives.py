"""Objectives come with who warrants them; a target on platform activity is none."""

import pytest

from cop_analytics.health.lifecycle import is_activity_target
from cop_analytics.inputs import objectives

GOOD = """\
[[objective]]
id = "model-validation"
community = "harbour"
text = "A model of one desk is read by another before it is validated."
horizon = 2026-12-31
origin = "emergent"
state = "negotiating"

[[warrant]]
objective = "model-validation"
kind = "passion"
text = "Two hours a week."
voiced_by = "leader"
on = 2026-01-10
until = 2026-06-30

[[expectation]]
objective = "model-validation"
cycle = "applied"
effect = "Findings come up before validation."
"""


def read(folder, text):
    (folder / "objectives.toml").write_text(text)
    found = objectives.read(folder, {"harbour"})
    return found, [str(fault) for fault in found.faults]


def test_an_objective_its_warrants_and_what_is_expected_are_read(tmp_path):
    found, faults = read(tmp_path, GOOD)

    assert faults == []
    assert [(each.id, each.origin, each.state) for each in found.objectives] == [
        ("model-validation", "emergent", "negotiating")
    ]
    assert [(each.kind, each.voiced_by) for each in found.warrants] == [("passion", "leader")]
    assert [(each.cycle, each.effect) for each in found.expectations] == [
        ("applied", "Findings come up before validation.")
    ]


def test_without_the_file_there_is_no_objective(tmp_path):
    assert objectives.read(tmp_path, {"harbour"}) == objectives.Read()


@pytest.mark.parametrize(
    ("good", "bad", "message"),
    [
        ("A model of one desk is read by another before it is validated.", "100 posts a month.",
         "row 4, text: it is a target on platform activity. "
         "Say what should become possible, and for whom: what is counted gets made for the count."),
        ('"negotiating"', '"adopted"',
         "row 7, state: it is adopted without imperative, member need, expectation. "
         'Add a [[warrant]] of each kind, or write decided_without = "why it goes on".'),
        ('"harbour"', '"fog"', "row 3, community: it is not known. Write one of: harbour."),
        ('kind = "passion"', 'kind = "budget"',
         "row 11, kind: it is not known. Write one of: imperative, member need, expectation, passion."),
        ('voiced_by = "leader"', 'voiced_by = "ada@bank.example"',
         "row 13, voiced_by: it holds an e-mail address. Say who speaks by role alone."),
    ],
    ids=["an activity target", "adopted without warrants", "an unknown community", "an unknown kind", "an address"],
)  # fmt: skip
def test_a_faulty_block_is_told(tmp_path, good, bad, message):
    _, faults = read(tmp_path, GOOD.replace(good, bad, 1))

    assert faults == [f"objectives.toml, {message}"]


def test_it_may_be_adopted_by_a_decision_to_go_on_without(tmp_path):
    found, faults = read(
        tmp_path, GOOD.replace('state = "negotiating"', 'state = "adopted"\ndecided_without = "We try until June."')
    )

    assert (faults, found.objectives[0].state) == ([], "adopted")


@pytest.mark.parametrize(
    "text",
    ["Double the number of posts", "50 new members by June", "Raise participation", "Replies up by 20 %",
     "At least 3 comments per thread", "More likes", "engagement +10%", "Increase monthly active users"],
)  # fmt: skip
def test_a_count_of_activity_is_a_target(text):
    assert is_activity_target(text)


@pytest.mark.parametrize(
    "text",
    ["Cut the time to validate a model by a third", "Members of three desks review each other's models",
     "A shared library of 10 cases", "Nobody waits alone with a failed payment", "Threads become pages people reuse"],
)  # fmt: skip
def test_what_becomes_possible_is_an_objective(text):
    assert not is_activity_target(text)

"""Whether few free hours pay: by hand, by planted groups, and as a property of every match."""

from dataclasses import replace

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics import shipped
from cop_analytics.inputs import mentoring
from cop_analytics.inputs.participants import Participant
from cop_analytics.mentoring.availability import Narrow, in_words, narrow
from cop_analytics.mentoring.feasibility import capacities
from cop_analytics.mentoring.fit import Fit, fit
from cop_analytics.mentoring.match import matched, problem
from cop_analytics.mentoring.pairing import pair_up
from tests.mentoring.test_steps import cop

BANK = shipped.folder("fixtures") / "bank" / "inputs/mentoring/digital-2025"
HOURS = tuple(("mon", hour) for hour in range(9, 13))


def fitted(mentor_hours, mentee_hours, value):
    """Of people who keep every rule but that of hours, with these fits."""
    people = [
        tuple(
            Participant(f"{role}{n}", role, "1", (), "", "", "", 0.0, frozenset(hours), True, 1)
            for n, hours in enumerate(told)
        )
        for role, told in (("mentor", mentor_hours), ("mentee", mentee_hours))
    ]
    meet = np.array([[len(one.slots & other.slots) >= 2 for other in people[1]] for one in people[0]], bool)
    others = np.ones_like(meet)
    return Fit(*people, {"hours": meet, "goal": others}, {"goals": np.array(value, float)})


def examined(fits, announced=frozenset()):
    def ask(may):
        return problem(may, fits.value, capacities(fits), announced & set(zip(*np.nonzero(may), strict=True)))

    return narrow(fits, ask, matched(ask(fits.may)))


def test_whoever_makes_room_has_a_worse_pair_and_the_other_a_better_one():
    """By hand: the first mentee meets the first mentor alone (0.9), which leaves 0.2; free at any hour, 0.5 and 0.6.

    The second mentor tells few hours as well: free at any, that mentor has 0.5 for 0.2.
    """
    fits = fitted([HOURS, HOURS[2:]], [HOURS[:2], HOURS], [[0.9, 0.6], [0.5, 0.2]])

    assert examined(fits) == Narrow(2, 0, 1, 1, 0)


def test_whoever_has_no_pair_may_get_one():
    """By hand: the first mentee's two hours are nobody's; free at any, there is a mentor for both."""
    fits = fitted([HOURS[2:], HOURS[2:]], [HOURS[:2], HOURS], [[0.5, 0.5], [0.5, 0.5]])

    assert examined(fits) == Narrow(1, 1, 0, 0, 0)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_nobody_loses_a_pair_by_telling_more_hours(data):
    sizes = [data.draw(st.integers(1, 4)) for _ in range(2)]
    told = [data.draw(st.lists(st.sets(st.sampled_from(HOURS)), min_size=size, max_size=size)) for size in sizes]
    row = st.lists(st.sampled_from([0.1, 0.2, 0.5, 0.9]), min_size=sizes[1], max_size=sizes[1])
    value = data.draw(st.lists(row, min_size=sizes[0], max_size=sizes[0]))
    ends = st.tuples(st.integers(0, sizes[0] - 1), st.integers(0, sizes[1] - 1))
    found = examined(fitted(*told, value), data.draw(st.frozensets(ends, max_size=2)))

    assert found.unpaired == 0
    assert found.paired + found.better + found.worse <= found.people


def test_the_bank_where_every_fourth_mentee_tells_a_third_of_their_hours():
    """Planted: 25 of a hundred mentees tell two hours of their six; each mentor tells six."""
    cohort = mentoring.read(BANK)
    mentees = [each.id for each in cohort.of("mentee")][::4]
    few = {who: replace(each, slots=frozenset(sorted(each.slots)[:2])) for who, each in cohort.participants.items()}
    told = replace(cohort, participants=cohort.participants | {who: few[who] for who in mentees})
    outcome = pair_up(told, fit(told))
    groups = {group.value: group for group in outcome.groups if group.attribute == "mentees' free hours"}

    assert {value: group.people for value, group in groups.items()} == {"fewer than 6": 25, "6 or more": 75}
    assert groups["fewer than 6"].paired / 25 < groups["6 or more"].paired / 75
    assert (outcome.narrow.people, outcome.narrow.unpaired) == (25, 0)
    assert outcome.narrow.paired > 0
    assert in_words(outcome.narrow).endswith("; 0 would lose theirs")


def test_of_fewer_than_ten_nothing_is_counted(place):
    told = cop(place, "match", "digital-2026")

    assert (
        "fewer than 10 people tell fewer free hours than half of their side: too few to tell whether that pays" in told
    )

"""Who is paired with whom: each stage against going through every matching there is, and against another solver."""

from itertools import combinations, product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import Bounds, LinearConstraint, linear_sum_assignment, milp

from cop_analytics.mentoring.match import locked, matched, most_pairs, problem

FITS = st.sampled_from([0.1, 0.2, 0.25, 0.5, 0.75, 0.9])


@st.composite
def small(draw):
    """Up to four mentors and four mentees: who may be with whom, fits, capacities, and pairs announced before."""
    rows, columns = draw(st.integers(1, 4)), draw(st.integers(1, 4))
    may = np.array(draw(st.lists(st.booleans(), min_size=rows * columns, max_size=rows * columns))).reshape(
        rows, columns
    )
    value = np.array(draw(st.lists(FITS, min_size=rows * columns, max_size=rows * columns))).reshape(rows, columns)
    capacity = np.array(draw(st.lists(st.integers(1, 2), min_size=rows, max_size=rows)))
    announced = draw(st.sets(st.tuples(st.integers(0, rows - 1), st.integers(0, columns - 1)), max_size=3))
    return may, value, capacity, announced


def every_matching(may, capacity):
    """Every set of pairs that may be, each mentor within capacity, each mentee once."""
    edges = list(zip(*(ends.tolist() for ends in np.nonzero(may)), strict=True))
    for size in range(len(edges) + 1):
        for chosen in combinations(edges, size):
            mentees = [mentee for _, mentee in chosen]
            loads = np.bincount([mentor for mentor, _ in chosen], minlength=len(capacity))
            if len(set(mentees)) == len(mentees) and (loads <= capacity).all():
                yield chosen


def rank(pairs, value, announced):
    """Most pairs, most kept, best worst, greatest sum."""
    fits = [value[pair] for pair in pairs]
    return len(pairs), len(announced & set(pairs)), min(fits, default=0), round(sum(fits), 6)


@settings(max_examples=150, deadline=None)
@given(small())
def test_no_matching_at_all_is_better(drawn):
    may, value, capacity, announced = drawn
    announced = {pair for pair in announced if may[pair]}
    pairs = matched(problem(may, value, capacity, announced))
    best = max(rank(each, value, announced) for each in every_matching(may, capacity))

    assert rank(pairs, value, announced) == best
    assert most_pairs(problem(may, value, capacity)) == best[0]


def random_problem(seed, size=25, share=0.4):
    chance = np.random.default_rng(seed)
    return chance.random((size, size)) < share, np.round(chance.random((size, size)), 6)


@pytest.mark.parametrize("seed", range(5))
def test_each_stage_is_what_another_solver_finds(seed):
    """HiGHS by scipy.optimize.milp, one stage after the other: how many, the worst pair by bisection, the sum."""
    may, value = random_problem(seed)
    edges = np.argwhere(may)
    fits = value[may]
    ends = np.array(
        [[(edge[side] == number) for edge in edges] for side in (0, 1) for number in range(len(may))], float
    )

    def solved(weights, least=0.0, count=0):
        usable = (fits >= least).astype(float)
        rules = [LinearConstraint(ends, -np.inf, 1), LinearConstraint(np.ones((1, len(edges))), count, np.inf)]
        found = milp(-weights, constraints=rules, integrality=np.ones(len(edges)), bounds=Bounds(0, usable))
        return None if found.x is None else found.x > 0.5

    most = int(solved(np.ones(len(edges))).sum())
    worst = max(
        t for t in np.unique(fits) if (chosen := solved(np.ones(len(edges)), t)) is not None and chosen.sum() == most
    )
    total = fits[solved(fits, worst, most)].sum()

    pairs = matched(problem(may, value, np.ones(len(may), int)))
    assert (len(pairs), min(value[pair] for pair in pairs)) == (most, worst)
    assert sum(value[pair] for pair in pairs) == pytest.approx(total, abs=1e-6)


@pytest.mark.parametrize("seed", range(8))
def test_it_never_pairs_fewer_nor_a_worse_worst_pair_than_the_greatest_sum_alone(seed):
    may, value = random_problem(seed)
    rows, columns = linear_sum_assignment(np.where(may, value, -100), maximize=True)
    floor = [pair for pair in zip(rows.tolist(), columns.tolist(), strict=True) if may[pair]]
    pairs = matched(problem(may, value, np.ones(len(may), int)))

    assert len(pairs) >= len(floor)
    assert min(value[pair] for pair in pairs) >= min(value[pair] for pair in floor) or len(pairs) > len(floor)


def test_the_same_seed_gives_the_same_pairs_and_ties_fall_by_seed():
    may, value = np.ones((6, 6), bool), np.full((6, 6), 0.5)
    told = [matched(problem(may, value, np.ones(6, int), seed=seed)) for seed in (1, 1, 2)]

    assert told[0] == told[1] != told[2]


def test_one_who_leaves_changes_as_few_pairs_as_can_be():
    """Four pairs were announced; the first mentor leaves, and only her mentee finds somebody new."""
    may, value = np.ones((5, 4), bool), np.array([[0.1 * (1 + (3 * i + j) % 7) for j in range(4)] for i in range(5)])
    announced = {(number, number) for number in range(4)}
    may[0] = False
    pairs = matched(problem(may, value, np.ones(5, int), announced))

    assert (announced & set(pairs), set(pairs) - announced) == ({(1, 1), (2, 2), (3, 3)}, {(4, 0)})


def test_a_locked_pair_stays_whatever_it_costs():
    value = np.array([[0.9, 0.1], [0.2, 0.8]])
    asked = problem(np.ones((2, 2), bool), value, np.ones(2, int))

    assert matched(asked) == [(0, 0), (1, 1)]
    assert matched(locked(asked, [(0, 1)])) == [(0, 1), (1, 0)]


def test_of_nobody_nobody_is_paired():
    assert matched(problem(np.zeros((3, 0), bool), np.zeros((3, 0)), np.ones(3, int))) == []
    assert matched(problem(np.zeros((2, 2), bool), np.zeros((2, 2)), np.ones(2, int))) == []
    assert most_pairs(problem(np.zeros((2, 2), bool), np.zeros((2, 2)), np.ones(2, int))) == 0


def test_a_mentor_of_two_takes_two():
    assert matched(problem(np.ones((1, 3), bool), np.array([[0.3, 0.2, 0.1]]), np.array([2]))) == [(0, 0), (0, 1)]


def test_pairs_are_many_where_mentors_and_mentees_are():
    ids = [pair for pair in product(range(3), range(3)) if pair[0] != pair[1]]
    may = np.zeros((3, 3), bool)
    may[tuple(np.array(ids).T)] = True

    assert len(matched(problem(may, np.full((3, 3), 0.4), np.ones(3, int)))) == 3

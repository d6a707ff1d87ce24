"""What linear programmes work out is what trying every possibility does."""

from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from tests.attack.solver import Unknowns

NAMES = ("a", "b", "c", "d")
MOST = 4
SPANS = some.tuples(some.integers(0, MOST), some.integers(0, MOST)).map(sorted)
SUMS = some.lists(some.tuples(some.sets(some.sampled_from(NAMES), min_size=2), some.booleans()), min_size=1, max_size=3)


@settings(deadline=None, max_examples=150)
@given(some.tuples(*[SPANS] * len(NAMES)), some.tuples(*[some.integers(0, MOST)] * len(NAMES)), SUMS)
def test_what_is_worked_out_is_what_no_other_solution_has(spans, truth, sums):
    spans = [(min(low, number), max(high, number)) for (low, high), number in zip(spans, truth, strict=True)]
    known, rules = Unknowns(), []
    for name, span in zip(NAMES, spans, strict=True):
        known.may_be((name,), *span)
    for names, is_exact in sums:
        total = sum(number for name, number in zip(NAMES, truth, strict=True) if name in names)
        low, high = (total, total) if is_exact else (max(0, total - 2), total + 2)
        known.add_up({(name,): 1 for name in sorted(names)}, low, high)
        rules.append((names, low, high))
    solutions = [
        each
        for each in product(*[range(low, high + 1) for low, high in spans])
        if all(
            low <= sum(n for name, n in zip(NAMES, each, strict=True) if name in names) <= high
            for names, low, high in rules
        )
    ]
    only = {
        (name,): solutions[0][place]
        for place, name in enumerate(NAMES)
        if spans[place][0] < spans[place][1] and len({each[place] for each in solutions}) == 1
    }
    in_sums = set().union(*(names for names, *_ in rules))
    found = dict(known.worked_out(lambda key, number: True))

    assert found.items() <= only.items()
    assert {key for key in only if key[0] in in_sums} - found.keys() == set() or len(sums) > 1


def test_statements_that_contradict_each_other_are_told():
    known = Unknowns()
    known.may_be(("a",), 0, 1)
    known.may_be(("b",), 0, 1)
    known.add_up({("a",): 1, ("b",): 1}, 5, 5)

    with pytest.raises(ArithmeticError, match="infeasible"):
        list(known.worked_out(lambda key, number: True))

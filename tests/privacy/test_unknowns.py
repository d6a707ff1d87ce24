"""What linear programmes work out is what trying every possibility does."""

from itertools import product

from hypothesis import given, settings
from hypothesis import strategies as some

from cop_analytics.privacy.unknowns import Unknowns

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
    found = {key: number for key, number, _ in worked_out(known)}

    assert found.items() <= only.items()
    assert {key for key in only if key[0] in in_sums} - found.keys() == set() or len(sums) > 1


@settings(deadline=None, max_examples=150)
@given(some.tuples(*[some.integers(1, MOST)] * len(NAMES)), SUMS)
def test_without_any_cell_that_is_needed_nothing_is_known(truth, sums):
    told = [((name,), 1, f"{name}") for name in NAMES[1:]]
    known = said(truth, sums, {name for (name,), *_ in told})
    for key, number, cells in worked_out(known):
        for cell in cells:
            without = said(truth, sums, {name for (name,), *_ in told}, leaving=cell)
            assert (key, number, cells) not in worked_out(without)


def said(truth, sums, told, leaving=()):
    """What is known where `told` unknowns are told and the others may be anything up to `MOST`, and sums are exact."""
    known = Unknowns()
    for place, (name, number) in enumerate(zip(NAMES, truth, strict=True)):
        by = (("told", place),)
        known.may_be((name,), 0, MOST)
        if name in told and by != leaving:
            known.may_be((name,), number, number, by=by)
    for place, (names, _) in enumerate(sums):
        by = (("sums", place),)
        if by != leaving:
            total = sum(number for name, number in zip(NAMES, truth, strict=True) if name in names)
            known.add_up({(name,): 1 for name in sorted(names)}, total, total, by=by)
    return known


def worked_out(known):
    return [each for part in known.parts() for each in part.worked_out(lambda key, number: True)]


def test_a_sum_that_contradicts_the_rest_is_left_out():
    known = Unknowns()
    for name in "ab":
        known.may_be((name,), 0, 1)
    known.may_be(("c",), 2, 2)
    known.add_up({("a",): 1, ("b",): 1}, 5, 5)
    known.add_up({("a",): 1, ("c",): 1}, 3, 3)
    [part] = known.parts()

    assert [each.span for each in part.left_out] == [(5, 5)]
    assert [(key, number) for key, number, _ in worked_out(known)] == [(("a",), 1)]


def test_a_limit_that_contradicts_the_one_before_is_left_out():
    known = Unknowns()
    known.may_be(("a",), 3, 5)
    known.may_be(("a",), 0, 2)

    assert (known.limits, known.left_out) == ({("a",): (3, 5)}, [("a",)])

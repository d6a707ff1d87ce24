"""What is held back is not had by subtraction from a total everybody knows; no more is held back than that needs."""

from itertools import product

import pytest
from hypothesis import given
from hypothesis import strategies as some

from cop_analytics.privacy.margins import complements, rows_of_few, rows_to_hold, rows_to_join

FLOOR = 5


@pytest.mark.parametrize(
    ("parts", "held"),
    [
        ({"core": 4, "active": 32, "occasional": 7, "peripheral": 27}, ["occasional"]),
        ({"core": 4, "active": 30, "occasional": 5, "peripheral": 25}, []),
        ({"core": 0, "active": 30, "occasional": 5, "peripheral": 25}, []),
        ({"active": 30, "occasional": 5}, []),
        ({"core": 3}, []),
        ({"core": 4, "active": 4}, []),
        ({"core": 4, "active": 4, "occasional": 12}, ["occasional"]),
    ],
    ids=[
        "rounded down all over, only four remain",
        "it may be anything",
        "nobody",
        "nothing held back",
        "one part alone",
        "nothing is shown",
        "two of four, for eight is what remains",
    ],
)
def test_the_smallest_part_goes_where_another_would_be_worked_out(parts, held):
    assert complements(parts, FLOOR) == held


def test_a_part_at_the_floor_is_shown_and_goes_where_it_tells_of_another():
    """By hand, with a floor of seven: 13 in all, and a seven told as 5 is 7 at most, so that six remain."""
    assert complements({"core": 6, "active": 7}, 7) == ["active"]


def told(count):
    """As a release tells it: to the nearest 5, above 50 to the nearest 10."""
    step = 5 if count <= 50 else 10
    return (count + step // 2) // step * step


@given(some.lists(some.integers(0, 60), min_size=2, max_size=4))
def test_by_exhaustive_search_no_part_below_the_floor_has_one_solution_alone(counts):
    parts = {str(place): count for place, count in enumerate(counts)}
    held = {name for name, count in parts.items() if count < FLOOR} | set(complements(parts, FLOOR))
    total = sum(counts)
    if len(held) == len(parts):
        return  # nothing is shown; the total alone tells no part
    choices = []
    for name, count in parts.items():
        if name not in held:
            choices.append([n for n in range(count - 6, count + 7) if n >= FLOOR and told(n) == told(count)])
        elif count < FLOOR:
            choices.append(range(FLOOR))
        else:
            choices.append(range(FLOOR, total + 1))
    free = choices.pop(max(range(len(choices)), key=lambda place: len(choices[place])))
    possible = set(free)
    solutions = [(*each, total - sum(each)) for each in product(*choices) if total - sum(each) in possible]
    names = [place for place, name in enumerate(parts) if name in held and parts[name] < FLOOR]
    for name in (str(place) for place in names):
        value = parts[name]
        assert value == 0 or len({tuple(sorted(each)) for each in solutions}) > 1, (parts, held)


@pytest.mark.parametrize(
    ("is_held", "persons", "joining"),
    [
        ([False, False, False], [6, 9, 7], [False, False, False]),
        ([True, False, False], [2, 9, 7], [False, False, True]),
        ([True, False, False], [0, 9, 7], [False, False, False]),
        ([True, True, False], [2, 1, 7], [False, False, True]),
        ([True, True, False], [2, 5, 7], [False, False, False]),
        ([True, True, True], [2, 1, 1], [False, False, False]),
    ],
    ids=["nothing is held", "one of few", "nobody", "few and few", "few among many", "all are held"],
)
def test_a_month_joins_where_a_quarter_s_total_would_tell_of_few(is_held, persons, joining):
    assert rows_to_join(is_held, persons, ["Q4"] * 3, 5) == joining


def test_quarters_stand_apart():
    assert rows_to_join([True, False, False], [2, 8, 9], ["Q3", "Q4", "Q3"], 5) == [False, False, True]


def test_a_whole_of_less_than_two_floors_is_told_in_no_part():
    counts, groups = [4, 4, None, 6, 4], ["eight", "eight", "eight", "ten", "ten"]

    assert rows_of_few(counts, groups, 5) == [True, True, True, False, False]


@given(some.lists(some.integers(0, 60), min_size=2, max_size=4))
def test_no_more_is_held_back_than_that_needs(counts):
    """Without the last part that goes, one below the floor could be one number alone, whatever the others are."""
    parts = {str(place): count for place, count in enumerate(counts)}
    gone = sorted(complements(parts, FLOOR), key=lambda name: (parts[name], name))
    if not gone:
        return
    held = {name for name, count in parts.items() if count < FLOOR} | set(gone[:-1])
    total = sum(counts)
    choices = [
        range(FLOOR) if count < FLOOR
        else range(total + 1) if name in held
        else [n for n in range(count - 6, count + 7) if told(n) == told(count)]
        for name, count in parts.items()
    ]  # fmt: skip
    solutions = [each for each in product(*choices) if sum(each) == total]
    few = [place for place, count in enumerate(counts) if 0 < count < FLOOR]
    assert any(len({each[place] for each in solutions}) == 1 for place in few), (parts, gone)


def test_rows_are_held_back_within_their_own_group_and_one_without_a_count_stands_outside():
    counts = [4, None, 32, 7, 27, 4, 30, 5, 25]
    groups = [("harbour",)] * 5 + [("quay",)] * 4

    assert rows_to_hold(counts, groups, FLOOR) == [place == 3 for place in range(9)]

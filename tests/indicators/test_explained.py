"""What is never published, with textbook networks as judges: Padgett's families, Zachary's club, Krackhardt's kite."""

import csv
from itertools import chain
from pathlib import Path

import networkx as nx
import pytest

from cop_analytics.indicators import explained
from cop_analytics.indicators.catalogue import BY_ID, CATALOGUE
from tests.test_architecture import PYTHON, ROOT, imports_of, place_of

KITE, FLORENCE, CLUB = nx.krackhardt_kite_graph(), nx.florentine_families_graph(), nx.karate_club_graph()
WITH_PUCCI = nx.Graph([*FLORENCE.edges])
WITH_PUCCI.add_node("Pucci")


def test_the_families_of_florence_are_as_dense_as_in_the_textbook():
    """Wasserman & Faust (1994), ch. 4: 20 marriages among 16 families, density 0.167."""
    assert explained.density(WITH_PUCCI) == pytest.approx(0.167, abs=5e-4)


@pytest.mark.parametrize(
    ("ties", "expected"),
    [
        (nx.star_graph(6), 1.0),
        (nx.cycle_graph(5), 0.0),
        (WITH_PUCCI, 0.267),
        (KITE, 1 / 3),
        (nx.path_graph(2), None),
    ],
    ids=[
        "Freeman (1979): the star",
        "Freeman (1979): the circle",
        "Wasserman & Faust (1994), table 5.1: 0.267",
        "Krackhardt (1990): degrees 6, 5, 5, 4, 4, 3, 3, 3, 2, 1",
        "a pair",
    ],
)
def test_centralisation_is_freemans(ties, expected):
    assert explained.centralisation(ties) == (expected if expected is None else pytest.approx(expected, abs=5e-4))


def test_louvain_finds_of_zacharys_club_what_was_published():
    """0.42 in Blondel et al. (2008), table 1; the best there is has 0.4198 (Agarwal & Kempe 2008, EPJ B 66:409)."""
    found = explained.modularity(CLUB)

    assert round(found, 2) == 0.42
    assert found <= 0.41979


def test_two_cliques_in_their_own_groups_have_half_a_modularity():
    """By hand: each group has half of the ties within, and half of all ends: 2 · (1/2 − 1/4)."""
    apart = nx.disjoint_union(nx.complete_graph(4), nx.complete_graph(4))

    assert explained.modularity(apart, [{0, 1, 2, 3}, {4, 5, 6, 7}]) == pytest.approx(0.5)


def test_random_ties_have_modularity_and_so_it_says_nothing():
    """Guimerà, Sales-Pardo & Amaral (2004), Physical Review E 70:025101: modularity from fluctuations in random graphs."""
    assert explained.modularity(nx.gnm_random_graph(100, 200, seed=1)) > 0.35


def test_transitivity_is_that_of_sna_and_igraph():
    """R: sna::gtrans(flo) and igraph::transitivity(flo) give 0.1914894."""
    assert explained.transitivity(WITH_PUCCI) == pytest.approx(0.1914894, abs=5e-8)


def test_one_thread_of_six_is_a_clique_although_nobody_met_twice():
    assert explained.transitivity(nx.complete_graph(6)) == 1.0


def test_paths_are_as_long_as_in_igraph():
    """R: igraph::mean_distance(flo) gives 2.485714."""
    assert explained.path_length(WITH_PUCCI) == pytest.approx(2.485714, abs=5e-7)


def test_the_kite_tells_three_people_apart():
    """Krackhardt (1990), ASQ 35:342: Diane has most partners, Fernando and Garth are closest, Heather is between."""
    near, between = explained.closeness(KITE), explained.betweenness(KITE)

    assert (round(near[5], 3), round(near[6], 3), round(between[7], 3)) == (0.643, 0.643, 0.389)
    assert (max(near.values()), max(between.values())) == (near[5], between[7])


def test_the_medici_are_as_central_as_in_the_textbook():
    """Wasserman & Faust (1994), table 5.1, the fifteen families with marriages: closeness 0.560, betweenness 0.522."""
    assert round(explained.closeness(FLORENCE)["Medici"], 3) == 0.56
    assert round(explained.betweenness(FLORENCE)["Medici"], 3) == 0.522


def test_freemans_star_is_all_core_and_periphery():
    """Borgatti & Everett (1999): the star is the pattern at its purest. By hand: 1 of 6 pairs of the wrong core is a tie."""
    star = nx.star_graph(6)

    assert explained.core_fit(star, {0}) == pytest.approx(1.0)
    assert explained.core_fit(star, {1}) == pytest.approx((1 / 21 - 36 / 441) / (90 / 441))


def test_mean_waits_are_shorter_than_waits():
    """Freireich et al. (1963), weeks in remission under 6-MP: 9 of 21 known, mean 12.1; Kaplan–Meier's median is 23."""
    known, open_ended = [6, 6, 6, 7, 10, 13, 16, 22, 23], [None] * 12

    assert explained.hours_of_the_answered([*known, *open_ended]) == pytest.approx(12.1, abs=0.05)


NOBODY, ALONE, APART = nx.empty_graph(0), nx.empty_graph(1), nx.empty_graph(4)


@pytest.mark.parametrize(
    "ties", [NOBODY, ALONE, APART, nx.complete_graph(2)], ids=["nobody", "one", "all isolated", "two"]
)
def test_what_cannot_be_said_is_none(ties):
    told = (explained.modularity(APART), explained.transitivity(ties), explained.core_fit(ties, ()))

    assert told == (None, None, None)
    assert (explained.density(ALONE), explained.path_length(APART), explained.hours_of_the_answered([None])) == (
        None,
    ) * 3
    assert explained.betweenness(NOBODY) == explained.closeness(NOBODY) == {}


def test_every_formula_says_why_it_is_not_published():
    formulas = chain.from_iterable(each.formulas for each in explained.UNPUBLISHED)

    assert [formula.__name__ for formula in formulas if "Not published: " not in formula.__doc__] == []
    assert [each.id for each in explained.UNPUBLISHED if not (each.formulas or each.because)] == []
    assert {each.instead for each in explained.UNPUBLISHED} <= BY_ID.keys()


def test_nothing_but_the_command_that_explains_can_reach_them():
    readers = [
        place_of(file)
        for file in PYTHON
        if any(name.startswith("cop_analytics.indicators.explained") for name in imports_of(file))
    ]

    assert readers == ["cli.py"]


def test_no_table_and_no_indicator_bears_such_a_name():
    with (ROOT / "fixtures/expected/contract.csv").open(encoding="utf-8", newline="") as file:
        columns = {row["column"] for row in csv.DictReader(file)}
    parts = {part for indicator in CATALOGUE for part, _ in indicator.parts}
    formulas = {formula.__name__ for each in explained.UNPUBLISHED for formula in each.formulas}
    measures = {indicator.measure.__name__ for indicator in CATALOGUE}

    assert formulas & (columns | parts | measures) == set()
    assert not any(Path(ROOT / "sql").rglob("explained*"))


@pytest.mark.parametrize("word", ["X1", "density", "Density "])
def test_who_asks_is_told_why_not(word):
    told = explained.why_not(word)

    assert told.startswith("X1 · Density: never published\n\nTies there are, of those there could be: 2m / n(n − 1)")
    assert told.endswith("Instead: cop explain V-4")


def test_of_an_index_there_is_no_formula():
    assert explained.why_not("score").startswith(
        "X11 · An index of several indicators: never published\n\nThere is no such function: it would hide its weights"
    )


def test_what_is_published_is_not_of_the_list():
    assert explained.why_not("V-1") is None

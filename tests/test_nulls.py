"""What chance alone would make."""

from collections import Counter
from itertools import combinations, permutations

import networkx as nx
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import stats

from cop_analytics import kernels, nulls
from cop_analytics.estimators import seeded


def random_arcs(people, number):
    drawn = seeded("arcs", people).integers(0, people, (number, 2)).tolist()
    return np.array(sorted({(one, other) for one, other in drawn if one != other}))


def samples(arcs, people, draws):
    drawn = nulls.rewirings(arcs, people, draws, seeded("rewired"))
    return [list(zip(arcs[:, 0].tolist(), row, strict=True)) for row in drawn.tolist()]


def test_a_rewiring_keeps_everybodys_degrees_and_makes_no_loop_and_no_double():
    arcs = random_arcs(20, 90)

    for sample in samples(arcs, 20, 60):
        assert Counter(target for _, target in sample) == Counter(arcs[:, 1].tolist())
        assert len(set(sample)) == len(arcs)
        assert all(source != target for source, target in sample)


@pytest.mark.parametrize(
    "degrees", [((2, 2, 1, 1), (2, 2, 1, 1)), ((1, 1, 1, 1), (1, 1, 1, 1)), ((2, 1, 1, 0), (0, 1, 1, 2))]
)
def test_every_graph_with_the_same_degrees_is_drawn_as_often(degrees):
    """All digraphs of four people with these out- and indegrees, found by going through every one there is."""
    graphs = [
        graph
        for graph in combinations(list(permutations(range(4), 2)), sum(degrees[0]))
        if tuple(tuple(Counter(arc[end] for arc in graph)[who] for who in range(4)) for end in (0, 1)) == degrees
    ]
    drawn = Counter(tuple(sorted(sample)) for sample in samples(np.array(graphs[0]), 4, 3000 * len(graphs)))

    assert set(drawn) == set(graphs)
    assert all(count == pytest.approx(3000, rel=0.1) for count in drawn.values())


def test_a_cycle_of_three_is_turned_round():
    """No swap can do it: Rao, Jana & Bandyopadhyay (1996)."""
    drawn = Counter(map(tuple, samples(np.array([(0, 1), (1, 2), (2, 0)]), 3, 2000)))

    assert sorted(drawn) == [((0, 1), (1, 2), (2, 0)), ((0, 2), (1, 0), (2, 1))]
    assert min(drawn.values()) > 900


def test_what_cannot_be_rewired_stays():
    star = np.array([(0, number) for number in range(1, 9)])

    assert {tuple(sorted(sample)) for sample in samples(star, 9, 20)} == {tuple(map(tuple, star.tolist()))}
    assert nulls.rewirings(np.empty((0, 2), np.int64), 5, 3, seeded("none")).shape == (3, 0)


def test_compiled_or_not_the_bits_are_the_same():
    arcs = random_arcs(12, 40)
    plain, fast = [], []
    for loop, kept in ((kernels.rewire.__wrapped__, plain), (kernels.rewire, fast)):
        sources, targets = arcs[:, 0].copy(), arcs[:, 1].copy()
        places = np.full((12, 12), -1, np.int64)
        places[sources, targets] = np.arange(len(arcs))
        out = np.empty((5, len(arcs)), np.int64)
        picks = seeded("picks").integers(0, len(arcs), (500, 2))
        kept += [loop(sources, targets, places, picks, 100, out, 0), out.tolist(), places.tolist()]

    assert plain == fast


def test_mutual_pairs_are_counted_as_networkx_counts_them():
    arcs = random_arcs(15, 80)
    drawn = nulls.rewirings(arcs, 15, 12, seeded("counted"))
    expected = [
        round(nx.overall_reciprocity(nx.DiGraph(list(zip(arcs[:, 0].tolist(), row, strict=True)))) * len(arcs) / 2)
        for row in drawn.tolist()
    ]

    assert kernels.count_mutual(arcs[:, 0], drawn, 15).tolist() == expected


def test_labels_are_dealt_and_none_is_lost():
    dealt = nulls.labellings(np.array([0, 0, 0, 1, 2], np.int8), 500, seeded("dealt"))

    assert {tuple(sorted(row)) for row in dealt.tolist()} == {(0, 0, 0, 1, 2)}
    assert (dealt == 0).mean(axis=0) == pytest.approx([0.6] * 5, abs=0.07)


def test_a_percentile_is_the_share_not_above():
    assert nulls.percentile(2, np.array([1, 2, 3, 4])) == 0.5
    assert nulls.percentile(2, np.array([])) is None


def test_the_chances_of_joining_are_those_of_the_bipartite_configuration_model():
    """As the package bicm (3.3, Vallarano et al. 2021) solves it for four groups of 4, 3, 2 and 6 of seven people."""
    chances = nulls.expected_joins(np.array([4, 3, 2, 6]), np.array([1, 4, 2]))

    assert np.round(chances, 6).tolist() == [
        [0.212755, 0.537865, 0.817893],
        [0.120897, 0.371961, 0.69563],
        [0.062222, 0.222239, 0.524411],
        [0.604126, 0.867936, 0.962065],
    ]


def test_the_chances_add_up_to_the_sizes_they_are_made_of():
    sizes, joiners = np.array([42, 30, 20, 14, 10]), np.array([40, 20, 8, 3])
    chances = nulls.expected_joins(sizes, joiners)

    assert chances @ joiners == pytest.approx(sizes, abs=1e-6)
    assert chances.sum(axis=0) == pytest.approx([1, 2, 3, 4], abs=1e-6)


def test_the_tail_of_an_overlap_is_binomial_where_all_are_alike():
    """P(X ≥ 8) for 20 tries at ¼: 1 − 0.8982 (binomial tables)."""
    found = nulls.overlap_chances(np.array([9, 0]), np.array([[0.25], [0.25]]), np.array([20]))

    assert found[0] == pytest.approx(1 - 0.9591, abs=1e-4)
    assert found[1] > 0.99


@given(st.lists(st.tuples(st.floats(0, 0.9), st.integers(1, 9)), min_size=1, max_size=4), st.integers(0, 12))
def test_a_tail_of_several_chances_is_scipys(kinds, least):
    chances, tries = np.array([[chance for chance, _ in kinds]]), np.array([count for _, count in kinds])

    (found,) = kernels.upper_tails(np.array([least]), chances, tries)
    assert found == pytest.approx(stats.poisson_binom.sf(least - 1, np.repeat(chances[0], tries)), abs=1e-9)


def test_where_most_are_in_both_groups_the_tail_is_scipys_too():
    found = nulls.overlap_chances(np.array([830]), np.array([[0.8]]), np.array([1000]))

    assert found == pytest.approx([stats.binom.sf(829, 1000, 0.8)], abs=1e-9)


def test_holm_goes_on_until_the_first_that_fails():
    """Holm (1979): 0.01 ≤ 0.05/4, 0.013 ≤ 0.05/3, 0.03 > 0.05/2; the last would hold alone and does not."""
    assert nulls.holm(np.array([0.03, 0.01, 0.04, 0.013])).tolist() == [False, True, False, True]

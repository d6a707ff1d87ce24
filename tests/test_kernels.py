"""Every compiled loop beside the definition it stands for."""

from collections import Counter
from itertools import pairwise

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from cop_analytics import kernels
from cop_analytics.estimators import seeded
from cop_analytics.indicators.bridging import constraints

PEOPLE = 9
ODD = [
    nx.empty_graph(3),
    nx.path_graph(2),
    nx.star_graph(6),
    nx.path_graph(7),
    nx.complete_graph(6),
    nx.barbell_graph(4, 1),
]
graphs = st.one_of(
    st.sampled_from(ODD),
    st.builds(nx.gnp_random_graph, st.integers(1, PEOPLE), st.floats(0, 1), seed=st.integers(0, 999)),
)


def arcs_of(graph):
    return np.array(sorted(graph.edges), np.int64).reshape(-1, 2)


@settings(max_examples=60, deadline=None)
@given(graphs, st.data())
def test_constraint_is_that_of_the_graph_of_the_ties_that_stand(graph, data):
    ties = arcs_of(graph)
    stands = np.array([data.draw(st.tuples(st.booleans(), st.booleans())) for _ in ties], np.bool_).reshape(-1, 2)

    found = kernels.constraints(ties, stands, len(graph))

    for number in range(2):
        drawn = nx.Graph()
        drawn.add_nodes_from(graph)
        drawn.add_edges_from(ties[stands[:, number]].tolist())
        told = constraints(drawn)
        assert found[:, number].tolist() == pytest.approx(
            [-1.0 if told[who] is None else told[who] for who in sorted(graph)]
        )


@settings(max_examples=60, deadline=None)
@given(graphs, st.data())
def test_ties_are_counted_by_the_labels_they_join(graph, data):
    ties, people = arcs_of(graph), len(graph)
    labels = np.array(
        [data.draw(st.lists(st.integers(0, 2), min_size=people, max_size=people)) for _ in range(2)], np.int64
    )

    found = kernels.count_kinds(labels, ties[:, 0], ties[:, 1], 3)

    for row, counts in zip(labels, found, strict=True):
        joined = Counter(tuple(sorted((row[one], row[other]))) for one, other in graph.edges)
        assert counts.tolist() == [joined[one, other] for one in range(3) for other in range(3)]


@settings(deadline=None)
@given(st.lists(st.tuples(st.floats(0, 90), st.integers(0, 3))), st.lists(st.integers(0, 2), min_size=4, max_size=4))
def test_the_longest_gap_is_between_moments_of_threads_that_are_drawn(said, draw):
    said = sorted(said)
    moments, threads = np.array([at for at, _ in said]), np.array([thread for _, thread in said], np.int64)

    found = kernels.longest_gaps(moments, threads, np.array([draw], np.int64), 91.0)

    heard = [0.0, *(at for at, thread in said if draw[thread]), 91.0]
    assert found.tolist() == [max(later - earlier for earlier, later in pairwise(heard))]


def test_compiled_or_not_the_bits_are_the_same():
    ties, drawn = arcs_of(nx.gnm_random_graph(20, 60, seed=1)), seeded("draws")
    stands, labels = drawn.random((60, 5)) < 0.6, drawn.integers(0, 3, (5, 20))
    moments, threads, draws = np.sort(drawn.random(40)), drawn.integers(0, 9, 40), drawn.integers(0, 2, (5, 9))

    for loop, words in (
        (kernels.constraints, (ties, stands, 20)),
        (kernels.count_kinds, (labels, ties[:, 0], ties[:, 1], 3)),
        (kernels.longest_gaps, (moments, threads, draws, 1.0)),
    ):
        assert loop(*words).tolist() == loop.__wrapped__(*words).tolist()

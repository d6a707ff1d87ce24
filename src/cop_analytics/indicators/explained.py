"""What is often asked for and never published: formulas for explanation and tests, each with its reason."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import networkx as nx
import numpy as np

SEED = 1


def density(ties: nx.Graph[str]) -> float | None:
    """Ties there are, of those there could be: 2m / n(n − 1), 0–1; None for fewer than two people.

    Not published: it falls as one over the number of people though nobody behaves differently (Anderson, Butts & Carley
    1999, Social Networks 21:239).
    """
    return float(nx.density(ties)) if ties.number_of_nodes() > 1 else None


def centralisation(ties: nx.Graph[str]) -> float | None:
    """How far one person has more partners than the others: Σ(k_max − k_i) / ((n − 1)(n − 2)), 0–1; None below three people.

    Freeman (1979), Social Networks 1:215: 1 in a star, 0 where all have as many.
    Not published: it follows size and density, and nobody knows which way is better: it went with growth in Antonacci et
    al. (2017), arXiv:2105.12659.
    """
    people, degrees = ties.number_of_nodes(), [degree for _, degree in ties.degree()]
    if people < 3:
        return None
    return sum(max(degrees) - degree for degree in degrees) / ((people - 1) * (people - 2))


def modularity(ties: nx.Graph[str], groups: Sequence[set[str]] | None = None) -> float | None:
    """Ties within groups beyond what degrees alone would make: Q = Σ(e_cc − a_c²), −½ to 1; None without ties.

    `groups` are a partition of the people; those that Louvain's method finds unless given (Newman & Girvan 2004, Physical
    Review E 69:026113; Blondel et al. 2008, J. Stat. Mech. P10008).
    Not published: graphs drawn at random have 0.3 to 0.5 of it, partitions change from one run to the next, and people
    would be told which faction they are of.
    """
    if ties.number_of_edges() == 0:
        return None
    found = groups or nx.community.louvain_communities(ties, weight=None, seed=SEED)
    return float(nx.community.modularity(ties, found, weight=None))


def transitivity(ties: nx.Graph[str]) -> float | None:
    """Of two who share a partner, how many are partners: 3 × triangles / pairs of ties, 0–1; None without one.

    Wasserman & Faust (1994), Social Network Analysis, ch. 6.
    Not published: everybody in a thread is joined with everybody, so that threads alone make most of it.
    """
    pairs = sum(degree * (degree - 1) for _, degree in ties.degree())
    return float(nx.transitivity(ties)) if pairs else None


def path_length(ties: nx.Graph[str]) -> float | None:
    """Steps between two of the largest component, the mean over all pairs; None without a tie.

    Not published: the ties of thirteen weeks were not there at one time, so that a path through them may never have
    existed (Howison, Wiggins & Crowston 2011, JAIS 12:767).
    """
    largest: Collection[str] = max(nx.connected_components(ties), key=len, default=())
    return float(nx.average_shortest_path_length(ties.subgraph(largest))) if len(largest) > 1 else None


def closeness(ties: nx.Graph[str]) -> dict[str, float]:
    """Per person, 1 / mean steps to all whom they reach, times the share of people they reach: 0–1.

    Freeman (1979), Social Networks 1:215; Wasserman & Faust (1994) for who reaches not all.
    Not published: it names persons, and rests on paths that may never have existed.
    """
    return dict(nx.closeness_centrality(ties))


def betweenness(ties: nx.Graph[str]) -> dict[str, float]:
    """Per person, the share of shortest paths between two others that lead through them: 0–1.

    Freeman (1977), Sociometry 40:35.
    Not published: it names persons, and a few people who are missing make another list of it.
    """
    return dict(nx.betweenness_centrality(ties))


def core_fit(ties: nx.Graph[str], core: Collection[str]) -> float | None:
    """How much the ties look like one core with a periphery: their correlation with "one of the two is in `core`", −1 to 1.

    Over all pairs of people; None where either is the same for all pairs. Borgatti & Everett (1999), Social Networks 21:375.
    Not published: degrees alone make most of a single core (Kojaku & Masuda 2018, New J. Phys. 20:043012), and other
    methods find other cores (Gallagher, Young & Foucault Welles 2021, Science Advances 7:eabc9800).
    """
    order = sorted(ties)
    upper = np.triu_indices(len(order), k=1)
    there = (nx.to_numpy_array(ties, order) > 0)[upper]
    is_core = np.array([person in core for person in order], dtype=bool)
    ideal = (is_core[:, None] | is_core[None, :])[upper]
    if len(set(there.tolist())) < 2 or len(set(ideal.tolist())) < 2:
        return None
    return float(np.corrcoef(there, ideal)[0, 1])


def hours_of_the_answered(waits: Collection[float | None]) -> float | None:
    """Mean hours to the first reply of the threads that got one; `waits` has None for one that got none. None without any.

    Not published: those that wait still are left out, so that it is the shorter the more are never answered.
    """
    answered = [wait for wait in waits if wait is not None]
    return sum(answered) / len(answered) if answered else None


@dataclass(frozen=True)
class Unpublished:
    """One thing that is asked for and not published: its formulas, or why there is none, and what to look at instead."""

    id: str
    name: str
    words: tuple[str, ...]
    instead: str
    formulas: tuple[Callable[..., Any], ...] = ()
    because: str = ""


UNPUBLISHED = (
    Unpublished("X1", "Density", ("density",), "V-4", (density,)),
    Unpublished("X2", "Degree centralisation", ("centralisation", "centralization"), "V-6", (centralisation,)),
    Unpublished("X3", "Modularity", ("modularity", "louvain", "factions"), "V-14", (modularity,)),
    Unpublished("X4", "Clustering", ("clustering", "transitivity"), "V-3", (transitivity,)),
    Unpublished(
        "X5",
        "Path length, closeness, betweenness",
        ("path length", "closeness", "betweenness", "centrality"),
        "V-15",
        (path_length, closeness, betweenness),
    ),
    Unpublished("X6", "Fit of a core and a periphery", ("core fit", "core-periphery"), "V-8", (core_fit,)),
    Unpublished(
        "X7",
        "Counts of members, posts, likes or views",
        ("members", "posts", "likes", "views", "counts"),
        "V-5",
        because="Volume says nothing of health, is easily made, and memberships never shrink. "
        "Activity by month stands beside the indicators as context.",
    ),
    Unpublished("X8", "Mean time to reply", ("mean response time", "response time"), "V-1", (hours_of_the_answered,)),
    Unpublished(
        "X9",
        "Sentiment",
        ("sentiment", "emotion"),
        "V-2",
        because="There is no such function: the EU's AI Act, article 5(1)(f), forbids inferring emotions at work, and what "
        "it would say is hardly valid.",
    ),
    Unpublished(
        "X10",
        "Influence or engagement of a person",
        ("influence", "engagement", "influencer"),
        "V-6",
        because="There is no such function: nothing here is about a person but what that person asks for, `cop mydata`.",
    ),
    Unpublished(
        "X11",
        "An index of several indicators",
        ("index", "composite", "score", "health index"),
        "V-1",
        because="There is no such function: it would hide its weights, let one thing make up for another, and nobody could "
        "say what a difference of it means.",
    ),
    Unpublished(
        "X12",
        "The kind of a community, as a label",
        ("archetype", "label"),
        "V-9",
        because="There is no such function: what a community means to be is its own to say; what is seen is told beside it.",
    ),
)
BY_WORD: Mapping[str, Unpublished] = {
    word: each for each in UNPUBLISHED for word in (each.id.lower(), each.name.lower(), *each.words)
}


def why_not(word: str) -> str | None:
    """Why what is called `word` is not published, for a terminal; None where it is not of this list."""
    asked = BY_WORD.get(word.strip().lower().replace("_", " "))
    if asked is None:
        return None
    told = [inspect.cleandoc(formula.__doc__ or "") for formula in asked.formulas] or [asked.because]
    return "\n\n".join([f"{asked.id} · {asked.name}: never published", *told, f"Instead: cop explain {asked.instead}"])

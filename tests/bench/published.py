"""What others published of two real networks, by our own functions: `python -m tests.bench.published --networks DIR`.

`DIR` holds CollegeMsg.txt.gz and email-Eu-Dept3.txt.gz of the Stanford Large Network Dataset Collection, "from to time" a
line; nothing of them is kept here. CollegeMsg: Panzarasa, Opsahl & Carley 2009; its figures by SNAP and KONECT, where the
Gini coefficient is over messages sent and received. email-Eu-Dept3: Paranjape, Benson & Leskovec 2017.
"""

import argparse
import gzip
from collections import Counter
from collections.abc import Callable, Sequence
from pathlib import Path

import networkx as nx
import numpy as np

from cop_analytics import networks
from cop_analytics.estimators import gini
from cop_analytics.indicators.explained import transitivity
from cop_analytics.indicators.reciprocity import mutual_share
from cop_analytics.indicators.structure import joined
from tests.bench import figures

Messages = Sequence[tuple[str, str]]


def people(told: Messages) -> int:
    return networks.replies(told).number_of_nodes()


def messages(told: Messages) -> int:
    return sum(weight for *_, weight in networks.replies(told).edges(data="weight"))


def arcs(told: Messages) -> int:
    return networks.replies(told).number_of_edges()


def returned(told: Messages) -> float:
    """The share of arcs that are returned; V-3 is the share of pairs S of which both turned: 2S / (1 + S)."""
    share = mutual_share(networks.replies(told)) or 0.0
    return 2 * share / (1 + share)


def largest_component(told: Messages) -> int:
    return max(Counter(joined((min(pair), max(pair)) for pair in told).pieces.tolist()).values())


def inequality(told: Messages) -> float:
    """V-5's coefficient, over messages sent and received."""
    counts = Counter(person for message in told for person in message)
    return float(gini(np.array([sorted(counts.values())], np.float64))[0])


def closed(told: Messages) -> float | None:
    return transitivity(networks.conversation(told))


def degree_assortativity(told: Messages) -> float:
    """networkx's own on the graph of `networks.py`: nothing in this house asks for it."""
    return float(nx.degree_assortativity_coefficient(networks.conversation(told)))


PUBLISHED: tuple[tuple[str, str, Callable[[Messages], float | None], str], ...] = (
    ("CollegeMsg", "people", people, "1,899"),
    ("CollegeMsg", "messages", messages, "59,835"),
    ("CollegeMsg", "arcs", arcs, "20,296"),
    ("CollegeMsg", "arcs returned, from V-3's share of pairs", returned, "0.636"),
    ("CollegeMsg", "people in the largest component", largest_component, "1,893"),
    ("CollegeMsg", "Gini of messages sent and received", inequality, "0.754"),
    ("CollegeMsg", "transitivity", closed, "0.0568"),
    ("CollegeMsg", "degree assortativity, by networkx on our graph", degree_assortativity, "-0.18778"),
    ("email-Eu-Dept3", "people", people, "89"),
    ("email-Eu-Dept3", "messages", messages, "12,216"),
    ("email-Eu-Dept3", "arcs", arcs, "1,506"),
)


def read(file: Path) -> Messages:
    with gzip.open(file, "rt", encoding="ascii") as lines:
        return [(source, target) for source, target, _ in map(str.split, lines)]


def main() -> None:
    asked = argparse.ArgumentParser(description="Published figures of real networks, reproduced.")
    asked.add_argument("--networks", type=Path, required=True, help="the folder of the two files")
    folder = asked.parse_args().networks
    told = {name: read(folder / f"{name}.txt.gz") for name in dict.fromkeys(each[0] for each in PUBLISHED)}
    rows = []
    for name, what, function, published in PUBLISHED:
        found, places = function(told[name]), len(published.partition(".")[2])
        rows.append((f"{name}: {what}", published, "none" if found is None else f"{found:,.{places}f}"))
    print(figures.keep(rows))
    different = [what for what, published, found in rows if published != found]
    if different:
        raise SystemExit(f"Not as published: {', '.join(different)}")


if __name__ == "__main__":
    main()

"""A large bank: five hundred communities in a night, every window beside networkx, fifty million interactions in memory."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path

import duckdb
import networkx as nx
import numpy as np

from cop_analytics import kernels, measure
from cop_analytics.gathering import Bank, gather
from cop_analytics.indicators import bridging, dependence, reciprocity, ties
from cop_analytics.indicators.catalogue import BY_ID
from cop_analytics.indicators.evidence import Evidence
from cop_analytics.indicators.partners import Partners, joined
from cop_analytics.networks import conversation
from cop_analytics.windows import trailing, week_ends
from tests.bench.measuring import FIRST, WEEK, World, laid, spent

STRUCTURAL = ("V-3", "V-4", "V-6", "V-14", "V-15")
GROUPED = (
    "select community_id, time_bucket(interval 7 day, contributed_at), member_id, count(*) from evidence.contributions"
)
SAMPLE = 8
LARGE = World(communities=500, weeks=14, threads=2_750)
MEASURED = 1


def five_hundred() -> str:
    """A night on which a week has closed, and one with nothing new, after half a year of history: 9, 13 and 26 weeks."""
    world = World(communities=500, weeks=27)
    with laid(world) as con:
        spent(con, world.end)
        begun = time.monotonic()
        closed, _ = spent(con, world.end + WEEK)
        seconds = time.monotonic() - begun
        same, _ = spent(con, world.end + WEEK + timedelta(days=1))
    return f"{closed:.0f} s of a core ({seconds:.0f} s by the clock); nothing new {same:.0f} s"


def points() -> str:
    """The values alone of every structural indicator in every window: ours, the definitions on graphs, one `group by`."""
    world = World(weeks=65)
    with laid(world) as con:
        _ours(gather(con), world)
        begun = time.process_time()
        count = _ours(gather(con), world)
        ours = time.process_time() - begun
        begun = time.process_time()
        con.execute(f"{GROUPED} group by all").fetchall()
        grouped = time.process_time() - begun
        sample = [gather(con).evidence(each, window, draws=0) for each, window in list(_windows(world))[::SAMPLE]]
        defined = _seconds(_as_defined, sample) * count / len(sample)
    graphs = [conversation([tie[1:] for tie in each.ties], each.active) for each in sample]
    numbered = [joined([tie[1:] for tie in each.ties], each.active) for each in sample]
    _of_numbers(numbered[0])
    loops = _seconds(_of_graph, graphs) / _seconds(_of_numbers, numbered)
    told = f"{defined / ours:.1f} times from facts to values, {loops:.0f} times the loops alone; "
    told += f"{ours / grouped:.0f} times a `group by`"
    return f"{told} ({count} windows: {ours:.2f} s, {defined:.1f} s, {grouped:.3f} s)"


def _seconds(of: Callable[[object], None], things: Sequence[object]) -> float:
    begun = time.process_time()
    for each in things:
        of(each)
    return time.process_time() - begun


def _windows(world: World) -> Iterator[tuple[str, object]]:
    for number in range(world.communities):
        for end in week_ends(FIRST + 12 * WEEK, world.end):
            yield f"c{number}", trailing(end)


def _ours(bank: Bank, world: World) -> int:
    windows = list(_windows(world))
    for community_id, window in windows:
        evidence = bank.evidence(community_id, window, draws=0)
        for each in STRUCTURAL:
            BY_ID[each].measure(evidence)
    return len(windows)


def _as_defined(evidence: Evidence) -> None:
    """Of the same rows, what each of them is by definition: functions on graphs."""
    turned = nx.DiGraph({turn[1:] for turn in reciprocity.turns_of(evidence)})
    talk = conversation([tie[1:] for tie in evidence.ties], evidence.active)
    units = {person: found.unit for person, found in evidence.attributes.items()}
    reciprocity.mutual_share(turned), reciprocity.garlaschelli_loffredo(turned)
    ties.mean_partners(talk, evidence.active), ties.median_partners(talk, evidence.active)
    ties.repeat_tie_share(evidence.ties)
    _of_graph(talk)
    sum(units.get(one) != units.get(other) for one, other in talk.edges) / talk.number_of_edges()


def _of_graph(talk: nx.Graph) -> None:
    leaders = sorted(talk)[:3]
    (
        dependence.share_of_ties_lost(talk, leaders),
        dependence.fragmentation(talk),
        dependence.fragmentation(talk, leaders),
    )
    nx.core_number(talk), bridging.joining(talk), nx.constraint(talk)


def _of_numbers(talk: Partners) -> None:
    leaders = talk.people[:3]
    talk.share_of_ties_lost(leaders), talk.fragmentation(), talk.fragmentation(leaders)
    len(talk.depths), len(talk.cut_off)
    kernels.constraints(talk.ties, np.ones((len(talk.ties), 1), np.bool_), len(talk.people))


def fifty_million() -> str:
    """Peak resident memory of a process that measures the first communities of so many, in parts; DuckDB given 1 GiB."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "large.duckdb"
        for act in ("lay", "measure"):
            command = [sys.executable, "-m", "tests.bench.scale", act, str(file)]
            told = subprocess.run(command, check=True, capture_output=True, text=True).stdout
    return told.strip()


class Enough(Exception):
    """As many communities are measured as were asked for."""


def _lay(file: Path) -> None:
    with duckdb.connect(file) as con:
        con.execute("set memory_limit = '3GB'")
        laid(LARGE, con)


def _measure(file: Path) -> None:
    def tell(done: int, total: int) -> None:
        if done == MEASURED:
            raise Enough

    with duckdb.connect(file) as con:
        con.execute("set memory_limit = '1GB'")
        [(count,)] = con.execute("select count(*) from evidence.contributions").fetchall()
        begun = time.process_time()
        try:
            measure.measure(con, data_cut=LARGE.end, tell=tell)
        except Enough:
            seconds = time.process_time() - begun
    peak = int(re.search(r"VmHWM:\s+(\d+)", Path("/proc/self/status").read_text())[1]) / (1 << 20)
    print(
        f"{peak:.1f} GiB ({count:,} contributions, {MEASURED} of {LARGE.communities} communities: {seconds:.0f} s of a core)"
    )


if __name__ == "__main__":
    {"lay": _lay, "measure": _measure}[sys.argv[1]](Path(sys.argv[2]))

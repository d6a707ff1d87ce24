"""A large bank: five hundred communities in a night, every window beside networkx, fifty million interactions in memory."""

import re
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from datetime import timedelta
from pathlib import Path
from statistics import median

import duckdb
import networkx as nx

from cop_analytics import measure
from cop_analytics.gathering import Bank, gather, read_talk
from cop_analytics.indicators import bridging, dependence, reciprocity, ties
from cop_analytics.indicators.evidence import Evidence
from cop_analytics.indicators.structure import Structure
from cop_analytics.networks import conversation
from cop_analytics.windows import Window, trailing, week_ends
from tests.bench.measuring import FIRST, WEEK, World, laid, spent

VALUES = (
    *("mutual_share", "rho", "counts", "repeat_tie_share", "share_of_ties_lost", "fragmentation"),
    *("fragmentation_without_leaders", "crossing", "depths", "cut_off", "median_constraint"),
)
TIMES, SIZES = 5, (60, 300, 600)
LEADERS = [f"m{number}-{leader}" for number in range(4) for leader in range(3)]
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
    told = {people: _points(World(weeks=65, threads=50, people=people)) for people in SIZES}
    defined, ours, grouped = (sum(each) for each in zip(*told.values(), strict=True))
    ratios = ", ".join(f"{each[0] / each[1]:.0f} with {people}" for people, each in told.items())
    words = f"{defined / ours:.0f} times ({ratios} people in a community), {ours / grouped:.1f} times a `group by`"
    return f"{words} ({ours:.2f} s, {defined:.0f} s, {grouped:.2f} s)"


def _points(world: World) -> tuple[float, float, float]:
    """Seconds of a core: by definition, ours, grouped."""
    with laid(world) as con:
        bank = gather(con)
        windows = list(_windows(world))
        _values(con, bank, windows)
        ours = median(_seconds(lambda: _values(con, bank, windows)) for _ in range(TIMES))
        grouped = median(_seconds(lambda: con.execute(f"{GROUPED} group by all").fetchall()) for _ in range(TIMES))
        sample = [bank.evidence(each, window, draws=0) for each, window in windows[::SAMPLE]]
        defined = _seconds(lambda: [_as_defined(each) for each in sample]) * len(windows) / len(sample)
    return defined, ours, grouped


def _seconds(act: Callable[[], object]) -> float:
    """Of a core."""
    begun = time.process_time()
    act()
    return time.process_time() - begun


def _windows(world: World) -> Iterator[tuple[str, Window]]:
    for number in range(world.communities):
        for end in week_ends(FIRST + 12 * WEEK, world.end):
            yield f"c{number}", trailing(end)


def _values(con: duckdb.DuckDBPyConnection, bank: Bank, windows: Sequence[tuple[str, Window]]) -> list[object]:
    """From the tables to the values."""
    talks = dict(read_talk(con, list(bank.communities), bank.attributes))
    told = [Structure(talks[each].between(window.start, window.end), leaders=LEADERS) for each, window in windows]
    return [[getattr(each, value) for value in VALUES] for each in told]


def _as_defined(evidence: Evidence) -> None:
    """Of the same rows, what each of them is by definition: functions on graphs."""
    turned = nx.DiGraph({turn[1:] for turn in reciprocity.turns_of(evidence)})
    talk = conversation([tie[1:] for tie in evidence.ties], evidence.active)
    units = {person: found.unit for person, found in evidence.attributes.items()}
    reciprocity.mutual_share(turned), reciprocity.garlaschelli_loffredo(turned)
    ties.mean_partners(talk, evidence.active), ties.median_partners(talk, evidence.active)
    ties.repeat_tie_share(evidence.ties), dependence.absence_factor(each.from_member_id for each in evidence.replies)
    (
        dependence.share_of_ties_lost(talk, LEADERS),
        dependence.fragmentation(talk),
        dependence.fragmentation(talk, LEADERS),
    )
    sum(units.get(one) != units.get(other) for one, other in talk.edges) / talk.number_of_edges()
    nx.core_number(talk), bridging.joining(talk), median(nx.constraint(talk).values())


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

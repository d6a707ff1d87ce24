"""How long the first release of a bank takes, all its windows new: tables, audit, pages; and what commands take to begin."""

import os
import resource
import subprocess
import sys
import time
from pathlib import Path
from tempfile import TemporaryDirectory

from cop_analytics import stations, stores
from tests.torture.homes import NIGHTS, night, quiet, settings_of

COMMANDS = (("--help",), ("status",))
TIMES = 5


def first_release(communities: int = 24) -> str:
    """CPU seconds of everything between a refreshed warehouse and a release that stands."""
    with TemporaryDirectory() as place:
        folder = Path(place)
        chosen = settings_of(folder, communities)
        night(folder, NIGHTS[0])
        empty = chosen.model_copy(update={"home": folder / "empty"})
        began = time.process_time()
        with stations.night(empty, "publish", NIGHTS[0]) as run, stores.open_warehouse(chosen.home) as con:
            done = stations.issued(con, empty, run, stations.reports_until(run), run.now, tell=quiet)
        took = time.process_time() - began
    return f"{took:.1f} s ({sum(table['rows'] for table in done.tables):,} rows, {done.pages} pages)"


def beginning() -> str:
    """The median of some starts of each command in an empty folder, in CPU seconds."""
    return ", ".join(f"`cop {' '.join(words)}` {_median(words):.2f} s" for words in COMMANDS)


def _median(words: tuple[str, ...]) -> float:
    with TemporaryDirectory() as place:
        return sorted(_seconds(words, place) for _ in range(TIMES))[TIMES // 2]


def _seconds(words: tuple[str, ...], place: str) -> float:
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    cop = Path(sys.executable).with_name("cop")
    subprocess.run([cop, *words], cwd=place, env=os.environ, capture_output=True, check=False)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime

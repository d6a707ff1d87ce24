"""What a person sees on the terminal: a run's progress, and how things stand. Opens no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

from cop_analytics import runs

Tell = Callable[[str, int, int | None], None]

RUNS_SHOWN = 5
STALE_AFTER = timedelta(hours=26)
COUNTED = ("received", "inserted", "updated", "unchanged", "duplicate", "quarantined", "suppressed", "tombstoned")


@contextmanager
def bars(console: Console) -> Iterator[Tell]:
    """A bar for each thing that is told of where someone looks; a line when it begins where nobody does."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, disable=not console.is_terminal) as progress:
        tasks = {}

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
                if not console.is_terminal:
                    console.print(f"… {what}", markup=False)
            progress.update(tasks[what], completed=done, total=total)

        yield tell
        for task in progress.tasks:
            progress.update(task.id, total=task.completed)


def status(home: Path, now: datetime) -> dict[str, Any]:
    """How things stand, as `cop status --json` tells it; read from the run reports alone."""
    reports: list[Any] = list(runs.reports(home))
    good = next((report for report in reports if report["status"] in ("released", "no_change")), None)
    pulled = next((report for report in reports if report["streams"]), None)
    age = now - datetime.fromisoformat(good["logical_at"]) if good else None
    return {
        "home": str(home),
        "last_good_run": good["run_id"] if good else None,
        "release_id": good["release_id"] if good else None,
        "hours_since_last_good_run": round(age / timedelta(hours=1), 1) if age is not None else None,
        "is_stale": age is None or age > STALE_AFTER,
        "runs": [
            {name: report[name] for name in ("run_id", "kind", "logical_at", "status", "exit_status", "message")}
            for report in reports[:RUNS_SHOWN]
        ],
        "streams": pulled["streams"] if pulled else {},
        "quarantined": pulled["quarantine"] if pulled else [],
        "places": pulled["places"] if pulled else {},
        "checks": reports[0]["checks"] if reports else [],
        "warnings": reports[0]["warnings"] if reports else [],
    }


def print_status(console: Console, told: Mapping[str, Any]) -> None:
    """The same for people."""
    if not told["runs"]:
        console.print(f"No run yet in {told['home']}. `cop demo` or `cop nightly` makes one.", markup=False)
        return
    fresh = "stale" if told["is_stale"] else "fresh"
    age = told["hours_since_last_good_run"]
    console.print(
        f"Release {told['release_id']}, {fresh}: last good run {age} h ago." if age is not None else "No release."
    )
    console.print(_table("Last runs", ("run_id", "kind", "status", "exit_status", "message"), told["runs"]))
    streams = [{"stream": name, **counts} for name, counts in told["streams"].items()]
    console.print(_table("Streams of the last pull", ("stream", *COUNTED), streams))
    for place, state in told["places"].items():
        console.print(f"place {place}: {state}", markup=False)
    for reject in told["quarantined"][:10]:
        console.print(f"quarantined: {reject['stream']} {reject['pointer']} ({reject['reason']})", markup=False)
    for warning in told["warnings"]:
        console.print(f"warning: {warning}", markup=False)


def _table(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, overflow="fold")
    for row in rows:
        table.add_row(*("" if row[column] is None else str(row[column]) for column in columns))
    return table

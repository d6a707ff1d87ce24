"""What a person sees on the terminal: a run's progress, and how things stand."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from typing import Any, Literal

from rich.console import Console
from rich.markup import escape
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from rich.table import Table

Tell = Callable[[str, int, int | None], None]

STYLES = {"good": "green", "attention": "yellow", "failed": "red"}
SHOWN = 10
MOST_READ = 200
TOLD_IN_HOURS = 72
ALWAYS = ("received", "inserted", "updated", "unchanged")
COUNTED = (*ALWAYS, "duplicate", "quarantined", "suppressed", "tombstoned")


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


def print_status(console: Console, told: Mapping[str, Any]) -> None:
    """How things stand, for people: first what happened and what to do, then the counts."""
    _print_verdict(console, told)
    if told["runs"]:
        console.print(_table("Last runs", ("run_id", "kind", "status", "exit_status", "cause"), told["runs"]), "")
    if told["streams"]:
        streams = [{"stream": name, **counts, **_until(counts)} for name, counts in told["streams"].items()]
        counted = [name for name in COUNTED if name in ALWAYS or any(stream[name] for stream in streams)]
        console.print(_table("Streams of the last pull", ("stream", *counted, "read_until"), streams), "")
    lines = [f"place {place}: {state.replace('_', ' ')}" for place, state in told["places"].items()]
    rejects = [f"quarantined: {each['stream']} {each['pointer']} ({each['reason']})" for each in told["quarantined"]]
    more = [f"… {len(rejects) - SHOWN} more quarantined: runs/quarantine/ names them"] * (len(rejects) > SHOWN)
    accepted = [f"accepted: {name}, because: {because}" for name, because in told["accepted"].items()]
    for line in [*lines, *rejects[:SHOWN], *more, *accepted, *(f"warning: {words}" for words in told["warnings"])]:
        console.print(line, markup=False)


def _until(counts: Mapping[str, Any]) -> dict[str, object]:
    """The watermark to the minute."""
    return {"read_until": (counts["watermark"] or "")[:16].replace("T", " ")}


def _print_verdict(console: Console, told: Mapping[str, Any]) -> None:
    row = told["failures_in_a_row"]
    in_a_row = f", {row} runs in a row" if row > 1 else ""
    cause = f": {told['cause']}{in_a_row}" if told["cause"] else ""
    status = f" (exit status {told['exit_status']})" if told["exit_status"] else ""
    console.print(f"{told['state'].upper()}{cause}{status}", markup=False, style=STYLES[told["state"]])
    said = [("what", told["what"]), ("serving", _serving(told)), ("next", told["next"])]
    if running := told["running"]:
        since = running["logical_at"][:16].replace("T", " ")
        said.append(("now", f"a {running['kind']} run has been going since {since}, by process {running['process']}"))
    for word, sentence in said:
        console.print(f"  {word:<8}" + sentence.replace("\n", f"\n{'':10}"), markup=False)
    console.print()


def _serving(told: Mapping[str, Any]) -> str:
    age = told["hours_since_last_good_run"]
    if told["release_id"] is None:
        return "no release"
    ago = (
        ""
        if age is None
        else f", confirmed {age} h ago"
        if age < TOLD_IN_HOURS
        else f", confirmed {age // 24:.0f} days ago"
    )
    return f"release {told['release_id']}{ago}"


def _table(title: str, columns: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    table = Table(title=title, title_justify="left", box=None, pad_edge=False)
    for column in columns:
        side: Literal["left", "right"] = "right" if column in COUNTED else "left"
        table.add_column(column.replace("_", " "), no_wrap=column != columns[-1], overflow="fold", justify=side)
    for row in rows:
        table.add_row(*(_cell(row[column]) for column in columns))
    return table


def _cell(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "" if value is None else f"{value:,}" if isinstance(value, int) else str(value)


def print_mydata(console: Console, told: Mapping[str, Any]) -> None:
    """What is kept of one person, table by table."""
    if not told["is_known"]:
        console.print("Nothing is kept of this person.", markup=False)
        return
    objected = "has objected: nothing of it is counted from the next run on" if told["has_objected"] else "is counted"
    console.print(f"This person {objected}.\n", markup=False)
    for table, rows in told["kept"].items():
        console.print(_table(f"{table}: {len(rows):,} rows", tuple(rows[0]), [dict(row) for row in rows[:SHOWN]]))
        more = f"… {len(rows) - SHOWN:,} more: cop mydata … --json" if len(rows) > SHOWN else ""
        console.print(more, markup=False)
    if told["own_part"]:
        console.print(_table("Your part, in the newest thirteen weeks", tuple(told["own_part"][0]), told["own_part"]))
    if told["counted_in"]:
        console.print(f"Communities: {', '.join(told['communities'])}", markup=False)
        console.print("It goes into numbers about these communities, never alone:", markup=False)
        console.print("\n".join(f"  {name}" for name in told["counted_in"]), markup=False)


def print_rows(console: Console, rows: Sequence[Mapping[str, object]]) -> None:
    """Rows of anything, as many as a person reads; how many there are."""
    if rows:
        table = Table(box=None, pad_edge=False)
        for column in rows[0]:
            table.add_column(column, overflow="fold")
        for row in rows[:MOST_READ]:
            table.add_row(*(escape(_cell(each)) for each in row.values()))
        console.print(table)
    more = f", {MOST_READ} of them above; all: --json" if len(rows) > MOST_READ else ""
    console.print(f"{len(rows):,} {'row' if len(rows) == 1 else 'rows'}{more}", markup=False)

"""What a person sees on the terminal: a run's progress and `cop status`. Reads ledger and reports, no database."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

Tell = Callable[[str, int, int | None], None]


@contextmanager
def bars(console: Console) -> Iterator[Tell]:
    """A bar for each thing that is told of, where someone looks; plain silence in a log file."""
    columns = (
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=False, disable=not console.is_terminal) as progress:
        tasks = {}

        def tell(what: str, done: int, total: int | None) -> None:
            if what not in tasks:
                tasks[what] = progress.add_task(what, total=total)
            progress.update(tasks[what], completed=done, total=total)

        yield tell
        for task in tasks.values():
            progress.update(task, total=progress.tasks[task].completed or 1, completed=progress.tasks[task].completed)

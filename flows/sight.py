"""What people see of a run: progress on the terminal that started it and as artifacts in Prefect."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from time import monotonic
from typing import cast
from uuid import UUID

from prefect.artifacts import create_progress_artifact, create_table_artifact, update_progress_artifact

Tell = Callable[[str, int, int | None], None]
"""Called with what is being done, how much of it is done, and how much there is (None: nobody can know)."""

SECONDS_BETWEEN_UPDATES = 2.0


def _unwatched(what: str, done: int, total: int | None) -> None:
    """Nobody is looking."""


WATCHER: ContextVar[Tell] = ContextVar("watcher", default=_unwatched)


@contextmanager
def progress(station: str) -> Iterator[Tell]:
    """A progress artifact of `station`, and a `tell` that moves it and the terminal's bar."""
    watcher = WATCHER.get()
    artifact = cast(UUID, create_progress_artifact(progress=0.0, key=f"{station}-progress", description=station))
    last = monotonic()

    def tell(what: str, done: int, total: int | None) -> None:
        nonlocal last
        watcher(what, done, total)
        if total and monotonic() - last > SECONDS_BETWEEN_UPDATES:
            update_progress_artifact(artifact, progress=min(99.0, 100.0 * done / total))
            last = monotonic()

    yield tell
    update_progress_artifact(artifact, progress=100.0)


def table(key: str, rows: list[Mapping[str, object]], sentence: str) -> None:
    """Counts as a table artifact; never a row of one person."""
    create_table_artifact(key=key, table=[dict(row) for row in rows], description=sentence)

"""Several threads that read, one that takes what they bring: tasks spawn tasks, and the last one ends it."""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterable, Iterator
from time import monotonic

from cop_analytics.platforms.batch import Batch

WAITING_BATCHES = 8
PATIENCE = 0.2
FAREWELL = 5.0

Task = Callable[[], None]


class Crew:
    """Runs tasks on `threads` threads, the newest first. `stop` is called when it ends before all is done."""

    def __init__(self, threads: int, stop: Callable[[], None]) -> None:
        self._threads, self._stop = threads, stop
        self._out: queue.Queue[Batch | BaseException | None] = queue.Queue(WAITING_BATCHES)
        self._tasks: queue.LifoQueue[Task | None] = queue.LifoQueue()
        self._open = 0
        self._count, self._is_over = threading.Lock(), threading.Event()

    def batches(self, tasks: Iterable[Task]) -> Iterator[Batch]:
        """What `tasks`, and those they spawn, bring, in order of arrival. The first error of any thread rises here."""
        workers = [threading.Thread(target=self._work, daemon=True) for _ in range(self._threads)]
        for task in tasks:
            self.spawn(task)
        for worker in workers:
            worker.start()
        has_ended = False
        try:
            while (arrived := self._out.get()) is not None:
                if isinstance(arrived, BaseException):
                    raise arrived
                yield arrived
            has_ended = True
        finally:
            self._is_over.set()
            if not has_ended:
                self._stop()
            self._see_off(workers)

    def spawn(self, task: Task) -> None:
        """One more thing to do."""
        with self._count:
            self._open += 1
        self._tasks.put(task)

    def bring(self, arrived: Batch | BaseException | None) -> None:
        """Hand over what was read; waits while the one who takes it has too much."""
        while not self._is_over.is_set():
            try:
                return self._out.put(arrived, timeout=PATIENCE)
            except queue.Full:
                continue

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None and not self._is_over.is_set():
            try:
                task()
            except BaseException as error:  # carried to the thread that consumes, and raised there
                self.bring(error)
                return
            with self._count:
                self._open -= 1
                is_last = self._open == 0
            if is_last:
                self.bring(None)

    def _see_off(self, workers: list[threading.Thread]) -> None:
        for _ in workers:
            self._tasks.put(None)
        patience = monotonic() + FAREWELL
        for worker in workers:
            worker.join(max(0.0, patience - monotonic()))

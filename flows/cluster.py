"""Communities measured side by side by Dask workers, through Prefect's task runner, where one machine is outgrown.

A worker is told a file and which communities; it reads that and says what was measured. No person goes to or fro.
"""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import CancelledError
from contextlib import contextmanager
from datetime import datetime
from functools import partial
from os import cpu_count
from pathlib import Path
from typing import TYPE_CHECKING

import duckdb
from prefect import task
from prefect.cache_policies import NO_CACHE
from prefect.client.orchestration import get_client
from prefect.settings import PREFECT_API_URL, temporary_settings

from cop_analytics import measure, portions
from cop_analytics.errors import SettingsError
from cop_analytics.gathering import Bank
from cop_analytics.settings import Settings

if TYPE_CHECKING:
    from prefect_dask import DaskTaskRunner

LOCAL = "local"
PATIENCE = 60
"""Seconds without any worker until the run ends."""


@task(name="measure", cache_policy=NO_CACHE, persist_result=False)
def measured(portion: portions.Portion) -> list[measure.Told]:
    """What is to be said of the communities of a portion."""
    return portions.measured(portion)


def spread(settings: Settings) -> measure.Spread | None:
    """How communities are measured: by workers of this machine or of a scheduler; None: as ever."""
    where = settings.run.dask
    return partial(_by_workers, where, settings.home) if where else None


def _by_workers(
    where: str,
    home: Path,
    con: duckdb.DuckDBPyConnection,
    bank: Bank,
    catalogue: measure.Catalogue,
    data_cut: datetime,
) -> Iterator[measure.Told]:
    with portions.copied(con, home) as file, _workers(where) as workers:
        workers.client.wait_for_workers(1, timeout=PATIENCE)
        count = portions.A_WORKER * sum(workers.client.nthreads().values())
        asked = portions.asked(file, sorted(bank.communities), catalogue, data_cut, count)
        for told in [workers.submit(measured, {"portion": each}) for each in asked]:
            while not told.wrapped_future.done():
                workers.client.wait_for_workers(1, timeout=PATIENCE)
                told.wait(PATIENCE)
            yield from told.result()


@contextmanager
def _workers(where: str) -> Iterator[DaskTaskRunner]:
    """The workers, who tell this run's Prefect server what they do and start none of their own.

    Raises SettingsError where nobody answers, or who did does no more.
    """
    from distributed import KilledWorker

    try:
        with (
            get_client(sync_client=True) as client,
            temporary_settings({PREFECT_API_URL: str(client.api_url)}),
            _runner(where) as workers,
        ):
            yield workers
    except (OSError, KilledWorker, CancelledError) as error:
        words = f"the workers at {where} do not answer, or died: {type(error).__name__}"
        raise SettingsError([f"run.dask: {words}. Start them anew, or empty run.dask; nothing is lost."]) from None


def _runner(where: str) -> DaskTaskRunner:
    from prefect_dask import DaskTaskRunner

    if where != LOCAL:
        return DaskTaskRunner(address=where)
    here = {
        "host": "127.0.0.1",
        "dashboard_address": "127.0.0.1:0",
        "security": True,  # who else is on this machine cannot ask the workers for anything
        "memory_limit": 0,  # nothing is spilt to a disk
        "n_workers": cpu_count(),
        "threads_per_worker": 1,
    }
    return DaskTaskRunner(cluster_kwargs=here)

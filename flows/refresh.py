"""Read the inputs, build every table, measure, check."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from cop_analytics import settings, stations
from cop_analytics.runs import Run
from flows import cluster, sight
from flows.clock import logical_time


@task(name="refresh", cache_policy=NO_CACHE)
def refreshed(run: Run) -> None:
    """From raw to facts, networks and indicators, beside what people wrote."""
    with sight.progress("refresh") as tell:
        loaded = settings.load()
        tables = stations.refresh(loaded, run, tell=tell, spread=cluster.spread(loaded))
    sight.table("tables", tables, "The tables built, with their rows.")


@flow(name="refresh", description=__doc__, persist_result=False, result_serializer="json")
def refresh(now: datetime | None = None) -> str:
    """Read the inputs, build every table, measure, check."""
    with stations.night(settings.load(), "refresh", logical_time(now)) as run:
        refreshed(run)
    return run.summary()

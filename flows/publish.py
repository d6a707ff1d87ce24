"""Write the release, its pages and the analysts' file."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from cop_analytics import settings, stations
from cop_analytics.runs import Run
from flows import sight
from flows.clock import logical_time


@task(name="publish", cache_policy=NO_CACHE)
def published(run: Run) -> None:
    """Disclosure control, then files, pages and the analysts' snapshot, each put in place at once."""
    with sight.progress("publish") as tell:
        tables = stations.publish(settings.load(), run, tell=tell)
    sight.table("release", tables, "The tables released, with their rows and suppressed cells.")


@flow(name="publish", description=__doc__, persist_result=False, result_serializer="json")
def publish(now: datetime | None = None) -> str:
    """Write the release, its pages and the analysts' file."""
    with stations.night(settings.load(), "publish", logical_time(now)) as run:
        published(run)
    return run.summary()

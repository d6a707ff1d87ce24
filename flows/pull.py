"""Read the platform and land what changed."""

from __future__ import annotations

from datetime import datetime

from prefect import flow, task
from prefect.cache_policies import NO_CACHE

from cop_analytics import settings, stations
from cop_analytics.runs import Run
from flows import sight
from flows.clock import logical_time


@task(name="pull", cache_policy=NO_CACHE)
def pulled(run: Run, *, full: bool) -> None:
    """Posts, replies and membership: from the platform into landing and raw."""
    with sight.progress("pull") as tell:
        streams = stations.pull(settings.load(), run, full=full, tell=tell)
    sight.table("streams", streams, "What each stream received and what of it was new.")


@flow(name="pull", description=__doc__, persist_result=False, result_serializer="json")
def pull(full: bool = False, now: datetime | None = None) -> str:
    """Read the platform and land what changed."""
    with stations.night(settings.load(), "pull", logical_time(now)) as run:
        pulled(run, full=full)
    return run.summary()

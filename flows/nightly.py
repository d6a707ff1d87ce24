"""Pull what changed, refresh every table, publish a release."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from cop_analytics import settings, stations
from flows.clock import logical_time
from flows.publish import published
from flows.pull import pulled
from flows.refresh import refreshed


@flow(name="nightly", description=__doc__, persist_result=False, result_serializer="json")
def nightly(full: bool = False, now: datetime | None = None) -> str:
    """Pull what changed, refresh every table, publish a release."""
    with stations.night(settings.load(), "sweep" if full else "nightly", logical_time(now)) as run:
        pulled(run, full=full)
        refreshed(run)
        published(run)
    return run.summary()

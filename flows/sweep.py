"""Enumerate everything once a week, so that what a night cannot see is true again."""

from __future__ import annotations

from datetime import datetime

from prefect import flow

from flows.nightly import nightly


@flow(name="sweep", description=__doc__, persist_result=False, result_serializer="json")
def sweep(now: datetime | None = None) -> str:
    """Enumerate everything once a week, so that what a night cannot see is true again."""
    return nightly.fn(full=True, now=now)

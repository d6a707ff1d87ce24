"""Mentoring in a night: its tables are laid, and whom an agreed evaluation looks up in the network is on record."""

from __future__ import annotations

from collections.abc import Collection, Iterable
from datetime import datetime
from pathlib import Path

import duckdb

from cop_analytics import ledger
from cop_analytics.errors import Fault
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring import network, tables
from cop_analytics.mentoring.steps import Place
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.settings import Settings


def laid(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    names: Pseudonyms,
    objecting: Collection[str],
    cohorts: Iterable[Cohort],
    now: datetime,
) -> list[Fault]:
    """Lay the tables of mentoring, those who object left out; the faults of published matches that somebody changed."""
    apart, member = (
        lambda who, name=name: None if names.known(who) in objecting else name(who)
        for name in (names.participant, names.kept)
    )
    place = Place(settings.inputs / "mentoring", settings.home, apart)
    kept = [each for each in cohorts if not each.programme.is_over(now.date())]
    return tables.lay(con, kept, place, member, now.date(), settings.privacy.min_subgroup)


def left_lying(cohorts: Iterable[Cohort], now: datetime) -> list[str]:
    """Programmes that ended so long ago that nothing may be kept of their people."""
    return sorted(each.programme.id for each in cohorts if each.programme.is_over(now.date()))


def looked_up(con: duckdb.DuckDBPyConnection, home: Path) -> None:
    """Measure the network's answer to each programme; how many people were looked up for it goes into the ledger."""
    for programme, people in network.measure(con).items():
        ledger.append(home, {"event": "evaluation join", "run_id": "", "programme": programme, "people": people})

"""For communities and closed windows: read facts, ask the catalogue, write `indicators.measurements`."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Mapping, Sequence
from datetime import datetime
from functools import partial
from typing import NamedTuple

import duckdb
import pyarrow as pa

from cop_analytics import history, measurements
from cop_analytics.gathering import Bank, Facts, gather
from cop_analytics.indicators import catalogue as cards
from cop_analytics.indicators.boundaries import unit_pairs
from cop_analytics.indicators.catalogue import CATALOGUE, Indicator
from cop_analytics.indicators.evidence import Evidence, Part
from cop_analytics.indicators.overlap import overlaps
from cop_analytics.measurements import Measured, Row
from cop_analytics.recall import Form, Memory, Trail, Unit, remembered
from cop_analytics.windows import Window, WindowKind, kept_from, months, quarters, trailing, week_end, week_ends

ALL, OFF = "all", "facilitators_off"
SENSITIVITY: tuple[tuple[WindowKind, int], ...] = (("w9", 9), ("w26", 26))
Catalogue = Sequence[Indicator]


class Told(NamedTuple):
    """Of a community: what was measured anew, which units talk, what each unit measured rests on, which stand."""

    measured: pa.Table
    unit_pairs: list[Row]
    rested_on: Mapping[Unit, str]
    standing: list[Unit]


Spread = Callable[[duckdb.DuckDBPyConnection, Bank, Catalogue, datetime], Iterable[Told]]
"""How the communities of a bank are measured: `in_place`, or by others who do the same; in any order."""


def in_place(con: duckdb.DuckDBPyConnection, bank: Bank, catalogue: Catalogue, data_cut: datetime) -> Iterator[Told]:
    """Every community of `bank`, one after the other, here; `con` knows what was measured last time."""
    for community_id, memory in remembered(con, sorted(bank.communities)).items():
        rows = _signalled(_community(bank, community_id, data_cut, catalogue, memory), memory)
        pairs = _units(bank, community_id, data_cut, memory)
        yield Told(measurements.as_table(rows, data_cut), pairs, memory.fresh, memory.standing)


def measure(
    con: duckdb.DuckDBPyConnection,
    *,
    data_cut: datetime,
    tell: Callable[[int, int], None],
    exploratory: Collection[str] = (),
    among: Catalogue = CATALOGUE,
    spread: Spread = in_place,
) -> int:
    """Measure every community in every window closed at `data_cut`; the number of rows written.

    For the level: the trailing 13 weeks at the newest ISO-week end and at each quarter's end before it, as far as they lie
    after the first contribution; structural indicators also as if the facilitators had not been there; those that ask for
    it also in 9 and 26 weeks. At every other week's end, and for change every closed month: values alone, with intervals
    where they need no draws. What happened after a window's end is not known in it, so a closed window stays as it is, and
    is measured anew only where something changed that it rests on. Two windows are pooled for an indicator that asks for
    it, where neither alone is enough: were one of them told, the pooled value less that one would tell the other.
    Indicators that are exploratory are measured where they are named; while a definition is new, the one before it too.
    """
    bank = gather(con, kept_from(data_cut))
    among = [each for each in among if not each.is_exploratory or each.id in exploratory]
    told: list[Told] = []
    for each in spread(con, bank, cards.measured(among, data_cut), data_cut):
        told.append(each)
        tell(len(told), len(bank.communities))
    return measurements.write(
        con,
        pa.concat_tables([measurements.as_table([], data_cut), *(each.measured for each in told)]),
        overlaps=_overlaps(bank, {unit.window_end for each in told for unit in each.rested_on if unit.form == "level"}),
        unit_pairs=[pair for each in told for pair in each.unit_pairs],
        rested_on=[(*unit, digest) for each in told for unit, digest in each.rested_on.items()],
        catalogue=cards.known(among, data_cut),
        standing=[unit for each in told for unit in each.standing],
        data_cut=data_cut,
    )


def _signalled(rows: list[Measured], memory: Memory) -> list[Measured]:
    """The rows measured, beside the community's past; with those that stand, where their past is another now."""
    told = rows if memory.is_settled else [*memory.recalled(), *rows]
    return history.signalled(told, memory.past()) if told else []


def _community(
    bank: Bank, community_id: str, data_cut: datetime, catalogue: Catalogue, memory: Memory
) -> list[Measured]:
    """A community in all its windows: measured, or taken over where nothing changed that they rest on."""
    forms = _forms(bank.communities[community_id], data_cut)
    trail = Trail(bank, community_id, [window.end for _, window in forms])
    rows: list[Measured] = []
    for form, window in forms:
        for follows_leavers in (False, True):
            asked = [each for each in catalogue if each.follows_leavers == follows_leavers]
            unit = Unit(community_id, form, window.end, follows_leavers)
            digest = trail.digest(
                unit, _looked_at(form, window), asked=[f"{each.id} {each.method_version}" for each in asked]
            )
            fresh = partial(_measured, form, bank, community_id, window, asked)
            rows += memory.rows_of(unit, digest, fresh)
    return rows


def _forms(facts: Facts, data_cut: datetime) -> list[tuple[Form, Window]]:
    """The windows of a community, each with the form it is measured in; a week that ends no quarter is no level."""
    levels = _windows(facts, data_cut)
    first = facts.contributions[0].contributed_at if facts.contributions else data_cut
    weeks = [window for end in week_ends(first, data_cut) if (window := trailing(end)).start >= week_end(first)]
    forms: list[tuple[Form, Window]] = [("level", window) for window in levels]
    forms += [("week", window) for window in weeks if window not in levels]
    return [*forms, *(("month", window) for window in _months(facts, data_cut))]


def _looked_at(form: Form, window: Window) -> list[Window]:
    if form != "level":
        return [window]
    return [window, trailing(window.start), *(trailing(window.end, weeks) for _, weeks in SENSITIVITY)]


def _measured(form: Form, bank: Bank, community_id: str, window: Window, catalogue: Catalogue) -> list[Measured]:
    """The rows of a community's window; of a week between quarters' ends, or a month, the values alone."""
    if form == "level":
        evidence = bank.evidence(community_id, window)
        return [row for indicator in catalogue for row in _level(indicator, bank, evidence)]
    kind: WindowKind = "month" if form == "month" else "w13"
    alone = bank.evidence(community_id, window, draws=0)
    asked = [each for each in catalogue if each.has_months or form == "week"]
    return [_row(indicator, part, alone, kind) for indicator in asked for part in indicator.measure(alone)]


def _level(indicator: Indicator, bank: Bank, evidence: Evidence) -> list[Measured]:
    """One indicator in a window, and in the forms of it that it asks for."""
    parts = indicator.measure(evidence)
    rows = [_row(indicator, part, evidence, "w13") for part in parts]
    if indicator.is_pooled:
        rows += _pooled(indicator, _too_few(parts), bank, evidence)
    if indicator.is_structural and evidence.facilitators:
        alone = evidence.without(evidence.facilitators)
        rows += [_row(indicator, part, alone, "w13", OFF) for part in indicator.measure(alone)]
    if indicator.has_sensitivity:
        first = week_end(evidence.all_contributions[0].contributed_at)
        for kind, weeks in SENSITIVITY:
            if (window := trailing(evidence.window.end, weeks)).start >= first:
                other = bank.evidence(evidence.community_id, window)
                rows += [_row(indicator, part, other, kind) for part in indicator.measure(other)]
    return rows


def _units(bank: Bank, community_id: str, data_cut: datetime, memory: Memory) -> list[Row]:
    """Who of which unit talks with whom, in each window of the level."""

    def counted(window: Window) -> list[Row]:
        pairs = unit_pairs(bank.evidence(community_id, window))
        return [(community_id, window.start, window.end, *pair) for pair in pairs]

    return [
        pair
        for window in _windows(bank.communities[community_id], data_cut)
        if not memory.stands(Unit(community_id, "level", window.end, False))
        for pair in counted(window)
    ]


def _overlaps(bank: Bank, ends: Collection[datetime]) -> list[Row]:
    """Which communities share people, in the 13 weeks to each of the `ends`."""
    return [
        (
            window.start,
            window.end,
            each.one,
            each.other,
            each.shared,
            each.people,
            each.other_people,
            each.is_beyond_chance,
        )
        for window in map(trailing, sorted(ends))
        for each in overlaps(frozenset(bank.everybody(window).items()))
    ]


def _too_few(parts: Iterable[Part]) -> set[str]:
    return {part.part for part in parts if part.status == "too_few"}


def _pooled(indicator: Indicator, silent: set[str], bank: Bank, evidence: Evidence) -> list[Measured]:
    """The parts that are silent in the window of `evidence` and in the 13 weeks before it, over both together."""
    before, both = trailing(evidence.window.start), trailing(evidence.window.end, 26)
    if not silent or both.start < week_end(evidence.all_contributions[0].contributed_at):
        return []
    silent = silent & _too_few(indicator.measure(bank.evidence(evidence.community_id, before)))
    pooled = bank.evidence(evidence.community_id, both)
    return [_row(indicator, part, pooled, "w26") for part in indicator.measure(pooled) if part.part in silent]


def _windows(facts: Facts, data_cut: datetime) -> list[Window]:
    if not facts.contributions:
        return []
    newest = week_end(data_cut)
    first = week_end(facts.contributions[0].contributed_at)
    ends = {quarter.end for quarter in quarters(first, newest)} | {newest}
    return [window for end in sorted(ends) if (window := trailing(end)).start >= first]


def _months(facts: Facts, data_cut: datetime) -> list[Window]:
    if not facts.contributions:
        return []
    return list(months(week_end(facts.contributions[0].contributed_at), week_end(data_cut)))


def _row(indicator: Indicator, part: Part, evidence: Evidence, kind: WindowKind, view: str = ALL) -> Measured:
    estimate = part.estimate if part.status == "shown" else None
    is_silent = part.status == "too_few" or part.is_wide
    return Measured(
        community_id=evidence.community_id,
        indicator_id=indicator.id,
        part=part.part,
        view=view,
        window_kind=kind,
        window_start=evidence.window.start,
        window_end=evidence.window.end,
        value=_rounded(estimate.value if estimate else None),
        lower=_rounded(estimate.lower if estimate else None),
        upper=_rounded(estimate.upper if estimate else None),
        band=part.band,
        interval_method=part.interval_method,
        unit_count=part.unit_count,
        person_count=part.person_count,
        coverage=_rounded(evidence.coverage),
        null_percentile=_rounded(part.null_percentile),
        signal="too_few" if is_silent else "history_building",
        status=part.status,
        method_version=indicator.method_version,
    )


def _rounded(number: float | None) -> float | None:
    """To nine places: below that, the order of additions shows."""
    return None if number is None else round(float(number), 9)

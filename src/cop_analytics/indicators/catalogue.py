"""Every indicator in words, from its card: question, definition, warning, prompt, and the function that computes it.

A changed definition is a new version. The card of the one before moves to `cards/before/`, its function stays, and the new
card is valid for windows that begin on its `valid_from`, the first day of a quarter, or later. From the first of those on,
both versions are measured for one quarter's release; after it the new one alone.
"""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, time
from importlib import import_module
from pathlib import Path

from cop_analytics import series
from cop_analytics.errors import SettingsError
from cop_analytics.indicators.evidence import Evidence, Part
from cop_analytics.windows import WEEK, quarter_starts, week_end

CARDS = Path(__file__).parent / "cards"
QUARTER = 13 * WEEK


@dataclass(frozen=True)
class Indicator:
    """One indicator. It cannot exist without its caveat and its prompt, and no type has room for a sum of two.

    `is_pooled`: two quarters are told together where each alone has too few. `is_structural`: also as if the facilitators
    had not been there. `has_sensitivity`: also over 9 and 26 weeks, to see what hangs on 13. `has_months`: a month is long
    enough for a value, so that change can be told from its own history. `is_exploratory`: for analysts alone, and only
    where it is switched on. `follows_leavers`: who has left the bank by now changes what is told of closed windows.
    `before`: the version before it; `valid_to`: the day from which the next one counts; None where there is none.
    """

    id: str
    name: str
    question: str
    unit: str
    network: str
    definition: str
    minimum_sample: str
    interval_method: str
    caveat: str
    misreading: str
    prompt: str
    value_cycle: str
    dimensions: tuple[str, ...]
    parts: tuple[tuple[str, str], ...]
    reference: str
    measure: Callable[[Evidence], list[Part]]
    window: str = "trailing 13 ISO weeks, closed"
    is_pooled: bool = False
    is_structural: bool = False
    has_months: bool = True
    is_exploratory: bool = False
    has_sensitivity: bool = False
    follows_leavers: bool = False
    method_version: str = "1"
    valid_from: date = date(2024, 1, 1)
    valid_to: date | None = None
    before: Indicator | None = None

    def __post_init__(self) -> None:
        if not (self.caveat and self.prompt and self.question):
            raise ValueError(f"{self.id} needs its question, caveat and prompt")
        if self.before is not None and (self.before.id, self.before.method_version) == (self.id, self.method_version):
            raise ValueError(f"{self.id} is another definition than before: it needs another method_version")
        begins = datetime.combine(self.valid_from, time())
        if self.before is not None and begins not in quarter_starts(begins.isocalendar().year):
            raise ValueError(f"{self.id} is a new definition: it is valid from the first day of a quarter")

    def of(self, method_version: str) -> Indicator:
        """The indicator in the version before, where that is asked for; else itself."""
        before = self.before
        return before if before is not None and before.method_version == method_version else self


def succeeding(after: Indicator, before: Indicator) -> Indicator:
    """`after` with the version before it. Both are measured together: what one of them follows, both do."""
    follows = after.follows_leavers or before.follows_leavers
    return replace(after, before=replace(before, follows_leavers=follows), follows_leavers=follows)


def known(catalogue: Iterable[Indicator], moment: datetime) -> list[Indicator]:
    """The versions that count at `moment`: a new one once a window of its own has closed, after the one before it."""
    return [version for each in catalogue for version in _versions(each, moment)]


def measured(catalogue: Iterable[Indicator], moment: datetime) -> list[Indicator]:
    """Of those known, the ones to be measured: a version before only while the one after it has one window of its own."""
    return [
        each for each in known(catalogue, moment) if each.valid_to is None or not _has_closed(each.valid_to, 2, moment)
    ]


def _versions(indicator: Indicator, moment: datetime) -> list[Indicator]:
    if indicator.before is None:
        return [indicator]
    if not _has_closed(indicator.valid_from, 1, moment):
        return [indicator.before]
    return [replace(indicator.before, valid_to=indicator.valid_from), indicator]


def _has_closed(since: date, windows: int, moment: datetime) -> bool:
    """Whether so many windows of 13 weeks that follow each other have begun on that day, or later, and closed."""
    return week_end(moment) >= datetime.combine(since, time()) + windows * QUARTER


def _card(path: Path) -> Indicator:
    """One indicator from its card `cards/<id>.toml`; its function is named as `<concept>.<function>`."""
    indicator, before = _version(path), path.parent / "before" / path.name
    return succeeding(indicator, _version(before)) if before.exists() else indicator


def _version(path: Path) -> Indicator:
    card = tomllib.loads(path.read_text(encoding="utf-8"))
    concept, function = card.pop("measure").split(".")
    measure = getattr(import_module(f"cop_analytics.indicators.{concept}"), function)
    dimensions, parts = tuple(card.pop("dimensions")), tuple(card.pop("parts").items())
    return Indicator(id=path.stem, measure=measure, dimensions=dimensions, parts=parts, **card)


def read(cards: Path) -> tuple[Indicator, ...]:
    """Every indicator that has a card in the folder, by number, each with the version before it."""
    return tuple(sorted(map(_card, cards.glob("V-*.toml")), key=lambda indicator: int(indicator.id[2:])))


CATALOGUE = read(CARDS)
BY_ID = {indicator.id: indicator for indicator in CATALOGUE}


def explain(indicator_id: str, catalogue: Iterable[Indicator] = CATALOGUE) -> str:
    """One indicator in words, for a terminal. Raises SettingsError, naming those there are, for an unknown one."""
    by_id = {each.id: each for each in catalogue}
    indicator = by_id.get(indicator_id)
    if indicator is None:
        raise SettingsError([f"{indicator_id} is not in the catalogue. There are: {', '.join(by_id)}."])
    parts = "\n".join(f"  {name:<26}{meaning}" for name, meaning in indicator.parts)
    return (
        f"{indicator.id} · {indicator.name}\n{indicator.question}\n\n"
        f"Definition      {indicator.definition}\n"
        f"Window          {indicator.window}\n"
        f"Unit            {indicator.unit}\n"
        f"Network         {indicator.network}\n"
        f"Minimum sample  {indicator.minimum_sample}\n"
        f"Interval        {indicator.interval_method}\n"
        f"Change          {series.IN_WORDS}\n"
        f"Caveat          {indicator.caveat}\n"
        f"Misreading      {indicator.misreading}\n"
        f"Prompt          {indicator.prompt}\n"
        f"Value cycle     {indicator.value_cycle}\n"
        f"Dimensions      {', '.join(indicator.dimensions)}\n"
        f"References      {indicator.reference}\n"
        f"Version         {indicator.method_version}, valid from {indicator.valid_from}\n"
        f"{_before(indicator)}\n"
        f"Parts\n{parts}"
    )


def _before(indicator: Indicator) -> str:
    """The version before in a paragraph; empty where there is none."""
    if indicator.before is None:
        return ""
    before, parts = indicator.before, ", ".join(name for name, _ in indicator.before.parts)
    words = f"{before.method_version}, of windows that ended by {indicator.valid_from}: {before.definition.strip()}"
    return f"Before it       {words} Parts: {parts}.\n"

"""Every indicator in words, from its card: question, definition, warning, prompt, and the function that computes it."""

from __future__ import annotations

import tomllib
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from importlib import import_module
from pathlib import Path

from cop_analytics.errors import SettingsError
from cop_analytics.indicators.evidence import Evidence, Part

CARDS = Path(__file__).parent / "cards"


@dataclass(frozen=True)
class Indicator:
    """One indicator. It cannot exist without its caveat and its prompt, and no type has room for a sum of two.

    `is_pooled`: two quarters are told together where each alone has too few. `is_structural`: also as if the facilitators
    had not been there. `has_sensitivity`: also over 9 and 26 weeks, to see what hangs on 13. `has_months`: a month is long
    enough for a value, so that change can be told from its own history. `is_exploratory`: for analysts alone, and only
    where it is switched on. `follows_leavers`: who has left the bank by now changes what is told of closed windows.
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

    def __post_init__(self) -> None:
        if not (self.caveat and self.prompt and self.question):
            raise ValueError(f"{self.id} needs its question, caveat and prompt")


def _card(path: Path) -> Indicator:
    """One indicator from its card `cards/<id>.toml`; its function is named as `<concept>.<function>`."""
    card = tomllib.loads(path.read_text(encoding="utf-8"))
    concept, function = card.pop("measure").split(".")
    measure = getattr(import_module(f"cop_analytics.indicators.{concept}"), function)
    dimensions, parts = tuple(card.pop("dimensions")), tuple(card.pop("parts").items())
    return Indicator(id=path.stem, measure=measure, dimensions=dimensions, parts=parts, **card)


CATALOGUE = tuple(sorted(map(_card, CARDS.glob("V-*.toml")), key=lambda indicator: int(indicator.id[2:])))
BY_ID = {indicator.id: indicator for indicator in CATALOGUE}


def explain(indicator_id: str) -> str:
    """One indicator in words, for a terminal. Raises SettingsError, naming those there are, for an unknown one."""
    indicator = BY_ID.get(indicator_id)
    if indicator is None:
        raise SettingsError([f"{indicator_id} is not in the catalogue. There are: {', '.join(BY_ID)}."])
    parts = "\n".join(f"  {name:<26}{meaning}" for name, meaning in indicator.parts)
    return (
        f"{indicator.id} · {indicator.name}\n{indicator.question}\n\n"
        f"Definition      {indicator.definition}\n"
        f"Window          {indicator.window}\n"
        f"Unit            {indicator.unit}\n"
        f"Network         {indicator.network}\n"
        f"Minimum sample  {indicator.minimum_sample}\n"
        f"Interval        {indicator.interval_method}\n"
        f"Caveat          {indicator.caveat}\n"
        f"Misreading      {indicator.misreading}\n"
        f"Prompt          {indicator.prompt}\n"
        f"Value cycle     {indicator.value_cycle}\n"
        f"Dimensions      {', '.join(indicator.dimensions)}\n"
        f"References      {indicator.reference}\n"
        f"Version         {indicator.method_version}, valid from {indicator.valid_from}\n\n"
        f"Parts\n{parts}"
    )

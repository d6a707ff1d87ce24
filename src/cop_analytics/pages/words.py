"""Every sentence of the pages, read from `texts/`, a file a language; and values as one would say them."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import date
from importlib.resources import files

LANGUAGE = "en"

WORDS: Mapping[str, str] = tomllib.loads(
    files("cop_analytics.pages").joinpath(f"texts/{LANGUAGE}.toml").read_text("utf-8")
)

SHARE, HOURS, DAYS, PARTNERS, PEOPLE, STEPS = "share", "hours", "days", "partners", "people", "steps"
THREADS, TOPICS, PLAIN, GINI, INDEX, DISTANCE = "threads", "topics", "", "Gini", "index", "distance"
UNITS = {
    "mean_partners": PARTNERS,
    "median_partners": PARTNERS,
    "gini": GINI,
    "virality_median": STEPS,
    "h_index_median": PLAIN,
    "constraint_median": PLAIN,
    "topics": TOPICS,
    "reuse": THREADS,
    "drift": DISTANCE,
    **dict.fromkeys(("burstiness", "rho", "ei", "region", "zone", "tier"), INDEX),
}
"""Units of parts by their whole name; what neither this nor the beginnings and ends below name is a share."""
BEGINNINGS = {"participants_": PEOPLE, "depth_": STEPS}
ENDS = {"_hours": HOURS, "_days": DAYS}
SCALES = {
    GINI: ", where 0 is all alike and 1 is one alone",
    DISTANCE: ", where 0 is no change and 1 is other topics altogether",
    INDEX: ", between −1 and 1",
}


def unit_of(part: str) -> str:
    """What a part is counted in."""
    if part in UNITS:
        return UNITS[part]
    found = [unit for start, unit in BEGINNINGS.items() if part.startswith(start)]
    return next(iter(found + [unit for end, unit in ENDS.items() if part.endswith(end)]), SHARE)


def in_words(part: str, value: float) -> str:
    """A value as one would say it: a share as so many in ten, and nothing to false precision."""
    unit = unit_of(part)
    if unit == SHARE:
        return _share(value)
    return f"{_number(part, value)}{SCALES.get(unit, f' {unit}' if unit else '')}"


def between(part: str, lower: float | None, upper: float | None) -> str:
    """An interval in the unit of its value; empty where neither end can be said."""
    unit = {SHARE: " in 10", HOURS: " hours", DAYS: " days"}.get(unit_of(part), "")
    if lower is not None and upper is not None:
        low, high = _number(part, lower), _number(part, upper)
        return f"between {low} and {high}{unit}" if low != high else f"close to {low}{unit}"
    if lower is not None:
        return f"at least {_number(part, lower)}{unit}"
    return f"at most {_number(part, upper)}{unit}" if upper is not None else ""


def _share(value: float) -> str:
    if 0 < value < 0.05:
        return "fewer than 1 in 20"
    if 0.95 < value < 1:
        return "more than 19 in 20"
    if value in (0.05, 0.95):
        return f"about {round(20 * value)} in 20"
    return {0.0: "none", 1.0: "all"}.get(value, f"about {_tenths(value)} in 10")


def _tenths(share: float) -> int:
    """So many in ten, halves up."""
    return int(10 * share + 0.5)


def _number(part: str, value: float) -> str:
    if unit_of(part) == SHARE:
        return str(_tenths(value))
    return (f"{value:.2f}" if unit_of(part) in SCALES else f"{value:.1f}").replace("-", "−")


def day(moment: date) -> str:
    """A day as written: 5 January 2026."""
    return f"{moment.day} {moment:%B %Y}"


def sentence(words: str) -> str:
    """Words as they begin a line."""
    return words[:1].upper() + words[1:]

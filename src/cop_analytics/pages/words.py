"""Every sentence of the pages, in one place, so that German and French can follow."""

from __future__ import annotations

WORDS = {
    "title": "Communities of practice",
    "strapline": "What members, sponsors and the social learning team say, beside what the platform shows.",
    "cycles": (
        "Platform data speak to immediate and potential value only; whether something was applied, or made a difference, "
        "is told in stories."
    ),
    "no_score": "Nothing here is added up. Communities stand in alphabetical order and are not compared.",
    "chosen": "What this community chose to look at",
    "not_chosen_yet": "It has not chosen yet; a few indicators are shown to begin with.",
    "offered": "Offered, not chosen",
    "survey_only": "No platform data speak to this; ask.",
    "history": "Own history, by quarter. The band is the interval.",
    "too_few": "Too few to tell.",
    "suppressed": "Held back: fewer people stand behind it than may be shown.",
    "not_reached": "Not reached: less than half had happened by the end of the window.",
    "not_applicable": "Does not apply here.",
    "not_chosen": "Not chosen.",
    "wide": "The interval is wide: too few to tell much.",
    "history_building": "History is building: no change is called one yet.",
    "record": "Space for what was said",
    "record_hint": "What we see · what we make of it · where we differ · what the numbers missed · next look",
    "alike": "Answers lean the same way; discuss.",
    "unsigned": "Nothing was released here.",
    "members": "Members",
    "sponsor": "Sponsor",
    "social learning team": "Social learning team",
    "asked": "What each was asked",
    "beside": "Beside it, from the platform",
    "matters": "What matters to whom",
}

SHARES_IN_TENTHS = "share"
UNITS = {
    "median_hours": "hours",
    "discussions_median_hours": "hours",
    "mean_partners": "partners",
    "median_partners": "partners",
    "gini": "Gini",
}
"""Units of parts; all others are shares."""


def unit_of(part: str) -> str:
    """What a part is counted in."""
    return UNITS.get(part, SHARES_IN_TENTHS)


def in_words(part: str, value: float, lower: float | None, upper: float | None) -> str:
    """A value with its interval as one would say it: shares as so many in ten, never to false precision."""
    unit = unit_of(part)
    if unit == SHARES_IN_TENTHS:
        return f"about {_tenths(value)} in 10{_range(_tenths(lower), _tenths(upper), ' in 10')}"
    if unit == "Gini":
        return f"{value:.2f}{_range(_number(lower, 2), _number(upper, 2), '')} (0: all alike, 1: one has all)"
    return f"{value:.1f} {unit}{_range(_number(lower, 1), _number(upper, 1), f' {unit}')}"


def _tenths(share: float | None) -> str:
    return "" if share is None else str(round(10 * share))


def _number(number: float | None, places: int) -> str:
    return "" if number is None else f"{number:.{places}f}"


def _range(lower: str, upper: str, unit: str) -> str:
    if lower and upper:
        return f", between {lower} and {upper}{unit}"
    if lower:
        return f", at least {lower}{unit}"
    return ""

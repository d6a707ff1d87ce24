"""An indicator as a page shows it: its newest window in words, its own history as a picture and a table."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from itertools import groupby

import pandas as pd
from markupsafe import Markup

from cop_analytics.indicators.catalogue import BY_ID, Indicator
from cop_analytics.pages import charts
from cop_analytics.pages.rows import Row
from cop_analytics.pages.words import WORDS, between, in_words, sentence, unit_of

HALF = pd.Timedelta(weeks=13)
QUARTER_OF_WEEK = {13: "Q1", 26: "Q2", 39: "Q3", 52: "Q4", 53: "Q4"}


def in_order(names: Iterable[str]) -> list[str]:
    """Indicators by their number: V-2 before V-17."""
    return sorted(names, key=lambda name: int(name.removeprefix("V-")))


def by_id(catalogue: Iterable[Row]) -> dict[str, Row]:
    """The newest version of each indicator; in it, as `before`, the rows of those before it, by version."""
    found: dict[str, Row] = {}
    for row in sorted(catalogue, key=lambda row: (row["valid_from"], row["method_version"])):
        older = found.get(row["indicator_id"])
        before = {} if older is None else {**older["before"], older["method_version"]: older}
        found[row["indicator_id"]] = row | {"before": before}
    return found


def views(names: Sequence[str], own: list[Row], catalogue: Mapping[str, Row]) -> list[Row]:
    """Those of `names` that a community chose and that were measured, in the order given.

    `own` are the community's measurements. Parts whose newest window has nothing to show are told in a line, not drawn.
    A history is that of one version, the one that tells the newest window.
    """
    found = []
    for name in names:
        rows = [row for row in own if row["indicator_id"] == name and row["status"] != "not_chosen"]
        if rows:
            version = max(rows, key=lambda row: row["window_end"])["method_version"]
            alike = [row for row in rows if row["method_version"] == version]
            parts = _parts(BY_ID[name].of(version), [row for row in alike if row["view"] == "all"])
            found.append(
                {
                    "about": catalogue[name]["before"].get(version, catalogue[name]),
                    "told": [part for part in parts if part["is_told"]],
                    "silent": _alike([part for part in parts if not part["is_told"]]),
                    "parts": parts,
                }
            )
    return found


def _alike(silent: list[Row]) -> list[tuple[Row, list[str]]]:
    """Quantities that are silent for the same reason, over as much, are told together: the reason, and which they are."""
    groups = groupby(silent, key=lambda part: (part["newest"]["words"], part["newest"]["unit_count"]))
    told = [list(group) for _, group in groups]
    return [(group[0]["newest"], [part["what"] for part in group]) for group in told]


def _parts(indicator: Indicator, rows: list[Row]) -> list[Row]:
    """Every quantity of an indicator, in the order of the catalogue, each with its windows, oldest first."""
    meanings = dict(indicator.parts)
    by_part: dict[str, list[Row]] = {part: [] for part in meanings}
    pooled = {
        (row["part"], row["window_end"]): row for row in rows if indicator.is_pooled and row["window_kind"] == "w26"
    }
    of_a_quarter = [row for row in rows if row["window_kind"] == "w13"]
    for row in sorted(of_a_quarter, key=lambda row: row["window_end"]):
        by_part.setdefault(row["part"], []).append(_fuller(row, pooled.get((row["part"], row["window_end"]))))
    return [_part(meanings.get(part, part), windows) for part, windows in by_part.items() if windows]


def _fuller(row: Row, pooled: Row | None) -> Row:
    """The quarter's row; where it is silent and two quarters together are not, theirs."""
    return pooled if pooled is not None and row["status"] == "too_few" and pooled["status"] == "shown" else row


def _part(meaning: str, windows: list[Row]) -> Row:
    told = [_window(row) for row in windows]
    newest = told[-1]
    what = f"{meaning}, {newest['quarter']}" if newest["window_kind"] == "w26" else meaning
    return {
        "what": sentence(what),
        "newest": newest,
        "windows": told,
        "picture": picture(sentence(meaning), told),
        "meaning": sentence(meaning),
        "is_told": newest["status"] == "shown",
    }


def _window(row: Row) -> Row:
    """One window with its value in words."""
    is_number = row["status"] == "shown" and row["value"] is not None
    interval = between(row["part"], row["lower"], row["upper"]) if is_number else ""
    quarter = _quarter(row["window_end"])
    if row["window_kind"] == "w26":
        quarter = WORDS["two_quarters"].format(first=_quarter(row["window_end"] - HALF), last=quarter)
    return row | {"quarter": quarter, "words": _words(row), "interval": interval}


def _words(row: Row) -> str:
    if row["status"] != "shown":
        return WORDS[row["status"]]
    return str(row["band"]) if row["value"] is None else in_words(row["part"], row["value"])


def picture(what: str, told: list[Row], *, is_small: bool = False) -> Markup | None:
    """The history of a part that has at least two values of one quarter; bands, single and pooled values need none."""
    told = [row for row in told if row["window_kind"] != "w26"]
    if sum(row["value"] is not None for row in told) < 2:
        return None
    said = "; ".join(f"{row['quarter']} {row['words']}" for row in told)
    words = WORDS["by_quarter"].format(what=what, told=said)
    points = [(row["quarter"], row["value"], row["lower"], row["upper"]) for row in told]
    return charts.interval_line(points, unit_of(told[0]["part"]), words, is_small=is_small)


def _quarter(window_end: pd.Timestamp) -> str:
    """The ISO quarter that ends with a window, else its last week."""
    year, week, _ = (window_end - pd.Timedelta(days=1)).isocalendar()
    return f"{year} {QUARTER_OF_WEEK.get(week, f'W{week:02}')}"

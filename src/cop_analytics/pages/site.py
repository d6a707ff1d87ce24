"""Published tables → a static site: an index, a page a community, a page a closed check, method, dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import pandas as pd
import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from cop_analytics.health.dimensions import BY_ID, DIMENSIONS, Dimension
from cop_analytics.health.perspectives import ANSWERS, CANNOT_SEE, CHOICES, NOT_RELEVANT, PERSPECTIVES, SIGNING
from cop_analytics.health.presentation import COLLAPSED
from cop_analytics.indicators.catalogue import BY_ID as INDICATORS
from cop_analytics.pages import charts
from cop_analytics.pages.words import WORDS, in_words, unit_of

Row = dict[str, Any]
Tables = Mapping[str, pd.DataFrame]
QUARTER_OF_WEEK = {13: "Q1", 26: "Q2", 39: "Q3", 52: "Q4", 53: "Q4"}


def draw(tables: Mapping[str, pa.Table], data_cut: datetime, dictionary: list[Row], folder: Path) -> int:
    """Write every page below `folder`; how many. Shows nothing that is not in `tables`."""
    frames = {name: table.to_pandas() for name, table in tables.items()}
    pages = _pages(data_cut)
    communities = _rows(frames["communities"])
    checks = _rows(frames["health_checks"])
    catalogue = {row["indicator_id"]: row for row in _rows(frames["indicator_catalogue"])}
    _write(folder / "style.css", _loader().get_template("style.css").render())
    _write(folder / "index.html", pages("index.html.jinja", here="", communities=communities, checks=checks))
    for community in communities:
        view = _community(
            community, frames, catalogue, [c for c in checks if c["community_id"] == community["community_id"]]
        )
        _write(
            folder / "communities" / f"{community['community_id']}.html",
            pages("community.html.jinja", here="../", **view),
        )
    for check in checks:
        community = next(row for row in communities if row["community_id"] == check["community_id"])
        view = _check(check, community, frames, catalogue)
        file = f"{check['community_id']}-{check['period']}.html"
        _write(folder / "checks" / file, pages("check.html.jinja", here="../", **view))
    _write(folder / "method.html", pages("method.html.jinja", here="", catalogue=list(catalogue.values())))
    _write(folder / "dictionary.html", pages("dictionary.html.jinja", here="", dictionary=dictionary))
    return 3 + len(communities) + len(checks)


def _loader() -> Environment:
    return Environment(
        loader=PackageLoader("cop_analytics.pages"),
        autoescape=select_autoescape(["html", "jinja"]),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


def _pages(data_cut: datetime) -> Callable[..., str]:
    environment = _loader()
    environment.globals.update(words=WORDS, data_cut=data_cut, dimensions=DIMENSIONS)

    def page(template: str, **view: object) -> str:
        return environment.get_template(template).render(**view)

    return page


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _rows(frame: pd.DataFrame) -> list[Row]:
    """Rows as plain dictionaries, with None where a cell is empty."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]


def _community(community: Row, frames: Tables, catalogue: Mapping[str, Row], checks: list[Row]) -> Row:
    """What a community's page shows: its chosen dimensions with their indicators, and the names of the others."""
    measured = frames["indicator_measurements"]
    own = _rows(measured[measured["community_id"] == community["community_id"]])
    chosen = [name for name in (community["chosen_dimensions"] or "").split(", ") if name]
    shown = [BY_ID[name] for name in chosen]
    visible = {row["indicator_id"] for row in own if row["status"] != "not_chosen"}
    starter = [] if chosen else sorted(visible, key=lambda name: int(name[2:]))
    return {
        "community": community,
        "checks": checks,
        "sections": [{"dimension": each, "indicators": _indicators(each.indicators, own, catalogue)} for each in shown],
        "starter": _indicators(starter, own, catalogue),
        "offered": [row for name, row in catalogue.items() if name not in visible],
    }


def _indicators(names: Sequence[str], own: list[Row], catalogue: Mapping[str, Row]) -> list[Row]:
    found = []
    for name in names:
        rows = [row for row in own if row["indicator_id"] == name and row["status"] != "not_chosen"]
        if rows:
            parts = [
                _part(meaning, [row for row in rows if row["part"] == part])
                for part, meaning in INDICATORS[name].parts
                if any(row["part"] == part for row in rows)
            ]
            telling = [part for part in parts if part["is_telling"]]
            silent = [part for part in parts if not part["is_telling"]]
            found.append({"about": catalogue[name], "parts": telling, "silent": silent})
    return found


def _part(meaning: str, history: list[Row]) -> Row:
    """One quantity: the newest window in words, and its own history as picture and table."""
    history = sorted(history, key=lambda row: row["window_end"])
    newest, name = history[-1], history[-1]["part"]
    told = [row | {"quarter": _quarter(row["window_end"]), "words": _value(row)} for row in history]
    points = [(row["quarter"], row["value"], row["lower"], row["upper"]) for row in told if row["value"] is not None]
    text = f"{meaning}, by quarter: " + "; ".join(f"{row['quarter']} {row['words']}" for row in told)
    picture = charts.interval_line(points, unit_of(name), text) if len(points) > 1 else None
    return {
        "name": meaning[0].upper() + meaning[1:],
        "newest": newest,
        "words": _value(newest),
        "history": told,
        "picture": picture,
        "is_telling": any(row["status"] == "shown" for row in told),
    }


def _quarter(window_end: pd.Timestamp) -> str:
    """The ISO quarter that ends with a window."""
    last = window_end - pd.Timedelta(days=1)
    year, week, _ = last.isocalendar()
    return f"{year} {QUARTER_OF_WEEK.get(week, f'W{week}')}"


def _value(row: Row) -> str:
    if row["status"] != "shown":
        return WORDS[row["status"]]
    if row["band"] is not None:
        return str(row["band"])
    return in_words(row["part"], row["value"], row["lower"], row["upper"])


def _check(check: Row, community: Row, frames: Tables, catalogue: Mapping[str, Row]) -> Row:
    """What a check's page shows: each dimension with its counts, its signed statements and its indicators."""

    def of_check(name: str) -> list[Row]:
        frame = frames[name]
        same = (frame["community_id"] == check["community_id"]) & (frame["period"] == check["period"])
        return _rows(frame[same])

    answers, statements, relevance = (of_check(f"health_{each}") for each in ("answers", "statements", "relevance"))
    measured = frames["indicator_measurements"]
    own = _rows(measured[measured["community_id"] == check["community_id"]])
    spoken = {row["dimension_id"] for row in [*answers, *statements]}
    return {
        "check": check,
        "community": community,
        "sections": [
            _dimension(each, answers, statements, _indicators(each.indicators, own, catalogue))
            for each in DIMENSIONS
            if each.id in spoken
        ],
        "matters": _matters(relevance),
        "perspectives": PERSPECTIVES,
        "choices": CHOICES,
    }


def _dimension(dimension: Dimension, answers: list[Row], statements: list[Row], indicators: list[Row]) -> Row:
    given = {row["answer"]: row for row in answers if row["dimension_id"] == dimension.id}
    scale = [name for name in (COLLAPSED if COLLAPSED[0] in given else ANSWERS) if name in given]
    counts = [(name, int(given[name]["answer_count"])) for name in scale]
    sentences = [name for name in given if name not in (*ANSWERS, *COLLAPSED, CANNOT_SEE, NOT_RELEVANT)]
    text = "Members' answers: " + ", ".join(f"{name} {count}" for name, count in counts)
    signed = {who: [row for row in statements if row["perspective"] == who] for who in SIGNING}
    return {
        "dimension": dimension,
        "counts": counts,
        "respondents": sum(count for _, count in counts),
        "asides": [(name, int(given[name]["answer_count"])) for name in (CANNOT_SEE, NOT_RELEVANT) if name in given],
        "sentences": sentences,
        "picture": charts.diverging_bar(counts, text) if counts else None,
        "signed": {who: [row for row in rows if row["dimension_id"] == dimension.id] for who, rows in signed.items()},
        "indicators": indicators,
    }


def _matters(relevance: list[Row]) -> list[Row]:
    """Per dimension and perspective, the choices made; members' as counts, the others' as words."""
    relevance = sorted(relevance, key=lambda row: CHOICES.index(row["choice"]))
    rows = []
    for dimension in DIMENSIONS:
        chosen = {
            who: [row for row in relevance if row["dimension_id"] == dimension.id and row["perspective"] == who]
            for who in PERSPECTIVES
        }
        if any(chosen.values()):
            rows.append({"dimension": dimension, "chosen": chosen})
    return rows

"""A closed health check as a page shows it: three perspectives beside the community's own data, never added up."""

from __future__ import annotations

from collections.abc import Mapping

import pandas as pd

from cop_analytics.health.dimensions import DIMENSIONS, Dimension
from cop_analytics.health.perspectives import ANSWERS, CANNOT_SEE, CHOICES, NOT_RELEVANT, PERSPECTIVES, SIGNING
from cop_analytics.health.presentation import COLLAPSED
from cop_analytics.pages import charts, indicators
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS

ON_THE_SCALE = (*ANSWERS, *COLLAPSED)
ASIDE = (CANNOT_SEE, NOT_RELEVANT)

Counts = list[tuple[str, int]]


def view(check: Row, community: Row, frames: Tables, catalogue: Mapping[str, Row]) -> Row:
    """What a check's page shows: each dimension with its counts, its signed statements and its indicators.

    The indicators are those of the windows that had closed when the data of the check were frozen.
    """
    answers, statements, relevance = (
        _of(check, frames[name]) for name in ("health_answers", "health_statements", "health_relevance")
    )
    measured = frames["indicator_measurements"]
    is_own = measured["community_id"] == check["community_id"]
    own = rows_of(measured[is_own & (measured["window_end"] <= pd.Timestamp(check["frozen_on"] or check["closed_on"]))])
    spoken = {row["dimension_id"] for row in [*answers, *statements]}
    dimensions = [dimension for dimension in DIMENSIONS if dimension.id in spoken]
    counts = {dimension.id: _counts(dimension, answers) for dimension in dimensions}
    reach = max((charts.reach_of(each) for each in counts.values() if each), default=1)
    return {
        "check": check,
        "community": community,
        "perspectives": PERSPECTIVES,
        "matters": _matters(relevance),
        "sections": [
            {
                "dimension": dimension,
                "members": _members(dimension, counts[dimension.id], answers, reach),
                "signed": _signed(dimension, statements),
                "indicators": indicators.views(dimension.indicators, own, catalogue),
            }
            for dimension in dimensions
        ],
    }


def _of(check: Row, frame: pd.DataFrame) -> list[Row]:
    return rows_of(frame[(frame["community_id"] == check["community_id"]) & (frame["period"] == check["period"])])


def _counts(dimension: Dimension, answers: list[Row]) -> Counts:
    """Answers on the scale, lowest class first; empty where they may not be counted."""
    given = {row["answer"]: row["answer_count"] for row in answers if row["dimension_id"] == dimension.id}
    scale = COLLAPSED if COLLAPSED[0] in given else ANSWERS
    return [(name, int(given[name])) for name in scale if given.get(name) is not None]


def _members(dimension: Dimension, counts: Counts, answers: list[Row], reach: float) -> Row:
    given = {row["answer"]: row["answer_count"] for row in answers if row["dimension_id"] == dimension.id}
    text = WORDS["answers_told"].format(told=", ".join(f"{name} {count}" for name, count in counts))
    aside = [int(given[name]) for name in ASIDE if name in given]
    return {
        "counts": counts,
        "answered": sum(count for _, count in counts),
        "sentences": [name for name in given if name not in (*ON_THE_SCALE, *ASIDE)],
        "aside": aside if any(aside) else None,
        "picture": charts.diverging_bar(counts, reach, text) if counts else None,
    }


def _signed(dimension: Dimension, statements: list[Row]) -> list[tuple[str, str, list[Row]]]:
    """Per signing perspective: who, what was asked, what was said."""
    asked = dict(zip(SIGNING, (dimension.sponsor, dimension.team), strict=True))
    return [(who, asked[who], [row for row in statements if _is(row, dimension, who)]) for who in SIGNING]


def _matters(relevance: list[Row]) -> list[tuple[Dimension, list[list[Row]]]]:
    """Per dimension and perspective, the choices made, now before later; members' are counts, the others' words."""
    ordered = sorted(relevance, key=lambda row: CHOICES.index(row["choice"]))
    told = [
        (dimension, [[row for row in ordered if _is(row, dimension, who)] for who in PERSPECTIVES])
        for dimension in DIMENSIONS
    ]
    return [(dimension, chosen) for dimension, chosen in told if any(chosen)]


def _is(row: Row, dimension: Dimension, who: str) -> bool:
    return bool(row["dimension_id"] == dimension.id and row["perspective"] == who)

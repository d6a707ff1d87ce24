"""The sheet of a health check: three perspectives beside the community's own data, where they differ first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime

import pandas as pd

from cop_analytics.health import agreement
from cop_analytics.health.dimensions import DIMENSIONS, MOST_CHOSEN, Dimension
from cop_analytics.health.findings import PATTERNS, SEEN_DIFFERENTLY, TWO_CAMPS
from cop_analytics.health.perspectives import (
    ANSWERS,
    CANNOT_SEE,
    CHOICES,
    LEVELS,
    MEMBERS,
    NOT_RELEVANT,
    PERSPECTIVES,
    SIGNING,
)
from cop_analytics.health.presentation import COLLAPSED
from cop_analytics.pages import charts, indicators, stories
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS

ON_THE_SCALE = (*ANSWERS, *COLLAPSED)
ASIDE = (CANNOT_SEE, NOT_RELEVANT)
MOST_BESIDE = 3
APART = (SEEN_DIFFERENTLY, TWO_CAMPS)

Counts = list[tuple[str, int]]


def view(
    check: Row,
    community: Row,
    frames: Tables,
    catalogue: Mapping[str, Row],
    notes: list[Row],
    network: Row | None = None,
) -> Row:
    """What a check's sheet shows: what matters to whom, then each dimension to talk about.

    Its indicators are those of the windows that had closed when its data were frozen; `notes` are what the core group
    wrote beside them, `network` the drawing that is for it alone. Dimensions of which somebody spoke and that are not on
    the sheet stand in the appendix.
    """
    answers, statements, relevance, found = (
        _of(check, frames[name])
        for name in ("health_answers", "health_statements", "health_relevance", "health_findings")
    )
    levels = _of(check, frames["health_answers_by_level"]) if "health_answers_by_level" in frames else []
    measured = frames["indicator_measurements"]
    is_own = measured["community_id"] == check["community_id"]
    own = rows_of(measured[is_own & (measured["window_end"] <= pd.Timestamp(check["frozen_on"] or check["closed_on"]))])
    chosen = _in_order(_chosen(answers, statements, relevance), found)
    counts = {dimension.id: _counts(dimension, answers) for dimension in chosen}
    reach = max((charts.reach_of(each) for each in counts.values() if each), default=1)
    sections = [
        {
            "dimension": dimension,
            "members": _members(dimension, counts[dimension.id], answers, reach)
            | {"levels": _levels(dimension, levels)},
            "signed": _signed(dimension, statements),
            "findings": _findings(dimension, found),
            "beside": _beside(dimension, own, catalogue),
            "notes": [note for note in notes if note["dimension_id"] == dimension.id],
            "stories": stories.of_dimension(dimension.id, check["community_id"], frames),
        }
        for dimension in chosen
    ]
    return {
        "check": check,
        "community": community,
        "perspectives": PERSPECTIVES,
        "matters": _matters(relevance),
        "sections": sections,
        "offered": _offered(chosen, own, catalogue),
        "others": _others(chosen, answers, statements),
        "network": network,
    }


def _of(check: Row, frame: pd.DataFrame) -> list[Row]:
    return rows_of(frame[(frame["community_id"] == check["community_id"]) & (frame["period"] == check["period"])])


def _chosen(answers: list[Row], statements: list[Row], relevance: list[Row]) -> list[Dimension]:
    """What to talk about, at most six: what members want to talk about now, then what another perspective does.

    A check of which nobody chose anything talks about what was spoken of.
    """
    spoken = {row["dimension_id"] for row in [*answers, *statements]}
    members = [row for row in relevance if row["perspective"] == MEMBERS]
    theirs = {row["dimension_id"] for row in members if row["choice"] == CHOICES[0] and _is_most_chosen(row, members)}
    wanted = {row["dimension_id"] for row in relevance if row["choice"] == CHOICES[0] and row not in members}
    first = [dimension.id for dimension in DIMENSIONS if dimension.id in theirs & spoken]
    then = [dimension.id for dimension in DIMENSIONS if dimension.id in (wanted & spoken) - theirs]
    chosen = [*first, *then][:MOST_CHOSEN] or sorted(spoken)
    return [dimension for dimension in DIMENSIONS if dimension.id in chosen]


def _is_most_chosen(row: Row, rows: list[Row]) -> bool:
    own = [each["voice_count"] for each in rows if each["dimension_id"] == row["dimension_id"]]
    return bool(row["voice_count"] == max(own))


def _in_order(chosen: list[Dimension], found: list[Row]) -> list[Dimension]:
    """Where voices differ first; else in the order of the questionnaire."""
    apart = {row["dimension_id"] for row in found if row["pattern"] in APART}
    return sorted(chosen, key=lambda dimension: dimension.id not in apart)


def _counts(dimension: Dimension, answers: list[Row]) -> Counts:
    """Answers on the scale, lowest class first; empty where they may not be counted."""
    given = {row["answer"]: row["answer_count"] for row in answers if row["dimension_id"] == dimension.id}
    scale = COLLAPSED if COLLAPSED[0] in given else ANSWERS
    return [(name, int(given[name])) for name in scale if given.get(name) is not None]


def _members(dimension: Dimension, counts: Counts, answers: list[Row], reach: float) -> Row:
    given = {row["answer"]: row["answer_count"] for row in answers if row["dimension_id"] == dimension.id}
    text = WORDS["answers_told"].format(told=", ".join(f"{name} {count}" for name, count in counts))
    aside = [int(given[name]) for name in ASIDE if given.get(name) is not None]
    return {
        "counts": counts,
        "answered": sum(count for _, count in counts),
        "sentences": [name for name in given if name not in (*ON_THE_SCALE, *ASIDE)],
        "aside": aside if any(aside) else None,
        "picture": charts.diverging_bar(counts, reach, text) if counts else None,
        "lie": _lie([count for _, count in counts]),
    }


def _levels(dimension: Dimension, levels: list[Row]) -> list[tuple[str, str]]:
    """What each level of participation answered, in a line; empty where they may not be told apart."""
    told = []
    for level in LEVELS:
        given = {
            row["answer"]: row["answer_count"]
            for row in levels
            if (row["dimension_id"], row["participation_level"]) == (dimension.id, level)
            and row["answer_count"] is not None
        }
        if given:
            told.append((level, ", ".join(f"{answer} {given[answer]}" for answer in ANSWERS if answer in given)))
    return told


def _lie(counts: list[int]) -> str:
    """Where the middle of the answers is and how they spread, in words; empty below ten answers."""
    word = agreement.spread_word(counts) if len(counts) == len(ANSWERS) else None
    between, middle = agreement.interval_of_middle(counts), agreement.middle(counts)
    if word is None or between is None or middle is None:
        return ""
    low, high = (ANSWERS[place] for place in between)
    where = WORDS["middle_close"] if low == high else WORDS["middle_between"]
    told = [WORDS[word.replace(" ", "_")], where.format(middle=_named(middle), low=low, high=high)]
    of_eijk = agreement.agreement(counts) if sum(counts) >= agreement.ENOUGH_FOR_A else None
    footnote = [] if of_eijk is None else [WORDS["agreement"].format(value=f"{of_eijk:.2f}".replace("-", "−"))]
    return " ".join([*told, *footnote])


def _named(places: tuple[int, int]) -> str:
    return " / ".join(dict.fromkeys(ANSWERS[place] for place in places))


def _signed(dimension: Dimension, statements: list[Row]) -> list[tuple[str, str, list[Row]]]:
    """Per signing perspective: who, what was asked, what was said."""
    asked = dict(zip(SIGNING, (dimension.sponsor, dimension.team), strict=True))
    return [(who, asked[who], [row for row in statements if _is(row, dimension, who)]) for who in SIGNING]


def _findings(dimension: Dimension, found: list[Row]) -> list[Row]:
    own = [row for row in found if row["dimension_id"] == dimension.id]
    return sorted(own, key=lambda row: PATTERNS.index(row["pattern"]))


def _beside(dimension: Dimension, own: list[Row], catalogue: Mapping[str, Row]) -> Row:
    """The indicators of a dimension: the first three that tell something, with a small picture; names of the others."""
    views = indicators.views(dimension.indicators, own, catalogue)
    telling = [each for each in views if each["told"]]
    return {
        "telling": [each | {"small": _small(each["told"][0])} for each in telling[:MOST_BESIDE]],
        "more": [_short(each) for each in telling[MOST_BESIDE:]],
        "silent": [f"{_short(each)} ({each['silent'][0][0]['words']})" for each in views if not each["told"]],
    }


def _short(indicator: Row) -> str:
    """The name of an indicator where it is said already that all is of the platform."""
    return str(indicator["about"]["name"]).removesuffix(WORDS["on_platform"])


def _small(part: Row) -> Row:
    return part | {"picture": indicators.picture(part["meaning"], part["windows"], is_small=True)}


def _matters(relevance: list[Row]) -> list[tuple[Dimension, list[list[Row]]]]:
    """Per dimension and perspective, the choices made, now before later; members' are counts, the others' words."""
    ordered = sorted(relevance, key=lambda row: CHOICES.index(row["choice"]))
    told = [
        (dimension, [[row for row in ordered if _is(row, dimension, who)] for who in PERSPECTIVES])
        for dimension in DIMENSIONS
    ]
    return [(dimension, chosen) for dimension, chosen in told if any(chosen)]


def _offered(chosen: list[Dimension], own: list[Row], catalogue: Mapping[str, Row]) -> list[str]:
    """The names of indicators that could have been looked at, and were not chosen."""
    shown = {name for dimension in chosen for name in dimension.indicators}
    measured = {row["indicator_id"] for row in own if row["status"] != "not_chosen"}
    return [str(catalogue[name]["name"]) for name in indicators.in_order(catalogue) if name not in shown & measured]


def _others(chosen: list[Dimension], answers: list[Row], statements: list[Row]) -> list[Dimension]:
    spoken = {row["dimension_id"] for row in [*answers, *statements]} - {dimension.id for dimension in chosen}
    return [dimension for dimension in DIMENSIONS if dimension.id in spoken]


def _is(row: Row, dimension: Dimension, who: str) -> bool:
    return bool(row["dimension_id"] == dimension.id and row["perspective"] == who)


def drawn(
    until: datetime, dots: Sequence[tuple[float, float, str]] | None, lines: Sequence[tuple[int, int]], *, least: int
) -> Row:
    """Who talked with whom up to `until`, as `charts.network` draws it; without dots it is said that `least` are needed."""
    picture = None if dots is None else charts.network(dots, lines, SIGNING[-1], WORDS["drawn_told"])
    return {"picture": picture, "until": pd.Timestamp(until) - pd.Timedelta(days=1), "least": least}

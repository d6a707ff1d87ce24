"""Pictures as inline SVG: an indicator's own history with its interval, and answers as a diverging bar.

Colours are CSS variables, so that a page can be light, dark or printed; no colour means good or bad.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache

import altair as alt
import pandas as pd
import vl_convert
from markupsafe import Markup

INK, QUIET, BAND, LINE = "var(--ink)", "var(--quiet)", "var(--band)", "var(--line)"
CLASSES = tuple(f"var(--class-{number})" for number in range(1, 6))
FONT = "system-ui, sans-serif"

Point = tuple[str, float, float | None, float | None]


def interval_line(points: Sequence[Point], unit: str, alt_text: str) -> Markup:
    """A small picture of (window end, value, lower, upper), oldest first; `alt_text` says it in words."""
    return _with_text(_interval_line(tuple(points), unit), alt_text)


@cache
def _interval_line(points: tuple[Point, ...], unit: str) -> str:
    frame = pd.DataFrame(points, columns=["quarter", "value", "lower", "upper"])
    top = 1.0 if unit in ("share", "Gini") else float(frame[["value", "upper"]].max().max()) * 1.1 or 1.0
    x = alt.X("quarter:O", axis=alt.Axis(title=None, labelAngle=0))
    scale = alt.Scale(domain=[0, top])
    axis = alt.Axis(title=None, tickCount=3, labelExpr="round(datum.value*10) + ' in 10'") if unit == "share" else None
    y = alt.Y("value:Q", scale=scale, axis=axis or alt.Axis(title=None, tickCount=3, format=".1f"))
    base = alt.Chart(frame)
    band = base.mark_rule(color=BAND, strokeWidth=9, strokeCap="round").encode(
        x=x, y=alt.Y("lower:Q", scale=scale), y2="upper:Q"
    )
    line = base.mark_line(color=LINE, strokeWidth=1.5).encode(x=x, y=y)
    dots = base.mark_point(color=LINE, fill=LINE, size=34).encode(x=x, y=y)
    return _svg(alt.layer(band, line, dots).properties(width=300, height=110))


def diverging_bar(counts: Sequence[tuple[str, int]], alt_text: str) -> Markup:
    """Counts of ordered classes as one bar around its middle class (Heiberger & Robbins 2014)."""
    return _with_text(_diverging_bar(tuple(counts)), alt_text)


@cache
def _diverging_bar(counts: tuple[tuple[str, int], ...]) -> str:
    numbers = [count for _, count in counts]
    middle = len(numbers) // 2
    start = -(sum(numbers[:middle]) + numbers[middle] / 2)
    colours = CLASSES if len(numbers) == len(CLASSES) else (CLASSES[0], CLASSES[2], CLASSES[4])
    rows = []
    for number, (name, count) in enumerate(counts):
        rows.append({"class": name, "count": count, "from": start, "to": start + count, "colour": colours[number]})
        start += count
    frame = pd.DataFrame([row for row in rows if row["count"]])
    widest = max(sum(numbers[: middle + 1]), sum(numbers[middle:])) - numbers[middle] / 2
    x = alt.X("from:Q", scale=alt.Scale(domain=[-widest, widest]), axis=None)
    base = alt.Chart(frame)
    bars = base.mark_bar(height=26, stroke="var(--paper)").encode(
        x=x, x2="to:Q", color=alt.Color("colour:N", scale=None, legend=None)
    )
    labels = base.transform_calculate(middle="(datum.from + datum.to) / 2").mark_text(
        color="var(--on-class)", fontSize=12
    )
    labels = labels.encode(x=alt.X("middle:Q", scale=alt.Scale(domain=[-widest, widest]), axis=None), text="count:Q")
    zero = alt.Chart(pd.DataFrame({"zero": [0]})).mark_rule(color=QUIET, strokeDash=[2, 2]).encode(x="zero:Q")
    return _svg(alt.layer(bars, labels, zero).properties(width=440, height=34))


def _svg(chart: alt.LayerChart | alt.FacetChart) -> str:
    settled = chart.configure(
        background="transparent", font=FONT, aria=False, padding=2, view=alt.ViewConfig(stroke=None)
    ).configure_axis(
        labelColor=INK, domainColor=QUIET, tickColor=QUIET, gridColor="var(--grid)", labelFontSize=11, domain=False
    )
    return vl_convert.vegalite_to_svg(settled.to_json(), allowed_base_urls=[])


def _with_text(svg: str, alt_text: str) -> Markup:
    """The picture with its words for those who do not see it."""
    words = Markup('<svg role="img" aria-label="{}" ').format(alt_text)
    return words + Markup(svg.removeprefix("<svg ").replace('xmlns:xlink="http://www.w3.org/1999/xlink" ', ""))

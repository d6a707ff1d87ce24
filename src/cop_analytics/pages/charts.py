"""Pictures as inline SVG: an indicator's own history with its interval, and answers as a diverging bar.

Colours are CSS variables, so that a page can be light, dark or printed; no colour means good or bad.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from functools import cache

import altair as alt
import vl_convert
from markupsafe import Markup

from cop_analytics.pages.words import INDEX, SHARE

INK, QUIET, GRID, BAND, LINE = "var(--ink)", "var(--quiet)", "var(--grid)", "var(--band)", "var(--line)"
CLASSES = tuple(f"var(--class-{number})" for number in range(1, 6))
MIDDLE = 2
LEAST_LABELLED = 0.03
LINE_SIZE, SMALL_LINE_SIZE, BAR_SIZE = (330, 84), (176, 52), (300, 30)
TOPS = (1, 2, 3, 5, 8, 12, 20, 30, 50, 80, 120, 200, 500, 1000)

# What a page needs not: roles of single marks, marks without ink, names of groups, the address of a namespace.
IDLE = re.compile(
    r'<path (?:class="[a-z]+" )?(?:aria-hidden="true" )?d="[^"]*"(?: pointer-events="none")?(?: display="none")?/>'
    r'(?=</g>|<g>)| (?:class|role|aria-[a-z]+|pointer-events|version|xmlns(?::xlink)?|opacity)="[^"]*"'
)

Point = tuple[str, float | None, float | None, float | None]
Rows = Sequence[Mapping[str, object]]


def interval_line(points: Sequence[Point], unit: str, alt_text: str, *, is_small: bool = False) -> Markup:
    """A picture of (quarter, value, lower, upper), oldest first; `alt_text` says it in words.

    A quarter without a value leaves a gap. Shares stand on a scale from none to all, other units on their own.
    """
    return _with_text(_interval_line(tuple(points), unit, SMALL_LINE_SIZE if is_small else LINE_SIZE), alt_text)


@cache
def _interval_line(points: tuple[Point, ...], unit: str, size: tuple[int, int]) -> str:
    rows = [dict(zip(("quarter", "value", "lower", "upper"), point, strict=True)) for point in points]
    highest = max((number for point in points for number in point[1:] if isinstance(number, float | int)), default=1)
    top = 1 if unit == SHARE else next((top for top in TOPS if top >= highest), highest)
    low, top = (-1, 1) if unit == INDEX else (0, top)
    return _svg(_line_template(low, top, unit == SHARE, size), rows)


@cache
def _line_template(low: float, top: float, is_share: bool, size: tuple[int, int]) -> str:
    label = "round(datum.value * 10)" if is_share else "datum.value"
    axis = alt.Axis(title=None, values=[low, (low + top) / 2, top], labelExpr=label)
    year = "slice(datum.label, 5) == 'Q1' || datum.index == 0 ? slice(datum.label, 0, 4) : ''"
    quarters = alt.Axis(title=None, labelAngle=0, labelExpr=f"[slice(datum.label, 5), {year}]", ticks=False)
    x = alt.X("quarter:O", axis=quarters)
    scale = alt.Scale(domain=[low, top], nice=False)
    y = alt.Y("value:Q", scale=scale, axis=axis)
    band = alt.Chart().mark_rule(color=BAND, strokeWidth=10)
    band = band.encode(x=x, y=alt.Y("lower:Q", scale=scale), y2="upper:Q")
    line = alt.Chart().mark_line(color=LINE, strokeWidth=1.5).encode(x=x, y=y)
    dots = alt.Chart().mark_point(color=LINE, fill=LINE, size=30, opacity=1).encode(x=x, y=y)
    return _template(alt.layer(band, line, dots), size)


def diverging_bar(counts: Sequence[tuple[str, int]], reach: float, alt_text: str) -> Markup:
    """Counts of ordered classes, five or three, as one bar around its middle class (Heiberger & Robbins 2014).

    `reach` is how far the scale goes to either side, in answers: the same for bars that stand together. A class too narrow
    for its count goes without: the table below has them all.
    """
    return _with_text(_diverging_bar(tuple(count for _, count in counts), reach), alt_text)


def reach_of(counts: Sequence[tuple[str, int]]) -> float:
    """How far a diverging bar reaches from the middle of its middle class, in answers."""
    numbers = [count for _, count in counts]
    middle = len(numbers) // 2
    return max(sum(numbers[:middle]), sum(numbers[middle + 1 :])) + numbers[middle] / 2


@cache
def _diverging_bar(counts: tuple[int, ...], reach: float) -> str:
    middle = len(counts) // 2
    start = -(sum(counts[:middle]) + counts[middle] / 2)
    colours = CLASSES if len(counts) == len(CLASSES) else CLASSES[::MIDDLE]
    rows = []
    for count, colour in zip(counts, colours, strict=True):
        rows.append({"count": count, "from": start, "to": start + count, "colour": colour})
        start += count
    return _svg(_bar_template(reach), [row for row in rows if row["count"]])


@cache
def _bar_template(reach: float) -> str:
    scale = alt.Scale(domain=[-reach, reach], nice=False)
    bars = alt.Chart().mark_bar(height=25, stroke="var(--panel)", strokeWidth=1)
    bars = bars.encode(
        x=alt.X("from:Q", scale=scale, axis=None), x2="to:Q", color=alt.Color("colour:N", scale=None, legend=None)
    )
    labels = alt.Chart().transform_calculate(middle="(datum.from + datum.to) / 2")
    labels = labels.transform_filter(f"datum.count > {2 * reach * LEAST_LABELLED}")
    labels = labels.mark_text(color="var(--on-class)", fontSize=13).encode(
        x=alt.X("middle:Q", scale=scale, axis=None), text="count:Q"
    )
    zero = (
        alt.Chart(alt.InlineData([{}])).mark_rule(color=QUIET, strokeDash=[3, 3]).encode(x=alt.value(BAR_SIZE[0] / 2))
    )
    return _template(alt.layer(bars, zero, labels), BAR_SIZE)


def _template(chart: alt.LayerChart | alt.FacetChart, size: tuple[int, int]) -> str:
    """A picture without its rows, checked and written once: that costs more than drawing it."""
    width, height = size
    settled = chart.properties(data=alt.NamedData("rows"), width=width, height=height).configure(
        background="transparent", font="sans-serif", aria=False, padding=2, view=alt.ViewConfig(stroke=None)
    )
    axes = {"labelColor": QUIET, "tickColor": QUIET, "gridColor": GRID, "labelFontSize": 11, "domain": False}
    return str(settled.configure_axis(**axes).to_json(indent=None))


def _svg(template: str, rows: Rows) -> str:
    specification = json.loads(template) | {"datasets": {"rows": list(rows)}}
    svg = str(vl_convert.vegalite_to_svg(specification, allowed_base_urls=[]))
    return IDLE.sub("", svg).replace(' font-family="sans-serif"', "")


def _with_text(svg: str, alt_text: str) -> Markup:
    """The picture with its words for those who do not see it."""
    return Markup('<svg role="img" aria-label="{}"').format(alt_text) + Markup(svg.removeprefix("<svg"))


Flow = tuple[str, str, int]
"""From, to, how many."""

WIDTH, HEIGHT, BAR, GAP, LABEL = 480, 240, 14, 8, 120


def alluvial(flows: Sequence[Flow], order: Sequence[str], alt_text: str) -> Markup:
    """Who moved from where to where, as streams as wide as they are many; both sides in `order`, top to bottom."""
    sides = [[name for name in order if any(flow[end] == name for flow in flows)] for end in (0, 1)]
    total = sum(count for *_, count in flows) or 1
    unit = (HEIGHT - GAP * (max(map(len, sides), default=1) - 1)) / total
    parts, tops = [], []
    for end, x in ((0, LABEL), (1, WIDTH - LABEL - BAR)):
        y, starts = 0.0, {}
        for name in sides[end]:
            starts[name] = y
            height = unit * sum(count for *ends, count in flows if ends[end] == name)
            anchor, at = ("end", x - 6) if end == 0 else ("start", x + BAR + 6)
            parts.append(f'<rect x="{x}" y="{y:.1f}" width="{BAR}" height="{height:.1f}" fill="{INK}"/>')
            middle = f"{y + height / 2 + 4:.1f}"
            parts.append(
                str(
                    Markup('<text x="{}" y="{}" text-anchor="{}" fill="{}">{}</text>').format(
                        at, middle, anchor, INK, name
                    )
                )
            )
            y += height + GAP
        tops.append(starts)
    colours = {name: CLASSES[number % len(CLASSES)] for number, name in enumerate(order)}
    streams = [_stream(flow, tops, unit, colours) for flow in _in_order(flows, order)]
    body = "".join([*streams, *parts])
    return _with_text(
        f'<svg viewBox="0 0 {WIDTH} {HEIGHT + GAP}" width="{WIDTH}" height="{HEIGHT + GAP}">{body}</svg>', alt_text
    )


def _in_order(flows: Sequence[Flow], order: Sequence[str]) -> list[Flow]:
    return sorted(flows, key=lambda flow: (order.index(flow[0]), order.index(flow[1])))


def _stream(flow: Flow, tops: list[dict[str, float]], unit: float, colours: Mapping[str, str]) -> str:
    """One stream; where it begins and ends, the next one goes on."""
    start, end, count = flow
    left, right, height = tops[0][start], tops[1][end], unit * count
    tops[0][start] += height
    tops[1][end] += height
    x, to, bend = LABEL + BAR, WIDTH - LABEL - BAR, WIDTH / 2
    upper = f"M{x} {left:.1f}C{bend} {left:.1f} {bend} {right:.1f} {to} {right:.1f}"
    lower = (
        f"L{to} {right + height:.1f}C{bend} {right + height:.1f} {bend} {left + height:.1f} {x} {left + height:.1f}Z"
    )
    return f'<path d="{upper}{lower}" fill="{colours[start]}" fill-opacity="0.6"/>'


def arcs(pairs: Sequence[tuple[str, str]], names: Sequence[str], alt_text: str) -> Markup:
    """Names one below the other in their order, those in `pairs` joined by an arc; no arc is thicker than another."""
    step, x = 22, 260
    place = {name: step * number + 14 for number, name in enumerate(names)}
    labels = [
        str(Markup('<text x="{}" y="{}" text-anchor="end" fill="{}">{}</text>').format(x - 10, y + 4, INK, name))
        for name, y in place.items()
    ]
    dots = [f'<circle cx="{x}" cy="{y}" r="3" fill="{LINE}"/>' for y in place.values()]
    curves = [
        f'<path d="M{x} {place[one]}A{r} {r} 0 0 1 {x} {place[other]}" fill="none" stroke="{LINE}"/>'
        for one, other in pairs
        for r in [abs(place[other] - place[one]) / 2]
    ]
    height = step * len(names) + 8
    body = "".join([*curves, *dots, *labels])
    return _with_text(f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">{body}</svg>', alt_text)


SPLIT, SPLIT_BAR, ROOM = 30, 22, 150


def split_bars(bars: Sequence[tuple[str, int, int]], parts: tuple[str, str], alt_text: str) -> Markup:
    """Bars of one length, one below the other, each split in two: its label, then the counts of `parts`, which it names."""
    drawn = []
    for number, (label, *counts) in enumerate(bars):
        x, y = float(ROOM), SPLIT * number + 4
        drawn.append(_label(ROOM - 8, y + 15, "end", INK, label))
        for count, part, colour in zip(counts, parts, (CLASSES[-1], CLASSES[MIDDLE]), strict=True):
            width = (WIDTH - ROOM) * count / sum(counts)
            drawn.append(f'<rect x="{x:.1f}" y="{y}" width="{width:.1f}" height="{SPLIT_BAR}" fill="{colour}"/>')
            drawn.append(_label(round(x + width / 2), y + 15, "middle", "var(--on-class)", f"{part} {count}"))
            x += width
    height = SPLIT * len(bars) + 4
    body = "".join(drawn)
    return _with_text(f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">{body}</svg>', alt_text)


def _label(x: int, y: int, anchor: str, colour: str, words: str) -> str:
    text = Markup('<text x="{}" y="{}" text-anchor="{}" fill="{}" font-size="13">{}</text>')
    return str(text.format(x, y, anchor, colour, words))


DOTS = {"leader": "M{x} {y}m0 -8l8 8 -8 8 -8 -8z", "": "M{x} {y}m-4.5 0a4.5 4.5 0 1 0 9 0a4.5 4.5 0 1 0 -9 0z"}
EDGE = 12


def network(
    dots: Sequence[tuple[float, float, str]], lines: Sequence[tuple[int, int]], helpers: str, alt_text: str
) -> Markup:
    """People as dots at their places, 0–1 right and down, joined by lines; a leader is a diamond, one of `helpers` a ring.

    No dot has a name and no line a width: what is drawn is who was joined, and nothing else.
    """
    at = [(round(EDGE + x * (WIDTH - 2 * EDGE)), round(EDGE + y * (WIDTH - 2 * EDGE) * 3 / 4)) for x, y, _ in dots]
    joined = "".join(f"M{at[one][0]} {at[one][1]}L{at[other][0]} {at[other][1]}" for one, other in lines)
    marks = [
        f'<path d="{DOTS.get(who, DOTS[""]).format(x=x, y=y)}" fill="{"var(--panel)" if who == helpers else LINE}" '
        f'stroke="{LINE if who == helpers else "var(--panel)"}" stroke-width="1.5"/>'
        for (x, y), (*_, who) in zip(at, dots, strict=True)
    ]
    height = round((WIDTH - 2 * EDGE) * 3 / 4) + 2 * EDGE
    body = f'<path d="{joined}" fill="none" stroke="{BAND}"/>' + "".join(marks)
    return _with_text(f'<svg viewBox="0 0 {WIDTH} {height}" width="{WIDTH}" height="{height}">{body}</svg>', alt_text)

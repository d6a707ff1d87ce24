"""A story drawn across its cycles: a box a step, an arrow to the next, a loop where something was brought back."""

from __future__ import annotations

from collections.abc import Sequence

from markupsafe import Markup, escape

from cop_analytics.pages.words import WORDS
from cop_analytics.value.stories import BACK, CERTAINTIES, Flow, Step

WIDTH, HEIGHT, GAP, EDGE = 128, 46, 34, 4
ABOVE, BELOW = 34, 58
SHARPNESS = 5


def draw(steps: Sequence[Step], flows: Sequence[Flow]) -> Markup:
    """The picture, with its words for those who cannot see it; what is expected has a dashed edge."""
    loops = [flow for flow in flows if flow.kind == BACK]
    leaps = [flow for flow in flows if flow.kind != BACK and flow.target != flow.source + 1]
    top = EDGE + (ABOVE if leaps else 0)
    width = len(steps) * WIDTH + (len(steps) - 1) * GAP + 2 * EDGE
    height = top + HEIGHT + EDGE + (BELOW if loops else 0)
    parts = [_box(place, step, top) for place, step in enumerate(steps)]
    parts += [_arrow(_left(place) + WIDTH, _left(place + 1), top + HEIGHT / 2) for place in range(len(steps) - 1)]
    parts += [_curve(flow, top, -1) for flow in leaps] + [_curve(flow, top + HEIGHT, 1) for flow in loops]
    return Markup(
        f'<svg viewBox="0 0 {width} {height}" width="{width}" height="{height}" role="img" '
        f'aria-label="{escape(_told(steps, loops))}">{"".join(parts)}</svg>'
    )


def _told(steps: Sequence[Step], loops: Sequence[Flow]) -> str:
    way = ", ".join(WORDS[f"cycle_{step.cycle}"] for step in steps)
    back = [WORDS["brought_back_to"].format(cycle=WORDS[f"cycle_{steps[loop.target - 1].cycle}"]) for loop in loops]
    return f"{WORDS['story_goes'].format(way=way)} {' '.join(back)}".strip()


def _left(place: int) -> int:
    return EDGE + place * (WIDTH + GAP)


def _box(place: int, step: Step, top: int) -> str:
    dashed = ' stroke-dasharray="5 4"' if step.certainty == CERTAINTIES[1] else ""
    left = _left(place)
    return (
        f'<rect x="{left}" y="{top}" width="{WIDTH}" height="{HEIGHT}" rx="6" fill="var(--panel)" '
        f'stroke="var(--line)" stroke-width="1.5"{dashed}/>'
        f'<text x="{left + WIDTH / 2:g}" y="{top + HEIGHT / 2 + 5:g}" text-anchor="middle" font-size="14" '
        f'fill="var(--ink)">{escape(WORDS[f"cycle_{step.cycle}"])}</text>'
    )


def _arrow(start: float, end: float, height: float) -> str:
    return (
        f'<path d="M{start + 3:g} {height:g}H{end - 4:g}" stroke="var(--quiet)" stroke-width="1.5" fill="none"/>'
        + _head(end - 3, height, (-1, 0))
    )


def _curve(flow: Flow, height: float, side: int) -> str:
    """From the middle of one box to that of another, below (`side` 1) or above (−1)."""
    start, end = (_left(place - 1) + WIDTH / 2 for place in (flow.source, flow.target))
    bulge = height + side * (BELOW if side > 0 else ABOVE) * 0.9
    return (
        f'<path d="M{start:g} {height:g}C{start:g} {bulge:g} {end:g} {bulge:g} {end:g} {height + side * 4:g}" '
        'stroke="var(--accent)" stroke-width="2" fill="none"/>' + _head(end, height + side * 2, (0, side))
    )


def _head(x: float, y: float, away: tuple[int, int]) -> str:
    """An arrow's head with its tip at (x, y), coming from `away`."""
    dx, dy = (SHARPNESS * 1.6 * each for each in away)
    across = (SHARPNESS * away[1], SHARPNESS * away[0])
    corners = [(x + dx + sign * across[0], y + dy + sign * across[1]) for sign in (1, -1)]
    return f'<path d="M{x:g} {y:g}{"".join(f"L{one:g} {two:g}" for one, two in corners)}Z" fill="var(--quiet)"/>'

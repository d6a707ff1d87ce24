"""How often a bank in which nothing was planted looks worth asking about, and how often a shift that was planted does.

The talk is the bank's generator's, of people who were all there from the start, laid as facts without a platform between:
threads, replies, memberships, units, roles; no mentions, tags, links, revisions or marks. Every community is measured in
every month as a night does it, and its newest month is looked at as a page does it; of indicators that have too few in a
month, nothing is said: in banks of this size five quantities, of V-4 and V-5, have the months. A shift is planted in
the months themselves: two of a quantity's own standard deviations, up or down, in a quantity of each bank drawn by lot
among those that are not too coarse for limits.
"""

import os
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterable, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import NamedTuple

import numpy as np
from scipy import stats

from cop_analytics import bank, history, measure, warehouse
from cop_analytics.activity import TEAM, Activity
from cop_analytics.bank.life import TRUTHS
from cop_analytics.bank.people import END, START
from cop_analytics.bank.words import TIERS, UNITS
from cop_analytics.bank.world import FAR, Root
from cop_analytics.gathering import LEADER, Bank, Facts
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.indicators.evidence import Attributes, Contribution, Membership, Reply, Thread
from cop_analytics.series import FALSE_SIGNALS, LEAST, Kind, is_coarse, signal
from cop_analytics.windows import months, week_end

SEEDS = range(1001, 1201)
ASKED = [indicator for indicator in CATALOGUE if not indicator.is_exploratory]
MONTHS = tuple(months(START, END))
LASTING, KEPT = (1, 3, 6, 8, 10, 12, 15), 24
SIZE, ENOUGH = 2.0, 0.8
LEVELS = (
    "select count(*) from (select community_id from indicators.measurements where window_kind = 'w13' and view = 'all' "
    "and status = 'shown' and indicator_id in ('V-1', 'V-2') and window_end = (select max(window_end) from "
    "indicators.measurements) group by all having count(distinct indicator_id) = 2)"
)


class Chart(NamedTuple):
    """The months of one quantity of one community, oldest to newest, and what each counts over."""

    part: str
    kind: Kind
    values: tuple[float, ...]
    counts: tuple[int, ...]


def gathered(world: bank.Bank) -> Bank:
    """What a night would read of it at the end."""
    facts = {community.id: Facts(community.id) for community in world.communities}
    homes = {place.place_id: facts[each.id] for each in world.communities for place in (*each.places, each.blog)}
    for community in world.communities:
        own = facts[community.id]
        own.roles = [(str(person.id), TEAM, START, None) for person in world.team]
        own.roles += [(str(person.id), LEADER, START, None) for person in community.leaders]
    for span in world.memberships:
        until = None if span.until >= END else span.until
        homes[span.place.place_id].memberships.append(Membership(str(span.person.id), span.state, span.since, until))
    for root in world.roots:
        _told(homes[root.place(END).place_id], root)
    for own in facts.values():
        own.contributions.sort(key=lambda each: each.contributed_at)
        own.replies.sort(key=lambda reply: reply.replied_at)
        own.memberships.sort(key=lambda span: span.valid_from)
    attributes = {
        str(one.id): [(START, None, Attributes(UNITS[one.department], one.location, TIERS[one.title], one.time_zone))]
        for one in world.people
    }
    gone = frozenset(str(one.id) for one in world.people if one.left_at < FAR)
    return Bank(facts, attributes, gone, _active(facts), START)


def _active(facts: Mapping[str, Facts]) -> Activity:
    """Who wrote where in which week, as `read_activity` has it."""
    communities = sorted(facts)
    members = sorted({each.member_id for own in facts.values() for each in own.contributions})
    seat = {member: place for place, member in enumerate(members)}
    wrote = sorted(
        {
            (week_end(each.contributed_at), place * len(members) + seat[each.member_id])
            for place, community in enumerate(communities)
            for each in facts[community].contributions
        }
    )
    weeks, codes = zip(*wrote, strict=True)
    team = {community: [held for held in own.roles if held[1] == TEAM] for community, own in facts.items()}
    return Activity(communities, members, np.array(weeks, "datetime64[us]"), np.array(codes, np.int64), team)


def _told(own: Facts, root: Root) -> None:
    thread, author = f"content/{root.content_id}", str(root.author.id)
    kind = "question" if root.is_question else root.type
    closed = None if root.resolved_at >= END else root.resolved_at
    own.threads.append(Thread(thread, author, kind, root.published, closed, False, root.author.time_zone, None))
    own.contributions.append(Contribution(thread, thread, author, root.published, True, None, kind))
    for answer in sorted(root.answers, key=lambda each: each.published):
        parent = thread if answer.parent is None else f"message/{answer.parent.id}"
        to = root.author if answer.parent is None else answer.parent.author
        name, who = f"message/{answer.id}", str(answer.author.id)
        own.contributions.append(Contribution(name, thread, who, answer.published, False, parent, "message"))
        if answer.author is not root.author:
            own.first_replies.setdefault(thread, (answer.published, who))
        if answer.author is not to:
            own.replies.append(Reply(thread, parent, who, str(to.id), answer.published))


@cache
def charts(seed: int) -> tuple[Chart, ...]:
    """Of a bank in which nothing was planted, what has a value in every month or in enough of them before the newest."""
    told = gathered(bank.Bank(seed, without=(*TRUTHS, "deletions", "moves", "mentored", "arrivals")))
    found = defaultdict(list)
    for community_id in told.communities:
        for window in MONTHS:
            for row in measure._measured("month", told, community_id, window, ASKED):
                if row.value is not None:
                    found[community_id, row.indicator_id, row.part].append(row)
    return tuple(
        Chart(part, history._kind(rows[-1]), *zip(*((row.value, row.unit_count) for row in rows), strict=True))
        for (_, _, part), rows in found.items()
        if len(rows) > LEAST and rows[-1].window_end == MONTHS[-1].end and rows[-1].signal != "too_few"
    )


def false_alarms() -> str:
    """Share of charts that are worth asking about, with its 95 % interval over banks; and of those with limits alone.

    The bank ends with a quarter, whose last month has five weeks: what grows with a window is half a deviation more in
    it. The two months before it have four.
    """
    every = [list(charts(seed)) for seed in SEEDS]
    limited = [[each for each in own if _speaks(each)] for own in every]
    of_four = [[each for chart in own for each in _of_four_weeks(chart) if _speaks(each)] for own in every]
    told = defaultdict(list)
    for chart in (each for own in limited for each in own):
        told[chart.part].append(_signals(chart))
    by_part = ", ".join(f"{part} {np.mean(each):.1%}" for part, each in told.items() if len(each) >= len(SEEDS))
    return (
        f"{_alarms(every)} of {sum(map(len, every)):,} charts; {_alarms(limited)} of those not too coarse for limits "
        f"({by_part}), {_alarms(of_four)} where the newest month has four weeks, not five"
    )


def _of_four_weeks(chart: Chart) -> list[Chart]:
    """The chart as it was when either month before the newest was the newest."""
    if len(chart.values) < len(MONTHS):
        return []
    return [chart._replace(values=chart.values[:-back], counts=chart.counts[:-back]) for back in (1, 2)]


def _alarms(looked: list[list[Chart]]) -> str:
    """Banks are drawn again: charts of one bank are not independent."""
    alarms = np.array([sum(map(_signals, own)) for own in looked])
    drawn = np.random.default_rng(1).integers(len(looked), size=(2000, len(looked)))
    sizes = np.array([len(own) for own in looked])
    low, high = np.percentile(alarms[drawn].sum(axis=1) / sizes[drawn].sum(axis=1), (2.5, 97.5))
    return f"{alarms.sum() / sizes.sum():.2%} (95 %: {low:.2%} to {high:.2%})"


def _speaks(chart: Chart) -> bool:
    return not is_coarse(np.array(chart.values[:-1]))


def _signals(chart: Chart) -> bool:
    return signal(chart.values, chart.kind, chart.counts) == "worth_asking"


def found_in_one(size: float = SIZE) -> str:
    """In how many banks a chart, shifted from some month on, is worth asking about in one of so many months since.

    Limits of three deviations find a shift of two in its first month in 1 − Φ(1) = 16 %, were they known.
    """
    return _found(size, is_everywhere=False)


def found_everywhere(size: float = SIZE) -> str:
    """The same where a quantity is shifted in all communities: worth asking about in more of them than chance has it.

    More than in one of twenty banks, were each chart to signal as often as is printed.
    """
    return _found(size, is_everywhere=True)


def _found(size: float, *, is_everywhere: bool) -> str:
    waited = [_waited(seed, size, is_everywhere) for seed in SEEDS]
    found = {months: [each <= months for each in waited] for months in LASTING}
    holds = next((f"from month {months} on" for months, each in found.items() if np.mean(each) >= ENOUGH), "in none")
    told = ", ".join(f"{months}: {_share(each)}" for months, each in found.items())
    unmoved = np.array([_waited(seed, 0.0, is_everywhere) for seed in SEEDS])
    by_chance = ", ".join(f"{months}: {np.mean(unmoved <= months):.0%}" for months in LASTING)
    return f"holds {holds}; within so many, with 95 %: {told}; with no shift {by_chance}"


def _waited(seed: int, size: float, is_everywhere: bool) -> float:
    """In which month since the shift it first shows; infinite where in none of those looked at.

    A bank of the generator has fifteen months: the two years that are kept before the shift, and the months since, are
    drawn again from a chart's own.
    """
    chance = np.random.default_rng(seed)
    able = [each for each in charts(seed) if _speaks(each)]
    chart, up = able[chance.integers(len(able))], chance.choice((-1.0, 1.0))
    shifted = [each for each in able if each.part == chart.part] if is_everywhere else [chart]
    told = np.array([_signals_since(each, up * size, chance) for each in shifted]).sum(axis=0)
    beyond = np.flatnonzero(told > stats.binom.ppf(0.95, len(shifted), FALSE_SIGNALS))
    return float(beyond[0]) + 1 if len(beyond) else np.inf


def _signals_since(chart: Chart, shift: float, chance: np.random.Generator) -> list[bool]:
    """Whether the chart signals in each month since it was shifted by so many of its standard deviations."""
    drawn = chance.integers(len(chart.values), size=KEPT + LASTING[-1])
    values, counts = np.array(chart.values)[drawn], np.array(chart.counts)[drawn]
    values[KEPT:] += shift * np.std(chart.values, ddof=1)
    return [
        signal(values[since : KEPT + since].tolist(), chart.kind, counts[since : KEPT + since].tolist())
        == "worth_asking"
        for since in range(1, LASTING[-1] + 1)
    ]


def _share(flagged: Iterable[bool]) -> str:
    told = list(flagged)
    ends = stats.binomtest(sum(told), len(told)).proportion_ci()
    return f"{np.mean(told):.0%} ({ends.low:.0%} to {ends.high:.0%})"


def _bare() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if not name.startswith("COP_")}


def communities_shown() -> str:
    """Of the demo's communities, how many show both V-1 and V-2 in the newest thirteen weeks."""
    with TemporaryDirectory() as folder:
        cop = Path(sys.executable).with_name("cop")
        subprocess.run([cop, "demo"], cwd=folder, env=_bare(), check=True, capture_output=True)
        [file] = Path(folder).rglob("analysts/cop.duckdb")
        with warehouse.connect(file, read_only=True) as con:
            [(shown,)] = con.execute(LEVELS).fetchall()
            [(count,)] = con.execute("select count(*) from facts.communities").fetchall()
    return f"{shown} of {count}"

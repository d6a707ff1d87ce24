"""The participants' network as one cohort: partners of another tier, before and after, and what the programme did to them.

The one place where participants are looked up in the communities; only where that was agreed, and written in the ledger.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

import duckdb
import numpy as np
import numpy.typing as npt
from scipy import stats

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring.ambassadors import ALL, MIN_PEOPLE, seen, signals
from cop_analytics.mentoring.effect import Effect, Panel, detectable, effect, pre_trend
from cop_analytics.mentoring.rows import COUNT, DAY, FLAG, NUMBER, TEXT, TIME, Row, lay
from cop_analytics.nulls import labellings, percentile

Pair = tuple[str, str]
Floats = npt.NDArray[np.float64]
EVALUATED = {
    "programme_id": TEXT,
    "wave": TEXT,
    "starts_on": DAY,
    "member_id": TEXT,
    "mentor_id": TEXT,
    "is_former": FLAG,
    "space": TEXT,
    "is_drawn": FLAG,
    "seed": COUNT,
}
NETWORK = {
    "programme_id": TEXT,
    "wave": TEXT,
    "part": TEXT,
    "window_start": TIME,
    "window_end": TIME,
    "value": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "interval_method": TEXT,
    "chance": NUMBER,
    "null_percentile": NUMBER,
    "person_count": COUNT,
    "largest_share": NUMBER,
    "two_largest_share": NUMBER,
    "status": TEXT,
    "behind_count": COUNT,
}
PARTNERS = ("partners_before", "partners_1_13", "partners_14_26", "partners_27_39")
EFFECTS = ("minimum_detectable", "pre_trend", "effect")
MIXING = ("ei_before", "ei_after")
BLOCK = timedelta(weeks=13)
MUTUAL = """
    select mutual.member_id, mutual.partner_id, mutual.tier, mutual.partner_tier, evaluated.member_id is not null
    from mentoring._mutual as mutual
    inner join mentoring._blocks as blocks on blocks.programme_id = mutual.programme_id and blocks.block = mutual.block
    left join mentoring._evaluated as evaluated
        on evaluated.programme_id = mutual.programme_id
        and evaluated.member_id = mutual.member_id
        and not evaluated.is_former
    where mutual.programme_id = $programme and blocks.window_start = $window_start
    order by all
"""
DRAWN_AGAIN, DEALT_AGAIN, SPREAD = "waves drawn again, 95 %", "tiers dealt again, 95 %", "χ² of the spread before, 95 %"
MIN_TIES = 20
DRAWS = 999


def evaluated(
    cohorts: Iterable[tuple[Cohort, Iterable[Pair]]], member: Callable[[str], str | None], today: date
) -> list[Row]:
    """Mentees of programmes whose evaluation was agreed, by the pseudonym they have in the communities.

    They count as mentored since their wave began, however late their pair was formed: the wave is what chance drew, and all
    that may be drawn again (Fisher 1935). The mentor of a pair that ended `is_former`: no partner either, counted nowhere.
    """
    found: list[Row] = []
    for cohort, pairs in cohorts:
        about = cohort.programme
        if about.evaluation is None or about.evaluation.on > today:
            continue
        now = list(pairs)
        going = {mentee for _, mentee in now}
        former = [pair for pair in cohort.ended if pair not in now and pair[1] in going]
        for mentor, mentee in (*now, *former):
            one, other = member(mentor), member(mentee)
            wave = cohort.wave_of((mentor, mentee))
            if one and other:
                drawn = about.evaluation.are_waves_drawn
                is_former = (mentor, mentee) in former
                found.append((about.id, wave.id, wave.starts_on, other, one, is_former, about.space, drawn, about.seed))
    return found


def measure(con: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """Lay `mentoring._network`; by programme, how many mentees were looked up."""
    asked = (
        "select programme_id, any_value(is_drawn), any_value(seed) from mentoring._evaluated group by all order by all"
    )
    programmes = con.execute(asked).fetchall()
    rows: list[Row] = []
    looked: dict[str, int] = {}
    for programme, is_drawn, seed in programmes:
        cohort = _cohort(con, programme)
        if cohort is not None:
            looked[programme] = len(cohort.panel.first)
            told = [*_partners(cohort), *_effects(cohort, is_drawn, seed), *_mixing(con, programme, cohort, seed)]
            rows += [(programme, *row, None) for row in told]
            rows += [(programme, *row) for row in (*signals(con, programme), *seen(con, programme))]
    lay(con, "mentoring._network", NETWORK, rows)
    return looked


@dataclass(frozen=True)
class Followed:
    """Mentees × blocks: partners of another tier; the wave of each mentee, and when each block was."""

    panel: Panel
    waves: tuple[str, ...]
    starts: tuple[datetime, ...]

    def between(self, first: int, last: int) -> tuple[datetime, datetime]:
        """From the beginning of one block to the end of another."""
        return self.starts[first], self.starts[last] + BLOCK

    @property
    def began(self) -> int:
        """The block in which the first wave began."""
        return int(self.panel.first.min())


def _cohort(con: duckdb.DuckDBPyConnection, programme: str) -> Followed | None:
    """None where no block is over."""
    asked = "select block, window_start from mentoring._blocks where programme_id = $programme order by block"
    blocks = con.execute(asked, {"programme": programme}).fetchall()
    asked = """
        select wave, first_block, list(cross_count order by block) from mentoring._partners
        where programme_id = $programme group by member_id, wave, first_block order by member_id
    """
    people = con.execute(asked, {"programme": programme}).fetchall()
    if not blocks or not people:
        return None
    partners = np.array([counts for _, _, counts in people], float)
    first = np.array([block - blocks[0][0] for _, block, _ in people], np.int64)
    return Followed(Panel(partners, first), tuple(wave for wave, _, _ in people), tuple(start for _, start in blocks))


def _partners(told: Followed) -> Iterator[Row]:
    """By wave, with how many of another tier a mentee spoke, in the block before it began and in those since."""
    names = np.array(told.waves)
    for wave in sorted(set(told.waves)):
        own = told.panel.partners[names == wave]
        first = int(told.panel.first[names == wave][0])
        for place, part in enumerate(PARTNERS, start=first - 1):
            if 0 <= place < own.shape[1]:
                yield wave, part, *told.between(place, place), *_mean(own[:, place])


def _mean(counts: Floats) -> Row:
    people = len(counts)
    if people < MIN_PEOPLE or counts.min() == counts.max():  # where all are alike, their number is that of each
        return None, None, None, None, None, None, people, None, None, "too_few"
    value, error = float(counts.mean()), float(stats.sem(counts))
    reach = float(stats.t.ppf(0.975, people - 1)) * error
    shares = _largest(counts[:, None])
    return value, max(value - reach, 0.0), value + reach, "Student's t 95 %", None, None, people, *shares, "shown"


def _effects(told: Followed, is_drawn: bool, seed: int) -> Iterator[Row]:
    """What could be found first; then whether the waves went alike before; then what the programme did."""
    blocks, people = told.panel.partners.shape[1], len(told.panel.first)
    before = told.between(0, max(told.began - 1, 0))
    whole = told.between(0, blocks - 1)
    if not is_drawn or people < MIN_PEOPLE:
        status = "not_applicable" if not is_drawn else "too_few"
        yield from ((ALL, part, *whole, *_untold(people, status)) for part in EFFECTS)
        return
    least = detectable(told.panel)
    known = Effect(least.value, least.lower, least.upper, None) if least else None
    early, late = _largest(told.panel.partners[:, : told.began]), _largest(told.panel.partners)
    yield ALL, EFFECTS[0], *before, *_estimated(known, SPREAD, people, early)
    yield ALL, EFFECTS[1], *before, *_estimated(pre_trend(told.panel, seed), DRAWN_AGAIN, people, early)
    yield ALL, EFFECTS[2], *whole, *_estimated(effect(told.panel, seed) if least else None, DRAWN_AGAIN, people, late)


def _estimated(found: Effect | None, method: str, people: int, shares: tuple[float, float]) -> Row:
    if found is None:
        return _untold(people, "too_few")
    return found.value, found.lower, found.upper, method, found.chance, None, people, *shares, "shown"


def _largest(partners: Floats) -> tuple[float, float]:
    """What the one, and the two, with most partners have of all."""
    each = np.sort(partners.sum(axis=1))[::-1]
    total = float(each.sum())
    return (float(each[0]) / total, float(each[:2].sum()) / total) if total else (0.0, 0.0)


def _untold(people: int, status: str) -> Row:
    return None, None, None, None, None, None, people, None, None, status


def _mixing(con: duckdb.DuckDBPyConnection, programme: str, told: Followed, seed: int) -> Iterator[Row]:
    """E–I index of mentees' ties, before the first wave and in the last block: (between − within tiers) / all.

    Its band is what the same ties would show if tiers were dealt to everybody at random. Krackhardt & Stern (1988), Social
    Psychology Quarterly 51:123.
    """
    for part, place in zip(MIXING, (told.began - 1, len(told.starts) - 1), strict=True):
        if not 0 <= place < len(told.starts):
            continue
        found = con.execute(MUTUAL, {"programme": programme, "window_start": told.starts[place]}).fetchall()
        people, value, dealt = _mixed(found, seed)
        if value is None:
            yield ALL, part, *told.between(place, place), *_untold(people, "too_few")
            continue
        low, high = np.quantile(dealt, (0.025, 0.975))
        ends = (float(low), float(high), DEALT_AGAIN, None, percentile(value, dealt))
        yield ALL, part, *told.between(place, place), value, *ends, people, None, None, "shown"


def _mixed(found: list[tuple[str, str, str, str, bool]], seed: int) -> tuple[int, float | None, Floats]:
    """How many mentees have a tie, the index of their ties, and what chance makes of it; None with too few."""
    own = [row for row in found if row[4]]
    people = len({row[0] for row in own})
    if people < MIN_PEOPLE or len(own) < MIN_TIES:
        return people, None, np.empty(0)
    tiers = dict(sorted({row[0]: row[2] for row in found}.items()))
    numbers = {who: number for number, who in enumerate(tiers)}
    kinds = {tier: number for number, tier in enumerate(sorted(set(tiers.values())))}
    labels = np.array([kinds[tier] for tier in tiers.values()], np.int8)
    ends = np.array([(numbers[row[0]], numbers[row[1]]) for row in own])
    dealt = labellings(labels, DRAWS, np.random.default_rng(seed))
    between = (dealt[:, ends[:, 0]] != dealt[:, ends[:, 1]]).mean(axis=1)
    value = float((labels[ends[:, 0]] != labels[ends[:, 1]]).mean())
    return people, 2 * value - 1, 2 * between - 1

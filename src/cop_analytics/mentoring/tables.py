"""Every programme as tables of the warehouse, from which the release counts; people in them are named apart.

Whoever was forgotten, or objected, is in none of them.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from itertools import groupby

import duckdb

from cop_analytics.errors import Fault, InputFault
from cop_analytics.estimators import wilson
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import MENTEE, MENTOR
from cop_analytics.inputs.programmes import Wave
from cop_analytics.mentoring import closing, network, rows, steps
from cop_analytics.mentoring.cadence import COMPLETE, courses
from cop_analytics.mentoring.dose import COMPARISON, doses
from cop_analytics.mentoring.evaluation import Change, changes, told_together
from cop_analytics.mentoring.rows import COUNT, DAY, FLAG, NUMBER, TEXT, Row
from cop_analytics.windows import quarters

NOT_TOLD, ALL_WAVES = "not told", "all"
LONGEST_QUARTER = timedelta(weeks=14)
TO_ANSWER = timedelta(weeks=6)
"""After its last day a wave has so long to answer; then what it told is told once, and stays as it is."""
PROGRAMMES = {
    "programme_id": TEXT,
    "name": TEXT,
    "framework": TEXT,
    "starts_on": DAY,
    "ends_on": DAY,
    "wave_count": COUNT,
    "mentor_count": COUNT,
    "trained_mentor_count": COUNT,
    "mentee_count": COUNT,
    "pair_count": COUNT,
    "unmatched_count": COUNT,
}
OF_WAVE = {"programme_id": TEXT, "wave": TEXT}
SESSIONS = {**OF_WAVE, "mentor_id": TEXT, "mentee_id": TEXT, "planned_on": DAY, "state": TEXT}
COURSES = {
    **OF_WAVE,
    "window_start": DAY,
    "window_end": DAY,
    "mentor_id": TEXT,
    "is_going": FLAG,
    "is_full": FLAG,
}
CAPABILITY = {
    **OF_WAVE,
    "starts_on": DAY,
    "ends_on": DAY,
    "competence": TEXT,
    "comparison": TEXT,
    "change": TEXT,
    "person_count": COUNT,
    "answered_count": COUNT,
    "missing_count": COUNT,
    "share": NUMBER,
    "lower": NUMBER,
    "upper": NUMBER,
    "sign_test": NUMBER,
    "least_person_count": COUNT,
}


@dataclass(frozen=True)
class Laid:
    """A programme with its published pairs, and those of its people who are counted, under their names apart.

    `began` gives the first day of every pair that ever met.
    """

    cohort: Cohort
    pairs: Sequence[steps.Pair]
    began: Mapping[steps.Pair, date]
    names: Mapping[str, str]

    @property
    def met(self) -> list[steps.Pair]:
        """The published pairs and those that ended early, whose place another may have taken."""
        return sorted(self.began)

    @property
    def waves(self) -> list[Wave]:
        """The waves that mentees are in, by name."""
        named = {each.wave for each in self.cohort.of(MENTEE)}
        return [self.cohort.programme.wave(name) for name in sorted(named)]


def lay(
    con: duckdb.DuckDBPyConnection,
    cohorts: Iterable[Cohort],
    place: steps.Place,
    member: Callable[[str], str | None],
    today: date,
    least: int,
) -> list[Fault]:
    """Replace the tables of `mentoring`; the faults of matches that were changed, whose pairs are left out.

    `place` is that of all programmes; whom it gives no pseudonym, is not counted. `member` names people as the
    communities know them, for an evaluation that was agreed. `least` is how many must stand behind a change of capability.
    """
    told, faults = _with_pairs((each.on(today) for each in cohorts), place)
    con.execute("create schema if not exists mentoring")
    rows.lay(con, "mentoring._programmes", PROGRAMMES, [_programme(each) for each in told])
    rows.lay(con, "mentoring._sessions", SESSIONS, [row for each in told for row in _sessions(each, today)])
    rows.lay(con, "mentoring._courses", COURSES, [row for each in told for row in _courses(each, today)])
    rows.lay(
        con, "mentoring._capability", CAPABILITY, [row for each in told for row in _capability(each, today, least)]
    )
    looked_up = network.evaluated([(each.cohort, each.pairs) for each in told], member, today)
    rows.lay(con, "mentoring._evaluated", network.EVALUATED, looked_up)
    return faults


def _with_pairs(cohorts: Iterable[Cohort], place: steps.Place) -> tuple[list[Laid], list[Fault]]:
    found: list[Laid] = []
    faults: list[Fault] = []
    for cohort in cohorts:
        own = replace(place, folder=place.folder / cohort.programme.id)
        try:
            pairs = steps.published(own, cohort)
        except InputFault as error:
            faults += error.faults
            pairs = []
        counted = {each: named for each in cohort.participants if (named := place.pseudonym(each))}
        told = _of(cohort, counted)
        pairs = [pair for pair in pairs if counted.keys() >= set(pair)]
        found.append(Laid(told, pairs, steps.first_days(own, told, {*pairs, *told.ended}), counted))
    return found, faults


def _of(cohort: Cohort, counted: Mapping[str, str]) -> Cohort:
    """The programme with those of its people who are counted."""
    people = {who: each for who, each in cohort.participants.items() if who in counted}
    levels = [each for each in cohort.levels if each.participant_id in counted]
    exits = [each for each in cohort.exits if people.keys() >= set(each.pair)]
    return replace(cohort, participants=people, levels=levels, exits=exits)


def _programme(told: Laid) -> Row:
    about, mentors = told.cohort.programme, told.cohort.of(MENTOR)
    trained = sum(map(told.cohort.readiness.is_trained, mentors))
    days = (about.id, about.name, about.framework, about.starts_on, about.ends_on, len(told.waves))
    people = (len(mentors), trained, len(told.cohort.of(MENTEE)))
    paired = {each for pair in told.pairs for each in pair}
    return (*days, *people, *((len(told.pairs), len(told.names) - len(paired)) if paired else (None, None)))


def _sessions(told: Laid, today: date) -> Iterator[Row]:
    pairs, ended = {pair: told.cohort.wave_of(pair).id for pair in told.met}, told.cohort.ended
    for each in told.cohort.meetings:
        pair = (each.mentor_id, each.mentee_id)
        if pair in pairs and each.planned_on <= min(today, ended.get(pair, today)):
            ids = (told.names[pair[0]], told.names[pair[1]])
            yield told.cohort.programme.id, pairs[pair], *ids, each.planned_on, each.state


def _courses(told: Laid, today: date) -> Iterator[Row]:
    """How each pair stood at the end of each quarter since it began, up to that in which it ended."""
    ended = told.cohort.ended
    for wave in told.waves:
        pairs = {pair: day for pair, day in told.began.items() if told.cohort.wave_of(pair) == wave}
        for start, end in _blocks(wave, today):
            own = {pair: day for pair, day in pairs.items() if day < end and ended.get(pair, start) >= start}
            for each in courses(own, told.cohort.meetings, end - timedelta(days=1), ended):
                is_going = not each.has_lapsed and ended.get(each.pair, end) >= end
                stands = (told.names[each.pair[0]], is_going, each.held >= COMPLETE)
                yield told.cohort.programme.id, wave.id, start, end, *stands


def _blocks(wave: Wave, today: date) -> Iterator[tuple[date, date]]:
    """The ISO quarters in which it goes on and that are over: the first day, and the day after the last."""
    first = datetime.combine(wave.starts_on, time()) - LONGEST_QUARTER
    for each in quarters(first, datetime.combine(today, time())):
        if each.end.date() > wave.starts_on and each.start.date() <= wave.ends_on:
            yield each.start.date(), each.end.date()


def _capability(told: Laid, today: date, least: int) -> Iterator[Row]:
    for wave in told.waves:
        if today > wave.ends_on + TO_ANSWER:
            begin = (told.cohort.programme.id, wave.id, wave.starts_on, wave.ends_on + timedelta(days=1))
            yield from (begin + row for row in _closed(told, wave, least))
            for _, three in groupby(changes(told.cohort, wave.id), lambda each: (each.competence, each.comparison)):
                yield from (begin + row for row in _changed(list(three), least))
    if told.waves and today > max(wave.ends_on for wave in told.waves) + TO_ANSWER:
        yield from _dosed(told, least)


def _dosed(told: Laid, least: int) -> Iterator[Row]:
    """The whole cohort by sessions held: of each competence its bands, or that they are not told."""
    days = (
        min(wave.starts_on for wave in told.waves),
        max(wave.ends_on for wave in told.waves) + timedelta(days=1),
    )
    for competence, bands in doses(told.cohort, least).items():
        of = (told.cohort.programme.id, ALL_WAVES, *days, competence, COMPARISON)
        for each in bands:
            share = wilson(each.up, each.of)
            assert share is not None
            ends = (share.value, share.lower, share.upper, None)
            yield *of, each.sessions, each.up, each.of, None, *ends, min(each.up, each.of - each.up)
        if not bands:
            yield *of, NOT_TOLD, *[None] * 8


def _closed(told: Laid, wave: Wave, least: int) -> Iterator[Row]:
    """How many pairs of a wave completed it, and what its people answered at its end."""
    pairs = [pair for pair in told.met if told.cohort.wave_of(pair) == wave]
    own = {who for pair in pairs for who in pair}
    people = {who: each for who, each in told.cohort.participants.items() if who in own}
    of_wave = replace(told.cohort, participants=people)
    asked = {"mentors": len(of_wave.of(MENTOR)), "mentees": len(of_wave.of(MENTEE)), closing.PAIRS: len(pairs)}
    done = closing.completions(told.cohort, told.pairs, wave.ends_on + TO_ANSWER)
    ended = [closing.completion(each, least) for each in done if each.wave == wave.id]
    for each in [*ended, *closing.answers(of_wave, pairs, least)] if pairs else []:
        behind = min(each.counts.values(), default=None)
        for word, count in each.counts.items():
            share = wilson(count, each.people)
            assert share is not None
            ends = (share.value, share.lower, share.upper, None)
            yield each.question, each.side, word, count, each.people, asked[each.side] - each.people, *ends, behind
        if not each.counts:
            yield each.question, each.side, NOT_TOLD, *[None] * 8


def _changed(three: Sequence[Change], least: int) -> Iterator[Row]:
    """What is told of one competence and comparison; with too few behind it, that it is not told."""
    first = three[0]
    of = (first.competence, first.comparison)
    shown = told_together(three, least) if first.share is not None else []
    behind = min((each.people for each in shown), default=None)
    for each in shown:
        assert each.share is not None
        ends = (each.share.value, each.share.lower, each.share.upper, each.sign_test)
        yield *of, each.change, each.people, each.of, each.missing, *ends, behind
    if not shown:
        yield *of, NOT_TOLD, *[None] * 8

"""Whom the coordinator writes to: pairs that fall silent, and pairs that meet before they are ready to."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from datetime import date

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring.cadence import Course, Note, Pair, courses, notes


def watched(cohort: Cohort, pairs: Collection[Pair], today: date) -> list[Note]:
    """Every note of the day, by pair: what is missing before a first session, then cancellations and silence.

    Training is a gate: its quality predicts outcomes on both sides. Allen, Eby & Lentz (2006), JAP 91:567.
    """
    found = [note for pair in pairs for note in _unready(cohort, pair, today)]
    for starts_on, own in _by_start(cohort, pairs, today):
        found += notes(own, cohort.meetings, starts_on, today)
    return sorted(found, key=lambda note: note.pair)


def followed(cohort: Cohort, pairs: Collection[Pair], today: date) -> list[Course]:
    """How each pair went since its wave began, by pair."""
    told = [
        each for start, own in _by_start(cohort, pairs, today) for each in courses(own, cohort.meetings, start, today)
    ]
    return sorted(told, key=lambda course: course.pair)


def _by_start(cohort: Cohort, pairs: Collection[Pair], today: date) -> Iterator[tuple[date, list[Pair]]]:
    """Pairs by the day their wave began; one that begins later has not gone a day yet."""
    for wave in sorted({cohort.participants[mentee].wave for _, mentee in pairs}):
        own = [pair for pair in pairs if cohort.participants[pair[1]].wave == wave]
        yield min(cohort.programme.wave(wave).starts_on, today), own


def _unready(cohort: Cohort, pair: Pair, today: date) -> Iterator[Note]:
    both = [cohort.participants[who] for who in pair]
    missing = [f"{each.id}: {words}" for each in both for words in cohort.readiness.missing(each)]
    if missing:
        yield Note(pair, f"no first session before this is done: {'; '.join(missing)}")
    ready = [day for each in both if (day := cohort.readiness.ready_on(each))]
    own = (each for each in cohort.meetings if (each.mentor_id, each.mentee_id) == pair)
    held = [each.planned_on for each in own if each.state == "held" and each.planned_on <= today]
    if held and (missing or min(held) < max(ready)):
        yield Note(pair, f"the first session, on {min(held)}, was held before both were ready")

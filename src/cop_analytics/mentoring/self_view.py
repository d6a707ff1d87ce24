"""What mentoring keeps of one participant, for that person alone; everybody else in it is somebody else.

Barriers and other people's wishes are left out: a veto is silent, and each says more of the other than of the asking.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.participants import DAYS, MENTEE, Slot
from cop_analytics.mentoring.cadence import Pair
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.pairing import WORDS, explained
from cop_analytics.mentoring.steps import Place, first_days, matches_with, published

Json = dict[str, Any]
YOU, SOMEBODY_ELSE = "you", "somebody else"


def own(cohort: Cohort, place: Place, person: str, *, is_counted: bool) -> Iterator[tuple[str, Json]]:
    """(what it is, row) of each thing one programme keeps of a person; nothing where they take no part.

    `is_counted` says that the person did not object: only then are they looked up for an evaluation that was agreed.
    Raises InputFault where the published match was changed.
    """
    if person in cohort.participants:
        pairs = [pair for pair in published(place, cohort) if person in pair]
        for name, row in (*_profile(cohort, person), *_course(cohort, person), *_matched(cohort, place, pairs, person)):
            yield f"mentoring.{name}", {"programme_id": cohort.programme.id, **row}
        agreed = cohort.programme.evaluation
        took_part = pairs or any(person in each.pair for each in cohort.exits)
        if agreed and is_counted and took_part:
            words = {"looked_up_as": f"one of all {MENTEE}s and their mentors", "approved_by": agreed.by}
            yield "mentoring.evaluation", {"programme_id": cohort.programme.id, **words, "approved_on": str(agreed.on)}


def _profile(cohort: Cohort, person: str) -> Iterator[tuple[str, Json]]:
    each = cohort.participants[person]
    yield (
        "participants",
        {
            "participant_id": YOU,
            "role": each.role,
            "wave": each.wave,
            "languages": " ".join(":".join(spoken) for spoken in each.languages),
            "unit": each.unit,
            "function": each.function,
            "site": each.site,
            "utc_offset": each.offset,
            "slots": _hours(each.slots),
            "is_trained": each.is_trained,
            "capacity": each.capacity,
            "motivation": each.motivation,
        },
    )
    for told in cohort.levels:
        if told.participant_id == person:
            of_it = {"source": told.source, "framework_version": told.framework}
            yield "levels", {"competence": told.competence, "level": told.level, "wave": told.wave, **of_it}
    for competence, weight in sorted(cohort.goals.get(person, {}).items()):
        yield "goals", {"competence": competence, "weight": weight}
    for kind, themes in (("offer", cohort.offers), ("return goal", cohort.return_goals)):
        yield from (("themes", {"kind": kind, "theme": theme}) for theme in sorted(themes.get(person, ())))
    ranks = sorted(rank for (who, _), rank in cohort.wishes.items() if who == person)
    yield from (("wishes", {"wished_for": SOMEBODY_ELSE, "rank": rank}) for rank in ranks)


def _course(cohort: Cohort, person: str) -> Iterator[tuple[str, Json]]:
    for module, day in sorted(cohort.readiness.completed.get(person, {}).items()):
        yield "training", {"module": module, "completed_on": str(day)}
    if person in cohort.readiness.accepted:
        yield (
            "charter",
            {"charter": cohort.readiness.charter, "accepted_on": str(cohort.readiness.accepted[person])},
        )
    for met in sorted(cohort.meetings, key=lambda each: each.planned_on):
        pair = (met.mentor_id, met.mentee_id)
        if person in pair:
            of_it = {"state": met.state, "cancelled_by": met.cancelled_by, "minutes": met.minutes, "theme": met.theme}
            yield "sessions", {**_both(pair, person), "planned_on": str(met.planned_on), **of_it}
    for told in cohort.closings:
        if told.participant_id == person:
            yield "closing", {"question": told.question, "answer": told.answer}
    forms = sorted(form for who, form in cohort.recognition if who == person)
    yield from (("recognition", {"form": form}) for form in forms)


def _matched(cohort: Cohort, place: Place, pairs: Iterable[Pair], person: str) -> Iterator[tuple[str, Json]]:
    fits = fit(cohort)
    for pair, since in first_days(place, cohort, pairs).items():
        [other] = set(pair) - {person}
        is_told = (person, other) in cohort.wishes
        why = [words for words in explained(fits, pair) if is_told or words != WORDS["wishes"]]
        why = [*why, "", "", ""][:3]
        reasons = {f"reason_{n}": words for n, words in enumerate(why, start=1)}
        yield "pairs", {**_both(pair, person), "since": str(since), **reasons}
    for status, day in matches_with(place, place.pseudonym(person)):
        yield "matches", {"participant_id": YOU, "status": status, "since": day}
    for each in cohort.exits:
        if person in each.pair:
            reason = None if each.left and person not in each.left else each.reason  # it is the other's to tell
            yield "exits", {**_both(each.pair, person), "ended_on": str(each.ended_on), "reason": reason}


def _both(pair: Pair, person: str) -> Json:
    named = [YOU if who == person else SOMEBODY_ELSE for who in pair]
    return {"mentor_id": named[0], "mentee_id": named[1]}


def _hours(slots: Iterable[Slot]) -> str:
    ordered = sorted(slots, key=lambda slot: (DAYS.index(slot[0]), slot[1]))
    return "; ".join(f"{day} {hour}-{hour + 1}" for day, hour in ordered)

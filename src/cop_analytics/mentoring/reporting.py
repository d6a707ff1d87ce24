"""A programme in counts and words: who met, who is to be written to, what changed."""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import asdict
from datetime import date
from itertools import groupby
from typing import Any

from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.mentoring import closing
from cop_analytics.mentoring.cadence import COMPLETE, themes, time_to_lapse
from cop_analytics.mentoring.dose import CAUTION, doses
from cop_analytics.mentoring.evaluation import MIN_PAIRS, changes, not_compared
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.gathered import gathered
from cop_analytics.mentoring.gathered import in_words as gathered_in_words
from cop_analytics.mentoring.standing import standing
from cop_analytics.mentoring.steps import Place, first_days, published
from cop_analytics.mentoring.watch import followed, watched

Json = dict[str, Any]


def report(place: Place, cohort: Cohort, today: date, least: int) -> Json:
    """How the published pairs go until `today`. Whom to write to goes into a sheet for the coordinator alone.

    `least` is how many must stand behind an answer.
    """
    pairs = published(place, cohort)
    began = first_days(place, cohort, pairs)
    told = followed(cohort, began, today)
    notes = watched(cohort, began, today)
    with (place.folder / "notes.csv").open("w", encoding="utf-8", newline="") as file:
        csv.writer(file).writerows([("mentor_id", "mentee_id", "note"), *((*note.pair, note.words) for note in notes)])
    curve = time_to_lapse(told)
    median = curve.median() if curve else None
    return {
        "programme": cohort.programme.id,
        "until": today.isoformat(),
        "pairs": len(pairs),
        "formed_late": sum(day > cohort.wave_of(pair).starts_on for pair, day in began.items()),
        "planned": sum(each.planned for each in told),
        "held": sum(each.held for each in told),
        "complete": sum(each.held >= COMPLETE for each in told),
        "lapsed": sum(each.has_lapsed for each in told),
        "median_days_to_lapse": median.value if median else None,
        "notes": len(notes),
        "needs_attention": len(standing(cohort, fit(cohort), pairs, today)),
        "themes": [asdict(each) for each in themes(cohort.programme.toolkit, pairs, cohort.meetings, today)],
        "completions": [
            asdict(each)
            for each in closing.completions(cohort, pairs, today)
            if cohort.programme.wave(each.wave).ends_on < today
        ],
        "answers": [asdict(each) for each in closing.answers(cohort, pairs, least)],
        "events": gathered(cohort, today),
        "recognition": closing.recognition(cohort, least),
        "changes": [asdict(each) for each in changes(cohort)],
        "not_compared": asdict(not_compared(cohort)),
        "doses": {name: [asdict(each) for each in bands] for name, bands in doses(cohort, least).items()},
    }


def in_words(told: Json, least: int) -> Iterator[str]:
    """The same for a terminal; shares of fewer than twenty are not told."""
    if not told["pairs"]:
        yield f"{told['programme']}: no match is published yet. `cop mentoring match {told['programme']}` drafts one."
        return
    sessions = f"{told['held']} of {told['planned']} sessions held"
    yield f"{told['programme']} until {told['until']}: {told['pairs']} pairs, {sessions}."
    if told["formed_late"] == 1:
        yield "1 was formed after its wave began and is followed from its own first day."
    elif told["formed_late"]:
        yield f"{told['formed_late']} were formed after their wave began and are followed from their own first days."
    done = f"{told['complete']} of {told['pairs']} pairs held {COMPLETE} sessions or more"
    yield f"{done}; {told['lapsed']} lapsed (six weeks without one)."
    median = told["median_days_to_lapse"]
    yield (
        "Half of the pairs have not lapsed yet."
        if median is None
        else f"Half of the pairs lapsed within {median:.0f} days."
    )
    yield f"{told['notes']} notes for pairs and the coordinator alone: notes.csv"
    if told["needs_attention"]:
        count = told["needs_attention"]
        yield f"published pairs that no longer keep every rule: {count} (notes.csv says which and why)"
    for each in told["themes"] if len(told["themes"]) > 1 else []:
        about = each["name"] or "none of the toolkit's themes"
        yield f"  about {about}: {each['sessions']} sessions of {each['pairs']} pairs"
    yield from gathered_in_words(told["events"])
    yield from closing.in_words(told, least)
    for form, count in told["recognition"].items():
        if count is not None:
            yield f"  wished for as recognition: {form}, {count} mentors"
    few = [each for each in told["changes"] if each["share"] is None]
    shown = [each for each in told["changes"] if each["share"] is not None]
    for (competence, comparison), three in groupby(shown, lambda each: (each["competence"], each["comparison"])):
        ways = list(three)
        words = ", ".join(
            f"{each['people']} {each['change']} ({each['share']['lower']:.0%} to {each['share']['upper']:.0%})"
            for each in ways
        )
        of, missing = ways[0]["of"], ways[0]["missing"]
        yield f"  {competence} {comparison}, of {of}: {words}; {missing} told one level only"
    if few:
        count = len({each["competence"] for each in few})
        yield f"  {count} competences: too few to tell, fewer than {MIN_PAIRS} told both levels."
    apart = told["not_compared"]
    if apart["of_another_framework"]:
        yield f"  {apart['of_another_framework']} levels are of another framework than the programme's: compared with none."
    if apart["of_two_sources"]:
        yield f"  before of one's own word and after of a task, or the other way: {apart['of_two_sources']}, not compared."
    if told["completions"]:
        yield from _doses_in_words(told["doses"])


def _doses_in_words(told: Json) -> Iterator[str]:
    """Of each competence its bands of sessions, where there are any, with their caution."""
    for competence, bands in told.items():
        if bands:
            words = ", ".join(f"{each['up']} of {each['of']} up with {each['sessions']}" for each in bands)
            yield f"  {competence} by sessions held: {words}"
    if told:
        yield f"  {CAUTION}" if any(told.values()) else "  by sessions held: too few went up, or did not, in any band"

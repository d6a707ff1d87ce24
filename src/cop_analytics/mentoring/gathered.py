"""The events of a programme as its coordinator hears of them: what was, what comes next, and what is still to be planned."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import Any

from cop_analytics.inputs.closings import AT_CLOSING
from cop_analytics.inputs.gatherings import CLOSING
from cop_analytics.inputs.mentoring import Cohort

Json = dict[str, Any]


def gathered(cohort: Cohort, today: date) -> Json:
    """How many events are over, the next of them or None, and whether mentors wish to be named at one nobody planned."""
    told = cohort.gatherings
    ahead = next((each for each in told if each.held_on >= today), None)
    wished = any(form == AT_CLOSING for _, form in cohort.recognition)
    return {
        "over": sum(each.held_on < today for each in told),
        "of": len(told),
        "next": ahead and {"day": ahead.held_on.isoformat(), "kind": ahead.kind, "audience": ahead.audience},
        "closing_to_plan": bool(told) and wished and not any(each.kind == CLOSING for each in told),
    }


def in_words(told: Json) -> Iterator[str]:
    """The same for a terminal; nothing where the sheet has no events."""
    if told["of"]:
        ahead = told["next"]
        words = f"the next is on {ahead['day']}: {ahead['kind']}, for {ahead['audience']}" if ahead else "none is ahead"
        yield f"  events: {told['over']} of {told['of']} are over; {words}"
    if told["closing_to_plan"]:
        yield f"  mentors wish to be {AT_CLOSING}, and none is planned"

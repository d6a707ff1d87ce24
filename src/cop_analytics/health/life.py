"""The life of a health check: what may be done in which state, what comes next, and from which day a sponsor may look."""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, timedelta

from cop_analytics.health.perspectives import MEMBERS, PERSPECTIVES
from cop_analytics.health.voices import CLOSED, FROZEN, INVITED, Check

CORE_DAYS = 5
LEAST_AGE = timedelta(days=90)
LEAST_BETWEEN = timedelta(days=182)
SATURDAY = 5

CORE, SPONSOR = "core", "sponsor"
READERS = (CORE, SPONSOR)
AUDIENCE_OF = {CORE: "community", SPONSOR: "sponsor"}

NEXT = {
    INVITED: "Each perspective says what matters to it: cop check relevance",
    "relevance": "Members, sponsors and the team answer: cop check answers",
    "answers": "When all who will answer have: cop check freeze",
    FROZEN: "The core group reads the pack first: cop check show --to core",
    "held": "Bring the record of the conversation: cop check record",
    "recorded": "With its decisions and a next look it can be closed: cop check close",
    "revised": "With its decisions and a next look it can be closed: cop check close",
    CLOSED: "The next nightly run publishes it.",
}


def what_comes_next(state: str, community_id: str, period: str) -> str:
    """What follows on a state, its command written out."""
    return re.sub(r"cop check (\w+)", rf"cop check \1 {community_id} {period}", NEXT[state])


@dataclass(frozen=True)
class Refused:
    """Why a step may not be taken now, and what comes first."""

    problem: str
    cure: str


def working_days_after(day: date, count: int) -> date:
    """The day `count` working days (Monday to Friday) after `day`; public holidays are working days here."""
    while count:
        day += timedelta(days=1)
        count -= day.weekday() < SATURDAY
    return day


def sponsor_may_look_on(shown_to_core_on: date) -> date:
    """The first day on which the sponsor may see the pack: the core group had five working days before."""
    return working_days_after(shown_to_core_on, CORE_DAYS)


def refuse_opening(launched_on: date | None, earlier: Collection[Check], today: date) -> Refused | None:
    """A check is opened at most every six months, the first not before three months after launch, one at a time."""
    if any(check.state != CLOSED for check in earlier):
        return Refused("an earlier check of this community is not closed", "Close it first: cop check status.")
    if launched_on is not None and today < launched_on + LEAST_AGE:
        first = launched_on + LEAST_AGE
        return Refused(f"the community was launched on {launched_on}", f"A first look is worth it from {first} on.")
    last = max((check.opened_on for check in earlier), default=None)
    if last is not None and today < last + LEAST_BETWEEN:
        return Refused(
            f"the last check was opened on {last}", f"Wait until {last + LEAST_BETWEEN}: once in six months."
        )
    return None


def perspectives_without_choice(check: Check) -> list[str]:
    """Who has not said yet what matters to them."""
    heard = {choice.perspective for choice in check.relevance}
    return [perspective for perspective in PERSPECTIVES if perspective not in heard]


def refuse_relevance(check: Check) -> Refused | None:
    """What matters is said before anybody can have seen a value."""
    if check.state in (INVITED, "relevance"):
        return None
    return Refused(f"the check is {check.state}: choices are made before answers", "What was chosen stays chosen.")


def refuse_answers(check: Check) -> Refused | None:
    """Answers follow relevance, and end with the pack."""
    if check.state in ("relevance", "answers"):
        return None
    if check.state == INVITED:
        waiting = ", ".join(perspectives_without_choice(check))
        return Refused(f"what matters has not been said yet by: {waiting}", "First: cop check relevance.")
    return Refused(f"the check is {check.state}: its pack is frozen", "What comes later is for the conversation.")


def refuse_freezing(check: Check) -> Refused | None:
    """A pack is frozen once, with members' answers in it."""
    if check.state in (INVITED, "relevance"):
        return Refused(f"the check is {check.state}: no {MEMBERS}' answers are in", f"{NEXT[check.state]}.")
    if check.state != "answers":
        return Refused("its pack is frozen, and a frozen pack never changes", "The next check has a pack of its own.")
    return None


def refuse_showing(check: Check, reader: str, today: date) -> Refused | None:
    """The core group sees the pack before the sponsor, by five working days."""
    if check.frozen_on is None:
        return Refused("there is no pack yet", f"{NEXT[check.state]}.")
    if reader == CORE:
        return None
    if check.shown_to_core_on is None:
        return Refused("the core group has not seen the pack yet", "First: cop check show --to core.")
    first = sponsor_may_look_on(check.shown_to_core_on)
    if today < first:
        told = f"the core group has had it since {check.shown_to_core_on} and may annotate it"
        return Refused(told, f"The sponsor may see it from {first} on.")
    return None


def refuse_recording(check: Check) -> Refused | None:
    """A record is of a conversation over a pack that was shown."""
    if check.state == CLOSED:
        return Refused("the check is closed", "What came to mind later belongs to the next one.")
    if check.frozen_on is None or check.shown_to_core_on is None:
        return Refused("no pack was shown, so no conversation was held over it", f"{NEXT[check.state]}.")
    return None


def refuse_closing(check: Check, next_look_on: date | None) -> Refused | None:
    """Closing needs a record, decisions and a next look."""
    if check.state == CLOSED:
        return Refused(f"it was closed on {check.closed_on}", "Nothing is left to do.")
    if check.state not in ("recorded", "revised"):
        return Refused(f"the check is {check.state}: there is no record yet", f"{NEXT[check.state]}.")
    if not check.decisions:
        return Refused("the record holds no decision", "Write a [[decision]] into the record: cop check record.")
    if next_look_on is None:
        return Refused("nobody said when to look again", "Add --next-look 2026-09-01, or next_look_on to the record.")
    return None

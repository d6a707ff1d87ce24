"""What three perspectives make of one dimension: where they meet, differ, or cannot see; and the question to open with.

A pattern chooses a prompt and grades nothing. It rests on what may be shown alone: on members' answers from five on and not
where nearly all say the same, on statements released.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from cop_analytics.health import agreement
from cop_analytics.health.dimensions import DIMENSIONS
from cop_analytics.health.perspectives import ANSWERS, CANNOT_SEE, MEMBERS, PERSPECTIVES, SIGNING, SPONSOR, TEAM
from cop_analytics.health.presentation import COLLAPSED, FIVE_CLASSES, collapsed, shown
from cop_analytics.health.voices import Check, Relevance, Statement

FEWEST = 5
FAR_APART = 2
CLASSES = {**dict(zip(ANSWERS, (0, 0, 1, 2, 2), strict=True)), **{name: n for n, name in enumerate(COLLAPSED)}}

SHARED_STRENGTH, SHARED_CONCERN = "shared strength", "shared concern"
SEEN_DIFFERENTLY, TWO_CAMPS, BLIND_SPOT = "seen differently", "two camps", "blind spot"
TO_SOME, NOT_NOW = "matters to some only", "not our concern now"
PATTERNS = (SEEN_DIFFERENTLY, TWO_CAMPS, BLIND_SPOT, TO_SOME, SHARED_CONCERN, SHARED_STRENGTH, NOT_NOW)
"""In the order of the conversation: where voices differ comes first."""

PROMPTS = {
    SEEN_DIFFERENTLY: "What does each of you see that the other can't?",
    TWO_CAMPS: "Which two experiences of this community are these?",
    SHARED_CONCERN: "Is it ours to fix, the sponsor's, or nobody's?",
    BLIND_SPOT: "Who would know? Invite them.",
    SHARED_STRENGTH: "What keeps it so, and what would break it?",
    TO_SOME: "Whose criterion is this, and should we care?",
    NOT_NOW: "What would make it matter?",
}


@dataclass(frozen=True)
class Finding:
    """A pattern on one dimension, in a sentence. `member_count`: members it rests on, None where it rests on none."""

    dimension_id: str
    pattern: str
    sentence: str
    member_count: int | None = None

    @property
    def prompt(self) -> str:
        return PROMPTS[self.pattern]


@dataclass(frozen=True)
class Heard:
    """What was said about one dimension. `scale` counts members by class: five, or three below ten answers."""

    dimension_id: str
    scale: tuple[int, ...]
    member_count: int
    cannot_see: int
    asked: int
    statements: tuple[Statement, ...]
    relevance: Mapping[str, str]


def of(check: Check) -> list[Finding]:
    """The findings of a check, dimension by dimension; of its statements those released to be published count."""
    return [finding for each in DIMENSIONS for finding in _of_a_dimension(_heard(check, each.id))]


def _heard(check: Check, dimension_id: str) -> Heard:
    counts = {answer: count for (dimension, answer), count in check.answers.items() if dimension == dimension_id}
    told = shown(counts)
    by_class = {answer: counts.get(answer, 0) for answer in ANSWERS}
    scale: tuple[int, ...] = ()
    if told.counts:
        is_full = told.respondent_count >= FIVE_CLASSES
        scale = tuple(by_class.values()) if is_full else tuple(collapsed(by_class).values())
    released = [each for each in check.statements if "published" in each.released_to]
    return Heard(
        dimension_id,
        scale,
        sum(scale),
        told.cannot_see,
        sum(counts.values()),
        tuple(each for each in released if each.dimension_id == dimension_id),
        _chosen([each for each in check.relevance if each.dimension_id == dimension_id]),
    )


def _chosen(relevance: Sequence[Relevance]) -> dict[str, str]:
    """What each perspective chose: `now` where at least as many want it as anything else; members from five on."""
    chosen = {}
    for perspective in PERSPECTIVES:
        counts = {each.choice: each.voice_count for each in relevance if each.perspective == perspective}
        if sum(counts.values()) >= (FEWEST if perspective == MEMBERS else 1):
            most = max(counts.values())
            chosen[perspective] = next(
                choice for choice in ("now", "later", "not for us") if counts.get(choice) == most
            )
    return chosen


def _of_a_dimension(heard: Heard) -> list[Finding]:
    found = [
        _seen_differently(heard),
        _two_camps(heard),
        *_blind_spots(heard),
        _matters_to_some(heard),
        _shared(heard, SHARED_CONCERN, low=True),
        _shared(heard, SHARED_STRENGTH, low=False),
        _not_now(heard),
    ]
    told = [finding for finding in found if finding is not None]
    is_apart = bool({SEEN_DIFFERENTLY, TWO_CAMPS} & {finding.pattern for finding in told})
    return [each for each in told if not (is_apart and each.pattern in (SHARED_STRENGTH, SHARED_CONCERN))]


def _seen_differently(heard: Heard) -> Finding | None:
    told = [sentence for each in heard.statements if (sentence := _against(heard, each))]
    rests_on_members = bool(told)
    said = {who: [each for each in heard.statements if each.perspective == who] for who in SIGNING}
    for first in said[SPONSOR]:
        for second in said[TEAM]:
            if _distance(first.answer, second.answer) >= FAR_APART:
                told.append(f"{first.role_name} says “{first.answer}”, {second.role_name} “{second.answer}”.")
    if not told:
        return None
    counted = heard.member_count if rests_on_members else None
    return Finding(heard.dimension_id, SEEN_DIFFERENTLY, " ".join(told), counted)


def _against(heard: Heard, statement: Statement) -> str | None:
    """Whether members see it lower or higher than a signed statement; None where there is no clear difference.

    Below ten answers the comparison is between three classes, for it must tell no more than what is shown.
    """
    if not heard.scale or statement.answer not in ANSWERS:
        return None
    is_full = len(heard.scale) == len(ANSWERS)
    place = ANSWERS.index(statement.answer) if is_full else CLASSES[statement.answer]
    words = {"lower": sum(heard.scale[:place]), "higher": sum(heard.scale[place + 1 :])}
    for word, count in words.items():
        if agreement.is_most(count, heard.member_count):
            return f"Members see it {word} than {statement.role_name}, who says “{statement.answer}”."
    return None


def _distance(first: str, second: str) -> int:
    """How many classes apart two answers on the scale are; none where one is not on it."""
    if first not in ANSWERS or second not in ANSWERS:
        return 0
    return abs(ANSWERS.index(first) - ANSWERS.index(second))


def _two_camps(heard: Heard) -> Finding | None:
    if len(heard.scale) != len(ANSWERS) or agreement.spread_word(heard.scale) != agreement.TWO_CAMPS:
        return None
    low, high = sum(heard.scale[:2]), sum(heard.scale[-2:])
    words = f"{low} members say “not at all” or “a little”, {high} say “largely” or “fully”."
    return Finding(heard.dimension_id, TWO_CAMPS, words, heard.member_count)


def _blind_spots(heard: Heard) -> list[Finding]:
    """Who cannot see it: members where at least half of those asked, and five, say so; a signing role that says so."""
    told = []
    counted = None
    if heard.cannot_see >= FEWEST and 2 * heard.cannot_see >= heard.asked:
        told.append("At least half of the members who answered can't see it from where they stand.")
        counted = heard.cannot_see
    for who in SIGNING:
        own = [each for each in heard.statements if each.perspective == who]
        blind = [each.role_name for each in own if each.answer == CANNOT_SEE]
        if own and 2 * len(blind) >= len(own):
            told.append(f"{' and '.join(blind)} can't see it.")
    return [Finding(heard.dimension_id, BLIND_SPOT, " ".join(told), counted)] if told else []


def _matters_to_some(heard: Heard) -> Finding | None:
    now = [who for who, choice in heard.relevance.items() if choice == "now"]
    others = [f"{who}: {choice}" for who, choice in heard.relevance.items() if choice != "now"]
    if not now or not others:
        return None
    words = f"It matters now to: {', '.join(now)}. It was put otherwise by {'; '.join(others)}."
    return Finding(heard.dimension_id, TO_SOME, words, _choosers(heard))


def _not_now(heard: Heard) -> Finding | None:
    if not heard.relevance or "now" in heard.relevance.values():
        return None
    return Finding(heard.dimension_id, NOT_NOW, "Nobody who chose wants to talk about it now.", _choosers(heard))


def _choosers(heard: Heard) -> int | None:
    """At least five where members chose: fewer are not heard."""
    return FEWEST if MEMBERS in heard.relevance else None


def _shared(heard: Heard, pattern: str, *, low: bool) -> Finding | None:
    """Where at least two perspectives can be heard and all see it at the same end of the scale."""
    ends = ANSWERS[:2] if low else ANSWERS[-2:]
    spoken = [each for each in heard.statements if each.answer in ANSWERS]
    perspectives = {each.perspective for each in spoken} | ({MEMBERS} if heard.scale else set())
    if len(perspectives) < 2 or any(each.answer not in ends for each in spoken):
        return None
    if heard.scale and not _lies_at(heard.scale, low=low):
        return None
    named = ", ".join(who for who in PERSPECTIVES if who in perspectives)
    words = f"Heard alike from: {named}. All at the {'lower' if low else 'upper'} end of the scale."
    return Finding(heard.dimension_id, pattern, words, heard.member_count if heard.scale else None)


def _lies_at(scale: Sequence[int], *, low: bool) -> bool:
    """Whether more than half of the members would be at one end of the scale."""
    width = 2 if len(scale) == len(ANSWERS) else 1
    return agreement.is_most(sum(scale[:width]) if low else sum(scale[-width:]), sum(scale))

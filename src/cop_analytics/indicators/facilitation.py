"""How much of the talk the declared leaders and the social learning team carry: V-17."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cop_analytics.estimators import wilson
from cop_analytics.indicators.evidence import Evidence, Part, in_thirds, persons_behind, told, too_few

MIN_THREADS = 20
MIN_FACILITATORS = 5
METHOD = "Wilson 95 %"


def facilitation(evidence: Evidence) -> list[Part]:
    """V-17: shares of threads facilitators started, of first replies they gave, of answered threads without them.

    With fewer than five facilitators at work a share is told in thirds, because it would show persons. Not applicable
    where no facilitator is declared: the share would be of nobody.
    """
    starters = [thread.member_id for thread in evidence.threads]
    repliers = [
        evidence.first_replies[thread.thread_id][1]
        for thread in evidence.threads
        if thread.thread_id in evidence.first_replies
    ]
    return [
        _share_of("threads_started", starters, evidence),
        _share_of("first_replies", repliers, evidence),
        _self_sustaining(evidence),
    ]


def _share_of(part: str, people: Sequence[str | None], evidence: Evidence) -> Part:
    """Of what `people` did, one entry a deed, the share that facilitators did."""
    theirs = [person for person in people if person in evidence.facilitators]
    return _part(part, theirs, people, evidence, at_work=theirs)


def _self_sustaining(evidence: Evidence) -> Part:
    """Of threads with two replies or more, the share none of whose replies is by a facilitator."""
    voices: dict[str, list[str]] = {}
    for reply in evidence.replies:
        voices.setdefault(reply.thread_id, []).append(reply.from_member_id)
    answered = [thread for thread in evidence.threads if len(voices.get(thread.thread_id, ())) >= 2]
    helping = {thread.thread_id: set(voices[thread.thread_id]) & set(evidence.facilitators) for thread in answered}
    sustained = [thread.member_id for thread in answered if not helping[thread.thread_id]]
    at_work = set[str]().union(*helping.values())
    return _part("self_sustaining", sustained, [thread.member_id for thread in answered], evidence, at_work=at_work)


def _part(
    part: str,
    counted: Sequence[str | None],
    people: Sequence[str | None],
    evidence: Evidence,
    *,
    at_work: Iterable[str | None],
) -> Part:
    """Of `people` the share `counted`; a band hides those counted, so only all of them together stand behind it."""
    total = len(people)
    if total < MIN_THREADS:
        return too_few(part, METHOD, total, persons_behind(people, counted))
    if not evidence.facilitators:
        return Part(part, "not_applicable", None, METHOD, total, persons_behind(people))
    if len(set(at_work)) < MIN_FACILITATORS:
        return Part(part, "shown", None, "band", total, persons_behind(people), in_thirds(len(counted) / total))
    return told(part, wilson(len(counted), total), METHOD, total, persons_behind(people, counted))

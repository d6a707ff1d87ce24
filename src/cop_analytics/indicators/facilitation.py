"""How much of the talk the declared leaders and the social learning team carry: V-17."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from cop_analytics.estimators import wilson
from cop_analytics.indicators.evidence import Evidence, Part, in_thirds, persons_behind, too_few

MIN_THREADS = 20
MIN_FACILITATORS = 5
METHOD = "Wilson 95 %"
PARTS = ("threads_started", "first_replies", "self_sustaining")


def facilitation(evidence: Evidence) -> list[Part]:
    """V-17: shares of threads facilitators started, of first replies they gave, of answered threads without them.

    With fewer than five facilitators at work the first two are told in thirds: they would show persons.
    """
    threads = evidence.threads
    firsts = {
        t.thread_id: evidence.first_replies[t.thread_id][1] for t in threads if t.thread_id in evidence.first_replies
    }
    voices: dict[str, list[str]] = {}
    for reply in evidence.replies:
        voices.setdefault(reply.thread_id, []).append(reply.from_member_id)
    answered = [thread for thread in threads if len(voices.get(thread.thread_id, ())) >= 2]
    sustained = [t for t in answered if not set(voices[t.thread_id]) & set(evidence.facilitators)]
    started = [thread.member_id for thread in threads if thread.member_id in evidence.facilitators]
    given = [member for member in firsts.values() if member in evidence.facilitators]
    return [
        _share("threads_started", started, len(threads), evidence, (thread.member_id for thread in threads)),
        _share("first_replies", given, len(firsts), evidence, firsts.values()),
        _part("self_sustaining", len(sustained), len(answered), persons_behind(t.member_id for t in answered)),
    ]


def _share(
    part: str, by_facilitators: Sequence[str | None], total: int, evidence: Evidence, everyone: Iterable[str | None]
) -> Part:
    people = persons_behind(everyone)
    if total >= MIN_THREADS and len(set(by_facilitators)) < MIN_FACILITATORS:
        return Part(part, "shown", None, "band", total, people, in_thirds(len(by_facilitators) / total))
    return _part(part, len(by_facilitators), total, min(people, persons_behind(by_facilitators) or people))


def _part(part: str, count: int, total: int, persons: int) -> Part:
    if total < MIN_THREADS:
        return too_few(part, METHOD, total, persons)
    return Part(part, "shown", wilson(count, total), METHOD, total, persons)

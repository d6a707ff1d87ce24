"""What practice leaves behind: documents made by several, linked, re-used: V-20."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping

from scipy import stats

from cop_analytics.estimators import Estimate, wilson
from cop_analytics.indicators.evidence import Evidence, Part, persons_behind, too_few

DOCUMENT = "document"
REUSED = frozenset({"used this", "used-this", "used_this", "usedthis"})
MIN_DOCUMENTS, MIN_THREADS, MIN_EDITORS, MIN_UNITS = 10, 20, 2, 2
SHARE = "Wilson 95 %"
COUNT = "exact Poisson 95 % (Garwood)"
PARTS = (("edited_across_units", SHARE), ("linking_threads", SHARE), ("reuse", COUNT))


def artefacts(evidence: Evidence) -> list[Part]:
    """V-20: of documents written or revised in the window, the share edited by two people of two units.

    And of the threads begun in it, the share that links to a document of the community, and how many say "used this".
    """
    editors = editors_of(evidence)
    begun = [(thread.thread_id, thread.member_id) for thread in evidence.threads]
    return [_across_units(editors, evidence), _linking(begun, evidence), _reuse(begun, evidence)]


def editors_of(evidence: Evidence) -> Mapping[str, set[str]]:
    """Who wrote or revised each document touched in the window, whenever they did."""
    documents = {each.contribution_id: each for each in evidence.all_contributions if each.kind == DOCUMENT}
    editors: dict[str, set[str]] = defaultdict(set)
    touched = {name for name, each in documents.items() if each.contributed_at in evidence.window}
    for edit in evidence.edits:
        if edit.contribution_id in documents:
            if edit.member_id is not None:
                editors[edit.contribution_id].add(edit.member_id)
            if edit.revised_at in evidence.window:
                touched.add(edit.contribution_id)
    return {name: editors[name] | {documents[name].member_id} for name in sorted(touched)}


def _across_units(editors: Mapping[str, set[str]], evidence: Evidence) -> Part:
    everybody = set[str]().union(*editors.values())
    units = {person: found.unit for person, found in evidence.attributes.items()}
    shared = {
        name: who
        for name, who in editors.items()
        if len(who) >= MIN_EDITORS and len({units.get(person, "") for person in who} - {""}) >= MIN_UNITS
    }
    persons = persons_behind(everybody, set[str]().union(*shared.values()))
    if len(editors) < MIN_DOCUMENTS:
        return too_few("edited_across_units", SHARE, len(editors), persons)
    return Part("edited_across_units", "shown", wilson(len(shared), len(editors)), SHARE, len(editors), persons)


def _linking(begun: list[tuple[str, str | None]], evidence: Evidence) -> Part:
    documents = {each.contribution_id for each in evidence.all_contributions if each.kind == DOCUMENT}
    thread_of = {each.contribution_id: each.thread_id for each in evidence.all_contributions}
    links = {thread_of.get(source) for source, target in evidence.links if target in documents}
    linking = [(thread, who) for thread, who in begun if thread in links]
    persons = persons_behind((who for _, who in begun), (who for _, who in linking))
    if len(begun) < MIN_THREADS:
        return too_few("linking_threads", SHARE, len(begun), persons)
    return Part("linking_threads", "shown", wilson(len(linking), len(begun)), SHARE, len(begun), persons)


def _reuse(begun: list[tuple[str, str | None]], evidence: Evidence) -> Part:
    used = [who for thread, who in begun if evidence.tags.get(thread, frozenset()) & REUSED]
    persons = persons_behind((who for _, who in begun), used)
    if len(begun) < MIN_THREADS:
        return too_few("reuse", COUNT, len(begun), persons)
    return Part("reuse", "shown", counted(len(used)), COUNT, len(begun), persons)


def counted(events: int, level: float = 0.95) -> Estimate:
    """A count with Garwood's exact interval for the mean of a Poisson distribution. Garwood (1936), Biometrika 28:437."""
    tail = (1 - level) / 2
    lower = float(stats.chi2.ppf(tail, 2 * events) / 2) if events else 0.0
    return Estimate(float(events), lower, float(stats.chi2.ppf(1 - tail, 2 * events + 2) / 2))

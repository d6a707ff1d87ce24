"""Stories, what shows them and what was decided about leads, as rows of the tables `inputs.*`.

The mark of a teller goes no further than a number: how many tellers stand behind a sum can be counted, who they are cannot.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

import pyarrow as pa

from cop_analytics.inputs.lead_decisions import LeadDecision
from cop_analytics.inputs.metrics import Metric
from cop_analytics.value import coding, stories
from cop_analytics.value.cycles import CYCLES
from cop_analytics.value.stories import Story

TEXT, DAY, COUNT, NUMBER, YES = pa.string(), pa.date32(), pa.int64(), pa.float64(), pa.bool_()
TEXTS = pa.list_(TEXT)
STORY: dict[str, pa.DataType] = {"story_id": TEXT}

Table = tuple[str, dict[str, pa.DataType], Sequence[tuple[object, ...]]]


def of(told: Sequence[Story], metrics: Sequence[Metric], decisions: Sequence[LeadDecision]) -> Iterator[Table]:
    """Each table: its name, its columns, its rows."""
    dimensions = [(cycle.name, place, cycle.dimensions) for place, cycle in enumerate(CYCLES, start=1)]
    yield "inputs.cycles", {"cycle": TEXT, "position": COUNT, "dimensions": TEXTS}, dimensions
    yield _stories(told)
    yield from _parts(told)
    yield _claims(told)
    yield _agreements(told)
    columns: dict[str, pa.DataType] = {"metric_id": TEXT, "community_id": TEXT, "period": TEXT, "cycle": TEXT}
    columns |= {"value": NUMBER, "unit": TEXT, "source": TEXT, "owner_role": TEXT}
    rows: list[tuple[object, ...]] = [
        (m.metric_id, m.community_id, m.period, m.cycle, m.value, m.unit, m.source, m.owner_role) for m in metrics
    ]
    yield "inputs.metrics", columns, rows
    columns = {"thread_id": TEXT, "decision": TEXT, "decided_on": DAY, "because": TEXT}
    rows = [(d.thread_id, d.decision, d.decided_on, d.because or None) for d in decisions]
    yield "inputs.lead_decisions", columns, rows


def _stories(told: Sequence[Story]) -> Table:
    tellers = {mark: number for number, mark in enumerate(sorted({story.teller for story in told}), start=1)}
    columns: dict[str, pa.DataType] = {
        **STORY,
        **{"community_id": TEXT, "period": TEXT, "title": TEXT, "kind": TEXT, "valence": TEXT, "context": TEXT},
        **{"state": TEXT, "told_by": TEXT, "cycles": TEXTS, "counterfactual": TEXT, "is_corroborated": YES},
        **{"has_closed_loop": YES, "channels": TEXTS, "expires_on": DAY, "collected_on": DAY, "withdrawn_on": DAY},
        **{"teller_number": COUNT, "teller_count": COUNT},
    }
    rows = [
        (
            *(s.id, s.community_id, s.period, s.title, s.kind, s.valence, s.context, s.state),
            s.told_by if s.consent.shown_as == stories.ROLE_ONLY else None,
            *(s.cycles, s.counterfactual or None, bool(s.corroborated_by), s.has_closed_loop, s.consent.channels),
            *(s.consent.expires_on, s.collected_on, s.withdrawn_on, tellers[s.teller], s.teller_count),
        )
        for s in told
    ]
    return "inputs.stories", columns, rows


def _parts(told: Sequence[Story]) -> Iterator[Table]:
    columns: dict[str, pa.DataType] = {**STORY, "position": COUNT, "cycle": TEXT, "narrative": TEXT}
    columns |= {"told_when": TEXT, "told_where": TEXT, "certainty": TEXT, "evidence": TEXTS}
    rows: list[tuple[object, ...]] = [
        (s.id, place, t.cycle, t.narrative, t.told_when or None, t.told_where or None, t.certainty, t.evidence)
        for s in told
        for place, t in enumerate(s.steps, start=1)
    ]
    yield "inputs.story_steps", columns, rows
    columns = {**STORY, "from_position": COUNT, "to_position": COUNT, "kind": TEXT, "artefact": TEXT, "dated_on": DAY}
    rows = [(s.id, f.source, f.target, f.kind, f.artefact or None, f.dated_on) for s in told for f in s.flows]
    yield "inputs.story_flows", columns, rows
    columns = {**STORY, "cycle": TEXT, "indicator_id": TEXT, "metric_id": TEXT, "relation": TEXT}
    rows = [(s.id, e.cycle, e.indicator_id or None, e.metric_id or None, e.relation) for s in told for e in s.effects]
    yield "inputs.story_effects", columns, rows
    rows = [(s.id, f.name, f.share) for s in told for f in s.factors]
    yield "inputs.story_factors", {**STORY, "factor": TEXT, "share": NUMBER}, rows


def _claims(told: Sequence[Story]) -> Table:
    columns: dict[str, pa.DataType] = {
        **STORY,
        **{"claim_type": TEXT, "in_words": TEXT, "cashable": TEXT, "gross_low": NUMBER, "gross_likely": NUMBER},
        **{"gross_high": NUMBER, "currency": TEXT, "price_year": COUNT, "starts_on": DAY, "ends_on": DAY},
        **{"attribution_low": NUMBER, "attribution_likely": NUMBER, "confidence": NUMBER, "attribution_method": TEXT},
        **{"evidence_level": TEXT, "double_count_group": TEXT, "costs": NUMBER, "are_costs_fully_loaded": YES},
        **{"adjusted_low": NUMBER, "adjusted_likely": NUMBER, "reviewer_role": TEXT, "reviewed_on": DAY},
    }
    rows = [
        (
            *(s.id, c.type, c.in_words, c.cashable, c.gross_low, c.gross_likely, c.gross_high),
            *(c.currency or None, c.price_year, c.starts_on, c.ends_on),
            *(c.attribution_low, c.attribution_likely, c.confidence, c.method, c.level),
            *(c.double_count_group or None, c.costs, c.are_costs_fully_loaded),
            *(c.adjusted_low, c.adjusted_likely, c.reviewer or None, c.reviewed_on),
        )
        for s, c in ((story, story.claim) for story in told)
        if c is not None
    ]
    return "inputs.claims", columns, rows


def _agreements(told: Sequence[Story]) -> Table:
    columns: dict[str, pa.DataType] = {"cycle": TEXT, "story_count": COUNT, "coder_count": COUNT}
    columns |= {"alpha": NUMBER, "reliability": TEXT}
    found = coding.agreement(told)
    return (
        "inputs.coding_agreement",
        columns,
        [(a.cycle, a.story_count, a.coder_count, a.alpha, a.words) for a in found],
    )

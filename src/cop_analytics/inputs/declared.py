"""What people declare of communities beside the registry: objectives, sponsorships, launch, stories; as rows of tables."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa

from cop_analytics.errors import Fault
from cop_analytics.inputs import lead_decisions, lifecycles, metrics, objectives, stories, story_tables
from cop_analytics.inputs.lead_decisions import LeadDecision
from cop_analytics.inputs.lifecycles import Consultation, LaunchStep, Sponsorship
from cop_analytics.inputs.metrics import Metric
from cop_analytics.inputs.registry import Community
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.story_tables import Table
from cop_analytics.value.stories import Story

TEXT, DAY = pa.string(), pa.date32()


@dataclass
class Declared:
    """The good rows of each file, the faults of the others, and those others."""

    objectives: objectives.Read = field(default_factory=objectives.Read)
    sponsorships: Sequence[Sponsorship] = ()
    launch_steps: Sequence[LaunchStep] = ()
    consultations: Sequence[Consultation] = ()
    stories: Sequence[Story] = ()
    metrics: Sequence[Metric] = ()
    lead_decisions: Sequence[LeadDecision] = ()
    faults: Sequence[Fault] = ()
    leftovers: Sequence[Leftover] = ()


def read(folder: Path, communities: Collection[str]) -> Declared:
    """Everything declared below `folder`."""
    aims = objectives.read(folder, communities)
    sponsorships = lifecycles.read_sponsorships(folder, communities)
    steps = lifecycles.read_launch_steps(folder, communities)
    asked = lifecycles.read_consultations(folder, communities)
    measured = metrics.read(folder, communities)
    told = stories.read(folder, communities, {row.metric_id for row in measured.rows})
    decided = lead_decisions.read(folder)
    sheets = (sponsorships, steps, asked, measured, decided)
    return Declared(
        aims,
        sponsorships.rows,
        steps.rows,
        asked.rows,
        told.stories,
        measured.rows,
        decided.rows,
        [*aims.faults, *told.faults, *(fault for sheet in sheets for fault in sheet.faults)],
        [leftover(sponsorships), leftover(steps), leftover(asked), leftover(measured), leftover(decided)],
    )


def tables(declared: Declared, communities: Sequence[Community]) -> Iterator[Table]:
    """Each table of what was declared: its name, its columns, its rows."""
    yield from _of_a_life(declared, communities)
    yield from _of_objectives(declared.objectives)
    yield from story_tables.of(declared.stories, declared.metrics, declared.lead_decisions)


def _of_a_life(declared: Declared, communities: Sequence[Community]) -> Iterator[Table]:
    columns = {"community_id": TEXT, "stage": TEXT, "declared_by": TEXT, "declared_on": DAY, "because": TEXT}
    told = [(c.id, c.stage, c.stage_by or None, c.stage_on, c.stage_because or None) for c in communities if c.stage]
    yield "inputs.stages", columns, told
    columns = {"community_id": TEXT, "step": TEXT, "started_on": DAY, "done_on": DAY, "evidence": TEXT}
    steps = [(s.community_id, s.step, s.started_on, s.done_on, s.evidence or None) for s in declared.launch_steps]
    yield "inputs.launch_steps", columns, steps
    columns = {
        "community_id": TEXT,
        "sponsor_role": TEXT,
        "form": TEXT,
        "commitment": TEXT,
        "started_on": DAY,
        "review_on": DAY,
        "state": TEXT,
    }
    held = [
        (s.community_id, s.sponsor_role, s.form, s.commitment or None, s.started_on, s.review_on, s.state)
        for s in declared.sponsorships
    ]
    yield "inputs.sponsorships", columns, held
    columns = {"community_id": TEXT, "dimension_id": TEXT, "side": TEXT, "consented_on": DAY, "until_on": DAY}
    asked = [(c.community_id, c.dimension_id, c.side, c.consented_on, c.until_on) for c in declared.consultations]
    yield "inputs.consultations", columns, asked


def _of_objectives(aims: objectives.Read) -> Iterator[Table]:
    key = {"objective_id": TEXT}
    columns = {**key, "community_id": TEXT, "objective": TEXT, "horizon": DAY, "origin": TEXT, "state": TEXT}
    rows: list[tuple[object, ...]] = [
        (o.id, o.community_id, o.text, o.horizon, o.origin, o.state) for o in aims.objectives
    ]
    yield "inputs.objectives", columns, rows
    columns = {**key, "kind": TEXT, "warrant": TEXT, "voiced_by": TEXT, "given_on": DAY, "until_on": DAY}
    rows = [(w.objective_id, w.kind, w.text, w.voiced_by, w.given_on, w.until_on) for w in aims.warrants]
    yield "inputs.warrants", columns, rows
    columns = {**key, "cycle": TEXT, "effect": TEXT, "story": TEXT, "by_when_on": DAY}
    rows = [(e.objective_id, e.cycle, e.effect, e.story or None, e.by_when) for e in aims.expectations]
    yield "inputs.expectations", columns, rows
    columns = {
        **key,
        "held_on": DAY,
        "parties": pa.list_(TEXT),
        "offers": TEXT,
        "asks": TEXT,
        "outcome": TEXT,
    }
    rows = [(n.objective_id, n.held_on, n.parties, n.offers, n.asks, n.outcome) for n in aims.negotiations]
    yield "inputs.negotiations", columns, rows

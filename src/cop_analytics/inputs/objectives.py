"""`objectives.toml`: what a community means to reach, who says so and why, what is expected of it, what was negotiated."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TypeVar

from cop_analytics.errors import Fault
from cop_analytics.health.lifecycle import (
    ADOPTED,
    CYCLES,
    OBJECTIVE_STATES,
    ORIGINS,
    WARRANTS,
    is_activity_target,
)
from cop_analytics.inputs import toml
from cop_analytics.inputs.conversation_records import text
from cop_analytics.inputs.toml import Block

T = TypeVar("T")

FILE = "objectives.toml"
KINDS = ("objective", "warrant", "expectation", "negotiation")
KEYS = {
    "objective": ("id", "community", "text", "horizon", "origin", "state", "decided_without"),
    "warrant": ("objective", "kind", "text", "voiced_by", "on", "until"),
    "expectation": ("objective", "cycle", "effect", "story", "by_when"),
    "negotiation": ("objective", "on", "parties", "offers", "asks", "outcome"),
}
NO_TARGET = "Say what should become possible, and for whom: what is counted gets made for the count."


@dataclass(frozen=True)
class Objective:
    """One objective; `decided_without` says why it goes on though some kind of warrant is missing."""

    id: str
    community_id: str
    text: str
    horizon: date | None
    origin: str
    state: str
    decided_without: str


@dataclass(frozen=True)
class Warrant:
    """Why an objective holds: one kind, in the words of a role; a passion lasts until a day."""

    objective_id: str
    kind: str
    text: str
    voiced_by: str
    given_on: date | None
    until_on: date | None


@dataclass(frozen=True)
class Expectation:
    """What would be seen, and told, if it went well."""

    objective_id: str
    cycle: str
    effect: str
    story: str
    by_when: date | None


@dataclass(frozen=True)
class Negotiation:
    """One conversation about an objective: what each side offered and asked."""

    objective_id: str
    held_on: date | None
    parties: tuple[str, ...]
    offers: str
    asks: str
    outcome: str


@dataclass
class Read:
    """What could be read, and the faults of the rest."""

    objectives: list[Objective] = field(default_factory=list)
    warrants: list[Warrant] = field(default_factory=list)
    expectations: list[Expectation] = field(default_factory=list)
    negotiations: list[Negotiation] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(folder: Path, communities: Collection[str]) -> Read:
    """The good blocks of `folder/objectives.toml`; a missing file holds none, and no faults."""
    found = Read()
    if not (folder / FILE).exists():
        return found
    paper = toml.read(folder / FILE, FILE, found.faults)
    if paper is None:
        return found
    paper.refuse_unknown(KINDS)
    blocks = paper.blocks("objective")
    told = [(block, objective) for block in blocks if (objective := _objective(block, communities)) is not None]
    counted = Counter(objective.id for _, objective in told)
    ids = tuple(sorted({str(block.values.get("id")) for block in blocks}))
    found.warrants = good(paper.blocks("warrant"), lambda block: _warrant(block, ids))
    found.expectations = good(paper.blocks("expectation"), lambda block: _expectation(block, ids))
    found.negotiations = good(paper.blocks("negotiation"), lambda block: _negotiation(block, ids))
    for block, objective in told:
        if counted[objective.id] > 1:
            block.fault("id", "it stands twice", "Give each objective an id of its own.")
        elif _is_warranted(block, objective, found.warrants):
            found.objectives.append(objective)
    return found


def _objective(block: Block, communities: Collection[str]) -> Objective | None:
    before = len(block.faults)
    block.refuse_unknown(KEYS["objective"])
    objective = Objective(
        id=block.text("id"),
        community_id=block.one_of("community", tuple(sorted(communities))),
        text=_aim(block, "text"),
        horizon=block.day("horizon"),
        origin=block.one_of("origin", ORIGINS),
        state=block.one_of("state", OBJECTIVE_STATES),
        decided_without=text(block, "decided_without", needed=False),
    )
    return objective if len(block.faults) == before else None


def _aim(block: Block, key: str, *, needed: bool = True) -> str:
    """A text that may say what is aimed at; a target on platform activity is no objective."""
    said = text(block, key, needed=needed)
    if is_activity_target(said):
        block.fault(key, "it is a target on platform activity", NO_TARGET)
    return said


def _is_warranted(block: Block, objective: Objective, warrants: Sequence[Warrant]) -> bool:
    """Adoption needs a warrant of each kind, or a decision to go on without."""
    given = {warrant.kind for warrant in warrants if warrant.objective_id == objective.id}
    missing = [kind for kind in WARRANTS if kind not in given]
    if objective.state != ADOPTED or not missing or objective.decided_without:
        return True
    cure = 'Add a [[warrant]] of each kind, or write decided_without = "why it goes on".'
    block.fault("state", f"it is adopted without {', '.join(missing)}", cure)
    return False


def _warrant(block: Block, ids: Sequence[str]) -> Warrant:
    block.refuse_unknown(KEYS["warrant"])
    return Warrant(
        block.one_of("objective", ids),
        block.one_of("kind", WARRANTS),
        text(block, "text"),
        text(block, "voiced_by"),
        block.day("on"),
        block.day("until"),
    )


def _expectation(block: Block, ids: Sequence[str]) -> Expectation:
    block.refuse_unknown(KEYS["expectation"])
    return Expectation(
        block.one_of("objective", ids),
        block.one_of("cycle", CYCLES),
        _aim(block, "effect"),
        text(block, "story", needed=False),
        block.day("by_when"),
    )


def _negotiation(block: Block, ids: Sequence[str]) -> Negotiation:
    block.refuse_unknown(KEYS["negotiation"])
    return Negotiation(
        block.one_of("objective", ids),
        block.day("on"),
        block.texts("parties"),
        *(text(block, key, needed=False) for key in ("offers", "asks", "outcome")),
    )


def good(blocks: Sequence[Block], one: Callable[[Block], T]) -> list[T]:
    """What could be made of each block without a new fault."""
    made = []
    for block in blocks:
        before = len(block.faults)
        each = one(block)
        if len(block.faults) == before:
            made.append(each)
    return made

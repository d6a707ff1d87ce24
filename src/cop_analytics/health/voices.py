"""What was said in one health check: members in counts, sponsors and the social learning team in signed statements."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

INVITED, FROZEN, CLOSED = "invited", "frozen", "closed"
STATES = (INVITED, "relevance", "answers", FROZEN, "held", "recorded", "revised", CLOSED)
AUDIENCES = ("community", "sponsor", "published")


@dataclass(frozen=True)
class Relevance:
    """How many voices of a perspective made a choice about a dimension."""

    perspective: str
    dimension_id: str
    choice: str
    voice_count: int


@dataclass(frozen=True)
class Statement:
    """A statement signed in a role, with those it is released to."""

    perspective: str
    role_name: str
    dimension_id: str
    answer: str
    statement: str
    released_to: tuple[str, ...]

    @property
    def signature(self) -> tuple[str, str, str]:
        """Who said it about what: one statement each."""
        return self.perspective, self.role_name, self.dimension_id


@dataclass(frozen=True)
class Sense:
    """What the conversation made of one dimension, in its own words; an empty text was not said."""

    dimension_id: str
    see: str
    make: str
    differ: str
    missed: str


@dataclass(frozen=True)
class Check:
    """One health check. `answers` counts members by dimension and answer; the tokens they answered under are not kept.

    `answers_by_level` counts them by their own level of participation, too: only where both parts may be shown.

    `answered_count` is how many members answered anything, None where only counts by dimension are left.
    """

    community_id: str
    period: str
    opened_on: date
    frozen_on: date | None
    closed_on: date | None
    state: str
    invited_count: int
    next_look_on: date | None
    decisions: tuple[str, ...]
    answers: Mapping[tuple[str, str], int]
    relevance: tuple[Relevance, ...]
    statements: tuple[Statement, ...]
    answers_by_level: Mapping[tuple[str, str, str], int] = field(default_factory=dict)
    answered_count: int | None = None
    pack_hash: str = ""
    data_cut: date | None = None
    shown_to_core_on: date | None = None
    shown_to_sponsor_on: date | None = None
    annotated_hash: str = ""
    held_on: date | None = None
    present_roles: tuple[str, ...] = ()
    senses: tuple[Sense, ...] = ()

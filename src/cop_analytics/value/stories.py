"""A value-creation story: its steps through the cycles, who told it on what terms, and how far it has come.

Wenger, Trayner & de Laat (2011), section 8.2. The teller's approval comes first, others' confirmation after it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from cop_analytics.value.claims import Claim

DRAFT, APPROVED, CORROBORATED, REVIEWED, PUBLISHED, WITHDRAWN = STATES = (
    "draft",
    "teller approved",
    "corroborated",
    "reviewed",
    "published",
    "withdrawn",
)
COUNTED = (REVIEWED, PUBLISHED)
"""The states in which a claim counts."""
KINDS = ("ground", "aspirational", "mixed")
VALENCES = ("positive", "mixed", "negative", "null")
CONTEXTS = ("community", "mentoring")
CERTAINTIES = ("happened", "expected")
FORWARD, BACK = FLOWS = ("forward", "feedback loop")
RELATIONS = ("supports", "contradicts", "not visible")
ROLE_ONLY, ANONYMOUS = SHOWN_AS = ("role only", "anonymous")
TABLES, NEWSLETTER, SHEET, FIGURES = CHANNELS = ("tables", "newsletter", "sheet", "figures")
"""Where a teller lets a story be told; `figures`: the amount claimed may be told by itself."""
FEWEST_STEPS = 2
CODERS = 2
"""Who codes beside the teller, each alone: whoever analyses values sees their own (Dingyloudi & Strijbos 2015)."""


@dataclass(frozen=True)
class Step:
    """What happened, or is expected to, in one cycle; `evidence` are contributions on the platform."""

    cycle: str
    narrative: str
    told_when: str
    told_where: str
    certainty: str
    evidence: tuple[str, ...]


@dataclass(frozen=True)
class Factor:
    """What else may have brought it about, with the share the teller gives it."""

    name: str
    share: float


@dataclass(frozen=True)
class Flow:
    """What one step gave to another, by position from 1; a feedback loop brings it back to the community."""

    source: int
    target: int
    kind: str
    artefact: str
    dated_on: date | None


@dataclass(frozen=True)
class Effect:
    """What should show a story: an indicator or a metric of the business, and whether it does."""

    cycle: str
    indicator_id: str
    metric_id: str
    relation: str


@dataclass(frozen=True)
class Coding:
    """The cycles one coder found in a story, alone."""

    coder: str
    cycles: tuple[str, ...]


@dataclass(frozen=True)
class Consent:
    """On what terms the teller lets the story be told."""

    shown_as: str
    channels: tuple[str, ...]
    expires_on: date | None

    def allows(self, channel: str, on: date) -> bool:
        """Whether the story may be told there on that day."""
        return channel in self.channels and (self.expires_on is None or on <= self.expires_on)


@dataclass(frozen=True)
class Story:
    """One story. `teller` is a mark the team gives, the same for the same person; it goes into no table."""

    id: str
    community_id: str
    period: str
    title: str
    kind: str
    valence: str
    context: str
    language: str
    teller: str
    teller_count: int
    told_by: str
    collected_by: str
    collected_on: date
    state: str
    approved_on: date | None
    corroborated_by: str
    corroborated_on: date | None
    reviewed_by: str
    reviewed_on: date | None
    withdrawn_on: date | None
    counterfactual: str
    consent: Consent
    self_coding: tuple[str, ...]
    steps: tuple[Step, ...] = ()
    factors: tuple[Factor, ...] = ()
    flows: tuple[Flow, ...] = ()
    effects: tuple[Effect, ...] = ()
    codings: tuple[Coding, ...] = ()
    claim: Claim | None = None

    @property
    def cycles(self) -> tuple[str, ...]:
        """The cycles it tells of, each once, in the order told."""
        return tuple(dict.fromkeys(step.cycle for step in self.steps))

    @property
    def has_closed_loop(self) -> bool:
        """Whether something of what came of it was brought back, as a dated artefact."""
        return any(flow.kind == BACK and flow.artefact and flow.dated_on for flow in self.flows)

    def may_be_told(self, channel: str, on: date) -> bool:
        """Whether reviewed, agreed to and not withdrawn."""
        return self.state in COUNTED and self.consent.allows(channel, on)

    def counts_on(self, on: date) -> bool:
        """Whether its claim counts on that day: reviewed or published, its consent not run out."""
        return self.state in COUNTED and (self.consent.expires_on is None or on <= self.consent.expires_on)

    def missing(self) -> Iterator[tuple[str, str, str]]:
        """What its state asks for and is not there: the key, the problem, the cure."""
        reached = STATES.index(self.state)
        if self.state == WITHDRAWN:
            if self.withdrawn_on is None:
                yield "withdrawn_on", "it is withdrawn and nobody says since when", "Write the day."
            return
        if reached >= STATES.index(APPROVED):
            if self.approved_on is None:
                yield "approved_on", f"it is {self.state} without its teller's approval", "Write the day of approval."
            if not self.self_coding:
                yield "self_coding", "the teller has not said which cycles it tells of", "Ask; list the cycles."
        if reached >= STATES.index(CORROBORATED) and not (self.corroborated_by and self.corroborated_on):
            yield "corroborated_by", f"it is {self.state} and nobody confirms it", "Write the role and corroborated_on."
        if reached >= STATES.index(REVIEWED):
            if not (self.reviewed_by and self.reviewed_on):
                yield "reviewed_by", f"it is {self.state} and nobody reviewed it", "Write the role and reviewed_on."
            if len({coding.coder for coding in self.codings}) < CODERS:
                yield "coding", f"it is {self.state} with fewer than two codings", "Two people code it, each alone."
        if reached >= STATES.index(PUBLISHED) and not self.consent.channels:
            yield (
                "channels",
                "it is published and its teller agreed to no channel",
                f"Known are: {', '.join(CHANNELS)}.",
            )


def lapsed(stories: Sequence[Story], on: date) -> list[Story]:
    """Stories that were told and may not be any more, for the teller's consent has run out."""
    told = [story for story in stories if story.state == PUBLISHED]
    return [story for story in told if story.consent.expires_on and story.consent.expires_on < on]

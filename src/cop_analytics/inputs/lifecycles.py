"""`sponsorships.csv`, `launch_steps.csv`, `consultations.csv`: who stands behind a community and how, how it was launched,
and on what it wants to ask others or lets itself be asked."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.health.dimensions import BY_ID
from cop_analytics.health.lifecycle import LAUNCH_STEPS, SPONSORSHIP_FORMS, SPONSORSHIP_STATES
from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet

SPONSORSHIP_COLUMNS = ("community_id", "sponsor_role", "form", "commitment", "started_on", "review_on", "state")
CONSULTATION_COLUMNS = ("community_id", "dimension", "side", "consented_by", "consented_on", "until")
SIDES = ("asks", "offers")
STEP_COLUMNS = ("community_id", "step", "started_on", "done_on", "evidence")


@dataclass(frozen=True)
class Sponsorship:
    """One way in which a role sponsors a community; vacant, where nobody holds the role."""

    community_id: str
    sponsor_role: str
    form: str
    commitment: str
    started_on: date
    review_on: date | None
    state: str


@dataclass(frozen=True)
class LaunchStep:
    """One step of a launch, with what shows that it was taken."""

    community_id: str
    step: str
    started_on: date | None
    done_on: date | None
    evidence: str


@dataclass(frozen=True)
class Consultation:
    """A community that wants to ask others about a dimension, or lets itself be asked: by whose consent, until when."""

    community_id: str
    dimension_id: str
    side: str
    consented_by: str
    consented_on: date
    until_on: date | None


def read_sponsorships(folder: Path, communities: Collection[str]) -> Sheet[Sponsorship]:
    """The rows of `sponsorships.csv`."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> Sponsorship:
        started_on, review_on = cells.day("started_on"), cells.day("review_on")
        if started_on is None and not cells.values["started_on"]:
            cells.fault("started_on", "it is empty", "Write the day: 2026-01-31.")
        if started_on and review_on and review_on <= started_on:
            cells.fault("review_on", "it is not after started_on", "Write when it is looked at again.")
        return Sponsorship(
            cells.one_of("community_id", known),
            _said(cells, "sponsor_role"),
            cells.one_of("form", SPONSORSHIP_FORMS),
            _said(cells, "commitment", needed=False),
            started_on or date.min,
            review_on,
            cells.one_of("state", SPONSORSHIP_STATES),
        )

    key = ("community_id", "sponsor_role", "form", "started_on")
    return sheets.read(folder, "sponsorships.csv", SPONSORSHIP_COLUMNS, one, key=key)


def read_launch_steps(folder: Path, communities: Collection[str]) -> Sheet[LaunchStep]:
    """The rows of `launch_steps.csv`."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> LaunchStep:
        started_on, done_on = cells.day("started_on"), cells.day("done_on")
        if started_on and done_on and done_on < started_on:
            cells.fault("done_on", "it is before started_on", "Swap them.")
        if done_on and not cells.values["evidence"]:
            cells.fault("evidence", "the step is done and nothing shows it", "Say what shows it, in a few words.")
        return LaunchStep(
            cells.one_of("community_id", known),
            cells.one_of("step", LAUNCH_STEPS),
            started_on,
            done_on,
            _said(cells, "evidence", needed=False),
        )

    return sheets.read(folder, "launch_steps.csv", STEP_COLUMNS, one, key=("community_id", "step"))


def read_consultations(folder: Path, communities: Collection[str]) -> Sheet[Consultation]:
    """The rows of `consultations.csv`; one without a day of consent is a fault."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> Consultation:
        consented_on = cells.day("consented_on")
        if consented_on is None and not cells.values["consented_on"]:
            cells.fault("consented_on", "nobody has consented yet", "Ask the community; write the day it agreed.")
        return Consultation(
            cells.one_of("community_id", known),
            cells.one_of("dimension", tuple(BY_ID)),
            cells.one_of("side", SIDES),
            _said(cells, "consented_by"),
            consented_on or date.min,
            cells.day("until"),
        )

    return sheets.read(folder, "consultations.csv", CONSULTATION_COLUMNS, one, key=CONSULTATION_COLUMNS[:3])


def _said(cells: Cells, column: str, *, needed: bool = True) -> str:
    """A text that may be shown: one with an e-mail address in it may not."""
    text = cells.text(column, needed=needed)
    if "@" in text.strip("@"):
        cells.fault(column, "it holds an e-mail address", "Say who is meant by role alone.")
    return text

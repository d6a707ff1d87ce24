"""`record.toml`: what a conversation made of its pack; the words of those who held it, never turned into anything else."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.health.dimensions import BY_ID
from cop_analytics.health.voices import Sense
from cop_analytics.inputs import toml
from cop_analytics.inputs.toml import Block

FILE = "record.toml"
KEYS = ("held_on", "present_roles", "next_look_on", "sense", "decision")
SENSE_KEYS = ("dimension", "see", "make", "differ", "missed")
ADDRESS = re.compile(r"\S@\S")

FORM = """\
# The record of the conversation: the result of the health check. Say roles, never names.
# Read it back with: cop check record {community} {period} {file}

held_on = {day}                  # the day of the conversation
present_roles = []                    # ["leader", "core group", "sponsor", "social learning team"]
# next_look_on = 2026-09-01           # when you want to look again

# One block for each dimension you talked about; leave out what was not said.
# [[sense]]
# dimension = "D2"
# see = "What we see."
# make = "What we make of it."
# differ = "Where we differ, kept as it is."
# missed = "What the numbers missed."

# As many as were made; closing needs one.
# [[decision]]
# text = "Who does what, until when."
"""


@dataclass(frozen=True)
class Record:
    """One record as read."""

    held_on: date
    present_roles: tuple[str, ...]
    senses: tuple[Sense, ...]
    decisions: tuple[str, ...]
    next_look_on: date | None


def read(file: Path, place: str, faults: list[Fault]) -> Record | None:
    """The record; None, with faults, where it cannot be taken."""
    paper = toml.read(file, place, faults)
    if paper is None:
        return None
    before = len(faults)
    paper.refuse_unknown(KEYS)
    roles = paper.texts("present_roles")
    if any(ADDRESS.search(role) for role in roles):
        paper.fault("present_roles", "it holds an e-mail address", "Say who was there by role alone.")
    record = Record(
        paper.needed_day("held_on"),
        roles,
        tuple(_sense(block) for block in paper.blocks("sense")),
        decisions(paper),
        paper.day("next_look_on"),
    )
    return record if len(faults) == before else None


def decisions(paper: Block) -> tuple[str, ...]:
    """The texts of the tables [[decision]]."""
    texts = []
    for block in paper.blocks("decision"):
        block.refuse_unknown(("text",))
        texts.append(text(block, "text"))
    return tuple(texts)


def text(block: Block, key: str, *, needed: bool = True) -> str:
    """A text that may be shown: one with an e-mail address in it may not."""
    said = block.text(key, needed=needed)
    if ADDRESS.search(said):
        block.fault(key, "it holds an e-mail address", "Say who speaks by role alone.")
    return said


def _sense(block: Block) -> Sense:
    block.refuse_unknown(SENSE_KEYS)
    said = [text(block, key, needed=False) for key in SENSE_KEYS[1:]]
    return Sense(block.one_of("dimension", tuple(BY_ID)), *said)

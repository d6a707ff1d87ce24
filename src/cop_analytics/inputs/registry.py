"""`communities.toml`: which places are which community. Only what is declared here is ever read."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault, InputFault
from cop_analytics.health import lifecycle
from cop_analytics.health.dimensions import BY_ID, MOST_CHOSEN
from cop_analytics.inputs import toml
from cop_analytics.inputs.toml import Block

FILE = "communities.toml"
KINDS = ("community", "leaders", "mentoring")
STAGES = tuple(stage.name for stage in lifecycle.STAGES)
KEYS = ("id", "name", "places", "kind", "domain", "launched_on", "stage", "leaders", "chosen")
STAGE_KEYS = ("declared", "by", "on", "because")
# Neither Windows nor a share of it can hold a file of these names.
DEVICES = r"(?!(con|prn|aux|nul|(com|lpt)[0-9])$)"
IDENTIFIER = re.compile(DEVICES + r"[a-z0-9][a-z0-9-]{0,62}")
PLATFORM_ID = re.compile(r"[0-9]{1,19}")


@dataclass(frozen=True)
class Community:
    """One community as declared. `leaders` are platform person ids; the stage is somebody's word, never computed."""

    id: str
    name: str
    places: tuple[str, ...]
    kind: str = "community"
    domain: str = ""
    launched_on: date | None = None
    stage: str | None = None
    leaders: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()
    stage_by: str = ""
    stage_on: date | None = None
    stage_because: str = ""


def read(file: Path) -> list[Community]:
    """The communities declared in `file`, by id.

    Raises InputFault with every fault: nothing runs on a bad registry.
    """
    if not file.exists():
        raise InputFault([Fault(str(file), None, None, "there is no such file", "`cop init` writes one.")])
    faults: list[Fault] = []
    paper = toml.read(file, FILE, faults)
    blocks = [] if paper is None else _blocks(paper)
    communities = [_community(block) for block in blocks]
    _refuse_doubled_ids(blocks, communities)
    _refuse_shared_places(blocks, communities)
    if faults:
        raise InputFault(sorted(faults, key=lambda fault: fault.row or 0))
    return sorted(communities, key=lambda community: community.id)


def _blocks(paper: Block) -> list[Block]:
    paper.refuse_unknown(("community",))
    if not paper.values.get("community"):
        cure = "Write a [[community]] with id, name and places."
        paper.faults.append(Fault(FILE, None, None, "it declares no community", cure))
    return paper.blocks("community")


def _community(block: Block) -> Community:
    block.refuse_unknown(KEYS)
    stage, by, on, because = _stage(block)
    return Community(
        id=_identifier(block),
        name=block.text("name"),
        places=_places(block),
        kind=block.one_of("kind", KINDS, default="community"),
        domain=block.text("domain", needed=False),
        launched_on=block.day("launched_on"),
        stage=stage,
        leaders=_platform_ids(
            block, "leaders", "is no person id", "It is the number at the end of the person's address."
        ),
        chosen=_chosen(block),
        stage_by=by,
        stage_on=on,
        stage_because=because,
    )


def _identifier(block: Block) -> str:
    identity = block.text("id")
    if identity and not IDENTIFIER.fullmatch(identity):
        block.fault("id", "it cannot name files", "Use small letters, digits and hyphens, at most 63: credit-risk.")
    return identity


def _places(block: Block) -> tuple[str, ...]:
    if not block.values.get("places"):
        block.fault("places", "it names no place", 'Write the placeIDs as text: places = ["1100"].')
        return ()
    return _platform_ids(block, "places", "is no placeID", "It is the number at the end of the place's API address.")


def _platform_ids(block: Block, key: str, problem: str, cure: str) -> tuple[str, ...]:
    """The ids; a wrong one is told by its position, for it may be somebody's name."""
    words = block.texts(key)
    for position, word in enumerate(words, start=1):
        if not PLATFORM_ID.fullmatch(word):
            block.fault(key, f"number {position} {problem}", cure)
    return words


def _chosen(block: Block) -> tuple[str, ...]:
    chosen = block.texts("chosen")
    for position, dimension in enumerate(chosen, start=1):
        if dimension not in BY_ID:
            block.fault("chosen", f"number {position} is no dimension", f"Write some of: {', '.join(BY_ID)}.")
    if len(chosen) > MOST_CHOSEN:
        cure = f"Keep at most {MOST_CHOSEN}; the others can wait for the next look."
        block.fault("chosen", f"it chooses {len(chosen)} dimensions", cure)
    return chosen


def _stage(block: Block) -> tuple[str | None, str, date | None, str]:
    """The declared stage, who declared it, when and why."""
    stage = block.values.get("stage")
    if stage is None:
        return None, "", None, ""
    if not isinstance(stage, Mapping):
        cure = 'Write stage = { declared = "maturing", by = "…", on = 2026-01-31, because = "…" }.'
        block.fault("stage", "it is not a declaration", cure)
        return None, "", None, ""
    faults: list[Fault] = []
    inner = Block(block.place, "", (), stage, faults)
    inner.refuse_unknown(STAGE_KEYS)
    declared = inner.one_of("declared", STAGES)
    by, because = (inner.text(key, needed=False) for key in ("by", "because"))
    on = inner.day("on")
    for fault in faults:
        block.fault("stage", f"{fault.column}: {fault.problem}", fault.cure)
    return declared, by, on, because


def _refuse_doubled_ids(blocks: Sequence[Block], communities: Sequence[Community]) -> None:
    taken: set[str] = set()
    for block, community in zip(blocks, communities, strict=True):
        if community.id in taken:
            block.fault("id", "it stands twice", "Give each community an id of its own.")
        taken |= {community.id} - {""}


def _refuse_shared_places(blocks: Sequence[Block], communities: Sequence[Community]) -> None:
    holders: dict[str, str] = {}
    for block, community in zip(blocks, communities, strict=True):
        for position, place in enumerate(community.places, start=1):
            if holders.setdefault(place, block.name) != block.name:
                cure = "A place belongs to one community: take it out of one of them."
                block.fault("places", f"number {position} belongs to {holders[place]} already", cure)

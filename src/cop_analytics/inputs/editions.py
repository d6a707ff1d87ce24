"""`newsletters/<period>.toml`: what people want to tell in the newsletter of a quarter, page by page."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs import toml
from cop_analytics.inputs.conversation_records import text
from cop_analytics.inputs.objectives import good
from cop_analytics.inputs.stories import INDICATOR, QUARTER
from cop_analytics.inputs.toml import Block

FOLDER = "newsletters"
AUDIENCES = ("members", "sponsors", "everybody")
MOST_NOTICED = 3
MOST_SEEDS = 3
KINDS = ("edition", "page", "noticed", "request", "answer", "note")


@dataclass(frozen=True)
class Page:
    """What one page tells; `community_id` is empty for the edition of the bank."""

    community_id: str
    lead: str = ""
    seeds: tuple[str, ...] = ()
    did_not_work: str = ""


@dataclass(frozen=True)
class Noticed:
    """An indicator a community noticed, and how it reads it."""

    community_id: str
    indicator_id: str
    reading: str


@dataclass(frozen=True)
class Request:
    """What a community asks, and whom."""

    id: str
    community_id: str
    to: str
    text: str


@dataclass(frozen=True)
class Reply:
    """What came of a request of an earlier newsletter."""

    request_id: str
    community_id: str
    text: str


@dataclass(frozen=True)
class Note:
    """What a sponsor heard, signed by role."""

    community_id: str
    role: str
    text: str
    is_released: bool


@dataclass
class Edition:
    """One newsletter as planned, and the faults of what could not be read."""

    period: str
    contact: str = ""
    edition: Page = field(default_factory=lambda: Page(""))
    pages: list[Page] = field(default_factory=list)
    noticed: list[Noticed] = field(default_factory=list)
    requests: list[Request] = field(default_factory=list)
    answers: list[Reply] = field(default_factory=list)
    notes: list[Note] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def place_of(period: str) -> str:
    """The file of a newsletter as faults name it."""
    return f"{FOLDER}/{period}.toml"


def before(period: str) -> str:
    """The quarter before."""
    year, number = int(period[:4]), int(period[-1])
    return f"{year - 1}-Q4" if number == 1 else f"{year}-Q{number - 1}"


def read(folder: Path, period: str, communities: Collection[str], stories: Collection[str]) -> Edition:
    """The plan of one newsletter; a missing file plans nothing and is a fault."""
    found = Edition(period)
    if not QUARTER.fullmatch(period):
        found.faults.append(Fault(FOLDER, None, None, f"{period} is no quarter", "Name it like this: 2026-Q1."))
        return found
    file = folder / place_of(period)
    if not file.exists():
        cure = "Write it: which story leads, what you noticed, what you ask. `cop init` shows its form."
        found.faults.append(Fault(place_of(period), None, None, "it is not there", cure))
        return found
    paper = toml.read(file, place_of(period), found.faults)
    if paper is not None:
        _fill(found, paper, tuple(sorted(communities)), stories)
    return found


def _fill(found: Edition, paper: Block, known: tuple[str, ...], stories: Collection[str]) -> None:
    paper.refuse_unknown((*KINDS, "contact"))
    found.contact = paper.text("contact", needed=False)
    edition = paper.block("edition")
    if edition is not None:
        found.edition = _page(edition, "", stories)
    found.pages = good(paper.blocks("page"), lambda block: _page(block, block.one_of("community", known), stories))
    found.noticed = good(paper.blocks("noticed"), lambda block: _noticed(block, known))
    found.requests = good(paper.blocks("request"), lambda block: _request(block, known))
    found.answers = good(paper.blocks("answer"), lambda block: _answer(block, known))
    found.notes = good(paper.blocks("note"), lambda block: _note(block, known))
    for page in found.pages:
        own = [each for each in found.noticed if each.community_id == page.community_id]
        if len(own) > MOST_NOTICED:
            cure = "Choose the three that matter to the community."
            place = place_of(found.period)
            problem = f"{page.community_id} notices more than three indicators"
            found.faults.append(Fault(place, None, "noticed", problem, cure))


def _page(block: Block, community_id: str, stories: Collection[str]) -> Page:
    named = () if block.name == "edition" else ("community",)
    block.refuse_unknown((*named, "lead", "seeds", "did_not_work"))
    lead, seeds = block.text("lead", needed=False), block.texts("seeds")
    if (lead and lead not in stories) or any(seed not in stories for seed in seeds):
        block.fault(
            "lead", "it names a story that cannot be read", "Stories lie in stories/<name>.toml: name the file."
        )
    if len(seeds) > MOST_SEEDS:
        block.fault("seeds", "there are more than three", "Keep two or three.")
    return Page(community_id, lead, seeds, text(block, "did_not_work", needed=False))


def _noticed(block: Block, known: tuple[str, ...]) -> Noticed:
    block.refuse_unknown(("community", "indicator", "reading"))
    indicator = block.text("indicator")
    if indicator and not INDICATOR.fullmatch(indicator):
        block.fault("indicator", "no indicator has this id", "See the ids with `cop explain`.")
    return Noticed(block.one_of("community", known), indicator, text(block, "reading"))


def _request(block: Block, known: tuple[str, ...]) -> Request:
    block.refuse_unknown(("id", "community", "to", "text"))
    return Request(
        block.text("id"), block.one_of("community", known), block.one_of("to", AUDIENCES), text(block, "text")
    )


def _answer(block: Block, known: tuple[str, ...]) -> Reply:
    block.refuse_unknown(("request", "community", "text"))
    return Reply(block.text("request"), block.one_of("community", known), text(block, "text"))


def _note(block: Block, known: tuple[str, ...]) -> Note:
    block.refuse_unknown(("community", "role", "text", "released"))
    return Note(block.one_of("community", known), text(block, "role"), text(block, "text"), block.flag("released"))

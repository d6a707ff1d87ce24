"""What is declared about a community's life: stages, launch, sponsorship, objectives. Declared by people, never computed.

Stages: Wenger, McDermott & Snyder (2002). A stage is no rung of a ladder, and quiet is not dying.
"""

from __future__ import annotations

import re
from dataclasses import dataclass


@dataclass(frozen=True)
class Stage:
    """A stage as words: what pulls in two directions, and signs that would be consistent with it."""

    name: str
    tension: str
    signs: tuple[str, ...]


STAGES = (
    Stage(
        "potential",
        "discover or imagine",
        (
            "a few people in several units know each other already",
            "there is no space yet, or hardly any thread a week",
            "the same question is asked in several places",
        ),
    ),
    Stage(
        "coalescing",
        "incubate or deliver at once",
        (
            "the leader starts most threads",
            "first questions nobody prompted, first help between units",
            "newcomers arrive in bursts after events",
            "first stories of immediate or potential value",
        ),
    ),
    Stage(
        "maturing",
        "focus or expand",
        (
            "many newcomers, and fewer of their questions replied to for a while",
            "the facilitators' share falls",
            "documents with more than one editor, sub-topics",
            "a core that lasts two quarters or longer",
        ),
    ),
    Stage(
        "stewardship",
        "ownership or openness",
        (
            "a steady rhythm",
            "the core rotates and activity does not fall",
            "overlap with other communities; sponsors bring questions",
            "stories of what was applied and what came of it",
        ),
    ),
    Stage(
        "transformation",
        "let go or live on",
        (
            "topics drift apart, or the network does",
            "people of the core leave, newcomers do not come back",
            "closing, merging or beginning anew is talked about openly",
        ),
    ),
)

LAUNCH_STEPS = (
    "sense need and passion",
    "check that a community is the right form",
    "find a leader and a core",
    "domain statement and learning agenda",
    "sponsor conversation",
    "space, norms and privacy notice",
    "first activities",
    "first stories",
    "first health check",
    "rhythm, rotation, leaders' community",
)

SPONSORSHIP_FORMS = ("strategic", "resource", "legitimising", "listening", "protecting", "brokering", "governance")
ACTIVE, VACANT = "active", "vacant"
SPONSORSHIP_STATES = (ACTIVE, "under review", VACANT, "ended")

WARRANTS = ("imperative", "member need", "expectation", "passion")
ORIGINS = ("emergent", "invited", "mandated")
ADOPTED = "adopted"
OBJECTIVE_STATES = ("idea", "negotiating", ADOPTED, "revisited", "retired", "released")
CYCLES = ("immediate", "potential", "applied", "realised", "transformative")

_COUNTED = (
    r"(posts?|postings?|repl(y|ies)|comments?|likes?|views?|visits?|log-?ins?|clicks?|threads?|contributions?|members|"
    r"participants|followers|downloads?|active users|engagement|participation( rate)?)"
)
_AIM = r"(\d[\d.,]*\s*%?|doubl\w+|twice|tripl\w+|increas\w+|rais\w+|grow\w*|more|at least)"
ACTIVITY_TARGET = re.compile(
    rf"\b{_AIM}\W+(\w+\W+){{0,3}}{_COUNTED}\b|\b{_COUNTED}\W+(\w+\W+){{0,4}}(by\s+)?{_AIM}(?!\w)", re.IGNORECASE
)


def is_activity_target(text: str) -> bool:
    """Whether a text aims at a number of posts, replies, members: what is counted then gets made for the count."""
    return ACTIVITY_TARGET.search(text) is not None

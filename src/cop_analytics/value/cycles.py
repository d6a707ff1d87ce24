"""The eight cycles of value creation, as questions.

Wenger, Trayner & de Laat (2011), Rapport 18; Wenger-Trayner & Wenger-Trayner (2020). Cycles are no ladder: a story may begin
anywhere, and value may be positive, null or negative in each of them.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Cycle:
    """One cycle: its question to a teller, where what shows it can come from, and the dimensions that ask about it."""

    name: str
    question: str
    shown_by: str
    dimensions: tuple[str, ...]


CYCLES = (
    Cycle(
        "orienting",
        "Did you understand the context better: who you are together, what else there is?",
        "survey, documents",
        ("D1",),
    ),
    Cycle("immediate", "What was it like, and was it useful in itself?", "platform, survey", ("D2", "D3", "D4", "D5")),
    Cycle(
        "potential",
        "What did it give you that could become useful: an idea, a contact, a document, confidence?",
        "platform, documents, survey",
        ("D8", "D9"),
    ),
    Cycle(
        "applied",
        "What did you do differently with it that would not have happened otherwise?",
        "stories, marks of re-use, survey",
        ("D10",),
    ),
    Cycle(
        "realised",
        "What difference did it make: to you, a client, the team, the bank?",
        "stories, business data",
        ("D11",),
    ),
    Cycle(
        "transformative",
        "Did it change what counts as success here, or how things are done?",
        "stories, statements of sponsors",
        (),
    ),
    Cycle(
        "strategic",
        "Were the conversations with sponsors good enough to pull in one direction?",
        "log of sponsorship, statements",
        ("D12",),
    ),
    Cycle("enabling", "What made it possible, and what hindered it?", "notes of the team, survey", ("D6", "D7")),
)
NAMES = tuple(cycle.name for cycle in CYCLES)
OF_THE_PLATFORM = ("immediate", "potential")
"""The only cycles to which platform data speak."""

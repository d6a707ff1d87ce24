"""The twelve dimensions of a health check: what each perspective is asked, and which indicators stand beside the answers.

Grounded in Wenger, McDermott & Snyder (2002) and Probst & Borzillo (2008); a community picks at most
`MOST_CHOSEN` to talk about.
"""

from __future__ import annotations

from dataclasses import dataclass

MOST_CHOSEN = 6


@dataclass(frozen=True)
class Dimension:
    """One dimension in the words of each perspective; `indicators` speak to it, they do not measure it."""

    id: str
    name: str
    members: str
    sponsor: str
    team: str
    indicators: tuple[str, ...]


DIMENSIONS = (
    Dimension(
        "D1",
        "A domain that matters",
        "The questions we work on are ones I really face.",
        "Its domain is one the bank needs to be better at.",
        "The domain is sharp enough to attract and bound.",
        ("V-21", "V-22"),
    ),
    Dimension(
        "D2",
        "Help with real problems",
        "When I bring a real problem I get useful help in time.",
        "I see problems getting solved across units here.",
        "Real cases (not announcements) are discussed.",
        ("V-1", "V-2", "V-13"),
    ),
    Dimension(
        "D3",
        "Trust and candour",
        "I can show what I don't know or what went wrong.",
        "It tells me uncomfortable things.",
        "Challenge and failure stories occur in the open.",
        (),
    ),
    Dimension(
        "D4",
        "Belonging and identity",
        "This is a group I'd miss.",
        "Members describe themselves as part of it.",
        "Members use “we”; people return after absence.",
        ("V-3", "V-4", "V-10", "V-11", "V-19"),
    ),
    Dimension(
        "D5",
        "Welcoming and renewal",
        "It was/is easy to get in and be noticed.",
        "New staff/other units find their way in.",
        "Newcomers are answered and take on roles.",
        ("V-7", "V-9", "V-12"),
    ),
    Dimension(
        "D6",
        "Leadership shared and sustained",
        "Several people carry it; I could step up.",
        "It would survive its leader leaving.",
        "Core has depth, leaders have time and energy.",
        ("V-5", "V-6", "V-8", "V-17", "V-25", "V-26"),
    ),
    Dimension(
        "D7",
        "Rhythm and places",
        "The pace and formats fit my work.",
        "I know when and how to engage.",
        "There is a rhythm; formats vary with need.",
        ("V-18", "V-23"),
    ),
    Dimension(
        "D8",
        "Practice and resources",
        "I use things we produced.",
        "Its outputs are usable outside it.",
        "Knowledge is curated, not just discussed.",
        ("V-20",),
    ),
    Dimension(
        "D9",
        "Edge and openness",
        "I meet ideas from outside my unit/the bank.",
        "It challenges our standard ways.",
        "It bridges units and other communities.",
        ("V-14", "V-15", "V-16", "V-24"),
    ),
    Dimension(
        "D10",
        "Value for members",
        "It has changed how I do my work.",
        "People I lead gain from it.",
        "Members can tell applied/realised stories.",
        (),
    ),
    Dimension(
        "D11",
        "Value for the bank",
        "I can point to results it made possible.",
        "It moves something I am accountable for.",
        "Claims are evidenced (E2/E3).",
        (),
    ),
    Dimension(
        "D12",
        "Sponsorship and support",
        "My manager/time allows me to take part.",
        "I know what it needs and deliver it.",
        "Sponsor relation is active; our support fits.",
        (),
    ),
)
BY_ID = {dimension.id: dimension for dimension in DIMENSIONS}

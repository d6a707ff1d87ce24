"""What the bank's people wrote: registry, attributes, roles, events and three health checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path
from random import Random

from cop_analytics.bank.life import Bank
from cop_analytics.bank.people import START
from cop_analytics.bank.words import DEPARTMENTS, LOCATIONS, TITLES
from cop_analytics.bank.world import Community

PERIOD = "2025-Q4"
PUBLIC, WITHIN = '"community", "published"', '"community"'
SCALE = ("not at all", "a little", "partly", "largely", "fully")
CHOSEN = (("D2", "D5"), ("D2", "D6"), ("D2", "D4", "D6"), ("D5", "D6"), ())
STAGES = ("coalescing", "maturing", "stewardship")

Voices = Mapping[str, Sequence[int]]

CHECKS: dict[str, tuple[int, Voices, list[tuple[str, str, str, str, str, str]]]] = {
    "credit-risk": (
        60,
        {"D2": (1, 2, 5, 9, 4), "D5": (6, 7, 4, 2, 1), "D6": (2, 5, 6, 4, 1)},
        [
            (
                "sponsor",
                "Sponsor, Credit Risk Modelling",
                "D2",
                "largely",
                "Questions of my desks are settled here.",
                "yes",
            ),
            (
                "sponsor",
                "Sponsor, Credit Risk Modelling",
                "D5",
                "largely",
                "New colleagues tell me they got in.",
                "yes",
            ),
            ("sponsor", "Sponsor, Credit Risk Modelling", "D6", "can't see", "I meet only the leader.", "no"),
            ("social learning team", "Social learning team", "D2", "largely", "Real cases are brought weekly.", "yes"),
            ("social learning team", "Social learning team", "D5", "a little", "We see first posts go cold.", "yes"),
            ("social learning team", "Social learning team", "D6", "partly", "Two people could step up.", "yes"),
        ],
    ),
    "payments": (
        25,
        {"D2": (0, 1, 1, 3, 2), "D6": (2, 2, 2, 1, 0)},
        [
            ("sponsor", "Sponsor, Payments", "D2", "fully", "It is the first place I send people to.", "yes"),
            ("sponsor", "Sponsor, Payments", "D6", "fully", "It runs by itself.", "yes"),
            ("social learning team", "Social learning team", "D6", "a little", "Much went when one voice left.", "yes"),
        ],
    ),
    "data-science": (
        30,
        {"D2": (0, 0, 1, 2, 0), "D9": (3, 5, 2, 1, 1)},
        [
            ("sponsor", "Sponsor, Data Science", "D9", "largely", "They bring ideas from the conferences.", "yes"),
            ("social learning team", "Social learning team", "D9", "not at all", "Two houses under one roof.", "yes"),
        ],
    ),
}


def write_inputs(folder: Path, bank: Bank | None = None) -> None:
    """Write everything below `folder`, the same for the same bank."""
    world = bank or Bank()
    folder.mkdir(parents=True, exist_ok=True)
    blocks = [_declared(number, community) for number, community in enumerate(world.communities)]
    _write(folder / "communities.toml", "# The communities of the invented bank.\n\n" + "\n".join(blocks))
    _write(folder / "attributes.csv", _attributes())
    _write(folder / "roles.csv", _roles(world))
    _write(folder / "events.csv", _events(world))
    for number, (community, (invited, voices, statements)) in enumerate(CHECKS.items()):
        _write_check(folder / "health" / community / PERIOD, Random(number), invited, voices, statements)


def _write(file: Path, text: str) -> None:
    file.parent.mkdir(parents=True, exist_ok=True)
    file.write_text(text, encoding="utf-8")


def _declared(number: int, community: Community) -> str:
    places = ", ".join(f'"{place.place_id}"' for place in community.places)
    leaders = ", ".join(f'"{leader.id}"' for leader in community.leaders)
    chosen = ", ".join(f'"{dimension}"' for dimension in CHOSEN[number % len(CHOSEN)])
    stage = STAGES[number % len(STAGES)]
    return (
        f'[[community]]\nid = "{community.id}"\nname = "{community.name}"\nplaces = [{places}]\n'
        f'kind = "{community.kind}"\ndomain = "{community.domain}"\nlaunched_on = {START:%Y-%m-%d}\n'
        f'stage = {{ declared = "{stage}", by = "social learning team", on = 2025-06-02, because = "as agreed in June" }}\n'
        f"leaders = [{leaders}]\nchosen = [{chosen}]\n"
    )


def _attributes() -> str:
    lines = ["field,platform_value,coarse_value,country"]
    lines += [f"unit,{department},{unit}," for department, unit in DEPARTMENTS]
    lines += [f"region,{city},{region},{country}" for city, region, country, _ in LOCATIONS]
    lines += [f"tier,{title},{tier}," for title, tier, _ in TITLES]
    return "\n".join(lines) + "\n"


def _roles(bank: Bank) -> str:
    lines = ["community_id,person_id,role,valid_from,valid_to"]
    lines += [f",{person.id},social learning team,2024-09-30," for person in bank.team]
    return "\n".join(lines) + "\n"


def _events(bank: Bank) -> str:
    lines = ["event_id,community_id,starts_at,ends_at"]
    for community in bank.communities[:6]:
        for number in range(5):
            day = START + timedelta(days=45 + 77 * number, hours=14)
            ends = day + timedelta(hours=1)
            lines.append(f"{community.id}-{number + 1},{community.id},{day:%Y-%m-%dT%H:%M},{ends:%Y-%m-%dT%H:%M}")
    return "\n".join(lines) + "\n"


def _write_check(
    folder: Path,
    random: Random,
    invited: int,
    voices: Voices,
    statements: Sequence[tuple[str, str, str, str, str, str]],
) -> None:
    about = (
        'opened_on = 2025-11-03\nfrozen_on = 2025-11-24\nclosed_on = 2025-12-10\nstate = "closed"\n'
        f"invited_count = {invited}\nnext_look_on = 2026-06-01\n\n"
        '[[decision]]\ntext = "Somebody of the core group greets each first post within two days."\n\n'
        '[[decision]]\ntext = "We look at this dimension again in June, with the same question."\n'
    )
    _write(folder / "check.toml", about)
    _write(folder / "relevance.csv", _relevance(voices, statements))
    _write(folder / "answers.csv", _answers(random, voices))
    signed = [
        f'[[statement]]\nperspective = "{who}"\nrole = "{role}"\ndimension = "{dimension}"\nanswer = "{answer}"\n'
        f'text = "{text}"\nreleased_to = [{PUBLIC if released == "yes" else WITHIN}]\n'
        for who, role, dimension, answer, text, released in statements
    ]
    _write(folder / "statements.toml", "\n".join(signed))


def _relevance(voices: Voices, statements: Sequence[tuple[str, str, str, str, str, str]]) -> str:
    lines = ["perspective,dimension,choice,count"]
    for dimension, counts in voices.items():
        lines += [f"members,{dimension},now,{sum(counts) - 1}", f"members,{dimension},later,1"]
    lines.append(f"members,D12,later,{6}")
    for who in ("sponsor", "social learning team"):
        lines += [f"{who},{dimension},now,1" for role, _, dimension, *_ in statements if role == who]
    lines += ["sponsor,D11,now,1", "social learning team,D11,later,1"]
    return "\n".join(lines) + "\n"


def _answers(random: Random, voices: Voices) -> str:
    lines = ["token,dimension,answer,participation_level"]
    rows = []
    for dimension, counts in voices.items():
        given = [answer for answer, count in zip(SCALE, counts, strict=True) for _ in range(count)]
        given += ["can't see"] * (1 + sum(counts) // 8) + ["not relevant"]
        rows += [(f"t{number:03d}", dimension, answer) for number, answer in enumerate(given)]
    tokens = {f"t{number:03d}": f"{random.getrandbits(48):012x}" for number in range(100)}
    rows = [(tokens[token], dimension, answer) for token, dimension, answer in rows]
    lines += [f"{token},{dimension},{answer},occasional or peripheral" for token, dimension, answer in sorted(rows)]
    return "\n".join(lines) + "\n"

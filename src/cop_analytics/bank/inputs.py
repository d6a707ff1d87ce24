"""What the bank's people wrote: registry, attributes, roles, events and three health checks."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import timedelta
from pathlib import Path

from cop_analytics.bank.life import Bank
from cop_analytics.bank.mentoring import PROGRAMME, write_programme
from cop_analytics.bank.people import START
from cop_analytics.bank.stories import write_stories
from cop_analytics.bank.words import DEPARTMENTS, LOCATIONS, TITLES
from cop_analytics.bank.world import Community

PERIOD = "2025-Q4"
LEVELS = {"core or active": (0, 1, 2, 5, 2), "occasional or peripheral": (1, 1, 3, 4, 2)}
"""What credit-risk's members answered to D2, by the level they gave themselves."""
PUBLIC, WITHIN = '"community", "published"', '"community"'
SCALE = ("not at all", "a little", "partly", "largely", "fully")
CHOSEN = (("D2", "D5"), ("D2", "D6"), ("D2", "D4", "D6"), ("D5", "D6"), ())
STAGES = ("coalescing", "maturing", "stewardship")

Voices = Mapping[str, Sequence[int]]

LAUNCH = """\
community_id,step,started_on,done_on,evidence
credit-risk,sense need and passion,2024-07-01,2024-08-15,Eleven interviews in four units
credit-risk,find a leader and a core,2024-08-15,2024-09-20,Six people and two leaders
credit-risk,domain statement and learning agenda,2024-09-01,2024-09-27,Written in a workshop
credit-risk,first activities,2024-09-30,2024-12-15,Three case clinics
credit-risk,first stories,2025-02-01,2025-05-30,Two stories told
credit-risk,first health check,2025-11-03,2025-12-10,The conversation of 2025-Q4
credit-risk,"rhythm, rotation, leaders' community",2026-01-05,,
"""

OBJECTIVES = """\
[[objective]]
id = "shared-validation"
community = "credit-risk"
text = "A model of one desk is read by another before it is validated."
horizon = 2026-12-31
origin = "emergent"
state = "negotiating"

[[warrant]]
objective = "shared-validation"
kind = "member need"
text = "Findings come up in validation that a colleague would have seen."
voiced_by = "core group"
on = 2025-11-20

[[warrant]]
objective = "shared-validation"
kind = "passion"
text = "Two hours a week to pair desks."
voiced_by = "leader"
on = 2025-11-20
until = 2026-02-28

[[expectation]]
objective = "shared-validation"
cycle = "applied"
effect = "Findings come up before validation."
story = "Who found what in whose model."
by_when = 2026-09-30

[[negotiation]]
objective = "shared-validation"
on = 2025-12-10
parties = ["leader", "sponsor"]
offers = "The sponsor frees the time of two readers."
asks = "To hear in June what was found."
outcome = "Both think about it until January."
"""

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
    _write(folder / "sponsorships.csv", _sponsorships(world))
    _write(folder / "launch_steps.csv", LAUNCH)
    _write(folder / "objectives.toml", OBJECTIVES)
    write_stories(folder)
    write_programme(folder / "mentoring" / PROGRAMME, world)
    for community, (invited, voices, statements) in CHECKS.items():
        _write_check(folder / "health" / community / PERIOD, invited, voices, statements)
    _write(folder / "health" / "credit-risk" / PERIOD / "counts_by_level.csv", _level_counts())


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


def _sponsorships(bank: Bank) -> str:
    """A sponsor a community, in two forms in turn; with every ninth the role is vacant."""
    lines = ["community_id,sponsor_role,form,commitment,started_on,review_on,state"]
    for number, community in enumerate(bank.communities):
        form = ("strategic", "listening", "resource")[number % 3]
        promise = ("says why it matters", "brings a problem each quarter", "two hours a week for the core")[number % 3]
        state = "vacant" if number % 9 == 8 else "active"
        lines.append(f'{community.id},"Sponsor, {community.name}",{form},{promise},2025-01-15,2026-01-15,{state}')
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
    invited: int,
    voices: Voices,
    statements: Sequence[tuple[str, str, str, str, str, str]],
) -> None:
    answered = max(sum(counts) + 2 + sum(counts) // 8 for counts in voices.values())
    about = (
        'opened_on = 2025-11-03\nfrozen_on = 2025-11-24\nclosed_on = 2025-12-10\nstate = "closed"\n'
        f"invited_count = {invited}\nanswered_count = {answered}\nnext_look_on = 2026-06-01\n\n"
        '[[decision]]\ntext = "Somebody of the core group greets each first post within two days."\n\n'
        '[[decision]]\ntext = "We look at this dimension again in June, with the same question."\n'
    )
    _write(folder / "check.toml", about)
    _write(folder / "relevance.csv", _relevance(voices, statements))
    _write(folder / "counts.csv", _counts(voices))
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


def _counts(voices: Voices) -> str:
    """What is left of the answers of a check that is closed."""
    lines = ["dimension,answer,count"]
    for dimension, counts in voices.items():
        given = dict(zip(SCALE, counts, strict=True)) | {"can't see": 1 + sum(counts) // 8, "not relevant": 1}
        lines += [f"{dimension},{answer},{count}" for answer, count in sorted(given.items()) if count]
    return "\n".join(lines) + "\n"


def _level_counts() -> str:
    lines = ["participation_level,dimension,answer,count"]
    for level, counts in LEVELS.items():
        lines += [f"{level},D2,{answer},{count}" for answer, count in zip(SCALE, counts, strict=True) if count]
    return "\n".join(lines) + "\n"

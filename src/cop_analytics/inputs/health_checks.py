"""`health/<community>/<period>/`: one health check as people keep it, in four small files.

`check.toml` holds its dates and decisions, `relevance.csv` what matters to whom, `answers.csv` the members' answers under
random tokens, `statements.toml` what sponsors and the social learning team sign.
"""

from __future__ import annotations

import tomllib
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.health.dimensions import BY_ID
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, PERSPECTIVES, SIGNING
from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet

STATES = ("invited", "relevance", "answers", "frozen", "held", "recorded", "revised", "closed")
AUDIENCES = ("community", "sponsor", "published")
LEVELS = ("core or active", "occasional or peripheral", "")
IDENTITY_WORDS = ("name", "email", "e-mail", "mail", "user", "time", "start", "completion", "ip address")
ANSWER_COLUMNS = ("token", "dimension", "answer", "participation_level")


@dataclass(frozen=True)
class Relevance:
    """How many voices of a perspective made a choice about a dimension."""

    perspective: str
    dimension_id: str
    choice: str
    voice_count: int


@dataclass(frozen=True)
class Statement:
    """A signed statement, with those it is released to."""

    perspective: str
    role_name: str
    dimension_id: str
    answer: str
    statement: str
    released_to: tuple[str, ...]


@dataclass(frozen=True)
class Check:
    """One health check. `answers` counts members by dimension and answer; the tokens are not kept."""

    community_id: str
    period: str
    opened_on: date
    frozen_on: date | None
    closed_on: date | None
    state: str
    invited_count: int
    next_look_on: date | None
    decisions: tuple[str, ...]
    answers: Mapping[tuple[str, str], int]
    relevance: tuple[Relevance, ...]
    statements: tuple[Statement, ...]


@dataclass
class Read:
    """The checks that could be read, and every fault of the others and of their rows."""

    checks: list[Check] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(folder: Path, communities: Collection[str]) -> Read:
    """Every check below `folder`; a fault in one leaves the others standing."""
    found = Read()
    for check_file in sorted((folder / "health").glob("*/*/check.toml")):
        period = check_file.parent
        if period.parent.name not in communities:
            cure = f"Name the folder after a community: {', '.join(sorted(communities))}."
            problem = f"“{period.parent.name}” is no community"
            found.faults.append(Fault(_place(check_file), None, None, problem, cure))
            continue
        check = _check(period, found.faults)
        if check is not None:
            found.checks.append(check)
    return found


def _check(period: Path, faults: list[Fault]) -> Check | None:
    about = _toml(period / "check.toml", faults)
    answers, relevance = _answers(period), _relevance(period)
    for sheet in (answers, relevance):
        faults += [_at(period, fault) for fault in sheet.faults]
        sheet.write_rejected()
    statements = _statements(period, faults)
    if about is None or (dates := _dates(period, about, faults)) is None:
        return None
    decisions = about.get("decision", [])
    return Check(
        community_id=period.parent.name,
        period=period.name,
        opened_on=dates["opened_on"] or date.min,
        frozen_on=dates["frozen_on"],
        closed_on=dates["closed_on"],
        state=str(about["state"]),
        invited_count=int(str(about["invited_count"])),
        next_look_on=dates["next_look_on"],
        decisions=tuple(str(each["text"]) for each in decisions) if isinstance(decisions, list) else (),
        answers=Counter((dimension, answer) for _, dimension, answer in answers.rows),
        relevance=tuple(relevance.rows),
        statements=tuple(statements),
    )


def _dates(period: Path, about: Mapping[str, object], faults: list[Fault]) -> dict[str, date | None] | None:
    before = len(faults)
    dates: dict[str, date | None] = {}
    for key in ("opened_on", "frozen_on", "closed_on", "next_look_on"):
        value = about.get(key)
        if value is not None and not isinstance(value, date):
            faults.append(_fault(period, key, f"“{value}” is no date", "Write it without quotes: 2026-01-31."))
            value = None
        dates[key] = value
    if dates["opened_on"] is None:
        faults.append(_fault(period, "opened_on", "it is missing", "Write the day the check was opened."))
    if about.get("state") not in STATES:
        faults.append(
            _fault(period, "state", f"“{about.get('state')}” is not known", f"Write one of: {', '.join(STATES)}.")
        )
    if not isinstance(about.get("invited_count"), int):
        faults.append(_fault(period, "invited_count", "it is no number", "Write how many members were asked."))
    if about.get("state") == "closed" and not (dates["closed_on"] and about.get("decision") and dates["next_look_on"]):
        cure = "Write closed_on, next_look_on and at least one [[decision]] with its text."
        faults.append(_fault(period, "state", "it is closed without decisions or a next look", cure))
    return dates if len(faults) == before else None


def _answers(period: Path) -> Sheet[tuple[str, str, str]]:
    file = period / "answers.csv"
    if _names_people(file):
        cure = f"Remove those columns before anybody else sees the file; keep only {', '.join(ANSWER_COLUMNS)}."
        return Sheet(file, faults=[Fault(file.name, 1, None, "it says who answered or when", cure)])
    given: set[tuple[str, str]] = set()

    def one(cells: Cells) -> tuple[str, str, str]:
        token = cells.text("token")
        dimension = cells.one_of("dimension", tuple(BY_ID))
        answer = cells.one_of("answer", ALL_ANSWERS)
        cells.one_of("participation_level", LEVELS, needed=False)
        if (token, dimension) in given:
            cells.fault("token", "it answered this dimension already", "Keep one of the two rows.")
        given.add((token, dimension))
        return token, dimension, answer

    return sheets.read(file, ANSWER_COLUMNS, one)


def _names_people(file: Path) -> bool:
    if not file.exists():
        return False
    header = file.read_bytes().split(b"\n", 1)[0].decode("utf-8", "replace").lower()
    columns = [column.strip().strip('"') for column in header.replace(";", ",").split(",")]
    return any(word in column for column in columns for word in IDENTITY_WORDS)


def _relevance(period: Path) -> Sheet[Relevance]:
    def one(cells: Cells) -> Relevance:
        return Relevance(
            cells.one_of("perspective", PERSPECTIVES),
            cells.one_of("dimension", tuple(BY_ID)),
            cells.one_of("choice", CHOICES),
            cells.count("count"),
        )

    return sheets.read(period / "relevance.csv", ("perspective", "dimension", "choice", "count"), one)


def _statements(period: Path, faults: list[Fault]) -> list[Statement]:
    about = _toml(period / "statements.toml", faults) if (period / "statements.toml").exists() else {}
    listed = about.get("statement", []) if about else []
    statements = []
    for number, block in enumerate(listed if isinstance(listed, list) else [], start=1):
        problems = list(_problems(block))
        place = f"{_place(period / 'statements.toml')}"
        faults += [
            Fault(place, None, f"[[statement]] number {number}, {key}", what, cure) for key, what, cure in problems
        ]
        if not problems:
            released = tuple(str(audience) for audience in block.get("released_to", []))
            statements.append(
                Statement(
                    perspective=str(block["perspective"]),
                    role_name=str(block["role"]),
                    dimension_id=str(block["dimension"]),
                    answer=str(block["answer"]),
                    statement=str(block["text"]),
                    released_to=released,
                )
            )
    return statements


def _problems(block: Mapping[str, object]) -> list[tuple[str, str, str]]:
    allowed = {
        "perspective": SIGNING,
        "dimension": tuple(BY_ID),
        "answer": ALL_ANSWERS,
    }
    problems = [
        (key, f"“{block.get(key)}” is not known", f"Write one of: {', '.join(words)}.")
        for key, words in allowed.items()
        if block.get(key) not in words
    ]
    problems += [
        (key, "it is missing", "A statement is signed by a role.") for key in ("role", "text") if not block.get(key)
    ]
    released = block.get("released_to", [])
    if not isinstance(released, list) or set(map(str, released)) - set(AUDIENCES):
        problems.append(("released_to", "it is not known", f"List some of: {', '.join(AUDIENCES)}; or none."))
    return problems


def _toml(file: Path, faults: list[Fault]) -> dict[str, object] | None:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(Fault(_place(file), None, None, f"it is no TOML: {error}", "Mend the line it names."))
        return None


def _place(file: Path) -> str:
    return "/".join(file.parts[-4:])


def _at(period: Path, fault: Fault) -> Fault:
    return Fault(_place(period / fault.file), fault.row, fault.column, fault.problem, fault.cure)


def _fault(period: Path, key: str, problem: str, cure: str) -> Fault:
    return Fault(_place(period / "check.toml"), None, key, problem, cure)

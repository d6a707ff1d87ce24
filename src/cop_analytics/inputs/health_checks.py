"""`health/<community>/<period>/`: one health check as people keep it, in small files.

`check.toml` holds its dates and decisions, `relevance.csv` what matters to whom, `answers.csv` the members' answers under
random tokens until it is closed, `counts.csv` and `counts_by_level.csv` what is left of them then, `statements.toml` what
sponsors and the social learning team sign, `record.toml` what the conversation made of it; `forms/` is for people alone.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.health.dimensions import BY_ID, DIMENSIONS
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, LEVELS, PERSPECTIVES, SIGNING
from cop_analytics.health.presentation import told_by_level
from cop_analytics.health.voices import AUDIENCES, CLOSED, FROZEN, STATES, Check, Relevance, Statement
from cop_analytics.inputs import conversation_records, sheets, toml
from cop_analytics.inputs.conversation_records import Record, text
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.inputs.texts import alike, listed, quoted
from cop_analytics.inputs.toml import Block

FOLDER = "health"
FORMS = "forms"
COUNTS, LEVEL_COUNTS = "counts.csv", "counts_by_level.csv"
FILES = (
    *("check.toml", "relevance.csv", "answers.csv", COUNTS, LEVEL_COUNTS, "statements.toml"),
    conversation_records.FILE,
)
PERIOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
TOKEN = re.compile(r"[A-Za-z0-9-]{1,64}")
COUNT_COLUMNS = ("dimension", "answer", "count")
LEVEL_COUNT_COLUMNS = ("participation_level", *COUNT_COLUMNS)
SHOWN_KEYS = ("answered_count", "pack_hash", "data_cut", "shown_to_core_on", "shown_to_sponsor_on", "annotated_hash")
CHECK_KEYS = ("opened_on", "frozen_on", "closed_on", "state", "invited_count", "next_look_on", "decision", *SHOWN_KEYS)
STATEMENT_KEYS = ("perspective", "role", "dimension", "answer", "text", "released_to")
ANSWER_COLUMNS = ("token", "dimension", "answer", "participation_level")
RELEVANCE_COLUMNS = ("perspective", "dimension", "choice", "count")
ASKED = {each.members.casefold().rstrip("."): each.id for each in DIMENSIONS}
TELLS_WHO_OR_WHEN = re.compile(
    r"\b(((first|last|user|sur|vor|nach)?names?)|(e-?)?mail|user(id)?|upn|login|person|employee|staff|respondent|phone|ip|"
    r"address|(start|end|completion)?time(stamp)?|date|start(ed|zeit)?|complet(ion|ed)|submitted|fertigstellungszeit)\b"
)


@dataclass
class Read:
    """The checks that could be read, every fault of the others and of their rows, and the rows not taken."""

    checks: list[Check] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    leftovers: list[Leftover] = field(default_factory=list)


def read(folder: Path, communities: Collection[str]) -> Read:
    """Every check below `folder/health`; a fault in one leaves the others standing.

    A check of which a whole file cannot be read is left out: without it, it would say what nobody said.
    """
    found = Read(faults=list(_strays(folder)))
    periods = sorted(each for each in (folder / FOLDER).glob("*/*") if each.is_dir())
    spelt = Counter((each.parent.name, each.name.casefold()) for each in periods)
    for period in periods:
        place = f"{FOLDER}/{period.parent.name}/{period.name}"
        if period.parent.name not in communities:
            cure = f"Name the folder after one of: {listed(tuple(sorted(communities)))}."
            found.faults.append(Fault(place, None, None, f"{quoted(period.parent.name)} is no community", cure))
        elif not PERIOD.fullmatch(period.name):
            cure = "Use letters, digits and hyphens, at most 32: 2026-H1."
            found.faults.append(Fault(place, None, None, f"{quoted(period.name)} cannot name files", cure))
        elif spelt[period.parent.name, period.name.casefold()] > 1:
            cure = "Rename one of them: not every disk tells them apart."
            found.faults.append(Fault(place, None, None, "another period differs from it in capitals alone", cure))
        else:
            _read_check(folder, place, found)
    return found


def _strays(folder: Path) -> Iterator[Fault]:
    """A fault for each sheet or declaration that nobody would read where it lies."""
    for file in sorted((folder / FOLDER).rglob("*")):
        is_written = file.suffix.lower() in (".csv", ".toml", ".xlsx", ".xls") and not file.name.endswith(
            ".rejected.csv"
        )
        way = file.relative_to(folder)
        is_form = len(way.parts) > 4 and way.parts[3] == FORMS
        if is_written and not is_form and not (len(way.parts) == 4 and file.name in FILES):
            cure = f"Files of a check are {FOLDER}/<community>/<period>/ with {', '.join(FILES)}."
            yield Fault(way.as_posix(), None, None, "it is not read", cure)


def _read_check(folder: Path, place: str, found: Read) -> None:
    faults: list[Fault] = []
    about = toml.read(folder / place / "check.toml", f"{place}/check.toml", faults)
    is_counted = (folder / place / COUNTS).exists()
    answers = _counts(folder, place) if is_counted else _answers(folder, place)
    by_level = _counts(folder, place, by_level=True) if is_counted else answers
    relevance = _relevance(folder, place)
    statements = _statements(folder, place, faults)
    record, is_whole = _record(folder, place, faults)
    told = (answers.rows, by_level.rows)
    check = None if about is None else _check(about, told, relevance.rows, statements or (), record)
    is_whole &= not (answers.is_refused or by_level.is_refused or relevance.is_refused or statements is None)
    told_apart = [by_level] if is_counted else []
    found.leftovers += [leftover(answers), *map(leftover, told_apart), leftover(relevance)]
    found.faults += [
        *faults,
        *answers.faults,
        *(each for sheet in told_apart for each in sheet.faults),
        *relevance.faults,
    ]
    if check is not None and is_whole:
        found.checks.append(check)
    else:
        cure = "Mend what is said of its files; it comes back by itself."
        found.faults.append(Fault(place, None, None, "the check is left out", cure))


def _record(folder: Path, place: str, faults: list[Fault]) -> tuple[Record | None, bool]:
    """The record, None where there is none yet; and whether it could be read, if there is one."""
    name = f"{place}/{conversation_records.FILE}"
    if not (folder / name).exists():
        return None, True
    record = conversation_records.read(folder / name, name, faults)
    return record, record is not None


def _check(
    about: Block,
    told: tuple[Sequence[Given], Sequence[Given]],
    relevance: Sequence[Relevance],
    statements: Sequence[Statement],
    record: Record | None,
) -> Check | None:
    before = len(about.faults)
    about.refuse_unknown(CHECK_KEYS)
    _, community, period, _ = about.place.split("/")
    answers, by_level = told
    counted: Counter[tuple[str, str]] = Counter()
    for given in answers:
        counted[given.dimension_id, given.answer] += given.count
    levels: Counter[tuple[str, str, str]] = Counter()
    for given in by_level:
        levels[given.level, given.dimension_id, given.answer] += given.count
    check = Check(
        community_id=community,
        period=period,
        opened_on=about.needed_day("opened_on"),
        frozen_on=about.day("frozen_on"),
        closed_on=about.day("closed_on"),
        state=about.one_of("state", STATES),
        invited_count=about.count("invited_count"),
        next_look_on=about.day("next_look_on") or (record.next_look_on if record else None),
        decisions=(*conversation_records.decisions(about), *(record.decisions if record else ())),
        answers=counted,
        answers_by_level=told_by_level(counted, levels),
        relevance=tuple(relevance),
        statements=tuple(statements),
        answered_count=_answered(about, answers),
        pack_hash=about.text("pack_hash", needed=False),
        data_cut=about.day("data_cut"),
        shown_to_core_on=about.day("shown_to_core_on"),
        shown_to_sponsor_on=about.day("shown_to_sponsor_on"),
        annotated_hash=about.text("annotated_hash", needed=False),
        held_on=record.held_on if record else None,
        present_roles=record.present_roles if record else (),
        senses=record.senses if record else (),
    )
    if len(about.faults) == before:
        _refuse_contradictions(about, check)
    return check if len(about.faults) == before else None


def _answered(about: Block, answers: Sequence[Given]) -> int | None:
    """How many answered: what was kept at the close, else the tokens there are; None where neither is known."""
    if "answered_count" in about.values:
        return about.count("answered_count")
    tokens = {given.token for given in answers} - {""}
    return len(tokens) or None


def _refuse_contradictions(about: Block, check: Check) -> None:
    """A state without its date, a date without its state, dates out of order, an end without a result."""
    if check.state in STATES[STATES.index(FROZEN) :] and check.frozen_on is None:
        about.fault("frozen_on", f"it is missing, the check is {check.state}", "Write the day its pack was frozen.")
    if check.state == CLOSED and not (check.closed_on and check.decisions and check.next_look_on):
        cure = "Write closed_on, next_look_on and at least one [[decision]] with its text."
        about.fault("state", "it is closed without a day, a decision or a next look", cure)
    if check.state != CLOSED and check.closed_on is not None:
        about.fault("closed_on", f"the check is {check.state}, not closed", 'Remove it, or write state = "closed".')
    dated = {
        "opened_on": check.opened_on,
        "frozen_on": check.frozen_on,
        "closed_on": check.closed_on,
        "next_look_on": check.next_look_on,
    }
    known = [(key, day) for key, day in dated.items() if day is not None]
    for (earlier, first), (later, second) in pairwise(known):
        if second < first:
            about.fault(later, f"{second} is before {earlier}", "Put the days in order.")


@dataclass(frozen=True, slots=True)
class Given:
    """One answer, under a random token until the check is closed; `count` of them once it is."""

    token: str
    dimension_id: str
    answer: str
    level: str = ""
    count: int = 1


def answer_of(cells: Cells) -> Given:
    """The answer in one row."""
    cure = "Write random letters and digits, never a person's name or number."
    cells.like("token", TOKEN, "it is no token", cure)
    level = cells.one_of("participation_level", LEVELS, needed=False)
    return Given(
        cells.values["token"], cells.one_of("dimension", tuple(BY_ID)), cells.one_of("answer", ALL_ANSWERS), level
    )


def _answers(folder: Path, place: str) -> Sheet[Given]:
    """Each good row."""
    name = f"{place}/answers.csv"
    return sheets.read(folder, name, ANSWER_COLUMNS, answer_of, key=("token", "dimension"), guard=anonymous)


def _counts(folder: Path, place: str, *, by_level: bool = False) -> Sheet[Given]:
    """What is left of the answers of a closed check, by level of participation or of all."""
    name, columns = (LEVEL_COUNTS, LEVEL_COUNT_COLUMNS) if by_level else (COUNTS, COUNT_COLUMNS)

    def one(cells: Cells) -> Given:
        level = cells.one_of("participation_level", LEVELS) if by_level else ""
        dimension, answer = cells.one_of("dimension", tuple(BY_ID)), cells.one_of("answer", ALL_ANSWERS)
        return Given("", dimension, answer, level, count=cells.count("count"))

    return sheets.read(folder, f"{place}/{name}", columns, one, key=columns[:-1])


def asks(column: str) -> str | None:
    """The dimension whose question to members a column is headed with; None for any other heading."""
    return ASKED.get(alike(column).replace("’", "'").casefold().rstrip("."))


def telling(header: Sequence[str]) -> list[tuple[int, str]]:
    """The columns that say who answered or when: their numbers, from 1, and the word that tells."""
    return [
        (number, found[0])
        for number, column in enumerate(header, start=1)
        if column not in ANSWER_COLUMNS
        and not asks(column)
        and (found := TELLS_WHO_OR_WHEN.search(column.lower().replace("_", " ")))
    ]


def anonymous(header: Sequence[str]) -> tuple[str, str] | None:
    """Refuse the export of a form that knows who answered, or when."""
    columns = re.split("[;\t]", header[0]) if len(header) == 1 else header
    known = [f"column {number} (“{word}”)" for number, word in telling(columns)]
    if not known:
        return None
    return f"it says who answered or when: {', '.join(known)}", (
        f"Remove these columns from every copy before anybody sees them; keep {', '.join(ANSWER_COLUMNS)}."
    )


def relevance_of(cells: Cells) -> Relevance:
    """The choice counted in one row."""
    return Relevance(
        cells.one_of("perspective", PERSPECTIVES),
        cells.one_of("dimension", tuple(BY_ID)),
        cells.one_of("choice", CHOICES),
        cells.count("count"),
    )


def _relevance(folder: Path, place: str) -> Sheet[Relevance]:
    name = f"{place}/relevance.csv"
    return sheets.read(folder, name, RELEVANCE_COLUMNS, relevance_of, key=RELEVANCE_COLUMNS[:3])


def _statements(folder: Path, place: str, faults: list[Fault]) -> list[Statement] | None:
    """The good statements; None where the file cannot be read, none where there is no file."""
    name = f"{place}/statements.toml"
    if not (folder / name).exists():
        return []
    paper = toml.read(folder / name, name, faults)
    if paper is None:
        return None
    paper.refuse_unknown(("statement",))
    return _signed(paper)


def _signed(paper: Block) -> list[Statement]:
    """The good ones; where a role signed twice on a dimension, neither is taken."""
    blocks = paper.blocks("statement")
    read = []
    for block in blocks:
        before = len(paper.faults)
        read.append((block, _statement(block), len(paper.faults) == before))
    signatures = Counter(statement.signature for _, statement, _ in read)
    for block, statement, _ in read:
        if signatures[statement.signature] > 1:
            problem = f"it signed {signatures[statement.signature]} statements on one dimension"
            block.fault("role", problem, "Make them one.")
    return [statement for _, statement, is_good in read if is_good and signatures[statement.signature] == 1]


def _statement(block: Block) -> Statement:
    block.refuse_unknown(STATEMENT_KEYS)
    released_to = block.texts("released_to")
    for position, audience in enumerate(released_to, start=1):
        if audience not in AUDIENCES:
            cure = f"List some of: {', '.join(AUDIENCES)}; or none."
            block.fault("released_to", f"number {position} is no audience", cure)
    return Statement(
        perspective=block.one_of("perspective", SIGNING),
        role_name=text(block, "role"),
        dimension_id=block.one_of("dimension", tuple(BY_ID)),
        answer=block.one_of("answer", ALL_ANSWERS),
        statement=text(block, "text"),
        released_to=released_to,
    )

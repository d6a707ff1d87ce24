"""`health/<community>/<period>/`: one health check as people keep it, in four small files.

`check.toml` holds its dates and decisions, `relevance.csv` what matters to whom, `answers.csv` the members' answers under
random tokens, `statements.toml` what sponsors and the social learning team sign.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import pairwise
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.health.dimensions import BY_ID
from cop_analytics.health.perspectives import ALL_ANSWERS, CHOICES, PERSPECTIVES, SIGNING
from cop_analytics.health.voices import AUDIENCES, CLOSED, FROZEN, STATES, Check, Relevance, Statement
from cop_analytics.inputs import sheets, toml
from cop_analytics.inputs.rejected import Leftover, leftover
from cop_analytics.inputs.sheets import Cells, Sheet, listed, quoted
from cop_analytics.inputs.toml import Block

FOLDER = "health"
FILES = ("check.toml", "relevance.csv", "answers.csv", "statements.toml")
PERIOD = re.compile(r"[A-Za-z0-9][A-Za-z0-9-]{0,31}")
TOKEN = re.compile(r"[A-Za-z0-9-]{1,64}")
ADDRESS = re.compile(r"\S@\S")
LEVELS = ("core or active", "occasional or peripheral")
CHECK_KEYS = ("opened_on", "frozen_on", "closed_on", "state", "invited_count", "next_look_on", "decision")
STATEMENT_KEYS = ("perspective", "role", "dimension", "answer", "text", "released_to")
ANSWER_COLUMNS = ("token", "dimension", "answer", "participation_level")
RELEVANCE_COLUMNS = ("perspective", "dimension", "choice", "count")
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
    for period in sorted(each for each in (folder / FOLDER).glob("*/*") if each.is_dir()):
        place = f"{FOLDER}/{period.parent.name}/{period.name}"
        if period.parent.name not in communities:
            cure = f"Name the folder after one of: {listed(tuple(sorted(communities)))}."
            found.faults.append(Fault(place, None, None, f"{quoted(period.parent.name)} is no community", cure))
        elif not PERIOD.fullmatch(period.name):
            cure = "Use letters, digits and hyphens, at most 32: 2026-H1."
            found.faults.append(Fault(place, None, None, f"{quoted(period.name)} cannot name files", cure))
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
        if is_written and not (len(way.parts) == 4 and file.name in FILES):
            cure = f"Files of a check are {FOLDER}/<community>/<period>/ with {', '.join(FILES)}."
            yield Fault(way.as_posix(), None, None, "it is not read", cure)


def _read_check(folder: Path, place: str, found: Read) -> None:
    faults: list[Fault] = []
    about = toml.read(folder / place / "check.toml", f"{place}/check.toml", faults)
    answers, relevance = _answers(folder, place), _relevance(folder, place)
    statements = _statements(folder, place, faults)
    check = None if about is None else _check(about, answers.rows, relevance.rows, statements or ())
    is_whole = not (answers.is_refused or relevance.is_refused or statements is None)
    found.leftovers += [leftover(answers), leftover(relevance)]
    found.faults += [*faults, *answers.faults, *relevance.faults]
    if check is not None and is_whole:
        found.checks.append(check)
    else:
        cure = "Mend what is said of its files; it comes back by itself."
        found.faults.append(Fault(place, None, None, "the check is left out", cure))


def _check(
    about: Block,
    answers: Sequence[tuple[str, str]],
    relevance: Sequence[Relevance],
    statements: Sequence[Statement],
) -> Check | None:
    before = len(about.faults)
    about.refuse_unknown(CHECK_KEYS)
    _, community, period, _ = about.place.split("/")
    check = Check(
        community_id=community,
        period=period,
        opened_on=about.needed_day("opened_on"),
        frozen_on=about.day("frozen_on"),
        closed_on=about.day("closed_on"),
        state=about.one_of("state", STATES),
        invited_count=about.count("invited_count"),
        next_look_on=about.day("next_look_on"),
        decisions=_decisions(about),
        answers=Counter(answers),
        relevance=tuple(relevance),
        statements=tuple(statements),
    )
    if len(about.faults) == before:
        _refuse_contradictions(about, check)
    return check if len(about.faults) == before else None


def _decisions(about: Block) -> tuple[str, ...]:
    texts = []
    for block in about.blocks("decision"):
        block.refuse_unknown(("text",))
        texts.append(_text(block, "text"))
    return tuple(texts)


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


def _answers(folder: Path, place: str) -> Sheet[tuple[str, str]]:
    """Dimension and answer of each good row; the token is only held against its doubles, and forgotten."""

    def one(cells: Cells) -> tuple[str, str]:
        cure = "Write random letters and digits, never a person's name or number."
        cells.like("token", TOKEN, "it is no token", cure)
        cells.one_of("participation_level", LEVELS, needed=False)
        return cells.one_of("dimension", tuple(BY_ID)), cells.one_of("answer", ALL_ANSWERS)

    name = f"{place}/answers.csv"
    return sheets.read(folder, name, ANSWER_COLUMNS, one, key=("token", "dimension"), guard=_anonymous)


def _anonymous(header: Sequence[str]) -> tuple[str, str] | None:
    """Refuse the export of a form that knows who answered, or when."""
    columns = re.split("[;\t]", header[0]) if len(header) == 1 else header
    known = [
        column
        for column in columns
        if column not in ANSWER_COLUMNS and TELLS_WHO_OR_WHEN.search(column.lower().replace("_", " "))
    ]
    if not known:
        return None
    named = ", ".join(quoted(column) for column in known)
    return f"it says who answered or when: {named}", (
        f"Remove these columns from every copy before anybody sees them; keep {', '.join(ANSWER_COLUMNS)}."
    )


def _relevance(folder: Path, place: str) -> Sheet[Relevance]:
    def one(cells: Cells) -> Relevance:
        return Relevance(
            cells.one_of("perspective", PERSPECTIVES),
            cells.one_of("dimension", tuple(BY_ID)),
            cells.one_of("choice", CHOICES),
            cells.count("count"),
        )

    return sheets.read(folder, f"{place}/relevance.csv", RELEVANCE_COLUMNS, one, key=RELEVANCE_COLUMNS[:3])


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
            problem = f"it signed {signatures[statement.signature]} statements on {quoted(statement.dimension_id)}"
            block.fault("role", problem, "Make them one.")
    return [statement for _, statement, is_good in read if is_good and signatures[statement.signature] == 1]


def _statement(block: Block) -> Statement:
    block.refuse_unknown(STATEMENT_KEYS)
    released_to = block.texts("released_to")
    for audience in released_to:
        if audience not in AUDIENCES:
            cure = f"List some of: {', '.join(AUDIENCES)}; or none."
            block.fault("released_to", f"{quoted(audience)} is no audience", cure)
    return Statement(
        perspective=block.one_of("perspective", SIGNING),
        role_name=_text(block, "role"),
        dimension_id=block.one_of("dimension", tuple(BY_ID)),
        answer=block.one_of("answer", ALL_ANSWERS),
        statement=_text(block, "text"),
        released_to=released_to,
    )


def _text(block: Block, key: str) -> str:
    """A text that may be shown: one with an e-mail address in it may not."""
    text = block.text(key)
    if ADDRESS.search(text):
        block.fault(key, "it holds an e-mail address", "Say who speaks by role alone.")
    return text

"""What analysts ask of their file through `cop`, each question on record before it is answered.

The record, `runs/questions.jsonl`, is a ledger of its own: chained by checksums, for the data protection officer and the
works council to read. Pseudonyms in a question do not stand in it.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import duckdb

from cop_analytics import ledger, warehouse
from cop_analytics.errors import SettingsError
from cop_analytics.ledger import Event
from cop_analytics.privacy.pseudonyms import PATTERN

RECORD = "questions"
OF_PERSONS = ("facts", "networks")


@dataclass(frozen=True)
class Answer:
    """Names of columns, and rows of them."""

    columns: tuple[str, ...]
    rows: list[tuple[object, ...]]


def ask(home: Path, question: str, *, because: str, by: str, at: datetime) -> Answer:
    """The answer to one `select`, after who asked it, when and why is on record.

    Raises SettingsError for anything but a `select` on the analysts' file, and for one without a reason.
    """
    file = home / "analysts" / "cop.duckdb"
    if not file.exists():
        raise SettingsError([f"{file}: there is no analysts' file yet. `cop nightly` makes one."])
    if not because.strip():
        raise SettingsError(["--because: is empty. Say what the answer is for: it stands beside the question."])
    with warehouse.connect(file, read_only=True) as con:
        warehouse.confine(con, file.parent)
        try:
            kinds = [statement.type for statement in con.extract_statements(question)]
            if kinds != [duckdb.StatementType.SELECT]:
                raise SettingsError(["One `select` is answered at a time, and nothing else."])
            tables = sorted(con.get_table_names(question, qualified=True))
            _note(home, question, tables, because, by, at)
            asked = con.execute(question)
            columns = tuple(column[0] for column in asked.description or ())
            return Answer(columns, asked.fetchall())
        except duckdb.Error as error:
            raise SettingsError([f"The analysts' file does not understand it: {error}"]) from error


def on_record(home: Path) -> Iterator[Event]:
    """Every question, oldest first. Raises StorageFailed where the record was changed."""
    yield from ledger.events(home, RECORD)


def _note(home: Path, question: str, tables: list[str], because: str, by: str, at: datetime) -> None:
    line = {
        "event": "question",
        "at": at.isoformat(timespec="seconds"),
        "by": by,
        "because": because,
        "is_of_persons": any(table.split(".")[0] in OF_PERSONS for table in tables),
        "tables": tables,
        "question": PATTERN.sub("m_…", question),
    }
    ledger.append(home, line, RECORD)

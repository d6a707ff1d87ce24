"""Write the files of a health check, each put in place at once; what people wrote into `check.toml` beside it stays."""

from __future__ import annotations

import csv
import io
import json
import os
import re
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path

from cop_analytics.health.voices import Relevance, Statement
from cop_analytics.inputs.health_checks import (
    ANSWER_COLUMNS,
    COUNT_COLUMNS,
    LEVEL_COUNT_COLUMNS,
    LEVEL_COUNTS,
    RELEVANCE_COLUMNS,
    Given,
)

Changes = Mapping[str, str | int | date]

OF_THE_OWNER, OF_THE_TEAM = 0o600, 0o640
HEAD = "# A health check. `cop check` keeps the states; decisions and dates may be written by hand.\n\n"


def write_check(folder: Path, changes: Changes) -> None:
    """Set these keys of `check.toml`, made if it is not there; every other line stays as it is."""
    file = folder / "check.toml"
    lines = (file.read_text(encoding="utf-8") if file.exists() else HEAD).rstrip("\n").split("\n")
    first_table = next((place for place, line in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    head, tables = lines[:first_table], lines[first_table:]
    for key, value in changes.items():
        line = f"{key} = {_toml(value)}"
        place = next((n for n, old in enumerate(head) if re.match(rf"\s*{key}\s*=", old)), None)
        if place is None:
            last = max((n for n, old in enumerate(head) if "=" in old.partition("#")[0]), default=len(head) - 1)
            head.insert(last + 1, line)
        else:
            head[place] = line
    _put(file, "\n".join([*head, *tables]) + "\n", OF_THE_TEAM)


def write_relevance(folder: Path, relevance: Sequence[Relevance]) -> None:
    """`relevance.csv`."""
    rows = sorted((each.perspective, each.dimension_id, each.choice, each.voice_count) for each in relevance)
    _put(folder / "relevance.csv", _csv(RELEVANCE_COLUMNS, rows), OF_THE_TEAM)


def write_answers(folder: Path, answers: Sequence[Given]) -> None:
    """`answers.csv`, which its owner alone reads, in the order of the tokens, which are random."""
    rows = sorted((each.token, each.dimension_id, each.answer, each.level) for each in answers)
    _put(folder / "answers.csv", _csv(ANSWER_COLUMNS, rows), OF_THE_OWNER)


def write_counts(folder: Path, counts: Mapping[tuple[str, str], int]) -> None:
    """`counts.csv`: what is left of the answers once a check is closed."""
    rows = [(dimension, answer, count) for (dimension, answer), count in sorted(counts.items())]
    _put(folder / "counts.csv", _csv(COUNT_COLUMNS, rows), OF_THE_TEAM)


def write_level_counts(folder: Path, counts: Mapping[tuple[str, str, str], int]) -> None:
    """`counts_by_level.csv`: what may be told of levels of participation once a check is closed; no file for nothing."""
    rows = [(*key, count) for key, count in sorted(counts.items()) if count]
    if rows:
        _put(folder / LEVEL_COUNTS, _csv(LEVEL_COUNT_COLUMNS, rows), OF_THE_TEAM)


def write_statements(folder: Path, statements: Sequence[Statement]) -> None:
    """`statements.toml`."""
    blocks = [
        f"[[statement]]\nperspective = {_toml(each.perspective)}\nrole = {_toml(each.role_name)}\n"
        f"dimension = {_toml(each.dimension_id)}\nanswer = {_toml(each.answer)}\ntext = {_toml(each.statement)}\n"
        f"released_to = [{', '.join(map(_toml, each.released_to))}]\n"
        for each in sorted(statements, key=lambda statement: statement.signature)
    ]
    _put(folder / "statements.toml", "\n".join(blocks), OF_THE_TEAM)


def write_record(folder: Path, file: Path) -> None:
    """`record.toml`, as it was brought."""
    _put(folder / "record.toml", file.read_text(encoding="utf-8-sig"), OF_THE_TEAM)


def _toml(value: str | int | date) -> str:
    """A value as TOML writes it; what JSON calls a string, TOML does too."""
    return json.dumps(value, ensure_ascii=False) if isinstance(value, str) else str(value)


def _csv(header: Sequence[str], rows: Sequence[Sequence[object]]) -> str:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows([header, *rows])
    return text.getvalue()


def _put(file: Path, text: str, mode: int) -> None:
    """The whole file or none of it, on the disk when this returns."""
    file.parent.mkdir(parents=True, exist_ok=True)
    aside = file.with_name(f".{file.name}.part")
    descriptor = os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, mode)
    with os.fdopen(descriptor, "w", encoding="utf-8", newline="") as output:
        os.fchmod(output.fileno(), mode)
        output.write(text)
        output.flush()
        os.fsync(output.fileno())
    aside.replace(file)

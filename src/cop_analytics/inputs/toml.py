"""Read people's TOML files: the line of a mistake, values of the right type, every fault with its cure."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs import admission
from cop_analytics.inputs.texts import DECEIVING, choice_of, is_overloaded, tidy

LINE = re.compile(r"\(at line (\d+)")


@dataclass(frozen=True)
class Block:
    """One table of a file on its way in: gives checked values, collects what is wrong with them.

    `lines` are the numbered lines the table was written in, where they can be told; `name` says which table it is.
    """

    place: str
    name: str
    lines: Sequence[tuple[int, str]]
    values: Mapping[str, object]
    faults: list[Fault]

    def fault(self, key: str, problem: str, cure: str) -> None:
        row, column = self._row(key), key if self.lines or not self.name else f"{self.name}, {key}"
        self.faults.append(Fault(self.place, row, column, problem, cure))

    def refuse_unknown(self, known: Sequence[str]) -> None:
        for key in self.values:
            if key not in known:
                self.fault(key, "it is not known", f"Known are: {', '.join(known)}.")

    def text(self, key: str, *, needed: bool = True) -> str:
        value = self.values.get(key)
        if value is None and needed:
            self.fault(key, "it is missing", f'Write {key} = "…".')
        elif value is not None and not isinstance(value, str):
            self.fault(key, "it is not a text", f'Write it in quotes: {key} = "…".')
        elif isinstance(value, str) and needed and not value.strip():
            self.fault(key, "it is empty", f'Write {key} = "…".')
        elif isinstance(value, str) and (DECEIVING.search(value) or is_overloaded(value)):
            self.fault(key, "it holds a character nobody sees", "Type it anew.")
        return tidy(value) if isinstance(value, str) else ""

    def texts(self, key: str) -> tuple[str, ...]:
        """The texts of a list; none, where there is no list."""
        value = self.values.get(key, [])
        if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
            self.fault(key, "it is not a list of texts", f'Write each in quotes: {key} = ["…", "…"].')
            return ()
        words = tuple(tidy(word) for word in value)
        for number in (position for position, word in enumerate(words, start=1) if word in words[: position - 1]):
            self.fault(key, f"number {number} stands there already", "Keep it once.")
        return words

    def one_of(self, key: str, allowed: Sequence[str], *, default: str | None = None) -> str:
        before = len(self.faults)
        value = self.text(key).replace("’", "'") if default is None or key in self.values else default
        if value not in allowed and len(self.faults) == before:
            self.fault(key, "it is not known", choice_of(tuple(allowed)))
        return value

    def day(self, key: str) -> date | None:
        """The day; None where there is none, or with a fault."""
        value = self.values.get(key)
        if value is None:
            return None
        if type(value) is date:
            return value
        self.fault(key, "it is no date", f"Write it without quotes or time: {key} = 2026-01-31.")
        return None

    def needed_day(self, key: str) -> date:
        """The day; the first of all days with a fault."""
        if key not in self.values:
            self.fault(key, "it is missing", f"Write the day: {key} = 2026-01-31.")
        return self.day(key) or date.min

    def count(self, key: str) -> int:
        value = self.values.get(key)
        if type(value) is int and value >= 0:
            return value
        problem = "it is missing" if value is None else "it is no number of people"
        self.fault(key, problem, f"Write a whole number, 0 or more: {key} = 12.")
        return 0

    def number(self, key: str, *, most: float = float("inf"), needed: bool = False) -> float | None:
        """A number of 0 or more and at most `most`; None where there is none, or with a fault."""
        value = self.values.get(key)
        if value is None and not needed:
            return None
        if isinstance(value, int | float) and not isinstance(value, bool) and 0 <= value <= most:
            return float(value)
        problem = "it is missing" if value is None else "it is no such number"
        span = f"from 0 to {most:g}" if most < float("inf") else "of 0 or more"
        self.fault(key, problem, f"Write a number {span}, a dot before decimals: {key} = 0.5.")
        return None

    def flag(self, key: str) -> bool:
        """Whether it says true; false where it is not there."""
        value = self.values.get(key, False)
        if not isinstance(value, bool):
            self.fault(key, "it is neither true nor false", f"Write {key} = true.")
        return value is True

    def block(self, key: str) -> Block | None:
        """The table written as [key]; None where there is none, or with a fault."""
        values = self.values.get(key)
        if values is None:
            return None
        if not isinstance(values, dict):
            self.fault(key, "it is not a table", f"Begin it with [{key}] on a line of its own.")
            return None
        return Block(self.place, key, _span(self.lines, key), values, self.faults)

    def blocks(self, key: str) -> list[Block]:
        """The tables written as [[key]], in order; none, with a fault, where something else is written."""
        listed = self.values.get(key, [])
        if not isinstance(listed, list) or not all(isinstance(values, dict) for values in listed):
            self.fault(key, "it is not a list of tables", f"Begin each with [[{key}]] on a line of its own.")
            return []
        spans = _spans(self.lines, key)
        told = spans if len(spans) == len(listed) else [[] for _ in listed]
        return [
            Block(self.place, f"{key} {number}", lines, values, self.faults)
            for number, (lines, values) in enumerate(zip(told, listed, strict=True), start=1)
        ]

    def _row(self, key: str) -> int | None:
        """The line of `key`; of a table without it, the line the table begins in."""
        begins = re.compile(rf"\s*(\[\[?\s*)?{re.escape(key)}\s*[=.\]]")
        own = self.lines if self.name else _before_tables(self.lines, key)
        first = self.lines[0][0] if self.name and self.lines else None
        return next((number for number, line in own if begins.match(line)), first)


def read(file: Path, place: str, faults: list[Fault]) -> Block | None:
    """The file as one block; None, with a fault, where it cannot be read."""
    refused = admission.of_toml(file)
    if refused:
        faults.append(Fault(place, refused.row, None, refused.problem, refused.cure))
        return None
    try:
        text = file.read_bytes().decode("utf-8-sig").replace("\r\n", "\n")
        if admission.nests_too_deep(text):
            faults.append(
                Fault(place, None, None, "its keys nest deeper than anybody writes them", "Write a.b = … at most.")
            )
            return None
        return Block(place, "", list(enumerate(text.split("\n"), start=1)), tomllib.loads(text), faults)
    except UnicodeDecodeError as error:
        row = error.object.count(b"\n", 0, error.start) + 1
        faults.append(Fault(place, row, None, "it is not UTF-8", "Save it as UTF-8."))
    except (ValueError, RecursionError) as error:  # tomllib lets both through for endless digits and brackets
        faults.append(_no_toml(place, str(error), text.rstrip("\n").count("\n") + 1))
    return None


def _no_toml(place: str, told: str, last: int) -> Fault:
    named = LINE.search(told)
    words = "brackets within brackets without end" if "recursion" in told else told.split(" (at ")[0]
    cure = "Mend that line; texts stand in quotes, lists in [ ], each table begins with [[…]]."
    return Fault(place, int(named[1]) if named else last, None, f"it is no TOML ({words})", cure)


def _span(lines: Sequence[tuple[int, str]], table: str) -> list[tuple[int, str]]:
    """The lines of [table]; none where it is written otherwise."""
    return next(iter(_spans(lines, table, re.compile(rf"\s*\[\s*{re.escape(table)}\s*\]"))), [])


def _spans(
    lines: Sequence[tuple[int, str]], table: str, head: re.Pattern[str] | None = None
) -> list[list[tuple[int, str]]]:
    """The lines of each [[table]], from its head to the next head."""
    head = head or re.compile(rf"\s*\[\[\s*{re.escape(table)}\s*\]\]")
    spans: list[list[tuple[int, str]]] = []
    is_inside = False
    for number, line in lines:
        if line.lstrip().startswith("["):
            is_inside = bool(head.match(line))
            if is_inside:
                spans.append([])
        if is_inside:
            spans[-1].append((number, line))
    return spans


def _before_tables(lines: Sequence[tuple[int, str]], key: str) -> Sequence[tuple[int, str]]:
    """The lines of the file's own keys: those before the first table, and the heads of tables named `key`."""
    first = next((place for place, (_, line) in enumerate(lines) if line.lstrip().startswith("[")), len(lines))
    return [*lines[:first], *(line for line in lines[first:] if line[1].lstrip().startswith("["))]

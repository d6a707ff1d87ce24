"""What of a file may be parsed at all: it is looked over in one go, line by line, before anything is made of it."""

from __future__ import annotations

import os
import re
from dataclasses import dataclass
from pathlib import Path

MIB = 1 << 20
MOST_BYTES = 100 * MIB
MOST_TOML_BYTES = MIB
MOST_ROWS = 200_000
MOST_COLUMNS = 500
MOST_LINE_BYTES = MIB
SAMPLE = 4096
WORKBOOKS = (b"PK\x03\x04", b"\xd0\xcf\x11\xe0")
WIDE_MARKS = (b"\xff\xfe", b"\xfe\xff")
EXCEL_CURE = "Save it as “CSV UTF-8 (comma delimited)”."
# Keys that nest this deep take tomllib time that grows with the square of their depth.
DEEP_KEY = re.compile(r"""(?<![\w-])(?:(?:[\w-]++|"[^"\n]*+"|'[^'\n]*+')[ \t]*+\.[ \t]*+){20}""")


@dataclass(frozen=True)
class Refusal:
    """Why a file is not parsed, and what mends it."""

    row: int | None
    problem: str
    cure: str


def of_csv(file: Path) -> Refusal | None:
    """None for a file that may be parsed: UTF-8, of a size people write."""
    refused = _of_size(file, MOST_BYTES)
    if refused:
        return refused
    with file.open("rb") as content:
        sample = content.read(SAMPLE)
        content.seek(0)
        if sample.startswith(WORKBOOKS):
            return Refusal(None, "it is an Excel workbook named as a CSV", EXCEL_CURE)
        if sample.startswith(WIDE_MARKS) or sample.count(0) * 4 > len(sample):
            return Refusal(None, "it is UTF-16, not UTF-8", EXCEL_CURE)
        for row, line in enumerate(iter(lambda: content.readline(MOST_LINE_BYTES + 1), b""), start=1):
            if refused := _of_line(row, line):
                return refused
    return None


def of_workbook(file: Path) -> Refusal | None:
    """None for a workbook that may be unfolded: of a size people write."""
    return _of_size(file, MOST_BYTES)


def of_toml(file: Path) -> Refusal | None:
    """None for a file that may be parsed."""
    return _of_size(file, MOST_TOML_BYTES)


def nests_too_deep(text: str) -> bool:
    """Whether the keys of a TOML text go down further than anybody writes them."""
    return DEEP_KEY.search(text) is not None


def _of_size(file: Path, most: int) -> Refusal | None:
    if not file.is_file() or not os.access(file, os.R_OK):
        return Refusal(None, "it cannot be read", "It must be a file this account may read.")
    if file.stat().st_size > most:
        return Refusal(None, f"it is larger than {most // MIB} MiB", "Look whether it is the right file.")
    return None


def _of_line(row: int, line: bytes) -> Refusal | None:
    if len(line) > MOST_LINE_BYTES:
        return Refusal(row, "it is longer than 1 MiB", "Look whether a line break is missing, or a quote never closes.")
    if row > MOST_ROWS + 1:
        return Refusal(None, f"it has more than {MOST_ROWS} rows", "Hand it in in parts, or look for a doubled paste.")
    try:
        line.decode("utf-8")
    except UnicodeDecodeError as error:
        cure = f"It may be Latin-1 or Windows-1252: {EXCEL_CURE[0].lower()}{EXCEL_CURE[1:]}"
        return Refusal(row, f"it is not UTF-8 (byte 0x{line[error.start]:02X})", cure)
    return None

"""Two releases side by side: what is new, gone or changed, and whether by data, by definition or by correction."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cop_analytics import warehouse
from cop_analytics.errors import SettingsError

DATA, DEFINITION, CORRECTION = "data", "definition", "correction"
UNTOLD = frozenset({"data_cut"})
"""Columns that differ with every release and say nothing of a row."""


@dataclass(frozen=True)
class Changed:
    """A table in two releases: rows new, gone, and changed, each with why, and the first few that changed."""

    table: str
    new: int
    gone: int
    changed: int
    why: Mapping[str, int]
    examples: tuple[str, ...]


def difference(home: Path, old: str, new: str) -> list[Changed]:
    """Every table that differs, by name. Raises SettingsError for a release that is not there.

    A row of a window that was told before differs by definition where its method has another version, else by correction;
    rows of windows that were not told before are data.
    """
    before, after = (_tables(home, name) for name in (old, new))
    with warehouse.connect(":memory:") as con:
        told = [_changed(con, name, before.get(name), after.get(name)) for name in sorted(before.keys() | after.keys())]
    return [each for each in told if each.new or each.gone or each.changed]


def in_words(old: str, new: str, told: Sequence[Changed]) -> Iterator[str]:
    """The same for a terminal."""
    if not told:
        yield f"{old} and {new} tell the same."
    for each in told:
        why = ", ".join(f"{count:,} by {word}" for word, count in each.why.items())
        yield f"{each.table}: {each.new:,} new, {each.gone:,} gone, {each.changed:,} changed" + (
            f" ({why})" if why else ""
        )
        yield from (f"  {example}" for example in each.examples)


def _tables(home: Path, release: str) -> dict[str, Path]:
    folder = home / "published" / release
    if not (folder / "datapackage.json").exists():
        known = sorted(
            path.name for path in (home / "published").glob("*") if path.is_dir() and not path.name.startswith(".")
        )
        raise SettingsError([f"{release}: there is no such release. There are: {', '.join(known) or 'none'}."])
    return {file.stem: file for file in sorted((folder / "tables").glob("*.parquet"))}


def _changed(con: duckdb.DuckDBPyConnection, name: str, before: Path | None, after: Path | None) -> Changed:
    grain = warehouse.contract()[f"publish.{name}"].grain
    if name == "releases":  # each release tells of those before it
        return Changed(name, 0, 0, 0, {}, ())
    rows = [_rows(con, file, grain) for file in (before, after)]
    shared = [key for key in rows[0] if key in rows[1]]
    differing = [key for key in shared if _told(rows[0][key]) != _told(rows[1][key])]
    fresh = [key for key in rows[1] if key not in rows[0]]
    why = Counter(_why(rows[0][key], rows[1][key]) for key in differing)
    why += Counter({DATA: len(fresh)})
    examples = tuple(_example(grain, key, rows[0][key], rows[1][key]) for key in differing[:5])
    return Changed(name, len(fresh), len(rows[0]) - len(shared), len(differing), dict(sorted(why.items())), examples)


Row = dict[str, object]
Key = tuple[object, ...]


def _rows(con: duckdb.DuckDBPyConnection, file: Path | None, grain: Sequence[str]) -> dict[Key, Row]:
    if file is None:
        return {}
    asked = con.execute("select * from read_parquet($file)", {"file": str(file)})
    names = [column[0] for column in asked.description or ()]
    rows = [dict(zip(names, row, strict=True)) for row in asked.fetchall()]
    return {tuple(row[name] for name in grain): row for row in rows}


def _told(row: Row) -> Row:
    return {name: value for name, value in row.items() if name not in UNTOLD}


def _why(before: Row, after: Row) -> str:
    return DEFINITION if before.get("method_version") != after.get("method_version") else CORRECTION


def _example(grain: Sequence[str], key: Key, before: Row, after: Row) -> str:
    place = ", ".join(f"{name} {value}" for name, value in zip(grain, key, strict=True))
    names = [name for name in after if name not in UNTOLD and before.get(name) != after[name]]
    return f"{place}: " + "; ".join(f"{name} {before.get(name)} → {after[name]}" for name in names)

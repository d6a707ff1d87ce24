"""A scanner for what must not be found: looks through every file of a folder, whatever it is wrapped in.

It reads raw bytes, gzip, zlib, zip (xlsx), Parquet, base64 (in lines, shifted, URL-safe), UTF-16, pickles, percent and
HTML and JSON escapes, and the tables of DuckDB and SQLite files.
"""

import base64
import html
import io
import re
import shutil
import sqlite3
import tempfile
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from pathlib import Path
from urllib.parse import unquote_plus

import ahocorasick
import duckdb
import pyarrow.parquet as pq

BASE64_RUN = re.compile(rb"[A-Za-z0-9+/_-]{16,}={0,2}")
BASE64_LINES = re.compile(rb"(?:[A-Za-z0-9+/]{60,76}(?:\\n|\r?\n))+[A-Za-z0-9+/]+={0,2}")
LINE_END = re.compile(rb"\\n|\s")
URL_SAFE = bytes.maketrans(b"-_", b"+/")
JSON_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
DEEPEST = 4


def findings(folder: Path, secrets: Iterable[str], *, but: Iterable[str] = ()) -> list[tuple[str, str]]:
    """(file, secret) for each secret found in each file below `folder`, those named in `but` (as globs) left out."""
    wanted = ahocorasick.Automaton()
    for secret in secrets:
        wanted.add_word(secret, secret)
    wanted.make_automaton()
    found = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        place = file.relative_to(folder)
        if any(place.match(pattern) for pattern in but):
            continue
        for text in texts_of_file(file):
            found |= {(str(place), secret) for _, secret in wanted.iter(text)}
    return sorted(found)


def texts_of_file(file: Path) -> Iterator[str]:
    """Every text a file holds, in any of its wrappings."""
    content = file.read_bytes()
    if file.name.endswith(".duckdb"):
        yield from texts_of_database(file)
    if content.startswith(b"SQLite format 3"):
        yield from texts_of_sqlite(file)
    yield from texts_of_bytes(content)


def texts_of_bytes(content: bytes, depth: int = 0) -> Iterator[str]:
    yield content.decode("latin-1")
    yield from unescaped(content.decode("utf-8", "ignore"))
    yield content.decode("utf-16-le", "ignore")
    yield content[1:].decode("utf-16-le", "ignore")
    if depth == DEEPEST:
        return
    for inner in unpacked(content):
        yield from texts_of_bytes(inner, depth + 1)
    if content[:4] == b"PAR1":
        yield str(pq.read_table(io.BytesIO(content)).to_pylist())
    runs = [*BASE64_RUN.findall(content), *(LINE_END.sub(b"", run) for run in BASE64_LINES.findall(content))]
    yield "\n".join(text for run in runs for text in texts_of_base64(run.rstrip(b"=").translate(URL_SAFE), depth))


def unpacked(content: bytes) -> Iterator[bytes]:
    """What is inside, of gzip and zlib also where its end is missing."""
    if content[:2] in (b"\x1f\x8b", b"\x78\x9c", b"\x78\xda", b"\x78\x01"):
        yield zlib.decompressobj(wbits=zlib.MAX_WBITS | 32).decompress(content)
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            yield from map(archive.read, archive.namelist())


def texts_of_base64(letters: bytes, depth: int) -> Iterator[str]:
    for shift in range(4):
        shifted = letters[shift:]
        shifted = shifted[:-1] if len(shifted) % 4 == 1 else shifted
        inner = base64.b64decode(shifted + b"=" * (-len(shifted) % 4))
        yield inner.decode("utf-8", "ignore")
        if not shift and inner[:2] in (b"\x1f\x8b", b"\x78\x9c", b"PK"):
            yield from texts_of_bytes(inner, depth + 1)


def unescaped(text: str) -> Iterator[str]:
    yield text
    if "%" in text:
        yield unquote_plus(text)
    if "&" in text:
        yield html.unescape(text)
    if "\\u" in text:
        yield JSON_ESCAPE.sub(lambda found: chr(int(found[1], 16)), text)


def texts_of_database(file: Path) -> Iterator[str]:
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute(
            "select '\"' || schema_name || '\".\"' || table_name || '\"' from duckdb_tables() where not internal"
        ).fetchall()
        for (table,) in tables:
            cursor = con.execute(f"from {table}")
            while rows := cursor.fetchmany(10_000):
                yield str(rows)


def texts_of_sqlite(file: Path) -> Iterator[str]:
    """The rows, those in its write-ahead log included; read from a copy, for reading would write to it."""
    with tempfile.TemporaryDirectory() as scratch:
        for part in file.parent.glob(f"{file.name}*"):
            shutil.copy(part, scratch)
        con = sqlite3.connect(Path(scratch) / file.name)
        tables = con.execute("select name from sqlite_master where type = 'table'").fetchall()
        for (table,) in tables:
            for row in con.execute(f'select * from "{table}"'):
                yield from unescaped(str(row))
        con.close()

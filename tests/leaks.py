"""A scanner for what must not be found: looks through every file of a folder, whatever it is wrapped in.

It reads raw bytes, gzip, Parquet, xlsx, base64, UTF-16 and the tables of DuckDB files.
"""

import base64
import gzip
import io
import re
import zipfile
from collections.abc import Iterable, Iterator
from pathlib import Path

import ahocorasick
import duckdb
import pyarrow.parquet as pq

BASE64_RUN = re.compile(rb"[A-Za-z0-9+/]{24,}={0,2}")
DEEPEST = 4


def findings(folder: Path, secrets: Iterable[str]) -> list[tuple[str, str]]:
    """(file, secret) for each secret found in each file below `folder`."""
    wanted = ahocorasick.Automaton()
    for secret in secrets:
        wanted.add_word(secret, secret)
    wanted.make_automaton()
    found = set()
    for file in sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink()):
        for text in texts_of_file(file):
            found |= {(str(file.relative_to(folder)), secret) for _, secret in wanted.iter(text)}
    return sorted(found)


def texts_of_file(file: Path) -> Iterator[str]:
    """Every text a file holds, in any of its wrappings."""
    if file.name.endswith(".duckdb"):
        yield from texts_of_database(file)
    yield from texts_of_bytes(file.read_bytes())


def texts_of_bytes(content: bytes, depth: int = 0) -> Iterator[str]:
    yield content.decode("latin-1")
    yield content.decode("utf-8", "ignore")
    yield content.decode("utf-16-le", "ignore")
    yield content[1:].decode("utf-16-le", "ignore")
    if depth == DEEPEST:
        return
    if content[:2] == b"\x1f\x8b":
        yield from texts_of_bytes(gzip.decompress(content), depth + 1)
    if content[:4] == b"PAR1":
        yield str(pq.read_table(io.BytesIO(content)).to_pylist())
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            for name in archive.namelist():
                yield from texts_of_bytes(archive.read(name), depth + 1)
    for run in BASE64_RUN.findall(content):
        letters = run.rstrip(b"=")
        letters = letters[:-1] if len(letters) % 4 == 1 else letters
        yield base64.b64decode(letters + b"=" * (-len(letters) % 4)).decode("utf-8", "ignore")


def texts_of_database(file: Path) -> Iterator[str]:
    with duckdb.connect(str(file), read_only=True) as con:
        tables = con.execute(
            "select '\"' || schema_name || '\".\"' || table_name || '\"' from duckdb_tables() where not internal"
        ).fetchall()
        for (table,) in tables:
            cursor = con.execute(f"from {table}")
            while rows := cursor.fetchmany(10_000):
                yield str(rows)

"""The scanner finds a canary in everything it claims to read; only then does its silence mean something."""

import base64
import gzip
import json
import pickle
import sqlite3
import zipfile
import zlib
from urllib.parse import quote_plus

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from tests.leaks import findings

CANARY = "a canary nobody else sings like"


def as_raw(folder):
    (folder / "raw.bin").write_bytes(b"\x00\x01" + CANARY.encode() + b"\xff")


def as_gzip(folder):
    (folder / "page.json.gz").write_bytes(gzip.compress(CANARY.encode()))


def as_parquet(folder):
    pq.write_table(pa.table({"text": [CANARY] * 3}), folder / "t.parquet", compression="zstd")


def as_workbook(folder):
    with zipfile.ZipFile(folder / "book.xlsx", "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("xl/sharedStrings.xml", f"<t>{CANARY}</t>")


def as_base64(folder):
    (folder / "blob.txt").write_bytes(b"data:" + base64.b64encode(CANARY.encode()))


def as_utf16(folder):
    (folder / "wide.txt").write_bytes(b"x" + CANARY.encode("utf-16-le"))


def as_duckdb(folder):
    with duckdb.connect(str(folder / "t.duckdb")) as con:
        con.execute("create table t as select $canary || repeat('y', 3) as text from range(5000)", {"canary": CANARY})


def as_gzip_in_a_workbook(folder):
    with zipfile.ZipFile(folder / "nested.xlsx", "w") as archive:
        archive.writestr("inner.gz", gzip.compress(base64.b64encode(CANARY.encode())))


def as_base64_in_lines(folder):
    wrapped = base64.encodebytes(b"x" * 50 + CANARY.encode() + b"y" * 50).decode()
    (folder / "result.json").write_text(json.dumps({"result": wrapped}))


def as_shifted_base64(folder):
    (folder / "log.txt").write_bytes(b"Basic" + base64.urlsafe_b64encode(b"??>" + CANARY.encode()))


def as_pickle(folder):
    (folder / "result").write_bytes(base64.b64encode(zlib.compress(pickle.dumps({"why": ValueError(CANARY)}))))


def as_cut_gzip(folder):
    (folder / "page.json.gz").write_bytes(gzip.compress(CANARY.encode() * 9)[:-12])


def as_percent(folder):
    (folder / "access.log").write_text(f"GET /x?q={quote_plus(CANARY + ' ä')}")


def as_html(folder):
    (folder / "page.html").write_text("".join(f"&#{ord(letter)};" for letter in CANARY))


def as_json_escapes(folder):
    (folder / "report.json").write_text("".join(f"\\u{ord(letter):04x}" for letter in CANARY))


def as_sqlite(folder):
    con = sqlite3.connect(folder / "prefect.db")
    con.execute("pragma journal_mode = wal")
    con.execute("create table log (message text)")
    con.execute("insert into log values (?)", ("x" * 5000 + CANARY,))
    con.commit()
    con.close()


WAYS = (
    *(as_raw, as_gzip, as_parquet, as_workbook, as_base64, as_utf16, as_duckdb, as_gzip_in_a_workbook),
    *(as_base64_in_lines, as_shifted_base64, as_pickle, as_cut_gzip, as_percent, as_html, as_json_escapes, as_sqlite),
)


@pytest.mark.parametrize("plant", WAYS, ids=lambda way: way.__name__)
def test_a_planted_canary_is_found(tmp_path, plant):
    plant(tmp_path)

    assert [secret for _, secret in findings(tmp_path, [CANARY])] == [CANARY]


def test_an_empty_folder_is_clean(tmp_path):
    assert findings(tmp_path, [CANARY]) == []


def test_a_file_may_be_left_out(tmp_path):
    as_raw(tmp_path)

    assert findings(tmp_path, [CANARY], but=["raw.*"]) == []

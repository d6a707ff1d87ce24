"""The scanner finds a canary in everything it claims to read; only then does its silence mean something."""

import base64
import gzip
import zipfile

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


WAYS = (as_raw, as_gzip, as_parquet, as_workbook, as_base64, as_utf16, as_duckdb, as_gzip_in_a_workbook)


@pytest.mark.parametrize("plant", WAYS, ids=lambda way: way.__name__)
def test_a_planted_canary_is_found(tmp_path, plant):
    plant(tmp_path)

    assert [secret for _, secret in findings(tmp_path, [CANARY])] == [CANARY]


def test_an_empty_folder_is_clean(tmp_path):
    assert findings(tmp_path, [CANARY]) == []

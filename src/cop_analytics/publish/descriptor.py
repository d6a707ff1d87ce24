"""`datapackage.json`: every published file, column, unit, meaning, row count and checksum (Frictionless Data Package v1)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from cop_analytics import warehouse
from cop_analytics.privacy.purposes import PROHIBITED, PURPOSE

TYPES = {
    "varchar": "string",
    "varchar[]": "array",
    "date": "date",
    "timestamp": "datetime",
    "double": "number",
    "bigint": "integer",
    "integer": "integer",
    "boolean": "boolean",
}
CSV_TIME = "%Y-%m-%d %H:%M:%S"
SAID = f"{PURPOSE} Never for {', '.join(PROHIBITED)}."

Described = dict[str, object]


def describe(folder: Path, release_id: str, data_cut: datetime, tables: Mapping[str, pa.Table]) -> None:
    """Write the descriptor of the release in `folder`, whose tables lie in its `tables/`, its pages in `site/`."""
    package = {
        "profile": "tabular-data-package",
        "name": "cop-analytics",
        "id": release_id,
        "title": "Communities of practice: published tables",
        "description": SAID,
        "created": f"{data_cut:%Y-%m-%dT%H:%M:%SZ}",
        "resources": [make(folder, name, table) for name, table in tables.items() for make in (_csv, _parquet)],
        "pages": [_page(folder, file) for file in sorted((folder / "site").rglob("*")) if file.is_file()],
    }
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False), encoding="utf-8")


def _csv(folder: Path, name: str, table: pa.Table) -> Described:
    file = folder / "tables" / f"{name}.csv"
    about = {"format": "csv", "mediatype": "text/csv", "encoding": "utf-8", "bytes": file.stat().st_size}
    return _resource(name, file, table) | about | {"schema": _schema(name, TYPES, {"format": CSV_TIME})}


def _parquet(folder: Path, name: str, table: pa.Table) -> Described:
    """Parquet carries its own types. Validators read it as a data frame: no bytes, and an empty integer is a float."""
    about = {"format": "parquet", "mediatype": "application/vnd.apache.parquet"}
    types = TYPES | {"bigint": "number", "integer": "number"}
    return (
        _resource(f"{name}-parquet", folder / "tables" / f"{name}.parquet", table)
        | about
        | {"schema": _schema(name, types, {})}
    )


def _resource(name: str, file: Path, table: pa.Table) -> Described:
    return {
        "profile": "tabular-data-resource",
        "name": name.replace("_", "-"),
        "path": f"tables/{file.name}",
        "rows": table.num_rows,
        "hash": _hash(file),
    }


def _page(folder: Path, file: Path) -> Described:
    return {"path": str(file.relative_to(folder)), "hash": _hash(file)}


def _hash(file: Path) -> str:
    return f"sha256:{hashlib.sha256(file.read_bytes()).hexdigest()}"


def _schema(name: str, types: Mapping[str, str], of_times: Described) -> Described:
    described = warehouse.contract()[f"publish.{name}"]
    fields = [_field(column, types) | (of_times if column.type == "timestamp" else {}) for column in described.columns]
    return {"fields": fields, "primaryKey": list(described.grain), "missingValues": [""]}


def _field(column: warehouse.Column, types: Mapping[str, str]) -> Described:
    return {"name": column.name, "type": types[column.type], "unit": column.unit, "description": column.meaning}

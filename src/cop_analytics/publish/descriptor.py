"""`datapackage.json`: every published file, column, unit, meaning, row count and checksum (Frictionless Data Package)."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

import pyarrow as pa

from cop_analytics import warehouse

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
PURPOSE = (
    "Support conversations of communities about their development; evaluate the mentoring programme in aggregate. "
    "Never for appraisal, pay, promotion, redundancy, discipline or any ranking."
)


def describe(folder: Path, release_id: str, data_cut: datetime, tables: Mapping[str, pa.Table]) -> None:
    """Write the descriptor of the release in `folder`."""
    resources = [
        resource for name, table in tables.items() for resource in (_csv(folder, name, table), _parquet(folder, name))
    ]
    package = {
        "profile": "data-package",
        "name": "cop-analytics",
        "id": release_id,
        "title": "Communities of practice: published tables",
        "description": PURPOSE,
        "created": f"{data_cut:%Y-%m-%dT%H:%M:%SZ}",
        "resources": resources,
    }
    (folder / "datapackage.json").write_text(json.dumps(package, indent=1, ensure_ascii=False), encoding="utf-8")


def _csv(folder: Path, name: str, table: pa.Table) -> dict[str, object]:
    described = warehouse.contract()[f"publish.{name}"]
    fields = [_field(column) for column in described.columns]
    schema = {"fields": fields, "primaryKey": list(described.grain), "missingValues": [""]}
    return _file(folder, name, f"tables/{name}.csv") | {
        "profile": "tabular-data-resource",
        "rows": table.num_rows,
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "schema": schema,
    }


def _field(column: warehouse.Column) -> dict[str, object]:
    kind = TYPES[column.type]
    field: dict[str, object] = {"name": column.name, "type": kind, "unit": column.unit, "description": column.meaning}
    if kind == "datetime":
        field["format"] = "%Y-%m-%d %H:%M:%S"
    return field


def _parquet(folder: Path, name: str) -> dict[str, object]:
    return _file(folder, f"{name}-parquet", f"tables/{name}.parquet") | {
        "type": "file",
        "mediatype": "application/vnd.apache.parquet",
    }


def _file(folder: Path, name: str, path: str) -> dict[str, object]:
    content = (folder / path).read_bytes()
    return {
        "name": name.replace("_", "-"),
        "path": path,
        "bytes": len(content),
        "hash": f"sha256:{hashlib.sha256(content).hexdigest()}",
    }

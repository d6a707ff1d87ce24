"""Walk a release: `python -m tests.promise var/published/current` reads every table, every page and every name of a file."""

import sys
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from tests.promise import linter


def main(release: Path) -> int:
    tables = {file.stem: pq.read_table(file) for file in sorted((release / "tables").glob("*.parquet"))}
    names = tables["communities"].column("name").to_pylist()
    faults = []
    for name, table in tables.items():
        columns = {
            field.name: "varchar" if pa.types.is_string(field.type) else str(field.type) for field in table.schema
        }
        faults += [f"{name} {fault}" for fault in linter.of_table(name, columns, ())]
        for field in table.schema:
            if pa.types.is_string(field.type):
                texts = {text for text in table.column(field.name).to_pylist() if text}
                faults += [f"{name}.{field.name} {fault}" for text in sorted(texts) for fault in linter.of_text(text)]
    pages = sorted((release / "site").rglob("*.html"))
    for page in pages:
        faults += [f"{page.name} {fault}" for fault in linter.of_page(page.read_text(encoding="utf-8"), names)]
    for file in sorted(release.rglob("*.*")):
        faults += [f"{file.name} {fault}" for fault in linter.of_text(file.stem.replace("_", " "))]
    print(*faults, sep="\n")
    print(f"{len(tables)} tables and {len(pages)} pages read, {len(faults)} faults.")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1]).resolve()))

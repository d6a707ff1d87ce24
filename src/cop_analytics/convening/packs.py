"""The pack of a health check: frozen once under `packs/<community>/<period>/`, hashed, and never changed.

It is made as a release is, through the same models and the same disclosure control, from a copy of the warehouse; of
statements each reader gets those released to them. `core/` is for the core group, `sponsor/` for the sponsor. Who talked
with whom is drawn in `core/` and nowhere else.
"""

from __future__ import annotations

import hashlib
import json
import os
import shutil
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pyarrow as pa
import pyarrow.compute as pc
import pyarrow.parquet as pq

from cop_analytics import ledger, runs, warehouse
from cop_analytics.convening.portrait import LEAST, Portrait, portrait
from cop_analytics.convening.steps import Place, Taken, one
from cop_analytics.errors import Fault, InputFault, StorageFailed
from cop_analytics.health import life
from cop_analytics.health.life import AUDIENCE_OF, CORE, READERS
from cop_analytics.health.voices import FROZEN, Check
from cop_analytics.inputs import check_files, load
from cop_analytics.inputs import notes as of_the_core
from cop_analytics.inputs.health_checks import FORMS
from cop_analytics.inputs.rejected import leftover, write_rejected
from cop_analytics.pages import conversations, site
from cop_analytics.publish.release import protected

FOLDER, MANIFEST, ANNOTATED = "packs", "pack.json", "annotated"
OF_A_CHECK = (
    *("health_checks", "health_relevance", "health_answers", "health_answers_by_level", "health_statements"),
    "health_findings",
)
OF_A_COMMUNITY = ("communities", "indicator_measurements", "value_stories", *OF_A_CHECK)
TABLES = (*OF_A_COMMUNITY, "indicator_catalogue")
OPEN_FOLDER, CLOSED_FILE = 0o750, 0o440

Tables = Mapping[str, pa.Table]


@dataclass(frozen=True)
class Ground:
    """What a pack is made from: the home of the data, and what models may name."""

    home: Path
    parameters: Mapping[str, object]
    min_group: int
    min_subgroup: int


def freeze(place: Place, ground: Ground, today: date) -> Taken:
    """Freeze the pack. Raises InputFault where the check is not so far, or no night has run yet."""
    check = one(place)
    place.refuse(life.refuse_freezing(check))
    target = folder_of(ground.home, place)
    with runs.lock(ground.home):
        data_cut = _data_cut(place, ground.home)
        aside = target.with_name(f".stage-{target.name}")
        shutil.rmtree(aside, ignore_errors=True)
        packed, drawn = _packed(place, ground, replace(check, frozen_on=today, state=FROZEN), data_cut)
        for reader, tables in packed.items():
            _write(aside / reader, place, tables, data_cut, drawn if reader == CORE else None)
        pack_hash = _seal(aside, place, today, data_cut)
        manifest = (target / MANIFEST).relative_to(ground.home).as_posix()
        _put_in_place(aside, target, place)
        ledger.append(ground.home, {"event": "frozen", "run_id": "", "file": manifest, "sha256": pack_hash})
        about: check_files.Changes = {
            "frozen_on": today,
            "data_cut": data_cut.date(),
            "pack_hash": pack_hash,
            "state": FROZEN,
        }
        check_files.write_check(place.folder, about)
    (place.folder / FORMS / "tokens.csv").unlink(missing_ok=True)
    told = f"Frozen: {target / CORE / 'index.html'}, data up to {data_cut:%Y-%m-%d}, {pack_hash[:12]}."
    return Taken((told, place.next_after(FROZEN)))


def show(place: Place, home: Path, reader: str, today: date) -> Taken:
    """Where the pack of `reader` lies; the day it was first shown is kept. Raises StorageFailed where it was touched."""
    check = one(place)
    place.refuse(life.refuse_showing(check, reader, today))
    target = folder_of(home, place)
    refuse_touched(target, check.pack_hash)
    if reader == CORE:
        return _shown_to_core(place, check, target / CORE / "index.html", today)
    page, faults = _annotated(place, check, target)
    if check.shown_to_sponsor_on is None:
        check_files.write_check(place.folder, {"shown_to_sponsor_on": today, "annotated_hash": _sha256(page)})
    return Taken(
        (str(page), place.next_after("held") if check.state == FROZEN else place.next_after(check.state)), faults
    )


def _shown_to_core(place: Place, check: Check, page: Path, today: date) -> Taken:
    first = life.sponsor_may_look_on(check.shown_to_core_on or today)
    if check.shown_to_core_on is None:
        check_files.write_check(place.folder, {"shown_to_core_on": today})
    if check.state != FROZEN:
        return Taken((str(page), place.next_after(check.state)))
    notes = place.folder / FORMS / of_the_core.FILE
    return Taken((str(page), f"Notes of the core group go into {notes}; the sponsor may look from {first} on."))


def _annotated(place: Place, check: Check, pack: Path) -> tuple[Path, tuple[Fault, ...]]:
    """The sponsor's pack with the notes of the core group: drawn from what was frozen, once, and kept.

    Raises StorageFailed where it was touched since.
    """
    page = pack.parent / f"{pack.name}.{ANNOTATED}" / "index.html"
    if check.shown_to_sponsor_on is not None:
        if not page.exists() or _sha256(page) != check.annotated_hash:
            raise StorageFailed(f"{page} is not what was shown first. Restore it from a backup.")
        return page, ()
    notes = of_the_core.read(place.folder / FORMS)
    tables = {file.stem: pq.read_table(file) for file in sorted((pack / "sponsor" / "tables").glob("*.parquet"))}
    data_cut = datetime.fromisoformat(json.loads((pack / MANIFEST).read_text(encoding="utf-8"))["data_cut"])
    shutil.rmtree(page.parent, ignore_errors=True)
    key = (place.community_id, place.period)
    site.draw_check(tables, data_cut, key, page.parent, notes=[asdict(note) for note in notes.rows])
    for path in [*page.parent.rglob("*"), page.parent]:
        path.chmod(OPEN_FOLDER if path.is_dir() else CLOSED_FILE)
        _sync(path)
    write_rejected([leftover(notes)])
    return page, tuple(notes.faults)


def folder_of(home: Path, place: Place) -> Path:
    """Where the pack of a check lies."""
    return home / FOLDER / place.community_id / place.period


def refuse_touched(pack: Path, pack_hash: str) -> None:
    """Raise StorageFailed unless every file of a pack is what it was when it was frozen."""
    manifest = pack / MANIFEST
    cure = "Restore it from a backup: a frozen pack is never made anew."
    if not manifest.exists() or _sha256(manifest) != pack_hash:
        raise StorageFailed(f"{manifest} is not what was frozen. {cure}")
    listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
    touched = [name for name, sha256 in listed.items() if not (pack / name).exists() or _sha256(pack / name) != sha256]
    if touched:
        raise StorageFailed(f"{pack}: {', '.join(touched)} is not what was frozen. {cure}")


def _data_cut(place: Place, home: Path) -> datetime:
    """The logical time of the last good night: the data of the pack are those of its release."""
    for report in runs.reports(home):
        if report["status"] in runs.GOOD and (home / "warehouse.duckdb").exists():
            return datetime.fromisoformat(str(report["logical_at"]))
    cure = "Run `cop nightly` first."
    raise InputFault([Fault(place.name, None, None, "there are no data to freeze yet", cure)])


def _packed(
    place: Place, ground: Ground, check: Check, data_cut: datetime
) -> tuple[dict[str, dict[str, pa.Table]], Portrait | None]:
    """For each reader the tables of its pack, through disclosure control; for the core group also who talked with whom."""
    parameters = {**ground.parameters, "data_cut": data_cut}
    current = ground.home / "published" / "current"
    packed = {}
    with TemporaryDirectory(dir=ground.home, prefix=".pack-") as folder:
        copy = Path(folder) / "warehouse.duckdb"
        shutil.copyfile(ground.home / "warehouse.duckdb", copy)
        with warehouse.connect(copy) as con:
            for reader in READERS:
                load.load_checks(con, [as_read_by(check, reader)])
                warehouse.build(con, folders=("publish",), parameters=parameters)
                tables = protected(con, current, ground.min_group, ground.min_subgroup)
                packed[reader] = {name: _own(tables[name], name, place) for name in TABLES if name in tables}
            return packed, portrait(con, place.community_id, data_cut)


def as_read_by(check: Check, reader: str) -> Check:
    """The check as if it were closed on the day it was frozen, with the statements released to `reader` alone."""
    audience = AUDIENCE_OF[reader]
    heard = [replace(each, released_to=("published",)) for each in check.statements if audience in each.released_to]
    return replace(check, closed_on=check.frozen_on, statements=tuple(heard))


def _own(table: pa.Table, name: str, place: Place) -> pa.Table:
    if name in OF_A_COMMUNITY:
        table = table.filter(pc.equal(table.column("community_id"), place.community_id))
    if name in OF_A_CHECK:
        table = table.filter(pc.equal(table.column("period"), place.period))
    return table


def _write(folder: Path, place: Place, tables: Tables, data_cut: datetime, drawn: Portrait | None) -> None:
    (folder / "tables").mkdir(parents=True)
    for name, table in tables.items():
        pq.write_table(table, folder / "tables" / f"{name}.parquet")
    network = None if drawn is None else conversations.drawn(drawn.window_end, drawn.dots, drawn.lines, least=LEAST)
    site.draw_check(tables, data_cut, (place.community_id, place.period), folder, network=network)


def _seal(folder: Path, place: Place, today: date, data_cut: datetime) -> str:
    """Write the manifest and close every file; the hash of the manifest is that of the pack."""
    files = sorted(file for file in folder.rglob("*") if file.is_file())
    about = {
        "community_id": place.community_id,
        "period": place.period,
        "frozen_on": today.isoformat(),
        "data_cut": data_cut.isoformat(),
        "files": {file.relative_to(folder).as_posix(): _sha256(file) for file in files},
    }
    manifest = folder / MANIFEST
    manifest.write_text(json.dumps(about, indent=1) + "\n", encoding="utf-8")
    for path in [*folder.rglob("*"), folder]:
        path.chmod(OPEN_FOLDER if path.is_dir() else CLOSED_FILE)
        _sync(path)
    return _sha256(manifest)


def _put_in_place(aside: Path, target: Path, place: Place) -> None:
    """Under its name at once. One that an interrupted freeze left there was never told of, and gives way."""
    if target.exists():
        shutil.rmtree(target)
    aside.rename(target)
    target.parent.chmod(OPEN_FOLDER)
    _sync(target.parent)


def _sync(path: Path) -> None:
    descriptor = os.open(path, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)


def _sha256(file: Path) -> str:
    return hashlib.sha256(file.read_bytes()).hexdigest()

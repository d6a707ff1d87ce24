"""Whether what is stored is as it was left: checksums in the ledger against the files, page sums against raw.

The warehouse can be made anew from landing; landing, vault and ledger cannot, and a night does not go on without them.
"""

from __future__ import annotations

import hashlib
import json
import shutil
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

import duckdb

from cop_analytics import ledger, warehouse
from cop_analytics.errors import StorageFailed
from cop_analytics.landing import load_landed, page_file, pages
from cop_analytics.ledger import Event
from cop_analytics.raw import ROWS_SUM, STREAMS, prepare
from cop_analytics.runs import GOOD, Run

RESTORE = "Restore it from a backup."
REBUILD = "`cop rebuild` makes it anew."
NEWEST = "newest release"
LEFTOVERS = (
    "landing/*/*/.*.tmp",
    "runs/.*.tmp",
    "runs/quarantine/.*.tmp",
    "warehouse.duckdb.tmp",
    ".portions.duckdb*",
    "analysts/.*.new*",
    "published/.stage-*",
)
NEEDED = ("ledger", "landing", "reports", "vault", NEWEST)


@dataclass(frozen=True)
class Damage:
    """A file that is not as it was left, and what mends it."""

    file: str
    problem: str
    cure: str

    def __str__(self) -> str:
        return f"{self.file} {self.problem}. {self.cure}"


@dataclass(frozen=True)
class Examined:
    """One kind of thing looked at: how many of it there are, and what is wrong with them."""

    what: str
    count: int
    damages: tuple[Damage, ...]


def examine(home: Path, kinds: Collection[str] | None = None) -> Iterator[Examined]:
    """Everything stored, or `kinds` of it, against its checksums."""
    try:
        events = list(ledger.events(home))
    except StorageFailed as error:
        yield Examined("ledger", 0, (Damage(str(ledger.file_of(home)), f"does not hold: {error}", RESTORE),))
        return
    for what, look in EXAMINERS.items():
        if kinds is None or what in kinds:
            count, damages = look(home, events)
            yield Examined(what, count, tuple(damages))


def damages(home: Path, kinds: Collection[str]) -> list[Damage]:
    """What is damaged of `kinds`."""
    return [damage for each in examine(home, {*kinds, "ledger"}) for damage in each.damages]


def refuse_damage(home: Path, kinds: Collection[str] = NEEDED) -> None:
    """Raise StorageFailed where anything is damaged of `kinds`: unless they are given, all of which a release is made."""
    found = damages(home, kinds)
    if found:
        raise StorageFailed("\n".join(["What is stored is not as it was left.", *map(str, found[:10])]))


def clear_leftovers(home: Path) -> None:
    """Remove what a killed run left half-made: temporary files, and the page that did not reach the ledger any more."""
    unnoted = _unnoted(home, list(ledger.events(home)))
    for left in [*unnoted, *(path for pattern in LEFTOVERS for path in home.glob(pattern))]:
        shutil.rmtree(left) if left.is_dir() else left.unlink()


def mend_warehouse(run: Run, left: str | None) -> None:
    """Make the warehouse anew from landing where it is damaged; `left` is its checksum when it was last left well.

    Raises StorageFailed where landing is damaged as well.
    """
    file = run.home / "warehouse.duckdb"
    has_landed = any(event["event"] == "page" for event in ledger.events(run.home))
    if not has_landed or _is_good(run.home, left):
        return
    run.warnings.append("the warehouse was damaged or missing; it was built anew from landing")
    for leftover in (file, file.with_name(f"{file.name}.wal")):
        leftover.unlink(missing_ok=True)
    with warehouse.connect(file) as con:
        load_landed(con, run.home)


def rewrite(home: Path, run: Run, file: Path, content: bytes) -> None:
    """Put `content` in place of a file that is never else written twice, noted before it can be seen."""
    sha256 = hashlib.sha256(content).hexdigest()
    run.note("rewritten", file=file.relative_to(home).as_posix(), sha256=sha256, was=ledger.sha256_of(file))
    ledger.write_whole(file, content)


def last_left(events: Iterable[Event]) -> str | None:
    """The checksum of the warehouse as the last run left it; None where that run did not end well."""
    left = None
    for event in events:
        if event["event"] in ("run_opened", "run_closed"):
            left = event.get("warehouse")
    return left


def is_sound(home: Path) -> bool:
    """Whether raw holds the pages of the ledger, from the first without a gap, each with the rows it brought, and what was
    measured, which the next night takes over, can be read.
    """
    try:
        with warehouse.connect(home / "warehouse.duckdb") as con:
            prepare(con)
            loaded = con.execute("select stream, run_id, page, sha256 from raw.pages").fetchall()
            landed = [
                (event["stream"], event["run_id"], event["page"], event["sha256"])
                for event in pages(ledger.events(home))
            ]
            _read(con, "indicators")
            return set(loaded) == set(landed[: len(loaded)]) and all(_holds(con, stream) for stream in STREAMS)
    except (duckdb.Error, StorageFailed):
        return False


def _read(con: duckdb.DuckDBPyConnection, schema: str) -> None:
    """Every block of every table of a schema; raises duckdb.Error for one that is not what its checksum says."""
    asked = "select table_name from duckdb_tables() where schema_name = $schema"
    for (table,) in con.execute(asked, {"schema": schema}).fetchall():
        con.execute(f"select bit_xor(hash({table})) from {schema}.{table}").fetchall()


def _holds(con: duckdb.DuckDBPyConnection, stream: str) -> bool:
    """Whether the rows of a stream are those its pages brought; every block is read on the way."""
    [(odd,)] = con.execute(
        f"select count(*) from (select run_id, page, count(*) as version_count, {ROWS_SUM} as version_sum "
        f"from raw.{stream} group by all) as standing "
        "full join (from raw.pages where stream = $stream and version_count > 0) as brought using (run_id, page) "
        "where standing.version_count is distinct from brought.version_count "
        "or standing.version_sum is distinct from brought.version_sum",
        {"stream": stream},
    ).fetchall()
    for table in ("lists", "readings", "missing"):
        con.execute(f"select bit_xor(hash({table})) from raw.{table}").fetchall()
    return bool(odd == 0)


def _is_good(home: Path, left: str | None) -> bool:
    """Whether the warehouse is as it was left; or, where a run did not end well, whether it is sound."""
    file = home / "warehouse.duckdb"
    return file.exists() and (_is_as_left(file, left) or (left is None and is_sound(home)))


def _is_as_left(file: Path, left: str | None) -> bool:
    return left is not None and not file.with_name(f"{file.name}.wal").exists() and ledger.sha256_of(file) == left


Found = tuple[int, Iterable[Damage]]


def _ledger(home: Path, events: list[Event]) -> Found:
    """Whether it knows what lies about: lines cut off its end leave no other trace."""
    known = {event["run_id"] for event in events}
    strange = [file for file in (home / "runs").glob("*.json") if file.stem not in known]
    unnoted = _unnoted(home, events)
    strange += unnoted if len(unnoted) > 1 else [file for file in unnoted if file.parent.name not in known]
    problem = f"does not know of {len(strange)} files, such as {strange[0]}: it was cut" if strange else ""
    return len(events), [Damage(str(ledger.file_of(home)), problem, RESTORE)] if strange else []


def _questions(home: Path, _: list[Event]) -> Found:
    try:
        return len(list(ledger.events(home, "questions"))), []
    except StorageFailed as error:
        return 0, [Damage(str(ledger.file_of(home, "questions")), f"does not hold: {error}", RESTORE)]


def _unnoted(home: Path, events: list[Event]) -> list[Path]:
    """Pages the ledger does not know. A run that was killed while it landed leaves one at most."""
    noted = {page_file(home, e["stream"], e["run_id"], e["page"]) for e in events if e["event"] == "page"}
    return sorted({file for file in (home / "landing").glob("*/*/[0-9]*.json.gz")} - noted)


def _landing(home: Path, events: list[Event]) -> Found:
    landed = {page_file(home, e["stream"], e["run_id"], e["page"]): (e["sha256"], e["was"]) for e in pages(events)}
    return len(landed), _changed(landed, f"{RESTORE} Nothing can be made anew without it.")


def _reports(home: Path, events: list[Event]) -> Found:
    newer = ledger.rewritten(events)
    expired = ledger.expired(events)
    reports = {}
    for event in events:
        for name, place in (("report", "runs"), ("quarantine", "runs/quarantine")):
            file = f"{place}/{event['run_id']}.json"
            if event["event"] == "run_closed" and name in event and file not in expired:
                reports[home / file] = newer.get(file, (event[name], ""))[0]
    return len(reports), _changed(reports, RESTORE)


def _vault(home: Path, events: list[Event]) -> Found:
    promised = next((int(event["salts"]) for event in reversed(events) if "salts" in event), 0)
    file = home / "vault.duckdb"
    problem = _vault_problem(file, promised) if promised or file.exists() else None
    cure = f"{RESTORE} Without its salts the same people would be counted as others."
    return promised, [Damage(str(file), problem, cure)] if problem else []


def _vault_problem(file: Path, promised: int) -> str | None:
    if not file.exists():
        return "is missing"
    try:
        with duckdb.connect(str(file)) as con:
            tables = [name for (name,) in con.execute("select table_name from duckdb_tables()").fetchall()]
            _read(con, "main")
            count = con.execute("select count(*) from salts").fetchall()[0][0] if "salts" in tables else 0
    except duckdb.Error:
        return "cannot be read"
    return f"holds {count} salts, and {promised} were given" if count < promised else None


def _warehouse(home: Path, events: list[Event]) -> Found:
    file = home / "warehouse.duckdb"
    left = last_left(events)
    if left is None and not file.exists():
        return 0, []
    problem = "is not as the last run left it" if file.exists() else "is missing"
    return 1, [] if _is_good(home, left) else [Damage(str(file), problem, REBUILD)]


def _newest(home: Path, events: list[Event]) -> Found:
    noted = releases(home, events)
    release = home / "published" / next(reversed(noted), "")
    if not noted:
        return 0, []
    is_seen = (home / "published" / "current" / "datapackage.json").exists()
    unseen = [] if is_seen else [Damage(str(home / "published" / "current"), "names no release", REBUILD)]
    return 1, [*_of_release(release, noted[release.name], REBUILD), *unseen]


def _earlier(home: Path, events: list[Event]) -> Found:
    noted = list(releases(home, events).items())[:-1]
    published = home / "published"
    return len(noted), [each for name, sha256 in noted for each in _of_release(published / name, sha256, RESTORE)]


def releases(home: Path, events: Collection[Event]) -> dict[str, str]:
    """Releases and the checksums of their descriptors; the newest last.

    One that a run noted, and could not put in place before it ended badly, was never there.
    """
    ended_well = {e["run_id"] for e in events if e["event"] == "run_closed" and e["status"] in GOOD}
    noted: dict[str, str] = {}
    for event in events:
        if event["event"] == "released" and (
            event["run_id"] in ended_well or (home / "published" / event["release_id"]).exists()
        ):
            noted.pop(event["release_id"], None)
            noted[event["release_id"]] = event["sha256"]
        if event["event"] == "expired":
            noted.pop(event["file"].removeprefix("published/"), None)
    return noted


def _of_release(release: Path, sha256: str, cure: str) -> list[Damage]:
    """A release against its own descriptor: each file as described, and no other."""
    found = list(_changed({release / "datapackage.json": sha256}, cure))
    if found:
        return found
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    told = [*package["resources"], *package["pages"]]
    described = {release / each["path"]: each["hash"].removeprefix("sha256:") for each in told}
    strange = {path for path in release.rglob("*") if path.is_file()} - described.keys()
    strange.discard(release / "datapackage.json")
    odd = [Damage(str(path), "was not released", "Remove it.") for path in sorted(strange)]
    return [*_changed(described, cure), *odd]


def _analysts(home: Path, events: list[Event]) -> Found:
    noted = [event["sha256"] for event in events if event["event"] == "analysts"][-1:]
    file = home / "analysts" / "cop.duckdb"
    return len(noted), [each for sha256 in noted for each in _changed({file: sha256}, REBUILD)]


def _packs(home: Path, events: list[Event]) -> Found:
    """Frozen packs against their manifests: nothing of them is ever made anew."""
    noted = {home / event["file"]: event["sha256"] for event in events if event["event"] == "frozen"}
    cure = f"{RESTORE} A frozen pack is never made anew."
    found = list(_changed(noted, cure))
    for manifest in noted.keys() - {Path(damage.file) for damage in found}:
        listed = json.loads(manifest.read_text(encoding="utf-8"))["files"]
        found += _changed({manifest.parent / name: sha256 for name, sha256 in listed.items()}, cure)
    return len(noted), found


def _changed(files: Mapping[Path, str | tuple[str, str]], cure: str) -> Iterator[Damage]:
    """Files that have none of the checksums they may have."""
    for file, allowed in files.items():
        try:
            if ledger.sha256_of(file) not in (allowed if isinstance(allowed, tuple) else (allowed,)):
                yield Damage(str(file), "is not as it was written", cure)
        except FileNotFoundError:
            yield Damage(str(file), "is missing", cure)
        except OSError as error:
            yield Damage(str(file), f"cannot be read: {error.strerror}", cure)


EXAMINERS: Mapping[str, Callable[[Path, list[Event]], Found]] = {
    "ledger": _ledger,
    "landing": _landing,
    "reports": _reports,
    "vault": _vault,
    "warehouse": _warehouse,
    NEWEST: _newest,
    "earlier releases": _earlier,
    "analysts' file": _analysts,
    "packs": _packs,
    "questions": _questions,
}

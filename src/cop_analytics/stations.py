"""The stations of a night as plain functions: pull, refresh, publish. In which order they open is the flows' to say."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime
from functools import partial
from pathlib import Path

import duckdb
import pyarrow as pa

from cop_analytics import landing, measure, ops, raw, runs, warehouse
from cop_analytics.errors import CheckFailed, CopAnalyticsError, PlatformIncomplete
from cop_analytics.inputs import load as people_write
from cop_analytics.inputs.people import coarse_mapper
from cop_analytics.pages import site
from cop_analytics.platforms.connect import client_of
from cop_analytics.platforms.jive.plan import Pull
from cop_analytics.platforms.jive.records import Profile, Records
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.privacy.vault import Vault
from cop_analytics.publish.release import release
from cop_analytics.runs import Run
from cop_analytics.settings import Privacy, Settings

Tell = Callable[[str, int, int | None], None]
Rows = list[Mapping[str, object]]

FAULTS_TOLD = 100
UNREADABLE_SHARE = 0.01
BEFORE_MEASURING = ("stage", "facts", "networks")
ANALYSTS_SCHEMAS = ("facts", "networks", "indicators", "health", "ops")


@contextmanager
def night(settings: Settings, kind: str, now: datetime) -> Iterator[Run]:
    """Hold the lock and one open run; what happens inside ends in its report, whether it went well or not."""
    with runs.lock(settings.home):
        run = runs.open_run(settings.home, kind, now)
        try:
            yield run
        except CopAnalyticsError as error:
            run.close("failed", error.exit_status, str(error))
            raise
        except BaseException:
            run.close("interrupted", 1, "The run was interrupted; the next one resumes.")
            raise
        run.close(run.status, 0, None)


def pull(settings: Settings, run: Run, *, full: bool, tell: Tell) -> Rows:
    """Read the platform and land what changed; what each stream received. Raises PlatformIncomplete at a gap."""
    written = people_write.read_all(settings.inputs)
    profile = settings.platform.profile
    with _vault(settings) as vault, _warehouse(settings.home) as con:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        landing.load_landed(con, settings.home)
        client = client_of(settings.platform, vault, run.now)
        records = Records(
            names.pseudonym,
            names.key_hash,
            coarse_mapper(written.attributes),
            Profile(profile.unit, profile.region, profile.tier),
        )
        reading = Pull(
            client, records, written.places, landing.known(con), run.now, full=full, threads=settings.platform.threads
        )
        land = landing.Landing(con, run, hash_key=names.record_key, flush_salts=vault.flush)
        try:
            land.receive(reading.batches(), lambda stream, count: tell(stream, count, None))
        finally:
            run.request_count = client.transport.request_count
    _tell_of_places(run)
    received = sum(counts.received for counts in run.streams.values())
    run.sentences.append(f"Pulled {received:,} items in {run.request_count:,} requests.")
    _refuse_unreadable(run)
    lost = [stream for stream, counts in run.streams.items() if not counts.conserves()]
    if lost:
        raise PlatformIncomplete(f"Items of {', '.join(lost)} are unaccounted for. Nothing is released.")
    return [{"stream": stream, **asdict(counts)} for stream, counts in sorted(run.streams.items())]


def _refuse_unreadable(run: Run) -> None:
    """A platform that changed its shape must not look like one that lost its content."""
    for stream, counts in sorted(run.streams.items()):
        if counts.quarantined > counts.received * UNREADABLE_SHARE:
            rejects = [(each["reason"], each["pointer"]) for each in run.quarantine if each["stream"] == stream]
            raise CheckFailed(f"At most 1 % of the {stream} received cannot be read.", rejects)


def _tell_of_places(run: Run) -> None:
    words = {
        "not_visible": "is not visible to the account; what was known of it is carried forward",
        "refused_private": "is a private group; nothing of it is read",
    }
    run.warnings += [f"place {place} {words[state]}" for place, state in sorted(run.places.items())]


def refresh(settings: Settings, run: Run, *, tell: Tell) -> Rows:
    """Lay down what people wrote, build every table, measure, check; the tables and their rows.

    Raises CheckFailed where a claim about the data does not hold, ModelError where a model does not build.
    """
    written = people_write.read_all(settings.inputs)
    run.warnings += [str(fault) for fault in written.faults[:FAULTS_TOLD]]
    if len(written.faults) > FAULTS_TOLD:
        run.warnings.append(
            f"{len(written.faults) - FAULTS_TOLD} more faults in the inputs: see the .rejected.csv files"
        )
    parameters = _parameters(settings, run)
    with _vault(settings) as vault, _warehouse(settings.home) as con:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        landing.load_landed(con, settings.home)
        people_write.load(con, written, names.pseudonym)
        ops.load(con, run)
        built = warehouse.build(con, folders=BEFORE_MEASURING, parameters=parameters)
        tell("tables", len(built), len(built))
        count = measure.measure(
            con, data_cut=run.now, tell=lambda done, total: tell("communities measured", done, total)
        )
        _check(con, run, parameters)
    communities = len(written.communities)
    run.sentences.append(f"Measured {communities} communities: {count:,} values with their intervals and counts.")
    return [{"table": each.table, "rows": each.row_count} for each in built]


def _check(con: duckdb.DuckDBPyConnection, run: Run, parameters: Mapping[str, object]) -> None:
    broken = [result for result in warehouse.run_checks(con, "checks", parameters=parameters) if result.offender_count]
    for result in broken:
        told = {name: getattr(result, name) for name in ("check_name", "level", "claim", "offender_count")}
        run.checks.append({**told, "is_accepted": False})
        if result.level == "warn":
            run.warnings.append(f"{result.claim} ({result.offender_count} rows do not)")
    for result in broken:
        if result.level == "fail":
            raise CheckFailed(result.claim, result.offenders)


def publish(settings: Settings, run: Run, *, tell: Tell) -> Rows:
    """Write the release, its pages and the analysts' file; the tables released. Raises DisclosureFailed."""
    with _warehouse(settings.home) as con:
        ops.load(con, run)
        warehouse.build(con, folders=("publish",), parameters=_parameters(settings, run))
        done = release(
            con,
            settings.home,
            data_cut=run.now,
            min_group=settings.privacy.min_group,
            min_subgroup=settings.privacy.min_subgroup,
            draw=partial(_draw, settings.privacy),
            tell=tell,
        )
        run.release_id, run.status = done.release_id, "released" if done.is_new else "no_change"
        ops.load(con, run)
        tell("analysts' file", 0, 1)
        warehouse.snapshot(con, settings.home / "analysts" / "cop.duckdb", ANALYSTS_SCHEMAS)
        tell("analysts' file", 1, 1)
    word = "Released" if done.is_new else "Nothing new since"
    run.sentences += [
        f"{word} {done.release_id}: {len(done.tables)} tables, {done.suppressed} rows held back, {done.pages} pages.",
        f"  pages     {settings.home / 'published/current/site/index.html'}",
        f"  tables    {settings.home / 'published/current/tables'}",
        f"  analysts  {settings.home / 'analysts/cop.duckdb'}",
    ]
    return [dict(table) for table in done.tables]


def _draw(floors: Privacy, tables: Mapping[str, pa.Table], data_cut: datetime, folder: Path) -> int:
    """The pages of a release, with its dictionary made from the contract."""
    described = [
        {"name": name, "grain": ", ".join(about.grain), "rows": tables[name].num_rows, "columns": about.columns}
        for table, about in warehouse.contract().items()
        if table.startswith("publish.") and (name := table.removeprefix("publish.")) in tables
    ]
    return site.draw(tables, data_cut, described, folder, min_group=floors.min_group, min_subgroup=floors.min_subgroup)


def record(settings: Settings, folder: Path, now: datetime, places: list[str] | None) -> int:
    """Pages of the live platform as scrubbed fixtures in `folder`; how many."""
    from cop_analytics.platforms.jive.recording import record_pages

    asked = places or people_write.read_all(settings.inputs).places
    with _vault(settings) as vault:
        return record_pages(client_of(settings.platform, vault, now), asked, folder)


def _parameters(settings: Settings, run: Run) -> dict[str, object]:
    return {
        "data_cut": run.now,
        "min_subgroup": settings.privacy.min_subgroup,
        "starter": list(settings.indicators.starter),
    }


def _vault(settings: Settings) -> Vault:
    return Vault(settings.home / "vault.duckdb")


@contextmanager
def _warehouse(home: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    con = warehouse.connect(home / "warehouse.duckdb")
    try:
        raw.prepare(con)
        yield con
    finally:
        con.close()

"""The stations of a night as plain functions: pull, refresh, publish. In which order they open is the flows' to say."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from cop_analytics import (
    agreement,
    analysts,
    expiry,
    fields,
    gates,
    integrity,
    landing,
    ledger,
    measure,
    ops,
    portions,
    runs,
    signals,
    stores,
    storytelling,
    warehouse,
)
from cop_analytics.errors import (
    CopAnalyticsError,
    DisclosureFailed,
    Fault,
    PlatformIncomplete,
    SettingsError,
    StorageFailed,
    words_held_back,
)
from cop_analytics.inputs import load as people_write
from cop_analytics.inputs import stories
from cop_analytics.inputs.people import coarse_mapper
from cop_analytics.mentoring import station as mentoring
from cop_analytics.pages import site
from cop_analytics.platforms.connect import client_of
from cop_analytics.platforms.jive.plan import Pull
from cop_analytics.platforms.jive.records import Profile, Records
from cop_analytics.privacy.pseudonyms import Pseudonyms
from cop_analytics.privacy.vault import Vault
from cop_analytics.publish.release import Released, release
from cop_analytics.runs import Run
from cop_analytics.settings import Privacy, Settings
from cop_analytics.warehouse import Built
from cop_analytics.windows import kept_from

Tell = Callable[[str, int, int | None], None]
Rows = list[Mapping[str, object]]
Reports = Sequence[Mapping[str, Any]]

A_DAY = timedelta(days=1)
BEFORE_MEASURING = ("stage", "facts", "networks", "evidence")
ANALYSTS_SCHEMAS = ("facts", "networks", "indicators", "health", "value", "mentoring", "ops")


@contextmanager
def night(settings: Settings, kind: str, now: datetime) -> Iterator[Run]:
    """Hold the lock and one open run; what happens inside ends in its report, whether it went well or not."""
    home = settings.home
    with runs.lock(home) as held_by:
        left = integrity.last_left(ledger.events(home))
        run = runs.open_run(home, kind, now)
        held_by(f"run {run.run_id}, process {os.getpid()}")
        try:
            integrity.refuse_damage(home, ("ledger", "vault", "reports"))
            if left is None:
                integrity.clear_leftovers(home)
            if kind != runs.REBUILD:
                integrity.mend_warehouse(run, left)
            yield run
        except StorageFailed as error:
            run.close("failed", error.exit_status, str(error), cause=error.cause)
            raise
        except CopAnalyticsError as error:
            run.close("failed", error.exit_status, str(error), cause=error.cause, **_left_behind(home))
            raise
        except BaseException:
            with signals.unheard():
                run.close("interrupted", 1, "The run was interrupted; the next one resumes.", cause="interrupted")
            raise
        run.close(run.status, 0, None, **_left_behind(home))


def _left_behind(home: Path) -> dict[str, str]:
    """The checksum of the warehouse, by which the next run knows that nobody touched it."""
    file = home / "warehouse.duckdb"
    return {"warehouse": ledger.sha256_of(file)} if file.exists() else {}


@words_held_back()
def pull(settings: Settings, run: Run, *, full: bool, tell: Tell) -> Rows:
    """Read the platform and land what changed; what each stream received.

    Raises PlatformIncomplete at a gap, CheckFailed where what was read cannot be believed.
    """
    written = people_write.read_all(settings.inputs)
    profile = settings.platform.profile
    expiry.keep_no_longer(settings, run, tell)
    with stores.open_vault(settings.home, run.now) as vault, stores.open_warehouse(settings.home) as con:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        landing.load_landed(con, settings.home)
        client = client_of(settings.platform, vault, run.now)
        records = Records(
            names.pseudonym,
            names.key_hash,
            coarse_mapper(written.attributes),
            Profile(profile.unit, profile.region, profile.tier),
            latest=run.now + A_DAY,
            kept_from=kept_from(run.now),
        )
        reading = Pull(
            client,
            records,
            written.places,
            landing.known(con),
            run.now,
            full=full,
            threads=settings.platform.threads,
            resumes=runs.unfinished_sweep(run) if full else None,
            owed=list(landing.owed(con)) if runs.is_cut_short(run.home) else (),
        )
        land = landing.Landing(con, run, hash_key=names.record_key, flush_salts=vault.flush)
        try:
            land.receive(reading.batches(), lambda stream, count: tell(stream, count, None))
        finally:
            run.request_count = client.transport.request_count
            run.warnings += reading.warnings
        gates.judge(run, [*fields.unreadable(run), *fields.lost(run.fields, fields.earlier(run.home))])
        land.conclude()
    _tell_of_places(run)
    received = sum(counts.received for counts in run.streams.values())
    run.sentences.append(f"Pulled {received:,} items in {run.request_count:,} requests.")
    lost = [stream for stream, counts in run.streams.items() if not counts.conserves()]
    if lost:
        raise PlatformIncomplete(f"Items of {', '.join(lost)} are unaccounted for. Nothing is released.")
    return [{"stream": stream, **asdict(counts)} for stream, counts in sorted(run.streams.items())]


def _tell_of_places(run: Run) -> None:
    words = {
        "not_visible": "is not visible to the account; what was known of it is carried forward",
        "shows_nothing": "shows nothing any more of what it held; what was known of it is carried forward",
        "refused_private": "is a private group; nothing of it is read",
    }
    run.warnings += [f"place {place} {words[state]}" for place, state in sorted(run.places.items())]


@words_held_back()
def refresh(settings: Settings, run: Run, *, tell: Tell, spread: measure.Spread | None = None) -> Rows:
    """Lay down what people wrote, build every table, measure, check; the tables and their rows.

    Raises CheckFailed where a claim about the data does not hold, ModelError where a model does not build.
    """
    agreement.refuse_unagreed(settings)
    written = people_write.read_all(settings.inputs)
    faults = [*written.faults, *stories.faults_of_lapsed(written.declared.stories, run.now.date())]
    run.warnings += people_write.warnings_of(faults)
    expiry.forget_matches(run, mentoring.left_lying(written.programmes, run.now))
    with stores.open_vault(settings.home, run.now) as vault, stores.open_warehouse(settings.home) as con:
        landing.load_landed(con, settings.home)
        built, count, changed = laid(
            con, settings, vault, written, reports_until(run), run.now, tell=tell, spread=spread
        )
        run.warnings += map(str, changed)
        run.row_counts = ops.row_counts(con)
        ops.load_row_counts(con, run.row_counts, _comparable_row_counts(settings.home))
        gates.judge(run, warehouse.run_checks(con, "checks", parameters=parameters(settings, run.now)))
    communities = len(written.communities)
    run.sentences.append(f"Measured {communities} communities: {count:,} values with their counts.")
    return [{"table": each.table, "rows": each.row_count} for each in built]


def _comparable_row_counts(home: Path) -> dict[str, dict[str, int]]:
    """The rows of the last good run; not those of facts where some of them expired since."""
    earlier = ops.earlier_row_counts(runs.reports(home))
    if expiry.shrank(home):
        return {name: counts for name, counts in earlier.items() if not name.startswith("facts.")}
    return earlier


def laid(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    vault: Vault,
    written: people_write.Inputs,
    reports: Reports,
    now: datetime,
    *,
    tell: Tell,
    spread: measure.Spread | None = None,
) -> tuple[list[Built], int, list[Fault]]:
    """Every table between raw and the release, as of `now`.

    The tables built, how many values were measured, and the faults of published matches that somebody changed.
    """
    names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
    people_write.load(con, written, names.kept, vault.objections())
    ops.load(con, reports, now)
    built = warehouse.build(con, folders=BEFORE_MEASURING, parameters=parameters(settings, now))
    con.execute("delete from inputs._objections")  # nobody can list them
    tell("tables", len(built), len(built))
    count = measure.measure(
        con,
        data_cut=now,
        tell=lambda done, total: tell("communities measured", done, total),
        exploratory=settings.indicators.exploratory,
        spread=spread or partial(portions.side_by_side, settings.home),
    )
    built += warehouse.build(con, folders=("indicators", "value"), parameters=parameters(settings, now))
    changed = mentoring.laid(con, settings, names, set(vault.objections()), written.programmes, now)
    warehouse.build(con, folders=("mentoring",), parameters=parameters(settings, now))
    mentoring.looked_up(con, settings.home)
    return built, count, changed


def laid_anew(settings: Settings, run: Run, *, tell: Tell) -> None:
    """Warehouse and analysts' file anew from landing: of what was taken out there, nothing stays in their bytes."""
    stores.remove_warehouse(run.home)
    with stores.open_vault(run.home, run.now) as vault, stores.open_warehouse(run.home) as con:
        landing.load_landed(con, run.home)
        reports = reports_until(run)
        laid(con, settings, vault, people_write.read_all(settings.inputs), reports, run.now, tell=tell)
        analysed(con, run, reports, run.now, tell=tell)


def reports_until(run: Run) -> Reports:
    """The reports of all runs that ended, oldest first, and that of `run` as it stands."""
    return [*reversed(runs.reports(run.home)), run.report("running", 0, None)]


@words_held_back()
def publish(settings: Settings, run: Run, *, tell: Tell) -> Rows:
    """Write the release, its pages and the analysts' file; the tables released.

    Raises DisclosureFailed, and StorageFailed where something of which a release is made is damaged.
    """
    _refuse_stopped(settings, run)
    agreement.refuse_unagreed(settings)
    integrity.refuse_damage(settings.home)
    with stores.open_warehouse(settings.home) as con:
        _refuse_unrefreshed(con)
        gates.refuse_what_was_stopped(run)
        before = (settings.home / "published" / "current").resolve()
        done = issued(con, settings, run, reports_until(run), run.now, tell=tell)
        run.release_id, run.status = done.release_id, "released" if done.is_new else "no_change"
        run.warnings += storytelling.told_no_more(con, before)
        expiry.forget_old_releases(run)
        analysed(con, run, reports_until(run), run.now, tell=tell)
    word = "Released" if done.is_new else "Nothing new since"
    run.sentences += [
        f"{word} {done.release_id}: {len(done.tables)} tables, {done.suppressed} rows held back, {done.pages} pages.",
        f"  pages     {settings.home / 'published/current/site/index.html'}",
        f"  tables    {settings.home / 'published/current/tables'}",
        f"  analysts  {settings.home / 'analysts/cop.duckdb'}",
    ]
    return [dict(table) for table in done.tables]


def _refuse_stopped(settings: Settings, run: Run) -> None:
    """Somebody put the numbers to a use they are not for, or may have: nothing leaves until it is cleared."""
    if settings.privacy.stop:
        run.note("stopped", because=settings.privacy.stop)
        cure = "The last release stands. Empty privacy.stop in cop.toml once it is cleared."
        raise DisclosureFailed(f"Releases are stopped: {settings.privacy.stop}. {cure}")


def issued(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    run: Run,
    reports: Reports,
    now: datetime,
    *,
    tell: Tell,
    after: Path | None = None,
) -> Released:
    """The release as of `now`, noted in the ledger before it can be seen."""
    ops.load(con, reports, now)
    warehouse.build(con, folders=("publish",), parameters=parameters(settings, now))
    return release(
        con,
        settings.home,
        data_cut=now,
        min_group=settings.privacy.min_group,
        min_subgroup=settings.privacy.min_subgroup,
        draw=partial(_draw, settings.privacy),
        tell=tell,
        note=lambda release_id, sha256: run.note("released", release_id=release_id, sha256=sha256),
        after=after,
    )


def analysed(con: duckdb.DuckDBPyConnection, run: Run, reports: Reports, now: datetime, *, tell: Tell) -> None:
    """The analysts' file as of `now`, put in place at once."""
    ops.load(con, reports, now)
    tell("analysts' file", 0, 1)
    file = run.home / "analysts" / "cop.duckdb"
    analysts.snapshot(con, file, ANALYSTS_SCHEMAS)
    run.note("analysts", sha256=ledger.sha256_of(file))
    tell("analysts' file", 1, 1)


def _refuse_unrefreshed(con: duckdb.DuckDBPyConnection) -> None:
    asked = "select count(*) from duckdb_tables() where schema_name = 'indicators' and table_name = 'measurements'"
    if con.execute(asked).fetchall() == [(0,)]:
        raise SettingsError(["There is nothing to publish yet: run `cop refresh` first, or `cop nightly`."])


def _draw(floors: Privacy, tables: Mapping[str, pa.Table], data_cut: datetime, folder: Path) -> int:
    """The pages of a release, with its dictionary made from the contract."""
    described = [
        {"name": name, "grain": ", ".join(about.grain), "rows": tables[name].num_rows, "columns": about.columns}
        for table, about in warehouse.contract().items()
        if table.startswith("publish.") and (name := table.removeprefix("publish.")) in tables
    ]
    return site.draw(tables, data_cut, described, folder, min_group=floors.min_group, min_subgroup=floors.min_subgroup)


@words_held_back()
def record(settings: Settings, folder: Path, now: datetime, places: list[str] | None) -> int:
    """Pages of the live platform as scrubbed fixtures in `folder`; how many."""
    from cop_analytics.platforms.jive.recording import record_pages

    asked = places or people_write.read_all(settings.inputs).places
    with stores.open_vault(settings.home) as vault:
        return record_pages(client_of(settings.platform, vault, now), asked, folder)


def parameters(settings: Settings, now: datetime) -> dict[str, object]:
    """What models and checks may name."""
    return {
        "data_cut": now,
        "kept_from": kept_from(now),
        "min_group": settings.privacy.min_group,
        "min_subgroup": settings.privacy.min_subgroup,
        "starter": list(settings.indicators.starter),
    }

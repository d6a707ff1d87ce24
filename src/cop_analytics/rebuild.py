"""Warehouse, newest release and analysts' file anew from landing, inputs and vault, without the network.

Each is made as of the run that made it: from the pages landed until then, the reports written until then, at its logical
time. So the same bytes come out, unless what people wrote, the settings or the program changed since.
"""

from __future__ import annotations

import shutil
from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb

from cop_analytics import integrity, landing, ledger, runs, stations, stores
from cop_analytics.errors import SettingsError, StorageFailed
from cop_analytics.inputs import load as people_write
from cop_analytics.privacy.vault import Vault
from cop_analytics.publish.release import Released
from cop_analytics.runs import Run
from cop_analytics.settings import Settings
from cop_analytics.stations import Reports, Tell


def rebuild(settings: Settings, run: Run, *, tell: Tell) -> None:
    """Everything that can be made anew; what came of it goes into the run's sentences.

    Raises StorageFailed where landing, ledger or vault are damaged: they cannot be made anew.
    """
    home = settings.home
    damages = integrity.damages(home, ("ledger", "landing", "reports", "vault"))
    if damages:
        raise StorageFailed("\n".join(["Nothing was made anew.", *map(str, damages)]))
    if not ledger.file_of(home).exists():
        raise SettingsError([f"{home}: no run has landed anything yet. `cop nightly` does."])
    with stores.open_vault(home) as vault:
        stores.remove_warehouse(home)
        with stores.open_warehouse(home) as con:
            _as_it_was(con, settings, run, vault, tell)
            pages = landing.load_landed(con, home)
            if pages:
                run.sentences.append(f"Loaded {pages:,} pages landed since.")


def _as_it_was(con: duckdb.DuckDBPyConnection, settings: Settings, run: Run, vault: Vault, tell: Tell) -> None:
    """The newest release, then the analysts' file of the last good run, which may be a later one."""
    written = people_write.read_all(settings.inputs)
    reports = _reports_in_order(run.home)
    good = [report for report in reports if report["status"] in runs.GOOD]
    if not good:
        return
    maker = next(report for report in good if report["release_id"] == good[-1]["release_id"])
    for report in dict.fromkeys([maker["run_id"], good[-1]["run_id"]]):
        at, until = _at(reports, report)
        landing.load_landed(con, run.home, until=report)
        stations.laid(con, settings, vault, written, until, at, tell=tell)
        if report == maker["run_id"]:
            _release(con, settings, run, maker, until, tell)
    until[-1] |= {"release_id": good[-1]["release_id"]}
    stations.analysed(con, run, until, at, tell=tell)
    run.sentences.append(f"Built the warehouse and the analysts' file as of {at:%Y-%m-%d %H:%M}.")


def _release(
    con: duckdb.DuckDBPyConnection,
    settings: Settings,
    run: Run,
    maker: Mapping[str, Any],
    until: Reports,
    tell: Tell,
) -> None:
    release_id = str(maker["release_id"])
    noted = integrity.releases(run.home, list(ledger.events(run.home)))
    _set_damaged_aside(run.home, release_id)
    done = stations.issued(
        con,
        settings,
        run,
        until,
        datetime.fromisoformat(maker["logical_at"]),
        tell=tell,
        after=_before(run.home, noted),
    )
    run.release_id = done.release_id
    run.sentences.append(_told(done, release_id, done.sha256 == noted[release_id]))


def _told(done: Released, release_id: str, is_equal: bool) -> str:
    if done.release_id == release_id and is_equal:
        return f"Release {release_id} came out byte for byte as it was."
    return (
        f"Release {release_id} came out as {done.release_id}: what people wrote, the settings or cop-analytics itself "
        "changed since it was made."
    )


def _before(home: Path, noted: Mapping[str, str]) -> Path:
    """The release before the newest; a place where nothing is, if there was none."""
    earlier = list(noted)[-2:-1]
    return home / "published" / (earlier[0] if earlier else ".none")


def _set_damaged_aside(home: Path, release_id: str) -> None:
    folder = home / "published" / release_id
    if folder.exists() and integrity.damages(home, (integrity.NEWEST,)):
        shutil.rmtree(folder)


def _reports_in_order(home: Path) -> Reports:
    """All reports in the order in which their runs ended."""
    told = {str(report["run_id"]): report for report in runs.reports(home)}
    ended = [event["run_id"] for event in ledger.events(home) if event["event"] == "run_closed"]
    return [told[run_id] for run_id in ended if run_id in told]


def _at(reports: Reports, run_id: str) -> tuple[datetime, list[dict[str, Any]]]:
    """The logical time of a run, and the reports as they were when it made its release: its own not yet ended."""
    position = next(number for number, report in enumerate(reports) if report["run_id"] == run_id)
    own = dict(reports[position]) | {"status": "running", "release_id": None}
    earlier = sorted(map(dict, reports[:position]), key=lambda report: str(report["logical_at"]))
    return datetime.fromisoformat(str(own["logical_at"])), [*earlier, own]

"""Run a flow in this process, offline and quietly: the same flow a schedule starts, with no server to look after."""

from __future__ import annotations

import importlib
import logging
import os
import signal
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, cast

from cop_analytics import settings, stations
from cop_analytics.errors import StorageFailed
from flows.clock import logical_time

ROOM = 1 << 20

if TYPE_CHECKING:
    from datetime import datetime

    from flows.sight import Tell


def run(name: str, *, home: Path, parameters: Mapping[str, object], watcher: Tell) -> str:
    """Run `flows/<name>.py:<name>` and return its summary; its errors rise as they are."""
    _settle_prefect(home / "prefect")
    end_orphans(home / "prefect")
    _check_room(name, home / "prefect", parameters)
    from prefect.settings import PREFECT_FLOWS_HEARTBEAT_FREQUENCY, temporary_settings

    from flows import sight

    for worker in ("EventsWorker", "APILogWorker"):  # their farewells are no business of the terminal
        logging.getLogger(worker).setLevel(logging.CRITICAL)
    flow = getattr(importlib.import_module(f"flows.{name}"), name)
    token = sight.WATCHER.set(watcher)
    try:
        with temporary_settings({PREFECT_FLOWS_HEARTBEAT_FREQUENCY: None}):
            return str(flow(**parameters))
    finally:
        sight.WATCHER.reset(token)


def _check_room(name: str, folder: Path, parameters: Mapping[str, object]) -> None:
    """Where Prefect's database could not grow, the run fails here, on record, and not within Prefect."""
    file = folder / ".room"
    try:
        file.write_bytes(bytes(ROOM))
    except OSError as error:
        with stations.night(settings.load(), name, logical_time(cast("datetime | None", parameters.get("now")))):
            words = f"{folder} cannot take {ROOM >> 20} MiB more: {error.strerror}. Free space on the disk."
            raise StorageFailed(words) from None
    finally:
        file.unlink(missing_ok=True)


def _settle_prefect(home: Path) -> None:
    """Prefect reads these when it is first imported: its own folder, no reports home, no server but its own."""
    home.mkdir(mode=0o700, parents=True, exist_ok=True)
    os.environ.pop("PREFECT_API_URL", None)
    os.environ["PREFECT_HOME"] = str(home)
    os.environ["PREFECT_SERVER_ANALYTICS_ENABLED"] = "false"
    os.environ["DO_NOT_TRACK"] = "1"
    os.environ["PREFECT_SERVER_EPHEMERAL_STARTUP_TIMEOUT_SECONDS"] = "90"
    os.environ["PREFECT_LOGGING_LEVEL"] = "CRITICAL"
    os.environ["PREFECT_LOGGING_INTERNAL_LEVEL"] = "CRITICAL"
    os.environ["PREFECT_LOGGING_TO_API_ENABLED"] = "false"
    os.environ["DASK_LOGGING__DISTRIBUTED"] = "critical"


def end_orphans(home: Path) -> None:
    """A run that was killed could not end the server it had started: end what nobody is the parent of any more."""
    for process in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # gone meanwhile, or somebody else's
            told = (process / "environ").read_bytes().split(b"\0")
            if {b"PREFECT__SERVER_EPHEMERAL=1", b"PREFECT_HOME=" + os.fsencode(home)} <= set(told) and _is_orphan(
                process
            ):
                os.kill(int(process.name), signal.SIGTERM)


def _is_orphan(process: Path) -> bool:
    """Whether its parent, the second word after the name in brackets, is the first process of the machine."""
    return (process / "stat").read_text().rpartition(")")[2].split()[1] == "1"

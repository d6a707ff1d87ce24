"""Run a flow in this process, offline and quietly: the same flow a schedule starts, with no server to look after."""

from __future__ import annotations

import importlib
import logging
import os
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from flows.sight import Tell


def run(name: str, *, home: Path, parameters: Mapping[str, object], watcher: Tell) -> str:
    """Run `flows/<name>.py:<name>` and return its summary; its errors rise as they are."""
    _settle_prefect(home / "prefect")
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

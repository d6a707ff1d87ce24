"""Claims about the data stand between a night and its release: one that does not hold stops it, unless it was accepted."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cop_analytics import runs
from cop_analytics.errors import CheckFailed, SettingsError
from cop_analytics.runs import Run
from cop_analytics.warehouse import CheckResult

REFRESHING = ("nightly", "sweep", "refresh")


def judge(run: Run, results: Iterable[CheckResult]) -> None:
    """Record every claim that does not hold, and warn of those that stop nothing or were accepted.

    Raises CheckFailed for the first of the others, with the first rows that break it.
    """
    broken = [result for result in results if result.offender_count]
    for result in broken:
        run.checks.append(
            {
                "check_name": result.check_name,
                "level": result.level,
                "claim": result.claim,
                "offender_count": result.offender_count,
                "is_accepted": _is_accepted(run, result),
            }
        )
        if _is_accepted(run, result):
            because = run.accepted[result.check_name]
            run.warnings.append(f"{result.claim} ({_rows(result)}; accepted once, because: {because})")
        elif result.level == "warn":
            run.warnings.append(f"{result.claim} ({_rows(result)})")
    for result in broken:
        if result.level == "fail" and not _is_accepted(run, result):
            raise CheckFailed(result.claim, result.told, check_name=result.check_name)


def refuse_what_was_stopped(run: Run) -> None:
    """Raise SettingsError where the tables that `run` did not build itself are those a gate stopped."""
    refreshed = (report for report in runs.reports(run.home) if report["kind"] in REFRESHING)
    last: Mapping[str, Any] = {} if run.row_counts else next(refreshed, {})
    if last.get("exit_status") == CheckFailed.exit_status:
        raise SettingsError(
            [f"{last['cause']} stopped the last refresh, see `cop status`. Run `cop refresh` again first."]
        )


def accept(home: Path, check_name: str, because: str, at: datetime) -> None:
    """Let a gate that stopped the last run pass until the next good one; recorded in the ledger, with the reason.

    Raises SettingsError for a gate that did not stop it, or without a reason.
    """
    last: Mapping[str, Any] = next(iter(runs.reports(home)), {})
    red = [check["check_name"] for check in last.get("checks", ()) if check["level"] == "fail"]
    if check_name not in red:
        stood = f"What did: {', '.join(red)}." if red else "No gate did."
        raise SettingsError([f"{check_name}: this gate did not stop the last run. {stood}"])
    if not because.strip():
        raise SettingsError(
            ['--because: say why, in words others will understand, such as "ben closed the old group".']
        )
    runs.accept(home, check_name, because.strip(), at)


def _is_accepted(run: Run, result: CheckResult) -> bool:
    return result.level == "fail" and result.check_name in run.accepted


def _rows(result: CheckResult) -> str:
    return "1 row does not" if result.offender_count == 1 else f"{result.offender_count} rows do not"

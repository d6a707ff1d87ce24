"""A small home after whole nights: one community of the invented bank, pulled, refreshed and published in process."""

import hashlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

import duckdb

from cop_analytics import bank, settings, stations
from tests.flows.worlds import small_inputs

KEY = "an invented key of more than thirty-two characters"
CONFIG = '[platform]\nkind = "bank"\nurl = "https://jive.bank.example"\nrequests_per_second = 100000\n'
NIGHTS = (bank.FIRST_NIGHT, bank.SECOND_NIGHT)


def settings_of(folder: Path, communities: int = 1) -> settings.Settings:
    """Settings of a bank that needs no socket, with `folder` for its inputs and its home."""
    if not (folder / "cop.toml").exists():
        small_inputs(folder / "inputs", communities)
        (folder / "cop.toml").write_text(CONFIG)
    return settings.load(folder / "cop.toml", {"COP_PLATFORM__TOKEN": "none", "COP_PRIVACY__KEY": KEY})


def quiet(what: str, done: int, total: int | None) -> None:
    """Nobody looks."""


def night(folder: Path, now: datetime, *, full: bool = False) -> None:
    """One whole night of the home in `folder`; its errors rise."""
    chosen = settings_of(folder)
    with stations.night(chosen, "sweep" if full else "nightly", now) as run:
        stations.pull(chosen, run, full=full, tell=quiet)
        stations.refresh(chosen, run, tell=quiet)
        stations.publish(chosen, run, tell=quiet)


def release_of(home: Path) -> dict[str, str]:
    """Every file of the release that stands, by its checksum."""
    current = (home / "published" / "current").resolve()
    files = sorted(path for path in current.rglob("*") if path.is_file())
    return {str(file.relative_to(current)): hashlib.sha256(file.read_bytes()).hexdigest() for file in files}


def analysts_of(home: Path) -> dict[str, tuple]:
    """Every table of the analysts' file, by count and a hash of its rows; what speaks of runs is left out."""
    with duckdb.connect(str(home / "analysts" / "cop.duckdb"), read_only=True) as con:
        names = con.execute(
            "select schema_name || '.' || table_name from duckdb_tables() where not internal and schema_name <> 'ops' "
            "order by all"
        ).fetchall()
        return {
            name: con.execute(f"select count(*), bit_xor(hash(t)) from {name} t").fetchall()[0] for (name,) in names
        }


def outcome_of(attempt: Callable[[], None]) -> str:
    """`released`, or the name of the error that stopped an attempt."""
    try:
        attempt()
    except Exception as error:
        return type(error).__name__
    return "released"

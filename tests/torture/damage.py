"""What is stored is flipped, cut or lost: nothing damaged is ever released, and what can be made anew comes out equal."""

import os
import random
import shutil
import signal
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from pathlib import Path

from cop_analytics import bank, integrity
from tests.torture import homes
from tests.torture.figures import Figure
from tests.torture.forks import forked

THIRD_NIGHT = bank.SECOND_NIGHT + timedelta(days=1)
PAGES_BEFORE_THE_KILL = 4


@dataclass(frozen=True)
class Template:
    """A home to be copied and damaged, and what a night on an undamaged copy ends in."""

    folder: Path
    release: dict[str, str]
    analysts: dict[str, tuple]

    def copy(self, to: Path) -> Path:
        shutil.copytree(self.folder, to, symlinks=True)
        return to


@cache
def well_left() -> Template:
    """After two whole nights."""
    folder = Path(tempfile.mkdtemp(prefix="cop-well-left-"))
    for now in homes.NIGHTS:
        homes.night(folder, now)
    return _with_what_follows(folder)


@cache
def killed() -> Template:
    """After one whole night and one that was killed while it landed: its write-ahead log lies beside the warehouse."""
    folder = Path(tempfile.mkdtemp(prefix="cop-killed-"))
    homes.night(folder, homes.NIGHTS[0])
    _killed_after_pages(folder, homes.NIGHTS[1], PAGES_BEFORE_THE_KILL)
    return _with_what_follows(folder)


def _killed_after_pages(folder: Path, now: datetime, count: int) -> None:
    """A night that is killed (SIGKILL) when `count` pages of it have landed."""
    before = _pages(folder)
    child = forked(lambda: homes.night(folder, now))
    while _pages(folder) < before + count and os.waitpid(child, os.WNOHANG) == (0, 0):
        time.sleep(0.002)
    os.kill(child, signal.SIGKILL)
    os.waitpid(child, 0)


def _pages(folder: Path) -> int:
    return len(list((folder / "var" / "landing").rglob("[0-9]*.json.gz")))


def _with_what_follows(folder: Path) -> Template:
    with tempfile.TemporaryDirectory() as scratch:
        copy = Path(scratch) / "home"
        shutil.copytree(folder, copy, symlinks=True)
        homes.night(copy, THIRD_NIGHT)
        return Template(folder, homes.release_of(copy / "var"), homes.analysts_of(copy / "var"))


def flip(file: Path, chance: random.Random) -> None:
    """One bit of `file` is not what it was."""
    file.chmod(0o644)
    with file.open("r+b") as content:
        position = chance.randrange(file.stat().st_size)
        content.seek(position)
        byte = content.read(1)[0]
        content.seek(position)
        content.write(bytes([byte ^ 1 << chance.randrange(8)]))


def cut(file: Path, chance: random.Random) -> None:
    """The end of `file` is gone."""
    file.chmod(0o644)
    with file.open("r+b") as content:
        content.truncate(chance.randrange(file.stat().st_size))


def lose(file: Path, chance: random.Random) -> None:
    """`file` is gone."""
    file.unlink()


Harm = Callable[[Path, random.Random], None]
KINDS: tuple[tuple[str, Callable[[], Template], str, Harm], ...] = (
    ("warehouse flipped", well_left, "warehouse.duckdb", flip),
    ("warehouse cut", well_left, "warehouse.duckdb", cut),
    ("warehouse lost", well_left, "warehouse.duckdb", lose),
    ("warehouse of a killed run flipped", killed, "warehouse.duckdb", flip),
    ("log of a killed run flipped", killed, "warehouse.duckdb.wal", flip),
    ("log of a killed run cut", killed, "warehouse.duckdb.wal", cut),
    ("log of a killed run lost", killed, "warehouse.duckdb.wal", lose),
    ("page flipped", well_left, "landing/*/*/*.json.gz", flip),
    ("page cut", well_left, "landing/*/*/*.json.gz", cut),
    ("page lost", well_left, "landing/*/*/*.json.gz", lose),
    ("ledger flipped", well_left, "runs/ledger.jsonl", flip),
    ("report flipped", well_left, "runs/*.json", flip),
    ("vault flipped", well_left, "vault.duckdb", flip),
    ("vault cut", well_left, "vault.duckdb", cut),
    ("vault lost", well_left, "vault.duckdb", lose),
    ("release flipped", well_left, "published/*/tables/*", flip),
    ("page of a release cut", well_left, "published/*/site/*.html", cut),
    ("release lost", well_left, "published/*/datapackage.json", lose),
    ("analysts' file flipped", well_left, "analysts/cop.duckdb", flip),
)


def trial(kind: str, template: Template, pattern: str, harm: Harm, chance: random.Random) -> str:
    """One damage and the night after it: healed, refused, harmless (nothing is found and nothing differs) or LET THROUGH."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = template.copy(Path(scratch) / "home")
        home = folder / "var"
        newest = (home / "published" / "current").resolve().name
        files = [
            path for path in sorted(home.glob(pattern)) if newest in str(path) or not pattern.startswith("published")
        ]
        harm(chance.choice([file for file in files if file.is_file() and not file.is_symlink()]), chance)
        is_found = any(each.damages for each in integrity.examine(home))
        before = homes.release_of(home)
        outcome = homes.outcome_of(lambda: homes.night(folder, THIRD_NIGHT))
        if outcome == "StorageFailed":
            return "refused" if homes.release_of(home) == before else "LET THROUGH"
        is_equal = homes.release_of(home) == template.release and homes.analysts_of(home) == template.analysts
        if outcome != "released" or not is_equal:
            return f"LET THROUGH ({outcome})"
        return "healed" if is_found else "harmless"


def g18(seeds: Sequence[int], quick: bool) -> Figure:
    """Every damage is found before anything is released of it."""
    kinds, rounds = KINDS[:: 3 if quick else 1], 1 if quick else 16
    outcomes: Counter[str] = Counter()
    through = []
    for seed in [f"{seed}.{number}" for seed in seeds for number in range(rounds)]:
        for kind, template, pattern, harm in kinds:
            outcome = trial(kind, template(), pattern, harm, random.Random(f"{seed} {kind}"))
            outcomes[outcome.partition(" (")[0]] += 1
            if outcome.startswith("LET"):
                through.append(f"{kind}, seed {seed}: {outcome}")
    told = ", ".join(f"{count} {outcome}" for outcome, count in sorted(outcomes.items()))
    return Figure(
        "G18",
        "flipped, cut and lost files: none is released of, what can be made anew comes out equal",
        "; ".join([f"{sum(outcomes.values())} damaged files: {told}", *through]),
        not through,
    )

"""Nights that are killed, starved of disk, started twice, run elsewhere: what they leave, and whether the next converges."""

import os
import random
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from pathlib import Path

from cop_analytics import integrity, runs
from cop_analytics.errors import LockHeld
from tests.torture import homes
from tests.torture.figures import Figure
from tests.torture.forks import forked

ROOT = Path(__file__).parents[2]
SECONDS_OF_A_NIGHT = 3.0
Outcome = tuple[dict[str, str], dict[str, tuple]]


@dataclass(frozen=True)
class Undisturbed:
    """What two nights come to that nobody disturbs, by night, all with the same salts."""

    vault: bytes
    nights: tuple[Outcome, Outcome]


@cache
def undisturbed() -> Undisturbed:
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        homes.night(home, homes.NIGHTS[0])
        vault = (home / "var" / "vault.duckdb").read_bytes()
        shutil.rmtree(home / "var")
        begin(home, vault)
        outcomes = []
        for now in homes.NIGHTS:
            homes.night(home, now)
            outcomes.append(outcome_of(home))
        return Undisturbed(vault, (outcomes[0], outcomes[1]))


def begin(folder: Path, vault: bytes) -> Path:
    """A home in which persons have the pseudonyms they have in every other."""
    (folder / "var").mkdir(parents=True)
    (folder / "var" / "vault.duckdb").write_bytes(vault)
    return folder


def outcome_of(folder: Path) -> Outcome:
    return homes.release_of(folder / "var"), homes.analysts_of(folder / "var")


def killed(act: Callable[[], object], after: float) -> bool:
    """Whether `act` was still at it when it was killed `after` so many seconds."""
    child = forked(act)
    time.sleep(after)
    os.kill(child, signal.SIGKILL)
    return os.WIFSIGNALED(os.waitpid(child, 0)[1])


def is_whole(home: Path) -> bool:
    """Whether what `current` names, if anything, is a whole release."""
    current = home / "published" / "current"
    return not current.exists() or not integrity._of_release(current.resolve(), _sha256(current), "")


def _sha256(release: Path) -> str:
    from cop_analytics.ledger import sha256_of

    return sha256_of(release / "datapackage.json")


def history(seed: int) -> tuple[int, list[str]]:
    """Two nights, each killed a few times and then let be: (kills, what differs from the undisturbed)."""
    chance, kills, wrong = random.Random(seed), 0, []
    with tempfile.TemporaryDirectory() as scratch:
        folder = begin(Path(scratch) / "home", undisturbed().vault)
        for number, now in enumerate(homes.NIGHTS):
            for _ in range(chance.randrange(1, 4)):
                kills += killed(lambda now=now: homes.night(folder, now), chance.uniform(0.05, SECONDS_OF_A_NIGHT))
                if not is_whole(folder / "var"):
                    wrong.append(f"seed {seed}, night {number}: half a release")
            homes.night(folder, now)
            if outcome_of(folder) != undisturbed().nights[number]:
                wrong.append(f"seed {seed}, night {number}: differs")
    return kills, wrong


def g1(seeds: Sequence[int], quick: bool) -> Figure:
    """SIGKILL at random times over whole nights, publication included."""
    kills, wrong = 0, []
    for number in range(1 if quick else 10_000):
        more, differing = history(seeds[0] * 10_000 + number)
        kills, wrong = kills + more, wrong + differing
        if kills >= 500:
            break
    figure = "; ".join([f"{kills} kills: {len(wrong)} outcomes differ", *wrong[:5]])
    return Figure("G1", "random kill -9: every outcome byte for byte that of an undisturbed night", figure, not wrong)


RACE = """
import sys, time
from pathlib import Path
from cop_analytics import runs
from cop_analytics.errors import LockHeld
print("ready", flush=True)
sys.stdin.readline()
try:
    with runs.lock(Path(sys.argv[1])):
        print("works", flush=True)
        time.sleep(3)
except LockHeld as error:
    print("left", error.exit_status, flush=True)
"""


def racer(home: Path) -> subprocess.Popen[str]:
    """A process that will take the lock of `home` when it is told to."""
    command = [sys.executable, "-c", RACE, str(home)]
    started = subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
    assert started.stdout is not None and started.stdout.readline() == "ready\n"
    return started


def race(home: Path) -> list[str]:
    """Two processes that take the lock at once, and what each says."""
    both = [racer(home), racer(home)]
    for each in both:
        assert each.stdin is not None
        each.stdin.write("\n")
        each.stdin.flush()
    return sorted(each.communicate(timeout=60)[0].strip() for each in both)


def g17(seeds: Sequence[int], quick: bool) -> Figure:
    """Double starts, and a lock whose holder is killed."""
    count = 3 if quick else 50
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        told = Counter(tuple(race(home)) for _ in range(count))
        free = 0
        for _ in range(1 if quick else 10):
            holder = racer(home)
            assert holder.stdin is not None and holder.stdout is not None
            holder.stdin.write("\n")
            holder.stdin.flush()
            assert holder.stdout.readline() == "works\n"
            holder.kill()
            holder.communicate()
            with suppress(LockHeld), runs.lock(home):
                free += 1
    one = told[("left 4", "works")]
    figure = (
        f"{one} of {count} double starts: one works, the other leaves with 4; free after {free} kills of the holder"
    )
    return Figure(
        "G17", "double starts: exactly one works; the lock dies with its holder", figure, one == count and free > 0
    )


ENVIRONMENTS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Kathmandu"},
    {"PYTHONHASHSEED": "2", "LANG": "tr_TR.UTF-8", "LC_ALL": "C"},
    {"OMP_NUM_THREADS": "1", "UMASK": "077"},
    {"OMP_NUM_THREADS": "8", "TZ": "America/St_Johns", "UMASK": "000"},
    {"COP_PLATFORM__THREADS": "1"},
    {"COP_PLATFORM__THREADS": "8"},
    {"CWD": "/"},
)
ELSEWHERE = """
import os, sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
os.umask(int(os.environ.get("UMASK", "022"), 8))
from tests.torture import homes
os.chdir(os.environ.get("CWD", "."))
for now in homes.NIGHTS:
    homes.night(Path(sys.argv[1]), now)
"""


def elsewhere(folder: Path, environment: dict[str, str]) -> tuple[Outcome, list[int]]:
    """Two nights in a process with another environment: what they come to, and the modes of what is released."""
    begin(folder, undisturbed().vault)
    env = {**os.environ, **environment}
    subprocess.run([sys.executable, "-c", ELSEWHERE, str(folder), str(ROOT)], env=env, check=True, capture_output=True)
    released = sorted((folder / "var" / "published" / "current").resolve().rglob("*"))
    return outcome_of(folder), [path.stat().st_mode for path in released]


def g20(seeds: Sequence[int], quick: bool) -> Figure:
    """Hash seeds, threads, time zones, languages, masks, folders: the same bytes and the same modes."""
    with tempfile.TemporaryDirectory() as scratch:
        chosen = ENVIRONMENTS[:: 4 if quick else 1]
        found = [elsewhere(Path(scratch) / str(n), each) for n, each in enumerate(chosen)]
    modes = {tuple(each) for _, each in found}
    equal = sum(outcome == undisturbed().nights[1] for outcome, _ in found)
    figure = f"{equal} of {len(found)} environments equal, {len(modes)} set of modes"
    return Figure(
        "G20", "any environment: byte-equal exports, equal modes", figure, equal == len(found) and len(modes) == 1
    )


def g27(seeds: Sequence[int], quick: bool) -> Figure:
    """Nights with kills and disk errors in half of them end as nights without; nothing temporary is left lying about."""
    chance = random.Random(seeds[0])
    count = 2 if quick else 30
    with tempfile.TemporaryDirectory() as scratch:
        calm = begin(Path(scratch) / "calm", undisturbed().vault)
        rough = begin(Path(scratch) / "rough", undisturbed().vault)
        sizes = []
        for number in range(count):
            now = homes.NIGHTS[0] + timedelta(days=number)
            homes.night(calm, now)
            if chance.random() < 0.5:
                killed(lambda now=now: homes.night(rough, now), chance.uniform(0.05, SECONDS_OF_A_NIGHT))
            homes.night(rough, now)
            sizes.append(sum(path.stat().st_size for path in (rough / "var").rglob("*") if path.is_file()))
        is_equal = outcome_of(calm) == outcome_of(rough)
        left = [
            path.name for path in (rough / "var").rglob("*") if path.name.startswith(".") or path.name.endswith(".tmp")
        ]
        damages = [str(damage) for each in integrity.examine(rough / "var") for damage in each.damages]
    figure = (
        f"{count} nights: {'equal' if is_equal else 'NOT EQUAL'}, {len(left)} leftovers, {len(damages)} damages, "
        f"{sizes[0] >> 20} MiB after the first night, {sizes[-1] >> 20} MiB after the last"
    )
    return Figure(
        "G27",
        "a month of nights, half disturbed, ends as an undisturbed one",
        figure,
        is_equal and not left and not damages,
    )

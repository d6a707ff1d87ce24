"""Nights that die, or are refused, at a chosen call: at our own by name, at those of the libraries too by tracing."""

import errno
import os
import random
import re
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.torture import homes, standstills
from tests.torture.figures import Figure
from tests.torture.forks import forked
from tests.torture.processes import ROOT, begin, is_whole, outcome_of, undisturbed
from tests.torture.standstills import State

DURABLE = ("fsync", "replace", "rename", "unlink")
REFUSED = ("write,pwrite64", "fsync,fdatasync", "rename")
NIGHT = """
import sys
from pathlib import Path
sys.path.insert(0, sys.argv[2])
from cop_analytics.errors import CopAnalyticsError
from tests.torture import homes
try:
    homes.night(Path(sys.argv[1]), homes.NIGHTS[1])
except CopAnalyticsError as error:
    sys.exit(error.exit_status)
"""
NO_FILE, NEVER = 1000, 1001
Night = Callable[[Path], int]


@contextmanager
def at_call(number: int, what: Callable[[], object]) -> Iterator[list[int]]:
    """At the `number`th call that makes something durable or takes something away, `what` happens before it."""
    calls = [0]
    real = {name: getattr(os, name) for name in DURABLE}

    def counted(name: str) -> Callable[..., object]:
        def call(*words: object, **more: object) -> object:
            calls[0] += 1
            if calls[0] == number:
                what()
            return real[name](*words, **more)

        return call

    for name in DURABLE:
        setattr(os, name, counted(name))
    try:
        yield calls
    finally:
        for name in DURABLE:
            setattr(os, name, real[name])


def die() -> None:
    os.kill(os.getpid(), signal.SIGKILL)


def calls_of_a_night() -> int:
    """How many calls of a second night make something durable or take something away."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = begin(Path(scratch) / "home", undisturbed().vault)
        homes.night(folder, homes.NIGHTS[0])
        with at_call(-1, die) as calls:
            homes.night(folder, homes.NIGHTS[1])
        return calls[0]


def at_our_own(number: int, what: Callable[[], object]) -> Night:
    """A second night in which `what` happens at one of our own calls."""

    def night(folder: Path) -> int:
        def act() -> None:
            with at_call(number, what):
                homes.night(folder, homes.NIGHTS[1])

        return os.waitstatus_to_exitcode(os.waitpid(forked(act), 0)[1])

    return night


def traced(folder: Path, *options: str) -> int:
    """A second night under strace: how it ended."""
    env = {**os.environ, "PYTHONDONTWRITEBYTECODE": "1"}
    command = ["strace", "-f", "-qq", *options, sys.executable, "-c", NIGHT, str(folder), str(ROOT)]
    return subprocess.run(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL).returncode


def at_a_refusing_disk(calls: str, error: str, when: str) -> Night:
    """A second night in which the disk answers a call of anybody's with `error`.

    What is no file is no disk; and how often a thread is waked, and writes of that, is another number each night: one may
    end before it comes to the call.
    """

    def night(folder: Path) -> int:
        log = folder.with_name("refused")
        harm = ("-e", f"trace={calls}", "-e", f"inject={calls}:error={error}:when={when}")
        status = traced(folder, "--seccomp-bpf", "-y", "-o", str(log), *harm)
        first = next((line for line in log.read_text(errors="replace").splitlines() if "(INJECTED)" in line), "")
        if not first and status == 0:
            return NEVER
        return NO_FILE if re.match(r"\d+ +p?write(64)?\(\d+<(anon_inode|pipe|socket):", first) else status

    return night


def counted_by_strace(template: Path, scratch: Path, calls: Sequence[str]) -> dict[str, int]:
    """How often the busiest thread of a second night makes each of the calls."""
    folder, log = Path(shutil.copytree(template, scratch / "counted", symlinks=True)), scratch / "log"
    traced(folder, "-o", str(log), "-e", f"trace={','.join(calls)}")
    shutil.rmtree(folder)
    found = Counter(re.findall(r"^(\d+) +(\w+)\(", log.read_text(errors="replace"), re.M))
    return {call: max((count for (_, name), count in found.items() if name == call), default=0) for call in calls}


def disturbed(night: Night, template: Path, scratch: Path) -> tuple[int, bool, bool]:
    """A second night that is disturbed: how it ended, whether the old release stood whole, whether a rerun is equal."""
    folder = Path(shutil.copytree(template, scratch / "home", symlinks=True))
    status = night(folder)
    return status, *rerun(folder)


def rerun(folder: Path) -> tuple[bool, bool]:
    """Of what a second night left: whether the old release stands whole, whether the night is equal once it is run again."""
    whole = is_whole(folder / "var")
    ended = homes.outcome_of(lambda: homes.night(folder, homes.NIGHTS[1]))
    is_equal = ended == "released" and outcome_of(folder) == undisturbed().nights[1]
    shutil.rmtree(folder)
    return whole, is_equal


@contextmanager
def after_one_night() -> Iterator[tuple[Path, Path]]:
    with tempfile.TemporaryDirectory() as scratch:
        folder = begin(Path(scratch) / "template", undisturbed().vault)
        homes.night(folder, homes.NIGHTS[0])
        yield folder, Path(scratch)


def stops(folder: Path) -> Iterator[tuple[str, int]]:
    """Call and process, at each of a second night's calls, anybody's, before which it stands still."""
    return standstills.standstills(lambda: homes.night(folder, homes.NIGHTS[1]))


def states_of_a_night(template: Path, scratch: Path) -> tuple[int, dict[State, str]]:
    """How often a second night stands still, and each state of its home a kill there would leave, by the first such call."""
    folder = Path(shutil.copytree(template, scratch / "home", symlinks=True))
    states: dict[State, str] = {}
    number = 0
    for number, (call, _) in enumerate(stops(folder), 1):
        states.setdefault(standstills.copied(folder, _shelf(scratch)), f"{call} at stop {number}")
    shutil.rmtree(folder)
    return number, states


def killed_at_stop(number: int, template: Path, scratch: Path) -> tuple[bool, bool, bool]:
    """A second night killed at one of its stops: is what it leaves what is copied there, is it whole, is a rerun equal."""
    folder, state = Path(shutil.copytree(template, scratch / "home", symlinks=True)), None
    for reached, (_, process) in enumerate(stops(folder), 1):
        if reached == number:
            state = standstills.copied(folder, _shelf(scratch))
            os.kill(process, signal.SIGKILL)
    return state == standstills.copied(folder, _shelf(scratch)), *rerun(folder)


def _shelf(scratch: Path) -> Path:
    (scratch / "shelf").mkdir(exist_ok=True)
    return scratch / "shelf"


def g2(seeds: Sequence[int], quick: bool) -> Figure:
    """A kill at each call of a night that makes durable, cuts, renames or removes: our own by name, anybody's by its trace.

    A traced night stands still at each of them. What a kill would leave there is copied, and run again once for each
    different state; that a kill does leave it is seen at some of the stops.
    """
    chance = random.Random(seeds[0])
    with after_one_night() as (template, scratch):
        total = calls_of_a_night()
        ours = [at_our_own(number, die) for number in range(1, total + 1, total // 2 if quick else 10)]
        by_name = [disturbed(night, template, scratch) == (-signal.SIGKILL, True, True) for night in ours]
        told, good = [f"{sum(by_name)} of {len(by_name)} nights killed by name converge"], all(by_name)
        if standstills.can_be_made():
            count, states = (200, {}) if quick else states_of_a_night(template, scratch)
            wrong = [
                name
                for state, name in states.items()
                if rerun(standstills.laid_out(state, _shelf(scratch), scratch / "home")) != (True, True)
            ]
            places = chance.sample(range(1, count + 1), 1 if quick else 20)
            traced = [killed_at_stop(place, template, scratch) == (True, True, True) for place in places]
            told.append(f"{len(states) - len(wrong)} of {len(states)} states at {count} stops converge")
            told.append(f"{sum(traced)} of {len(traced)} killed there leave that state and converge")
            told, good = [*told, *wrong[:5]], good and not wrong and all(traced)
    return Figure("G2", "a kill at every durable call of a night: all converge", "; ".join(told), good)


def refuse(number: int) -> Callable[[], object]:
    def fails() -> None:
        raise OSError(number, os.strerror(number))

    return fails


def starved(size: int) -> Callable[[], None]:
    """From here on no file may grow beyond `size` bytes: what a full disk says to a write."""

    def act() -> None:
        signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
        resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.RLIM_INFINITY))

    return act


def refusals(quick: bool, chance: random.Random, template: Path, scratch: Path) -> dict[str, Night]:
    """Disks that refuse: a call of our own, a file from a size on, and by strace a call of anybody's or all from it on."""
    total = calls_of_a_night()
    nights = {f"{size} MiB": at_our_own(2, starved(size << 20)) for size in ((1,) if quick else (0, 1, 2, 4))}
    for number in (errno.ENOSPC,) if quick else (errno.EIO, errno.ENOSPC, errno.EDQUOT):
        for place in sorted(chance.sample(range(1, total + 1), 1 if quick else 20)):
            nights[f"{errno.errorcode[number]} at our call {place}"] = at_our_own(place, refuse(number))
    if not quick and shutil.which("strace"):
        counts = counted_by_strace(template, scratch, [call for calls in REFUSED for call in calls.split(",")])
        for calls in REFUSED:
            count = max(counts[call] for call in calls.split(","))
            for name in ("EIO", "ENOSPC", "EDQUOT"):
                for place in sorted(chance.sample(range(1, count + 1), min(20, count))):
                    when = f"{place}" if name == "EIO" else f"{place}+"
                    nights[f"{name} at {calls} {when}"] = at_a_refusing_disk(calls, name, when)
    return nights


def g3(seeds: Sequence[int], quick: bool) -> Figure:
    """EIO, ENOSPC, EDQUOT at writes, syncs and renames, and files that may not grow."""
    with after_one_night() as (template, scratch):
        nights = refusals(quick, random.Random(seeds[0]), template, scratch)
        ended = {name: disturbed(night, template, scratch) for name, night in nights.items()}
    wrong = [
        f"{name}: {each}" for name, each in ended.items() if each[0] not in (7, NO_FILE, NEVER) or not all(each[1:])
    ]
    statuses = Counter(status for status, *_ in ended.values())
    elsewhere, never = statuses.pop(NO_FILE, 0), statuses.pop(NEVER, 0)
    figure = f"{len(ended) - len(wrong) - never} of {len(ended) - never}, by exit status {dict(statuses)}"
    figure += f", {elsewhere} at what is no file; {never} more nights ended before they came to the call"
    claim = "disk errors: exit 7, the old release whole, the rerun equal"
    return Figure("G3", claim, "; ".join([figure, *wrong[:8]]), not wrong)

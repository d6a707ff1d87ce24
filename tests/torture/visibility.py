"""Failures seeded one by one into a small home: after each, `cop status` says so, and the last release is still served.

The quick form runs the stations in a process of their own, the long form the command `cop nightly` itself, in which most
of the time goes to the scheduler.
"""

import json
import random
import resource
import shutil
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from werkzeug.wrappers import Request

from cop_analytics import shipped, standing
from tests.flows.worlds import ROOT, small_bank_environment
from tests.platform.server import JiveServer, Scripted
from tests.torture import damage, homes
from tests.torture.figures import Figure

COP = str(Path(sys.executable).with_name("cop"))
BARE = (sys.executable, "-m", "tests.torture.bare_night")
COMMUNITY = "collateral"
ADMISSIBLE_HEADERS = ("Content-Type", "Date")
FOREIGN = "https://elsewhere.example/api/core/v3/people/@all?startIndex=100&count=100"
QUICK = (
    "wrong password",
    "storm of 503",
    "foreign next link",
    "strangers join",
    "replies counted, not shown",
    "disk full",
    "killed",
)

Json = dict
Script = Callable[[Request], Scripted | None]
Spoil = Callable[[Json, Request, random.Random], None]


@dataclass(frozen=True)
class World:
    """A platform, and a home in which one night went well."""

    platform: JiveServer
    folder: Path
    env: Mapping[str, str]
    release: Mapping[str, str]
    command: Sequence[str]


@dataclass(frozen=True)
class Failure:
    """What goes wrong, and how `cop status` has to tell it: its state, a code (the cause, or a reason), an exit status.

    `script` answers in the platform's stead, `harm` is done to the home before the night; `is_asked_at_once` where status
    is asked without another night.
    """

    name: str
    state: str
    code: str
    exit_status: int = 0
    script: Callable[[World, random.Random], Script] | None = None
    harm: Callable[[Path, random.Random], None] = lambda folder, chance: None
    env: Mapping[str, str] = field(default_factory=dict)
    words: Sequence[str] = ()
    most_bytes: int | None = None
    stop: signal.Signals | None = None
    is_asked_at_once: bool = False
    later: timedelta = timedelta(0)


def said(**answer: object) -> Callable[[World, random.Random], Script]:
    """The same answer to everything but the question for the version."""
    return lambda world, chance: lambda request: Scripted(**answer) if request.path != "/api/version" else None


def after(count: int, answer: Scripted) -> Callable[[World, random.Random], Script]:
    """An answer to every request but the first few."""

    def of(world: World, chance: random.Random) -> Script:
        first = len(world.platform.requests) + count
        return lambda request: answer if len(world.platform.requests) > first else None

    return of


def spoilt(path: str, spoil: Spoil) -> Callable[[World, random.Random], Script]:
    """The platform's own answers to paths that end so, spoilt."""

    def of(world: World, chance: random.Random) -> Script:
        def script(request: Request) -> Scripted | None:
            if not request.path.endswith(path):
                return None
            true = world.platform._answer(request.path, list(request.args.items(multi=True)))
            body = json.loads(true.body)
            spoil(body, request, chance)
            headers = {name: value for name, value in true.headers.items() if name in ADMISSIBLE_HEADERS}
            return Scripted(true.status, headers, json.dumps(body).encode())

        return script

    return of


def emptied(body: Json, request: Request, chance: random.Random) -> None:
    body["list"] = []
    body.get("links", {}).pop("next", None)


def halved(body: Json, request: Request, chance: random.Random) -> None:
    body["list"] = body["list"][::2]


def doubled(body: Json, request: Request, chance: random.Random) -> None:
    """As many members again, whom nobody knows, and more."""
    copies = [json.loads(json.dumps(member)) for member in body["list"] for _ in range(3)]
    for number, copy in enumerate(copies):
        copy["person"]["id"] = str(800_000 + int(request.args.get("startIndex", 0)) * 10 + number)
    body["list"] += copies


def nameless(body: Json, request: Request, chance: random.Random) -> None:
    for item in chance.sample(body["list"], min(5, len(body["list"]))):
        del item["id"]


def one_nameless(body: Json, request: Request, chance: random.Random) -> None:
    if request.args.get("startIndex", "0") == "0":
        del body["list"][0]["id"]


def loquacious(body: Json, request: Request, chance: random.Random) -> None:
    for root in body["list"]:
        root["replyCount"] = root.get("replyCount", 0) + 20


def led_away(body: Json, request: Request, chance: random.Random) -> None:
    body.setdefault("links", {})["next"] = FOREIGN


def novel(body: Json, request: Request, chance: random.Random) -> None:
    for item in body["list"]:
        item["moodOfTheDay"] = "fine"


def turned_private(body: Json, request: Request, chance: random.Random) -> None:
    body["groupType"] = "SECRET"


def one_of(pattern: str, harm: damage.Harm) -> Callable[[Path, random.Random], None]:
    """Harm one file of the home that `pattern` finds."""

    def done(folder: Path, chance: random.Random) -> None:
        found = [file for file in sorted((folder / "var").glob(pattern)) if file.is_file() and not file.is_symlink()]
        harm(chance.choice(found), chance)

    return done


def appended(name: str, text: str) -> Callable[[Path, random.Random], None]:
    """Text added to a file people write."""

    def done(folder: Path, chance: random.Random) -> None:
        with (folder / "inputs" / name).open("a") as file:
            file.write(text)

    return done


def unlinked(folder: Path, chance: random.Random) -> None:
    (folder / "var" / "published" / "current").unlink()


PLACE = "/places/1140"
LOGIN = b"<html><body>Sign in to continue</body></html>"
FAILURES = (
    Failure("wrong password", "failed", "PlatformRefused", 3, env={"COP_PLATFORM__PASSWORD": "another"}),
    Failure("password revoked midway", "failed", "PlatformRefused", 3, after(9, Scripted(401))),
    Failure("storm of 503", "failed", "PlatformBusy", 3, said(status=503, headers={"Retry-After": "1000000000"})),
    Failure("login page", "failed", "PlatformRefused", 3, said(headers={"Content-Type": "text/html"}, body=LOGIN)),
    Failure("redirect at home", "failed", "PlatformRefused", 3, said(status=302, headers={"Location": "/login"})),
    Failure("redirect elsewhere", "failed", "SecurityStop", 5, said(status=302, headers={"Location": FOREIGN})),
    Failure("foreign next link", "failed", "SecurityStop", 5, spoilt("/people/@all", led_away)),
    Failure("nobody left", "failed", "people__do_not_vanish_at_once", 6, spoilt("/people/@all", emptied)),
    Failure("half the members", "failed", "members__do_not_vanish_at_once", 6, spoilt(f"/members{PLACE}", halved)),
    Failure("people without ids", "failed", "people__can_be_read", 6, spoilt("/people/@all", nameless)),
    Failure("strangers join", "failed", "facts__keep_their_numbers", 6, spoilt(f"/members{PLACE}", doubled)),
    Failure(
        "replies counted, not shown",
        "failed",
        "threads__hold_nearly_what_the_platform_counts",
        6,
        spoilt("/contents", loquacious),
        words=("--full",),
    ),
    Failure("contents gone", "attention", "shows_nothing", 0, spoilt("/contents", emptied), words=("--full",)),
    Failure("place closed", "attention", "not_visible", 0, lambda world, chance: closed),
    Failure("place turned private", "attention", "refused_private", 0, spoilt(PLACE, turned_private)),
    Failure("new field", "attention", "warned", 0, spoilt("/people/@all", novel)),
    Failure("one person unreadable", "attention", "quarantined", 0, spoilt("/people/@all", one_nameless)),
    Failure("bad row of people", "attention", "warned", 0, harm=appended("attributes.csv", "mood,fine\n")),
    Failure("registry unreadable", "failed", "InputFault", 2, harm=appended("communities.toml", "\n[[community\n")),
    Failure("disk full", "failed", "StorageFailed", 7, most_bytes=256 << 10),
    Failure("vault lost", "failed", "StorageFailed", 7, harm=one_of("vault.duckdb", damage.lose)),
    Failure("ledger flipped", "failed", "StorageFailed", 7, harm=one_of("runs/ledger.jsonl", damage.flip)),
    Failure("report cut", "failed", "StorageFailed", 7, harm=one_of("runs/*.json", damage.cut)),
    Failure("release flipped", "failed", "StorageFailed", 7, harm=one_of("published/*/tables/*", damage.flip)),
    Failure("landed page lost", "failed", "StorageFailed", 7, harm=one_of("landing/*/*/*.json.gz", damage.lose)),
    Failure("release pointer lost", "failed", "release_missing", harm=unlinked, is_asked_at_once=True),
    Failure("killed", "failed", "killed", 1, stop=signal.SIGKILL),
    Failure("interrupted", "failed", "interrupted", 1, stop=signal.SIGINT),
    Failure("no night for 27 hours", "failed", "stale", is_asked_at_once=True, later=timedelta(hours=27)),
)


def closed(request: Request) -> Scripted | None:
    """The place is not to be seen any more."""
    refused = b'{"error":{"status":404,"code":"placeInvalidURI","message":"gone"}}'
    return Scripted(404, body=refused) if PLACE in request.path else None


def one_community(folder: Path, url: str) -> dict[str, str]:
    """Inputs that declare the quietest community alone, and the environment of a run on them."""
    env = small_bank_environment(folder, url)
    registry = (shipped.folder("fixtures") / "bank" / "inputs" / "communities.toml").read_text().split("[[community]]")
    ours = next(block for block in registry if f'id = "{COMMUNITY}"' in block)
    (folder / "inputs" / "communities.toml").write_text(f"[[community]]{ours}")
    for name in ("roles.csv", "events.csv"):
        (folder / "inputs" / name).unlink()
    return env


@contextmanager
def world(command: Sequence[str]) -> Iterator[World]:
    """A home of one community after a good night."""
    with tempfile.TemporaryDirectory(prefix="cop-seen-") as scratch, JiveServer.of_the_bank() as platform:
        folder = Path(scratch) / "base"
        env = one_community(folder, platform.url)
        platform.now = datetime.now(UTC).replace(tzinfo=None, microsecond=0)
        done = subprocess.run(command, env=env, cwd=ROOT, capture_output=True, text=True, timeout=300)
        if done.returncode:
            raise RuntimeError(done.stderr)
        yield World(platform, folder, env, homes.release_of(folder / "var"), command)


def trial(world: World, failure: Failure, chance: random.Random) -> str:
    """Seed one failure and ask; empty where it was told as it has to be."""
    with tempfile.TemporaryDirectory(prefix="cop-seen-") as scratch:
        folder = Path(scratch) / "home"
        shutil.copytree(world.folder, folder, symlinks=True)
        env = {**world.env, "COP_CONFIG": str(folder / "cop.toml"), "COP_HOME": str(folder / "var"), **failure.env}
        failure.harm(folder, chance)
        before = homes.release_of(folder / "var")
        status = None if failure.is_asked_at_once else _night(world, failure, folder / "var", env, chance)
        told = _told(folder / "var", env, failure.later)
        is_there = failure.code in (told["reasons"] if failure.state == "attention" else [told["cause"]])
        faults = {
            "state": told["state"] == failure.state and is_there,
            "exit status": told["exit_status"] == failure.exit_status,
            "its own exit status": status in (None, failure.exit_status) or failure.stop is not None,
            "release": failure.state == "attention" or homes.release_of(folder / "var") == before,
            "what to do": bool(told["what"] and told["next"]),
        }
        wrong = [name for name, holds in faults.items() if not holds]
        return f"{failure.name}: {', '.join(wrong)} ({told['state']}, {told['cause']}, {status})" if wrong else ""


def _night(world: World, failure: Failure, home: Path, env: Mapping[str, str], chance: random.Random) -> int:
    world.platform.script = failure.script(world, chance) if failure.script else None
    most = failure.most_bytes

    def limited() -> None:
        if most is not None:
            resource.setrlimit(resource.RLIMIT_FSIZE, (most, most))

    try:
        with subprocess.Popen(
            [*world.command, *failure.words],
            env=env,
            cwd=ROOT,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            preexec_fn=limited,
        ) as night:
            if failure.stop is not None:
                _wait_for_a_page(home)
                night.send_signal(failure.stop)
            return night.wait(timeout=300)
    finally:
        world.platform.script = None


def _wait_for_a_page(home: Path) -> None:
    """Until a night has landed something."""
    before = len(list((home / "landing").rglob("*.json.gz")))
    while len(list((home / "landing").rglob("*.json.gz"))) == before:
        time.sleep(0.005)


def _told(home: Path, env: Mapping[str, str], later: timedelta) -> Mapping[str, object]:
    if later:
        return standing.status(home, datetime.now(UTC).replace(tzinfo=None) + later)
    done = subprocess.run([COP, "status", "--json"], env=env, capture_output=True, text=True, timeout=60)
    return json.loads(done.stdout)


def g25(seeds: Sequence[int], quick: bool) -> Figure:
    """Each failure is told with state, cause and exit status; the last release is still served."""
    chosen = [failure for failure in FAILURES if not quick or failure.name in QUICK]
    with world(BARE if quick else (COP, "nightly")) as told:
        wrong = [
            fault
            for seed in seeds
            for failure in chosen
            if (fault := trial(told, failure, random.Random(f"{seed} {failure.name}")))
        ]
    count = len(chosen) * len(seeds)
    return Figure(
        "G25",
        "each seeded failure: cop status says failed or attention with its cause; the last release is served",
        "; ".join([f"{count - len(wrong)} of {count} ({len(chosen)} kinds), seeds {list(seeds)}", *wrong]),
        not wrong,
    )

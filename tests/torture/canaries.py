"""Secrets and persons, planted wherever a platform, a file or a disk could bring them up, must be found nowhere after.

Every way a night fails is failed for real, through flows on a Prefect server that keeps every word said at DEBUG.
"""

import base64
import json
import os
import pickle
import random
import re
import shutil
import string
import subprocess
import sys
import tempfile
from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from functools import cache, lru_cache
from pathlib import Path

from cop_analytics import bank
from cop_analytics.bank.words import ENDINGS, MIDDLES, OPENINGS, REPLIES
from tests.flows.test_schedule import PREFECT, SECONDS_TO_START, free_port, is_healthy, running, until
from tests.flows.worlds import ROOT, small_bank_environment
from tests.leaks import findings
from tests.platform.server import JiveServer, Scripted, the_bank
from tests.torture.figures import Figure

SECRETS = (
    *(
        "password",
        "old password",
        "token",
        "access token",
        "client secret",
        "refresh token",
        "next refresh token",
        "key",
    ),
    *("session cookie", "request cookie", "link token", "redirect token", "link password", "proxy password"),
    *("netrc password", "header key", "page token", "settings password", "settings token", "scheduler key"),
)
PERSONS = 50
LOADED, PLANTED = "a pickle was loaded", ".pkl"
PICKLE = re.compile(rb"\x80[\x03-\x05]\x95|gA[SW]V[A-Za-z0-9+/]{8}")
HELD = "a domain that may stand where communities are told of"
MOST_BYTES = 300_000
QUIETEST = "collateral"
SECOND_NIGHT = bank.SECOND_NIGHT
# The newest refresh token is kept in the vault, for without it nobody could sign in again.
KEPT = {("var/vault.duckdb", "next refresh token")}


@dataclass(frozen=True)
class World:
    """What must not be found, by name; persons are names, addresses, user names, titles and sentences."""

    secrets: dict[str, str]
    persons: tuple[str, ...]
    held: str

    @classmethod
    def of(cls, seed: int) -> "World":
        chance = random.Random(f"canaries {seed}")
        letters = string.ascii_letters + string.digits
        made = {name: "".join(chance.choices(letters, k=32)) + chance.choice("'\"%<&é/+") for name in SECRETS}
        people = chance.sample(the_bank().people, PERSONS // 5)
        told = [word for each in people for word in (each.name, each.family, each.username, each.email)]
        sentences = [*OPENINGS, *MIDDLES, *ENDINGS, *REPLIES]
        held = "".join(chance.choices(letters, k=24))
        return cls(made, (*told, *chance.sample(sentences, PERSONS - len(told))), held)

    @property
    def blurted(self) -> str:
        """Everything at once, as a careless server says it."""
        return " ".join([*self.secrets.values(), *self.persons])


@dataclass(frozen=True)
class Failure:
    """One way to fail: what the platform says, what is changed before, and the status the night ends with.

    `ends_with` is called with the process of the night when it asks for contents.
    """

    name: str
    status: int
    script: Callable[[World, object], Scripted | None] = lambda world, request: None
    env: Callable[[World], dict[str, str | None]] = lambda world: {}
    prepare: Callable[[World, Path], None] = lambda world, folder: None
    signal: int = 0
    job: dict[str, object] = field(default_factory=dict)


def error_body(world: World, status: int, *, path: str = "", headers: dict[str, str] | None = None):
    """A script that answers with `status` and everything it should not say, in words, headers and cookies."""
    body = json.dumps({"error": {"status": status, "message": world.blurted}}).encode()
    said = {
        "Set-Cookie": f"jive.session={world.secrets['session cookie'][:32]}",
        "WWW-Authenticate": f"Basic realm={world.secrets['old password'][:32]}",
        "X-Api-Key": world.secrets["header key"][:32],
    }
    return lambda request: Scripted(status, said | (headers or {}), body) if path in request.path else None


def refused(world, request):
    return error_body(world, 401)(request) if "/api/core" in request.path else None


def fails_with_names(world, request):
    return error_body(world, 503, path="/people")(request)


def foreign_link(world, request):
    if "/people/@all" not in request.path:
        return None
    password, token = world.secrets["link password"][:32], world.secrets["link token"][:32]
    link = f"https://svc:{password}@evil.example/x?access_token={token}"
    return Scripted(body=json.dumps({"list": [], "links": {"next": link}, "itemsPerPage": 100}).encode())


def redirects(world, request, path="/people/@all"):
    to = f"https://evil.example/login?token={world.secrets['redirect token'][:32]}&who={world.persons[0]}"
    return Scripted(302, {"Location": to.replace(" ", "%20")}) if path in request.path else None


def login_page(world, request):
    page = f"<html><input name=csrf value='{world.secrets['page token']}'>{world.blurted}</html>"
    return Scripted(body=page.encode(), headers={"Content-Type": "text/html"}) if "/@all" in request.path else None


def is_reset(world, request):
    return Scripted(reset=True) if "/people/@all" in request.path else None


def unreadable_people(world, request):
    if "/people/@all" not in request.path:
        return None
    people = [{"type": "person", "displayName": word, "emails": [{"value": word}]} for word in world.persons]
    return Scripted(body=json.dumps({"list": people, "itemsPerPage": 100, "startIndex": 0}).encode())


def refuses_to_renew(world, request):
    if request.path == "/oauth2/token":
        return Scripted(400, body=json.dumps({"error": "invalid_grant", "error_description": world.blurted}).encode())
    return None


def renews_once(world, request):
    """A new refresh token, and an access token that is refused."""
    if request.path == "/oauth2/token":
        grant = {"access_token": world.secrets["access token"], "refresh_token": world.secrets["next refresh token"]}
        return Scripted(body=json.dumps(grant).encode())
    return refused(world, request)


def by_token(world: World) -> dict[str, str | None]:
    return {
        "COP_PLATFORM__PASSWORD": None,
        "COP_PLATFORM__CLIENT_ID": "cop",
        "COP_PLATFORM__CLIENT_SECRET": world.secrets["client secret"],
        "COP_PLATFORM__REFRESH_TOKEN": world.secrets["refresh token"],
    }


def faulty_registry(world: World, folder: Path) -> None:
    one, two, three, *_ = world.persons
    words = json.dumps(list(world.persons[:8]), ensure_ascii=False)
    lines = (
        f'id = "{one}"',
        "name = 7",
        f'kind = "{two}"',
        f'stage = {{ declared = "{three}" }}',
        f'launched_on = "{one}"',
    )
    lists = (f"{key} = {words}" for key in ("places", "leaders", "chosen"))
    with (folder / "inputs/communities.toml").open("a", encoding="utf-8") as registry:
        registry.write("\n".join(["\n[[community]]", *lines, *lists]))


def secrets_in_settings(world: World, folder: Path) -> None:
    text = (folder / "cop.toml").read_text(encoding="utf-8")
    told = "".join(f"{key} = {json.dumps(world.secrets[f'settings {key}'])}\n" for key in ("password", "token"))
    (folder / "cop.toml").write_text(text.replace("[platform]\n", f"[platform]\n{told}"), encoding="utf-8")


def tls_fault(world: World, folder: Path) -> None:
    text = (folder / "cop.toml").read_text(encoding="utf-8")
    (folder / "cop.toml").write_text(text.replace("http://", "https://"), encoding="utf-8")


def with_model(place: str, header: str, select: str) -> Callable[[World, Path], None]:
    """Models beside which lies one that stumbles over a value."""

    def prepare(world: World, folder: Path) -> None:
        shutil.copytree(ROOT / "sql", folder / "shipped/sql")
        (folder / "shipped/fixtures").symlink_to(ROOT / "fixtures")
        (folder / "shipped/sql" / place).write_text(f"{header}\n{select}\n", encoding="utf-8")

    return prepare


BESIDE = {"package": "shipped/src/cop_analytics"}
TWELVE = (
    Failure("an outage that names people", 3, script=fails_with_names),
    Failure("connections that are reset", 3, script=is_reset),
    Failure("a wrong password, repeated by the server", 3, script=refused),
    Failure("a foreign link with a token", 5, script=foreign_link),
    Failure("a bad certificate", 5, prepare=tls_fault),
    Failure("a refresh token refused", 3, script=refuses_to_renew, env=by_token),
    Failure("people nobody can read", 6, script=unreadable_people),
    Failure("a registry with faults", 2, prepare=faulty_registry),
    Failure("secrets in the settings", 2, prepare=secrets_in_settings),
    Failure(
        "a model that stumbles over a value",
        6,
        prepare=with_model(
            "facts/stumbling.sql",
            "-- One row per community.\n-- grain: n",
            "select communities.domain::integer as n\nfrom inputs.communities",
        ),
        job=BESIDE,
    ),
    Failure("a disk that is full", 7, job={"most_bytes": MOST_BYTES}),
    Failure("a kill", -9, signal=9),
)
MORE = (
    Failure("a login page", 3, script=login_page),
    Failure("a redirect with a token", 5, script=redirects),
    Failure("an access token refused", 3, script=renews_once, env=by_token),
    Failure(
        "a check that stumbles over a value",
        6,
        prepare=with_model(
            "checks/communities__stumble.sql",
            "-- Domains are years.\n-- level: fail",
            "select strptime(communities.domain, '%Y') as year\nfrom facts.communities",
        ),
        job=BESIDE,
    ),
    Failure("a termination", -15, signal=15),
)


def declare_the_quietest(inputs: Path) -> str:
    """Leave one community in the inputs, whose reading takes little time; how it is declared."""
    blocks = (ROOT / "fixtures/bank/inputs/communities.toml").read_text(encoding="utf-8").split("[[community]]")
    block = "[[community]]" + next(block for block in blocks if f'id = "{QUIETEST}"' in block)
    (inputs / "communities.toml").write_text(block, encoding="utf-8")
    for name in ("roles.csv", "events.csv"):
        (inputs / name).write_text((inputs / name).read_text(encoding="utf-8").split("\n")[0] + "\n", encoding="utf-8")
    return block


def prepared(world: World, folder: Path, url: str) -> dict[str, str]:
    """A folder with inputs that hold persons in rows nobody can take; the environment of a night in it."""
    env = small_bank_environment(folder, url)
    block = declare_the_quietest(folder / "inputs").replace("domain = ", f"domain = {json.dumps(world.held)} #")
    (folder / "inputs/communities.toml").write_text(block, encoding="utf-8")
    (folder / ".netrc").write_text(f"default login svc password {world.secrets['netrc password']}\n", encoding="utf-8")
    names = [name for name in world.persons if "," not in name]
    _add(folder / "inputs/roles.csv", *(f"{name},{name},{name},{name},{name}" for name in names))
    _add(folder / "inputs/events.csv", *(f"e,{name},{name},{name}" for name in names))
    _add(folder / "inputs/attributes.csv", *(f"{name},x,y,{name}" for name in names))
    return env | {
        "COP_DEBUG": "1",
        "COP_PLATFORM__PASSWORD": world.secrets["password"],
        "COP_PRIVACY__KEY": world.secrets["key"],
        "NO_PROXY": "127.0.0.1",
        "HTTPS_PROXY": f"http://svc:{world.secrets['proxy password'][:32]}@127.0.0.1:9",
        "SCHEDULER_KEY": world.secrets["scheduler key"],
        "HOME": str(folder),
    }


class Trap:
    """A pickle that leaves a file behind when it is loaded."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def __reduce__(self):
        return Path.touch, (self.file,)


def plant_pickles(folder: Path) -> None:
    """Wherever a state, a cache or a result might be looked for."""
    trap = pickle.dumps(Trap(folder / LOADED))
    for place in ("var/prefect/storage", "var/runs", "var/landing/people", "var/published"):
        (folder / place).mkdir(parents=True)
        (folder / place / f"result{PLANTED}").write_bytes(trap)
        (folder / place / f"text{PLANTED}").write_bytes(base64.b64encode(trap))


def _add(file: Path, *lines: str) -> None:
    with file.open("a", encoding="utf-8") as sheet:
        sheet.write("\n".join(lines) + "\n")


class Careless(JiveServer):
    """A platform that lets everybody in."""

    def _is_signed(self, request):
        return True


class Nights:
    """Nights of one world below one folder, run from one warm process on one Prefect server; use as a context manager."""

    def __init__(self, folder: Path, world: World) -> None:
        self.folder, self.world = folder, world
        self.pids: dict[str, int] = {}
        self.statuses: dict[str, int] = {}
        self._stack = ExitStack()

    def __enter__(self) -> "Nights":
        port = free_port()
        self._api = f"http://127.0.0.1:{port}/api"
        env = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))} | {
            "PREFECT_HOME": str(self.folder / "prefect"),
            "PREFECT_API_URL": self._api,
            "PREFECT_API_KEY": self.world.secrets["scheduler key"],
            "PREFECT_SERVER_ANALYTICS_ENABLED": "false",
            "DO_NOT_TRACK": "1",
            "PREFECT_LOGGING_LEVEL": "DEBUG",
            "PREFECT_LOGGING_INTERNAL_LEVEL": "DEBUG",
            "PREFECT_LOGGING_EXTRA_LOGGERS": "urllib3,requests,duckdb,cop_analytics",
        }
        (self.folder / "prefect").mkdir()
        server = (str(PREFECT), "server", "start", "--host", "127.0.0.1", "--port", str(port), "--no-services")
        self._stack.enter_context(running(*server, env=env, cwd=self.folder, log=self.folder / "prefect/server.log"))
        until(SECONDS_TO_START, "the Prefect server", lambda: is_healthy(self._api))
        self._warm = self._stack.enter_context(
            subprocess.Popen(
                [sys.executable, "-m", "tests.torture.warm"],
                env=env | {"PYTHONPATH": f"{ROOT}:{ROOT / 'src'}"},
                cwd=self.folder,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        )
        return self

    def __exit__(self, *_) -> None:
        self._warm.stdin.close()
        self._stack.close()

    def start(self, name: str, folder: Path, env: dict[str, str | None], **more: object) -> None:
        """Start a night; the number of its process is in `pids` when this returns."""
        job = {"name": name, "folder": str(folder), "env": env, "now": SECOND_NIGHT.isoformat(), **more}
        self._warm.stdin.write(json.dumps(job) + "\n")
        self._warm.stdin.flush()
        while name not in self.pids:
            self._hear()

    def finish(self) -> None:
        """Wait for every night."""
        self._warm.stdin.close()
        while self.statuses.keys() < self.pids.keys():
            self._hear()

    def _hear(self) -> None:
        told = json.loads(self._warm.stdout.readline())
        if "pid" in told:
            with (self.folder / "prefect/argv").open("ab") as argv:
                argv.write(Path(f"/proc/{told['pid']}/cmdline").read_bytes() + b"\n")
        (self.pids if "pid" in told else self.statuses)[told["name"]] = told.get("pid", told.get("status"))


@cache
def answers() -> Callable[..., object]:
    """What the bank answers on its second night."""
    return bank.Jive(the_bank(), lambda: SECOND_NIGHT).answer


@contextmanager
def platform(failure: Failure, nights: Nights) -> Iterator[str]:
    """The address of a careless platform, which ends the night that asks it for contents where the failure says so."""

    def script(request):
        if failure.signal and "/contents" in request.path and failure.name in nights.pids:
            os.kill(nights.pids[failure.name], failure.signal)
            return Scripted(delay=1.0)
        return failure.script(nights.world, request)

    server = Careless(answers(), script=script)
    server.now = SECOND_NIGHT
    with server:
        yield server.url


def failed(nights: Nights, failures: Sequence[Failure]) -> dict[str, int]:
    """Let a night fail in each way; the status each ended with."""
    with ExitStack() as platforms:
        for number, failure in enumerate(failures):
            folder = nights.folder / f"night {number}"
            folder.mkdir()
            env = prepared(nights.world, folder, platforms.enter_context(platform(failure, nights)))
            failure.prepare(nights.world, folder)
            plant_pickles(folder)
            more = {key: str(folder / value) if key == "package" else value for key, value in failure.job.items()}
            nights.start(failure.name, folder, env | failure.env(nights.world), **more)
        nights.finish()
    return nights.statuses


def leaked(nights: Nights) -> list[tuple[str, str]]:
    """(where, what) for each secret, person or held text that was found."""
    names = {value: name for name, value in nights.world.secrets.items()} | {
        word: "a person" for word in nights.world.persons
    }
    found = []
    for folder in (*nights.folder.glob("night */said"), nights.folder / "prefect"):
        found += [
            (str(folder.relative_to(nights.folder)), *each) for each in findings(folder, [*names, nights.world.held])
        ]
    for folder in nights.folder.glob("night */var"):
        found += [(str(folder.relative_to(nights.folder)), *each) for each in findings(folder, names)]
        found += [(f"{folder.parent.name}/var/runs", *each) for each in findings(folder / "runs", [nights.world.held])]
    told = [(f"{place}/{file}", names.get(word, "a held text")) for place, file, word in found]
    return [(place, what) for place, what in told if (place.partition("/")[2], what) not in KEPT]


@dataclass(frozen=True)
class After:
    """What the failed nights of one world left.

    `strays` failed in another way than was meant; `found` is where and what; `pickled` and `loaded` name files.
    """

    strays: list[str]
    found: list[tuple[str, str]]
    pickled: list[str]
    loaded: list[str]


def failures_of(quick: bool) -> Sequence[Failure]:
    return TWELVE if quick else TWELVE + MORE


@lru_cache(maxsize=1)
def after(seed: int, quick: bool) -> After:
    """Let a night fail in each way and look through what is left."""
    failures = failures_of(quick)
    with tempfile.TemporaryDirectory() as scratch:
        with Nights(Path(scratch), World.of(seed)) as nights:
            statuses = failed(nights, failures)
        loaded = [path.name for path in Path(scratch).rglob(LOADED)]
        strays = [f"{each.name}: {statuses[each.name]}" for each in failures if statuses[each.name] != each.status]
        return After(strays, leaked(nights), list(pickles_in(Path(scratch))), loaded)


def pickles_in(folder: Path) -> Iterator[str]:
    """Files that hold a pickle, plain or in base64, and are not the ones that were planted."""
    for file in folder.rglob("*"):
        if file.is_file() and file.suffix != PLANTED and PICKLE.search(file.read_bytes()):
            yield file.name


def g21(seeds: Sequence[int], quick: bool) -> Figure:
    """Nothing planted is found after any failure; each must have been the failure it was meant to be."""
    found, strays = [], []
    for seed in seeds:
        left = after(seed, quick)
        found += [f"{what} in {where}" for where, what in left.found]
        strays += left.strays
    nights = len(failures_of(quick)) * len(seeds)
    told = (
        f"{len(SECRETS)} secrets and {PERSONS} values of persons × {nights} failed nights at DEBUG: {len(found)} found"
    )
    return Figure(
        "G21",
        "secrets and persons planted in every failure: found nowhere",
        "; ".join([f"{told}, seeds {list(seeds)}", *found, *(f"not the failure meant: {stray}" for stray in strays)]),
        not found and not strays,
    )

"""Lists that change while they are read, weeks of nights, readings that fail halfway: what is missed, doubled, made up."""

import random
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path

from tests.platforms.jive.pages import CLOSED, Said, client
from tests.platforms.jive.worlds import START, Busy
from tests.torture import nights
from tests.torture.figures import Figure
from tests.torture.living import PLACE, Living

UNTIL = START + timedelta(minutes=100_001)
LOW, HIGH = 0.05, 0.7
FIRST = datetime(2026, 3, 23, 2, 30)
DAY = timedelta(days=1)
ASKED_EVERY_NIGHT, IN_FLIGHT = 10, 12
DAYLIGHT_SAVING = timedelta(hours=1)


def read(world: Busy) -> list[str]:
    """Every id the windows brought, in order of arrival."""
    pages = client(world, page_size=world.page_size).created("/contents", [], None, UNTIL)
    return [item["id"] for page in pages for item in page.items]


def g4(seeds: Sequence[int], quick: bool) -> Figure:
    """What a night costs that takes up one that was killed: its requests against those that remained.

    Answers land at once here; in earnest they wait two seconds for others, and as many requests more are asked again.
    """
    told, holds = [], True
    for seed in seeds:
        for share in (0.5,) if quick else (0.1, 0.3, 0.5, 0.7, 0.9):
            whole = Living(seed, FIRST, page_size=100).populate(200, timedelta(days=300))
            cut = Living(seed, FIRST, page_size=100).populate(200, timedelta(days=300))
            with tempfile.TemporaryDirectory() as home, tempfile.TemporaryDirectory() as other:
                nights.night(Path(home), whole, FIRST)
                total = len(whole.requests)
                nights.night(Path(other), cut, FIRST, killed_after=int(total * share), wait=0.0)
                done = len(cut.requests)
                nights.night(Path(other), cut, FIRST)
                again = (Counter(cut.requests[done:]) & Counter(cut.requests[:done])).total()
                is_equal = nights.held(Path(other)) == cut.truth()
            told.append(f"killed after {done} of {total} requests: {again} asked again")
            holds = holds and is_equal and again <= ASKED_EVERY_NIGHT + IN_FLIGHT
    claim = f"of a killed night at most {IN_FLIGHT} answers on their way are asked again, and what every night asks"
    return Figure("G4", claim, "; ".join(told), holds)


def schedules(seeds: Sequence[int], chance: float, **world: object) -> tuple[int, int, float]:
    """(schedules in which something that was there all the time was missed, doubled items, requests against naive)."""
    missed = doubled = asked = naive = 0
    for seed in seeds:
        busy = Busy(seed, chance, **world)
        found = read(busy)
        missed += bool(busy.always_there - set(found))
        doubled += len(found) - len(set(found))
        asked, naive = asked + busy.requests, naive + -(-len(busy.things) // busy.page_size)
    return missed, doubled, asked / naive


def g5(seeds: Sequence[int], quick: bool) -> Figure:
    """Creation windows under low and high churn, pages of 100 as on the platform."""
    count = 10 if quick else 1000
    told, holds = [], True
    for name, chance in (("low", LOW), ("high", HIGH)):
        numbers = [seed * 100_000 + number for seed in seeds for number in range(count // len(seeds))]
        missed, doubled, ratio = schedules(numbers, chance, size=1000, page_size=100)
        told.append(
            f"{name} churn: {missed} of {len(numbers)} missed, {ratio:.2f} × naive requests, {doubled} items read twice"
        )
        holds = holds and not missed and ratio <= 1.5
    return Figure(
        "G5", "paging under churn: 0 missed, ≤ 1.5 times the requests of naive paging", "; ".join(told), holds
    )


def g6(seeds: Sequence[int], quick: bool) -> Figure:
    """Equal dates whose order changes from page to page, hundreds of items at one instant among them."""
    count = 4 if quick else 1000
    told, holds = [], True
    for name, instants in (("ties", 0), ("500 at one instant", 500)):
        numbers = [seed * 100_000 + number for seed in seeds for number in range(count // len(seeds))]
        once, twice = 0, 0
        for seed in numbers:
            world = Busy(seed, LOW, size=600, page_size=100, instants=instants, ties=True)
            first = set(read(world))
            once += bool(world.always_there - first)
            twice += bool(world.always_there - first - set(read(world)))
        told.append(f"{name}: short after one night {once} of {len(numbers)}, after two {twice}")
        holds = holds and not twice and once <= max(1, 0.002 * len(numbers))
    return Figure("G6", "unstable ties: none missed after two nights, ≤ 0.2 % short after one", "; ".join(told), holds)


def week(seed: int, home: Path) -> str:
    """Seven busy nights, then two quiet sweeps; what differs from the source, in words (empty: nothing)."""
    chance = random.Random(seed)
    skew = timedelta(minutes=chance.uniform(-10, 10))
    platform = Living(seed, FIRST, skew=skew, latest=timedelta(minutes=25), keeps_deleted=chance.random() < 0.5)
    platform.populate(60, timedelta(days=200))
    for number in range(7):
        platform.busy = 0.05
        platform.now = FIRST + number * DAY - (DAYLIGHT_SAVING if number > 5 else timedelta())
        nights.night(home, platform, platform.now)
        for _ in range(chance.randrange(12)):
            platform.change()
    platform.busy = 0.0
    for number in (8, 9):
        platform.now = FIRST + number * DAY
        nights.night(home, platform, platform.now, full=True)
    held, truth = nights.held(home), platform.truth()
    missing = sum(len(truth[stream] - held[stream]) for stream in truth)
    ghosts = sum(len(held[stream] - truth[stream]) for stream in truth)
    doubles = nights.doubles(home)
    return f"{missing} missing or stale, {ghosts} ghosts, {doubles} doubles" if missing or ghosts or doubles else ""


def g7(seeds: Sequence[int], quick: bool) -> Figure:
    """Weeks with a wrong clock, writes that show late, daylight saving, edits and deletions."""
    count = 1 if quick else 500
    numbers = [seed * 1000 + number for seed in seeds for number in range(count // len(seeds))]
    wrong = []
    for seed in numbers:
        with tempfile.TemporaryDirectory() as home:
            if told := week(seed, Path(home)):
                wrong.append(f"seed {seed}: {told}")
    figure = "; ".join([f"{len(numbers) - len(wrong)} of {len(numbers)} weeks end as the source", *wrong[:5]])
    return Figure("G7", "seven-night sequences: final state equals the source", figure, not wrong)


def cut_list(platform: Living, path: str, share: float):
    """A fault: the list at `path` ends early, without saying so."""

    def fault(where: str, asked: dict) -> Said | None:
        if where != path:
            return None
        if asked.get("startIndex", "0") != "0":
            return platform._json({"itemsPerPage": 100, "startIndex": 0, "list": []})
        things = {"/people/@all": platform.people, f"/members/places/{PLACE}": platform.members}[path]
        kept = sorted(things)[: int(len(things) * share)]
        shown = [
            {"id": n, "jive": {}} if path == "/people/@all" else {"person": {"id": n}, "state": "member"} for n in kept
        ]
        return platform._json({"itemsPerPage": 100, "startIndex": 0, "list": shown})

    return fault


FAULTS = ("closed", "empty contents", "empty members", "cut members", "cut people", "killed", "closed thread")


def spoil(platform: Living, kind: str, chance: random.Random) -> int | None:
    """Make the next night fail in one way; after how many batches it is killed, if that is the way."""
    empty = platform._json({"itemsPerPage": 100, "startIndex": 0, "list": []})
    thread = chance.choice(sorted(platform.threads))
    answers = {
        "closed": {f"/places/{PLACE}": CLOSED},
        "closed thread": {f"/messages/contents/{thread}": CLOSED},
        "empty contents": {"/contents": empty},
        "empty members": {f"/members/places/{PLACE}": empty},
    }
    platform.fault = lambda path, asked: answers.get(kind, {}).get(path)
    if kind.startswith("cut"):
        path = "/people/@all" if kind == "cut people" else f"/members/places/{PLACE}"
        platform.fault = cut_list(platform, path, chance.uniform(0.3, 0.95))
    return chance.randrange(1, 60) if kind == "killed" else None


def failing(seed: int, home: Path) -> tuple[int, int]:
    """(things taken for gone that are there, true deletions not shown after two complete sweeps)."""
    chance = random.Random(seed)
    platform = Living(seed, FIRST).populate(40, timedelta(days=200))
    nights.night(home, platform, FIRST)
    now = FIRST
    for kind in chance.sample(FAULTS, 4):
        killed_after = spoil(platform, kind, chance)
        now = platform.now = now + DAY
        nights.night(home, platform, now, full=chance.random() < 0.5, killed_after=killed_after)
        platform.fault = lambda path, asked: None
        now = platform.now = now + DAY
        nights.night(home, platform, now, full=True)
    false = len(nights.tombstones(home))
    gone = [platform.delete, platform.delete_reply, platform.unlike, platform.leave]
    for write in gone:
        write()
    for _ in range(2):
        now = platform.now = now + DAY
        nights.night(home, platform, now, full=True)
    held, truth = nights.held(home), platform.truth()
    return false, sum(len(held[stream] - truth[stream]) for stream in truth)


def g8(seeds: Sequence[int], quick: bool) -> Figure:
    """Places that close, lists that come back empty or short, kills: no deletion is made up, true ones show."""
    count = 1 if quick else 500
    numbers = [seed * 1000 + number for seed in seeds for number in range(count // len(seeds))]
    false = late = 0
    for seed in numbers:
        with tempfile.TemporaryDirectory() as home:
            made_up, hidden = failing(seed, Path(home))
            false, late = false + made_up, late + hidden
    figure = f"{len(numbers)} schedules: {false} false tombstones, {late} true deletions not shown after two sweeps"
    return Figure(
        "G8", "partial failure: 0 false tombstones, true deletions within two sweeps", figure, not false and not late
    )

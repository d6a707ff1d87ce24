"""Warehouse, release and analysts' file lost together, and made anew from what was landed: little, and a million items."""

import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path
from unittest import mock

from cop_analytics import bank, integrity, rebuild, runs, stations
from cop_analytics.bank import Bank, payloads, people, words
from cop_analytics.bank.world import Answer, Root, Temper
from cop_analytics.platforms.batch import Batch, Record
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.records import Records
from cop_analytics.platforms.jive.resources import Resource
from tests.torture import homes
from tests.torture.damage import THIRD_NIGHT, well_left
from tests.torture.figures import Figure
from tests.torture.processes import ROOT, outcome_of

NOW = bank.FIRST_NIGHT
COPIES, ROOTS_A_WEEK = 4, 40.0
MOST_SECONDS = 600


def large_bank() -> Bank:
    """The invented bank with four times its communities, in each of which ten times as many threads begin."""
    more = [(f"{id}-{n}" if n else id, name, domain) for n in range(COPIES) for id, name, domain in words.COMMUNITIES]
    busy = partial(Temper, roots_a_week=ROOTS_A_WEEK)
    with mock.patch.object(people, "COMMUNITIES", more), mock.patch.object(people, "Temper", busy):
        return Bank()


class Reading:
    """What a pull reads of a bank, without asking for it: list by list, as its answers would come."""

    def __init__(self, world: Bank, records: Records) -> None:
        self.world, self.records, self.warnings = world, records, list[str]()

    def batches(self) -> Iterator[Batch]:
        everybody = [payloads.whole_person(each, NOW) for each in self.world.people]
        yield from self._list("people", "people", resources.PEOPLE, everybody, self.records.person)
        asked = {}
        for community in self.world.communities:
            place = community.places[0]
            asked |= dict.fromkeys([place.place_id, community.blog.place_id], place.place_id)
            origin = f"places/{place.place_id}"
            there = [
                (n, m) for n, m in enumerate(self.world.memberships) if m.place is place and m.since <= NOW < m.until
            ]
            shown = [payloads.place_payload(each, len(there), len(there)) for each in (place, community.blog)]
            one = partial(self.records.place, asked_place_id=place.place_id, state="visible")
            yield from self._list("places", origin, resources.PLACES, shown, one)
            joined = [payloads.member_payload(n, membership, NOW) for n, membership in there]
            member = partial(self.records.member, place_id=place.place_id)
            yield from self._list("members", f"{origin}/members", resources.MEMBERS, joined, member)
        for root in self.world.roots:
            if root.published <= NOW < root.deleted_at and root.place(NOW).place_id in asked:
                yield from self._thread(root, asked[root.place(NOW).place_id])

    def _thread(self, root: Root, place_id: str) -> Iterator[Batch]:
        content = partial(self.records.content, asked_place_id=place_id)
        written = payloads.root_payload(root, NOW)
        yield self.records.read("contents", [written], f"places/{place_id}/contents", resources.CONTENTS, content)
        number = str(root.content_id)
        answers = [each for each in root.answers if each.published <= NOW < each.deleted_at]
        told = [payloads.answer_payload(root, each, NOW) for each in answers]
        if root.type == "discussion":
            stream, resource, one = "messages", resources.MESSAGES, partial(self.records.message, content_id=number)
        else:
            stream, resource = "comments", resources.COMMENTS
            one = partial(self.records.comment, content_id=number, kind="plain")
        yield from self._list(stream, f"contents/{number}/{stream}", resource, told, one)
        yield from self._likes(f"content/{number}", root)
        for answer in answers:
            yield from self._likes(f"{stream[:-1]}/{answer.id}", answer)

    def _likes(self, target: str, liked: Root | Answer) -> Iterator[Batch]:
        fans = [payloads.summary(person, NOW) for at, person in liked.likes if at <= NOW]
        like = partial(self.records.like, target=target)
        yield from self._list("likes", f"{target}/likes", resources.LIKES, fans, like)

    def _list(
        self, stream: str, origin: str, resource: Resource, items: Sequence[dict], one: Callable[..., Record]
    ) -> Iterator[Batch]:
        """A list in answers of a hundred, the last of which tells its end; of an empty one there is none."""
        for start in range(0, len(items), 100):
            batch = self.records.read(stream, items[start : start + 100], origin, resource, one)
            is_last = start + 100 >= len(items)
            yield replace(batch, completes="everything", basis="as read", watermark=NOW) if is_last else batch


def settle(folder: Path) -> None:
    """A home after one night of the large bank."""
    world = large_bank()
    bank.write_inputs(folder / "inputs", world)
    (folder / "cop.toml").write_text(homes.CONFIG)
    with mock.patch.object(stations, "Pull", lambda client, records, *_, **__: Reading(world, records)):
        homes.night(folder, NOW)


def lose(home: Path) -> None:
    """Whatever can be made anew."""
    for lost in ("warehouse.duckdb", "analysts", f"published/{(home / 'published/current').resolve().name}"):
        path = home / lost
        shutil.rmtree(path) if path.is_dir() else path.unlink()


def make_anew(folder: Path, now: datetime) -> None:
    """As `cop rebuild` does."""
    chosen = homes.settings_of(folder)
    with stations.night(chosen, "rebuild", now) as run:
        rebuild.rebuild(chosen, run, tell=homes.quiet)


def apart(act: str, *words: object) -> tuple[bool, float, str]:
    """A function of this module in a process of its own: whether it went well, the seconds it took, and all it took."""
    begun = time.monotonic()
    command = [sys.executable, "-m", __name__, act, *map(str, words)]
    with subprocess.Popen(command, cwd=ROOT) as started:
        _, status, used = os.wait4(started.pid, 0)
        started.returncode = os.waitstatus_to_exitcode(status)
    seconds, cpu = time.monotonic() - begun, used.ru_utime + used.ru_stime
    told = f"{seconds:,.0f} s ({cpu:,.0f} s of a core), {used.ru_maxrss >> 10:,} MiB at most"
    return started.returncode == 0, seconds, told


def made_anew(folder: Path, now: datetime) -> tuple[bool, float, str]:
    """Whether a home comes out as it was, the seconds it took, and all it took."""
    before = outcome_of(folder)
    lose(folder / "var")
    is_done, seconds, took = apart("make_anew", folder, now)
    is_equal = is_done and outcome_of(folder) == before
    damages = [each for examined in integrity.examine(folder / "var") for each in examined.damages]
    told = f"{'equal' if is_equal else 'NOT EQUAL'}, {len(damages)} damages left, {took}"
    return is_equal and not damages, seconds, told


def g19(seeds: Sequence[int], quick: bool) -> Figure:
    """Warehouse, release and analysts' file lost together come out of landing byte for byte."""
    with tempfile.TemporaryDirectory() as scratch:
        folder = well_left().copy(Path(scratch) / "small")
        tried = [made_anew(folder, THIRD_NIGHT)]
        if not quick:
            large = Path(scratch) / "large"
            assert apart("settle", large)[0]
            [landed] = [
                sum(each["received"] for each in told["streams"].values()) for told in runs.reports(large / "var")
            ]
            tried += [made_anew(large, NOW + timedelta(hours=hours)) for hours in (1, 2)]
    told = [words for *_, words in tried]
    told[1:2] = [f"{landed:,} items: {words}" for words in told[1:2]]
    claim = "warehouse, release and analysts' file rebuilt from landing: byte-equal, a million items within ten minutes"
    is_soon = quick or max(seconds for _, seconds, _ in tried) <= MOST_SECONDS
    return Figure("G19", claim, "; ".join(told), is_soon and all(is_equal for is_equal, *_ in tried))


if __name__ == "__main__":
    match sys.argv[1:]:
        case ["settle", folder]:
            settle(Path(folder))
        case ["make_anew", folder, now]:
            make_anew(Path(folder), datetime.fromisoformat(now))

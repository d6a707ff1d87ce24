"""A world that changes while it is read: things with a date of creation, paged as Jive pages them."""

import json
import random
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from tests.platforms.jive.pages import JSON, Said
from tests.platforms.jive.recorded import API

START = datetime(2026, 1, 1)
STAMP = "%Y-%m-%dT%H:%M:%S.%f"


def stamp(moment: datetime) -> str:
    return moment.strftime(STAMP)[:-3] + "+0000"


@dataclass
class Busy:
    """`chance` of a write after each answer; `ties` makes the order of equal dates change from page to page; one that
    `is_backwards` begins with the newest, whatever was asked for.
    """

    seed: int
    chance: float
    size: int = 200
    page_size: int = 10
    instants: int = 0
    ties: bool = False
    is_backwards: bool = False
    things: dict[str, datetime] = field(default_factory=dict)
    born: int = 0
    requests: int = 0

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        for number in range(self.size):
            moment = START if number < self.instants else START + timedelta(minutes=self.random.randrange(100_000))
            self.add(moment)
        self.always_there = set(self.things)

    def add(self, moment: datetime) -> None:
        self.born += 1
        self.things[str(1000 + self.born)] = moment

    def answer(self, path, parameters, headers):
        if path == "/api/version":
            return Said(b'{"jiveCoreVersions": [{"version": 3}]}')
        self.requests += 1
        said = self.page(dict(parameters))
        while self.random.random() < self.chance:
            self.change()
        return said

    def change(self) -> None:
        if self.random.random() < 0.5:
            self.add(START + timedelta(minutes=self.random.randrange(100_000)))
        else:
            gone = self.random.choice(sorted(self.things))
            del self.things[gone]
            self.always_there.discard(gone)

    def page(self, asked) -> Said:
        start, count = int(asked["startIndex"]), min(int(asked["count"]), self.page_size)
        before, after = self.bounds(asked.get("filter"))
        found = [(moment, number) for number, moment in self.things.items() if after <= moment <= before]
        if self.ties:
            self.random.shuffle(found)
        found.sort(key=lambda pair: pair[0] if self.ties else pair, reverse=self.is_backwards)
        body = {
            "itemsPerPage": count,
            "startIndex": start,
            "list": [
                {"id": number, "type": "document", "published": stamp(moment)}
                for moment, number in found[start : start + count]
            ],
        }
        if start + count < len(found):
            body["links"] = {"next": f"{API}/contents?count={count}&startIndex={start + count}"}
        return Said(json.dumps(body).encode(), headers=JSON)

    def bounds(self, text):
        if not text:
            return datetime.max, datetime.min
        before, after = text.removeprefix("creationDate(").removesuffix(")").split(",")
        until = datetime.max if before == "null" else datetime.strptime(before[:-5], STAMP)
        return until, datetime.strptime(after[:-5], STAMP)

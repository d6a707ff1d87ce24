"""A living platform in memory: one group whose people, threads, replies and likes change while it is read."""

import json
import random
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from email.utils import format_datetime

from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.replay import Replay
from cop_analytics.platforms.transport import Basic, Transport
from tests.platforms.jive.pages import JSON, Said
from tests.platforms.jive.recorded import API, URL

PLACE = "1100"
NEVER = datetime(9999, 1, 1)
BOUNDS = re.compile(r"(creationDate|modificationDate)\((.*),(.*)\)")


def stamp(moment: datetime) -> str:
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def moment_of(text: str, otherwise: datetime) -> datetime:
    return otherwise if text == "null" else datetime.strptime(text[:-5], "%Y-%m-%dT%H:%M:%S.%f")


@dataclass
class Thing:
    """A discussion or a reply. `visible_at`: a write may be stamped long before anybody can see it."""

    number: str
    author: str
    published: datetime
    visible_at: datetime
    updated: datetime
    activity: datetime
    likes: set[str] = field(default_factory=set)
    replies: dict[str, "Thing"] = field(default_factory=dict)


@dataclass
class Living:
    """`now` is the true time; the platform tells it `skew` away from that. `fault` may answer in its stead."""

    seed: int
    now: datetime
    skew: timedelta = timedelta()
    latest: timedelta = timedelta()
    busy: float = 0.0
    page_size: int = 10
    keeps_deleted: bool = False
    fault: Callable[[str, dict], Said | None] = lambda path, asked: None
    people: set[str] = field(default_factory=set)
    members: set[str] = field(default_factory=set)
    threads: dict[str, Thing] = field(default_factory=dict)
    deleted: list[tuple[datetime, str]] = field(default_factory=list)
    requests: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.random = random.Random(self.seed)
        self._number = 1000
        self.people = {str(2000 + number) for number in range(25)}
        self.members = set(sorted(self.people)[:20])

    def populate(self, threads: int, since: timedelta) -> "Living":
        for _ in range(threads):
            self.write(self.now - since * self.random.random())
        for _ in range(threads):
            self.reply()
            self.like()
        return self

    def next_number(self) -> str:
        self._number += 1
        return str(self._number)

    def clock(self) -> datetime:
        return self.now + self.skew

    def write(self, at: datetime | None = None) -> None:
        at = (at or self.clock()).replace(microsecond=self.random.randrange(1000) * 1000)
        late = self.latest * self.random.random()
        thing = Thing(self.next_number(), self.random.choice(sorted(self.people)), at, self.now + late, at, at)
        self.threads[thing.number] = thing

    def any_thread(self) -> Thing | None:
        return self.threads[self.random.choice(sorted(self.threads))] if self.threads else None

    def reply(self) -> None:
        if thread := self.any_thread():
            at = self.clock().replace(microsecond=self.random.randrange(1000) * 1000)
            reply = Thing(self.next_number(), self.random.choice(sorted(self.people)), at, self.now, at, at)
            thread.replies[reply.number] = reply
            thread.activity = at

    def edit(self) -> None:
        if thread := self.any_thread():
            thread.updated = thread.activity = self.clock()

    def like(self) -> None:
        if thread := self.any_thread():
            target = self.random.choice([thread, *thread.replies.values()])
            target.likes.add(self.random.choice(sorted(self.people)))

    def unlike(self) -> None:
        if (thread := self.any_thread()) and thread.likes:
            thread.likes.discard(min(thread.likes))

    def delete(self) -> None:
        if thread := self.any_thread():
            del self.threads[thread.number]
            self.deleted.append((self.clock(), thread.number))

    def delete_reply(self) -> None:
        if (thread := self.any_thread()) and thread.replies:
            del thread.replies[min(thread.replies)]
            thread.activity = self.clock()

    def join(self) -> None:
        self.members.add(self.random.choice(sorted(self.people)))

    def leave(self) -> None:
        if len(self.members) > 12:
            self.members.discard(self.random.choice(sorted(self.members)))

    def change(self) -> None:
        often = [self.write, self.reply, self.reply, self.edit, self.like] * 2
        self.random.choice([*often, self.unlike, self.delete, self.delete_reply, self.join, self.leave])()

    def truth(self) -> dict[str, set[str]]:
        """What is there, by stream, each thing with all that may change about it."""
        threads = self.threads.values()
        replies = [(thread, reply) for thread in threads for reply in thread.replies.values()]
        liked = [("content", thread) for thread in threads] + [("message", reply) for _, reply in replies]
        return {
            "people": {f"p{number}" for number in self.people},
            "members": {f"{PLACE}/p{number}" for number in self.members},
            "contents": {f"{t.number} {stamp(t.updated)[:-5]} {len(t.replies)} {len(t.likes)}" for t in threads},
            "messages": {f"{reply.number} of {thread.number}" for thread, reply in replies},
            "likes": {f"{kind}/{thing.number}/p{who}" for kind, thing in liked for who in thing.likes},
        }

    def client(self) -> Client:
        """A client of this platform for whom time does not pass."""
        credentials = Basic("svc-analytics", "a password nobody has")
        more = {"requests_per_second": 1e6, "sleep": lambda seconds: None, "jitter": lambda: 0.0}
        return Client(Transport(URL, credentials, adapter=Replay(self.answer), **more), page_size=self.page_size)

    def answer(self, path: str, parameters, headers) -> Said:
        path = path.removeprefix("/api/core/v3")
        self.requests.append(path)
        said = self.fault(path, dict(parameters)) or self._said(path, parameters)
        while self.random.random() < self.busy:
            self.change()
        self.now += timedelta(milliseconds=20)
        return said

    def _said(self, path: str, parameters) -> Said:
        asked = dict(parameters)
        if path == "/api/version":
            return self._json({"jiveCoreVersions": [{"version": 3}]})
        if path == f"/places/{PLACE}":
            return self._json({"placeID": PLACE, "id": "1", "type": "group", "memberCount": len(self.members)})
        if path == "/people/@all":
            return self._page([{"id": number, "jive": {}} for number in sorted(self.people)], path, asked)
        if path == f"/members/places/{PLACE}":
            members = [{"id": f"9{n}", "person": {"id": n}, "state": "member"} for n in sorted(self.members)]
            return self._page(members, path, asked)
        if path == "/contents":
            return self._page(self._contents(parameters, asked.get("sort")), path, asked)
        if path == "/deletedObjects/contents" and self.keeps_deleted:
            return self._page([self._deletion(*each) for each in self.deleted], path, asked)
        return self._page(self._below(path), path, asked)

    def _contents(self, parameters, sort) -> list[dict]:
        shown = [thread for thread in self.threads.values() if thread.visible_at <= self.now]
        for name, text in parameters:
            if name == "filter" and (found := BOUNDS.fullmatch(text)):
                end, start = moment_of(found[2], NEVER), moment_of(found[3], datetime(1970, 1, 1))
                key = "published" if found[1] == "creationDate" else "updated"
                shown = [thread for thread in shown if start <= getattr(thread, key) <= end]
        by_activity = sort == "latestActivityDesc"
        shown.sort(key=lambda t: (t.activity if by_activity else t.published, t.number), reverse=by_activity)
        return [self._item(thread) for thread in shown]

    def _item(self, thread: Thing) -> dict:
        return {
            "contentID": thread.number, "id": thread.number, "type": "discussion", "status": "published",
            "published": stamp(thread.published), "updated": stamp(thread.updated),
            "lastActivityDate": stamp(thread.activity), "author": {"id": thread.author},
            "parentPlace": {"placeID": PLACE}, "replyCount": len(thread.replies), "likeCount": len(thread.likes),
        }  # fmt: skip

    def _below(self, path: str) -> list[dict]:
        words = path.strip("/").split("/")
        if words[:2] == ["messages", "contents"] and words[2] in self.threads:
            uri = f"{API}/contents/{words[2]}"
            return [
                {"id": reply.number, "type": "message", "published": stamp(reply.published), "parent": uri,
                 "author": {"id": reply.author}, "likeCount": len(reply.likes)}
                for reply in self.threads[words[2]].replies.values()
            ]  # fmt: skip
        if words[-1] == "likes":
            return [{"id": who} for thing in self._find(words[1]) for who in sorted(thing.likes)]
        return []

    def _find(self, number: str) -> list[Thing]:
        everything = [each for thread in self.threads.values() for each in (thread, *thread.replies.values())]
        return [thing for thing in everything if thing.number == number]

    def _deletion(self, at: datetime, number: str) -> dict:
        return {"id": f"d{number}", "eventDate": stamp(at), "objectType": "discussion", "objectId": number}

    def _page(self, things: list[dict], path: str, asked) -> Said:
        start, count = int(asked.get("startIndex", 0)), min(int(asked.get("count", 25)), self.page_size)
        body = {"itemsPerPage": count, "startIndex": start, "list": things[start : start + count]}
        if start + count < len(things):
            body["links"] = {"next": f"{API}{path}?count={count}&startIndex={start + count}"}
        return self._json(body)

    def _json(self, body: dict) -> Said:
        return Said(json.dumps(body).encode(), headers=JSON | {"date": format_datetime(self.clock(), usegmt=False)})

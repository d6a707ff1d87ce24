"""What is asked tonight, by several threads, and in which form it reaches landing.

The first night and the weekly sweep enumerate everything; other nights ask for what was created, changed or replied to
since the last reading, with an overlap. A list that hangs on something (the replies of a thread, the likes of a reply) is
read again when its parent shows that it changed.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cop_analytics.errors import NotVisible
from cop_analytics.platforms.batch import Batch, Completes, Reading, Record
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.client import Client, Page
from cop_analytics.platforms.jive.records import Records
from cop_analytics.platforms.jive.resources import Resource

OVERLAP = timedelta(hours=24)
AHEAD = timedelta(days=1)
WAITING_BATCHES = 64
PATIENCE = 0.2

One = Callable[[Mapping[str, Any]], Record]
Task = Callable[[], None]


@dataclass
class Pull:
    """One night's reading of `places`. `known` tells how each list looked when it was last read to its end."""

    client: Client
    records: Records
    places: Sequence[str]
    known: Mapping[str, Reading]
    now: datetime
    full: bool = False
    threads: int = 4
    _out: queue.Queue[Batch | BaseException | None] = field(default_factory=lambda: queue.Queue(WAITING_BATCHES))
    _tasks: queue.LifoQueue[Task | None] = field(default_factory=queue.LifoQueue)
    _open: int = 0
    _count: threading.Lock = field(default_factory=threading.Lock)
    _stop: threading.Event = field(default_factory=threading.Event)

    def batches(self) -> Iterator[Batch]:
        """Everything that was asked for, in order of arrival. The first error of any thread rises here."""
        self.client.version()
        workers = [threading.Thread(target=self._work, daemon=True) for _ in range(self.threads)]
        self._spawn(self._people)
        for family in ("people", "contents"):
            self._spawn(partial(self._deletions, family))
        for place_id in self.places:
            self._spawn(partial(self._place, place_id))
        for worker in workers:
            worker.start()
        try:
            while (arrived := self._out.get()) is not None:
                if isinstance(arrived, BaseException):
                    raise arrived
                yield arrived
        finally:
            self._stop.set()
            for _ in workers:
                self._tasks.put(None)
            for worker in workers:
                worker.join()

    def _spawn(self, task: Task) -> None:
        with self._count:
            self._open += 1
        self._tasks.put(task)

    def _work(self) -> None:
        while (task := self._tasks.get()) is not None and not self._stop.is_set():
            try:
                task()
            except BaseException as error:  # carried to the thread that consumes, and raised there
                self._emit(error)
                return
            with self._count:
                self._open -= 1
                is_last = self._open == 0
            if is_last:
                self._emit(None)

    def _emit(self, arrived: Batch | BaseException | None) -> None:
        while not self._stop.is_set():
            try:
                return self._out.put(arrived, timeout=PATIENCE)
            except queue.Full:
                continue

    def _people(self) -> None:
        filters = ("include-disabled(true)", "include-external(true)", "visible-only(false)")
        asked = [("fields", resources.PEOPLE.asked), *(("filter", text) for text in filters)]
        pages = self.client.pages("/people/@all", asked)
        self._list("people", "people", pages, resources.PEOPLE, self.records.person, "everything")

    def _deletions(self, family: str) -> None:
        origin = f"deletedObjects/{family}"
        reading = self.known.get(origin)
        since = reading.watermark - OVERLAP if reading and reading.watermark else None
        asked = [("filter", f"since({since:%Y-%m-%dT%H:%M:%S}.000Z)")] if since else []
        pages = self.client.pages(f"/{origin}", asked)
        one = partial(self.records.deletion, family=family)
        try:
            self._list("deletions", origin, pages, resources.DELETIONS, one, "changes")
        except NotVisible:
            return  # servers before 3.12 keep no list of deleted things; the weekly sweep finds them

    def _place(self, place_id: str) -> None:
        origin = f"places/{place_id}"
        try:
            item = self.client.ask(f"/places/{place_id}")
        except NotVisible:
            lost = {"place_id": place_id, "asked_place_id": place_id, "state": "not_visible"}
            return self._emit(Batch("places", origin, [Record(place_id, None, lost)]))
        if item.get("groupType") in resources.PRIVATE_GROUPS:
            refused = self.records.place(item, place_id, "refused_private")
            return self._emit(Batch("places", origin, [refused]))
        pages = self.client.pages(f"/places/{place_id}/places", [("filter", "type(blog)")])
        blogs = [self.records.place(blog, place_id, "visible") for page in pages for blog in page.items]
        own = self.records.place(item, place_id, "visible")
        self._emit(Batch("places", origin, [own, *blogs], completes="everything"))
        self._spawn(partial(self._contents, place_id, [place_id, *(blog.item_id for blog in blogs)]))
        self._spawn(partial(self._belonging, place_id, is_group=item.get("type") == "group"))

    def _belonging(self, place_id: str, *, is_group: bool) -> None:
        """Members of a group; a space has none, its followers stand in."""
        if is_group:
            origin, pages = f"places/{place_id}/members", self.client.pages(f"/members/places/{place_id}")
            member = partial(self.records.member, place_id=place_id)
            self._list("members", origin, pages, resources.MEMBERS, member, "everything")
        else:
            origin, pages = f"places/{place_id}/followers", self.client.pages(f"/places/{place_id}/followers")
            follower = partial(self.records.follower, place_id=place_id)
            self._list("followers", origin, pages, resources.FOLLOWERS, follower, "everything")

    def _contents(self, place_id: str, place_ids: Sequence[str]) -> None:
        origin = f"places/{place_id}/contents"
        reading = self.known.get(origin)
        since = None if self.full or reading is None or reading.watermark is None else reading.watermark - OVERLAP
        seen: set[str] = set()
        begun: datetime | None = None
        for page in self._content_pages(place_ids, since):
            begun = begun or page.at
            one = partial(self.records.content, asked_place_id=place_id)
            records, rejects, unknown = self.records.read(page.items, origin, resources.CONTENTS, one)
            self._emit(Batch("contents", origin, records, rejects, unknown))
            for record in records:
                if record.item_id not in seen:
                    seen.add(record.item_id)
                    self._depend(record.payload)
        completes: Completes = "everything" if since is None else "changes"
        self._emit(Batch("contents", origin, completes=completes, watermark=self._earlier(begun)))

    def _earlier(self, begun: datetime | None) -> datetime:
        """The platform's time when a reading began, or ours if theirs is ahead: a watermark never runs away."""
        return min(begun or self.now, self.now)

    def _content_pages(self, place_ids: Sequence[str], since: datetime | None) -> Iterator[Page]:
        """Created since, changed since, and replied to since; everything where `since` is None."""
        asked = [
            ("fields", resources.CONTENTS.asked),
            ("filter", f"place({','.join(f'/places/{place_id}' for place_id in place_ids)})"),
            ("filter", f"type({','.join(resources.CONTENT_TYPES)})"),
        ]
        until = self.now + AHEAD
        yield from self.client.windows("/contents", asked, "creationDate", since, until)
        if since is None:
            return
        yield from self.client.windows("/contents", asked, "modificationDate", since, until)
        for page in self.client.pages("/contents", [*asked, ("sort", "latestActivityDesc")]):
            yield page
            activities = [str(item.get("lastActivityDate") or item.get("updated")) for item in page.items]
            if all(activity < f"{since:%Y-%m-%dT%H:%M:%S}" for activity in activities):
                return

    def _depend(self, content: Mapping[str, Any]) -> None:
        """Spawn the lists that hang on a content and may have changed."""
        number = content["content_id"]
        replies = f"{content['reply_count']}/{content['last_activity']}"
        if content["type"] == "discussion":
            self._if_changed(f"contents/{number}/messages", replies, content["reply_count"], self._messages, number)
        else:
            kinds = ("plain", "author", "inline") if content["type"] == "document" else ("plain",)
            for kind in kinds:
                hope = content["reply_count"] if kind == "plain" else 1
                self._if_changed(f"contents/{number}/comments/{kind}", replies, hope, self._comments, number, kind)
        likes = content["like_count"]
        self._if_changed(f"content/{number}/likes", str(likes), likes, self._likes, f"content/{number}")
        marks = content["outcome_counts"]
        self._if_changed(f"contents/{number}/outcomes", str(marks), len(marks), self._outcomes, number)
        version = content["version"]
        edits = (version or 1) - 1
        self._if_changed(f"contents/{number}/versions", str(version), edits, self._versions, number)

    def _if_changed(self, origin: str, basis: str, hope: int | None, read: Callable[..., None], *words: str) -> None:
        reading = self.known.get(origin)
        if (reading is None and not hope) or (reading is not None and reading.basis == basis and not self.full):
            return
        self._spawn(partial(read, origin, basis, *words))

    def _messages(self, origin: str, basis: str, content_id: str) -> None:
        asked = [("fields", resources.MESSAGES.asked), ("hierarchical", "false")]
        pages = self.client.pages(f"/messages/contents/{content_id}", asked)
        one = partial(self.records.message, content_id=content_id)
        self._replies("messages", "message", origin, pages, resources.MESSAGES, one, basis)

    def _comments(self, origin: str, basis: str, content_id: str, kind: str) -> None:
        asked = [("fields", resources.COMMENTS.asked), ("hierarchical", "false"), ("excludeReplies", "false")]
        if kind != "plain":
            asked.append((kind, "true"))
        pages = self.client.pages(f"/contents/{content_id}/comments", asked)
        one = partial(self.records.comment, content_id=content_id, kind=kind)
        self._replies("comments", "comment", origin, pages, resources.COMMENTS, one, basis)

    def _replies(
        self, stream: str, family: str, origin: str, pages: Iterator[Page], resource: Resource, one: One, basis: str
    ) -> None:
        for record in self._list(stream, origin, pages, resource, one, "everything", basis):
            likes, target = record.payload["like_count"], f"{family}/{record.item_id}"
            hope = likes if isinstance(likes, int) else 0
            self._if_changed(f"{target}/likes", str(likes), hope, self._likes, target)

    def _likes(self, origin: str, basis: str, target: str) -> None:
        family, number = target.split("/")
        pages = self.client.pages(f"/{family}s/{number}/likes", [("fields", "id")])
        one = partial(self.records.like, target=target)
        self._list("likes", origin, pages, resources.LIKES, one, "everything", basis)

    def _outcomes(self, origin: str, basis: str, content_id: str) -> None:
        pages = self.client.pages(f"/contents/{content_id}/outcomes", [("includeChildOutcomes", "true")])
        one = partial(self.records.outcome, content_id=content_id)
        self._list("outcomes", origin, pages, resources.OUTCOMES, one, "everything", basis)

    def _versions(self, origin: str, basis: str, content_id: str) -> None:
        pages = self.client.pages(f"/versions/{content_id}", [("fields", resources.VERSIONS.asked)])
        one = partial(self.records.version, content_id=content_id)
        self._list("versions", origin, pages, resources.VERSIONS, one, "everything", basis)

    def _list(
        self,
        stream: str,
        origin: str,
        pages: Iterator[Page],
        resource: Resource,
        one: One,
        completes: Completes,
        basis: str | None = None,
    ) -> list[Record]:
        """Read a list to its end; it is complete with its last page. One that vanished meanwhile is left as it was."""
        whole: list[Record] = []
        begun: datetime | None = None
        try:
            for page in pages:
                begun = begun or page.at
                records, rejects, unknown = self.records.read(page.items, origin, resource, one)
                ends: Completes = completes if page.next_start is None else "no"
                self._emit(Batch(stream, origin, records, rejects, unknown, ends, basis, self._earlier(begun)))
                whole += records
        except NotVisible:
            if basis is None:
                raise
        return whole

"""What is asked tonight, by several threads, and in which form it reaches landing.

The first night and the weekly sweep enumerate everything; other nights ask for what was created, changed or replied to
since the last reading, with an overlap. A list that hangs on something (the replies of a thread, the likes of a reply) is
read again when its parent shows that it changed.
"""

from __future__ import annotations

import queue
import threading
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cop_analytics.errors import NotVisible
from cop_analytics.platforms.batch import Batch, Completes, Reading, Record
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.client import Client, Item, Page, written
from cop_analytics.platforms.jive.records import Records
from cop_analytics.platforms.jive.resources import Resource

OVERLAP = timedelta(hours=24)
VERSION_PATHS = ("/versions/{}", "/contents/{}/versions")
AHEAD = timedelta(days=1)
WAITING_BATCHES = 64
PATIENCE = 0.2
FAREWELL = 5.0

One = Callable[[Mapping[str, Any]], Record]
Task = Callable[[], None]

PLACE_FIELDS = ("fields", resources.PLACES.asked)
PEOPLE_FILTERS = (
    ("filter", "include-disabled(true)"),
    ("filter", "include-external(true)"),
    ("filter", "visible-only(false)"),
)


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
        has_ended = False
        try:
            while (arrived := self._out.get()) is not None:
                if isinstance(arrived, BaseException):
                    raise arrived
                yield arrived
            has_ended = True
        finally:
            self._stop.set()
            if not has_ended:
                self.client.transport.stop()
            for _ in workers:
                self._tasks.put(None)
            for worker in workers:
                worker.join(FAREWELL)

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
        asked = [("fields", resources.PEOPLE.asked), *PEOPLE_FILTERS]
        pages = self.client.settled("/people/@all", asked)
        self._list("people", "people", pages, resources.PEOPLE, self.records.person, "everything")

    def _deletions(self, family: str) -> None:
        origin = f"deletedObjects/{family}"
        since = self._since(origin) or self.now - OVERLAP
        pages = self.client.pages(f"/{origin}", [("filter", f"since({written(since)})")])
        one = partial(self.records.deletion, family=family)
        try:
            self._list("deletions", origin, pages, resources.DELETIONS, one, "changes")
        except NotVisible:
            return  # servers before 3.12 keep no list of deleted things; the weekly sweep finds them

    def _since(self, origin: str) -> datetime | None:
        """From when on a list is asked for what changed; None where it was never read to its end."""
        reading = self.known.get(origin)
        return reading.watermark - OVERLAP if reading and reading.watermark else None

    def _place(self, place_id: str) -> None:
        try:
            item = self.client.ask(f"/places/{place_id}", [PLACE_FIELDS])
            if item.get("groupType") in resources.PRIVATE_GROUPS:
                refused = self.records.place(item, place_id, "refused_private")
                return self._emit(Batch("places", f"places/{place_id}", [refused]))
            place_ids = self._visible(place_id, item)
        except NotVisible:
            return self._lost(place_id)
        self._spawn(partial(self._within, place_id, partial(self._contents, place_id, place_ids)))
        belonging = partial(self._belonging, place_id, is_group=item.get("type") == "group")
        self._spawn(partial(self._within, place_id, belonging))

    def _visible(self, place_id: str, item: Mapping[str, Any]) -> list[str]:
        """Emit a place and its blogs; their ids. Other places below it were not declared and are left alone."""
        asked = [PLACE_FIELDS, ("filter", "type(blog)")]
        is_blog = item.get("type") == "blog"
        pages = [] if is_blog else list(self.client.settled(f"/places/{place_id}/places", asked))
        blogs = [blog for page in pages for blog in page.items if blog is None or blog.get("type") == "blog"]
        one = partial(self.records.place, asked_place_id=place_id, state="visible")
        origin = f"places/{place_id}"
        records, rejects, unknown = self.records.read([item, *blogs], origin, resources.PLACES, one)
        self._emit(Batch("places", origin, records, rejects, unknown, "no" if rejects else "everything"))
        return [record.item_id for record in records]

    def _within(self, place_id: str, read: Task) -> None:
        """Read something of a place; one that is closed to us meanwhile stays as it was last seen."""
        try:
            read()
        except NotVisible:
            self._lost(place_id)

    def _lost(self, place_id: str) -> None:
        self._emit(Batch("places", f"places/{place_id}", [self.records.lost_place(place_id)]))

    def _belonging(self, place_id: str, *, is_group: bool) -> None:
        """Members of a group; a space has none, its followers stand in."""
        if is_group:
            origin, pages = f"places/{place_id}/members", self.client.settled(f"/members/places/{place_id}")
            member = partial(self.records.member, place_id=place_id)
            self._list("members", origin, pages, resources.MEMBERS, member, "everything")
        else:
            origin, asked = f"places/{place_id}/followers", [("fields", resources.FOLLOWERS.asked)]
            follower = partial(self.records.follower, place_id=place_id)
            self._list(
                "followers",
                origin,
                self.client.settled(f"/{origin}", asked),
                resources.FOLLOWERS,
                follower,
                "everything",
            )

    def _contents(self, place_id: str, place_ids: Sequence[str]) -> None:
        origin = f"places/{place_id}/contents"
        since = None if self.full else self._since(origin)
        seen: set[str] = set()
        begun, is_whole = None, since is None
        one = partial(self.records.content, asked_place_id=place_id)
        for page in self._content_pages(place_ids, since):
            begun = begun or page.at
            records, rejects, unknown = self.records.read(page.items, origin, resources.CONTENTS, one)
            is_whole = is_whole and not rejects
            self._emit(Batch("contents", origin, records, rejects, unknown))
            for record in records:
                if record.item_id not in seen:
                    seen.add(record.item_id)
                    self._depend(record.payload)
        completes: Completes = "everything" if is_whole else "changes"
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
            if page.items and all(_is_quiet_since(item, since) for item in page.items):
                return

    def _depend(self, content: Mapping[str, Any]) -> None:
        """Spawn the lists that hang on a content and may have changed."""
        number = content["content_id"]
        replies = f"{content['reply_count']}/{content['last_activity']}"
        if content["type"] == "discussion":
            self._if_changed(f"contents/{number}/messages", replies, content["reply_count"], self._messages, number)
        else:
            for kind in ("plain", *resources.OTHER_COMMENTS.get(content["type"], ())):
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
        pages = self.client.settled(f"/messages/contents/{content_id}", asked)
        one = partial(self.records.message, content_id=content_id)
        likes = partial(self._likes_of, "message")
        self._list("messages", origin, pages, resources.MESSAGES, one, "everything", basis, likes)

    def _comments(self, origin: str, basis: str, content_id: str, kind: str) -> None:
        asked = [("fields", resources.COMMENTS.asked), ("hierarchical", "false"), ("excludeReplies", "false")]
        if kind != "plain":
            asked.append((kind, "true"))
        pages = self.client.settled(f"/contents/{content_id}/comments", asked)
        one = partial(self.records.comment, content_id=content_id, kind=kind)
        likes = partial(self._likes_of, "comment")
        self._list("comments", origin, pages, resources.COMMENTS, one, "everything", basis, likes)

    def _likes_of(self, family: str, record: Record) -> None:
        likes, target = record.payload["like_count"], f"{family}/{record.item_id}"
        hope = likes if isinstance(likes, int) else 0
        self._if_changed(f"{target}/likes", str(likes), hope, self._likes, target)

    def _likes(self, origin: str, basis: str, target: str) -> None:
        family, number = target.split("/")
        pages = self.client.settled(f"/{family}s/{number}/likes", [("fields", resources.LIKES.asked)])
        one = partial(self.records.like, target=target)
        self._list("likes", origin, pages, resources.LIKES, one, "everything", basis)

    def _outcomes(self, origin: str, basis: str, content_id: str) -> None:
        pages = self.client.settled(f"/contents/{content_id}/outcomes", [("includeChildOutcomes", "true")])
        one = partial(self.records.outcome, content_id=content_id)
        self._list("outcomes", origin, pages, resources.OUTCOMES, one, "everything", basis)

    def _versions(self, origin: str, basis: str, content_id: str) -> None:
        one = partial(self.records.version, content_id=content_id)
        asked = [("fields", resources.VERSIONS.asked)]
        for path in VERSION_PATHS:
            pages = self.client.settled(path.format(content_id), asked)
            if self._list("versions", origin, pages, resources.VERSIONS, one, "everything", basis):
                return

    def _list(
        self,
        stream: str,
        origin: str,
        pages: Iterator[Page],
        resource: Resource,
        one: One,
        completes: Completes,
        basis: str | None = None,
        each: Callable[[Record], None] = lambda record: None,
    ) -> bool:
        """Read a list to its end, which its last batch tells; `each` is called for every record.

        Where an item could not be read, nothing may be concluded from the absence of others: it may be one of them.

        False for a list below something that vanished meanwhile: what of it came before is kept, nothing is completed.
        Raises NotVisible for any other.
        """
        held: Batch | None = None
        begun: datetime | None = None
        is_whole = True
        try:
            for page in pages:
                if held is not None:
                    self._emit(held)
                begun = begun or page.at
                records, rejects, unknown = self.records.read(page.items, origin, resource, one)
                held = Batch(stream, origin, records, rejects, unknown)
                is_whole = is_whole and not rejects
                for record in records:
                    each(record)
        except NotVisible:
            if basis is None:
                raise
            return False
        if held is not None:
            ends: Completes = completes if is_whole else "changes"
            self._emit(replace(held, completes=ends, basis=basis, watermark=self._earlier(begun)))
        return True


def _is_quiet_since(item: Item, since: datetime) -> bool:
    """Whether a content tells that nothing happened to it; servers before 2016 do not, and an edit is no reply."""
    activity = item.get("lastActivityDate") if isinstance(item, dict) else None
    return isinstance(activity, str) and activity < f"{since:%Y-%m-%dT%H:%M:%S}"

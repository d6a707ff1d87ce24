"""What is asked tonight, by several threads, and in which form it reaches landing.

The first night and the weekly sweep enumerate everything; other nights ask for what was created, changed or replied to
since the last reading, with an overlap. A list that hangs on something (the replies of a thread, the likes of a reply) is
read again when its parent shows that it changed. A reading that was cut short is taken up where it ended: nothing may be
concluded then from what it did not show.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import partial
from typing import Any

from cop_analytics.errors import NotVisible
from cop_analytics.platforms.batch import Batch, Completes, Reading, Record
from cop_analytics.platforms.crew import Crew, Task
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.client import EARLIEST, Client, Item, Page, written
from cop_analytics.platforms.jive.records import Records
from cop_analytics.platforms.jive.resources import Resource

OVERLAP = timedelta(hours=24)
VERSION_PATHS = ("/versions/{}", "/contents/{}/versions")
AHEAD = timedelta(days=1)
SKEW_TOLERATED = timedelta(minutes=5)

One = Callable[[Mapping[str, Any]], Record]

PLACE_FIELDS = ("fields", resources.PLACES.asked)
PEOPLE_FILTERS = (
    ("filter", "include-disabled(true)"),
    ("filter", "include-external(true)"),
    ("filter", "visible-only(false)"),
)


@dataclass
class Pull:
    """One night's reading of `places`. `known` tells how each list looked when it was last read to its end.

    `resumes` is when a sweep began that was cut short and is taken up; `owed` are records landed by a run that was cut
    short (stream, record), whose own lists it may not have read any more.
    """

    client: Client
    records: Records
    places: Sequence[str]
    known: Mapping[str, Reading]
    now: datetime
    full: bool = False
    threads: int = 4
    resumes: datetime | None = None
    owed: Iterable[tuple[str, Record]] = ()
    warnings: list[str] = field(default_factory=list)
    _crew: Crew = field(init=False)
    _asked: set[tuple[str, str]] = field(default_factory=set)
    _asking: threading.Lock = field(default_factory=threading.Lock)

    def __post_init__(self) -> None:
        self._crew = Crew(self.threads, self.client.transport.stop)

    def batches(self) -> Iterator[Batch]:
        """Everything that was asked for, in order of arrival. The first error of any thread rises here."""
        self.client.version()
        self._compare_clocks()
        deletions = [partial(self._deletions, family) for family in ("people", "contents")]
        places = [partial(self._place, place_id) for place_id in self.places]
        return self._crew.batches([self._people, *deletions, *places, self._what_is_owed])

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

    def _compare_clocks(self) -> None:
        """A platform that lives in another time shows it in every wait; watermarks are safe, they take the earlier clock."""
        skew = abs(self.client.clock - self.now) if self.client.clock else timedelta()
        if skew > SKEW_TOLERATED:
            self.warnings.append(f"the platform's clock and ours differ by {skew.total_seconds() / 60:,.0f} minutes")

    def _what_is_owed(self) -> None:
        """Lists of what a run landed that was cut short before it read them."""
        for stream, record in self.owed:
            if stream == "contents":
                self._depend(record.payload)
            else:
                self._likes_of(stream.removesuffix("s"), record)

    def _since(self, origin: str) -> datetime | None:
        """From when on a list is asked for what changed; None where it was never read to its end."""
        reading = self.known.get(origin)
        return reading.watermark - OVERLAP if reading and reading.watermark else None

    def _is_swept(self, reading: Reading | None) -> bool:
        """Whether a full reading needs not read a list again: the sweep it takes up has read it."""
        at = reading.completed_at if reading else None
        return self.resumes is not None and at is not None and at >= self.resumes

    def _place(self, place_id: str) -> None:
        try:
            item = self.client.ask(f"/places/{place_id}", [PLACE_FIELDS])
            if item.get("groupType") in resources.PRIVATE_GROUPS:
                refused = self.records.place(item, place_id, "refused_private")
                return self._crew.bring(Batch("places", f"places/{place_id}", [refused]))
            place_ids = self._visible(place_id, item)
        except NotVisible:
            return self._lost(place_id)
        self._crew.spawn(partial(self._within, place_id, partial(self._contents, place_id, place_ids)))
        belonging = partial(self._belonging, place_id, is_group=item.get("type") == "group")
        self._crew.spawn(partial(self._within, place_id, belonging))

    def _visible(self, place_id: str, item: Mapping[str, Any]) -> list[str]:
        """Emit a place and its blogs; their ids. Other places below it were not declared and are left alone."""
        asked = [PLACE_FIELDS, ("filter", "type(blog)")]
        is_blog = item.get("type") == "blog"
        pages = [] if is_blog else list(self.client.settled(f"/places/{place_id}/places", asked))
        blogs = [blog for page in pages for blog in page.items if blog is None or blog.get("type") == "blog"]
        one = partial(self.records.place, asked_place_id=place_id, state="visible")
        origin = f"places/{place_id}"
        batch = self.records.read("places", [item, *blogs], origin, resources.PLACES, one)
        self._crew.bring(replace(batch, completes="no" if batch.rejects else "everything"))
        return [record.item_id for record in batch.records]

    def _within(self, place_id: str, read: Task) -> None:
        """Read something of a place; one that is closed to us meanwhile stays as it was last seen."""
        try:
            read()
        except NotVisible:
            self._lost(place_id)

    def _lost(self, place_id: str) -> None:
        self._crew.bring(Batch("places", f"places/{place_id}", [self.records.lost_place(place_id)]))

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
        reading = self.known.get(origin, Reading())
        since = None if self.full and not self._is_swept(reading) else self._since(origin)
        start, begun = self._taken_up(reading) if since is None else (None, None)
        seen: set[str] = set()
        is_whole = since is None and start is None
        one = partial(self.records.content, asked_place_id=place_id)
        for page in self._content_pages(place_ids, since or (begun and begun - OVERLAP), start or since):
            begun = begun or self._earlier(page.at)
            batch = self.records.read("contents", page.items, origin, resources.CONTENTS, one)
            is_whole = is_whole and not batch.rejects
            if since is None and page.reached is not None:
                batch = replace(batch, completes="part", cursor=page.reached.isoformat(), watermark=begun)
            self._crew.bring(batch)
            for record in batch.records:
                if record.item_id not in seen:
                    seen.add(record.item_id)
                    self._depend(record.payload)
        completes: Completes = "everything" if is_whole else "changes"
        self._crew.bring(Batch("contents", origin, completes=completes, watermark=begun or self.now))

    def _taken_up(self, reading: Reading) -> tuple[datetime | None, datetime | None]:
        """Where to go on with a reading that was cut short, and when it began; nowhere where this one begins anew."""
        is_ours = reading.watermark is None if self.resumes is None else (reading.begun or EARLIEST) >= self.resumes
        if reading.cursor is None or not is_ours or (self.full and self.resumes is None):
            return None, None
        return datetime.fromisoformat(reading.cursor), reading.begun

    def _earlier(self, begun: datetime | None) -> datetime:
        """The platform's time when a reading began, or ours if theirs is ahead: a watermark never runs away."""
        return min(begun or self.now, self.now)

    def _content_pages(
        self, place_ids: Sequence[str], since: datetime | None, start: datetime | None
    ) -> Iterator[Page]:
        """Created since `start`, changed and replied to since `since`; everything where both are None."""
        asked = [
            ("fields", resources.CONTENTS.asked),
            ("filter", f"place({','.join(f'/places/{place_id}' for place_id in place_ids)})"),
            ("filter", f"type({','.join(resources.CONTENT_TYPES)})"),
        ]
        until = self.now + AHEAD
        yield from self.client.created("/contents", asked, start, until)
        if since is None:
            return
        for page in self.client.windows("/contents", asked, "modificationDate", since, until):
            yield replace(page, reached=None)
        for page in self.client.pages("/contents", [*asked, ("sort", "latestActivityDesc")]):
            yield page
            if page.items and all(_is_quiet_since(item, since) for item in page.items):
                return

    def _depend(self, content: Mapping[str, Any]) -> None:
        """Spawn the lists that hang on a content and may have changed."""
        number = content["content_id"]
        replies = f"{content['reply_count']}/{content['last_activity']}"
        if content["type"] == "discussion":
            messages = partial(self._messages, content_id=number, announced=content["reply_count"])
            self._if_changed(f"contents/{number}/messages", replies, content["reply_count"], messages)
        else:
            kinds = ("plain", *resources.OTHER_COMMENTS.get(content["type"], ()))
            all_of_them = content["reply_count"] if len(kinds) == 1 else None
            for kind in kinds:
                hope = content["reply_count"] if kind == "plain" else 1
                comments = partial(self._comments, content_id=number, kind=kind, announced=all_of_them)
                self._if_changed(f"contents/{number}/comments/{kind}", replies, hope, comments)
        likes = content["like_count"]
        of_it = partial(self._likes, target=f"content/{number}", announced=likes)
        if self.records.is_kept(content):
            self._if_changed(f"content/{number}/likes", str(likes), likes, of_it)
        marks = content["outcome_counts"]
        outcomes = partial(self._outcomes, content_id=number)
        self._if_changed(f"contents/{number}/outcomes", str(marks), len(marks), outcomes)
        version = content["version"]
        versions = partial(self._versions, content_id=number)
        self._if_changed(f"contents/{number}/versions", str(version), (version or 1) - 1, versions)

    def _if_changed(self, origin: str, basis: str, hope: int | None, read: Callable[[str, str], None]) -> None:
        """Read a list if its parent looks other than when it was last read; if never, where there is hope of finding any."""
        reading = self.known.get(origin)
        if reading is None and not hope:
            return
        if reading is not None and reading.basis == basis and (not self.full or self._is_swept(reading)):
            return
        with self._asking:
            is_asked = (origin, basis) in self._asked
            self._asked.add((origin, basis))
        if not is_asked:
            self._crew.spawn(partial(read, origin, basis))

    def _messages(self, origin: str, basis: str, content_id: str, announced: int | None) -> None:
        asked = [("fields", resources.MESSAGES.asked), ("hierarchical", "false")]
        pages = self.client.settled(f"/messages/contents/{content_id}", asked)
        one = partial(self.records.message, content_id=content_id)
        likes = partial(self._likes_of, "message")
        self._list("messages", origin, pages, resources.MESSAGES, one, "everything", basis, likes, announced)

    def _comments(self, origin: str, basis: str, content_id: str, kind: str, announced: int | None) -> None:
        asked = [("fields", resources.COMMENTS.asked), ("hierarchical", "false"), ("excludeReplies", "false")]
        if kind != "plain":
            asked.append((kind, "true"))
        pages = self.client.settled(f"/contents/{content_id}/comments", asked)
        one = partial(self.records.comment, content_id=content_id, kind=kind)
        likes = partial(self._likes_of, "comment")
        self._list("comments", origin, pages, resources.COMMENTS, one, "everything", basis, likes, announced)

    def _likes_of(self, family: str, record: Record) -> None:
        likes, target = record.payload["like_count"], f"{family}/{record.item_id}"
        count = likes if isinstance(likes, int) else None
        if self.records.is_kept(record.payload):
            self._if_changed(f"{target}/likes", str(likes), count, partial(self._likes, target=target, announced=count))

    def _likes(self, origin: str, basis: str, target: str, announced: int | None) -> None:
        family, number = target.split("/")
        pages = self.client.settled(f"/{family}s/{number}/likes", [("fields", resources.LIKES.asked)])
        one = partial(self.records.like, target=target)
        self._list("likes", origin, pages, resources.LIKES, one, "everything", basis, announced=announced)

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
        announced: int | None = None,
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
                    self._crew.bring(held)
                begun = begun or page.at
                held = self.records.read(stream, page.items, origin, resource, one)
                is_whole = is_whole and not held.rejects
                for record in held.records:
                    each(record)
        except NotVisible:
            if basis is None:
                raise
            return False
        if held is not None:
            ends: Completes = completes if is_whole else "changes"
            ended = replace(held, completes=ends, basis=basis, watermark=self._earlier(begun), announced=announced)
            self._crew.bring(ended)
        return True


def _is_quiet_since(item: Item, since: datetime) -> bool:
    """Whether a content tells that nothing happened to it; servers before 2016 do not, and an edit is no reply."""
    activity = item.get("lastActivityDate") if isinstance(item, dict) else None
    return isinstance(activity, str) and activity < f"{since:%Y-%m-%dT%H:%M:%S}"

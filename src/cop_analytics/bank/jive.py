"""Jive's answers for the bank, as of any moment: paging, filters, sorting, projections and permissions."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar
from urllib.parse import urlencode

import orjson

from cop_analytics.bank import payloads
from cop_analytics.bank.life import Bank
from cop_analytics.bank.payloads import BASE, Json
from cop_analytics.bank.world import Membership, Place, Root

PREFIX = "/api/core/v3"
SECURITY_LINE = b"throw 'allowIllegalResourceCall is false.';\n"
MOST_ITEMS = 100
T = TypeVar("T")
FILTER = re.compile(r"([a-zA-Z-]+)\((.*)\)")


@dataclass(frozen=True)
class Reply:
    """One HTTP answer."""

    status: int
    headers: Mapping[str, str]
    body: bytes


class _Refusal(Exception):
    def __init__(self, status: int, code: str, message: str) -> None:
        super().__init__(message)
        self.status, self.code = status, code


class Jive:
    """Answers GET requests from a `Bank` as of `now()`; `has_security_line` is how servers up to 8.x begin a body."""

    def __init__(self, bank: Bank, now: Callable[[], datetime], *, has_security_line: bool = False) -> None:
        self._bank, self._now, self._line = bank, now, SECURITY_LINE if has_security_line else b""
        places = [place for community in bank.communities for place in (*community.places, community.blog)]
        self._places = {place.place_id: place for place in places}
        self._roots = {str(root.content_id): root for root in bank.roots}
        self._answers = {str(answer.id): (root, answer) for root in bank.roots for answer in root.answers}
        self._by_place: dict[str, list[Root]] = defaultdict(list)
        for root in bank.roots:
            for _, place in root.places:
                self._by_place[place.place_id].append(root)
        self._published = {key: [root.published for root in roots] for key, roots in self._by_place.items()}
        self._members = defaultdict(list)
        for number, membership in enumerate(bank.memberships):
            self._members[membership.place.place_id].append((300_001 + number, membership))
        self._ways: tuple[tuple[re.Pattern[str], Callable[..., object]], ...] = tuple(
            (re.compile(f"{PREFIX}{path}$"), answer)
            for path, answer in (
                (r"/people/@me", self._me),
                (r"/people(?:/@all)?", self._people),
                (r"/places/(\d+)", self._place),
                (r"/places/(\d+)/places", self._places_in),
                (r"/places/(\d+)/followers", self._followers),
                (r"/members/places/(\d+)", self._members_of),
                (r"/contents", self._contents),
                (r"/messages/contents/(\d+)", self._messages),
                (r"/contents/(\d+)/comments", self._comments),
                (r"/(contents|messages|comments)/(\d+)/likes", self._likes),
                (r"/contents/(\d+)/outcomes", self._outcomes),
                (r"/versions/(\d+)", self._versions),
                (r"/deletedObjects/(contents|people|places)", self._deleted),
            )
        )

    def answer(
        self, path: str, parameters: Sequence[tuple[str, str]], headers: Mapping[str, str] | None = None
    ) -> Reply:
        """The answer to GET `path`; errors come in Jive's own shape."""
        asked: dict[str, list[str]] = defaultdict(list)
        for name, value in parameters:
            asked[name].append(value)
        if path == "/api/version":
            return self._reply(200, self._version())
        try:
            for pattern, answer in self._ways:
                if match := pattern.match(path):
                    return self._reply(200, answer(self._now(), path, asked, *match.groups()))
            raise _Refusal(404, "notFound", f"No resource at {path}")
        except _Refusal as refusal:
            error = {"status": refusal.status, "code": refusal.code, "message": str(refusal)}
            return self._reply(refusal.status, {"error": error})

    def _reply(self, status: int, payload: object) -> Reply:
        headers = {"Content-Type": "application/json", "Date": f"{self._now():%a, %d %b %Y %H:%M:%S} GMT"}
        return Reply(status, headers, self._line + orjson.dumps(payload))

    def _version(self) -> Json:
        return {
            "jiveVersion": "2016.3.8.1",
            "instanceURL": "https://jive.bank.example",
            "jiveCoreVersions": [
                {"version": 2, "revision": 3, "uri": "/api/core/v2", "documentation": "https://jive.bank.example/v2"},
                {"version": 3, "revision": 15, "uri": "/api/core/v3", "documentation": "https://jive.bank.example/v3"},
            ],
        }

    def _me(self, now: datetime, path: str, asked: Mapping[str, list[str]]) -> Json:
        return payloads.summary(self._bank.team[0], now)

    def _people(self, now: datetime, path: str, asked: Mapping[str, list[str]]) -> Json:
        filters = set(asked.get("filter", []))
        people = [
            person
            for person in self._bank.people
            if ("include-disabled(true)" in filters or now < person.left_at)
            and ("include-external(true)" in filters or not person.is_guest)
        ]
        whole = "fields" in asked
        write = payloads.whole_person if whole else payloads.summary
        return _page(path, asked, people, lambda person: write(person, now))

    def _seen(self, place_id: str) -> Place:
        place = self._places.get(place_id)
        if place is None:
            raise _Refusal(404, "placeInvalidURI", f"Invalid place URI /places/{place_id}")
        return place

    def _place(self, now: datetime, path: str, asked: Mapping[str, list[str]], place_id: str) -> Json:
        place = self._seen(place_id)
        count = sum(m.since <= now < m.until for _, m in self._members[place_id])
        return payloads.place_payload(place, count, count)

    def _places_in(self, now: datetime, path: str, asked: Mapping[str, list[str]], place_id: str) -> Json:
        parent = self._seen(place_id)
        blogs = [place for place in self._places.values() if place.parent is parent]
        return _page(path, asked, blogs, lambda place: payloads.place_payload(place, 0, 0))

    def _present(self, place_id: str, now: datetime) -> list[tuple[int, Membership]]:
        self._seen(place_id)
        return [(number, m) for number, m in self._members[place_id] if m.since <= now < m.until]

    def _followers(self, now: datetime, path: str, asked: Mapping[str, list[str]], place_id: str) -> Json:
        present = self._present(place_id, now)
        return _page(path, asked, present, lambda pair: payloads.summary(pair[1].person, now))

    def _members_of(self, now: datetime, path: str, asked: Mapping[str, list[str]], place_id: str) -> Json:
        if self._seen(place_id).type != "group":
            raise _Refusal(404, "placeInvalidURI", f"Only groups have members: /places/{place_id}")
        present = self._present(place_id, now)
        return _page(path, asked, present, lambda pair: payloads.member_payload(*pair, now))

    def _contents(self, now: datetime, path: str, asked: Mapping[str, list[str]]) -> Json:
        filters = _filters(asked)
        if "place" not in filters:
            raise _Refusal(400, "filterInvalid", "This server wants a place filter")
        ids = [part.rsplit("/", 1)[-1] for part in filters["place"].split(",")]
        types = set(filters["type"].split(",")) if "type" in filters else None
        found = [
            root
            for place_id in ids
            for root in self._window(self._seen(place_id), filters, now)
            if root.published <= now < root.deleted_at
            and root.place(now).place_id == place_id
            and (types is None or root.type in types)
        ]
        if "modificationDate" in filters:
            before, after = _bounds(filters["modificationDate"])
            found = [root for root in found if after <= root.updated(now) <= before]
        match asked.get("sort", ["dateCreatedDesc"])[0]:
            case "dateCreatedAsc":
                found.sort(key=lambda root: (root.published, root.content_id))
            case "latestActivityDesc":
                found.sort(key=lambda root: (root.activity(now), root.content_id), reverse=True)
            case _:
                found.sort(key=lambda root: (root.published, root.content_id), reverse=True)
        # the window is cut first; what the account may not see is left out after
        return _page(path, asked, found, lambda root: None if root.is_hidden else payloads.root_payload(root, now))

    def _window(self, place: Place, filters: Mapping[str, str], now: datetime) -> list[Root]:
        roots, times = self._by_place[place.place_id], self._published.get(place.place_id, [])
        if "creationDate" not in filters:
            return roots
        before, after = _bounds(filters["creationDate"])
        return roots[bisect_left(times, after) : bisect_right(times, before)]

    def _root(self, content_id: str, now: datetime) -> Root:
        root = self._roots.get(content_id)
        if root is None or not root.published <= now < root.deleted_at:
            raise _Refusal(404, "contentMissing", f"Missing content ID {content_id}")
        return root

    def _messages(self, now: datetime, path: str, asked: Mapping[str, list[str]], content_id: str) -> Json:
        root = self._root(content_id, now)
        there = [answer for answer in root.answers if answer.published <= now < answer.deleted_at]
        return _page(path, asked, there, lambda answer: payloads.answer_payload(root, answer, now))

    def _comments(self, now: datetime, path: str, asked: Mapping[str, list[str]], content_id: str) -> Json:
        root = self._root(content_id, now)
        shelf = next((name for name in ("author", "inline") if asked.get(name) == ["true"]), "plain")
        there = [a for a in root.answers if a.published <= now < a.deleted_at and a.shelf == shelf]
        return _page(path, asked, there, lambda answer: payloads.answer_payload(root, answer, now))

    def _likes(self, now: datetime, path: str, asked: Mapping[str, list[str]], family: str, number: str) -> Json:
        likes = self._root(number, now).likes if family == "contents" else self._answers[number][1].likes
        fans = [person for at, person in likes if at <= now]
        return _page(path, asked, fans, lambda person: payloads.summary(person, now))

    def _outcomes(self, now: datetime, path: str, asked: Mapping[str, list[str]], content_id: str) -> Json:
        root = self._root(content_id, now)
        family = "messages" if root.type == "discussion" else "comments"
        marks = [(f"contents/{content_id}", outcome) for outcome in root.outcomes]
        if asked.get("includeChildOutcomes") == ["true"]:
            marks += [(f"{family}/{a.id}", o) for a in root.answers if now < a.deleted_at for o in a.outcomes]
        set_by_now = [(target, outcome) for target, outcome in marks if outcome.marked_at <= now]
        return _page(path, asked, set_by_now, lambda mark: payloads.outcome_payload(*mark, now))

    def _versions(self, now: datetime, path: str, asked: Mapping[str, list[str]], content_id: str) -> Json:
        root = self._root(content_id, now)
        edits = [(root.published, root.author), *(edit for edit in root.edits if edit[0] <= now)]
        numbered = list(enumerate(edits, start=1))
        return _page(path, asked, numbered, lambda edit: payloads.version_payload(root, edit[0], *edit[1], now))

    def _deleted(self, now: datetime, path: str, asked: Mapping[str, list[str]], family: str) -> Json:
        filters = _filters(asked)
        since = _moment(filters["since"]) if "since" in filters else datetime.min
        roots = [root for root in self._bank.roots if family == "contents" and since <= root.deleted_at <= now]
        roots.sort(key=lambda root: root.deleted_at)
        return _page(path, asked, roots, payloads.deletion_payload)


def _page(path: str, asked: Mapping[str, list[str]], things: Sequence[T], write: Callable[[T], Json | None]) -> Json:
    start = int(asked.get("startIndex", ["0"])[0])
    count = min(int(asked.get("count", ["25"])[0]), MOST_ITEMS)
    written: Iterable[Json | None] = (write(thing) for thing in things[start : start + count])
    fields = [field for text in asked.get("fields", []) for field in text.split(",")]
    page: Json = {"itemsPerPage": count, "startIndex": start, "list": [_projected(x, fields) for x in written if x]}
    links = {}
    if start + count < len(things):
        links["next"] = _link(path, asked, start + count, count)
    if start:
        links["previous"] = _link(path, asked, max(0, start - count), count)
    if links:
        page["links"] = links
    return page


def _link(path: str, asked: Mapping[str, list[str]], start: int, count: int) -> str:
    kept = [(name, value) for name, values in asked.items() for value in values if name not in ("startIndex", "count")]
    query = urlencode([*kept, ("count", str(count)), ("startIndex", str(start))])
    return f"{BASE.removesuffix(PREFIX)}{path}?{query}"


def _projected(payload: Json, fields: list[str]) -> Json:
    """What `fields` asks for: a list of names, `@all`, and names with a minus to leave out."""
    wanted = [field.split(".")[0] for field in fields if not field.startswith(("-", "@"))]
    unwanted = {field[1:] for field in fields if field.startswith("-")}
    kept = {"id", "type", *wanted} if wanted else payload.keys()
    return {name: value for name, value in payload.items() if name in kept and name not in unwanted}


def _filters(asked: Mapping[str, list[str]]) -> dict[str, str]:
    matches = [FILTER.fullmatch(text) for text in asked.get("filter", [])]
    return {match[1]: match[2] for match in matches if match}


def _bounds(text: str) -> tuple[datetime, datetime]:
    """Newest first, both inclusive, `null` for open."""
    before, after = text.split(",")
    return (
        datetime.max if before == "null" else _moment(before),
        datetime.min if after == "null" else _moment(after),
    )


def _moment(text: str) -> datetime:
    try:
        return datetime.fromisoformat(text).replace(tzinfo=None)
    except ValueError:
        raise _Refusal(400, "filterInvalid", f"Not a date: {text}") from None

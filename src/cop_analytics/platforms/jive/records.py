"""From Jive's payloads to records that may be kept: allowed fields, things derived from the body, persons as pseudonyms.

A body is read for mentions, links, a question mark and its length, and dropped here; no name, subject or body leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from cop_analytics.platforms.batch import Batch, Record, Reject, framed
from cop_analytics.platforms.jive import markup
from cop_analytics.platforms.jive.resources import Resource
from cop_analytics.privacy.pseudonyms import Forgotten

Json = Mapping[str, Any]
Coarse = Callable[[str, Sequence[str]], str | None]

UTC_OFFSET = "+0000"
EARLIEST = datetime(1995, 1, 1)
REASONS = {KeyError: "missing_field", ValueError: "bad_value"}


@dataclass(frozen=True, slots=True)
class Profile:
    """Which profile labels of this platform stand for unit, region and tier."""

    unit: tuple[str, ...]
    region: tuple[str, ...]
    tier: tuple[str, ...]


class Expired(Exception):
    """The item is older than may be kept."""


class Records:
    """Turns items into records. `pseudonym` and `key_hash` are keyed, `coarse` maps free text to units and the like.

    What is dated before there was any such platform, or after `latest`, is rejected: it would stand as newest for ever.
    Nothing of a thread in which nothing happened since `kept_from` is kept; in one that goes on, what is older stays as a
    frame without a person.
    """

    def __init__(
        self,
        pseudonym: Callable[[str], str],
        key_hash: Callable[[str], str],
        coarse: Coarse,
        profile: Profile,
        latest: datetime = datetime.max,
        kept_from: datetime = EARLIEST,
    ) -> None:
        self._pseudonym, self._key_hash, self._coarse, self._profile = pseudonym, key_hash, coarse, profile
        self._latest, self._kept_from = latest, kept_from
        self._kept_from_text = f"{kept_from:%Y-%m-%dT%H:%M:%S}"

    def read(
        self, stream: str, items: Iterable[Json | None], origin: str, resource: Resource, one: Callable[[Json], Record]
    ) -> Batch:
        """Each item by itself: one that cannot be read is rejected with a reason, its neighbours stay."""
        records, rejects, unknown = [], [], Counter[str]()
        suppressed = 0
        known = resource.known
        for position, item in enumerate(items):
            try:
                if item is None:
                    raise TypeError("not readable")
                records.append(one(item))
                if not item.keys() <= known:
                    unknown.update(sorted(item.keys() - known))
            except Forgotten:  # what speaks of somebody forgotten is not even counted
                continue
            except Expired:
                suppressed += 1
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                key = str(item.get("id", position)) if isinstance(item, dict) else str(position)
                rejects.append(Reject(self._key_hash(key), _reason(item, fault), f"{origin}#{position}"))
        return Batch(stream, origin, records, rejects, unknown, suppressed=suppressed)

    def is_kept(self, payload: Json) -> bool:
        """Whether a content or reply, as it may be kept, was written since `kept_from`."""
        return bool(payload["published"] >= self._kept_from_text)

    def person(self, item: Json) -> Record:
        jive = item.get("jive", {})
        values: dict[str, list[str]] = {}
        for entry in jive.get("profile", ()):
            values.setdefault(entry["jive_label"], []).append(str(entry["value"]).strip())
        if item.get("location"):
            values.setdefault("Location", []).append(str(item["location"]).strip())
        who = self._pseudonym(_identifier(item["id"]))
        payload = {
            "person": who,
            "enabled": bool(jive.get("enabled", True)),
            "external": bool(jive.get("external", False)),
            "external_contributor": bool(jive.get("externalContributor", False)),
            "visible": bool(jive.get("visible", True)),
            "time_zone": jive.get("timeZone"),
        }
        for field in ("unit", "region", "tier"):
            found = [value for label in getattr(self._profile, field) for value in values.get(label, []) if value]
            payload[field] = self._coarse(field, found)
        return Record(who, None, payload)

    def place(self, item: Json, asked_place_id: str, state: str) -> Record:
        place_id = _identifier(item.get("placeID") or _last(item["resources"]["self"]["ref"]))
        parent = item.get("parent")
        payload = {
            "place_id": place_id,
            "native_id": item.get("id"),
            "type": item.get("type"),
            "parent_place_id": _last(parent) if isinstance(parent, str) and place_id != asked_place_id else None,
            "asked_place_id": asked_place_id,
            "group_type": item.get("groupType"),
            "state": state,
            "member_count": item.get("memberCount"),
            "follower_count": item.get("followerCount"),
        }
        return Record(place_id, None, payload)

    def lost_place(self, place_id: str) -> Record:
        """A place the account may not see, or no longer."""
        kept = ("native_id", "type", "parent_place_id", "group_type", "member_count", "follower_count")
        payload = {"place_id": place_id, "asked_place_id": place_id, "state": "not_visible", **dict.fromkeys(kept)}
        return Record(place_id, None, payload)

    def member(self, item: Json, place_id: str) -> Record:
        who = self._someone(item["person"])
        return Record(f"{place_id}/{who}", None, {"place_id": place_id, "person": who, "state": str(item["state"])})

    def follower(self, item: Json, place_id: str) -> Record:
        who = self._someone(item)
        return Record(f"{place_id}/{who}", None, {"place_id": place_id, "person": who})

    def content(self, item: Json, asked_place_id: str) -> Record:
        get = item.get
        content_id = _identifier(get("contentID") or _last(item["resources"]["self"]["ref"]))
        place = get("parentPlace") or {}
        answer, author, updated = get("answer"), get("author"), self._time(item["updated"])
        activity = self._event(get("lastActivityDate") or item["updated"])
        payload = {
            "content_id": content_id,
            "native_id": get("id"),
            "type": item["type"],
            "asked_place_id": asked_place_id,
            "place_id": place.get("placeID") or _last(place.get("uri") or get("parent") or "") or None,
            "author": self._author(author),
            "published": self._time(item["published"])[0],
            "updated": updated[0],
            "last_activity": activity[0],
            "status": get("status"),
            "is_question": bool(get("question")),
            "resolved": get("resolved"),
            "answer": f"message/{_last(answer)}" if isinstance(answer, str) else None,
            "tags": sorted(map(_plain, get("tags") or ())),
            "version": get("version"),
            "is_locked": bool(get("archived") or get("restrictReplies")),
            "reply_count": _count(get("replyCount")),
            "like_count": _count(get("likeCount")),
            "outcome_counts": _counts(get("outcomeCounts")),
        }
        return Record(content_id, updated[1], self._derived(payload, get("content")))

    def message(self, item: Json, content_id: str) -> Record:
        number = _identifier(item["id"])
        flags = {"is_answer": bool(item.get("answer")), "is_helpful": bool(item.get("helpful"))}
        return self._answer(item, {"message_id": number, "content_id": content_id, **flags})

    def comment(self, item: Json, content_id: str, kind: str) -> Record:
        return self._answer(item, {"comment_id": _identifier(item["id"]), "content_id": content_id, "kind": kind})

    def _answer(self, item: Json, keys: dict[str, object]) -> Record:
        get, published = item.get, item["published"]
        updated = self._time(get("updated") or published)
        payload = {
            **keys,
            "parent": _thing(get("parent")),
            "author": self._author(get("author")),
            "published": self._time(published)[0],
            "updated": updated[0],
            "reply_count": _count(get("replyCount")),
            "like_count": _count(get("likeCount")),
        }
        return Record(_identifier(item["id"]), updated[1], self._derived(payload, get("content")))

    def like(self, item: Json, target: str) -> Record:
        who = self._someone(item)
        return Record(f"{target}/{who}", None, {"target": target, "person": who})

    def outcome(self, item: Json, content_id: str) -> Record:
        marked, moment = self._event(item.get("creationDate") or item["updated"])
        payload = {
            "outcome_id": _identifier(item["id"]),
            "content_id": content_id,
            "target": _thing(item.get("parent")) or f"content/{content_id}",
            "person": self._someone(item["user"]),
            "name": str(item["outcomeType"]["name"]),
            "marked_at": marked,
        }
        return Record(_identifier(item["id"]), moment, payload)

    def version(self, item: Json, content_id: str) -> Record:
        number = int(item["versionNumber"])
        payload = {
            "content_id": content_id,
            "version": number,
            "person": self._author(item.get("author")),
            "published": self._event(item["published"])[0],
        }
        return Record(f"{content_id}/{number}", None, payload)

    def deletion(self, item: Json, family: str) -> Record:
        number = _last(item.get("url") or _identifier(item["objectId"]))
        gone = f"content/{number}" if family == "contents" else self._pseudonym(number)
        event_at, moment = self._event(item["eventDate"])
        payload = {"object": gone, "object_type": str(item["objectType"]), "event_at": event_at}
        return Record(_identifier(item["id"]), moment, payload)

    def _time(self, text: str) -> tuple[str, datetime]:
        """A time as it is kept and as a moment. Raises ValueError for one nobody can have written at."""
        kept, moment = _time(text)
        if not EARLIEST <= moment <= self._latest:
            raise ValueError("a time out of this world")
        return kept, moment

    def _event(self, text: str) -> tuple[str, datetime]:
        """The time of something that is kept for its date. Raises Expired where that is older than may be kept."""
        kept, moment = self._time(text)
        if moment < self._kept_from:
            raise Expired
        return kept, moment

    def _someone(self, person: Json) -> str:
        number = _identifier(person["id"])
        if number == markup.NOBODY:
            raise ValueError("a guest is nobody in particular")
        return self._pseudonym(number)

    def _author(self, author: object) -> str | None:
        if not isinstance(author, dict) or str(author.get("id", markup.NOBODY)) == markup.NOBODY:
            return None
        try:
            return self._pseudonym(_identifier(author["id"]))
        except Forgotten:
            return None

    def _derived(self, payload: dict[str, object], content: Json | None) -> dict[str, object]:
        """A contribution with what its body tells, without the body; a frame where it is older than may be kept."""
        told = markup.told(content.get("text") or "") if content else markup.SILENT
        payload["has_question_mark"] = told.has_question_mark
        payload["length_band"] = told.length_band
        payload["mentions"] = sorted(filter(None, (self._author({"id": each}) for each in told.mentions)))
        payload["links"] = list(told.links)
        return payload if self.is_kept(payload) else framed(payload)


def _identifier(value: object) -> str:
    """Ids are strings on the wire; a number is taken as the same id, anything else is not one."""
    if isinstance(value, bool) or not isinstance(value, (str, int)) or value == "":
        raise TypeError("not an id")
    return str(value)


def _last(reference: object) -> str:
    """The id at the end of a URI."""
    return str(reference).rstrip("/").rsplit("/", 1)[-1]


def _thing(reference: object) -> str | None:
    """`content/1`, `message/2` or `comment/3` for the URI of one; None for anything else."""
    words = str(reference or "").rstrip("/").rsplit("/", 2)
    families = {"contents": "content", "messages": "message", "comments": "comment"}
    return f"{families[words[1]]}/{words[2]}" if len(words) == 3 and words[1] in families else None


def _time(text: str) -> tuple[str, datetime]:
    """A platform time as UTC to the millisecond, without offset: Jive writes every one with +0000."""
    if text.endswith(UTC_OFFSET):
        text = text[:-5]
        return text, datetime.fromisoformat(text)
    moment = datetime.fromisoformat(text)
    if offset := moment.utcoffset():
        moment -= offset
    moment = moment.replace(tzinfo=None)
    return moment.isoformat(timespec="milliseconds"), moment


def _count(value: object) -> int | None:
    return value if isinstance(value, int) else None


def _counts(counts: Mapping[str, int] | None) -> dict[str, int]:
    return dict(sorted(counts.items())) if counts else {}


def _plain(text: object) -> str:
    """A word without characters that cannot be printed."""
    word = str(text)
    return word if word.isprintable() else "".join(c if c.isprintable() else "\ufffd" for c in word)


def _reason(item: object, fault: Exception) -> str:
    return "unreadable" if item is None else REASONS.get(type(fault), "wrong_type")

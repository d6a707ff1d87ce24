"""From Jive's payloads to records that may be kept: allowed fields, things derived from the body, persons as pseudonyms.

A body is read for mentions, links, a question mark and its length, and dropped here; no name, subject or body leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from selectolax.lexbor import LexborHTMLParser

from cop_analytics.platforms.batch import Record, Reject
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.resources import Resource

Json = Mapping[str, Any]
Coarse = Callable[[str, Sequence[str]], str | None]

SHORT, MEDIUM = 280, 1500
LONGEST_BODY = 1 << 20


@dataclass(frozen=True, slots=True)
class Profile:
    """Which profile labels of this platform stand for unit, region and tier."""

    unit: tuple[str, ...]
    region: tuple[str, ...]
    tier: tuple[str, ...]


class Records:
    """Turns items into records. `pseudonym` and `key_hash` are keyed, `coarse` maps free text to units and the like."""

    def __init__(
        self, pseudonym: Callable[[str], str], key_hash: Callable[[str], str], coarse: Coarse, profile: Profile
    ) -> None:
        self._pseudonym, self._key_hash, self._coarse, self._profile = pseudonym, key_hash, coarse, profile

    def read(
        self, items: Iterable[Json], origin: str, resource: Resource, one: Callable[[Json], Record]
    ) -> tuple[list[Record], list[Reject], Counter[str]]:
        """Each item by itself: one that cannot be read is rejected with a reason, its neighbours stay."""
        records, rejects, unknown = [], [], Counter[str]()
        known = resource.known
        for position, item in enumerate(items):
            try:
                records.append(one(item))
                unknown.update(item.keys() - known)
            except (KeyError, TypeError, ValueError, AttributeError) as fault:
                key = str(item.get("id", position)) if isinstance(item, dict) else str(position)
                rejects.append(Reject(self._key_hash(key), _reason(fault), f"{origin}#{position}"))
        return records, rejects, unknown

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

    def member(self, item: Json, place_id: str) -> Record:
        who = self._someone(item["person"])
        return Record(f"{place_id}/{who}", None, {"place_id": place_id, "person": who, "state": str(item["state"])})

    def follower(self, item: Json, place_id: str) -> Record:
        who = self._someone(item)
        return Record(f"{place_id}/{who}", None, {"place_id": place_id, "person": who})

    def content(self, item: Json, asked_place_id: str) -> Record:
        content_id = _identifier(item.get("contentID") or _last(item["resources"]["self"]["ref"]))
        place = item.get("parentPlace") or {}
        answer = item.get("answer")
        updated = _time(item["updated"])
        payload = {
            "content_id": content_id,
            "native_id": item.get("id"),
            "type": item["type"],
            "asked_place_id": asked_place_id,
            "place_id": place.get("placeID") or _last(place.get("uri") or item.get("parent") or "") or None,
            "author": self._author(item),
            "published": _time(item["published"]),
            "updated": updated,
            "last_activity": _time(item.get("lastActivityDate") or item["updated"]),
            "status": item.get("status"),
            "is_question": bool(item.get("question", False)),
            "resolved": item.get("resolved"),
            "answer": f"message/{_last(answer)}" if isinstance(answer, str) else None,
            "tags": sorted(map(str, item.get("tags") or ())),
            "version": item.get("version"),
            "is_locked": bool(item.get("archived") or item.get("restrictReplies")),
            "reply_count": item.get("replyCount"),
            "like_count": item.get("likeCount"),
            "outcome_counts": dict(sorted((item.get("outcomeCounts") or {}).items())),
            **self._derived(item),
        }
        return Record(content_id, datetime.fromisoformat(updated), payload)

    def message(self, item: Json, content_id: str) -> Record:
        number = _identifier(item["id"])
        flags = {"is_answer": bool(item.get("answer")), "is_helpful": bool(item.get("helpful"))}
        return self._answer(item, {"message_id": number, "content_id": content_id, **flags})

    def comment(self, item: Json, content_id: str, kind: str) -> Record:
        return self._answer(item, {"comment_id": _identifier(item["id"]), "content_id": content_id, "kind": kind})

    def _answer(self, item: Json, keys: dict[str, object]) -> Record:
        updated = _time(item.get("updated") or item["published"])
        payload = {
            **keys,
            "parent": _thing(item.get("parent")),
            "author": self._author(item),
            "published": _time(item["published"]),
            "updated": updated,
            "reply_count": item.get("replyCount"),
            "like_count": item.get("likeCount"),
            **self._derived(item),
        }
        return Record(_identifier(item["id"]), datetime.fromisoformat(updated), payload)

    def like(self, item: Json, target: str) -> Record:
        who = self._someone(item)
        return Record(f"{target}/{who}", None, {"target": target, "person": who})

    def outcome(self, item: Json, content_id: str) -> Record:
        marked = _time(item["updated"])
        payload = {
            "outcome_id": _identifier(item["id"]),
            "content_id": content_id,
            "target": _thing(item.get("parent")) or f"content/{content_id}",
            "person": self._someone(item["user"]),
            "name": str(item["outcomeType"]["name"]),
            "marked_at": marked,
        }
        return Record(_identifier(item["id"]), datetime.fromisoformat(marked), payload)

    def version(self, item: Json, content_id: str) -> Record:
        number = int(item["versionNumber"])
        published = _time(item["published"])
        payload = {
            "content_id": content_id,
            "version": number,
            "person": self._author(item),
            "published": published,
        }
        return Record(f"{content_id}/{number}", None, payload)

    def deletion(self, item: Json, family: str) -> Record:
        number = _last(str(item.get("url") or item["objectId"]))
        gone = f"content/{number}" if family == "contents" else self._pseudonym(number)
        event_at = _time(item["eventDate"])
        payload = {"object": gone, "object_type": str(item["objectType"]), "event_at": event_at}
        return Record(str(item["id"]), datetime.fromisoformat(event_at), payload)

    def _someone(self, person: Json) -> str:
        return self._pseudonym(_identifier(person["id"]))

    def _author(self, item: Json) -> str | None:
        author = item.get("author")
        if not isinstance(author, dict) or str(author.get("id", resources.NOBODY)) == resources.NOBODY:
            return None
        return self._someone(author)

    def _derived(self, item: Json) -> dict[str, object]:
        """What the body tells, without the body."""
        content = item.get("content") or {}
        body = str(content.get("text") or "")[:LONGEST_BODY]
        if not body:
            return {"has_question_mark": False, "length_band": "empty", "mentions": [], "links": []}
        tree = LexborHTMLParser(body)
        text = tree.text(strip=True) if tree.root is not None else ""
        mentions, links = self._anchors(tree) if "<a" in body or "<A" in body else ([], [])
        return {
            "has_question_mark": "?" in text,
            "length_band": _band(len(text)),
            "mentions": mentions,
            "links": links,
        }

    def _anchors(self, tree: LexborHTMLParser) -> tuple[list[str], list[str]]:
        mentions, links = dict[str, None](), dict[str, None]()
        for anchor in tree.css("a"):
            attributes = {name.lower(): value for name, value in anchor.attributes.items()}
            kind, number = attributes.get("data-objecttype"), attributes.get("data-objectid")
            if not number:
                continue
            if kind == "3" and number != resources.NOBODY:
                mentions[self._pseudonym(number)] = None
            elif kind in resources.TYPE_CODES:
                links[f"{resources.TYPE_CODES[kind]}/{number}"] = None
        return sorted(mentions), sorted(links)


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


def _time(text: str) -> str:
    """A platform time as UTC to the millisecond, without offset: Jive writes every one with +0000."""
    if text.endswith("+0000"):
        text = text[:-5]
    else:
        moment = datetime.fromisoformat(text)
        text = (
            (moment - (moment.utcoffset() or moment - moment)).replace(tzinfo=None).isoformat(timespec="milliseconds")
        )
    datetime.fromisoformat(text)
    return text


def _band(length: int) -> str:
    return "empty" if length == 0 else "short" if length < SHORT else "medium" if length < MEDIUM else "long"


def _reason(fault: Exception) -> str:
    return {"KeyError": "missing_field", "ValueError": "bad_value"}.get(type(fault).__name__, "wrong_type")

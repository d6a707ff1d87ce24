"""Answers of a live platform without what they say of people: same shape, invented words, other ids.

What is not known to be harmless is replaced; nothing passes because nobody thought of it.
"""

from __future__ import annotations

import html
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

from cop_analytics.platforms.jive import markup, resources
from cop_analytics.platforms.jive.answers import API

HOST = "https://jive.bank.example"
CAST = ("ada", "ben", "cyd", "dee", "eli")
FILLER = "we met and said what we knew "
DATE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")
NUMBER = re.compile(r"-?\d+")
VERSION = re.compile(r"[0-9][0-9a-z._ ]{0,30}")
NAME = re.compile(r"[A-Za-z][A-Za-z0-9_]{0,40}")
PATH_WORD = re.compile(r"@?[a-zA-Z]{2,20}")
PEOPLE = frozenset({"author", "person", "user", "creator", "updater"})
IDS = frozenset({"id", "contentID", "placeID", "objectId", "parentID", "versionNumber"})
CLOSED = frozenset(
    [
        *resources.CONTENT_TYPES,
        *("group", "space", "project", "blog", "person", "member", "comment", "message", "outcome", "version"),
        *("task", "favorite", "text/html", "published", "incomplete", "pending_approval", "rejected", "Active"),
        *("open", "resolved", "assumed_resolved", "OPEN", "MEMBER_ONLY", "PRIVATE", "SECRET", "owner", "pending"),
        *("invited", "banned", "all", "hidden", "people", "place", "limited", "helpful", "decision", "action"),
        *("finalized", "wip", "outdated", "official", "success", "registered", "GET", "POST", "PUT", "DELETE"),
    ]
)


class Scrubber:
    """Replaces what it meets, the same by the same, so that pages of one recording still fit together."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {markup.NOBODY: markup.NOBODY}
        self._people: dict[str, str] = {}
        self._tags: dict[str, str] = {}

    def scrubbed(self, value: Any, key: str = "") -> Any:  # noqa: ANN401  any JSON in, the same shape out
        """`value` as it may be kept; `key` is the name it stands under."""
        if isinstance(value, dict):
            return self._object(value, key)
        if isinstance(value, list):
            return [self.scrubbed(each, key) for each in value]
        if isinstance(value, str):
            return self._text(value, key)
        return int(self._id(str(value))) if key in IDS and isinstance(value, int) else value

    def _object(self, value: Mapping[str, Any], key: str) -> dict[str, Any]:
        if value.get("type") == "person" or key in PEOPLE:
            return self._person(value)
        if value.get("type") == "text/html" and isinstance(value.get("text"), str):
            return {**value, "text": self._body(value["text"])}
        return {
            name: self.scrubbed(inner, name) if NAME.fullmatch(name) else None
            for name, inner in value.items()
            if NAME.fullmatch(name)
        }

    def _person(self, value: Mapping[str, Any]) -> dict[str, Any]:
        """A person as one of the cast; of the profile its labels stay, they are the platform's."""
        name = self._cast(str(value.get("id", "")))
        told: dict[str, Any] = {}
        for field, inner in value.items():
            if field == "name":
                told[field] = {"givenName": name, "familyName": "example", "formatted": f"{name} example"}
            elif field == "displayName":
                told[field] = f"{name} example"
            elif field == "jive" and isinstance(inner, dict):
                told[field] = self._account(inner, name)
            elif field in ("id", "type", "resources", "followerCount", "followingCount", "published", "updated"):
                told[field] = self.scrubbed(inner, field)
        return told

    def _account(self, jive: Mapping[str, Any], name: str) -> dict[str, Any]:
        kept: dict[str, Any] = {
            field: flag for field, flag in jive.items() if isinstance(flag, bool) and NAME.fullmatch(field)
        }
        if "username" in jive:
            kept["username"] = name
        if "timeZone" in jive:
            kept["timeZone"] = "Europe/Berlin"
        if isinstance(profile := jive.get("profile"), list):
            labels = [entry.get("jive_label") for entry in profile if isinstance(entry, dict)]
            kept["profile"] = [{"jive_label": label, "value": "Example"} for label in labels if label]
        return kept

    def _cast(self, number: str) -> str:
        place = len(self._people)
        return self._people.setdefault(number, CAST[place] if place < len(CAST) else f"person{place + 1}")

    def _id(self, number: str) -> str:
        return self._ids.setdefault(number, str(10_000 + len(self._ids)))

    def _text(self, text: str, key: str) -> str:
        if DATE.fullmatch(text) or text in CLOSED or (key == "jiveVersion" and VERSION.fullmatch(text)):
            return text
        if key == "tags":
            return self._tags.setdefault(text, f"tag-{len(self._tags) + 1}")
        if "://" in text or text.startswith("/"):
            return self._address(text)
        if key in IDS:
            return self._id(text)
        return _filler(text)

    def _address(self, text: str) -> str:
        """An address of the API with its ids replaced; anything else is only the host."""
        parts = urlsplit(text)
        _, prefix, rest = parts.path.partition(API)
        words = [self._id(word) if NUMBER.fullmatch(word) else word for word in rest.split("/")]
        if not prefix or not all(PATH_WORD.fullmatch(word) or NUMBER.fullmatch(word) for word in words if word):
            return f"{HOST}/"
        query = {name: values[0] for name, values in parse_qs(parts.query).items() if name in ("count", "startIndex")}
        numbers = {name: number for name, number in query.items() if number.isdecimal()}
        return f"{HOST}{API}{'/'.join(words)}" + (f"?{urlencode(numbers)}" if numbers else "")

    def _body(self, text: str) -> str:
        """A body of about the same length, with the same mentions and question mark, and none of its words."""
        told = markup.told(text)
        length = {"empty": 0, "short": 60, "medium": 600, "long": 1800}[told.length_band]
        words = _filler("x" * length + "?" * told.has_question_mark)
        mentions = "".join(
            f'<a class="jiveTT-hover-user jive-link-profile-small" data-objectType="3" data-objectId="{self._id(each)}" '
            f'href="{HOST}/people/{self._cast(each)}">{self._cast(each)}</a>'
            for each in told.mentions
        )
        return (
            '<body><!-- [DocumentBodyStart:0000] --><div class="jive-rendered-content">'
            f"<p>{html.escape(words)}</p>{mentions}</div><!-- [DocumentBodyEnd:0000] --></body>"
        )


def _filler(text: str) -> str:
    """Words of the same length that say nothing; a question stays one."""
    length = len(text)
    words = (FILLER * (length // len(FILLER) + 1))[:length]
    return words[:-1] + "?" if "?" in text else words

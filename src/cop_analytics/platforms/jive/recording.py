"""Pages of a live platform as fixtures: its shapes and numbers, with every name, address and word of a person gone."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.client import Client

CAST = ("ada", "ben", "cyd", "dee", "eli")
HOST = "https://jive.bank.example"
PAGE = "25"
IDENTIFIERS = frozenset({"id", "contentID", "placeID", "objectId", "objectID", "startIndex", "itemsPerPage", "count"})
PLAIN = frozenset({"type", "state", "status", "groupType", "typeCode", "resolved", "rootType", "jive_label"})
NUMBER_AT_END = re.compile(r"(https?://[^/]+)?(/[^?]*?)(\d+)(/[A-Za-z@]+)?$")
TIME = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}\+0000")


class Scrubber:
    """Gives every id a new number and every text a made-up one; the same id always becomes the same number."""

    def __init__(self) -> None:
        self._numbers: dict[str, str] = {}

    def scrub(self, value: Any, key: str = "") -> Any:  # noqa: ANN401
        """`value` with the same keys and types. Numbers of things change, counts and times stay."""
        if isinstance(value, Mapping):
            return {name: self.scrub(inner, str(name)) for name, inner in value.items()}
        if isinstance(value, list):
            return [self.scrub(inner, key) for inner in value]
        return self._text(value, key) if isinstance(value, str) else value

    def _text(self, text: str, key: str) -> str:
        if key in PLAIN or TIME.fullmatch(text):
            return text
        if key in IDENTIFIERS or text.isdigit():
            return self._number(text)
        if match := NUMBER_AT_END.fullmatch(text):
            return f"{HOST if match[1] else ''}{match[2]}{self._number(match[3])}{match[4] or ''}"
        if text.startswith("http"):
            return f"{HOST}/somewhere"
        if key == "text":
            return "<body><p>What they wrote is not recorded.</p></body>"
        return CAST[len(text) % len(CAST)] if text else text

    def _number(self, text: str) -> str:
        return self._numbers.setdefault(text, str(1001 + len(self._numbers)))


def record_pages(client: Client, places: Sequence[str], folder: Path) -> int:
    """Write one page of each kind of list to `folder`/<resource>/; how many. Fields that are not kept are not asked."""
    scrubber = Scrubber()
    count = 0
    for name, body in _pages(client, places):
        file = folder / f"{name}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(json.dumps(scrubber.scrub(body), indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
        count += 1
    return count


def _pages(client: Client, places: Sequence[str]) -> Iterator[tuple[str, Mapping[str, object]]]:
    client.version()
    some = ("count", PAGE)
    yield "people/page", client.ask("/people/@all", [("fields", resources.PEOPLE.asked), some])
    for place in places:
        about = client.ask(f"/places/{place}")
        yield f"places/{place}", about
        is_group = about.get("type") == "group"
        members = f"/members/places/{place}" if is_group else f"/places/{place}/followers"
        yield f"{'members' if is_group else 'followers'}/{place}", client.ask(members, [some])
        asked = [("fields", resources.CONTENTS.asked), ("filter", f"place(/places/{place})"), some]
        contents = client.ask("/contents", asked)
        yield f"contents/{place}", contents
        listed = contents.get("list")
        yield from _below(client.ask, listed if isinstance(listed, list) else [])


def _below(
    ask: Callable[..., dict[str, object]], contents: Sequence[Mapping[str, Any]]
) -> Iterator[tuple[str, Mapping[str, object]]]:
    """The replies of the first discussion and the first of anything else that has some."""
    discussion = next((item for item in contents if item["type"] == "discussion" and item.get("replyCount")), None)
    other = next((item for item in contents if item["type"] != "discussion" and item.get("replyCount")), None)
    if discussion is not None:
        number = discussion["contentID"]
        yield f"messages/{number}", ask(f"/messages/contents/{number}", [("fields", resources.MESSAGES.asked)])
    if other is not None:
        number = other["contentID"]
        yield f"comments/{number}", ask(f"/contents/{number}/comments", [("fields", resources.COMMENTS.asked)])

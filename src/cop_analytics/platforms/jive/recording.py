"""Pages of a live platform as fixtures, in the shape it sends them and scrubbed of what they say of people."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

from cop_analytics.errors import NotVisible
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.answers import API, SECURITY_LINE, Json, object_in, understood
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.jive.plan import PEOPLE_FILTERS, PLACE_FIELDS, VERSION_PATHS
from cop_analytics.platforms.jive.scrubbing import Scrubber
from cop_analytics.platforms.transport import Parameters

ITEMS = 25
CONTENTS_A_TYPE = 2

Asked = tuple[str, str, Parameters]


def record_pages(client: Client, places: Sequence[str], folder: Path) -> int:
    """Write one page of every list of `places` below `folder`, as `<resource>/recorded_<n>.json`; how many pages.

    What the account may not see is left out. Raises PlatformRefused and the like as a pull does.
    """
    client.version()
    recorder = _Recorder(client, folder)
    recorder.keep("version", "/api/version", [])
    recorder.keep("people", "/people/@all", [("fields", resources.PEOPLE.asked), *PEOPLE_FILTERS])
    for place_id in places:
        item = recorder.keep("places", f"/places/{place_id}", [PLACE_FIELDS])
        if item is None or item.get("groupType") in resources.PRIVATE_GROUPS:
            continue
        for resource, path, parameters in _of_place(place_id, item):
            page = recorder.keep(resource, path, parameters)
            if resource == "contents" and page is not None:
                recorder.keep_all(_below(page))
    return sum(recorder.counts.values())


class _Recorder:
    def __init__(self, client: Client, folder: Path) -> None:
        self._client, self._folder, self._scrubber = client, folder, Scrubber()
        self.counts = Counter[str]()

    def keep(self, resource: str, path: str, parameters: Parameters) -> Json | None:
        """Ask, scrub, write; the answer as it came, None where the account may not see it."""
        full = path if path.startswith("/api/") else API + path
        answer = self._client.transport.get(full, [*parameters, ("count", str(ITEMS))])
        try:
            body = understood(path, answer, object_in(answer), self._client.transport)
        except NotVisible:
            return None
        line = SECURITY_LINE + b"\n" if SECURITY_LINE in answer.body[:100] else b""
        text = json.dumps(self._scrubber.scrubbed(body), indent=2, ensure_ascii=False)
        self.counts[resource] += 1
        file = self._folder / resource / f"recorded_{self.counts[resource]}.json"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(line + text.encode() + b"\n")
        return body

    def keep_all(self, asked: Iterator[Asked]) -> None:
        """Ask for each, and once more where the platform has another name for it."""
        for resource, path, parameters in asked:
            paths = [name.format(path) for name in VERSION_PATHS] if resource == "versions" else [path]
            any(self.keep(resource, each, parameters) for each in paths)


def _of_place(place_id: str, item: Json) -> Iterator[Asked]:
    yield "places", f"/places/{place_id}/places", [PLACE_FIELDS]
    if item.get("type") == "group":
        yield "members", f"/members/places/{place_id}", []
    yield "followers", f"/places/{place_id}/followers", [("fields", resources.FOLLOWERS.asked)]
    kinds = ",".join(resources.CONTENT_TYPES)
    filters = [("filter", f"place(/places/{place_id})"), ("filter", f"type({kinds})")]
    yield "contents", "/contents", [("fields", resources.CONTENTS.asked), *filters]


def _below(page: Json) -> Iterator[Asked]:
    """The lists below the first contents of each type."""
    seen: dict[str, int] = {}
    for item in page.get("list", []):
        kind, number = str(item.get("type")), item.get("contentID")
        seen[kind] = seen.get(kind, 0) + 1
        if number is None or seen[kind] > CONTENTS_A_TYPE:
            continue
        if kind == "discussion":
            yield "messages", f"/messages/contents/{number}", [("fields", resources.MESSAGES.asked)]
        else:
            yield "comments", f"/contents/{number}/comments", [("fields", resources.COMMENTS.asked)]
        yield "likes", f"/contents/{number}/likes", [("fields", resources.LIKES.asked)]
        yield "outcomes", f"/contents/{number}/outcomes", [("includeChildOutcomes", "true")]
        if kind == "document":
            yield "versions", str(number), [("fields", resources.VERSIONS.asked)]

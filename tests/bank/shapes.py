"""The shape of recorded answers: key paths and types, without any value.

`python -m tests.bank.shapes FOLDER` reads recordings of real servers from FOLDER and writes `fixtures/jive/shapes.json`;
the tests need only that file. Fields that later servers added, which the recordings are too old to have, are in `LATER`.
"""

import json
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path

ROOT = Path(__file__).parents[2]
SHAPES = ROOT / "fixtures/jive/shapes.json"
SECURITY_LINE = "throw 'allowIllegalResourceCall is false.';"

LATER = {
    "content.contentID": ["string"],
    "content.lastActivity": ["number"],
    "content.lastActivityDate": ["string"],
    "content.outcomeCounts": ["object"],
    "content.outcomeCounts.*": ["number"],
    "content.outcomeTypeNames": ["array"],
    "content.outcomeTypeNames[]": ["string"],
    "content.archived": ["boolean"],
    "content.answer": ["string"],
    "content.resolved": ["string"],
    "content.version": ["number"],
    "content.parentPlace.placeID": ["string"],
    "content.content.editable": ["boolean"],
    "place.placeID": ["string"],
    "place.parent": ["string"],
    "person.jive.externalContributor": ["boolean"],
    "version.versionNumber": ["number"],
    "version.published": ["string"],
    "version": ["object"],
    "version.id": ["string"],
    "version.type": ["string"],
    "deletion": ["object"],
    "deletion.id": ["string"],
    "deletion.eventDate": ["string"],
    "deletion.objectType": ["string"],
    "deletion.objectId": ["number"],
    "deletion.url": ["string"],
}
"""Seen in answers of 2016 and later, or documented, and not in the recordings at hand."""

KIND_OF_TYPE = {
    "person": "person",
    "group": "place",
    "space": "place",
    "blog": "place",
    "project": "place",
    "member": "member",
    "message": "answer",
    "comment": "answer",
    "version": "version",
}
EMBEDDED = ("author", "user", "person", "content")
CONTENTS = ("discussion", "document", "post", "idea", "poll", "file", "video", "update", "event")


def kind_of(item: Mapping) -> str | None:
    """Which family a thing belongs to; None for those nobody asks for."""
    if isinstance(item.get("outcomeType"), Mapping):
        return "outcome"
    if "eventDate" in item:
        return "deletion"
    kind = str(item.get("type", ""))
    return "content" if kind in CONTENTS else KIND_OF_TYPE.get(kind)


def paths(value: object, prefix: str) -> Iterator[tuple[str, str]]:
    """(path, type) of everything inside `value`; what hangs on `resources` is left out but for its presence."""
    if isinstance(value, Mapping):
        yield prefix, "object"
        for key, inner in value.items():
            if key != "resources":
                family = kind_of(inner) if isinstance(inner, Mapping) and key in EMBEDDED else None
                yield from paths(inner, family or f"{prefix}.{'*' if prefix.endswith('outcomeCounts') else key}")
    elif isinstance(value, list):
        yield prefix, "array"
        for inner in value:
            yield from paths(inner, f"{prefix}[]")
    else:
        names = {str: "string", bool: "boolean", int: "number", float: "number", type(None): "null"}
        yield prefix, names[type(value)]


def items_of(page: Mapping) -> Iterator[Mapping]:
    yield from page["list"] if isinstance(page.get("list"), list) else [page]


def strangers(page: Mapping, shapes: Mapping[str, list[str]]) -> list[str]:
    """Paths of a page's things that no recorded thing has, or has with another type."""
    return sorted(
        f"{path}: {kind}"
        for item in items_of(page)
        if (family := kind_of(item))
        for path, kind in paths(item, family)
        if kind not in shapes.get(path, [])
    )


def things_in(value: object) -> Iterator[Mapping]:
    if isinstance(value, Mapping):
        if "type" in value or "outcomeType" in value:
            yield value
        for inner in value.values():
            yield from things_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from things_in(inner)


def write(recordings: Path) -> None:
    found: dict[str, set[str]] = {path: set(kinds) for path, kinds in LATER.items()}
    for file in sorted(recordings.rglob("*.json")):
        try:
            body = json.loads(file.read_text(encoding="utf-8").removeprefix(SECURITY_LINE))
        except json.JSONDecodeError:
            continue
        for thing in things_in(body):
            if family := kind_of(thing):
                for path, kind in paths(thing, family):
                    found.setdefault(path, set()).add(kind)
    told = {path: sorted(kinds) for path, kinds in sorted(found.items())}
    SHAPES.write_text(json.dumps(told, indent=0) + "\n", encoding="utf-8")


if __name__ == "__main__":
    write(Path(sys.argv[1]))

"""`communities.toml`: which places are which community. Only what is declared here is ever read."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault, InputFault

KINDS = ("community", "leaders", "mentoring")
STAGES = ("potential", "coalescing", "maturing", "stewardship", "transformation")
DIMENSIONS = tuple(f"D{number}" for number in range(1, 13))
KEYS = ("id", "name", "places", "kind", "domain", "launched_on", "stage", "leaders", "chosen")
STAGE_KEYS = ("declared", "by", "on", "because")
IDENTIFIER = re.compile(r"[a-z0-9][a-z0-9-]{0,62}")
FILE = "communities.toml"


@dataclass(frozen=True)
class Community:
    """One community as declared. `leaders` are platform person ids; the stage is somebody's word, never computed."""

    id: str
    name: str
    places: tuple[str, ...]
    kind: str = "community"
    domain: str = ""
    launched_on: date | None = None
    stage: str | None = None
    leaders: tuple[str, ...] = ()
    chosen: tuple[str, ...] = ()


def read(folder: Path) -> list[Community]:
    """The communities declared in `folder`, by id.

    Raises InputFault with every fault: nothing runs on a bad registry.
    """
    file = folder / FILE
    faults: list[Fault] = []
    try:
        entries = tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise InputFault([Fault(str(file), None, None, "there is no such file", "`cop init` writes one.")]) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise InputFault([Fault(FILE, None, None, f"it is no TOML: {error}", "Mend the line it names.")]) from None
    for key in sorted(entries.keys() - {"community"}):
        faults.append(Fault(FILE, None, key, "it is not known", "Each community begins with [[community]]."))
    listed = entries.get("community", [])
    blocks = [block for block in listed if isinstance(block, dict)] if isinstance(listed, list) else []
    if not blocks:
        faults.append(
            Fault(FILE, None, None, "it declares no community", "Write a [[community]] with id, name, places.")
        )
    communities = [_community(number, block, faults) for number, block in enumerate(blocks, start=1)]
    _refuse_doubles(communities, faults)
    if faults:
        raise InputFault(faults)
    return sorted(communities, key=lambda community: community.id)


def _community(number: int, block: Mapping[str, object], faults: list[Fault]) -> Community:
    where = f"[[community]] number {number}"
    if isinstance(block.get("id"), str):
        where += f" ({block['id']})"

    def fault(key: str, problem: str, cure: str) -> None:
        faults.append(Fault(FILE, None, f"{where}, {key}", problem, cure))

    for key in sorted(block.keys() - set(KEYS)):
        fault(key, "it is not known", f"Known are: {', '.join(KEYS)}.")
    identity, name = _text(block, "id", fault), _text(block, "name", fault)
    if identity and not IDENTIFIER.fullmatch(identity):
        fault("id", f"“{identity}” cannot name files", "Use small letters, digits and hyphens.")
    places, leaders, chosen = (_words(block, key, fault) for key in ("places", "leaders", "chosen"))
    if not places:
        fault("places", "it names no place", 'Write the placeIDs as text: places = ["1100"].')
    for place in places:
        if not place.isdigit():
            fault("places", f"“{place}” is no placeID", "It is the number at the end of the place's API address.")
    for dimension in chosen:
        if dimension not in DIMENSIONS:
            fault("chosen", f"“{dimension}” is no dimension", "Write D1 to D12.")
    kind = str(block.get("kind", "community"))
    if kind not in KINDS:
        fault("kind", f"“{kind}” is not known", f"Write one of: {', '.join(KINDS)}.")
    launched_on = block.get("launched_on")
    if launched_on is not None and not isinstance(launched_on, date):
        fault("launched_on", f"“{launched_on}” is no date", "Write it without quotes: 2026-01-31.")
        launched_on = None
    stage = _stage(block.get("stage"), fault)
    domain = str(block.get("domain", ""))
    return Community(identity, name, places, kind, domain, launched_on, stage, leaders, chosen)


def _stage(stage: object, fault: Callable[[str, str, str], None]) -> str | None:
    if stage is None:
        return None
    if not isinstance(stage, dict) or stage.keys() - set(STAGE_KEYS) or "declared" not in stage:
        fault("stage", "it is not a declaration", 'Write stage = { declared = "maturing", by = "…", on = 2026-01-31 }.')
        return None
    if stage["declared"] not in STAGES:
        fault("stage", f"“{stage['declared']}” is not known", f"Write one of: {', '.join(STAGES)}.")
    return str(stage["declared"])


def _text(block: Mapping[str, object], key: str, fault: Callable[[str, str, str], None]) -> str:
    value = block.get(key)
    if not isinstance(value, str) or not value.strip():
        fault(key, "it is missing", f'Write {key} = "…".')
        return ""
    return value.strip()


def _words(block: Mapping[str, object], key: str, fault: Callable[[str, str, str], None]) -> tuple[str, ...]:
    value = block.get(key, [])
    if not isinstance(value, list) or not all(isinstance(word, str) for word in value):
        fault(key, "it is not a list of texts", f'Write {key} = ["…", "…"].')
        return ()
    return tuple(value)


def _refuse_doubles(communities: list[Community], faults: list[Fault]) -> None:
    ids = [community.id for community in communities]
    for identity in sorted({identity for identity in ids if identity and ids.count(identity) > 1}):
        faults.append(Fault(FILE, None, "id", f"“{identity}” stands twice", "Give each community its own id."))
    places = [place for community in communities for place in community.places]
    for place in sorted({place for place in places if places.count(place) > 1}):
        faults.append(Fault(FILE, None, "places", f"{place} stands twice", "A place belongs to one community."))

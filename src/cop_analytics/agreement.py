"""What this installation can do, as a register that a works council agrees to; what is not in the one agreed does not run.

Content may change without asking: communities, stories, questions. A new indicator, a new way to compute one, a published
column or a field read that is new, a lower floor or a longer time kept is a new capability.
"""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import Any

from cop_analytics import __version__, ledger, warehouse
from cop_analytics.errors import SettingsError
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.inputs.programmes import KEPT_AFTER_END
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.resources import Resource
from cop_analytics.privacy.purposes import PROHIBITED, PURPOSE
from cop_analytics.settings import Settings

FILE = "agreement.json"
ROLES: Mapping[str, str] = {
    "member": "the pages; everything kept of themselves (`cop mydata`); objection and erasure, without a reason",
    "core group": "the pack of their own community, first; in it who talked with whom is drawn, nobody named",
    "sponsor": "the pack of their own community, five working days later, with the core group's notes",
    "social learning team": "all packs; no row of a person",
    "analyst": "the analysts' file: pseudonyms, read only, without the vault",
    "operator": "runs and their reports; the vault's folder, without the key",
    "line manager, human resources": "the newsletter and the pages, nothing else",
}
RETENTION_DAYS: Mapping[str, int] = {
    "landing, raw and facts": 731,
    "ties and levels of persons": 90,
    "rejected records": 14,
    "releases": 396,
    "mentoring, after its close": KEPT_AFTER_END.days,
}


@dataclass(frozen=True)
class Requirement:
    """One requirement, the tests that hold it, and what of it is still open."""

    id: str
    words: str
    held_by: tuple[str, ...]
    open: str


def requirements() -> list[Requirement]:
    """Every requirement, in order."""
    told = tomllib.loads(files("cop_analytics.privacy").joinpath("requirements.toml").read_text("utf-8"))
    return [
        Requirement(name, each["words"], tuple(each["held_by"]), each.get("open", "")) for name, each in told.items()
    ]


def capabilities(settings: Settings) -> dict[str, Any]:
    """What this installation computes, reads, shows and keeps, from its running configuration."""
    switched_on = [each for each in CATALOGUE if not each.is_exploratory or each.id in settings.indicators.exploratory]
    published = {
        table.removeprefix("publish."): [column.name for column in about.columns]
        for table, about in warehouse.contract().items()
        if table.startswith("publish.")
    }
    return {
        "version": __version__,
        "indicators": {each.id: each.method_version for each in switched_on},
        "published": published,
        "fields": {name: {"kept": sorted(each.kept), "read": sorted(each.read)} for name, each in _resources().items()},
        "floors": {"group": settings.privacy.min_group, "subgroup": settings.privacy.min_subgroup},
        "retention_days": dict(RETENTION_DAYS),
    }


def _resources() -> dict[str, Resource]:
    """What is asked of the platform, by the name of the resource."""
    return {name.lower(): each for name, each in sorted(vars(resources).items()) if isinstance(each, Resource)}


def added(now: Mapping[str, Any], agreed: Mapping[str, Any]) -> Iterator[str]:
    """In words, each capability there is now and was not agreed; fewer of them, or a higher floor, need no agreement."""
    for name, version in now["indicators"].items():
        if name not in agreed["indicators"]:
            yield f"indicator {name}"
        elif agreed["indicators"][name] != version:
            yield f"indicator {name} by method {version}, agreed was {agreed['indicators'][name]}"
    for table, columns in now["published"].items():
        new = [column for column in columns if column not in agreed["published"].get(table, [])]
        if new:
            yield f"published table {table}: {', '.join(new)}"
    for resource, fields in now["fields"].items():
        for use in ("kept", "read"):
            new = [field for field in fields[use] if field not in agreed["fields"].get(resource, {}).get(use, [])]
            if new:
                yield f"fields of {resource} {use}: {', '.join(new)}"
    for name, floor in now["floors"].items():
        if floor < agreed["floors"][name]:
            yield f"a {name} of {floor}, agreed were {agreed['floors'][name]}"
    for name, days in now["retention_days"].items():
        if days > agreed["retention_days"].get(name, 0):
            yield f"{name} kept for {days} days"


def agreed_register(inputs: Path) -> dict[str, Any] | None:
    """The register that was agreed; None before any was. Raises SettingsError where the file cannot be read."""
    file = inputs / FILE
    if not file.exists():
        return None
    try:
        told: dict[str, Any] = json.loads(file.read_text(encoding="utf-8"))
        for key in ("agreement_ref", "indicators", "published", "fields", "floors", "retention_days"):
            told[key]
    except (OSError, ValueError, KeyError, TypeError) as error:
        cure = "Restore it as it was agreed; `cop privacy-pack --agree REF` writes a new one."
        raise SettingsError([f"{file} is no register that was agreed ({error}). {cure}"]) from error
    return told


def refuse_unagreed(settings: Settings) -> None:
    """Raise SettingsError where this installation can do what was not agreed. Without a register nothing is refused."""
    agreed = agreed_register(settings.inputs)
    new = [] if agreed is None else list(added(capabilities(settings), agreed))
    if agreed is not None and new:
        cure = "Switch it off, or agree to it first: cop privacy-pack shows what is new; --agree REF keeps what was agreed."
        raise SettingsError(
            [f"not in {agreed['agreement_ref']}, agreed on {agreed['agreed_on']}: {each}" for each in new] + [cure]
        )


def agree(settings: Settings, reference: str, on: date) -> Path:
    """Keep what this installation can do now as agreed under `reference`; the file written."""
    if not reference.strip():
        raise SettingsError(['An agreement needs its reference: cop privacy-pack --agree "works agreement 2026-04".'])
    file = settings.inputs / FILE
    told = {"agreement_ref": reference.strip(), "agreed_on": on.isoformat(), **capabilities(settings)}
    file.parent.mkdir(parents=True, exist_ok=True)
    ledger.write_whole(file, (json.dumps(told, indent=1, ensure_ascii=False) + "\n").encode())
    return file


def told(settings: Settings) -> dict[str, Any]:
    """All that the pack tells, from the running configuration."""
    now, agreed = capabilities(settings), agreed_register(settings.inputs)
    return {
        "purpose": PURPOSE,
        "prohibited": PROHIBITED,
        "capabilities": now,
        "indicators": [each for each in CATALOGUE if each.id in now["indicators"]],
        "roles": ROLES,
        "requirements": requirements(),
        "agreed": agreed,
        "is_new": [] if agreed is None else list(added(now, agreed)),
        "platform": settings.platform.url,
    }

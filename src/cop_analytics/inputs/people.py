"""Three small sheets: which coarse word a profile word stands for, who holds which role, what was in the calendar."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cop_analytics.inputs import sheets
from cop_analytics.inputs.registry import PLATFORM_ID
from cop_analytics.inputs.sheets import Cells, Sheet
from cop_analytics.inputs.texts import alike

COUNTRY = re.compile("[A-Z]{2}")
FIELDS = ("unit", "region", "tier")
OTHER = "other"
TEAM_ROLE = "social learning team"
ROLES = (
    "leader",
    "core group",
    "facilitator",
    "subject-matter expert",
    "sponsor",
    TEAM_ROLE,
    "content steward",
    "technology steward",
)


@dataclass(frozen=True)
class Attribute:
    """One word of the platform's profiles and the coarse word it stands for; a region also names its country."""

    field: str
    platform_value: str
    coarse_value: str
    country: str


@dataclass(frozen=True)
class Role:
    """One person in one role; no community means every community. `person_id` is the platform's."""

    community_id: str | None
    person_id: str
    role: str
    valid_from: date | None
    valid_to: date | None


@dataclass(frozen=True)
class Event:
    """One entry of a community's calendar, in UTC."""

    event_id: str
    community_id: str
    starts_at: datetime
    ends_at: datetime


def read_attributes(folder: Path) -> Sheet[Attribute]:
    """`attributes.csv`: field, platform_value, coarse_value, country (two letters, for regions)."""

    def one(cells: Cells) -> Attribute:
        if cells.values["country"]:
            cells.like("country", COUNTRY, "it is no country code", "Write two capital letters, such as DE.")
        return Attribute(
            cells.one_of("field", FIELDS),
            cells.text("platform_value"),
            cells.text("coarse_value"),
            cells.values["country"],
        )

    columns = ("field", "platform_value", "coarse_value", "country")
    return sheets.read(folder, "attributes.csv", columns, one, key=("field", "platform_value"))


def read_roles(folder: Path, communities: Collection[str]) -> Sheet[Role]:
    """`roles.csv`: community_id (empty for all), person_id, role, valid_from, valid_to."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> Role:
        cure = "Write the number at the end of the person's address, never a name."
        role = Role(
            cells.one_of("community_id", known, needed=False) or None,
            cells.like("person_id", PLATFORM_ID, "it is no person id", cure),
            cells.one_of("role", ROLES),
            cells.day("valid_from"),
            cells.day("valid_to"),
        )
        if role.valid_from and role.valid_to and role.valid_to <= role.valid_from:
            cells.fault("valid_to", "it is not after valid_from", "Leave it empty while the role is held.")
        return role

    return sheets.read(folder, "roles.csv", ("community_id", "person_id", "role", "valid_from", "valid_to"), one)


def read_events(folder: Path, communities: Collection[str]) -> Sheet[Event]:
    """`events.csv`: event_id, community_id, starts_at, ends_at (UTC, or with an offset)."""
    known = tuple(sorted(communities))

    def one(cells: Cells) -> Event:
        starts_at, ends_at = cells.moment("starts_at"), cells.moment("ends_at")
        if starts_at and ends_at and ends_at < starts_at:
            cells.fault("ends_at", "it is before starts_at", "Swap them.")
        return Event(
            cells.text("event_id"),
            cells.one_of("community_id", known),
            starts_at or datetime.min,
            ends_at or datetime.min,
        )

    columns = ("event_id", "community_id", "starts_at", "ends_at")
    return sheets.read(folder, "events.csv", columns, one, key=("event_id",))


def coarse_mapper(attributes: Sequence[Attribute]) -> Callable[[str, Sequence[str]], str | None]:
    """From a field and what the profile says to the coarse word; spellings that look the same are one word.

    `other` where the file knows the field but none of the words; without any line for a field, the first word as it
    comes; None where the profile says nothing.
    """
    words = {(attribute.field, alike(attribute.platform_value)): attribute.coarse_value for attribute in attributes}
    mapped = {attribute.field for attribute in attributes}

    def coarse(field: str, values: Sequence[str]) -> str | None:
        said = [word for word in map(alike, values) if word]
        known = [words[field, word] for word in said if (field, word) in words]
        if known or not said:
            return known[0] if known else None
        return OTHER if field in mapped else said[0]

    return coarse

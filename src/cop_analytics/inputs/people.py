"""Three small sheets: which coarse word a profile word stands for, who holds which role, what was in the calendar."""

from __future__ import annotations

from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path

from cop_analytics.inputs import sheets
from cop_analytics.inputs.sheets import Cells, Sheet

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
        country = cells.text("country", needed=False)
        if country and not (len(country) == 2 and country.isupper()):
            cells.fault("country", f"“{country}” is no country code", "Write two capital letters, such as DE.")
        field = cells.one_of("field", FIELDS)
        return Attribute(field, cells.text("platform_value"), cells.text("coarse_value"), country)

    return sheets.read(folder / "attributes.csv", ("field", "platform_value", "coarse_value", "country"), one)


def read_roles(folder: Path, communities: Collection[str]) -> Sheet[Role]:
    """`roles.csv`: community_id (empty for all), person_id, role, valid_from, valid_to."""

    def one(cells: Cells) -> Role:
        community = cells.one_of("community_id", sorted(communities), needed=False)
        role = Role(
            community or None,
            cells.text("person_id"),
            cells.one_of("role", ROLES),
            cells.day("valid_from"),
            cells.day("valid_to"),
        )
        if role.valid_from and role.valid_to and role.valid_to <= role.valid_from:
            cells.fault("valid_to", "it is not after valid_from", "Leave it empty while the role is held.")
        return role

    return sheets.read(folder / "roles.csv", ("community_id", "person_id", "role", "valid_from", "valid_to"), one)


def read_events(folder: Path, communities: Collection[str]) -> Sheet[Event]:
    """`events.csv`: event_id, community_id, starts_at, ends_at (UTC)."""

    def moment(cells: Cells, column: str) -> datetime:
        text = cells.text(column)
        try:
            return datetime.fromisoformat(text).replace(tzinfo=None)
        except ValueError:
            cells.fault(column, f"“{text}” is no time", "Write it as 2026-01-31T09:00, in UTC.")
            return datetime.min

    def one(cells: Cells) -> Event:
        community = cells.one_of("community_id", sorted(communities))
        event = Event(cells.text("event_id"), community, moment(cells, "starts_at"), moment(cells, "ends_at"))
        if event.ends_at < event.starts_at:
            cells.fault("ends_at", "it is before starts_at", "Swap them.")
        return event

    return sheets.read(folder / "events.csv", ("event_id", "community_id", "starts_at", "ends_at"), one)


def coarse_mapper(attributes: Sequence[Attribute]) -> Callable[[str, Sequence[str]], str | None]:
    """From a field and what the profile says to the coarse word.

    `other` where the file knows the field but not the word; without any line for a field, its first value as it comes;
    None where the profile says nothing.
    """
    words = {(attribute.field, attribute.platform_value): attribute.coarse_value for attribute in attributes}
    mapped = {attribute.field for attribute in attributes}

    def coarse(field: str, values: Sequence[str]) -> str | None:
        for value in values:
            if (field, value) in words:
                return words[field, value]
        if not values:
            return None
        return OTHER if field in mapped else values[0]

    return coarse

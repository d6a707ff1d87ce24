"""Everything people wrote, read together and laid down as the tables `inputs.*` and `health.*`."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import duckdb
import pyarrow as pa

from cop_analytics.errors import Fault, InputFault
from cop_analytics.health import findings
from cop_analytics.health.voices import Check
from cop_analytics.inputs import declared, health_checks, mentoring, people, registry
from cop_analytics.inputs.declared import Declared
from cop_analytics.inputs.mentoring import Cohort
from cop_analytics.inputs.people import Attribute, Event, Role
from cop_analytics.inputs.registry import Community
from cop_analytics.inputs.rejected import Leftover, leftover, unwritable, write_rejected

MOST_TOLD = 100
TEXT, DAY, TIME, COUNT = pa.string(), pa.date32(), pa.timestamp("us"), pa.int64()


@dataclass(frozen=True)
class Inputs:
    """What could be read, the faults of what could not, and the rows of sheets that were not taken."""

    communities: Sequence[Community]
    attributes: Sequence[Attribute]
    roles: Sequence[Role]
    events: Sequence[Event]
    checks: Sequence[Check]
    faults: Sequence[Fault]
    leftovers: Sequence[Leftover] = ()
    declared: Declared = field(default_factory=Declared)
    programmes: Sequence[Cohort] = ()

    @property
    def places(self) -> list[str]:
        """Every declared place."""
        return [place for community in self.communities for place in community.places]


def read_all(folder: Path) -> Inputs:
    """Read `folder`, writing nothing. Raises InputFault for the registry alone; of the rest the good rows are kept."""
    communities = registry.read(folder / registry.FILE)
    ids = {community.id for community in communities}
    attributes = people.read_attributes(folder)
    roles = people.read_roles(folder, ids)
    events = people.read_events(folder, ids)
    checks = health_checks.read(folder, ids)
    told = declared.read(folder, ids)
    programmes, unread = read_programmes(folder / "mentoring")
    sheets = [leftover(attributes), leftover(roles), leftover(events)]
    leftovers = [*sheets, *checks.leftovers, *told.leftovers, *(each for one in programmes for each in one.leftovers)]
    faults = [*attributes.faults, *roles.faults, *events.faults, *checks.faults, *told.faults, *unread]
    faults += unwritable(leftovers)
    rows = (attributes.rows, roles.rows, events.rows)
    return Inputs(communities, *rows, checks.checks, faults, leftovers, told, programmes)


def read_programmes(folder: Path) -> tuple[list[Cohort], list[Fault]]:
    """Every mentoring programme that can be read, and all their faults: one that cannot be keeps no other back."""
    found: list[Cohort] = []
    faults: list[Fault] = []
    for each in sorted(path for path in folder.glob("*") if path.is_dir()):
        try:
            found.append(mentoring.read(each))
        except InputFault as error:
            faults += [replace(fault, file=f"mentoring/{each.name}/{Path(fault.file).name}") for fault in error.faults]
        else:
            told = found[-1].faults
            faults += [replace(fault, file=f"mentoring/{each.name}/{Path(fault.file).name}") for fault in told]
    return found, faults


def warnings_of(faults: Sequence[Fault]) -> list[str]:
    """The first hundred faults in words, and how many more there are."""
    more = len(faults) - MOST_TOLD
    told = [str(fault) for fault in faults[:MOST_TOLD]]
    return [*told, f"{more} more faults in the inputs: see the .rejected.csv files"] if more > 0 else told


def load(
    con: duckdb.DuckDBPyConnection,
    inputs: Inputs,
    pseudonym: Callable[[str], str | None],
    objections: Sequence[str] = (),
) -> None:
    """Replace the tables of `inputs` and `health`, all in one transaction; persons become pseudonyms here.

    Who has none is left out. `objections` are pseudonyms of those of whom nothing is counted. The rows that were not taken
    are written beside their files.
    """
    con.execute("begin")
    for schema in ("inputs", "health"):
        con.execute(f"create schema if not exists {schema}")
    _load_registry(con, inputs, pseudonym)
    _replace(con, "inputs._objections", {"member_id": TEXT}, [(member,) for member in objections])
    _load_sheets(con, inputs)
    for table, columns, rows in declared.tables(inputs.declared, inputs.communities):
        _replace(con, table, columns, rows)
    load_checks(con, inputs.checks)
    con.execute("commit")
    write_rejected(inputs.leftovers)


def _load_registry(con: duckdb.DuckDBPyConnection, inputs: Inputs, pseudonym: Callable[[str], str | None]) -> None:
    columns = {
        "community_id": TEXT,
        "name": TEXT,
        "kind": TEXT,
        "domain": TEXT,
        "launched_on": DAY,
        "stage_declared": TEXT,
    }
    declared = [(c.id, c.name, c.kind, c.domain, c.launched_on, c.stage) for c in inputs.communities]
    _replace(con, "inputs.communities", columns, declared)
    places = [(community.id, place) for community in inputs.communities for place in community.places]
    _replace(con, "inputs.community_places", {"community_id": TEXT, "place_id": TEXT}, places)
    chosen = [(community.id, dimension) for community in inputs.communities for dimension in community.chosen]
    _replace(con, "inputs.community_chosen", {"community_id": TEXT, "dimension_id": TEXT}, chosen)
    leading = [
        (c.id, pseudonym(leader), "leader", c.launched_on, None) for c in inputs.communities for leader in c.leaders
    ]
    held = [(r.community_id, pseudonym(r.person_id), r.role, r.valid_from, r.valid_to) for r in inputs.roles]
    columns = {"community_id": TEXT, "member_id": TEXT, "role": TEXT, "valid_from": DAY, "valid_to": DAY}
    _replace(con, "inputs.roles", columns, [row for row in (*leading, *held) if row[1] is not None])


def _load_sheets(con: duckdb.DuckDBPyConnection, inputs: Inputs) -> None:
    columns = {"field": TEXT, "platform_value": TEXT, "coarse_value": TEXT, "country": TEXT}
    mapped = [(a.field, a.platform_value, a.coarse_value, a.country or None) for a in inputs.attributes]
    _replace(con, "inputs.attributes", columns, mapped)
    columns = {"event_id": TEXT, "community_id": TEXT, "starts_at": TIME, "ends_at": TIME}
    held = [(event.event_id, event.community_id, event.starts_at, event.ends_at) for event in inputs.events]
    _replace(con, "inputs.events", columns, held)


def load_checks(con: duckdb.DuckDBPyConnection, checks: Sequence[Check]) -> None:
    """Replace the tables of `health`."""
    key: dict[str, pa.DataType] = {"community_id": TEXT, "period": TEXT}
    dates = {"opened_on": DAY, "frozen_on": DAY, "closed_on": DAY}
    columns = {**key, **dates, "state": TEXT, "invited_count": COUNT, "next_look_on": DAY}
    rows: list[tuple[object, ...]] = [
        (c.community_id, c.period, c.opened_on, c.frozen_on, c.closed_on, c.state, c.invited_count, c.next_look_on)
        for c in checks
    ]
    _replace(con, "health.checks", columns, rows)
    rows = [(c.community_id, c.period, *given, count) for c in checks for given, count in sorted(c.answers.items())]
    _replace(con, "health.answers", {**key, "dimension_id": TEXT, "answer": TEXT, "answer_count": COUNT}, rows)
    rows = [
        (c.community_id, c.period, *key, count) for c in checks for key, count in sorted(c.answers_by_level.items())
    ]
    levels = {"participation_level": TEXT, "dimension_id": TEXT, "answer": TEXT, "answer_count": COUNT}
    _replace(con, "health.answers_by_level", {**key, **levels}, rows)
    signed = {"perspective": TEXT, "role_name": TEXT, "dimension_id": TEXT, "answer": TEXT, "statement": TEXT}
    rows = [
        (c.community_id, c.period, s.perspective, s.role_name, s.dimension_id, s.answer, s.statement, s.released_to)
        for c in checks
        for s in c.statements
    ]
    _replace(con, "health.statements", {**key, **signed, "released_to": pa.list_(TEXT)}, rows)
    chosen = {"perspective": TEXT, "dimension_id": TEXT, "choice": TEXT, "voice_count": COUNT}
    rows = [
        (c.community_id, c.period, r.perspective, r.dimension_id, r.choice, r.voice_count)
        for c in checks
        for r in c.relevance
    ]
    _replace(con, "health.relevance", {**key, **chosen}, rows)
    found = {"dimension_id": TEXT, "pattern": TEXT, "finding": TEXT, "prompt": TEXT, "member_count": COUNT}
    rows = [
        (c.community_id, c.period, f.dimension_id, f.pattern, f.sentence, f.prompt, f.member_count)
        for c in checks
        for f in findings.of(c)
    ]
    _replace(con, "health.findings", {**key, **found}, rows)
    rows = [(c.community_id, c.period, n, text) for c in checks for n, text in enumerate(c.decisions, start=1)]
    _replace(con, "health.decisions", {**key, "position": COUNT, "decision": TEXT}, rows)


def _replace(
    con: duckdb.DuckDBPyConnection, table: str, columns: dict[str, pa.DataType], rows: Sequence[tuple[object, ...]]
) -> None:
    """Make `table` anew from `rows`, none included."""
    schema = pa.schema(list(columns.items()))
    arrays = [pa.array([row[position] for row in rows], kind) for position, kind in enumerate(columns.values())]
    con.register("written", pa.Table.from_arrays(arrays, schema=schema))
    con.execute(f"create or replace table {table} as select * from written")
    con.unregister("written")

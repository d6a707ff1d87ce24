"""Ascii tables in, tables of the warehouse out: what a test is given, and what a model makes of it."""

import json
import re
from datetime import datetime
from functools import cache

from cop_analytics import warehouse

STREAMS = (
    *("people", "places", "members", "followers", "contents", "messages"),
    *("comments", "likes", "outcomes", "versions", "deletions"),
)
ENVELOPE = {
    "origin": "varchar",
    "item_id": "varchar",
    "content_hash": "varchar",
    "updated_at": "timestamp",
    "landed_at": "timestamp",
    "run_id": "varchar",
    "payload": "varchar",
    "page": "integer",
}
INPUTS = {
    "inputs.communities": "community_id name kind domain launched_on stage_declared",
    "inputs.community_places": "community_id place_id",
    "inputs.community_chosen": "community_id dimension_id",
    "inputs.roles": "community_id member_id role valid_from:date valid_to:date",
    "inputs.attributes": "field platform_value coarse_value country",
    "inputs._objections": "member_id",
    "inputs.events": "event_id community_id starts_at ends_at",
    "inputs.stages": "community_id stage declared_by declared_on because",
    "inputs.launch_steps": "community_id step started_on done_on evidence",
    "inputs.sponsorships": "community_id sponsor_role form commitment started_on review_on state",
    "inputs.consultations": "community_id dimension_id side consented_on until_on",
    "inputs.objectives": "objective_id community_id objective horizon:date origin state",
    "inputs.warrants": "objective_id kind warrant voiced_by given_on until_on",
    "inputs.expectations": "objective_id cycle effect story by_when_on",
    "inputs.cycles": "cycle position:bigint dimensions:varchar[]",
    "inputs.stories": "story_id community_id period title kind valence context state told_by cycles:varchar[] "
    "counterfactual is_corroborated has_closed_loop channels:varchar[] expires_on collected_on withdrawn_on "
    "teller_number:bigint teller_count",
    "inputs.story_steps": "story_id position:bigint cycle narrative told_when told_where certainty evidence:varchar[]",
    "inputs.story_flows": "story_id from_position:bigint to_position:bigint kind artefact dated_on",
    "inputs.story_effects": "story_id cycle indicator_id metric_id relation",
    "inputs.story_factors": "story_id factor share:double",
    "inputs.claims": "story_id claim_type in_words cashable gross_low:double gross_likely:double gross_high:double currency "
    "price_year:bigint starts_on ends_on attribution_low:double attribution_likely:double confidence:double "
    "attribution_method evidence_level double_count_group costs:double are_costs_fully_loaded:boolean adjusted_low:double "
    "adjusted_likely:double reviewer_role reviewed_on",
    "inputs.coding_agreement": "cycle story_count coder_count alpha:double reliability",
    "inputs.metrics": "metric_id community_id period cycle value unit source owner_role",
    "inputs.lead_decisions": "thread_id decision decided_on because",
}
TYPES_BY_NAME = (
    (r".*_at|valid_(from|to)|.*_(start|end)|moment", "timestamp"),
    (r".*_on", "date"),
    (r"(is|has)_.*|external|enabled", "boolean"),
    (r".*_count|depth|version", "bigint"),
    (r".*_share|weight|value", "double"),
    (r"mentions|links|tags|members", "varchar[]"),
)
PARAMETERS = {
    "data_cut": datetime(2026, 1, 6, 2, 30),
    "kept_from": datetime(2024, 4, 1),
    "min_group": 5,
    "min_subgroup": 10,
    "starter": ["V-1", "V-2", "V-7"],
}


VERSIONED = {table: {"method_version": "1"} for table in ("indicators.measurements", "indicators.catalogue")}


def rows(text: str) -> list[dict[str, str | None]]:
    """An ascii table: names in the first line, `|` between cells, an empty cell is null."""
    lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    return [{name: cell or None for name, cell in zip(lines[0], line, strict=True)} for line in lines[1:]]


def given(con, table: str, text: str) -> None:
    """Make `table` hold these rows; columns left out are null, but a definition's version 1; lists are written [a, b]."""
    told = [VERSIONED.get(table, {}) | row for row in rows(text)]
    types = _types(table) or {name: _type_of(name) for name in (told[0] if told else {})}
    _create(con, table, types)
    for row in told:
        names = list(row)
        marks = ", ".join(f"${name}::{types[name]}" for name in names)
        con.execute(f"insert into {table} ({', '.join(names)}) select {marks}", row)


LANDED = {
    "raw.pages": "stream:varchar run_id:varchar page:integer received_count:integer inserted_count:integer "
    "updated_count:integer unchanged_count:integer duplicate_count:integer quarantined_count:integer "
    "suppressed_count:integer tombstoned_count:integer watermark:timestamp",
    "raw.rejects": "stream:varchar run_id:varchar landed_at:timestamp key_hash:varchar reason:varchar pointer:varchar",
    "indicators._overlaps": "window_start:timestamp window_end:timestamp community_id:varchar other_community_id:varchar "
    "shared_person_count:bigint person_count:bigint other_person_count:bigint is_more_than_chance:boolean",
    "indicators._unit_pairs": "community_id:varchar window_start:timestamp window_end:timestamp from_unit:varchar "
    "to_unit:varchar tie_count:bigint expected_lower:double expected_upper:double person_count:bigint",
    "mentoring._programmes": "programme_id:varchar name:varchar framework:varchar starts_on:date ends_on:date "
    "wave_count:bigint mentor_count:bigint trained_mentor_count:bigint mentee_count:bigint pair_count:bigint "
    "unmatched_count:bigint",
    "mentoring._sessions": "programme_id:varchar wave:varchar mentor_id:varchar mentee_id:varchar planned_on:date "
    "state:varchar",
    "mentoring._courses": "programme_id:varchar wave:varchar window_start:date window_end:date mentor_id:varchar "
    "is_going:boolean is_full:boolean",
    "mentoring._evaluated": "programme_id:varchar wave:varchar starts_on:date member_id:varchar mentor_id:varchar "
    "is_former:boolean space:varchar is_drawn:boolean seed:bigint",
    "mentoring._network": "programme_id:varchar wave:varchar part:varchar window_start:timestamp window_end:timestamp "
    "value:double lower:double upper:double interval_method:varchar chance:double null_percentile:double "
    "person_count:bigint largest_share:double two_largest_share:double status:varchar "
    "behind_count:bigint",
    "mentoring._capability": "programme_id:varchar wave:varchar starts_on:date ends_on:date competence:varchar "
    "comparison:varchar change:varchar person_count:bigint answered_count:bigint missing_count:bigint share:double "
    "lower:double upper:double sign_test:double least_person_count:bigint",
    "ops._row_counts": "table_name:varchar community_id:varchar row_count:bigint earlier_row_count:bigint",
}


def landed(con, stream: str, text: str) -> None:
    """Put records into raw: item_id, landed_at, updated_at, origin, page envelop the rest; `gone` marks a tombstone."""
    if not _stands(con, f"raw.{stream}"):
        _create(con, f"raw.{stream}", ENVELOPE)
    for row in rows(text):
        gone = row.pop("gone", None)
        envelope = {name: row.pop(name, None) for name in ("item_id", "landed_at", "updated_at", "origin", "page")}
        envelope["origin"] = envelope["origin"] or stream
        envelope["landed_at"] = envelope["landed_at"] or "2026-01-06 02:30"
        envelope["page"] = envelope["page"] or 1
        envelope["payload"] = None if gone else json.dumps({name: _spoken(cell) for name, cell in row.items()})
        con.execute(f"insert into raw.{stream} by name select {', '.join(_casts(envelope))}", envelope)


def make_leaves(con) -> None:
    """Every table Python makes, empty: raw, inputs, indicators, health, ops."""
    made = ("indicators", "health", "ops")
    leaves = [table for table in warehouse.contract() if table.split(".")[0] in made]
    unwritten = [table for table in LANDED if "._" in table]
    for table in (*(f"raw.{stream}" for stream in STREAMS), *INPUTS, *leaves, *unwritten):
        _create(con, table, _types(table))


def build(con, table: str, *columns: str, **parameters: object) -> list[tuple[object, ...]]:
    """The rows of `table` as its model builds it, ordered; what it reads and nobody gave is built too, or empty."""
    for model in _needed(con, table):
        warehouse.build_model(con, model, PARAMETERS | parameters)
    return con.execute(f"select {', '.join(columns) or '*'} from {table} order by all").fetchall()


def broken(con, claim: str, **parameters: object) -> list[tuple[object, ...]]:
    """The first ten rows that break a claim of sql/checks."""
    *before, model = _needed(con, f"checks.{claim}")
    for read in before:
        warehouse.build_model(con, read, PARAMETERS | parameters)
    return list(warehouse.check(con, model, PARAMETERS | parameters).offenders)


def columns_of(con, table: str) -> dict[str, str]:
    """The columns of a table and their types, in order."""
    asked = """
        select column_name, lower(data_type) from duckdb_columns()
        where schema_name || '.' || table_name = $table order by column_index
    """
    return dict(con.execute(asked, {"table": table}).fetchall())


def _needed(con, table: str) -> list[warehouse.Model]:
    """The model of `table` after every model it reads that does not stand yet; leaves are made empty on the way."""
    waiting: dict[str, warehouse.Model] = {}

    def visit(name: str) -> None:
        for read in sorted(_models()[name].reads):
            if read in waiting or _stands(con, read):
                continue
            if read in _models():
                visit(read)
            else:
                _create(con, read, _types(read))
        waiting[name] = _models()[name]

    visit(table)
    return list(waiting.values())


@cache
def _models() -> dict[str, warehouse.Model]:
    folders = ("stage", "facts", "networks", "evidence", "indicators", "value", "mentoring", "ops", "publish", "checks")
    with warehouse.connect(":memory:") as con:
        return {model.table: model for folder in folders for model in warehouse.models(con, folder)}


def _stands(con, table: str) -> bool:
    asked = """
        select 1 from information_schema.tables where table_schema || '.' || table_name = $table
    """
    return bool(con.execute(asked, {"table": table}).fetchall())


def _types(table: str) -> dict[str, str]:
    if table in LANDED:
        return {name: kind for name, _, kind in (word.partition(":") for word in LANDED[table].split())}
    if table.startswith("raw."):
        return ENVELOPE
    if table in INPUTS:
        told = [word.partition(":") for word in INPUTS[table].split()]
        return {name: kind or _type_of(name) for name, _, kind in told}
    described = warehouse.contract().get(table)
    return {column.name: column.type for column in described.columns} if described else {}


def _type_of(name: str) -> str:
    return next((kind for pattern, kind in TYPES_BY_NAME if re.fullmatch(pattern, name)), "varchar")


def _create(con, table: str, types: dict[str, str]) -> None:
    con.execute(f"create schema if not exists {table.split('.')[0]}")
    con.execute(f"create or replace table {table} ({', '.join(f'{name} {kind}' for name, kind in types.items())})")


def _casts(envelope: dict[str, object]) -> list[str]:
    return [f"${name}::{ENVELOPE[name]} as {name}" for name in envelope]


def _spoken(cell: str | None) -> object:
    """A cell as JSON has it: true, false, numbers and lists are themselves."""
    if cell is None:
        return None
    if cell in ("true", "false"):
        return cell == "true"
    if cell.startswith("["):
        return [word.strip() for word in cell[1:-1].split(",") if word.strip()]
    return cell

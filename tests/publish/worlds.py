"""Rows of published tables as the contract has them, and a small release of two communities."""

from datetime import date, datetime

import pyarrow as pa

from cop_analytics import warehouse
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.publish import files

TYPES = {
    "varchar": pa.string(),
    "date": pa.date32(),
    "timestamp": pa.timestamp("us"),
    "double": pa.float64(),
    "bigint": pa.int64(),
    "boolean": pa.bool_(),
}
CUT = datetime(2026, 1, 6, 2, 30)
ENDS = tuple(datetime(*day) for day in ((2025, 6, 30), (2025, 9, 29), (2025, 12, 29)))
USUAL = {
    "communities": {
        "community_id": "harbour",
        "name": "Harbour",
        "kind": "community",
        "domain": "Ships and what they carry",
        "launched_on": date(2025, 1, 15),
        "stage_declared": "coalescing",
        "chosen_dimensions": "D2",
        "chosen_by": "registry",
        "member_count": 23,
        "not_visible_place_count": 0,
        "status": "shown",
    },
    "indicator_measurements": {
        "community_id": "harbour",
        "indicator_id": "V-2",
        "part": "replied_14d",
        "view": "all",
        "window_kind": "w13",
        "window_start": datetime(2025, 9, 29),
        "window_end": ENDS[-1],
        "value": 0.72,
        "lower": 0.61,
        "upper": 0.84,
        "interval_method": "Wilson 95 %",
        "unit_count": 40,
        "person_count": 23,
        "coverage": 1.0,
        "signal": "none",
        "status": "shown",
        "question": "How many threads are met with silence?",
        "unit": "share, 0–1",
        "caveat": "careful",
        "prompt": "Which silence mattered?",
        "method_version": "1",
        "data_cut": CUT,
    },
    "participation_transitions": {
        "community_id": "harbour",
        "window_kind": "block13",
        "window_start": datetime(2025, 9, 29),
        "window_end": ENDS[-1],
        "status": "shown",
    },
    "community_overlap": {
        "community_id": "fog",
        "other_community_id": "harbour",
        "window_kind": "w13",
        "window_start": datetime(2025, 9, 29),
        "window_end": ENDS[-1],
        "shared_person_count": 10,
        "person_count": 20,
        "other_person_count": 25,
        "is_more_than_chance": True,
        "status": "shown",
    },
    "activity_months": {
        "community_id": "harbour",
        "window_kind": "month",
        "window_start": datetime(2025, 11, 24),
        "window_end": ENDS[-1],
        "contribution_count": 60,
        "thread_count": 9,
        "question_count": 6,
        "reply_count": 51,
        "contributor_count": 22,
        "status": "shown",
    },
    "health_checks": {
        "community_id": "harbour",
        "period": "2025-Q4",
        "opened_on": date(2025, 11, 3),
        "frozen_on": date(2025, 11, 24),
        "closed_on": date(2025, 12, 10),
        "state": "closed",
        "invited_count": 30,
        "answered_count": 14,
        "next_look_on": date(2026, 6, 1),
    },
    "health_answers": {
        "community_id": "harbour",
        "period": "2025-Q4",
        "dimension_id": "D2",
        "respondent_count": 12,
        "status": "shown",
    },
    "health_relevance": {"community_id": "harbour", "period": "2025-Q4", "dimension_id": "D2", "choice": "now"},
    "health_findings": {
        "community_id": "harbour",
        "period": "2025-Q4",
        "dimension_id": "D2",
        "pattern": "matters to some only",
        "finding": "It matters now to: members, sponsor.",
        "prompt": "Whose criterion is this, and should we care?",
    },
    "health_statements": {
        "community_id": "harbour",
        "period": "2025-Q4",
        "perspective": "sponsor",
        "role_name": "Sponsor, Harbour",
        "dimension_id": "D2",
        "answer": "partly",
        "statement": "I hear of problems solved, rarely of how.",
    },
}
BEHIND = {
    "_contribution_person_count": 22,
    "_contribution_largest_share": 0.2,
    "_contribution_two_largest_share": 0.3,
    "_thread_person_count": 7,
    "_thread_largest_share": 0.3,
    "_thread_two_largest_share": 0.5,
    "_question_person_count": 6,
    "_quarter_end": ENDS[-1],
    "_question_largest_share": 0.3,
    "_question_two_largest_share": 0.5,
    "_reply_person_count": 20,
    "_reply_largest_share": 0.2,
    "_reply_two_largest_share": 0.3,
}


def table(name, *rows):
    """A published table with the contract's columns; what a row leaves out is usual, or empty."""
    fields = [(column.name, TYPES[column.type]) for column in warehouse.contract()[f"publish.{name}"].columns]
    told = [USUAL.get(name, {}) | row for row in rows]
    behind = [(column, pa.scalar(value).type) for column, value in BEHIND.items() if any(column in row for row in told)]
    return pa.Table.from_pylist(told, schema=pa.schema(fields + behind))


def months(**told):
    """One month with what disclosure control reads about it."""
    return table("activity_months", BEHIND | told)


def one(rows):
    """The only row of a table."""
    (row,) = rows.to_pylist()
    return row


def lay(con, tables):
    """Make `publish.*` hold these tables."""
    con.execute("create schema if not exists publish")
    for name, rows in tables.items():
        con.register("laid", rows)
        con.execute(f"create or replace table publish.{name} as from laid")
        con.unregister("laid")


def released():
    """The tables of a small release: harbour chose D2 and held a conversation, fog has not chosen yet."""
    shares = zip(ENDS, (0.55, 0.64, 0.72), strict=True)
    catalogue = [{name: getattr(each, name) for name in _CATALOGUED} | _more(each) for each in CATALOGUE]
    answers = {"not at all": 1, "a little": 2, "partly": 3, "largely": 4, "fully": 2, "can't see": 1, "not relevant": 1}
    fog = {"community_id": "fog", "name": "Fog", "domain": None, "chosen_dimensions": "", "chosen_by": "starter"}
    tables = {
        "communities": table("communities", {}, fog | {"member_count": None, "status": "suppressed"}),
        "indicator_catalogue": table("indicator_catalogue", *catalogue),
        "indicator_measurements": table(
            "indicator_measurements",
            *({"window_end": end, "value": value} for end, value in shares),
            {"part": "resolved", "status": "too_few"} | NOTHING,
            {"indicator_id": "V-5", "part": "gini", "status": "not_chosen"} | NOTHING,
            {"community_id": "fog", "value": 0.31, "lower": 0.2, "upper": 0.45},
        ),
        "health_checks": table("health_checks", {}),
        "health_answers": table(
            "health_answers", *({"answer": answer, "answer_count": count} for answer, count in answers.items())
        ),
        "health_relevance": table(
            "health_relevance",
            {"perspective": "members", "voice_count": 11},
            {"perspective": "members", "choice": "later", "voice_count": 2},
            {"perspective": "sponsor", "voice_count": 1},
        ),
        "health_statements": table("health_statements", {}),
        "participation_transitions": table("participation_transitions").append_column(
            "_person_count", pa.array([], pa.int64())
        ),
        "community_overlap": table("community_overlap"),
        "health_findings": table("health_findings", {}),
    }
    return {name: files.ordered(name, rows) for name, rows in tables.items()}


NOTHING = dict.fromkeys(("value", "lower", "upper", "unit_count", "person_count", "coverage"))
_CATALOGUED = (
    *("name", "question", "unit", "network", "definition", "minimum_sample", "interval_method", "caveat"),
    *("misreading", "prompt", "value_cycle", "reference", "method_version", "valid_from"),
)


def _more(indicator):
    return {"indicator_id": indicator.id, "dimensions": ", ".join(indicator.dimensions)}

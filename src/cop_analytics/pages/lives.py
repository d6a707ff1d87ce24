"""What is declared of communities as pages show it: stages, launches, sponsorships, objectives; words and plain counts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

import pandas as pd

from cop_analytics.health.dimensions import BY_ID
from cop_analytics.health.lifecycle import LAUNCH_STEPS, STAGES, VACANT
from cop_analytics.pages.rows import Row, Tables, rows_of

LEADERS = "leaders"


def of_community(community_id: str, frames: Tables) -> Row:
    """What was declared of one community; nothing where nobody declared it."""
    stage = next(iter(_of(frames, "stages", community_id)), None)
    steps = {row["step"]: row for row in _of(frames, "launch_steps", community_id)}
    questions = _of(frames, "objective_questions", community_id)
    return {
        "stage": stage,
        "signs": next((each for each in STAGES if stage and each.name == stage["stage"]), None),
        "steps": [steps[name] for name in LAUNCH_STEPS if name in steps],
        "sponsorships": [row for row in _of(frames, "sponsorships", community_id) if row["state"] != "ended"],
        "objectives": [
            row | {"questions": [each["question"] for each in questions if each["objective_id"] == row["objective_id"]]}
            for row in _of(frames, "objectives", community_id)
        ],
        "consultations": _consultations(community_id, frames),
    }


def of_programme(communities: Sequence[Row], checks: Sequence[Row], frames: Tables) -> Row:
    """The programme in counts of communities and of checks, never of people, and no value of any community."""
    ids = {row["community_id"] for row in communities if row["kind"] == "community"}
    stages = Counter(row["stage"] for row in _all(frames, "stages") if row["community_id"] in ids)
    held = [check for check in checks if check["closed_on"] is not None]
    return {
        "launched": sum(row["launched_on"] is not None for row in communities if row["community_id"] in ids),
        "declared": len(ids),
        "stages": [(each.name, stages[each.name]) for each in STAGES if stages[each.name]],
        "unstaged": len(ids) - stages.total(),
        "vacant": [_named(row, communities) for row in _all(frames, "sponsorships") if row["state"] == VACANT],
        "held": len(held),
        "held_in": len({check["community_id"] for check in held}),
        "never_held": len(ids - {check["community_id"] for check in held}),
    }


def of_leaders(community: Row, frames: Tables) -> list[Row]:
    """How far community leaders turn to each other, newest quarter first; only for their own community."""
    if community["kind"] != LEADERS:
        return []
    return sorted(
        _of(frames, "leaders_network", community["community_id"]), key=lambda row: row["window_end"], reverse=True
    )


def _consultations(community_id: str, frames: Tables) -> list[tuple[str, str, str]]:
    """Each dimension on which this community may ask, or be asked by, another: which, on which side, whom."""
    names = {row["community_id"]: row["name"] for row in rows_of(frames["communities"])}
    found = []
    for row in _all(frames, "peer_consultations"):
        dimension = BY_ID[row["dimension_id"]].name
        if row["asking_community_id"] == community_id:
            found.append((dimension, "may_ask", names[row["offering_community_id"]]))
        if row["offering_community_id"] == community_id:
            found.append((dimension, "may_be_asked", names[row["asking_community_id"]]))
    return found


def _named(row: Row, communities: Sequence[Row]) -> str:
    return next(str(each["name"]) for each in communities if each["community_id"] == row["community_id"])


def _of(frames: Tables, name: str, community_id: str) -> list[Row]:
    return [row for row in _all(frames, name) if row["community_id"] == community_id]


def _all(frames: Tables, name: str) -> list[Row]:
    return rows_of(frames[name]) if name in frames else rows_of(pd.DataFrame())

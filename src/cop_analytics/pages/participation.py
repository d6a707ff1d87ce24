"""Who takes part at which level, who moved between levels, and which communities share people."""

from __future__ import annotations

import pandas as pd

from cop_analytics.pages import charts
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS

LEVELS = ("core", "active", "occasional", "peripheral", "transactional")
WAYS_OUT = ("outsider", "left_community", "left_bank", "fewer_than_five")


def moves(community_id: str, frames: Tables) -> Row | None:
    """The newest block's moves between levels, as a picture and its rows; None where none is shown."""
    told = frames["participation_transitions"]
    own = [row for row in rows_of(told[told["community_id"] == community_id]) if row["status"] == "shown"]
    own = [row for row in own if row["person_count"]]
    if not own:
        return None
    newest = max(row["window_end"] for row in own)
    flows = [
        (_name(row["from_level"]), _name(row["to_level"]), row["person_count"])
        for row in own
        if row["window_end"] == newest
    ]
    said = "; ".join(f"{one} → {other}: {count}" for one, other, count in flows)
    order = [_name(each) for each in (*LEVELS, *WAYS_OUT)]
    picture = charts.alluvial(flows, order, WORDS["moves_told"].format(told=said))
    return {"picture": picture, "flows": flows, "until": newest - pd.Timedelta(days=1)}


def shared(frames: Tables) -> Row:
    """Of the newest quarter, the communities that share people beyond chance, in the order of the alphabet."""
    told = frames["community_overlap"]
    names = {row["community_id"]: row["name"] for row in rows_of(frames["communities"])}
    shown = [row for row in rows_of(told) if row["status"] == "shown" and row["shared_person_count"]]
    newest = max((row["window_end"] for row in shown), default=None)
    pairs = [
        row
        | {
            "one": names.get(row["community_id"], row["community_id"]),
            "other": names.get(row["other_community_id"], ""),
        }
        for row in shown
        if row["window_end"] == newest
    ]
    pairs = sorted(pairs, key=lambda row: (row["one"].casefold(), row["other"].casefold()))
    beyond = [(row["one"], row["other"]) for row in pairs if row["is_more_than_chance"]]
    involved = sorted({name for pair in beyond for name in pair}, key=str.casefold)
    said = "; ".join(f"{one} – {other}" for one, other in beyond)
    picture = charts.arcs(beyond, involved, WORDS["overlap_told"].format(told=said)) if beyond else None
    return {"pairs": pairs, "picture": picture, "until": newest - pd.Timedelta(days=1) if newest is not None else None}


def _name(level: str) -> str:
    return level.replace("_", " ")

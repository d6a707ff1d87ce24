"""Published tables → a static site: index, programme, a page a community, a page a closed check, method, dictionary."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa

from cop_analytics.health.dimensions import BY_ID
from cop_analytics.pages import conversations, indicators, lives, mentorings, participation, stories
from cop_analytics.pages.press import press
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS
from cop_analytics.privacy.disclosure import MIN_GROUP, MIN_SUBGROUP
from cop_analytics.series import expected_by_chance


def draw(
    tables: Mapping[str, pa.Table],
    data_cut: datetime,
    dictionary: Sequence[Mapping[str, object]],
    folder: Path,
    *,
    min_group: int = MIN_GROUP,
    min_subgroup: int = MIN_SUBGROUP,
) -> int:
    """Write every page below `folder`; how many. Shows nothing that is not in `tables`.

    `dictionary` describes the tables: name, grain, rows, columns. The floors are those `tables` were protected with.
    """
    frames = {name: table.to_pandas(integer_object_nulls=True) for name, table in tables.items()}
    communities = sorted(rows_of(frames["communities"]), key=lambda row: row["name"].casefold())
    checks = rows_of(frames["health_checks"])
    catalogue = indicators.by_id(rows_of(frames["indicator_catalogue"]))
    write = press(folder, data_cut)
    write("index.html", "index", communities=communities, checks=checks)
    write(
        "programme.html",
        "programme",
        mentorings=mentorings.named(frames),
        **lives.of_programme(communities, checks, frames),
    )
    for programme in mentorings.named(frames):
        page = f"mentoring/{programme['programme_id']}.html"
        write(page, "mentoring", **mentorings.of_mentoring(programme, frames))
    for community in communities:
        own = [check for check in checks if check["community_id"] == community["community_id"]]
        page = f"communities/{community['community_id']}.html"
        write(page, "community", **_community(community, own, frames, catalogue))
        for check in own:
            page = f"checks/{check['community_id']}_{check['period']}.html"
            write(page, "check", **conversations.view(check, community, frames, catalogue, []))
    listed = [catalogue[name] for name in indicators.in_order(catalogue)]
    write("method.html", "method", catalogue=listed, floors={"group": min_group, "subgroup": min_subgroup})
    write("overlap.html", "overlap", **participation.shared(frames))
    write("dictionary.html", "dictionary", dictionary=dictionary)
    return len(list(folder.rglob("*.html")))


def draw_check(
    tables: Mapping[str, pa.Table],
    data_cut: datetime,
    key: tuple[str, str],
    folder: Path,
    *,
    notes: Sequence[Row] = (),
    network: Row | None = None,
) -> None:
    """Write `index.html` below `folder`: one check, by community and period, as a page that stands alone.

    `notes` are what the core group wrote beside it: dimension_id, role, note; `network` is what is drawn for it alone.
    """
    frames = {name: table.to_pandas(integer_object_nulls=True) for name, table in tables.items()}
    [community] = [row for row in rows_of(frames["communities"]) if row["community_id"] == key[0]]
    [check] = [row for row in rows_of(frames["health_checks"]) if (row["community_id"], row["period"]) == key]
    catalogue = indicators.by_id(rows_of(frames["indicator_catalogue"]))
    write = press(folder, data_cut, is_alone=True)
    write("index.html", "check", **conversations.view(check, community, frames, catalogue, list(notes), network))


def _by_chance(own: list[Row]) -> str:
    """How many histories were looked at in the newest window, and how many of them would stand out by chance."""
    newest = max((row["window_end"] for row in own), default=None)
    looked = [
        row
        for row in own
        if row["window_end"] == newest and row["signal"] in ("none", "worth_asking") and row["status"] == "shown"
    ]
    if not looked:
        return ""
    return WORDS["by_chance"].format(charts=len(looked), expected=expected_by_chance(len(looked)))


def _community(community: Row, checks: list[Row], frames: Tables, catalogue: Mapping[str, Row]) -> Row:
    """What a community's page shows: its chosen dimensions with their indicators, and the names of the others."""
    measured = frames["indicator_measurements"]
    own = rows_of(measured[measured["community_id"] == community["community_id"]])
    chosen = [name for name in (community["chosen_dimensions"] or "").split(", ") if name]
    visible = {row["indicator_id"] for row in own if row["status"] != "not_chosen"}
    sections = [(BY_ID[name], indicators.views(BY_ID[name].indicators, own, catalogue)) for name in chosen]
    windows = [row["window_end"] for row in own if row["indicator_id"] in visible]
    return {
        "community": community,
        "checks": checks,
        "life": lives.of_community(community["community_id"], frames),
        "leaders": lives.of_leaders(community, frames),
        "value": stories.of_community(community["community_id"], frames),
        "sections": sections,
        "starter": [] if chosen else indicators.views(indicators.in_order(visible), own, catalogue),
        "newest": max(windows) - pd.Timedelta(days=1) if windows else None,
        "is_building": any(row["signal"] == "history_building" for row in own),
        "by_chance": _by_chance(own),
        "moves": participation.moves(community["community_id"], frames),
        "offered": [catalogue[name] for name in indicators.in_order(catalogue.keys() - visible)],
    }

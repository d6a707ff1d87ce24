"""Published tables → a static site: an index, a page a community, a page a closed check, method, dictionary."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime
from pathlib import Path

import pandas as pd
import pyarrow as pa
from jinja2 import Environment, PackageLoader, StrictUndefined

from cop_analytics.health.dimensions import BY_ID
from cop_analytics.pages import conversations, indicators
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import LANGUAGE, WORDS, day, sentence
from cop_analytics.privacy.disclosure import MIN_GROUP, MIN_SUBGROUP


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
    catalogue = {row["indicator_id"]: row for row in rows_of(frames["indicator_catalogue"])}
    write = _writer(folder, data_cut)
    write("index.html", "index", communities=communities, checks=checks)
    for community in communities:
        own = [check for check in checks if check["community_id"] == community["community_id"]]
        page = f"communities/{community['community_id']}.html"
        write(page, "community", **_community(community, own, frames, catalogue))
        for check in own:
            page = f"checks/{check['community_id']}-{check['period']}.html"
            write(page, "check", **conversations.view(check, community, frames, catalogue))
    listed = [catalogue[name] for name in indicators.in_order(catalogue)]
    write("method.html", "method", catalogue=listed, floors={"group": min_group, "subgroup": min_subgroup})
    write("dictionary.html", "dictionary", dictionary=dictionary)
    return len(list(folder.rglob("*.html")))


def _writer(folder: Path, data_cut: datetime) -> Callable[..., None]:
    """What writes one page from its template and view into `folder`, where the style lies already."""
    templates = Environment(
        loader=PackageLoader("cop_analytics.pages"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(words=WORDS, language=LANGUAGE, data_cut=data_cut)
    templates.filters.update(day=day, sentence=sentence)

    def write(page: str, template: str, **view: object) -> None:
        """Links go up as many folders as the page lies deep."""
        up = "../" * page.count("/")
        text = templates.get_template(f"{template}.html.jinja").render(here=page, up=up, **view)
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(text, encoding="utf-8")

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "style.css").write_text(templates.get_template("style.css").render(), encoding="utf-8")
    return write


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
        "sections": sections,
        "starter": [] if chosen else indicators.views(indicators.in_order(visible), own, catalogue),
        "newest": max(windows) - pd.Timedelta(days=1) if windows else None,
        "is_building": any(row["signal"] == "history_building" for row in own),
        "offered": [catalogue[name] for name in indicators.in_order(catalogue.keys() - visible)],
    }

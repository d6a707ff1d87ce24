"""The way of a story before it is one: threads that may hold its beginning, and the form that came back."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb
import pyarrow.parquet as pq

from cop_analytics import warehouse
from cop_analytics.errors import Fault, InputFault
from cop_analytics.estimators import wilson
from cop_analytics.inputs import metrics, registry, stories, story_forms
from cop_analytics.inputs.story_forms import Origin
from cop_analytics.inputs.texts import choice_of
from cop_analytics.value.stories import PUBLISHED

FEWEST_DECIDED = 10
LEADS = """
    select thread_id, community_id, started_at::date::varchar, reasons from value.leads
    where decision is null and coalesce(community_id = $community, true)
    qualify row_number() over (
        partition by community_id order by len(string_split(reasons, '; ')) desc, started_at desc, thread_id
    ) <= $most
    order by community_id, thread_id
"""
SOUGHT = """
    select community_id, indicator_id, any_value(prompt) from value.sought_stories
    where coalesce(community_id = $community, true) group by all order by all
"""
PAST = "select decision, count(*) from value.leads where decision is not null group by all"


@dataclass(frozen=True)
class Leads:
    """Threads to look at and why, indicators that seek a story, and in words how earlier leads turned out."""

    rows: list[dict[str, object]]
    sought: list[dict[str, object]]
    past: str


def told_no_more(con: duckdb.DuckDBPyConnection, current: Path) -> list[str]:
    """A sentence for each story of the release that stands which the next one tells no more, and why."""
    file = current / "tables" / "value_stories.parquet"
    if not file.exists():
        return []
    told = set(pq.read_table(file, columns=["story_id"]).column("story_id").to_pylist())
    now = {name for (name,) in con.execute("select story_id from publish.value_stories").fetchall()}
    states = dict(con.execute("select story_id, state from inputs.stories").fetchall())
    return [f"The story {name} is told no more: {_why_no_more(states.get(name))}." for name in sorted(told - now)]


def _why_no_more(state: str | None) -> str:
    if state is None:
        return "its file is gone or has a fault"
    if state == PUBLISHED:
        return "its teller's consent to it has ended"
    return f"it is {state}"


def leads_of(home: Path, community: str | None, most: int) -> Leads:
    """What the analysts' file proposes, at most `most` threads of a community. Raises InputFault before the first night."""
    file = home / "analysts" / "cop.duckdb"
    if not file.exists():
        raise InputFault([Fault(str(file), None, None, "there is no analysts' file yet", "Run `cop nightly` first.")])
    with warehouse.connect(file, read_only=True) as con:
        asked = {"community": community}
        rows = con.execute(LEADS, asked | {"most": most}).fetchall()
        sought = con.execute(SOUGHT, asked).fetchall()
        decided = dict(con.execute(PAST).fetchall())
    return Leads(
        [dict(zip(("thread", "community", "began", "why"), row, strict=True)) for row in rows],
        [dict(zip(("community", "indicator", "prompt"), row, strict=True)) for row in sought],
        _past(decided),
    )


def _past(decided: dict[str, int]) -> str:
    """How often a lead was the beginning of a story, of those somebody looked at; with its interval where enough were."""
    accepted = decided.get("accepted", 0)
    looked = accepted + decided.get("rejected", 0)
    told = f"Earlier leads: {accepted} accepted of {looked} looked at, {decided.get('ignored', 0)} ignored"
    share = wilson(accepted, looked)
    if share is None or looked < FEWEST_DECIDED:
        return f"{told}; too few to tell how good they are."
    return f"{told}; between {share.lower:.0%} and {share.upper:.0%} lead to a story (95 %, Wilson)."


def take_form(
    inputs: Path, file: Path, name: str, community: str, period: str, teller: str, today: date
) -> tuple[Path, list[Fault]]:
    """Write the draft of a story from its form; the file, and what is still wrong with it.

    Raises InputFault, writing nothing, where the form cannot be read, or the name is taken.
    """
    target = inputs / stories.place_of(name)
    known = sorted({each.id for each in registry.read(inputs / registry.FILE)})
    refused = [
        Fault(stories.place_of(name), None, None, problem, cure)
        for is_so, problem, cure in (
            (not stories.NAME.fullmatch(name), "it cannot name a story", "Use small letters, digits, hyphens."),
            (target.exists(), "it is there already", "Choose another name, or change the file by hand."),
            (community not in known, "its community is not known", choice_of(tuple(known))),
            (not stories.TELLER.fullmatch(teller), "its teller has no mark", "Give a mark that says nothing: T7."),
        )
        if is_so
    ]
    told, faults = story_forms.read_form(file)
    if refused or faults:
        raise InputFault([*refused, *faults])
    target.parent.mkdir(parents=True, exist_ok=True)
    origin = Origin(community, period, teller, "social learning team", today)
    target.write_text(story_forms.draft_of(told, origin), encoding="utf-8")
    found: list[Fault] = []
    stories.read_one(target, known, {row.metric_id for row in metrics.read(inputs, known).rows}, found)
    return target, found

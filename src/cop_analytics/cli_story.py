"""`cop story …` and the newsletter on the command line: tell, look for, follow the money back to the file."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cop_analytics.errors import Fault, InputFault

if TYPE_CHECKING:
    from cop_analytics.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="Stories of what came of learning together: from the form to what they are worth.",
    epilog="Example: [bold]cop story form story.xlsx[/bold]",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

WIDE = 200

Period = Annotated[str, typer.Argument(help="The quarter the stories are told in, such as 2026-Q1.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")]


@dataclass(frozen=True)
class Edge:
    """What is read at the edge: the settings when they are needed, and the time."""

    settings: Callable[[], Settings]
    now: datetime


@app.command(epilog="Example: [bold]cop story form story.xlsx[/bold]")
def form(file: Annotated[Path, typer.Argument(help="The workbook to write.")]) -> None:
    """Write the empty form in which somebody tells a story."""
    from cop_analytics.inputs.story_forms import write_form

    if file.suffix != ".xlsx" or file.exists():
        problem = "it is there already" if file.exists() else "it is no workbook"
        raise InputFault([Fault(str(file), None, None, problem, "Name a new file that ends in .xlsx.")])
    out.print(f"wrote {write_form(file)}", markup=False)
    out.print(
        "Next: give it to somebody with a story; then: cop story take FILE NAME --community … --teller T1", markup=False
    )


@app.command(
    epilog="Example: [bold]cop story take story.xlsx cut-off-table --community payments --period 2026-Q1 --teller T7[/bold]"
)
def take(
    ctx: typer.Context,
    file: Annotated[Path, typer.Argument(help="The form that came back.")],
    name: Annotated[str, typer.Argument(help="Names the story: small letters, digits, hyphens.")],
    community: Annotated[str, typer.Option(help="Its id in communities.toml.")],
    period: Annotated[str, typer.Option(help="The quarter it is told in, such as 2026-Q1.")],
    teller: Annotated[
        str, typer.Option(help="The mark the team gives the teller: the same for the same person, no name.")
    ],
) -> None:
    """Read a form that came back into a draft, inputs/stories/NAME.toml."""
    from cop_analytics.storytelling import take_form

    written, faults = take_form(ctx.obj.settings().inputs, file, name, community, period, teller, ctx.obj.now.date())
    out.print(f"wrote {written}", markup=False)
    for fault in faults:
        err.print(str(fault), markup=False, style="red")
    out.print(
        "Next: read it with the teller; then write approved_on, self_coding and the new state into it.", markup=False
    )
    if faults:
        raise typer.Exit(InputFault.exit_status)


@app.command("list", epilog="Example: [bold]cop story list[/bold]")
def list_(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Every story: its community, state, level of evidence, and where its teller lets it be told."""
    from cop_analytics.inputs import load
    from cop_analytics.inputs.stories import faults_of_lapsed

    written = load.read_all(ctx.obj.settings().inputs)
    told = written.declared.stories
    rows: list[dict[str, object]] = [
        {
            "story": story.id,
            "community": story.community_id,
            "period": story.period,
            "state": story.state,
            "claim": story.claim.level if story.claim else None,
            "channels": list(story.consent.channels),
            "expires_on": story.consent.expires_on.isoformat() if story.consent.expires_on else None,
        }
        for story in told
    ]
    if as_json:
        print(json.dumps({"stories": rows}, indent=1))
    else:
        _table(("story", "community", "period", "state", "claim", "channels", "expires_on"), rows)
    faults = [fault for fault in written.faults if fault.file.startswith("stories/")]
    for fault in [*faults, *faults_of_lapsed(told, ctx.obj.now.date())]:
        err.print(str(fault), markup=False, style="yellow")


@app.command(epilog="Example: [bold]cop story leads payments --most 3[/bold]")
def leads(
    ctx: typer.Context,
    community: Annotated[str | None, typer.Argument(help="Its id; else of each community.")] = None,
    most: Annotated[int, typer.Option(min=1, max=50, help="How many of a community.")] = 3,
    as_json: AsJson = False,
) -> None:
    """Threads that may hold the beginning of a story, and why; and how earlier ones turned out."""
    from cop_analytics.storytelling import leads_of

    found = leads_of(ctx.obj.settings().home, community, most)
    if as_json:
        print(json.dumps({"leads": found.rows, "sought": found.sought, "past": found.past}, indent=1))
        return
    _table(("thread", "community", "began", "why"), found.rows)
    for each in found.sought:
        out.print(
            f"{each['community']}, {each['indicator']}: what story would tell why? {each['prompt']}", markup=False
        )
    out.print(found.past, markup=False)
    out.print("Next: cop story decide THREAD accepted|rejected|ignored --because TEXT", markup=False)


@app.command(epilog='Example: [bold]cop story decide content/4711 accepted --because "a teller is found"[/bold]')
def decide(
    ctx: typer.Context,
    thread: Annotated[str, typer.Argument(help="As `cop story leads` names it: content/4711.")],
    decision: Annotated[str, typer.Argument(help="accepted, rejected or ignored.")],
    because: Annotated[str, typer.Option(help="Why, in words; naming nobody.")] = "",
) -> None:
    """Keep what was decided about a lead, in inputs/stories/leads.csv."""
    from cop_analytics.inputs import lead_decisions
    from cop_analytics.inputs.stories import EVIDENCE

    if decision not in lead_decisions.DECISIONS or not EVIDENCE.fullmatch(thread) or "@" in because:
        cure = f"Example: cop story decide content/4711 {lead_decisions.ACCEPTED} --because TEXT"
        problem = "no thread, no decision, or somebody's address in the reason"
        raise InputFault([Fault("cop story decide", None, None, problem, cure)])
    kept = lead_decisions.LeadDecision(thread, decision, ctx.obj.now.date(), because)
    out.print(f"wrote {lead_decisions.write(ctx.obj.settings().inputs, kept)}", markup=False)


@app.command(epilog="Example: [bold]cop story claims 2026-Q1[/bold]")
def claims(ctx: typer.Context, period: Period, as_json: AsJson = False) -> None:
    """Every claim of a quarter, from its file to the sum: how a controller walks the way back."""
    from cop_analytics.inputs import load, stories
    from cop_analytics.value.claims import LEVELS, SUMMED

    settings, today = ctx.obj.settings(), ctx.obj.now.date()
    written = load.read_all(settings.inputs)
    told = [story for story in written.declared.stories if story.period == period]
    rows: list[dict[str, object]] = []
    for story, claim in ((story, story.claim) for story in told):
        if claim is None:
            continue
        way = (
            f"{claim.gross_low:,.0f} × {claim.attribution_low:g} × {claim.confidence:g}"
            if claim.has_amount
            else "in words"
        )
        rows.append(
            {
                "file": str(settings.inputs / stories.place_of(story.id)),
                "level": claim.level,
                "low × attribution × confidence": way,
                "adjusted low": claim.adjusted_low,
                "money": f"{claim.currency} {claim.price_year}" if claim.has_amount else "",
                "counts": "yes" if story.counts_on(today) else f"no: {story.state}",
            }
        )
    sums = {
        level: sum(
            story.claim.adjusted_low or 0.0
            for story in told
            if story.claim and story.claim.level == level and story.counts_on(today)
        )
        for level in SUMMED
    }
    counts = {level: sum(1 for row in rows if row["level"] == level and row["counts"] == "yes") for level in LEVELS}
    if as_json:
        print(json.dumps({"claims": rows, "sums": sums, "counts": counts}, indent=1))
        return
    _table(tuple(rows[0]) if rows else ("file",), rows)
    for level in reversed(SUMMED):
        out.print(f"{level}: {counts[level]} claims, {sums[level]:,.2f} at the low end", markup=False)
    out.print(f"E1: {counts['E1']}, E0: {counts['E0']}: counted, never summed", markup=False)
    for fault in written.faults:
        if fault.file.startswith("stories/"):
            err.print(str(fault), markup=False, style="yellow")


def tell_newsletter(settings: Settings, period: str, now: datetime, *, is_draft: bool) -> None:
    """Write the newsletter, and say where it lies and what it lacks."""
    from cop_analytics import newsletters

    with out.status("writing the newsletter"):
        written = newsletters.write(
            settings.inputs, settings.home, period, now, min_group=settings.privacy.min_group, is_draft=is_draft
        )
    out.print(f"{len(written.pages)} pages in {written.folder}", markup=False)
    out.print(f"  browser and printer  {written.folder / 'index.html'}", markup=False)
    out.print(f"  e-mail               {written.folder / 'index.email.html'}", markup=False)
    out.print(f"  Markdown             {written.folder / 'index.md'}", markup=False)
    for page, missing in written.missing.items():
        for each in missing:
            out.print(f"missing, {page or 'the bank’s edition'}: {each}", markup=False)


def _table(columns: Sequence[str], rows: Sequence[dict[str, object]]) -> None:
    table = Table(box=None, pad_edge=False)
    for column in columns:
        table.add_column(column, no_wrap=True)
    for row in rows:
        table.add_row(*(_cell(row.get(column)) for column in columns))
    Console(highlight=False, soft_wrap=True, width=max(out.width, WIDE)).print(table)


def _cell(value: object) -> str:
    if value is None:
        return "–"
    if isinstance(value, list):
        return ", ".join(map(str, value))
    return f"{value:,.2f}" if isinstance(value, float) else str(value)

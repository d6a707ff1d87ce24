"""`cop check …`: a health check on the command line, step by step."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Literal

import typer
from rich.console import Console

from cop_analytics.errors import InputFault

if TYPE_CHECKING:
    from cop_analytics.convening.steps import Place, Taken
    from cop_analytics.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="A health check held from three perspectives, from its opening to its close.",
    epilog="Example: [bold]cop check open credit-risk 2026-H1 --invited 60[/bold]",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Community = Annotated[str, typer.Argument(help="Its id in communities.toml.")]
Period = Annotated[str, typer.Argument(help="Names the check, such as 2026-H1.")]
Files = Annotated[list[Path], typer.Argument(help="All that came back: forms (.csv, .xlsx), or exports.")]
Columns = Annotated[
    Path | None, typer.Option("--columns", help="A sheet column,means: what each column of an export is.")
]
Anonymise = Annotated[
    bool, typer.Option("--anonymise", help="Read a copy without the columns that say who or when, its rows shuffled.")
]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")]


@dataclass(frozen=True)
class Edge:
    """What is read at the edge: the settings when they are needed, and the time."""

    settings: Callable[[], Settings]
    now: datetime

    @property
    def today(self) -> date:
        return self.now.date()


@app.command("open", epilog="Example: [bold]cop check open credit-risk 2026-H1 --invited 60[/bold]")
def open_(
    ctx: typer.Context,
    community: Community,
    period: Period,
    invited: Annotated[int, typer.Option(min=1, help="How many members are asked.")],
) -> None:
    """Open a check: writes the forms, a sheet and a workbook for each perspective, and one-time tokens."""
    from cop_analytics.convening import steps

    _tell(steps.open_check(_place(ctx, community, period), invited, ctx.obj.today))


@app.command(epilog="Example: [bold]cop check relevance credit-risk 2026-H1 returned/*.xlsx[/bold]")
def relevance(
    ctx: typer.Context,
    community: Community,
    period: Period,
    files: Files,
    columns: Columns = None,
    anonymise: Anonymise = False,
) -> None:
    """Read what matters to each perspective, before anybody can have seen a value."""
    from cop_analytics.convening import steps

    _tell(steps.take_relevance(_place(ctx, community, period), files, columns, anonymise=anonymise))


@app.command(epilog="Example: [bold]cop check answers credit-risk 2026-H1 members.csv sponsor.xlsx[/bold]")
def answers(
    ctx: typer.Context,
    community: Community,
    period: Period,
    files: Files,
    columns: Columns = None,
    anonymise: Anonymise = False,
) -> None:
    """Read members' answers and signed statements; what came before from the same voices is replaced."""
    from cop_analytics.convening import steps

    _tell(steps.take_answers(_place(ctx, community, period), files, columns, anonymise=anonymise))


@app.command(epilog="Example: [bold]cop check freeze credit-risk 2026-H1[/bold]")
def freeze(ctx: typer.Context, community: Community, period: Period) -> None:
    """Freeze the pack: answers beside the data of the last night, hashed; it never changes after."""
    from cop_analytics.convening import packs

    settings = ctx.obj.settings()
    floors = settings.privacy
    parameters = {
        "min_group": floors.min_group,
        "min_subgroup": floors.min_subgroup,
        "starter": list(settings.indicators.starter),
    }
    ground = packs.Ground(settings.home, parameters, floors.min_group, floors.min_subgroup)
    with out.status("freezing the pack"):
        taken = packs.freeze(_place(ctx, community, period), ground, ctx.obj.today)
    _tell(taken)


@app.command(epilog="Example: [bold]cop check show credit-risk 2026-H1 --to core[/bold]")
def show(
    ctx: typer.Context,
    community: Community,
    period: Period,
    to: Annotated[Literal["core", "sponsor"], typer.Option(help="The core group reads it five working days before.")],
) -> None:
    """Where the pack lies for those it belongs to; refused while it is not theirs to see."""
    from cop_analytics.convening import packs

    _tell(packs.show(_place(ctx, community, period), ctx.obj.settings().home, to, ctx.obj.today))


@app.command(epilog="Example: [bold]cop check record credit-risk 2026-H1 record.toml[/bold]")
def record(
    ctx: typer.Context,
    community: Community,
    period: Period,
    file: Annotated[Path, typer.Argument(help="The record; forms/record.toml is its form.")],
) -> None:
    """Keep the record of the conversation: what you see, what you make of it, where you differ, what was decided."""
    from cop_analytics.convening import steps

    _tell(steps.take_record(_place(ctx, community, period), file))


@app.command(epilog="Example: [bold]cop check close credit-risk 2026-H1 --next-look 2026-09-01[/bold]")
def close(
    ctx: typer.Context,
    community: Community,
    period: Period,
    next_look: Annotated[
        datetime | None, typer.Option(help="When to look again; else as the record says.", formats=["%Y-%m-%d"])
    ] = None,
) -> None:
    """Close the check: needs a record with decisions and a next look; answers become counts, tokens go."""
    from cop_analytics.convening import steps

    look = next_look.date() if next_look else None
    _tell(steps.close_check(_place(ctx, community, period), look, ctx.obj.today))


@app.command(epilog="Example: [bold]cop check status --json[/bold]")
def status(ctx: typer.Context, as_json: AsJson = False) -> None:
    """Where each check stands, and what comes next."""
    from cop_analytics.convening import steps

    told = [
        {
            "community_id": check.community_id,
            "period": check.period,
            "state": check.state,
            "invited_count": check.invited_count,
            "answered_count": steps.answered_of(check),
            "next": steps.is_waiting_for(check),
        }
        for check in steps.checks(ctx.obj.settings().inputs)
    ]
    if as_json:
        print(json.dumps({"checks": told}, indent=1))
        return
    for each in told:
        counts = f"{each['answered_count']} of {each['invited_count']} answered"
        out.print(f"{each['community_id']} {each['period']}: {each['state']}, {counts}", markup=False)
        out.print(f"  {each['next']}", markup=False)
    if not told:
        out.print("No check was opened yet: cop check open COMMUNITY PERIOD --invited 40", markup=False)


def _place(ctx: typer.Context, community: str, period: str) -> Place:
    from cop_analytics.convening.steps import Place

    return Place(ctx.obj.settings().inputs, community, period)


def _tell(taken: Taken) -> None:
    """What was done; then the faults of what was not taken, and exit status 2."""
    for sentence in taken.sentences:
        out.print(sentence, markup=False)
    for fault in taken.faults:
        err.print(str(fault), markup=False, style="red")
    if taken.faults:
        raise typer.Exit(InputFault.exit_status)

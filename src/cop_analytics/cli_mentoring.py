"""`cop mentoring …`: a reverse-mentoring programme on the command line, step by step."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table

from cop_analytics.errors import Fault, InputFault

if TYPE_CHECKING:
    from cop_analytics.inputs.mentoring import Cohort
    from cop_analytics.mentoring.standing import Broken
    from cop_analytics.mentoring.steps import Place
    from cop_analytics.settings import Settings

app = typer.Typer(
    no_args_is_help=True,
    rich_markup_mode="rich",
    help="A reverse-mentoring programme: who can be paired, who is, how it goes.",
    epilog="Example: [bold]cop mentoring init digital-2026[/bold]",
)
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Programme = Annotated[str, typer.Argument(help="Its folder in inputs/mentoring/.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")]
Lock = Annotated[list[str] | None, typer.Option("--lock", help="A pair that stays: mentor:mentee.")]
Unlock = Annotated[list[str] | None, typer.Option("--unlock", help="A published pair that may change: mentor:mentee.")]


@dataclass(frozen=True)
class Edge:
    """What is read at the edge: the settings when they are needed, and the time."""

    settings: Callable[[], Settings]
    now: datetime


@app.command(epilog="Example: [bold]cop mentoring init digital-2026[/bold]")
def init(
    ctx: typer.Context,
    programme: Programme,
    as_workbook: Annotated[bool, typer.Option("--workbook", help="One Excel workbook in place of CSV files.")] = False,
) -> None:
    """Write the programme's sheets, empty and explained."""
    from cop_analytics.mentoring.starter import write_starter

    for file in write_starter(ctx.obj.settings().inputs / "mentoring" / programme, as_workbook=as_workbook):
        out.print(f"wrote {file}", markup=False)
    out.print(
        f"next      fill them in, programme.toml and participants first, then: cop mentoring feasibility {programme}",
        markup=False,
    )


@app.command(epilog="Example: [bold]cop mentoring feasibility digital-2026[/bold]")
def feasibility(ctx: typer.Context, programme: Programme, as_json: AsJson = False) -> None:
    """Before any match: how many can be paired, who cannot and why, and what loosening a rule would bring."""
    from cop_analytics.mentoring import steps
    from cop_analytics.mentoring.feasibility import feasibility as examined
    from cop_analytics.mentoring.feasibility import unpaired_in_words
    from cop_analytics.mentoring.fit import RULES, fit
    from cop_analytics.mentoring.selection import in_words as selected_in_words
    from cop_analytics.mentoring.selection import selection
    from cop_analytics.mentoring.standing import standing

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        fits = fit(cohort)
        told = examined(fits, cohort.programme.seed)
        chosen = selection(cohort)
        left = standing(cohort, fits, steps.published(place, cohort), ctx.obj.now.date())
        if as_json:
            more = {"standing": [asdict(each) for each in left], "selection": [asdict(each) for each in chosen]}
            print(json.dumps(asdict(told) | more, indent=1))
            return
        out.print(selected_in_words(chosen), markup=False)
        most = f"{told.most} pairs of {told.mentors} mentors and {told.mentees} mentees at most"
        out.print(f"{most}; {told.feasible_share:.0%} of pairs keep every rule.", markup=False)
        for line in unpaired_in_words(told.unpaired):
            out.print(f"  without a pair: {line}", markup=False)
        _tell_of_standing(cohort, left)
        named = {None: "as it is"} | {rule: f"without {rule}" for rule in RULES}
        rows = [
            (named.get(each.rule, each.rule or ""), each.pairs, each.worst_fit, each.mean_fit) for each in told.what_if
        ]
        out.print(_what_if(rows))


@app.command(epilog="Example: [bold]cop mentoring match digital-2026 --lock ada:ben[/bold]")
def match(ctx: typer.Context, programme: Programme, lock: Lock = None, unlock: Unlock = None) -> None:
    """Draft a match: most pairs, best worst pair, greatest sum; after a published one, fewest changes."""
    from cop_analytics.mentoring import steps
    from cop_analytics.mentoring.availability import in_words as narrow_in_words

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        with out.status("matching"):
            outcome = steps.draft(place, cohort, lock=_pairs(lock), unlock=_pairs(unlock))
        new = sum(each.is_new for each in outcome.pairs)
        fits = sorted(each.fit for each in outcome.pairs)
        out.print(
            f"{len(outcome.pairs)} pairs, {new} of them new"
            + (f"; fit {fits[0]:.2f} to {fits[-1]:.2f}." if fits else "."),
            markup=False,
        )
        wished = f"{len(outcome.mutual_blocking)} of them wished for each other"
        out.print(
            f"{outcome.blocking} pairs would fit better with each other than as they are; {wished}.", markup=False
        )
        for group in outcome.groups:
            median = "" if group.median_fit is None else f", median fit {group.median_fit:.2f}"
            told = f"{group.paired} of {group.people} paired{median}"
            out.print(f"  {group.attribute} {group.value}: {told}", markup=False)
        if outcome.narrow is not None and outcome.narrow.people:
            out.print(f"  {narrow_in_words(outcome.narrow)}", markup=False)
        _tell_of_standing(cohort, outcome.standing)
        for pair in outcome.parted:
            out.print(f"  published and not together any more: {':'.join(pair)}", markup=False)
        for each in outcome.pairs if new < len(outcome.pairs) else ():
            if each.is_new:
                out.print(f"  new: {each.mentor_id}:{each.mentee_id}", markup=False)
        for pair in outcome.freed:
            cure = "a row of the two in barriers.csv parts them"
            out.print(f"  freed, and best together again: {':'.join(pair)}; {cure}", markup=False)
        out.print(
            f"draft     {place.folder / steps.SHEET}\nnext      cop mentoring approve {programme} --by ROLE",
            markup=False,
        )


@app.command(epilog='Example: [bold]cop mentoring approve digital-2026 --by "programme board"[/bold]')
def approve(
    ctx: typer.Context, programme: Programme, by: Annotated[str, typer.Option(help="The role that answers for it.")]
) -> None:
    """A person answers for the draft as it lies there."""
    from cop_analytics.mentoring import steps

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        count = steps.approve(place, cohort, by, ctx.obj.now)
        out.print(f"{count} pairs approved. Now: cop mentoring publish {programme}", markup=False)


@app.command(epilog="Example: [bold]cop mentoring publish digital-2026[/bold]")
def publish(ctx: typer.Context, programme: Programme) -> None:
    """The approved draft becomes the match, and never changes silently."""
    from cop_analytics.mentoring import steps

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        count = steps.publish(place, cohort, ctx.obj.now)
        out.print(f"{count} pairs published: {place.folder / 'published.csv'}", markup=False)
        out.print(f"next      cop mentoring workbook {programme}, and once they meet: report", markup=False)


@app.command(epilog="Example: [bold]cop mentoring report digital-2026[/bold]")
def report(ctx: typer.Context, programme: Programme, as_json: AsJson = False) -> None:
    """How the published pairs go, whom to write to, and what mentees say they can do before and after."""
    from cop_analytics.mentoring import reporting

    least = ctx.obj.settings().privacy.min_subgroup
    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        told = reporting.report(place, cohort, ctx.obj.now.date(), least)
        if as_json:
            print(json.dumps(told, indent=1))
        else:
            out.print("\n".join(reporting.in_words(told, least)), markup=False)


@app.command(epilog="Example: [bold]cop mentoring workbook digital-2026[/bold]")
def workbook(ctx: typer.Context, programme: Programme) -> None:
    """Write the coordinator's workbook: pairs, reasons, next steps, and who has no pair and why."""
    from cop_analytics.mentoring.workbook import write_workbook

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        out.print(f"wrote {write_workbook(place, cohort, ctx.obj.now.date())}", markup=False)


@app.command(epilog="Example: [bold]cop mentoring portfolio digital-2026 ada ada.md[/bold]")
def portfolio(
    ctx: typer.Context,
    programme: Programme,
    mentor: Annotated[str, typer.Argument(help="Whose sheet: an id of participants.csv.")],
    file: Annotated[Path, typer.Argument(help="Where to: a new file.")],
) -> None:
    """A mentor's own sheet of the programme, for a mentor who wished for one; a new file, for nobody else."""
    from cop_analytics.mentoring.portfolio import write_portfolio
    from cop_analytics.mentoring.steps import published

    with _place(ctx, programme) as place, _cohort(ctx, place) as cohort:
        written = write_portfolio(file, cohort, published(place, cohort), mentor, ctx.obj.now.date())
        out.print(f"wrote {written}", markup=False)


@contextmanager
def _place(ctx: typer.Context, programme: str) -> Iterator[Place]:
    """Where the programme lies, with the vault open for its pseudonyms."""
    from cop_analytics import runs, stores
    from cop_analytics.mentoring.steps import Place
    from cop_analytics.privacy.pseudonyms import Pseudonyms

    settings = ctx.obj.settings()
    with runs.lock(settings.home), stores.open_vault(settings.home, ctx.obj.now) as vault:
        names = Pseudonyms(settings.privacy.key.get_secret_value(), vault)
        folder = settings.inputs / "mentoring" / programme
        yield Place(folder, settings.home, names.participant)


@contextmanager
def _cohort(ctx: typer.Context, place: Place) -> Iterator[Cohort]:
    """The cohort as far as it could be read; what could not is told at the end, and the command exits 2."""
    from cop_analytics.mentoring import steps

    cohort = steps.load(place, ctx.obj.now.date())
    yield cohort
    if cohort.faults:
        raise InputFault(cohort.faults)


def _tell_of_standing(cohort: Cohort, told: Iterable[Broken]) -> None:
    from cop_analytics.mentoring.standing import in_words

    for each in told:
        stays = "cannot stay" if each.parts else "stays until it is mended or freed with --unlock"
        out.print(f"  needs attention: {':'.join(each.pair)} {stays}: {in_words(cohort, each)}", markup=False)


def _pairs(words: list[str] | None) -> list[tuple[str, str]]:
    pairs = [tuple(word.split(":")) for word in words or []]
    wrong = [":".join(pair) for pair in pairs if len(pair) != 2]
    if wrong:
        raise InputFault(
            [Fault("--lock or --unlock", None, word, "it is no pair", "Write mentor:mentee.") for word in wrong]
        )
    return [(pair[0], pair[1]) for pair in pairs]


def _what_if(rows: list[tuple[str, int, float | None, float | None]]) -> Table:
    table = Table(title="What if a rule were dropped or loosened", title_justify="left", box=None, pad_edge=False)
    for column in ("rule", "pairs", "worst fit", "mean fit"):
        table.add_column(column)
    for rule, pairs, worst, mean in rows:
        table.add_row(rule, str(pairs), "" if worst is None else f"{worst:.2f}", "" if mean is None else f"{mean:.2f}")
    return table

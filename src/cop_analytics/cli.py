"""The command line `cop`: the same flows a schedule starts, and what an operator asks in between.

Rooms are imported inside the commands, so that `cop --help` and `cop status` answer at once.
"""

from __future__ import annotations

import json
import os
import sys
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console

from cop_analytics import cli_check, cli_mentoring, cli_rights, cli_story
from cop_analytics.errors import CopAnalyticsError, Defect, StorageFailed, words_held_back
from cop_analytics.signals import Stopped, heard, heeded

if TYPE_CHECKING:
    from cop_analytics.settings import Settings

app = typer.Typer(
    name="cop",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode="rich",
    help="Communities of practice, seen from three sides and beside their own data.",
    epilog="Try it: [bold]cop demo[/bold], then open var/published/current/site/index.html",
)
app.add_typer(cli_check.app, name="check")
app.add_typer(cli_mentoring.app, name="mentoring")
app.add_typer(cli_story.app, name="story")
out = Console(highlight=False, soft_wrap=True)
err = Console(stderr=True, highlight=False, soft_wrap=True)

Config = Annotated[
    Path | None, typer.Option("--config", help="Settings file; else COP_CONFIG, else ./cop.toml.", metavar="FILE")
]
Full = Annotated[bool, typer.Option("--full", help="Enumerate everything, as the weekly sweep does.")]
Now = Annotated[
    datetime | None,
    typer.Option("--now", help="Run as if it were this time (UTC).", formats=["%Y-%m-%dT%H:%M", "%Y-%m-%d"]),
]
Release = Annotated[str, typer.Argument(help="A folder of published/.")]
Person = Annotated[str, typer.Argument(help="The number at the end of the person's address on the platform.")]
Withdraw = Annotated[bool, typer.Option("--withdraw", help="Take the objection back.")]
Yes = Annotated[bool, typer.Option("--yes", help="Do not ask.")]
AsJson = Annotated[bool, typer.Option("--json", help="For programs: one JSON object.")]


def main() -> None:
    """Run one command; every error the house knows becomes its message and its exit status, a signal 128 more than it."""
    try:
        with heeded(), words_held_back():
            app()
    except Stopped as stopped:
        err.print("Stopped. What had landed is kept; the next run resumes.")
        sys.exit(128 + stopped.number)
    except CopAnalyticsError as error:
        if isinstance(error, Defect) and (number := heard()):
            err.print("Stopped. What had landed is kept; the next run resumes.")
            sys.exit(128 + number)
        if isinstance(error, Defect) and os.environ.get("COP_DEBUG"):
            err.print(error.trace, markup=False)
        err.print(str(error), markup=False, style="red")
        sys.exit(error.exit_status)


@app.command(epilog="Example: [bold]cop demo[/bold]")
def demo() -> None:
    """The whole way on the bundled bank: no platform, no server, no network."""
    from cop_analytics import bank, shipped
    from cop_analytics.inputs.starter import DEMO_KEY, make_room_for_demo

    home = Path(os.environ.get("COP_HOME", "var")).resolve()
    make_room_for_demo(home)
    os.environ["COP_CONFIG"] = str(shipped.folder("fixtures") / "bank" / "cop.toml")
    os.environ["COP_HOME"] = str(home)
    os.environ["COP_PRIVACY__KEY_FILE"] = str(home / DEMO_KEY)
    os.environ["COP_PLATFORM__TOKEN"] = "the bank asks for none"
    out.print(f"The invented bank, its first night, into {home}", markup=False)
    _run("nightly", None, now=bank.FIRST_NIGHT)
    out.print("\nOpen the pages in a browser, the tables in any tool; `cop status` tells of the run.", markup=False)


@app.command(epilog="Example: [bold]cop init cop-at-our-bank[/bold]")
def init(folder: Annotated[Path, typer.Argument(help="Where to; made if it is not there.")] = Path()) -> None:
    """Write cop.toml, a key for the pseudonyms and commented inputs; nothing is overwritten."""
    from cop_analytics.inputs.starter import write_starter

    for file in write_starter(folder):
        out.print(f"wrote {file}", markup=False)
    out.print(
        "\nNext: write the platform's address into cop.toml and your communities into inputs/communities.toml,"
        "\nset COP_PLATFORM__PASSWORD and COP_PRIVACY__KEY_FILE=cop.key, then: cop doctor",
        markup=False,
    )


@app.command(epilog="Example: [bold]cop doctor --config cop.toml[/bold]")
def doctor(config: Config = None) -> None:
    """Settings, credentials, permissions, clock, disk and lock: one line each, all at once."""
    from cop_analytics.doctor import examine

    findings = examine(_settings(config), now=_now())
    for finding in findings:
        out.print(f"{finding.verdict:<5} {finding.subject}: {finding.sentence}", markup=False)
    worst = max((finding.exit_status for finding in findings), default=0)
    if worst:
        raise typer.Exit(worst)


@app.command(epilog="Example: [bold]cop nightly --full[/bold]")
def nightly(full: Full = False, now: Now = None, config: Config = None) -> None:
    """The nightly flow now: pull, refresh, publish."""
    _run("nightly", config, full=full, now=now)


@app.command(epilog="Example: [bold]cop pull[/bold]")
def pull(full: Full = False, now: Now = None, config: Config = None) -> None:
    """One station: read the platform and land what changed."""
    _run("pull", config, full=full, now=now)


@app.command(epilog="Example: [bold]cop refresh[/bold]")
def refresh(now: Now = None, config: Config = None) -> None:
    """One station: read the inputs, build every table, measure, check."""
    _run("refresh", config, now=now)


@app.command(epilog="Example: [bold]cop publish[/bold]")
def publish(now: Now = None, config: Config = None) -> None:
    """One station: the release, its pages and the analysts' file."""
    _run("publish", config, now=now)


@app.command(epilog="Example: [bold]cop status --json[/bold]")
def status(as_json: AsJson = False, config: Config = None) -> None:
    """The last runs, how fresh the data are, what each stream received, and what went wrong."""
    from cop_analytics import standing, terminal

    told = standing.status(_home(config), _now())
    if as_json:
        print(json.dumps(told, indent=1))
    else:
        terminal.print_status(out, told)


@app.command(epilog="Example: [bold]cop verify[/bold]")
def verify(config: Config = None) -> None:
    """Everything stored against its checksums; says what is damaged and what mends it."""
    from cop_analytics import integrity, runs

    home = _home(config)
    with runs.lock(home):
        found: list[integrity.Damage] = []
        for each in integrity.examine(home):
            verdict = "damaged" if each.damages else "holds"
            out.print(
                f"{verdict:<8} {each.what}: {each.count:,}", *map(str, each.damages), sep="\n         ", markup=False
            )
            found += each.damages
    if found:
        raise typer.Exit(StorageFailed.exit_status)


@app.command(epilog="Example: [bold]cop rebuild[/bold]")
def rebuild(config: Config = None) -> None:
    """Warehouse, newest release and analysts' file anew from landing, inputs and vault; no network."""
    from cop_analytics import runs, stations
    from cop_analytics.rebuild import rebuild as made_anew
    from cop_analytics.terminal import bars

    settings = _settings(config)
    with stations.night(settings, runs.REBUILD, _now()) as run, bars(out) as tell:
        made_anew(settings, run, tell=tell)
    out.print(run.summary(), markup=False)


@app.command(
    epilog='Example: [bold]cop accept contents__do_not_vanish_at_once --because "ben closed the old group"[/bold]'
)
def accept(
    check: Annotated[str, typer.Argument(help="The gate that stopped the last run; `cop status` names it.")],
    because: Annotated[str, typer.Option(help="Why the data are right as they are.")],
    config: Config = None,
) -> None:
    """Let one gate pass once: until the next good run. Recorded."""
    from cop_analytics import gates, runs

    home = _home(config)
    with runs.lock(home):
        gates.accept(home, check, because, _now())
    out.print(f"{check} passes until the next good run. Now: cop nightly", markup=False)


@app.command(epilog="Example: [bold]cop explain V-1[/bold]")
def explain(indicator: Annotated[str, typer.Argument(help="Its id, such as V-1; or a measure not published.")]) -> None:
    """One indicator in words: its question, definition, caveat, prompt; of what is never published, such as density, why."""
    from cop_analytics.indicators.catalogue import explain as explained
    from cop_analytics.indicators.explained import why_not

    out.print(why_not(indicator) or explained(indicator.upper()), markup=False)


@app.command(epilog="Example: [bold]cop record recorded/ --place 1100[/bold]")
def record(
    folder: Annotated[Path, typer.Argument(help="Where the pages go.")],
    place: Annotated[list[str] | None, typer.Option(help="A placeID; else every declared one.")] = None,
    config: Config = None,
) -> None:
    """Pages of the live platform as fixtures, scrubbed of names, addresses and words."""
    from cop_analytics import stations

    count = stations.record(_settings(config), folder, _now(), place)
    out.print(f"wrote {count} scrubbed pages to {folder}", markup=False)


@app.command(epilog="Example: [bold]cop diff 2026-01-06-8a60c551 2026-01-07-1b2c3d4e[/bold]")
def diff(old: Release, new: Release, as_json: AsJson = False, config: Config = None) -> None:
    """Two releases: what is new, gone or changed, and whether by data, by definition or by correction."""
    from cop_analytics.publish.difference import difference, in_words

    told = difference(_home(config), old, new)
    if as_json:
        print(json.dumps([asdict(each) for each in told], indent=1))
    else:
        out.print("\n".join(in_words(old, new, told)), markup=False)


@app.command("object", epilog="Example: [bold]cop object 2001[/bold]")
def object_(person: Person, withdraw: Withdraw = False, config: Config = None) -> None:
    """From the next run on nothing this person does is counted, nor any tie to them. No reason is asked for."""
    cli_rights.tell_objection(_settings(config), person, withdraw=withdraw)


@app.command(epilog="Example: [bold]cop forget 2001 --yes[/bold]")
def forget(person: Person, yes: Yes = False, config: Config = None) -> None:
    """Everything kept of this person goes, from every file, and never comes back. It cannot be undone."""
    if not yes:
        typer.confirm("Everything kept of this person goes, and cannot be had back. Go on?", abort=True)
    cli_rights.tell_forgetting(_settings(config), person, _now())


@app.command(epilog="Example: [bold]COP_PRIVACY__NEXT_KEY_FILE=next.key cop rekey[/bold]")
def rekey(config: Config = None) -> None:
    """Another key: everybody gets another pseudonym in every file, without asking the platform."""
    cli_rights.tell_rekeying(_settings(config), _now())


@app.command(epilog="Example: [bold]cop mydata 2001 --json > mine.json[/bold]")
def mydata(
    person: Person,
    as_json: AsJson = False,
    page: Annotated[Path | None, typer.Option(help="Write it as a page, to be handed to the person.")] = None,
    config: Config = None,
) -> None:
    """What is kept of one person, for that person: every row, their part in their communities, where it is counted."""
    cli_rights.tell_mydata(_settings(config), person, _now(), page, as_json=as_json)


@app.command(epilog='Example: [bold]cop query "select * from facts.communities" --because "Q2 review"[/bold]')
def query(
    select: Annotated[str, typer.Argument(help="One select on the analysts' file; none: what was asked so far.")] = "",
    because: Annotated[str, typer.Option(help="What the answer is for; it goes on record.")] = "",
    as_json: AsJson = False,
    config: Config = None,
) -> None:
    """Ask the analysts' file; who asked what, when and why is on record first. Without a question: that record."""
    cli_rights.tell_answer(_home(config), select, because, _now(), as_json=as_json)


@app.command("privacy-pack", epilog="Example: [bold]cop privacy-pack works-council[/bold]")
def privacy_pack(
    folder: Annotated[Path, typer.Argument(help="Where to; made if it is not there.")] = Path("privacy-pack"),
    agree: Annotated[str, typer.Option(help="Keep what runs now as agreed under this reference.", metavar="REF")] = "",
    config: Config = None,
) -> None:
    """Write the works-council pack from what runs: fields, floors, roles, indicators, tests, what is new since agreed."""
    named = str(config or os.environ.get("COP_CONFIG") or "cop.toml")
    cli_rights.tell_pack(_settings(config), folder, agree, _now(), named)


@cli_check.app.callback()
def check(ctx: typer.Context, now: Now = None, config: Config = None) -> None:
    """A health check held from three perspectives, from its opening to its close."""
    ctx.obj = cli_check.Edge(lambda: _settings(config), now or _now())


@cli_mentoring.app.callback()
def mentoring(ctx: typer.Context, now: Now = None, config: Config = None) -> None:
    """A reverse-mentoring programme: who can be paired, who is, how it goes."""
    ctx.obj = cli_mentoring.Edge(lambda: _settings(config), now or _now())


@cli_story.app.callback()
def story(ctx: typer.Context, now: Now = None, config: Config = None) -> None:
    """Stories of what came of learning together: from the form to what they are worth."""
    ctx.obj = cli_story.Edge(lambda: _settings(config), now or _now())


@app.command(epilog="Example: [bold]cop newsletter 2026-Q1 --draft[/bold]")
def newsletter(
    period: Annotated[str, typer.Argument(help="A quarter, such as 2026-Q1: inputs/newsletters/2026-Q1.toml.")],
    draft: Annotated[
        bool, typer.Option("--draft", help="Mark what is missing, leave out what is not allowed.")
    ] = False,
    now: Now = None,
    config: Config = None,
) -> None:
    """Write the newsletter of a quarter: for the browser and the printer, for e-mail, and as Markdown."""
    cli_story.tell_newsletter(_settings(config), period, now or _now(), is_draft=draft)


def _run(name: str, config: Path | None, *, now: datetime | None, **parameters: object) -> None:
    """Start the flow `name` in this process, quietly, with progress on the terminal."""
    from cop_analytics.terminal import bars
    from flows import in_process

    if config is not None:
        os.environ["COP_CONFIG"] = str(config)
    home = _settings(None).home
    with bars(out) as tell:
        summary = in_process.run(name, home=home, parameters={"now": now, **parameters}, watcher=tell)
    out.print(summary, markup=False)


def _settings(config: Path | None) -> Settings:
    from cop_analytics.settings import load

    return load(config)


def _home(config: Path | None) -> Path:
    """Where the runs are: settings are not needed to look at them."""
    if config is None and not Path(os.environ.get("COP_CONFIG") or "cop.toml").exists():
        return Path(os.environ.get("COP_HOME", "var")).resolve()
    return _settings(config).home


def _now() -> datetime:
    return datetime.now(UTC).replace(tzinfo=None)

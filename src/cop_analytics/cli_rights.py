"""What the command line says of one person's data, and of what was agreed."""

from __future__ import annotations

import json
import os
import pwd
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console

if TYPE_CHECKING:
    from cop_analytics.settings import Settings

out = Console(highlight=False, soft_wrap=True)


def tell_objection(settings: Settings, person: str, *, withdraw: bool) -> None:
    """Keep an objection, or take it back."""
    from cop_analytics import rights

    rights.object_to(settings, person, withdraw=withdraw)
    done = "The objection is taken back" if withdraw else "Noted"
    out.print(f"{done}; it takes effect with the next run. Nobody can list who objected.", markup=False)


def tell_forgetting(settings: Settings, person: str, now: datetime) -> None:
    """Take everything kept of a person out of every file."""
    from cop_analytics import rights, stations
    from cop_analytics.terminal import bars

    with stations.night(settings, "forget", now) as run, bars(out) as tell:
        rights.forget(settings, run, person, tell=tell)
    out.print(run.summary(), markup=False)


def tell_rekeying(settings: Settings, now: datetime) -> None:
    """Give everybody another pseudonym, under the next key."""
    from cop_analytics import stations
    from cop_analytics.rekey import rekey
    from cop_analytics.terminal import bars

    with stations.night(settings, "rekey", now) as run, bars(out) as tell:
        rekey(settings, run, tell=tell)
    out.print(run.summary(), markup=False)


def tell_mydata(settings: Settings, person: str, now: datetime, page: Path | None, *, as_json: bool) -> None:
    """What is kept of a person: as a page, as JSON, or on the terminal."""
    from cop_analytics import rights, terminal

    told = rights.mydata(settings, person)
    if page is not None:
        from cop_analytics.pages.self_view import draw_self_view

        out.print(f"wrote {draw_self_view(told, now, page)}", markup=False)
    elif as_json:
        print(json.dumps(told, indent=1))
    else:
        terminal.print_mydata(out, told)


def tell_answer(home: Path, question: str, because: str, now: datetime, *, as_json: bool) -> None:
    """The answer to a question of an analyst; without one, the record of those that were asked."""
    from cop_analytics import questions, terminal

    if question:
        answer = questions.ask(home, question, because=because, by=_account(), at=now)
        rows = [dict(zip(answer.columns, row, strict=True)) for row in answer.rows]
    else:
        rows = list(questions.on_record(home))
    if as_json:
        print(json.dumps(rows, indent=1, default=str))
    else:
        terminal.print_rows(out, rows)


def _account() -> str:
    """Whose process this is, as the kernel says: what the environment says can be set by anybody."""
    try:
        return pwd.getpwuid(os.getuid()).pw_name
    except KeyError:
        return f"account {os.getuid()}"


def tell_pack(settings: Settings, folder: Path, reference: str, now: datetime, config: str) -> None:
    """Write the works-council pack, after keeping what runs as agreed under `reference` where one is given."""
    from cop_analytics import agreement
    from cop_analytics.pages.privacy_pack import draw_pack

    if reference:
        out.print(f"wrote {agreement.agree(settings, reference, now.date())}", markup=False)
    told = agreement.told(settings)
    for file in draw_pack(told | {"config": config}, now, folder):
        out.print(f"wrote {file}", markup=False)
    for each in told["is_new"]:
        out.print(f"new, and not agreed: {each}", markup=False)

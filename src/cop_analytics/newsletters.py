"""The newsletter of a quarter: what people planned, what may be told, what is released; under `newsletters/<period>/`.

Nothing is in it that is not in the release that stands, or in a story whose teller agreed to the newsletter.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq

from cop_analytics import runs
from cop_analytics.errors import Fault, InputFault, StorageFailed
from cop_analytics.inputs import editions, metrics, registry, stories
from cop_analytics.inputs.editions import Edition
from cop_analytics.pages import newsletters
from cop_analytics.pages.newsletters import Issue
from cop_analytics.value import coding
from cop_analytics.value.stories import NEWSLETTER, PUBLISHED, REVIEWED, Story

FOLDER = "newsletters"
TABLES = (
    *("communities", "indicator_catalogue", "indicator_measurements", "commercial_value"),
    "commercial_value_programme",
)


@dataclass(frozen=True)
class Written:
    """Where a newsletter lies, its pages, and what each of them lacks."""

    folder: Path
    pages: tuple[str, ...]
    missing: Mapping[str, Sequence[str]]


def write(inputs: Path, home: Path, period: str, now: datetime, *, min_group: int, is_draft: bool) -> Written:
    """Write the newsletter of `period` in the stead of an earlier one of the same quarter.

    Raises InputFault where its plan is faulty or, unless it is a draft, tells a story that may not be told; StorageFailed
    where there is no release to tell of.
    """
    communities = registry.read(inputs / registry.FILE)
    ids = {community.id for community in communities}
    told = stories.read(inputs, ids, {row.metric_id for row in metrics.read(inputs, ids).rows})
    by_id = {story.id: story for story in told.stories}
    edition = editions.read(inputs, period, ids, by_id)
    earlier = _before(inputs, edition, ids, by_id)
    faults = [*edition.faults, *earlier.faults, *_without_a_home(edition, earlier)]
    allowed = {name: story for name, story in by_id.items() if story.may_be_told(NEWSLETTER, now.date())}
    if not is_draft:
        faults += _may_not_be_told(edition, by_id, allowed)
    if faults:
        raise InputFault(faults)
    tables, data_cut = _released(home)
    issue = Issue(
        edition, allowed, tables, data_cut, min_group, earlier.requests, _coding(told.stories), is_draft=is_draft
    )
    with runs.lock(home):
        return _written(issue, home, period)


def _written(issue: Issue, home: Path, period: str) -> Written:
    """Written aside and put in place at once: whoever reads sees the old one or the new one."""
    target = home / FOLDER / (f"{period}-draft" if issue.is_draft else period)
    aside = target.with_name(f".{target.name}")
    try:
        shutil.rmtree(aside, ignore_errors=True)
        drawn = newsletters.draw(issue, aside)
        if target.exists():
            shutil.rmtree(target)
        os.replace(aside, target)
    except OSError as error:
        raise StorageFailed(f"{target}: {error}. Free space on the disk, and write it again.") from error
    return Written(target, tuple(drawn.pages), drawn.missing)


def _before(inputs: Path, edition: Edition, communities: Collection[str], known: Collection[str]) -> Edition:
    """The newsletter before; one that asks nothing where there is none."""
    period = "" if edition.faults else editions.before(edition.period)
    if not period or not (inputs / editions.place_of(period)).exists():
        return Edition(period)
    return editions.read(inputs, period, communities, known)


def _without_a_home(edition: Edition, earlier: Edition) -> list[Fault]:
    """Answers to requests nobody made, and pages told twice."""
    asked = {request.id for request in earlier.requests}
    place = editions.place_of(edition.period)
    faults = [
        Fault(place, None, "answer, request", "the newsletter before asked nothing of this id", "See its [[request]]s.")
        for each in edition.answers
        if each.request_id not in asked
    ]
    pages = [page.community_id for page in edition.pages]
    doubled = sorted({name for name in pages if pages.count(name) > 1})
    return faults + [Fault(place, None, "page", f"{name} has two pages", "Keep one of them.") for name in doubled]


def _may_not_be_told(edition: Edition, known: Mapping[str, Story], allowed: Mapping[str, Story]) -> list[Fault]:
    pages = [edition.edition, *edition.pages]
    named = dict.fromkeys(name for page in pages for name in (page.lead, *page.seeds) if name)
    return [
        Fault(stories.place_of(name), None, None, f"it may not be told: {_why(known[name])}", "Leave it out, or ask.")
        for name in named
        if name not in allowed
    ]


def _why(story: Story) -> str:
    if story.state not in (REVIEWED, PUBLISHED):
        return f"it is {story.state}"
    if NEWSLETTER not in story.consent.channels:
        return "its teller did not agree to the newsletter"
    return "its teller's consent has run out"


def _coding(told: Sequence[Story]) -> str:
    said = [each for each in coding.agreement(told) if each.alpha is not None]
    return "; ".join(f"{each.cycle} {each.alpha:.2f}, {each.words}" for each in said)


def _released(home: Path) -> tuple[dict[str, pa.Table], datetime]:
    """The tables a newsletter tells of, from the release that stands, and up to when its data go."""
    release = (home / "published" / "current").resolve()
    if not (release / "datapackage.json").exists():
        raise StorageFailed(f"{release}: there is no release to tell of. Run `cop nightly` first.")
    try:
        tables = {name: pq.read_table(release / "tables" / f"{name}.parquet") for name in TABLES}
        cut = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))["created"]
    except (OSError, pa.ArrowException, ValueError, KeyError) as error:
        raise StorageFailed(
            f"{release} is damaged: {error}. `cop verify` says what; `cop rebuild` mends it."
        ) from error
    return tables, datetime.fromisoformat(cut).replace(tzinfo=None)

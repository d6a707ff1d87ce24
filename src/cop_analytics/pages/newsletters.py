"""The newsletter of a quarter: a page for the bank and one for each community, for the browser, for e-mail, as Markdown."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path

import pyarrow as pa

from cop_analytics.inputs.editions import Edition, Page, Request
from cop_analytics.pages import indicators, storylines
from cop_analytics.pages.press import press
from cop_analytics.pages.rows import Row, rows_of
from cop_analytics.pages.words import WORDS, sentence
from cop_analytics.pages.words import day as day_of
from cop_analytics.value.claims import E0, E1, E2, E3
from cop_analytics.value.stories import BACK, CERTAINTIES, ROLE_ONLY, Story

MOST_HELD = 0.5
A_DAY = timedelta(days=1)


@dataclass(frozen=True)
class Issue:
    """All a newsletter is made of: its plan, the stories that may be told in it, the tables of the release.

    `asked` are the requests of the newsletter before; `coding` tells in words how far coders agree.
    """

    edition: Edition
    stories: Mapping[str, Story]
    tables: Mapping[str, pa.Table]
    data_cut: datetime
    min_group: int
    asked: Sequence[Request] = ()
    coding: str = ""
    is_draft: bool = False


@dataclass
class Drawn:
    """The pages written, and what each of them lacks."""

    pages: list[str] = field(default_factory=list)
    missing: dict[str, list[str]] = field(default_factory=dict)


def draw(issue: Issue, folder: Path) -> Drawn:
    """Write every page below `folder`: `index` for the bank, one a community, in the order of the alphabet."""
    frames = {name: rows_of(table.to_pandas(integer_object_nulls=True)) for name, table in issue.tables.items()}
    names = {row["community_id"]: row["name"] for row in frames["communities"]}
    pages = sorted(issue.edition.pages, key=lambda page: str(names[page.community_id]).casefold())
    listed = [(names[page.community_id], page.community_id) for page in pages]
    write, drawn = press(folder, issue.data_cut, is_alone=True), Drawn()
    for page in [issue.edition.edition, *pages]:
        view = _view(page, issue, frames, names)
        name = page.community_id or "index"
        others = [] if page.community_id else listed
        for form, template in (
            ("html", "newsletter"),
            ("email.html", "newsletter_email"),
            ("md", "newsletter.md.jinja"),
        ):
            write(f"{name}.{form}", template, **view, listed=others)
        drawn.pages.append(name)
        drawn.missing[names.get(page.community_id, "")] = view["missing"]
    return drawn


def _view(page: Page, issue: Issue, frames: Mapping[str, list[Row]], names: Mapping[str, str]) -> Row:
    period, own = issue.edition.period, page.community_id
    lead = issue.stories.get(page.lead)
    seeds = [issue.stories[seed] for seed in page.seeds if seed in issue.stories]
    noticed, silent = _noticed(own, issue, frames)
    notes = [note for note in issue.edition.notes if note.community_id == own and note.is_released]
    requests = [each for each in issue.edition.requests if own in ("", each.community_id)]
    answers = _answers(own, issue)
    worth = _worth(own, period, frames, [story for story in issue.stories.values() if own in ("", story.community_id)])
    view: Row = {
        "title": WORDS["newsletter_of"].format(name=names[own], period=period)
        if own
        else WORDS["newsletter"].format(period=period),
        "lead": _told(lead) if lead else None,
        "seeds": [_told(seed) for seed in seeds],
        "noticed": noticed,
        "did_not_work": page.did_not_work,
        "requests": [
            (WORDS["request_to"].format(to=each.to), names[each.community_id], each.text) for each in requests
        ],
        "answers": answers,
        "notes": notes,
        "worth": worth,
        "about": _about(issue, noticed),
        "is_draft": issue.is_draft,
    }
    return view | {"missing": [*_missing(page, view, issue), *silent]}


def _told(story: Story) -> Row:
    """A story as it is told: who tells it on their terms, its steps, its picture, what was brought back."""
    role = story.told_by if story.consent.shown_as == ROLE_ONLY else WORDS["anonymous_teller"]
    keys = (f"kind_of_{story.kind}", f"valence_{story.valence}")
    return {
        "title": story.title,
        "by": sentence(role),
        "notes": [WORDS[key] for key in keys if key in WORDS],
        "steps": [
            (WORDS[f"cycle_{step.cycle}"], step.narrative, step.certainty == CERTAINTIES[1]) for step in story.steps
        ],
        "picture": storylines.draw(story.steps, story.flows),
        "back": [WORDS["closed_loop"].format(artefact=flow.artefact) for flow in story.flows if flow.kind == BACK],
    }


def _noticed(own: str, issue: Issue, frames: Mapping[str, list[Row]]) -> tuple[list[Row], list[str]]:
    """Each indicator the community noticed, as released, with its reading; and which have nothing to show."""
    catalogue = indicators.by_id(frames["indicator_catalogue"])
    measured = [row for row in frames["indicator_measurements"] if row["community_id"] == own]
    shown, silent = [], []
    for each in issue.edition.noticed:
        if not own or each.community_id != own:
            continue
        told = [view for view in indicators.views([each.indicator_id], measured, catalogue) if view["told"]]
        if not told:
            silent.append(WORDS["missing_silent"].format(indicator=each.indicator_id))
        for view in told:
            part = view["told"][0]
            small = indicators.picture(part["meaning"], part["windows"], is_small=True)
            shown.append({"about": view["about"], "part": part, "picture": small, "reading": each.reading})
    return shown, silent


def _answers(own: str, issue: Issue) -> list[tuple[str, str]]:
    asked = {request.id: request.text for request in issue.asked}
    return [
        (asked[each.request_id], each.text)
        for each in issue.edition.answers
        if own in ("", each.community_id) and each.request_id in asked
    ]


def _worth(own: str, period: str, frames: Mapping[str, list[Row]], stories: Sequence[Story]) -> list[str]:
    """The commercial box, a sentence a line: E3 alone, E2 beside it, the others counted; empty without any claim.

    What has no amount is told in the words of those of `stories` that claim it.
    """
    table = "commercial_value" if own else "commercial_value_programme"
    rows = {
        row["evidence_level"]: row
        for row in frames[table]
        if row["period"] == period and (not own or row["community_id"] == own)
    }
    if not rows:
        return []
    told = []
    for level in (E3, E2):
        told += _sum_in_words(level, rows[level])
    if rows[E3]["status"] == "not_applicable":
        told.insert(0, WORDS["worth_none"])
    one, two = (_stories(rows[level]["story_count"]) for level in (E0, E1))
    told.append(WORDS["worth_counted"].format(one=one, two=two))
    claims = [story.claim for story in stories if story.period == period and story.claim]
    in_words = [claim.in_words.rstrip(".") for claim in claims if not claim.has_amount]
    if in_words:
        told.append(WORDS["worth_words"].format(words="; ".join(in_words)))
    money = next((row for row in rows.values() if row["currency"]), None)
    if money is not None:
        in_money = WORDS["money"].format(currency=money["currency"], year=money["price_year"])
        told.append(WORDS["worth_method"].format(money=in_money))
    return told


def _sum_in_words(level: str, row: Row) -> list[str]:
    if row["status"] == "suppressed":
        return [WORDS["worth_held"].format(level=level)]
    if row["status"] != "shown":
        return []
    told = [WORDS[f"worth_{level}"].format(amount=_money(row["adjusted_low"], row))]
    told.append(WORDS["worth_cashable"].format(amount=_money(row["cashable_low"], row)))
    if row["largest_share"] < 1:
        told.append(WORDS["worth_largest"].format(share=f"{100 * row['largest_share']:.0f} %"))
    if row["largest_share"] > MOST_HELD and row["adjusted_low_without_largest"]:
        told.append(WORDS["worth_without"].format(amount=_money(row["adjusted_low_without_largest"], row)))
    return [" ".join(told)]


def _money(amount: float, row: Row) -> str:
    return f"{amount:,.0f} {row['currency']}".replace(",", "\u202f")


def _stories(count: int) -> str:
    return {0: WORDS["no_story"], 1: WORDS["one_story"]}.get(count, WORDS["many_stories"].format(count=count))


def _about(issue: Issue, noticed: Sequence[Row]) -> list[str]:
    told = [WORDS["about_it"].format(floor=issue.min_group)]
    ends = [each["part"]["newest"]["window_end"] for each in noticed]
    if ends:
        told.append(WORDS["about_window"].format(day=day_of((max(ends) - A_DAY).date())))
    if issue.coding:
        told.append(WORDS["about_coding"].format(told=issue.coding))
    if issue.edition.contact:
        told.append(WORDS["contact"].format(contact=issue.edition.contact))
    return told


def _missing(page: Page, view: Row, issue: Issue) -> list[str]:
    own = page.community_id
    needed = ["lead", "seeds", "did_not_work", "value", *(("noticed", "request", "note") if own else ())]
    there = {**view, "value": view["worth"], "request": view["requests"], "note": view["notes"]}
    told = [WORDS[f"missing_{name}"] for name in needed if not there[name]]
    answered = {each.request_id for each in issue.edition.answers}
    open_ones = [each for each in issue.asked if own in ("", each.community_id) and each.id not in answered]
    told += [WORDS["missing_answer"].format(request=each.text) for each in open_ones]
    shown = [issue.stories[name] for name in (page.lead, *page.seeds) if name in issue.stories]
    told += [WORDS["missing_effect"].format(title=story.title) for story in shown if not story.effects]
    kept = [note for note in issue.edition.notes if note.community_id == own and not note.is_released]
    told += [WORDS["missing_unreleased"].format(role=note.role) for note in kept]
    return told if own or issue.edition.contact else [*told, WORDS["missing_contact"]]

"""`stories/<story>.toml`: one value-creation story a file, with its claim, its terms and its way from draft to told."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path

from cop_analytics.errors import Fault
from cop_analytics.inputs import toml
from cop_analytics.inputs.claims import claim_of
from cop_analytics.inputs.conversation_records import ADDRESS, text
from cop_analytics.inputs.objectives import good
from cop_analytics.inputs.toml import Block
from cop_analytics.value import cycles, stories
from cop_analytics.value.claims import Claim
from cop_analytics.value.stories import Coding, Consent, Effect, Factor, Flow, Step, Story

FOLDER = "stories"
NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,63}")
QUARTER = re.compile(r"\d{4}-Q[1-4]")
EVIDENCE = re.compile(r"(content|message|comment)/\d+")
INDICATOR = re.compile(r"V-([1-9]|1\d|2[0-6])")
TELLER = re.compile(r"[A-Za-z]{1,3}\d{1,6}")
MOST_STORIES = 5000
OF_A_STORY = (
    *("community", "period", "title", "kind", "valence", "context", "language", "teller", "teller_count", "told_by"),
    *("collected_by", "collected_on", "state", "approved_on", "corroborated_by", "corroborated_on", "reviewed_by"),
    *("reviewed_on", "withdrawn_on", "counterfactual", "self_coding"),
)
KEYS = (*OF_A_STORY, "consent", "claim", "step", "factor", "flow", "effect", "coding")


@dataclass
class Read:
    """What could be read, and the faults of the rest."""

    stories: list[Story] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)


def read(folder: Path, communities: Collection[str], metrics: Collection[str]) -> Read:
    """The good stories below `folder/stories`, by name; a claim with a fault is left out and its story kept.

    Two claims of one group are both left out: which of them counts is for people to say.
    """
    found = Read()
    files = sorted((folder / FOLDER).glob("*.toml"))
    if len(files) > MOST_STORIES:
        cure = "Move the oldest to another folder."
        found.faults.append(Fault(FOLDER, None, None, f"it holds more than {MOST_STORIES} stories", cure))
        return found
    for file in files:
        story = read_one(file, communities, metrics, found.faults)
        if story is not None:
            found.stories.append(story)
    _refuse_counted_twice(found)
    _refuse_mixed_money(found)
    return found


def place_of(story_id: str) -> str:
    """The file of a story as faults name it."""
    return f"{FOLDER}/{story_id}.toml"


def read_one(
    file: Path,
    communities: Collection[str],
    metrics: Collection[str],
    faults: list[Fault],
) -> Story | None:
    """One story; None, with faults, where it cannot be taken."""
    place = f"{FOLDER}/{file.name}"
    if not NAME.fullmatch(file.stem):
        faults.append(Fault(place, None, None, "its name cannot name a story", "Use small letters, digits, hyphens."))
        return None
    paper = toml.read(file, place, faults)
    if paper is None:
        return None
    before = len(faults)
    paper.refuse_unknown(KEYS)
    story = _story(paper, file.stem, communities)
    story = _with_parts(story, paper, metrics)
    for key, problem, cure in story.missing():
        paper.fault(key, problem, cure)
    if len(faults) > before:
        return None
    return replace(story, claim=claim_of(paper, story, metrics_told=any(each.metric_id for each in story.effects)))


def faults_of_lapsed(told: Sequence[Story], on: date) -> list[Fault]:
    """A fault for each story whose teller's consent has run out: it is told nowhere any more."""
    cure = "Ask the teller again and write a new day, or withdraw the story. Until then it is told nowhere."
    return [
        Fault(place_of(story.id), None, "consent, expires_on", "its teller's consent has run out", cure)
        for story in stories.lapsed(told, on)
    ]


def _story(paper: Block, story_id: str, communities: Collection[str]) -> Story:
    consent = paper.block("consent")
    return Story(
        id=story_id,
        community_id=paper.one_of("community", tuple(sorted(communities))),
        period=_period(paper),
        title=text(paper, "title"),
        kind=paper.one_of("kind", stories.KINDS),
        valence=paper.one_of("valence", stories.VALENCES),
        context=paper.one_of("context", stories.CONTEXTS, default="community"),
        language=paper.text("language", needed=False) or "en",
        teller=_teller(paper),
        teller_count=paper.count("teller_count") if "teller_count" in paper.values else 1,
        told_by=text(paper, "told_by"),
        collected_by=text(paper, "collected_by"),
        collected_on=paper.needed_day("collected_on"),
        state=paper.one_of("state", stories.STATES),
        approved_on=paper.day("approved_on"),
        corroborated_by=text(paper, "corroborated_by", needed=False),
        corroborated_on=paper.day("corroborated_on"),
        reviewed_by=text(paper, "reviewed_by", needed=False),
        reviewed_on=paper.day("reviewed_on"),
        withdrawn_on=paper.day("withdrawn_on"),
        counterfactual=text(paper, "counterfactual", needed=False),
        consent=Consent(stories.ANONYMOUS, (), None)
        if consent is None
        else _consent(consent, paper.day("approved_on")),
        self_coding=_cycles(paper, "self_coding"),
    )


def _with_parts(story: Story, paper: Block, metrics: Collection[str]) -> Story:
    steps = [_step(block) for block in paper.blocks("step")]
    if len(steps) < stories.FEWEST_STEPS:
        paper.fault("step", "it has fewer than two steps", "A story goes from one cycle to another: add a [[step]].")
    factors = good(paper.blocks("factor"), _factor)
    if sum(factor.share for factor in factors) > 1:
        paper.fault("factor", "the shares of other factors come to more than 1", "Ask the teller again.")
    return replace(
        story,
        steps=tuple(steps),
        factors=tuple(factors),
        flows=tuple(good(paper.blocks("flow"), lambda block: _flow(block, len(steps)))),
        effects=tuple(good(paper.blocks("effect"), lambda block: _effect(block, metrics))),
        codings=tuple(good(paper.blocks("coding"), _coding)),
    )


def _period(paper: Block) -> str:
    period = paper.text("period")
    if period and not QUARTER.fullmatch(period):
        paper.fault("period", "it is no quarter", 'Write the quarter it is told in: period = "2026-Q1".')
    return period


def _teller(paper: Block) -> str:
    teller = paper.text("teller")
    if teller and not TELLER.fullmatch(teller):
        paper.fault("teller", "it is no mark of a teller", 'Give each teller a mark that says nothing: teller = "T7".')
    return teller


def _consent(block: Block, approved_on: date | None) -> Consent:
    block.refuse_unknown(("shown_as", "channels", "expires_on"))
    channels, expires_on = block.texts("channels"), block.day("expires_on")
    for channel in channels:
        if channel not in stories.CHANNELS:
            block.fault("channels", "a channel is not known", f"Known are: {', '.join(stories.CHANNELS)}.")
    if expires_on and approved_on and expires_on < approved_on:
        block.fault("expires_on", "it had expired before it was given", "Ask the teller again.")
    return Consent(block.one_of("shown_as", stories.SHOWN_AS), channels, expires_on)


def _cycles(block: Block, key: str) -> tuple[str, ...]:
    told = block.texts(key)
    if any(name not in cycles.NAMES for name in told):
        block.fault(key, "a cycle is not known", f"Known are: {', '.join(cycles.NAMES)}.")
    return told


def _step(block: Block) -> Step:
    block.refuse_unknown(("cycle", "narrative", "when", "where", "certainty", "evidence"))
    evidence = block.texts("evidence")
    if any(not EVIDENCE.fullmatch(each) for each in evidence):
        cure = 'Write the contribution as the analysts\' file names it: "content/1234".'
        block.fault("evidence", "it is no contribution of the platform", cure)
    return Step(
        block.one_of("cycle", cycles.NAMES),
        text(block, "narrative"),
        text(block, "when", needed=False),
        text(block, "where", needed=False),
        block.one_of("certainty", stories.CERTAINTIES, default="happened"),
        evidence,
    )


def _factor(block: Block) -> Factor:
    block.refuse_unknown(("what", "share"))
    return Factor(text(block, "what"), block.number("share", most=1, needed=True) or 0.0)


def _flow(block: Block, step_count: int) -> Flow:
    block.refuse_unknown(("from", "to", "kind", "artefact", "on"))
    ends = [block.count("from"), block.count("to")]
    if not all(1 <= end <= step_count for end in ends) or ends[0] == ends[1]:
        block.fault("from", "it does not lead from one step to another", f"Number the steps from 1 to {step_count}.")
    artefact = text(block, "artefact", needed=False)
    return Flow(ends[0], ends[1], block.one_of("kind", stories.FLOWS), artefact, block.day("on"))


def _effect(block: Block, metrics: Collection[str]) -> Effect:
    block.refuse_unknown(("cycle", "indicator", "metric", "relation"))
    indicator, metric = block.text("indicator", needed=False), block.text("metric", needed=False)
    if bool(indicator) == bool(metric):
        block.fault("indicator", "it names no one thing that should show it", "Write an indicator, or a metric.")
    if indicator and not INDICATOR.fullmatch(indicator):
        block.fault("indicator", "no indicator has this id", "See the ids with `cop explain`.")
    if metric and metric not in metrics:
        block.fault("metric", "metrics.csv has no such metric of this name", "Add its row, or correct the name.")
    return Effect(block.one_of("cycle", cycles.NAMES), indicator, metric, block.one_of("relation", stories.RELATIONS))


def _coding(block: Block) -> Coding:
    block.refuse_unknown(("coder", "cycles"))
    coder = block.text("coder")
    if ADDRESS.search(coder):
        block.fault("coder", "it holds an e-mail address", 'Give each coder a mark: coder = "A".')
    return Coding(coder, _cycles(block, "cycles"))


def _refuse_counted_twice(found: Read) -> None:
    counting = [story for story in found.stories if _counts(story)]
    groups = Counter(story.claim.double_count_group for story in counting if story.claim)
    for story in counting:
        group = story.claim.double_count_group if story.claim else ""
        if group and groups[group] > 1:
            others = [place_of(each.id) for each in counting if each.claim and each.claim.double_count_group == group]
            told = f"it claims what {', '.join(each for each in others if each != place_of(story.id))} claims, too"
            _leave_out(found, story, "claim, double_count_group", told, "Keep one of these claims, or part the groups.")


def _refuse_mixed_money(found: Read) -> None:
    """Claims of one quarter are in one money and price year: that of most of them, at a tie of the first by name."""
    for period in sorted({story.period for story in found.stories}):
        claims = [(story, story.claim) for story in found.stories if story.period == period and _counts(story)]
        told = [(story, claim) for story, claim in claims if claim is not None and claim.has_amount]
        if not told:
            continue
        [(money, _)] = Counter(_money(claim) for _, claim in told).most_common(1)
        for story, claim in told:
            if _money(claim) != money:
                problem = f"the claims of {period} are in {money[0]} at prices of {money[1]}, and this one is not"
                _leave_out(found, story, "claim, currency", problem, "Convert it, and say by which rate in in_words.")


def _money(claim: Claim) -> tuple[str, int | None]:
    return claim.currency, claim.price_year


def _counts(story: Story) -> bool:
    return story.claim is not None and story.state in stories.COUNTED


def _leave_out(found: Read, story: Story, key: str, problem: str, cure: str) -> None:
    found.faults.append(Fault(place_of(story.id), None, key, problem, cure))
    found.stories[found.stories.index(story)] = replace(story, claim=None)

"""The `[claim]` of a story: what it is said to be worth. A claim with a fault is left out; its story stays."""

from __future__ import annotations

from cop_analytics.inputs.conversation_records import text
from cop_analytics.inputs.toml import Block
from cop_analytics.value import claims
from cop_analytics.value.claims import Claim
from cop_analytics.value.stories import Story

KEYS = (
    *("type", "in_words", "cashable", "redeployment", "gross_low", "gross_likely", "gross_high", "currency"),
    *("price_year", "starts_on", "ends_on", "attribution_low", "attribution_likely", "confidence", "method"),
    *("level", "double_count_group", "costs", "costs_fully_loaded", "reviewer", "reviewed_on"),
)


def claim_of(paper: Block, story: Story, *, metrics_told: bool) -> Claim | None:
    """The claim of a story; None where there is none, or with faults where it cannot be taken."""
    block = paper.block("claim")
    if block is None:
        return None
    before = len(block.faults)
    block.refuse_unknown(KEYS)
    claim = _claim(block)
    if len(block.faults) > before:
        return None
    for key, problem, cure in claim.faults():
        block.fault(key, problem, cure)
    _refuse_unfounded(block, claim, story, metrics_told=metrics_told)
    return claim if len(block.faults) == before else None


def _refuse_unfounded(block: Block, claim: Claim, story: Story, *, metrics_told: bool) -> None:
    """What a claim rests on stands in its story."""
    if not story.counterfactual:
        cure = 'Ask what would have happened without the community: counterfactual = "…".'
        block.fault("in_words", "its story has no counterfactual", cure)
    others = sum(factor.share for factor in story.factors)
    if claim.attribution_likely + others > 1:
        cure = "Attribution and the shares of other factors come to 1 at most."
        block.fault("attribution_likely", f"other factors have {others:g} of it already", cure)
    if claim.level != claims.E0 and not story.corroborated_by:
        block.fault("level", f"it is {claim.level} and nobody confirms the story", "Write corroborated_by, or E0.")
    if claim.level in claims.SUMMED and not metrics_told and not any(step.evidence for step in story.steps):
        cure = "Name a metric in [[effect]], or the document as evidence of a step; or write E1."
        block.fault("level", f"it is {claim.level} without document or metric", cure)


def _claim(block: Block) -> Claim:
    likely = block.number("attribution_likely", most=1, needed=True)
    low = block.number("attribution_low", most=1) if "attribution_low" in block.values else likely
    return Claim(
        type=block.one_of("type", claims.TYPES),
        in_words=text(block, "in_words"),
        cashable=block.one_of("cashable", claims.CASHABLE),
        redeployment=text(block, "redeployment", needed=False),
        gross_low=block.number("gross_low"),
        gross_likely=block.number("gross_likely"),
        gross_high=block.number("gross_high"),
        currency=block.text("currency", needed=False),
        price_year=block.count("price_year") if "price_year" in block.values else None,
        starts_on=block.day("starts_on"),
        ends_on=block.day("ends_on"),
        attribution_low=low or 0.0,
        attribution_likely=likely or 0.0,
        confidence=block.number("confidence", most=1, needed=True) or 0.0,
        method=block.one_of("method", claims.METHODS),
        level=block.one_of("level", claims.LEVELS),
        double_count_group=block.text("double_count_group", needed=False),
        costs=block.number("costs"),
        are_costs_fully_loaded=block.flag("costs_fully_loaded"),
        reviewer=text(block, "reviewer", needed=False),
        reviewed_on=block.day("reviewed_on"),
    )

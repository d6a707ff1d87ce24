"""A commercial claim: what a story is said to be worth, in how far the community brought it about, and who says so.

Phillips (2003): isolate the effects, adjust by confidence. Confidence is how sure somebody says to be, no probability.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

TIME_RELEASED = "time released"
TYPES = (
    "cost saved",
    "cost avoided",
    TIME_RELEASED,
    "revenue",
    "margin",
    "risk reduced",
    "quality",
    "client outcome",
)
CASHABLE = ("yes", "no", "partly")
METHODS = ("teller", "teller and beneficiary", "trend", "comparison", "finance")
E0, E1, E2, E3 = LEVELS = ("E0", "E1", "E2", "E3")
"""Who says so: the teller alone, a second person, a document or a metric before and after, the controller."""
SUMMED = (E2, E3)
CURRENCY = re.compile(r"[A-Z]{3}")


@dataclass(frozen=True)
class Claim:
    """One claim; without amounts it is told in words alone. Amounts are in `currency` at prices of `price_year`.

    `costs` are what the community cost to bring it about; None where nobody reckoned them.
    """

    type: str
    in_words: str
    cashable: str
    redeployment: str
    gross_low: float | None
    gross_likely: float | None
    gross_high: float | None
    currency: str
    price_year: int | None
    starts_on: date | None
    ends_on: date | None
    attribution_low: float
    attribution_likely: float
    confidence: float
    method: str
    level: str
    double_count_group: str
    costs: float | None
    are_costs_fully_loaded: bool
    reviewer: str
    reviewed_on: date | None

    @property
    def has_amount(self) -> bool:
        return self.gross_low is not None

    @property
    def adjusted_low(self) -> float | None:
        """What is left of the low amount: gross × attribution × confidence; None where there is no amount.

        Caterpillar's communities (Todd 2006): 40 h × $50 × 100 % × 80 % = $1,600.
        """
        return None if self.gross_low is None else self.gross_low * self.attribution_low * self.confidence

    @property
    def adjusted_likely(self) -> float | None:
        """As `adjusted_low`, of what is most likely."""
        return None if self.gross_likely is None else self.gross_likely * self.attribution_likely * self.confidence

    def faults(self) -> Iterator[tuple[str, str, str]]:
        """What contradicts itself or is not said: the key, the problem, the cure."""
        if self.has_amount:
            yield from self._faults_of_amounts()
        if self.attribution_low > self.attribution_likely:
            yield "attribution_low", "it is more than attribution_likely", "Swap them."
        if self.level == E3 and not (self.reviewer and self.reviewed_on):
            yield "reviewer", "it is E3 and no controller signed", "Write reviewer and reviewed_on, or a lower level."
        if self.type == TIME_RELEASED and self.cashable != "no" and not self.redeployment:
            yield "redeployment", "time released is no cash", 'Say for what it was used, or write cashable = "no".'

    def _faults_of_amounts(self) -> Iterator[tuple[str, str, str]]:
        amounts = [self.gross_low, self.gross_likely, self.gross_high]
        given = [amount for amount in amounts if amount is not None]
        if len(given) < len(amounts) or given != sorted(given):
            yield (
                "gross_low",
                "it needs a low, a likely and a high amount, in this order",
                "Write gross_low, _likely, _high.",
            )
        if not CURRENCY.fullmatch(self.currency):
            yield "currency", "its currency is not said", 'Write its code: currency = "EUR".'
        if self.price_year is None:
            yield (
                "price_year",
                "it has a currency and no price year",
                "Write in prices of which year: price_year = 2025.",
            )
        if self.starts_on is None or self.ends_on is None or self.ends_on < self.starts_on:
            yield "starts_on", "from when to when it is reckoned is not said", "Write starts_on and ends_on."
        elif self.ends_on.timetuple()[:3] >= (self.starts_on.year + 1, *self.starts_on.timetuple()[1:3]):
            yield "ends_on", "it reckons more than twelve months", "Reckon the first twelve months alone."

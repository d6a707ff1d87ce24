"""What of the bank must never be found outside the platform: names, addresses, sentences."""

from __future__ import annotations

from cop_analytics.bank.life import Bank
from cop_analytics.bank.words import ENDINGS, MIDDLES, OPENINGS, REPLIES


def secrets(bank: Bank) -> list[str]:
    """Every full name, family name, user name and e-mail address, and every sentence that bodies are made of."""
    people = {word for person in bank.people for word in (person.name, person.family, person.username, person.email)}
    return sorted(people) + sorted({*OPENINGS, *MIDDLES, *ENDINGS, *REPLIES})

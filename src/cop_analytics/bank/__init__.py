"""The invented bank of the demo and the tests: a seeded world of people and talk, and the Jive that answers for it.

Everything in it is made up. Times are naive UTC; the same seed gives the same world.
"""

from __future__ import annotations

from datetime import datetime

from cop_analytics.bank.inputs import write_inputs
from cop_analytics.bank.jive import Jive, Reply
from cop_analytics.bank.life import Bank
from cop_analytics.bank.secrets import secrets

FIRST_NIGHT = datetime(2026, 1, 6, 2, 30)
SECOND_NIGHT = datetime(2026, 1, 7, 2, 30)

__all__ = ["FIRST_NIGHT", "SECOND_NIGHT", "Bank", "Jive", "Reply", "secrets", "write_inputs"]

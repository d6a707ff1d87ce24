"""Who takes part in the bank's mentoring programme, and who begins when: drawn by lot, the same for the same bank."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from random import Random

from cop_analytics.bank.words import TIERS
from cop_analytics.bank.world import FAR, Community, Person

SIDE, SEED = 100, 2025
WAVES = {"1": (date(2025, 3, 31), date(2025, 9, 28)), "2": (date(2025, 6, 30), date(2025, 12, 28))}


@dataclass(frozen=True)
class Cohort:
    """Mentors and mentees by number, and the wave of each mentee, by number too."""

    mentors: Sequence[Person]
    mentees: Sequence[Person]
    waves: dict[int, str]


def drawn(random: Random, people: Sequence[Person], communities: Sequence[Community]) -> Cohort:
    """Staff and senior managers who stay and are in a community, nobody on both sides; half of the mentees in each wave."""
    talking = {member.id for community in communities for member in community.members}
    there = [person for person in people if person.id in talking and person.left_at == FAR and not person.is_guest]
    sides = [[person for person in there if TIERS[person.title] == tier] for tier in ("staff", "senior")]
    mentors, mentees = (sorted(random.sample(side, min(SIDE, len(side))), key=lambda each: each.id) for side in sides)
    lots = random.sample(mentees, len(mentees))
    waves = {person.id: "1" if number < len(lots) // 2 else "2" for number, person in enumerate(lots)}
    return Cohort(mentors, mentees, waves)

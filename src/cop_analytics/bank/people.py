"""Who works at the bank and who joined which community when."""

from __future__ import annotations

from datetime import datetime, timedelta
from itertools import product
from random import Random

from cop_analytics.bank.words import (
    COMMUNITIES,
    DEPARTMENTS,
    FIRST,
    GIVEN,
    HEAD_OFFICES,
    LAST,
    LOCATIONS,
    MIDDLE,
    TIERS,
    TITLES,
    UNITS,
)
from cop_analytics.bank.world import Community, Membership, Person, Place, Temper

START = datetime(2024, 9, 30)
END = datetime(2026, 1, 12)
CHANGE = datetime(2026, 1, 6, 10)
HEADCOUNT = 1500
TEAM_SIZE = 4
SPACES = frozenset({"payments", "liquidity", "data-quality"})
LEADERS_COMMUNITY = "knowledge-sharing"
TWO_HOUSES = {"data-science": ("Risk", "Technology")}


def hire(random: Random) -> list[Person]:
    """Fifteen hundred people; a few leave, a few are guests."""
    families = [first + middle + last for first, middle, last in product(FIRST, MIDDLE, LAST)]
    random.shuffle(families)
    weights = [weight for _, _, weight in TITLES]
    people = []
    for number in range(HEADCOUNT):
        location, _, _, zone = random.choice(LOCATIONS)
        person = Person(
            id=2001 + number,
            given=GIVEN[number % len(GIVEN)],
            family=families[number],
            department=random.choice(DEPARTMENTS)[0],
            location=location,
            title=random.choices(TITLES, weights)[0][0],
            time_zone=zone,
            is_guest=random.random() < 0.01,
        )
        if number >= 100 and random.random() < 0.03:
            person.left_at = START + (END - START) * random.random()
        people.append(_seated(person))
    return people


def _seated(person: Person) -> Person:
    """A senior manager sits at the head office of the unit."""
    if TIERS[person.title] == "senior":
        person.location = HEAD_OFFICES[UNITS[person.department]]
        person.time_zone = next(zone for city, _, _, zone in LOCATIONS if city == person.location)
    return person


def found(random: Random, people: list[Person], tempers: dict[str, Temper]) -> list[Community]:
    """The communities with their places, leaders and members; the leaders meet in one of their own."""
    communities = []
    for number, (identity, name, domain) in enumerate(COMMUNITIES):
        kind = "space" if identity in SPACES else "group"
        group_type = None if kind == "space" else random.choice(["OPEN", "MEMBER_ONLY"])
        place = Place(str(1100 + 10 * number), str(1001 + number), kind, name, START, group_type)
        blog = Place(str(1101 + 10 * number), str(3001 + number), "blog", f"{name} Blog", START, parent=place)
        places = [place]
        if identity == "legal-contracts":
            places.append(Place("1999", "1999", "group", "Legal Contracts, closed round", START, "PRIVATE"))
        leaders = people[TEAM_SIZE + 2 * number : TEAM_SIZE + 2 * number + 2]
        size = random.randint(45, 130)
        houses = TWO_HOUSES.get(identity)
        asked = [person for person in people[100:] if houses is None or UNITS[person.department] in houses]
        members = leaders + random.sample(asked, size)
        communities.append(
            Community(identity, name, domain, places, blog, leaders, members, tempers.get(identity, Temper()))
        )
    meeting = next(community for community in communities if community.id == LEADERS_COMMUNITY)
    meeting.members = [leader for community in communities for leader in community.leaders]
    meeting.kind = "leaders"
    return communities


def join(random: Random, communities: list[Community]) -> list[Membership]:
    """Most were there when it began, the others came later; some went; one comes and one goes on the last day."""
    memberships = []
    for community in communities:
        for number, person in enumerate(community.members):
            early = number < len(community.members) * 0.4
            since = START if early else START + (END - START - timedelta(days=14)) * random.random()
            until = START + (END - START) * 2
            if number > 10 and random.random() < 0.06:
                until = since + (END - since) * random.random()
            state = "owner" if person in community.leaders else "member"
            memberships.append(Membership(community.places[0], person, state, since, until))
        of_this = memberships[-len(community.members) :]
        of_this[-1].since, of_this[-1].until = CHANGE, START + (END - START) * 2
        of_this[-2].since, of_this[-2].until = START, CHANGE
    return memberships

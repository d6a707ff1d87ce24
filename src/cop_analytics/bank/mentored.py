"""What mentoring brings to the bank's talk: mentees join threads that colleagues of another tier began, and are answered."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, time, timedelta
from random import Random

from cop_analytics.bank.cohort import WAVES, Cohort
from cop_analytics.bank.words import TIERS
from cop_analytics.bank.world import FAR, Community, Membership, Person, Root

GAINED = (1, 2, 3)
"""With so many more colleagues of another tier a mentee talks both ways in thirteen weeks; each as likely as the others."""
BLOCK = timedelta(weeks=13)
ANSWERED, OVER = timedelta(days=2), timedelta(days=10)
Thread = tuple[Root, Community]
Stays = Mapping[tuple[str, int], Membership]


def threads_joined(
    random: Random,
    cohort: Cohort,
    communities: Sequence[Community],
    memberships: Sequence[Membership],
    roots: Sequence[Root],
    until: datetime,
) -> Iterator[tuple[Person, Thread]]:
    """Each mentee with each thread they join in the thirteen weeks since their wave began, and the next, and so on.

    Only discussions of these communities that others had answered, begun by no mentor.
    """
    mentors = {person.id for person in cohort.mentors}
    stays = {(each.place.place_id, each.person.id): each for each in memberships}
    open_ones = _open(roots, communities, stays)
    for mentee in cohort.mentees:
        start = datetime.combine(WAVES[cohort.waves[mentee.id]][0], time())
        while start < until:
            met = {
                root.author.id: (root, community)
                for root, community in open_ones
                if start <= root.published < start + BLOCK - OVER
                and root.author.id not in mentors
                and TIERS[root.author.title] != TIERS[mentee.title]
                and _is_there(stays, community, mentee, root)
            }
            threads = list(met.values())
            for thread in random.sample(threads, min(len(threads), random.choice(GAINED))):
                yield mentee, thread
            start += BLOCK


def _open(roots: Sequence[Root], communities: Sequence[Community], stays: Stays) -> list[Thread]:
    """Discussions that stay and were answered within two days, whose author stays until they are over."""
    by_place = {each.places[0].place_id: each for each in communities}
    found = []
    for root in roots:
        community = by_place.get(root.places[0][1].place_id)
        is_kept = root.type == "discussion" and not root.is_hidden and root.deleted_at == FAR
        is_answered = any(answer.published < root.published + ANSWERED for answer in root.answers)
        if community and is_kept and is_answered and _is_there(stays, community, root.author, root):
            found.append((root, community))
    return found


def _is_there(stays: Stays, community: Community, person: Person, root: Root) -> bool:
    """Whether somebody is a member from the beginning of a thread until it is over."""
    stay = stays.get((community.places[0].place_id, person.id))
    return stay is not None and stay.since <= root.published and root.published + OVER < min(stay.until, person.left_at)

"""What an indicator is given, a community's facts in one closed window, and what it gives back."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from functools import cached_property
from typing import Literal

from cop_analytics.estimators import DRAWS, Draws, Estimate, thread_draws
from cop_analytics.indicators.structure import Structure
from cop_analytics.indicators.talk import Talk, said
from cop_analytics.windows import Window

Status = Literal["shown", "too_few", "not_reached", "not_applicable"]

A_YEAR = timedelta(days=365)
PROPORTIONS = ("Wilson", "Jeffreys", "Kaplan–Meier, log-log 95 %")
"""How the methods of proportions begin."""
WIDEST_INTERVAL = 0.30
"""A share whose interval is wider says too little (NCHS presentation standards, 2017)."""


@dataclass(frozen=True, slots=True)
class Thread:
    """A root as known at the end of the window. `member_id` None: nobody knows who."""

    thread_id: str
    member_id: str | None
    kind: str
    started_at: datetime
    closed_at: datetime | None
    is_resolved: bool
    zone: str | None
    country: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """One reply; `to_member_id` is the author of what it replies to."""

    thread_id: str
    parent_id: str
    from_member_id: str
    to_member_id: str
    replied_at: datetime


@dataclass(frozen=True, slots=True)
class Contribution:
    """Anything written: root or reply. `parent_id` is what a reply replies to, `kind` as in `facts.contributions`."""

    contribution_id: str
    thread_id: str
    member_id: str
    contributed_at: datetime
    is_root: bool
    parent_id: str | None = None
    kind: str = ""


@dataclass(frozen=True, slots=True)
class Membership:
    """A span over which a person stood in `state` towards the community, dated by sighting; `valid_to` None: still."""

    member_id: str
    state: str
    valid_from: datetime
    valid_to: datetime | None


@dataclass(frozen=True, slots=True)
class Attributes:
    """Coarse attributes of a person as they were at the window's end; "other" where too few share them."""

    unit: str
    region: str
    tier: str
    zone: str | None


@dataclass(frozen=True, slots=True)
class Edit:
    """A version of a content after its first, and who wrote it (None: nobody knows)."""

    contribution_id: str
    member_id: str | None
    revised_at: datetime


@dataclass(frozen=True, slots=True)
class Mark:
    """A mark somebody set on a contribution, such as helpful, decision or re-used."""

    contribution_id: str
    member_id: str | None
    kind: str
    marked_at: datetime


@dataclass(frozen=True)
class Standing:
    """Who held a role at a moment: a leader's or core role, and those who stand beside the community."""

    core: Collection[str] = frozenset()
    beside: Collection[str] = frozenset()


@dataclass(frozen=True, eq=False)
class Evidence:
    """A community in a window. Everything is known up to `window.end` and nothing after it.

    `threads`, `replies`, `contributions` and `mentions` (thread, from, to) lie in the window; `first_replies` gives,
    per thread of the window, when and by whom it was first replied to; `all_contributions` begin with the first ever seen.

    People: `core` hold a leader's or core role at the window's end, `beside` are the social learning team and sponsors
    then, `earlier` who held which 13 weeks before; `gone` have left the bank by now; `memberships` are all spans that
    began before the window's end. `all_mentions` (when, thread, from, to) begin with the first ever seen.
    Things, of the whole time until the window's end: `tags` by thread, `links` from a contribution to another, `edits`,
    `marks`, `events` (start, end). `elsewhere` gives, per other community, its active members in the window.

    `draws` is how often a bootstrap or a null model draws; 0 where the value alone is wanted. `observed_from` is None where
    the community's whole history is kept, else the moment before which nothing is. `talk` is what was contributed, replied
    and mentioned in the window, by number; None where it is still to be made of these.
    """

    community_id: str
    window: Window
    threads: Sequence[Thread]
    replies: Sequence[Reply]
    mentions: Sequence[tuple[str, str, str]]
    contributions: Sequence[Contribution]
    first_replies: Mapping[str, tuple[datetime, str]]
    all_contributions: Sequence[Contribution]
    all_replies: Sequence[Reply]
    facilitators: Collection[str]
    leaders: Collection[str]
    team: Collection[str]
    coverage: float
    core: Collection[str] = frozenset()
    beside: Collection[str] = frozenset()
    memberships: Sequence[Membership] = ()
    attributes: Mapping[str, Attributes] = field(default_factory=dict)
    gone: Collection[str] = frozenset()
    tags: Mapping[str, frozenset[str]] = field(default_factory=dict)
    links: Sequence[tuple[str, str]] = ()
    edits: Sequence[Edit] = ()
    marks: Sequence[Mark] = ()
    events: Sequence[tuple[datetime, datetime]] = ()
    elsewhere: Mapping[str, frozenset[str]] = field(default_factory=dict)
    earlier: Standing | None = None
    all_mentions: Sequence[tuple[datetime, str, str, str]] = ()
    draws: int = DRAWS
    observed_from: datetime | None = None
    talk: Talk | None = None

    @property
    def is_long_observed(self) -> bool:
        """Whether who is new can be told from who was silent: all is kept, or a year and more before the window."""
        return self.observed_from is None or self.window.start - self.observed_from >= A_YEAR

    def without(self, people: Collection[str]) -> Evidence:
        """The community had `people` not been there: without what they wrote, and what was addressed to them."""
        absent = frozenset(people)

        def stays(*persons: str) -> bool:
            return absent.isdisjoint(persons)

        return replace(
            self,
            threads=[thread for thread in self.threads if thread.member_id not in absent],
            replies=[reply for reply in self.replies if stays(reply.from_member_id, reply.to_member_id)],
            mentions=[mention for mention in self.mentions if stays(*mention[1:])],
            contributions=[each for each in self.contributions if stays(each.member_id)],
            first_replies={thread: given for thread, given in self.first_replies.items() if stays(given[1])},
            all_contributions=[each for each in self.all_contributions if stays(each.member_id)],
            all_replies=[reply for reply in self.all_replies if stays(reply.from_member_id, reply.to_member_id)],
            all_mentions=[mention for mention in self.all_mentions if stays(*mention[2:])],
            facilitators=frozenset(self.facilitators) - absent,
            leaders=frozenset(self.leaders) - absent,
            core=frozenset(self.core) - absent,
            memberships=[span for span in self.memberships if stays(span.member_id)],
            talk=self.talk and self.talk.without(absent),
        )

    def drawn(self, threads: int) -> Draws:
        """Draws × threads: how often each of so many threads is drawn; the same for every indicator of the window."""
        return thread_draws(threads, self.community_id, self.window.end, draws=self.draws)

    @cached_property
    def structure(self) -> Structure:
        """What the conversation of the window comes to."""
        talk = self.talk or said(
            ((each.thread_id, each.member_id) for each in self.contributions),
            ((reply.thread_id, reply.from_member_id, reply.to_member_id) for reply in self.replies),
            self.mentions,
            {person: found.unit for person, found in self.attributes.items()},
        )
        return Structure(talk, team=self.team, leaders=self.leaders)

    @cached_property
    def active(self) -> list[str]:
        """Members with at least one contribution, the social learning team left out, in a fixed order."""
        return sorted({each.member_id for each in self.contributions} - set(self.team))

    @cached_property
    def ties(self) -> list[tuple[str, str, str]]:
        """(thread, one, other) for each reply and mention between two different people, one before other.

        The social learning team are in it as partners of members, not among themselves.
        """
        both = [(reply.thread_id, reply.from_member_id, reply.to_member_id) for reply in self.replies]
        team = set(self.team)
        return sorted(
            {(t, min(a, b), max(a, b)) for t, a, b in [*both, *self.mentions] if a != b and not {a, b} <= team}
        )


@dataclass(frozen=True)
class Part:
    """One quantity of an indicator in one window: the value with everything it must not travel without."""

    part: str
    status: Status
    estimate: Estimate | None
    interval_method: str
    unit_count: int
    person_count: int
    band: str | None = None
    null_percentile: float | None = None

    @property
    def is_wide(self) -> bool:
        """Whether the interval of a proportion is too wide to tell much."""
        found = self.estimate
        if (
            found is None
            or found.lower is None
            or found.upper is None
            or not self.interval_method.startswith(PROPORTIONS)
        ):
            return False
        return found.upper - found.lower > WIDEST_INTERVAL


def too_few(part: str, method: str, units: int, persons: int) -> Part:
    """A part that keeps silent, with the counts that say why."""
    return Part(part, "too_few", None, method, units, persons)


def told(part: str, estimate: Estimate | None, method: str, units: int, persons: int) -> Part:
    """A part that is shown where there is an estimate; nobody was followed long enough where there is none."""
    if estimate is None:
        return too_few(part, method, units, persons)
    return Part(part, "shown", estimate, method, units, persons)


def persons_behind(*groups: Iterable[str | None]) -> int:
    """The smallest number of distinct persons in any of the groups a value rests on; an empty group does not count."""
    return fewest(*(len({person for person in group if person is not None}) for group in groups))


def fewest(*sizes: int) -> int:
    """The smallest of several numbers of persons; 0 does not count."""
    return min((size for size in sizes if size), default=0)


def in_thirds(share: float) -> str:
    """A share in words that show no person."""
    return (
        "less than a third" if share < 1 / 3 else "a third to two thirds" if share <= 2 / 3 else "more than two thirds"
    )

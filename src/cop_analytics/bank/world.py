"""The things a bank's platform holds, each with the times at which it appears, changes and goes."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass, field
from datetime import datetime

FAR = datetime(9999, 1, 1)


@dataclass(slots=True)
class Person:
    """One employee. `left_at` is when the account is disabled."""

    id: int
    given: str
    family: str
    department: str
    location: str
    title: str
    time_zone: str
    left_at: datetime = FAR
    is_guest: bool = False

    @property
    def username(self) -> str:
        return f"{self.given}.{self.family}".lower()

    @property
    def email(self) -> str:
        return f"{self.username}@bank.example"

    @property
    def name(self) -> str:
        return f"{self.given} {self.family}"


@dataclass(slots=True)
class Place:
    """A group, space or blog; a blog's parent is the place it belongs to."""

    place_id: str
    native_id: str
    type: str
    name: str
    published: datetime
    group_type: str | None = None
    parent: Place | None = None


@dataclass(slots=True)
class Membership:
    """One person in one place, from and until."""

    place: Place
    person: Person
    state: str
    since: datetime
    until: datetime = FAR


@dataclass(slots=True)
class Answer:
    """A message or comment below a root. `shelf` is the set of comments it stands in."""

    id: int
    author: Person
    published: datetime
    body: str
    parent: Answer | None
    shelf: str = "plain"
    likes: list[tuple[datetime, Person]] = field(default_factory=list)
    deleted_at: datetime = FAR
    outcomes: list[Outcome] = field(default_factory=list)


@dataclass(slots=True)
class Outcome:
    """A mark somebody set on a root or an answer."""

    id: int
    name: str
    person: Person
    marked_at: datetime


@dataclass(slots=True)
class Root:
    """A discussion, document, post or the like. `edits` are (time, person) of versions after the first."""

    content_id: int
    native_id: int
    type: str
    places: list[tuple[datetime, Place]]
    author: Person
    published: datetime
    subject: str
    body: str
    is_question: bool
    tags: list[str]
    answers: list[Answer] = field(default_factory=list)
    likes: list[tuple[datetime, Person]] = field(default_factory=list)
    edits: list[tuple[datetime, Person]] = field(default_factory=list)
    correct: Answer | None = None
    resolved_at: datetime = FAR
    deleted_at: datetime = FAR
    is_hidden: bool = False
    outcomes: list[Outcome] = field(default_factory=list)

    def place(self, now: datetime) -> Place:
        """Where it stands at `now`; things move."""
        return [place for since, place in self.places if since <= now][-1]

    def updated(self, now: datetime) -> datetime:
        """Its last own change: never moved by a reply."""
        times = [at for at, _ in self.edits]
        count = bisect_right(times, now)
        return times[count - 1] if count else self.published

    def activity(self, now: datetime) -> datetime:
        """Its last change or reply."""
        replies = [answer.published for answer in self.answers if answer.published <= now < answer.deleted_at]
        return max([self.updated(now), *replies])


@dataclass(slots=True)
class Community:
    """What the registry will declare: places, leaders, and how talk goes there."""

    id: str
    name: str
    domain: str
    places: list[Place]
    blog: Place
    leaders: list[Person]
    members: list[Person]
    temper: Temper
    kind: str = "community"


@dataclass(frozen=True)
class Temper:
    """How talk goes in a community; each number is a rate or a probability."""

    roots_a_week: float = 4.2
    question_share: float = 0.66
    silence: float = 0.18
    median_hours: float = 7.0
    replies: float = 2.7
    leader_pull: float = 1.0
    newcomer_silence: float | None = None
    silo: float = 0.0
    key_player: bool = False

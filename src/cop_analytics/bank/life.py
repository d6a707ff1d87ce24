"""Fifteen months of talk: who asks, who answers, how soon, and the truths planted in it."""

from __future__ import annotations

import html
import math
from collections.abc import Collection
from datetime import datetime, timedelta
from random import Random

from cop_analytics.bank.cohort import SEED, drawn
from cop_analytics.bank.mentored import threads_joined
from cop_analytics.bank.people import CHANGE, END, START, TEAM_SIZE, found, hire, join
from cop_analytics.bank.words import ENDINGS, MIDDLES, OPENINGS, REPLIES, TOPICS, UNITS
from cop_analytics.bank.world import FAR, Answer, Community, Outcome, Person, Root, Temper

TRUTHS: dict[str, tuple[str, Temper]] = {
    "key player": ("payments", Temper(key_player=True)),
    "silo": ("data-science", Temper(silo=0.95)),
    "ventilated": ("agile-delivery", Temper(leader_pull=60.0)),
    "unheard newcomers": ("client-onboarding", Temper(newcomer_silence=0.75)),
    "quiet": ("collateral", Temper(roots_a_week=0.5)),
}
KEY_PLAYER_LEAVES = datetime(2025, 9, 1)
KEY_PLAYER_SHARE = 0.6
TYPES = (("discussion", 17), ("document", 8), ("post", 5), ("idea", 2), ("poll", 1), ("file", 1))
FIRST_NATIVE_ID = 1001


class Bank:
    """The whole world. `without` names planted truths (or `deletions`, `moves`, `arrivals`) that the twin bank lacks."""

    def __init__(self, seed: int = 7, without: Collection[str] = ()) -> None:
        self._random = Random(seed)
        tempers = {community: temper for truth, (community, temper) in TRUTHS.items() if truth not in without}
        self.people = hire(Random(seed + 1))
        self.team = self.people[:TEAM_SIZE]
        self.communities = found(Random(seed + 2), self.people, tempers)
        self.memberships = join(Random(seed + 3), self.communities)
        for span in self.memberships if "arrivals" in without else ():
            span.since, span.until = START - timedelta(days=365), FAR
        self.roots: list[Root] = []
        self._next_answer, self._next_outcome, self._natives = 50_001, 90_001, dict[str, int]()
        for number, community in enumerate(self.communities):
            self._random = Random(seed * 1000 + number)
            self._live(community)
        if "deletions" not in without:
            self._delete(Random(seed + 4))
        if "moves" not in without:
            self._move(Random(seed + 5))
        self._last_day()
        if "mentored" not in without:
            self._mentor(Random(seed + 6))
        self.roots.sort(key=lambda root: (root.published, root.content_id))

    def _live(self, community: Community) -> None:
        random, temper = self._random, community.temper
        joined = {m.person.id: m for m in self.memberships if m.place is community.places[0]}
        voices = {person.id: math.exp(random.gauss(0, 1.1)) for person in community.members}
        starts = {
            person.id: joined[person.id].since + timedelta(days=random.expovariate(1 / 40))
            for person in community.members
        }
        heard: set[int] = set()
        week = START
        while week < END:
            for _ in range(_poisson(random, temper.roots_a_week)):
                at = _moment(random, week)
                present = [
                    person
                    for person in community.members
                    if starts[person.id] <= at < min(person.left_at, joined[person.id].until)
                ]
                if len(present) >= 5 and at < END:
                    self._start(community, at, present, voices, heard)
            week += timedelta(weeks=1)

    def _start(
        self, community: Community, at: datetime, present: list[Person], voices: dict[int, float], heard: set[int]
    ) -> None:
        random, temper = self._random, community.temper
        weights = [
            voices[person.id] * (temper.leader_pull if person in community.leaders else 1.0) for person in present
        ]
        author = random.choices(present, weights)[0]
        if random.random() < 0.03:
            author = random.choice(self.team)
        is_question = random.random() < temper.question_share
        kind = "discussion" if is_question else random.choices([k for k, _ in TYPES], [w for _, w in TYPES])[0]
        root = self._root(community, kind, author, at, is_question)
        is_new = author.id not in heard
        silence = temper.newcomer_silence if is_new and temper.newcomer_silence is not None else temper.silence
        heard.add(author.id)
        if kind == "document":
            root.edits = [
                (at + timedelta(days=random.uniform(0.5, 60)), random.choice(present))
                for _ in range(_poisson(random, 0.6))
            ]
            root.edits = sorted((edit for edit in root.edits if edit[0] < END), key=lambda edit: edit[0])
        if random.random() > silence * (1.0 if is_question else 1.6):
            self._talk(community, root, present, voices)
        root.likes = self._liked(root.published, present, 0.3, 4)

    def _root(self, community: Community, kind: str, author: Person, at: datetime, is_question: bool) -> Root:
        random = self._random
        native = self._natives.get(kind, FIRST_NATIVE_ID)
        self._natives[kind] = native + 1
        number = len(self.roots)
        place = community.blog if kind == "post" else community.places[0]
        topic = random.choice(TOPICS)
        root = Root(
            content_id=20_001 + number,
            native_id=native,
            type=kind,
            places=[(at, place)],
            author=author,
            published=at,
            subject=html.escape(f"{topic.title()} & practice: case {number} – what we’d do").replace("’", "&#8217;"),
            body="",
            is_question=is_question,
            tags=sorted({topic, *random.sample(TOPICS, random.randint(0, 2))}),
            is_hidden=random.random() < 0.02,
        )
        sentences = [random.choice(OPENINGS), random.choice(MIDDLES), *random.choices(MIDDLES, k=random.randint(0, 5))]
        if is_question:
            sentences.append(random.choice(ENDINGS) + "?")
        root.body = self._html(sentences, community)
        self.roots.append(root)
        return root

    def _talk(self, community: Community, root: Root, present: list[Person], voices: dict[int, float]) -> None:
        """A first reply after a lognormal wait, then more, most of them to the root."""
        random, temper = self._random, community.temper
        at = root.published + timedelta(hours=random.lognormvariate(math.log(temper.median_hours), 1.3))
        count = 1 + _poisson(random, temper.replies - 1)
        for number in range(count):
            if at >= END:
                return
            author = self._answerer(community, root, present, voices, at)
            if number and random.random() < 0.3:
                author = root.author
            parent = random.choice(root.answers) if root.answers and random.random() < 0.35 else None
            answer = self._answer(community, root, author, at, parent)
            answer.likes = self._liked(at, present, 0.13, 2)
            if random.random() < 0.08:
                answer.outcomes.append(self._outcome("helpful", root.author, at + timedelta(hours=5)))
            at += timedelta(hours=random.lognormvariate(math.log(9), 1.2))
        self._resolve(root)

    def _answerer(
        self, community: Community, root: Root, present: list[Person], voices: dict[int, float], at: datetime
    ) -> Person:
        random, temper = self._random, community.temper
        key = community.members[5]
        if (
            temper.key_player
            and at < KEY_PLAYER_LEAVES
            and key is not root.author
            and random.random() < KEY_PLAYER_SHARE
        ):
            return key
        others = [person for person in present if person is not root.author and person.left_at > at]
        if temper.key_player and at >= KEY_PLAYER_LEAVES:
            others = [person for person in others if person is not key] or others
        if random.random() < temper.silo:
            side = [person for person in others if UNITS[person.department] == UNITS[root.author.department]]
            others = side or others
        if not others:
            return root.author
        weights = [
            voices[person.id] * (temper.leader_pull if person in community.leaders else 1.0) for person in others
        ]
        return random.choices(others, weights)[0]

    def _answer(self, community: Community, root: Root, author: Person, at: datetime, parent: Answer | None) -> Answer:
        random = self._random
        asks_back = random.random() < 0.1
        sentences = random.sample(REPLIES, random.randint(1, 3)) + ([random.choice(ENDINGS) + "?"] if asks_back else [])
        shelf = "plain"
        if root.type == "document":
            shelf = random.choices(["plain", "author", "inline"], [8, 1, 1])[0]
        answer = Answer(self._next_answer, author, at, self._html(sentences, community), parent, shelf)
        self._next_answer += 1
        root.answers.append(answer)
        return answer

    def _resolve(self, root: Root) -> None:
        random = self._random
        others = [answer for answer in root.answers if answer.author is not root.author]
        if root.is_question and others and random.random() < 0.45:
            root.correct = random.choice(others)
            root.resolved_at = root.correct.published + timedelta(hours=random.uniform(1, 72))
            root.outcomes.append(self._outcome("resolved", root.author, root.resolved_at))

    def _outcome(self, name: str, person: Person, at: datetime) -> Outcome:
        self._next_outcome += 1
        return Outcome(self._next_outcome, name, person, at)

    def _liked(self, at: datetime, present: list[Person], share: float, most: int) -> list[tuple[datetime, Person]]:
        random = self._random
        if random.random() > share:
            return []
        fans = random.sample(present, min(len(present), random.randint(1, most)))
        return sorted(((at + timedelta(hours=random.uniform(0.2, 80)), fan) for fan in fans), key=lambda like: like[0])

    def _html(self, sentences: list[str], community: Community) -> str:
        random = self._random
        paragraphs = "".join(f"<p>{html.escape(sentence)}.</p>" for sentence in sentences)
        if random.random() < 0.12:
            person = random.choice(community.members)
            attribute = random.choice(["data-objectId", "data-objectid"])
            kind = attribute.replace("Id", "Type").replace("id", "type")
            paragraphs += (
                f'<p>Ask <a class="jive-link-profile-small jiveTT-hover-user" {kind}="3" {attribute}="{person.id}" '
                f'data-containerId="-1" href="https://jive.bank.example/people/{person.username}">{person.name}</a></p>'
            )
        if self.roots and random.random() < 0.08:
            other = random.choice(self.roots)
            paragraphs += (
                f'<p>See <a class="jive-link-thread-small" data-objectType="1" data-objectId="{other.native_id}" '
                f'href="https://jive.bank.example/thread/{other.native_id}">this thread</a></p>'
            )
        return (
            '<body><!-- [DocumentBodyStart:0f7a] --><div class="jive-rendered-content">'
            f"{paragraphs}</div><!-- [DocumentBodyEnd:0f7a] --></body>"
        )

    def _delete(self, random: Random) -> None:
        for root in random.sample(self.roots, len(self.roots) // 100):
            root.deleted_at = root.published + timedelta(days=random.uniform(1, 200))
        for root in random.sample(self.roots, len(self.roots) // 100):
            if root.answers and not any(answer.parent is root.answers[-1] for answer in root.answers):
                root.answers[-1].deleted_at = root.answers[-1].published + timedelta(days=random.uniform(1, 100))

    def _move(self, random: Random) -> None:
        groups = [community.places[0] for community in self.communities]
        for root in random.sample([root for root in self.roots if root.type == "discussion"], 12):
            root.places.append((root.published + timedelta(days=random.uniform(5, 150)), random.choice(groups)))

    def _last_day(self) -> None:
        """What changes between the first night and the second, whatever the seed: see fixtures/README.md."""
        for community in self.communities[:3]:
            own = [root for root in self.roots if root.places[0][1] is community.places[0] and root.deleted_at > END]
            old = [root for root in own if root.published < CHANGE - timedelta(days=40)]
            document = next(root for root in old if root.type == "document")
            document.edits.append((CHANGE, community.leaders[0]))
            document.edits.sort(key=lambda edit: edit[0])
            old[0].deleted_at = CHANGE
            self._random = Random(old[1].content_id)
            self._answer(community, old[1], community.members[3], CHANGE, None)
            old[1].likes.append((CHANGE, community.members[4]))
            self._random = Random(old[2].content_id)
            self._root(community, "discussion", community.members[6], CHANGE, True)
        self.people[-1].left_at = CHANGE

    def _mentor(self, random: Random) -> None:
        """Mentees join threads of colleagues of another tier, who answer them; not where another truth is planted."""
        self._random = random
        cohort = drawn(Random(SEED), self.people, self.communities)
        others = {community for community, _ in TRUTHS.values()}
        calm = [community for community in self.communities if community.id not in others]
        joined = threads_joined(random, cohort, calm, self.memberships, self.roots, END)
        for mentee, (root, community) in list(joined):
            at = root.published + timedelta(days=random.uniform(2, 5))
            reply = self._answer(community, root, mentee, at, None)
            self._answer(community, root, root.author, at + timedelta(days=random.uniform(0.2, 4)), reply)
            root.answers.sort(key=lambda answer: answer.published)


def _poisson(random: Random, mean: float) -> int:
    """Knuth's multiplication method; enough for small means."""
    limit, product, count = math.exp(-mean), random.random(), 0
    while product > limit:
        product *= random.random()
        count += 1
    return count


def _moment(random: Random, week: datetime) -> datetime:
    """A working hour of that week, to the millisecond."""
    day = random.choices(range(7), [10, 11, 11, 10, 8, 1, 1])[0]
    moment = week + timedelta(days=day, hours=random.triangular(6, 19, 10), seconds=random.uniform(0, 60))
    return moment.replace(microsecond=moment.microsecond // 1000 * 1000)

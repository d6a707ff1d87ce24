"""Small communities as evidence: who wrote, who replied, in one window."""

from dataclasses import replace
from datetime import datetime, timedelta

from cop_analytics.indicators.evidence import Contribution, Evidence, Membership, Reply, Thread
from cop_analytics.windows import Window

WINDOW = Window(datetime(2025, 9, 29), datetime(2025, 12, 29))
START = datetime(2025, 10, 1, 9)


class World:
    """Threads and replies as they are told; hours count from the beginning of October."""

    def __init__(self, leaders=(), team=()):
        self.threads, self.replies, self.contributions = [], [], []
        self.leaders, self.team, self.memberships = set(leaders), set(team), []

    def ask(self, name, member, hours=0.0, *, kind="question", closed=None, resolved=False):
        at = START + timedelta(hours=hours)
        closed_at = None if closed is None else START + timedelta(hours=closed)
        self.threads.append(Thread(name, member, kind, at, closed_at, resolved, "UTC", None))
        self.contributions.append(Contribution(name, name, member, at, True))
        return self

    def reply(self, name, member, to, hours, parent=None):
        at = START + timedelta(hours=hours)
        own = f"{name}/{len(self.contributions)}"
        self.contributions.append(Contribution(own, name, member, at, False))
        if member != to:
            self.replies.append(Reply(name, parent or name, member, to, at))
        return self

    def write(self, member, *days, name=None):
        """A root of its own on each of the `days` since the beginning of October."""
        for day in days:
            self.ask(name or f"{member}/{day}", member, hours=24 * day, kind="discussion")
        return self

    def join(self, *people, since=datetime(2025, 1, 6), until=None, state="member"):
        self.memberships += [Membership(person, state, since, until) for person in people]
        return self

    def evidence(self, mentions=(), **more):
        """Everything told, cut to the window; `more` are fields of the evidence as they are."""
        firsts = {}
        starters = {thread.thread_id: thread.member_id for thread in self.threads}
        for reply in sorted(self.replies, key=lambda each: each.replied_at):
            if reply.from_member_id != starters.get(reply.thread_id):
                firsts.setdefault(reply.thread_id, (reply.replied_at, reply.from_member_id))
        contributions = sorted(self.contributions, key=lambda each: each.contributed_at)
        replies = sorted(self.replies, key=lambda each: each.replied_at)
        found = Evidence(
            "harbour", WINDOW,
            [thread for thread in self.threads if thread.started_at in WINDOW],
            [reply for reply in self.replies if reply.replied_at in WINDOW],
            list(mentions),
            [each for each in contributions if each.contributed_at in WINDOW],
            firsts, contributions, replies, self.leaders | self.team, self.leaders, self.team, 1.0,
            memberships=self.memberships,
        )  # fmt: skip
        return replace(found, **more)


def crowd(number):
    return [f"m{each:02d}" for each in range(number)]


def parts(found):
    return {part.part: part for part in found}

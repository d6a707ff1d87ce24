"""One match by mentor-match: a problem from stdin, pairs to stdout; runs where mentor-match is, with nothing of ours."""

import json
import sys

from matching.mentee import Mentee
from matching.mentor import Mentor
from matching.process import process_data
from matching.rules.rule import Disqualify, Rule

BASE = 1_000_000


class Fit(Rule):
    """The fit in millionths, and a base for whoever has a pair at all."""

    def __init__(self, value, base):
        super().__init__()
        self.value, self.base = value, base

    def apply(self, match_object):
        return self.base + round(BASE * self.value[number(match_object.mentor)][number(match_object.mentee)])

    def evaluate(self, match_object):
        return True


def people(kind, count):
    """Two people of one address are one person to mentor-match: sides have addresses of their own."""
    return [kind(email=f"{kind.__name__}-{number}", grade=1) for number in range(count)]


def number(person):
    return int(person.email.split("-")[1])


asked = json.load(sys.stdin)
may, value = asked["may"], asked["value"]
base = 1000 * BASE if "base" in sys.argv else 0
rules = [
    Fit(value, base),
    Disqualify(lambda match: not may[number(match.mentor)][number(match.mentee)]),
]
mentors, _ = process_data(people(Mentor, len(may)), people(Mentee, len(may[0])), [rules])
json.dump([(number(one), number(other)) for one in mentors for other in one.mentees], sys.stdout)

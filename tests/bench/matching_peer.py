"""One match by matching (hospital-resident): a problem from stdin, pairs to stdout. Runs where matching is installed."""

import json
import sys
import threading
import warnings

from matching.games import HospitalResident

asked = json.load(sys.stdin)
may, value = asked["may"], asked["value"]
rows, columns = range(len(may)), range(len(may[0]))


def fit_of(mentor, mentee):
    i, j = int(mentor[1:]), int(mentee[1:])
    return value[i][j] if may[i][j] else None


def wanted(own, others, fit):
    """Others by fit, best first."""
    return {
        one: sorted((other for other in others if fit(one, other) is not None), key=lambda o: -fit(one, o))
        for one in own
    }


mentees = wanted([f"e{j}" for j in columns], [f"m{i}" for i in rows], lambda e, m: fit_of(m, e))
mentors = wanted([f"m{i}" for i in rows], [f"e{j}" for j in columns], lambda m, e: fit_of(m, e))


mentees = {one: told for one, told in mentees.items() if told}
mentors = {one: told for one, told in mentors.items() if told}


def solve():
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        solved = HospitalResident.create_from_dictionaries(mentees, mentors, dict.fromkeys(mentors, 1)).solve()
    pairs = [(int(mentor.name[1:]), int(each.name[1:])) for mentor, taken in solved.items() for each in taken]
    json.dump(sorted(pairs), sys.stdout)


# It copies a hundred players who all know each other, which goes deeper than Python likes.
sys.setrecursionlimit(1_000_000)
threading.stack_size(512 << 20)
threading.Thread(target=solve).start()

"""Beside the peers mentor-match and matching: `python -m tests.bench.peers PYTHON_WITH_MENTOR_MATCH PYTHON_WITH_MATCHING`.

Both install a package called `matching`: each needs an environment of its own. The figures are kept in `peers.md`.
"""

import json
import subprocess
import sys
import time
from pathlib import Path
from statistics import median

import numpy as np

from cop_analytics.mentoring.match import matched, problem
from tests.bench.mentoring import at_random, found, ours, programmes, programmes_of_one_language, told

HERE = Path(__file__).parent
SEEDS = range(50)
WHAT = (
    ("the bank's programme, by seed", programmes),
    ("the same, everybody works in English", programmes_of_one_language),
    ("fits by chance", at_random),
)
HOW = (
    ("mentor-match, plainly", 0, "mentor_match_peer.py", []),
    ("mentor-match, with a base that pairs the unpaired", 0, "mentor_match_peer.py", ["base"]),
    ("matching, stable and best for mentees", 1, "matching_peer.py", []),
)
WORDS = """\
# Beside the peers

Fifty cohorts of a hundred mentors and a hundred mentees each, with every hard rule. A peer is given the same pairs that may
be and the same fits. Compared are the number of pairs, then the fit of the worst pair: what a match is to make best first.
Ours is behind on no seed. It is better on each but those where the peer's match is already the best there can be in both.

"""
WHY = """
mentor-match looks for the greatest sum. Where the worst pair is that of somebody whom hardly anybody can be paired with,
every match has it, and the greatest sum is the best worst pair too: in the bank's programme some speak well nothing but a
language that few others do. Where everybody shares one, or fits are by chance, the sum is paid for by somebody who had
other partners, and ours is better on more than four seeds of five.

"""


def asked(python, script, words, may, value):
    """The pairs a peer makes, and its seconds."""
    start = time.perf_counter()
    done = subprocess.run(
        [python, HERE / script, *words],
        input=json.dumps({"may": may.tolist(), "value": value.tolist()}),
        capture_output=True,
        text=True,
        check=True,
    )
    return [tuple(pair) for pair in json.loads(done.stdout)], time.perf_counter() - start


def main():
    beside = [
        "| what is matched | peer | ours beside it | by how much | its seconds a match | ours |",
        "|---|---|---|---|---|---|",
    ]
    why = [
        "| what is matched | of all pairs may be | partners the worst pair could have: nothing better | ours better |",
        "|---|---|---|---|",
    ]
    for what, drawn in WHAT:
        cohorts = list(drawn(SEEDS))
        start = time.perf_counter()
        mine = [ours(*each) for each in cohorts]
        own = (time.perf_counter() - start) / len(cohorts)
        for number, (name, place, script, words) in enumerate(HOW):
            answers = [asked(sys.argv[1 + place], script, words, *each) for each in cohorts]
            theirs = [found(pairs, value) for (pairs, _), (_, value) in zip(answers, cohorts, strict=True)]
            seconds = sum(took for _, took in answers) / len(answers)
            ahead = f"{told(mine, theirs)} | {gains(mine, theirs)}"
            beside.append(f"| {what} | {name} | {ahead} | {seconds:.1f} | {own:.2f} |")
            if number == 0:
                why.append(
                    f"| {what} | {np.mean([may.mean() for may, _ in cohorts]):.0%} | {choices(cohorts, mine, theirs)} |"
                )
    text = WORDS + "\n".join(beside) + "\n" + WHY + "\n".join(why) + "\n"
    (HERE / "peers.md").write_text(text, encoding="utf-8")
    print(text)


def gains(mine, theirs):
    """By how much ours is better where it is: in pairs, and with as many pairs in the worst fit; medians."""
    both = list(zip(mine, theirs, strict=True))
    pairs = [one[0] - other[0] for one, other in both if one[0] > other[0]]
    worst = [one[1] - other[1] for one, other in both if one[0] == other[0] and one[1] > other[1]]
    said = [f"pairs +{median(pairs):.0f} in {len(pairs)}"] if pairs else []
    return "; ".join([*said, f"worst fit +{median(worst):.2f} in {len(worst)}"] if worst else said)


def choices(cohorts, mine, theirs):
    """How many partners the one of the worst pair who had fewer could have had: median where all is equal, and elsewhere."""
    counts = {False: [], True: []}
    for (may, value), one, other in zip(cohorts, mine, theirs, strict=True):
        pairs = matched(problem(may, value, np.ones(len(may), int)))
        mentor, mentee = min(pairs, key=lambda pair: value[pair])
        counts[one > other].append(int(min(may[mentor].sum(), may[:, mentee].sum())))
    return " | ".join(f"{median(each):.0f}" if each else "" for each in counts.values())


if __name__ == "__main__":
    main()

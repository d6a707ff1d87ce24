"""Beside the peers mentor-match and matching: `python -m tests.bench.peers PYTHON_WITH_MENTOR_MATCH PYTHON_WITH_MATCHING`.

Both install a package called `matching`: each needs an environment of its own. The figures are kept in `peers.md`.
"""

import json
import subprocess
import sys
import time
from pathlib import Path

from tests.bench.mentoring import at_random, found, ours, programmes, told

HERE = Path(__file__).parent
SEEDS = range(20)
HOW = (
    ("mentor-match, plainly", 0, "mentor_match_peer.py", []),
    ("mentor-match, with a base that pairs the unpaired", 0, "mentor_match_peer.py", ["base"]),
    ("matching, stable and best for mentees", 1, "matching_peer.py", []),
)


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
    header = (
        "| what is matched | peer | ours beside it: most pairs, then the best worst pair | its seconds a match | ours |"
    )
    lines = [header, "|---|---|---|---|---|"]
    for what, drawn in (("the bank's programme, by seed", programmes), ("fits by chance", at_random)):
        lines += beside(what, list(drawn(SEEDS)))
    (HERE / "peers.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
    print("\n".join(lines))


def beside(what, drawn):
    """A line a peer."""
    start = time.perf_counter()
    mine = [ours(*each) for each in drawn]
    own = (time.perf_counter() - start) / len(drawn)
    for name, place, script, words in HOW:
        answers = [asked(sys.argv[1 + place], script, words, *each) for each in drawn]
        theirs = [found(pairs, value) for (pairs, _), (_, value) in zip(answers, drawn, strict=True)]
        seconds = sum(took for _, took in answers) / len(answers)
        yield f"| {what} | {name} | {told(mine, theirs)} | {seconds:.1f} | {own:.2f} |"


if __name__ == "__main__":
    main()

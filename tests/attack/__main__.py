"""The attacks at full length: `python -m tests.attack [--banks 50] [--off 12] [--quarters 12]`; kept in `figures.md`.

Every bank is attacked with all defences on, and without the audit that looks at all tables together; the first of them with
each other defence off in turn as well, and the audit with it, which would mend what is left open: the bench must bite.
"""

import argparse
import secrets
import sys
import time
from collections import Counter, defaultdict
from datetime import UTC, datetime
from pathlib import Path

from tests.attack.adversary import attacks, shown_share
from tests.attack.banks import bank, laid, releases, without

NONE, AUDIT, LEAST_SHOWN = "none", "audit", 0.6
DEFENCES = (
    *("threshold", "dominance", "sums", "totals", "rounding"),
    *("coarse shares", "homogeneity", "carrying over"),
)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--banks", type=int, default=50)
    parser.add_argument("--off", type=int, default=12, help="how many of them are attacked with a defence off as well")
    parser.add_argument("--quarters", type=int, default=12)
    parser.add_argument("--seed", type=int, help="instead of a fresh one")
    asked = parser.parse_args()
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**6)
    found: defaultdict[str, Counter[str]] = defaultdict(Counter)
    shares: defaultdict[str, list[float]] = defaultdict(list)
    began = time.monotonic()
    for number in range(asked.banks):
        world = bank(first + number, asked.quarters)
        tables = laid(world)
        for off in (NONE, AUDIT, *DEFENCES) if number < asked.off else (NONE, AUDIT):
            with without(off):
                told = releases(tables, carries_over=off != "carrying over", is_audited=off == NONE)
            kinds = [each.attack for each in attacks(world, told)]
            found[off].update(kinds)
            shares[off].append(shown_share(told))
        print(
            f"bank {number + 1} of {asked.banks}: found so far with all on {dict(found[NONE]) or 'nothing'}", flush=True
        )
    lines = [_line(off, found[off], shares[off]) for off in (NONE, AUDIT, *DEFENCES)]
    is_safe = not found[NONE] and sum(shares[NONE]) / len(shares[NONE]) >= LEAST_SHOWN
    holds = is_safe and all(found[off] for off in DEFENCES)
    (Path(__file__).parent / "figures.md").write_text(
        "# What an adversary works out\n\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `python -m tests.attack --seed {first}` in "
        f"{(time.monotonic() - began) / 60:.0f} minutes: banks of four communities, {asked.quarters} quarterly releases "
        "each, somebody who is not counted any more from the middle on, every table that speaks of the same people as one "
        "system of linear statements. Found: numbers about one to four people, or held back, that could be worked out. "
        "Where another defence is off, so is the audit, which would mend what is left open.\n\n"
        "| defence off | banks | found | cells shown |\n|---|--:|---|--:|\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )
    print("\n".join(lines), "holds" if holds else "DOES NOT HOLD", sep="\n")
    return 0 if holds else 1


def _line(off: str, kinds: Counter[str], shares: list[float]) -> str:
    told = ", ".join(f"{kind} {count}" for kind, count in sorted(kinds.items())) or "nothing"
    return f"| {off} | {len(shares)} | {told} | {sum(shares) / len(shares):.0%} |"


if __name__ == "__main__":
    sys.exit(main())

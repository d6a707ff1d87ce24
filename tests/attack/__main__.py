"""The attacks at full length: `python -m tests.attack [--banks 50] [--quarters 12] [--seed S]`; kept in `figures.md`."""

import argparse
import secrets
import sys
import time
from collections import Counter
from datetime import UTC, datetime
from pathlib import Path

from tests.attack.adversary import attacks, shown_share
from tests.attack.banks import bank, releases, without

DEFENCES = ("none", "threshold", "dominance", "sums", "totals", "rounding", "homogeneity", "carrying over")
LEAST_SHOWN = 0.6


def measured(seeds: list[int], quarters: int, off: str) -> tuple[Counter, float]:
    """What every attack finds over all banks with one defence off, and how much of the newest releases is shown."""
    found, shares = Counter(), []
    for seed in seeds:
        world = bank(seed, quarters)
        with without(off):
            told = releases(world, carries_over=off != "carrying over")
        found.update(each.attack for each in attacks(world, told))
        shares.append(shown_share(told))
    return found, sum(shares) / len(shares)


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.attack", description=__doc__)
    parser.add_argument("--banks", type=int, default=50)
    parser.add_argument("--quarters", type=int, default=12)
    parser.add_argument("--seed", type=int, help="instead of a fresh one")
    asked = parser.parse_args()
    first = asked.seed if asked.seed is not None else secrets.randbelow(10**6)
    seeds = [first + number for number in range(asked.banks)]
    lines, holds = [], True
    for off in DEFENCES:
        began = time.monotonic()
        found, share = measured(seeds, asked.quarters, off)
        told = ", ".join(f"{kind} {count}" for kind, count in sorted(found.items())) or "nothing"
        holds &= (not found and share >= LEAST_SHOWN) if off == "none" else bool(found)
        lines.append(f"| {off} | {told} | {share:.0%} | {time.monotonic() - began:.0f} |")
        print(f"off: {off:<14} found: {told}; shown: {share:.0%}", flush=True)
    (Path(__file__).parent / "figures.md").write_text(
        "# What an adversary works out\n\n"
        f"Measured {datetime.now(UTC):%Y-%m-%d} by `python -m tests.attack --seed {first}`: "
        f"{asked.banks} banks of four communities, {asked.quarters} quarterly releases each, somebody who is not counted "
        "any more from the middle on. Found: numbers about one to four people that could be worked out.\n\n"
        "| defence off | found | cells shown | s |\n|---|---|--:|--:|\n" + "\n".join(lines) + "\n",
        encoding="utf-8",
    )
    print("holds" if holds else "DOES NOT HOLD")
    return 0 if holds else 1


if __name__ == "__main__":
    sys.exit(main())

"""The table of goals: `python -m tests.torture [--quick] [--part N/M] [--seed S] [--goal G5]`.

Every function `g<number>` of this package is run with fresh seeds (or those that grow from `--seed`) and told as one line.
What was measured with the same seeds is not measured again. The table of the long form is kept in `figures.md`; goals that
are not measured keep their rows.
"""

import argparse
import importlib
import json
import pkgutil
import platform
import re
import secrets
import sys
import time
from collections.abc import Callable
from dataclasses import asdict
from datetime import UTC, datetime
from pathlib import Path

import tests.torture
from tests.torture.figures import Figure

HERE = Path(__file__).parent
KEPT, TABLE = HERE / "figures.json", HERE / "figures.md"
Goal = Callable[[list[int], bool], Figure]


def goals() -> dict[str, Goal]:
    """Every goal that is measured, by its number."""
    found: dict[str, Goal] = {}
    for module in pkgutil.iter_modules(tests.torture.__path__):
        if not module.name.startswith(("test_", "__")):
            loaded = importlib.import_module(f"tests.torture.{module.name}")
            found |= {name: each for name, each in vars(loaded).items() if re.fullmatch(r"g\d+", name)}
    return dict(sorted(found.items(), key=lambda named: int(named[0][1:])))


def part_of(names: list[str], part: str) -> list[str]:
    """Every Mth goal, beginning with the Nth."""
    number, _, count = part.partition("/")
    return names[int(number) - 1 :: int(count or 1)]


def measured(name: str, goal: Goal, seeds: list[int], quick: bool, kept: dict[str, dict]) -> dict:
    """The line of a goal, kept from an earlier run with the same seeds where there is one."""
    key = f"{name} {'quick' if quick else 'long'} {seeds}"
    if key not in kept:
        began = time.monotonic()
        figure = goal(seeds, quick)
        kept[key] = asdict(figure) | {"seeds": seeds, "seconds": round(time.monotonic() - began), "quick": quick}
        kept |= _kept() | {key: kept[key]}  # another part may have been measured meanwhile
        KEPT.write_text(json.dumps(kept, indent=1), encoding="utf-8")
    return kept[key]


def table(lines: list[dict], earlier: str) -> str:
    """The table with these lines, and with the rows an earlier one had of goals that are not among them."""
    head = (
        f"# Figures\n\nLast measured {datetime.now(UTC):%Y-%m-%d}, Python {platform.python_version()}, "
        f"{platform.machine()}, by `python -m tests.torture`; a goal is measured again with the same seeds by `--seed`.\n\n"
        "| goal | claim | figure | holds | seeds | s |\n|---|---|---|---|---|--:|\n"
    )
    rows = {row.split(" ", 2)[1]: row for row in re.findall(r"^\| G\d+ .*$", earlier, re.M)}
    rows |= {
        each["goal"]: f"| {each['goal']} | {each['claim']} | {each['figure']} | {'yes' if each['holds'] else '**no**'} "
        f"| {', '.join(map(str, each['seeds']))} | {each['seconds']} |"
        for each in lines
    }
    return head + "\n".join(rows[goal] for goal in sorted(rows, key=lambda goal: int(goal[1:]))) + "\n"


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m tests.torture", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="the small form, as in the tests")
    parser.add_argument("--part", default="1/1", help="every Mth goal, beginning with the Nth")
    parser.add_argument("--seed", type=int, help="instead of a fresh one")
    parser.add_argument("--goal", action="append", help="this one alone, such as G5; may be repeated")
    asked = parser.parse_args()
    found = goals()
    names = [name for name in found if not asked.goal or name.upper() in map(str.upper, asked.goal)]
    kept = _kept()
    seed = asked.seed if asked.seed is not None else secrets.randbelow(10**6)
    print(f"seed {seed}", flush=True)
    lines = []
    for name in part_of(names, asked.part):
        line = measured(name, found[name], [seed], asked.quick, kept)
        lines.append(line)
        print(
            f"{line['goal']:<4} {'holds' if line['holds'] else 'DOES NOT HOLD'}  {line['claim']}\n     {line['figure']}",
            flush=True,
        )
    if not asked.quick:
        TABLE.write_text(table(lines, TABLE.read_text(encoding="utf-8")), encoding="utf-8")
    return 0 if all(line["holds"] for line in lines) else 1


def _kept() -> dict[str, dict]:
    """What was measured so far."""
    return json.loads(KEPT.read_text(encoding="utf-8")) if KEPT.exists() else {}


if __name__ == "__main__":
    sys.exit(main())

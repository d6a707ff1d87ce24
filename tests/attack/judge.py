"""An outside judge of `members.py`'s rows: pycanon's k-anonymity, l-diversity and t-closeness, in an environment of its own.

Sáinz-Pardo Díaz & López García (2022), Scientific Data 9:730. It needs another pandas than this project, so `make judge`
gives it one. The rule it judges: whoever anything is told of shares all of it with nine others and more.
"""

import sys

import pandas
from pycanon import anonymity

TOLD, SENSITIVE, NOTHING = ["unit", "region", "tier", "time_zone"], ["activity"], "other"
LEAST = 10


def main() -> int:
    everybody = pandas.read_csv(sys.stdin, dtype=str, keep_default_na=False)
    told = everybody[(everybody[TOLD] != NOTHING).any(axis=1)].reset_index(drop=True)
    k = anonymity.k_anonymity(told, TOLD)
    closeness = anonymity.t_closeness(told, TOLD, SENSITIVE)
    print(f"{len(everybody):,} members, {len(everybody) - len(told)} of whom nothing is told")
    print(f"k = {k} (at least {LEAST}), l = {anonymity.l_diversity(told, TOLD, SENSITIVE)}, t = {closeness:.2f}")
    return int(k < LEAST)


if __name__ == "__main__":
    sys.exit(main())

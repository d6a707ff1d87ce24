"""How long a match takes, and what it makes beside scipy's greatest sum alone: the floor."""

import time
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
from scipy.optimize import linear_sum_assignment

from cop_analytics.bank import Bank
from cop_analytics.bank.mentoring import write_programme
from cop_analytics.inputs.mentoring import read
from cop_analytics.mentoring.feasibility import feasibility
from cop_analytics.mentoring.fit import fit
from cop_analytics.mentoring.match import matched, problem
from cop_analytics.mentoring.pairing import pair_up

SEEDS = range(20)
MANY, SHARE = 5000, 0.004


def programmes(seeds=SEEDS):
    """The bank's programme of a hundred on either side, invented anew for each seed: (may, fit)."""
    for cohort in _cohorts(seeds):
        told = fit(cohort)
        yield told.may, told.value


def _cohorts(seeds):
    bank = Bank()
    for seed in seeds:
        with TemporaryDirectory() as folder:
            write_programme(Path(folder) / "digital-2025", bank, seed)
            yield read(Path(folder) / "digital-2025")


def programmes_of_one_language(seeds=SEEDS):
    """The same programmes where everybody works in English: nobody is left with one or two others to talk to."""
    for cohort in _cohorts(seeds):
        people = {who: replace(each, languages=(("en", "C1"),)) for who, each in cohort.participants.items()}
        told = fit(replace(cohort, participants=people))
        yield told.may, told.value


def at_random(seeds=SEEDS):
    """A hundred by a hundred, two of five pairs possible, fits by chance: (may, fit)."""
    for seed in seeds:
        chance = np.random.default_rng(seed)
        yield chance.random((100, 100)) < 0.4, np.round(chance.random((100, 100)), 6)


def found(pairs, value):
    """How many pairs, and the worst of them."""
    return len(pairs), float(min((value[pair] for pair in pairs), default=0.0))


def ours(may, value):
    return found(matched(problem(may, value, np.ones(len(may), int))), value)


def floor(may, value):
    """The greatest sum, pairs that may not be set aside after."""
    rows, columns = linear_sum_assignment(np.where(may, value, 0.0), maximize=True)
    return found([pair for pair in zip(rows.tolist(), columns.tolist(), strict=True) if may[pair]], value)


def told(mine, theirs):
    """Of all seeds: in how many it is never behind, strictly better, and behind."""
    behind = sum(
        one[0] < other[0] or (one[0] == other[0] and one[1] < other[1]) for one, other in zip(mine, theirs, strict=True)
    )
    better = sum(one > other for one, other in zip(mine, theirs, strict=True))
    return f"better in {better}, behind in {behind} of {len(mine)} seeds"


def hundred():
    """Feasibility, match, reasons and alternatives of a hundred by a hundred, in seconds."""
    with TemporaryDirectory() as folder:
        write_programme(Path(folder) / "digital-2025", Bank())
        start = time.perf_counter()
        cohort = read(Path(folder) / "digital-2025")
        fits = fit(cohort)
        feasibility(fits, cohort.programme.seed)
        pair_up(cohort, fits)
    return f"{time.perf_counter() - start:.1f} s"


def thousands():
    """Five thousand by five thousand, twenty possible mentors a mentee."""
    chance = np.random.default_rng(1)
    may = chance.random((MANY, MANY)) < SHARE
    value = np.round(chance.random((MANY, MANY)), 6)
    start = time.perf_counter()
    pairs = matched(problem(may, value, np.ones(MANY, int)))
    return f"{time.perf_counter() - start:.0f} s ({len(pairs):,} pairs)"


def beside_the_floor(drawn=programmes):
    mine, theirs = zip(*((ours(*each), floor(*each)) for each in drawn()), strict=True)
    return told(mine, theirs)

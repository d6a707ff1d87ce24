"""Run every bench, or those of whose names a word is given; print the figures, keep them in `tests/bench/figures.md`."""

import sys

from tests.bench import (
    alarms,
    effects,
    figures,
    landing,
    measuring,
    memory,
    mentoring,
    models,
    releasing,
    scale,
    threads,
)

BENCHES = (
    ("8 threads against 1, at 150 ms a request", "at least 6 times", threads.ratio),
    ("parse and land without bodies, items a CPU second", "at least 15,000", lambda: landing.rate(body_bytes=0)),
    ("parse and land with bodies of 3 kB, items a CPU second", "at least 5,000", lambda: landing.rate(body_bytes=3000)),
    ("models of 1,000,000 contributions, in five scans-and-groups", "at most 4", models.ratio),
    ("peak memory of a first pull, 100,000 items against 10,000", "at most 1.2 times", memory.ratio),
    ("measuring 24 communities on a night with nothing new, in CPU seconds", "at most 10 s", measuring.night),
    ("growth of measuring, log-log slope", "at most 1.15 each", measuring.growth),
    ("growth of measuring in windows, log-log slope", "at most 1.15", measuring.growth_of_weeks),
    (
        "point values of structural indicators in all windows, beside the definitions on networkx graphs",
        "at least 100 times, and at most 40 times a `group by`",
        scale.points,
    ),
    ("null graphs of 400 arcs, beside networkx's swaps", "at least 100 times", measuring.rewired),
    ("first release of 24 communities, tables and pages, in CPU seconds", "at most 15 s", releasing.first_release),
    ("a command begins, in CPU seconds", "at most 0.5 s each", releasing.beginning),
    ("feasibility and match of 100 × 100, every rule, reasons and alternatives", "under 2 s", mentoring.hundred),
    ("match of 5,000 × 5,000, twenty possible mentors a mentee", "under 60 s", mentoring.thousands),
    ("beside scipy's greatest sum, 20 programmes of 100 × 100", "never behind", mentoring.beside_the_floor),
    (
        "the same, 20 times fits by chance, two of five pairs possible",
        "never behind",
        lambda: mentoring.beside_the_floor(mentoring.at_random),
    ),
    ("network evaluation, alarms where nothing was planted", "at most 5 %", effects.false_alarms),
    (
        "the same, the bank's own mentees without mentoring",
        "at most 5 %",
        lambda: effects.false_alarms(effects.bank_panel),
    ),
    ("an effect of twice the smallest detectable one, found", "in at least 160 of 200", effects.found),
    (
        "the same, planted in the bank's own mentees",
        "in at least 160 of 200",
        lambda: effects.found(effects.bank_panel),
    ),
    ("communities of the demo's 24 that show V-1 and V-2", "at least 18", alarms.communities_shown),
)
LONG = (
    ("a night of 500 communities on which a week has closed", "at most 120 s on 2 cores", scale.five_hundred),
    ("peak memory of measuring 50,000,000 contributions in parts", "at most 4 GiB", scale.fifty_million),
    (
        "worth asking about, in 200 banks with nothing planted",
        "at most the 2.0 % of charts that are printed",
        alarms.false_alarms,
    ),
    (
        "worth asking about within so many months, a shift of two deviations in one quantity of all communities",
        "in at least 80 % of banks",
        alarms.found_everywhere,
    ),
    (
        "worth asking about within so many months, the same in one community alone",
        "in at least 80 % of banks; by theory 16 % in the first month, were limits known",
        alarms.found_in_one,
    ),
)
"""Rows that take a quarter of an hour or more: measured where a word of their names is given."""


def main() -> None:
    words = sys.argv[1:]
    asked = [each for each in (*BENCHES, *LONG) if any(word in each[0] for word in words)] if words else BENCHES
    rows = []
    for what, budget, measure in asked:
        print(f"… {what}", file=sys.stderr, flush=True)
        rows.append((what, budget, measure()))
    print(figures.keep(rows))


main()

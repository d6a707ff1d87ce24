"""Loops over who turned to whom in a window, by number, compiled as those of `kernels`."""

from __future__ import annotations

import numpy as np

from cop_analytics.kernels import Bools, Ints, compiled


@compiled
def slots(keys: Ints) -> tuple[Ints, Ints]:
    """The number of each key, in the order keys are first met, and each key once in that order. Open addressing."""
    size = 1
    while size < 2 * len(keys) + 1:
        size *= 2
    held, numbers = np.full(size, -1, np.int64), np.zeros(len(keys), np.int64)
    known, count = np.zeros(len(keys), np.int64), 0
    for place in range(len(keys)):
        key = keys[place]
        at = (key ^ key >> 21) & (size - 1)
        while held[at] >= 0 and known[held[at]] != key:
            at = (at + 1) & (size - 1)
        if held[at] < 0:
            held[at] = count
            known[count] = key
            count += 1
        numbers[place] = held[at]
    return numbers, known[:count]


@compiled
def turned(
    sources: Ints, targets: Ints, given: Ints, pairs: Ints, meetings: Ints, ends: Ints, met: int, team: Bools
) -> tuple[Ints, Bools, Ints, Ints, Ints, Ints]:
    """Of what was said: who is in it, who of them is active, who gave how many replies; ties, their threads and ways.

    `targets` are −1 for a contribution, else who was turned to, with so many replies `given`. `pairs` gives the number of
    such a pair of people, whose `ends` are pairs × 2, in order, the smaller first; `meetings`, below `met`, that of the pair
    in its thread. `team` says of everybody whether they are of it: they are not active, and what they say to each other is
    left out. Ties are ties × 2, in order, by places among who is in it; ways 1 from the first, 2 from the second, 3 both.
    """
    everybody, is_met = len(team), np.zeros(met, np.bool_)
    threads, ways = np.zeros(len(ends), np.int32), np.zeros(len(ends), np.int8)
    replies, active, is_here = (
        np.zeros(everybody, np.int64),
        np.zeros(everybody, np.bool_),
        np.zeros(everybody, np.bool_),
    )
    for place in range(len(sources)):
        source, target, pair = sources[place], targets[place], pairs[place]
        if target < 0:
            active[source] = not team[source]
            is_here[source] |= active[source]
            continue
        if team[source] and team[target]:
            continue
        ways[pair] |= 1 if source < target else 2
        if not is_met[meetings[place]]:
            is_met[meetings[place]] = True
            threads[pair] += 1
        is_here[source] = is_here[target] = True
        if not team[source]:
            replies[source] += given[place]
    people, standing = np.flatnonzero(is_here), np.flatnonzero(ways)
    seat = np.cumsum(is_here) - 1
    ties = np.empty((len(standing), 2), np.int64)
    for tie in range(len(standing)):
        ties[tie, 0], ties[tie, 1] = seat[ends[standing[tie], 0]], seat[ends[standing[tie], 1]]
    return (
        people,
        active[people],
        replies[people],
        ties,
        threads[standing].astype(np.int64),
        ways[standing].astype(np.int64),
    )


@compiled
def counted(
    active: Bools, leaders: Bools, replies: Ints, ties: Ints, threads: Ints, ways: Ints
) -> tuple[Ints, float, float]:
    """Counts of a window, and mean and median of the partners active people have, NaN where nobody is active.

    Counts: mutual ties; people in a tie; people in a mutual one; active people; ties in two threads or more; who gave a
    reply; the fewest who gave half of all, 0 without any; ties that end in a leader.
    """
    people, counts = len(active), np.zeros(8, np.int64)
    degrees, is_mutual = np.zeros(people, np.int64), np.zeros(people, np.bool_)
    for tie in range(len(ties)):
        one, other = ties[tie, 0], ties[tie, 1]
        degrees[one] += 1
        degrees[other] += 1
        counts[4] += threads[tie] > 1
        counts[7] += leaders[one] or leaders[other]
        if ways[tie] == 3:
            counts[0] += 1
            is_mutual[one] = is_mutual[other] = True
    for person in range(people):
        counts[1] += degrees[person] > 0
        counts[2] += is_mutual[person]
        counts[3] += active[person]
        counts[5] += replies[person] > 0
    with_so_many, own = np.bincount(replies), np.bincount(degrees[active])
    written, all_replies, number = 0, replies.sum(), len(with_so_many) - 1
    while 2 * written < all_replies:
        if with_so_many[number] == 0:
            number -= 1
            continue
        written += number
        counts[6] += 1
        with_so_many[number] -= 1
    if counts[3] == 0:
        return counts, np.nan, np.nan
    ranked = np.cumsum(own)
    lower, upper = np.searchsorted(ranked, (counts[3] + 1) // 2), np.searchsorted(ranked, counts[3] // 2 + 1)
    return counts, (own * np.arange(len(own))).sum() / counts[3], (lower + upper) / 2


@compiled
def crossing(ties: Ints, active: Bools, units: Ints, other: int, least: int, few: int) -> tuple[Ints, Ints, Ints]:
    """(ties, people in them, those that cross units, people in these, those of them of `few`), sizes, sizes when merged.

    Of ties between active people whose unit is known (not −1). Units of fewer than `least` active people are merged into
    `other`. The `few` are who has most ties across, the smaller number first among equals.
    """
    people, kinds = len(units), max(other, units.max() if len(units) else other) + 1
    sizes, merged, label = np.zeros(kinds, np.int64), np.zeros(kinds, np.int64), np.full(people, -1, np.int64)
    for person in range(people):
        if active[person] and units[person] >= 0:
            sizes[units[person]] += 1
    for person in range(people):
        if active[person] and units[person] >= 0:
            label[person] = units[person] if sizes[units[person]] >= least else other
            merged[label[person]] += 1
    counts, across = np.zeros(5, np.int64), np.zeros(people, np.int64)
    is_tied = np.zeros(people, np.bool_)
    for tie in range(len(ties)):
        one, another = ties[tie, 0], ties[tie, 1]
        if label[one] >= 0 and label[another] >= 0:
            counts[0] += 1
            is_tied[one] = is_tied[another] = True
            if label[one] != label[another]:
                counts[2] += 1
                across[one] += 1
                across[another] += 1
    counts[1], counts[3] = is_tied.sum(), (across > 0).sum()
    is_one, left = np.zeros(people, np.bool_), across.copy()
    for _ in range(few):
        most = np.argmax(left) if people else 0
        if people and left[most] > 0:
            is_one[most], left[most] = True, 0
    for tie in range(len(ties)):
        one, another = ties[tie, 0], ties[tie, 1]
        if label[one] >= 0 and label[another] >= 0 and label[one] != label[another]:
            counts[4] += is_one[one] or is_one[another]
    return counts, sizes, merged


@compiled
def as_of(people: Ints, since: Ints, values: Ints, moment: int, count: int) -> Ints:
    """For each of `count` people the value that holds at `moment`: of spans in order of people and time, the last begun.

    The first, where none has begun; −1 without any.
    """
    found = np.full(count, -1, np.int64)
    for span in range(len(people)):
        if since[span] <= moment or found[people[span]] < 0:
            found[people[span]] = values[span]
    return found


@compiled
def apart(pieces: Ints) -> float:
    """Of who is in a piece, by its number, the share of pairs in two: NaN for fewer than two people. −1: in none."""
    sizes, people, joined = np.zeros(len(pieces), np.int64), 0, 0
    for piece in pieces:
        if piece >= 0:
            joined += 2 * sizes[piece]
            sizes[piece] += 1
            people += 1
    return 1 - joined / (people * (people - 1)) if people > 1 else np.nan

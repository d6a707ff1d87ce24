"""How each published table is protected: whose number stands behind which values, and why that is enough."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Cells:
    """Columns that rest on the same persons, counted in `persons`.

    `shares` names what the largest contributor, and the two largest together, hold of the total. Where `persons` counts
    only those who did not agree that their part be told, nobody `is_nobody_enough`.
    """

    columns: tuple[str, ...]
    persons: str
    shares: tuple[str, str] | None = None
    is_nobody_enough: bool = False


@dataclass(frozen=True)
class Shares:
    """Columns that tell a share: the share, what it is of, and how many persons are counted or behind it.

    One number told in two ways is often given away. So limits are those of the share and the whole as told, and persons
    that are the share of the whole are what these make. Rows that `of_figures` names, by a column and its value, are of
    counts that another table tells in round figures: theirs is the share of those. `also` are other columns to tell as
    coarsely; where no column says how limits are made, `method` does.
    """

    share: str
    whole: str
    persons: str
    also: tuple[str, ...] = ()
    method: str = ""
    of_figures: tuple[str, str] = ("", "")


@dataclass(frozen=True)
class Rule:
    """How a published table is protected, and why that is enough.

    `rounded` columns count persons of the platform. `shares` are told no finer than both their counts. `sums` are parts of a
    total that is shown: where one is held back, all are. A row that is shown has every column of `bundle`; a value has its
    interval or stays back. The first cells of rows alike in `parts_of` add up to a total everybody knows; rows that are
    `no_part` of it name a column and its value. What the first of columns `totalled` adds up to over rows alike in `within`
    can be told from other tables, which round it each in its way: no few are left of it.
    """

    reason: str
    cells: tuple[Cells, ...] = ()
    rounded: tuple[str, ...] = ()
    sums: tuple[tuple[str, ...], ...] = ()
    bundle: tuple[str, ...] = ()
    floor: Literal["group", "subgroup"] = "group"
    parts_of: tuple[str, ...] = ()
    no_part: tuple[str, str] = ("", "")
    totalled: tuple[tuple[str, ...], ...] = ()
    within: tuple[str, ...] = ()
    shares: Shares | None = None


def _sums_of_claims() -> Rule:
    sums = ("adjusted_low", "adjusted_likely", "cashable_low", "largest_share", "adjusted_low_without_largest")
    shares = ("_shy_largest_share", "_shy_two_largest_share")
    return Rule(
        "every teller who did not agree that the amount be told; levels without a sum are counts of stories",
        (Cells(sums, "_shy_teller_count", shares, is_nobody_enough=True),),
    )


def _months(quantity: str) -> Cells:
    largest = (f"_{quantity}_largest_share", f"_{quantity}_two_largest_share")
    return Cells((f"{quantity}_count",), f"_{quantity}_person_count", largest)


_SESSIONS = ("planned_count", "held_count", "moved_count", "cancelled_count", "median_gap_days")
_PAIRS = ("pair_count", "met_pair_count", "going_pair_count", "full_pair_count", "person_count")
RULES: Mapping[str, Rule] = {
    "communities": Rule(
        "what the registry declares; the number of members is a count of persons",
        (Cells(("member_count",), "member_count"),),
        rounded=("member_count",),
    ),
    "indicator_catalogue": Rule("definitions: nobody stands behind them"),
    "indicator_measurements": Rule(
        "the smaller of the persons above and below the line",
        (
            Cells(
                ("value", "lower", "upper", "band", "unit_count", "person_count", "coverage", "null_percentile"),
                "person_count",
            ),
        ),
        shares=Shares("value", "unit_count", "person_count", also=("coverage",), of_figures=("part", "core_share")),
        bundle=("interval_method", "unit_count", "person_count", "coverage", "question", "caveat", "prompt"),
    ),
    "activity_months": Rule(
        "everybody who contributed, and for each count those who made it",
        (
            Cells(
                ("contribution_count", "thread_count", "question_count", "reply_count", "contributor_count"),
                "contributor_count",
            ),
            _months("contribution"),
            _months("thread"),
            _months("question"),
            _months("reply"),
        ),
        rounded=("contributor_count",),
        sums=(("thread_count", "reply_count"),),
        totalled=(("thread_count", "reply_count"), ("question_count",)),
        within=("community_id", "_quarter_end"),
    ),
    "participation_levels": Rule(
        "everybody at the level",
        (Cells(("person_count", "person_count_if_looser", "person_count_if_stricter"), "person_count"),),
        rounded=("person_count", "person_count_if_looser", "person_count_if_stricter"),
        parts_of=("community_id", "window_end"),
        no_part=("level", "transactional"),
    ),
    "participation_transitions": Rule(
        "everybody who made the move, and everybody who started there; small moves of a level are told as one",
        (
            Cells(("person_count", "share", "lower", "upper"), "_person_count"),
            Cells(("from_person_count",), "from_person_count"),
        ),
        shares=Shares("share", "from_person_count", "person_count", method="Jeffreys"),
    ),
    "community_overlap": Rule(
        "those active in both: beside them, who is active in each would tell that these are the few",
        (
            Cells(
                ("shared_person_count", "is_more_than_chance", "person_count", "other_person_count"),
                "shared_person_count",
            ),
        ),
        rounded=("shared_person_count", "person_count", "other_person_count"),
    ),
    "cross_unit_ties": Rule(
        "everybody at either end of the ties between two units",
        (Cells(("tie_count", "expected_lower", "expected_upper", "person_count"), "person_count"),),
        rounded=("person_count",),
        floor="subgroup",
    ),
    "health_checks": Rule(
        "dates and the counts of a closed check, which are exact",
        (Cells(("invited_count",), "invited_count"), Cells(("answered_count",), "answered_count")),
    ),
    "health_answers": Rule(
        "shown by the rules of presentation: fewer classes, then words, then silence",
        (Cells(("answer_count", "respondent_count"), "respondent_count"),),
    ),
    "health_answers_by_level": Rule(
        "both levels of participation and the rest hold enough members, or nothing is told of a dimension",
        (Cells(("answer_count", "respondent_count"), "respondent_count"),),
        floor="subgroup",
    ),
    "health_relevance": Rule("what a closed check found relevant, by perspective; members where enough of them chose"),
    "health_findings": Rule(
        "patterns in words, made from what may be shown alone, resting on enough members or on none"
    ),
    "objectives": Rule("declared in words, by role"),
    "objective_questions": Rule("made from what is declared"),
    "sponsorships": Rule("declared in words, by role"),
    "stages": Rule("declared in words, by role"),
    "launch_steps": Rule("declared in words"),
    "leaders_network": Rule(
        "the leaders who turned to each other",
        (Cells(("connected_community_count", "pair_count"), "_person_count"),),
    ),
    "peer_consultations": Rule("two communities that both consented to be named to each other"),
    "value_stories": Rule("told in words their tellers approved, where they agreed to it"),
    "value_story_steps": Rule("told in words their tellers approved, where they agreed to it"),
    "commercial_value": _sums_of_claims(),
    "commercial_value_programme": _sums_of_claims(),
    "mentoring_programmes": Rule(
        "everybody on each side, and every pair: two people each",
        (
            Cells(("mentor_count", "trained_mentor_count"), "mentor_count"),
            Cells(("mentee_count",), "mentee_count"),
            Cells(("pair_count", "unmatched_count"), "pair_count"),
        ),
        rounded=("mentor_count", "trained_mentor_count", "mentee_count", "pair_count", "unmatched_count"),
        floor="subgroup",
    ),
    "mentoring_cadence": Rule(
        "the pairs of the wave, whose numbers are rounded; sessions are counted over all of them",
        (Cells((*_SESSIONS, *_PAIRS), "pair_count"),),
        rounded=_PAIRS,
        floor="subgroup",
    ),
    "mentoring_capability": Rule(
        "the fewest who moved in any direction, or gave any answer, that is told",
        (
            Cells(
                ("person_count", "answered_count", "missing_count", "share", "lower", "upper", "sign_test"),
                "_least_person_count",
            ),
        ),
        rounded=("missing_count",),
        shares=Shares("share", "answered_count", "person_count"),
        floor="subgroup",
    ),
    "mentoring_network": Rule(
        "the mentees of the cohort, or those of them with a tie; of a share, the smaller of both sides of the line",
        (
            Cells(
                ("value", "lower", "upper", "chance", "null_percentile", "person_count"),
                "_behind_count",
                ("_largest_share", "_two_largest_share"),
            ),
        ),
        rounded=("person_count",),
        floor="subgroup",
    ),
    "value_matrix": Rule("counts of indicators, questions and stories that are shown elsewhere"),
    "health_statements": Rule("signed, and released by those who signed"),
    "freshness": Rule("times and counts of streams: nobody stands behind them"),
    "releases": Rule("earlier releases: nobody stands behind them"),
}

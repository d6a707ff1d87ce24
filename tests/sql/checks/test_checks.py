"""Each claim finds what breaks it, and only that."""

from datetime import date, timedelta

import pytest

from cop_analytics import shipped, warehouse
from tests.tables import broken, given

CLAIMS = [file.stem for file in sorted((shipped.folder("sql") / "checks").glob("*.sql"))]
CONTRIBUTION = "contribution_id | community_id | thread_id | parent_id | member_id | kind | is_root | contributed_at\n"
COUNTED = "community_id | counted | announced_count | read_count\n"
COUNTS = "table_name | community_id | row_count | earlier_row_count\n"


def daily(first, last):
    """A document a day, from the first day to the last."""
    days = [first + timedelta(days=day) for day in range((last - first).days)]
    return [f"content/{day}|harbour|content/{day}||ada|document|true|{day} 10:00" for day in days]


BROKEN = {
    "contributions__never_from_the_future": {
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|document|true|2026-01-08 10:00"
    },
    "contributions__are_dated_and_of_a_known_kind": {
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|favorite|true|2026-01-05 10:00"
    },
    "contributions__belong_to_a_declared_community": {
        "facts.communities": "community_id\nfog",
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|document|true|2026-01-05 10:00",
    },
    "contributions__answer_something_in_their_thread": {
        "facts.contributions": CONTRIBUTION + "message/1|harbour|content/1|content/1|ada|message|false|2026-01-05 10:00"
    },
    "contributions__authors_are_mostly_known": {
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1|||document|true|2026-01-05 10:00"
    },
    "replies__are_all_contributions_but_roots": {
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|document|true|2026-01-05 10:00",
        "facts.replies": "contribution_id | community_id\nmessage/1 | harbour",
    },
    "replies__parents_are_mostly_seen": {
        "facts.replies": "contribution_id | community_id | is_parent_inferred\nmessage/1 | harbour | true"
    },
    "threads__count_their_replies": {
        "facts.threads": "thread_id | community_id | reply_count\ncontent/1 | harbour | 2",
        "facts.replies": "contribution_id | community_id\nmessage/1 | harbour",
    },
    "threads__hold_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | replies | 400 | 397"},
    "threads__hold_nearly_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | replies | 400 | 379"},
    "reactions__are_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | likes | 400 | 403"},
    "reactions__are_nearly_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | likes | 100 | 89"},
    "memberships__are_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | members | 40 | 37"},
    "memberships__are_nearly_what_the_platform_counts": {"facts._counted": COUNTED + "harbour | members | 40 | 29"},
    "threads__hold_every_contribution": {
        "facts.contributions": CONTRIBUTION
        + "message/1|harbour|content/1|content/1|ada|message|false|2026-01-05 10:00",
        "facts.threads": "thread_id | community_id\ncontent/1 | harbour",
    },
    "facts__keep_their_numbers": {
        "facts.communities": "community_id\nharbour",
        "ops._row_counts": COUNTS + "facts.replies | harbour | 699 | 1000",
    },
    "contributions__are_fresh": {
        "facts.contributions": CONTRIBUTION + "\n".join(daily(date(2025, 12, 1), date(2026, 1, 1)))
    },
    "contributions__never_from_before_the_platform": {
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|document|true|1970-01-01 00:00"
    },
    "members__are_listed_by_the_platform": {
        "facts.members": "member_id | is_enabled\n"
        + "\n".join(f"member {n} | {'true' if n > 5 else ''}" for n in range(500))
    },
    "member_attributes__never_overlap": {
        "facts.member_attributes": "member_id|unit|valid_from|valid_to\nada|Risk|2026-01-01|\nada|Markets|2026-01-02|"
    },
    "threads__first_replies_follow_their_root": {
        "facts.threads": "thread_id | started_at | first_reply_at\ncontent/1 | 2026-01-05 10:00 | 2026-01-05 09:00"
    },
    "ties__sum_to_replies": {
        "networks.ties": "community_id | kind | weight | window_end\nharbour | reply | 2 | 2026-01-05",
        "facts.replies": "community_id | from_member_id | to_member_id | replied_at\nharbour | ada | ben | 2026-01-04",
    },
    "ties__join_known_members": {
        "facts.members": "member_id\nada",
        "networks.ties": "community_id | window_end | from_member_id | to_member_id\nharbour | 2026-01-05 | ada | ben",
    },
    "ties__never_to_oneself": {
        "networks.ties": "community_id | from_member_id | to_member_id | weight\nharbour | ada | ada | 1"
    },
    "memberships__never_overlap": {
        "facts.memberships": "community_id|member_id|valid_from|valid_to\nfog|ada|2026-01-01|\nfog|ada|2026-01-02|"
    },
    "memberships__do_not_end_all_at_once": {
        "facts.memberships": "community_id | member_id | state | valid_from | valid_to\n"
        + "\n".join(f"fog | member {n} | member | 2026-01-01 | {'2026-01-02' if n < 5 else ''}" for n in range(20))
    },
    "members__hide_rare_combinations": {
        "facts.members": "member_id | unit | region | tier\nada | Risk | other | other"
    },
    "members__hold_every_author": {
        "facts.members": "member_id\nben",
        "facts.contributions": CONTRIBUTION + "content/1|harbour|content/1||ada|document|true|2026-01-05 10:00",
    },
    "places__can_be_seen": {
        "facts._places": "community_id | place_id | is_declared | state\nharbour | 1100 | true | not_visible"
    },
    "measurements__have_values_only_when_shown": {
        "indicators.measurements": "community_id | indicator_id | status | lower\nharbour | V-1 | too_few | 0.5"
    },
    "measurements__lie_within_their_intervals": {
        "indicators.measurements": "community_id | indicator_id | value | lower | upper\nharbour | V-1 | 0.5 | 0.6 | 0.9"
    },
    "measurements__are_of_declared_communities": {
        "facts.communities": "community_id\nfog",
        "indicators.measurements": "community_id | indicator_id\nharbour | V-1",
    },
    "measurements__are_of_closed_windows": {
        "indicators.measurements": "community_id | window_start | window_end\nharbour | 2025-10-13 | 2026-01-12"
    },
    "measurements__are_in_the_catalogue": {
        "indicators.catalogue": "indicator_id | question | caveat\nV-1 | How soon? | Not quality.",
        "indicators.measurements": "community_id | indicator_id\nharbour | V-1",
    },
    "measurements__come_with_counts": {
        "indicators.measurements": "community_id | indicator_id | status | unit_count\nharbour | V-1 | shown | 3"
    },
    "answers__never_outnumber_the_invited": {
        "health.checks": "community_id | period | invited_count\nharbour | 2025H1 | 3",
        "health.answers": "community_id | period | dimension_id | answer | answer_count\nharbour|2025H1|D2|partly|4",
    },
}


@pytest.mark.parametrize("claim", CLAIMS)
def test_a_claim_finds_what_breaks_it(con, claim):
    for table, text in BROKEN[claim].items():
        given(con, table, text)

    assert len(broken(con, claim)) == 1


@pytest.mark.parametrize("claim", CLAIMS)
def test_nothing_breaks_no_claim(con, claim):
    assert broken(con, claim) == []


def test_every_claim_has_a_case(con):
    assert sorted(BROKEN) == sorted(model.table.removeprefix("checks.") for model in warehouse.models(con, "checks"))

"""Each claim finds what breaks it, and only that."""

import pytest

from cop_analytics import shipped, warehouse
from tests.tables import broken, given

CLAIMS = [file.stem for file in sorted((shipped.folder("sql") / "checks").glob("*.sql"))]
CONTRIBUTION = "contribution_id | community_id | thread_id | parent_id | member_id | kind | is_root | contributed_at\n"
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
    "threads__hold_what_the_platform_counts": {
        "facts._roots": "thread_id | community_id | announced_reply_count\ncontent/1 | harbour | 10",
        "facts.threads": "thread_id | community_id | reply_count\ncontent/1 | harbour | 8",
    },
    "threads__first_replies_follow_their_root": {
        "facts.threads": "thread_id | started_at | first_reply_at\ncontent/1 | 2026-01-05 10:00 | 2026-01-05 09:00"
    },
    "ties__sum_to_replies": {
        "networks.ties": "community_id | kind | weight | window_end\nharbour | reply | 2 | 2026-01-05",
        "facts.replies": "community_id | from_member_id | to_member_id | replied_at\nharbour | ada | ben | 2026-01-04",
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

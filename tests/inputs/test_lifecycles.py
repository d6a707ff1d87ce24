"""Sponsorships and launch steps are small sheets: good rows are taken, the others told."""

from datetime import date

from cop_analytics.inputs import lifecycles
from cop_analytics.inputs.lifecycles import LaunchStep, Sponsorship

HEADER = "community_id,sponsor_role,form,commitment,started_on,review_on,state\n"


def test_a_sponsorship_is_a_role_a_form_and_a_promise(tmp_path):
    (tmp_path / "sponsorships.csv").write_text(
        f"{HEADER}harbour,Head of Ports,resource,Two days a year,2026-01-10,2026-07-01,active\n"
        "harbour,Head of Ports,fame,,2026-01-10,,active\n"
        "harbour,ada@bank.example,strategic,,2026-01-10,2025-01-01,vacant\n"
    )
    sheet = lifecycles.read_sponsorships(tmp_path, {"harbour"})

    assert sheet.rows == [
        Sponsorship(
            *("harbour", "Head of Ports", "resource", "Two days a year"),
            *(date(2026, 1, 10), date(2026, 7, 1), "active"),
        )
    ]
    assert [str(fault) for fault in sheet.faults] == [
        "sponsorships.csv, row 3, form: it is not known. "
        "Write one of: strategic, resource, legitimising, listening, protecting, brokering, governance.",
        "sponsorships.csv, row 4, review_on: it is not after started_on. Write when it is looked at again.",
        "sponsorships.csv, row 4, sponsor_role: it holds an e-mail address. Say who is meant by role alone.",
    ]


def test_a_step_that_is_done_shows_it(tmp_path):
    (tmp_path / "launch_steps.csv").write_text(
        "community_id,step,started_on,done_on,evidence\n"
        "harbour,first stories,2026-01-10,2026-02-01,Two stories told in March\n"
        "harbour,first activities,2026-01-10,2026-02-01,\n"
    )
    sheet = lifecycles.read_launch_steps(tmp_path, {"harbour"})

    assert sheet.rows == [
        LaunchStep("harbour", "first stories", date(2026, 1, 10), date(2026, 2, 1), "Two stories told in March")
    ]
    assert [str(fault) for fault in sheet.faults] == [
        "launch_steps.csv, row 3, evidence: the step is done and nothing shows it. Say what shows it, in a few words."
    ]

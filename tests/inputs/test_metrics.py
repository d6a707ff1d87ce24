"""Metrics of the business come with source and owner; a faulty row is told and set aside."""

from cop_analytics.inputs import lead_decisions, metrics
from cop_analytics.inputs.lead_decisions import LeadDecision
from cop_analytics.inputs.metrics import Metric

HEADER = "metric_id,community_id,period,cycle,value,unit,source,owner_role\n"


def read(folder, *lines):
    (folder / "metrics.csv").write_text(HEADER + "\n".join(lines) + "\n")
    return metrics.read(folder, {"harbour"})


def test_a_metric_is_read_as_its_source_gives_it(tmp_path):
    assert read(tmp_path, "hours_moored,harbour,2026-Q1,realised,-4.5,hours,Log,Harbour master").rows == [
        Metric("hours_moored", "harbour", "2026-Q1", "realised", -4.5, "hours", "Log", "Harbour master")
    ]


def test_a_row_that_says_no_number_or_no_source_is_set_aside_and_the_others_load(tmp_path):
    good = "hours_moored,harbour,2026-Q1,realised,4,hours,Log,Harbour master"
    bad = "tides,nowhere,2026-Q1,earned,many,,Log,ada@bank.example"

    sheet = read(tmp_path, good, bad)

    assert [row.metric_id for row in sheet.rows] == ["hours_moored"]
    assert [(fault.row, fault.column) for fault in sheet.faults] == [
        (3, "value"), (3, "owner_role"), (3, "community_id"), (3, "cycle"), (3, "unit"),
    ]  # fmt: skip


def test_the_same_metric_twice_in_one_period_is_taken_neither_time(tmp_path):
    line = "hours_moored,harbour,2026-Q1,realised,{},hours,Log,Harbour master"

    assert read(tmp_path, line.format(4), line.format(5)).rows == []


def test_a_decision_about_a_lead_takes_the_place_of_the_one_before(tmp_path):
    from datetime import date

    first = LeadDecision("content/1", "ignored", date(2026, 1, 5), "")
    other = LeadDecision("content/2", "rejected", date(2026, 1, 5), "nothing came of it")
    then = LeadDecision("content/1", "accepted", date(2026, 1, 9), "a teller is found")
    for each in (first, other, then):
        lead_decisions.write(tmp_path, each)

    assert lead_decisions.read(tmp_path).rows == [other, then]

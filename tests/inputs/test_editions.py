"""The plan of a newsletter: which story leads, what was noticed, asked and answered."""

import pytest

from cop_analytics.inputs import editions
from cop_analytics.inputs.editions import Noticed, Page, Reply, Request

WHOLE = """\
contact = "the team"

[edition]
lead = "mooring"

[[page]]
community = "harbour"
lead = "mooring"
seeds = ["tide"]
did_not_work = "The glossary."

[[noticed]]
community = "harbour"
indicator = "V-2"
reading = "Questions wait longer."

[[request]]
id = "readers"
community = "harbour"
to = "sponsors"
text = "Two readers."

[[answer]]
request = "boat"
community = "harbour"
text = "It came."

[[note]]
community = "harbour"
role = "Sponsor"
text = "I heard it."
released = true
"""


def read(folder, text, period="2026-Q1"):
    (folder / "newsletters").mkdir(exist_ok=True)
    (folder / "newsletters" / f"{period}.toml").write_text(text)
    found = editions.read(folder, period, {"harbour", "fog"}, {"mooring", "tide"})
    return found, [str(fault) for fault in found.faults]


def test_a_plan_is_read_as_it_was_written(tmp_path):
    found, faults = read(tmp_path, WHOLE)

    assert faults == []
    assert (found.contact, found.edition) == ("the team", Page("", "mooring"))
    assert found.pages == [Page("harbour", "mooring", ("tide",), "The glossary.")]
    assert found.noticed == [Noticed("harbour", "V-2", "Questions wait longer.")]
    assert found.requests == [Request("readers", "harbour", "sponsors", "Two readers.")]
    assert found.answers == [Reply("boat", "harbour", "It came.")]
    assert [(note.role, note.is_released) for note in found.notes] == [("Sponsor", True)]


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('community = "harbour"\nlead', 'community = "nowhere"\nlead', "it is not known. Write one of: fog, harbour."),
        ('lead = "mooring"\nseeds', 'lead = "lost"\nseeds', "it names a story that cannot be read"),
        ('seeds = ["tide"]', 'seeds = ["tide", "mooring", "a", "b"]', "there are more than three"),
        ('indicator = "V-2"', 'indicator = "V-99"', "no indicator has this id"),
        ('to = "sponsors"', 'to = "the world"', "it is not known"),
        ("released = true", 'released = "yes"', "it is neither true nor false"),
        ('text = "I heard it."', 'text = "Ask ada@bank.example"', "it holds an e-mail address"),
    ],
)
def test_a_fault_is_told_with_its_line(tmp_path, old, new, told):
    assert old in WHOLE

    faults = read(tmp_path, WHOLE.replace(old, new, 1))[1]

    assert any(told in fault and "newsletters/2026-Q1.toml, row" in fault for fault in faults), faults


def test_a_community_notices_three_indicators_at_most(tmp_path):
    block = '[[noticed]]\ncommunity = "harbour"\nindicator = "V-2"\nreading = "So."\n\n'

    assert "harbour notices more than three indicators" in read(tmp_path, WHOLE + 3 * block)[1][0]


def test_a_plan_that_is_not_there_and_a_period_that_is_none_say_what_to_do(tmp_path):
    told = [str(fault) for period in ("2026-Q1", "spring") for fault in editions.read(tmp_path, period, (), ()).faults]

    assert "newsletters/2026-Q1.toml: it is not there. Write it: which story leads" in told[0]
    assert "spring is no quarter. Name it like this: 2026-Q1." in told[1]


@pytest.mark.parametrize(("period", "before"), [("2026-Q1", "2025-Q4"), ("2026-Q3", "2026-Q2")])
def test_the_quarter_before(period, before):
    assert editions.before(period) == before

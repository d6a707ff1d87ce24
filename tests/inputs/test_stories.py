"""Stories come with their teller's approval, consent and at least two steps; a faulty claim is left out, its story stays."""

from datetime import date

import pytest

from cop_analytics.inputs import stories
from cop_analytics.value.stories import Coding, Consent, Effect, Factor, Flow, Step
from tests.inputs.stories_worlds import WHOLE, changed, read, without_claim


def test_a_whole_story_is_read_as_it_was_written(tmp_path):
    found, faults = read(tmp_path, mooring=WHOLE)
    story = found["mooring"]

    assert faults == []
    assert (story.title, story.state, story.teller, story.told_by) == (
        "A mooring in an hour",
        "published",
        "T1",
        "pilot",
    )
    assert story.consent == Consent("role only", ("tables", "newsletter", "figures"), date(2027, 1, 31))
    assert story.steps == (
        Step("potential", "A chart was shared.", "", "", "happened", ("content/1",)),
        Step("applied", "We moored by it.", "in January", "pier 4", "happened", ()),
    )
    assert story.factors == (Factor("a new tug", 0.2),)
    assert story.flows == (Flow(2, 1, "feedback loop", "The chart, corrected", date(2026, 2, 2)),)
    assert story.effects == (Effect("realised", "", "hours_moored", "supports"),)
    assert story.codings == (Coding("A", ("potential", "applied")), Coding("B", ("applied",)))
    assert (story.claim.gross_low, story.claim.adjusted_low, story.claim.adjusted_likely) == (1500, 600, 1280)
    assert (story.cycles, story.has_closed_loop) == (("potential", "applied"), True)


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (("approved_on = 2026-01-20\n", ""), "without its teller's approval. Write the day of approval."),
        (('community = "harbour"', 'community = "nowhere"'), "it is not known. Write one of: fog, harbour."),
        (('corroborated_by = "harbour master"\n', ""), "nobody confirms it"),
        (('reviewed_by = "social learning team"\n', ""), "nobody reviewed it"),
        (('[[coding]]\ncoder = "B"\ncycles = ["applied"]\n', ""), "with fewer than two codings"),
        (('channels = ["tables", "newsletter", "figures"]', "channels = []"), "its teller agreed to no channel"),
        (('channels = ["tables",', 'channels = ["intranet",'), "a channel is not known. Known are: tables, newsletter"),
        (("expires_on = 2027-01-31", "expires_on = 2026-01-01"), "it had expired before it was given"),
        (('teller = "T1"', 'teller = "ada@bank.example"'), "it is no mark of a teller"),
        (('told_by = "pilot"', 'told_by = "ada@bank.example"'), "it holds an e-mail address"),
        (("share = 0.2", "share = 1.2"), "it is no such number. Write a number from 0 to 1"),
        (('period = "2026-Q1"', 'period = "spring"'), "it is no quarter"),
        (('cycle = "applied"\nnarrative', 'cycle = "earned"\nnarrative'), "it is not known"),
        (('evidence = ["content/1"]', 'evidence = ["a mail"]'), "it is no contribution of the platform"),
        (('metric = "hours_moored"', 'metric = "tides"'), "metrics.csv has no such metric"),
        (("from = 2\nto = 1", "from = 2\nto = 7"), "it does not lead from one step to another"),
        (('state = "published"', 'state = "withdrawn"'), "it is withdrawn and nobody says since when"),
        (('cycles = ["applied"]', 'cycles = ["earned"]'), "a cycle is not known"),
        (('kind = "ground"', 'kind = "ground"\nmood = "good"'), "it is not known. Known are: community, period"),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0][:24],
)  # fmt: skip
def test_a_story_with_a_fault_is_refused_and_the_others_load(tmp_path, change, told):
    found, faults = read(tmp_path, faulty=changed(change), other=changed(("moorings", "other")))

    assert list(found) == ["other"]
    assert any(fault.startswith("stories/faulty.toml") and told in fault for fault in faults), faults


@pytest.mark.parametrize(
    ("change", "told"),
    [
        (('counterfactual = "We would have waited for the tide."\n', ""), "its story has no counterfactual"),
        (("price_year = 2025\n", ""), "it has a currency and no price year"),
        (('currency = "EUR"\n', ""), "its currency is not said"),
        (("ends_on = 2026-03-31", "ends_on = 2027-01-01"), "it reckons more than twelve months"),
        (("gross_likely = 2000", "gross_likely = 9000"), "a low, a likely and a high amount, in this order"),
        (("attribution_low = 0.5", "attribution_low = 0.9"), "it is more than attribution_likely. Swap them."),
        (("attribution_likely = 0.8", "attribution_likely = 0.9"), "other factors have 0.2 of it already"),
        (("attribution_likely = 0.8", "attribution_likely = 1.8"), "it is no such number. Write a number from 0 to 1"),
        (('level = "E2"', 'level = "E3"'), "it is E3 and no controller signed"),
        (('type = "cost avoided"', 'type = "time released"'), "time released is no cash"),
    ],
    ids=lambda each: each if isinstance(each, str) else each[0][:24],
)
def test_a_claim_with_a_fault_is_left_out_and_its_story_stays(tmp_path, change, told):
    found, faults = read(tmp_path, mooring=changed(change))

    assert found["mooring"].claim is None
    assert [told in fault for fault in faults] == [True], faults


def test_a_document_or_a_metric_is_needed_for_more_than_a_second_person(tmp_path):
    text = changed(('evidence = ["content/1"]\n', ""), ('metric = "hours_moored"', 'indicator = "V-2"'))

    assert read(tmp_path, mooring=text)[1] == [
        "stories/mooring.toml, row 73, level: it is E2 without document or metric. Name a metric in [[effect]], or the "
        "document as evidence of a step; or write E1."
    ]


def test_two_claims_of_the_same_thing_are_both_left_out(tmp_path):
    found, faults = read(tmp_path, one=WHOLE, two=WHOLE)

    assert [story.claim for story in found.values()] == [None, None]
    assert faults == [
        f"stories/{name}.toml, claim, double_count_group: it claims what stories/{other}.toml claims, too. "
        "Keep one of these claims, or part the groups."
        for name, other in (("one", "two"), ("two", "one"))
    ]


def test_a_draft_claims_nothing_yet_and_takes_nothing_from_others(tmp_path):
    draft = changed(('state = "published"', 'state = "draft"'))

    found, faults = read(tmp_path, one=WHOLE, two=draft)

    assert (faults, found["one"].claim is None) == ([], False)


def test_claims_of_one_quarter_are_in_one_money(tmp_path):
    francs = changed(('currency = "EUR"', 'currency = "CHF"'), ("moorings", "francs"))
    others = {f"story_{n}": changed(("moorings", f"group {n}")) for n in (1, 2)}

    found, faults = read(tmp_path, a_first=francs, **others)

    assert [story.id for story in found.values() if story.claim is None] == ["a-first"]
    assert faults == [
        "stories/a-first.toml, claim, currency: the claims of 2026-Q1 are in EUR at prices of 2025, and this one is not. "
        "Convert it, and say by which rate in in_words."
    ]


def test_one_step_is_no_story(tmp_path):
    text = without_claim().replace('[[step]]\ncycle = "potential"\nnarrative = "A chart was shared."\n', "", 1)

    found, faults = read(tmp_path, mooring=text)

    assert found == {}
    assert any("it has fewer than two steps" in fault for fault in faults)


def test_a_consent_that_has_run_out_is_told_with_file_and_cure(tmp_path):
    found, _ = read(tmp_path, mooring=WHOLE)

    told = [str(fault) for fault in stories.faults_of_lapsed(list(found.values()), date(2027, 2, 1))]

    assert stories.faults_of_lapsed(list(found.values()), date(2027, 1, 31)) == []
    assert told == [
        "stories/mooring.toml, consent, expires_on: its teller's consent has run out. Ask the teller again and write a new "
        "day, or withdraw the story. Until then it is told nowhere."
    ]

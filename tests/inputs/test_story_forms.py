"""The form of a story comes back as a draft that says what its teller said, and nothing else."""

from datetime import date

import openpyxl
import pytest

from cop_analytics.inputs.stories import read_one
from cop_analytics.inputs.story_forms import COLUMNS, Origin, draft_of, read_form, write_form

ORIGIN = Origin("harbour", "2026-Q1", "T7", "social learning team", date(2026, 1, 12))
FILLED = {
    "title": "A mooring in an hour",
    "told_by": "pilot",
    "kind": "ground",
    "valence": "positive",
    "potential": "A chart was shared,\nin a thread.",
    "applied": ('We moored by it: "dead slow".', "in January", "pier 4", "happened"),
    "counterfactual": "We would have waited.",
    "brought back": ("The chart, corrected", "2026-02-02"),
    "shown_as": "role only",
    "channels": "tables; newsletter",
    "expires_on": "2027-01-31",
}
FACTOR = {"factor 1": "a new tug"}


def filled(file, answers, share="0.2"):
    """The form, filled in as somebody would in Excel."""
    book = openpyxl.load_workbook(write_form(file))
    form = book.worksheets[0]
    for row in form.iter_rows(min_row=2):
        part = row[0].value
        told = answers.get(part, ())
        for place, said in enumerate((told,) if isinstance(told, str) else told):
            row[2 + place].value = said
        if part == "factor 1" and part in answers:
            row[6].value = float(share)
    book.save(file)
    return file


def test_the_form_asks_for_each_cycle_and_offers_what_can_be_chosen(tmp_path):
    book = openpyxl.load_workbook(write_form(tmp_path / "story.xlsx"))
    form = book.worksheets[0]

    assert [cell.value for cell in form[1]] == list(COLUMNS)
    assert [row[0].value for row in form.iter_rows(min_row=6, max_row=13)] == [
        *("orienting", "immediate", "potential", "applied", "realised", "transformative", "strategic", "enabling"),
    ]
    assert len(form.data_validations.dataValidation) == 11
    assert book.sheetnames == ["Story", "How to fill it in"]


def test_what_was_told_comes_back_as_a_draft_that_can_be_read(tmp_path):
    told, faults = read_form(filled(tmp_path / "story.xlsx", FILLED | FACTOR))
    (tmp_path / "mooring.toml").write_text(draft_of(told, ORIGIN), encoding="utf-8")

    found = []
    story = read_one(tmp_path / "mooring.toml", {"harbour"}, set(), found)

    assert (faults, found) == ([], [])
    assert (story.state, story.teller, story.title) == ("draft", "T7", "A mooring in an hour")
    assert [(step.cycle, step.narrative, step.told_where) for step in story.steps] == [
        ("potential", "A chart was shared, in a thread.", ""),
        ("applied", 'We moored by it: "dead slow".', "pier 4"),
    ]
    assert story.has_closed_loop
    assert [(factor.name, factor.share) for factor in story.factors] == [("a new tug", 0.2)]
    assert (story.consent.channels, story.consent.expires_on) == (("tables", "newsletter"), date(2027, 1, 31))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"applied": ""}, "fewer than two cycles are told"),
        ({"told_by": "ada@bank.example"}, "answer: it holds an e-mail address"),
        ({"title": "=1+1"}, "answer: it looks like a formula"),
        ({"valence": "splendid"}, "answer: it is not known. Write one of: positive, mixed, negative, null."),
    ],
)
def test_what_cannot_be_taken_is_told_with_its_row(tmp_path, changes, told):
    faults = [str(fault) for fault in read_form(filled(tmp_path / "story.xlsx", FILLED | changes))[1]]

    assert len(faults) == 1 and told in faults[0], faults


def test_a_day_that_is_none_is_told_when_the_draft_is_read(tmp_path):
    told, _ = read_form(filled(tmp_path / "story.xlsx", FILLED | {"expires_on": "next year"}))
    (tmp_path / "mooring.toml").write_text(draft_of(told, ORIGIN), encoding="utf-8")

    found = []

    assert read_one(tmp_path / "mooring.toml", {"harbour"}, set(), found) is None
    assert [fault.column for fault in found] == ["expires_on"]

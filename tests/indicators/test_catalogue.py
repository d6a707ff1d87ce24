"""Every indicator travels with its words."""

import dataclasses
import shutil
from datetime import date, datetime

import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.health.dimensions import BY_ID as DIMENSIONS
from cop_analytics.indicators.catalogue import BY_ID, CARDS, CATALOGUE, explain, known, measured, read, succeeding
from tests.indicators.worlds import World


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda indicator: indicator.id)
class TestEachIndicator:
    def test_it_has_its_question_definition_caveat_prompt_and_reference(self, indicator):
        words = {field.name: getattr(indicator, field.name) for field in dataclasses.fields(indicator)}

        assert {name for name, value in words.items() if value in ("", None)} <= {"before", "valid_to"}

    def test_it_says_where_it_was_seen(self, indicator):
        assert indicator.name.endswith("on Jive")

    def test_it_measures_exactly_the_parts_it_names(self, indicator):
        measured = [part.part for part in indicator.measure(World().evidence())]

        assert sorted(measured) == sorted(name for name, _ in indicator.parts)

    def test_of_a_community_of_nobody_nothing_is_told(self, indicator):
        assert {part.status for part in indicator.measure(World().evidence())} <= {"too_few", "not_applicable"}

    def test_its_dimensions_know_it(self, indicator):
        assert all(indicator.id in DIMENSIONS[dimension].indicators for dimension in indicator.dimensions)


def test_an_indicator_without_a_caveat_cannot_exist():
    with pytest.raises(ValueError, match="needs its question, caveat and prompt"):
        dataclasses.replace(CATALOGUE[0], caveat="")


def test_one_is_explained_in_words():
    text = explain("V-1")

    assert text.startswith(
        "V-1 · Time to first reply on Jive\nCan someone who asks expect to be heard, and how soon?\n"
    )
    assert "Prompt          Take three unanswered threads: were they questions? For whom?" in text
    assert (
        "Nothing is called while history is short, or where months repeat one another too often to make limits.\n"
        in text
    )


def test_an_unknown_one_is_told_which_there_are():
    with pytest.raises(SettingsError, match=r"V-99 is not in the catalogue\. There are: V-1, V-2, V-3, V-4"):
        explain("V-99")


@pytest.fixture
def cards(tmp_path):
    """An invented second version of V-3, valid from the second quarter of 2026; the card of the first is kept."""
    (tmp_path / "before").mkdir()
    shutil.copy(CARDS / "V-3.toml", tmp_path / "before")
    text = (CARDS / "V-3.toml").read_text(encoding="utf-8")
    text = text.replace('"1"', '"2"').replace("2026-01-01", "2026-03-30").replace("Of pairs", "Of three, those")
    (tmp_path / "V-3.toml").write_text(text, encoding="utf-8")
    return read(tmp_path)


def test_a_changed_definition_says_from_when_it_counts_and_what_was_before(cards):
    text = " ".join(explain("V-3", cards).split())

    assert "Definition Of three, those in which one replied to" in text
    assert (
        "Version 2, valid from 2026-03-30 Before it 1, of windows that ended by 2026-03-30: Of pairs in which one replied to"
    ) in text


@pytest.mark.parametrize(
    ("moment", "told", "counted"),
    [
        ("2026-03-29", [("1", None)], ["1"]),
        ("2026-06-28", [("1", None)], ["1"]),
        ("2026-06-29", [("1", date(2026, 3, 30)), ("2", None)], ["1", "2"]),
        ("2026-09-27", [("1", date(2026, 3, 30)), ("2", None)], ["1", "2"]),
        ("2026-09-28", [("1", date(2026, 3, 30)), ("2", None)], ["2"]),
    ],
    ids=["before", "no window yet", "the first", "still the first", "the second"],
)
def test_two_versions_are_measured_while_the_newer_has_one_window_of_its_own(cards, moment, told, counted):
    at = datetime.fromisoformat(moment)

    assert [(each.method_version, each.valid_to) for each in known(cards, at)] == told
    assert [each.method_version for each in measured(cards, at)] == counted


def test_an_indicator_is_found_in_the_version_asked_for(cards):
    [reciprocity] = cards

    assert [reciprocity.of(version).method_version for version in ("1", "2", "3")] == ["1", "2", "2"]


@pytest.mark.parametrize(
    ("changed", "why"),
    [
        ({"method_version": "2"}, "first day of a quarter"),
        ({"valid_from": date(2026, 3, 30)}, "another method_version"),
    ],
)
def test_a_new_version_has_its_number_and_begins_with_a_quarter(changed, why):
    with pytest.raises(ValueError, match=why):
        succeeding(dataclasses.replace(BY_ID["V-3"], **changed), BY_ID["V-3"])

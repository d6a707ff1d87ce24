"""Every indicator travels with its words."""

import dataclasses

import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.health.dimensions import BY_ID as DIMENSIONS
from cop_analytics.indicators.catalogue import CATALOGUE, explain
from tests.indicators.worlds import World


@pytest.mark.parametrize("indicator", CATALOGUE, ids=lambda indicator: indicator.id)
class TestEachIndicator:
    def test_it_has_its_question_definition_caveat_prompt_and_reference(self, indicator):
        words = {field.name: getattr(indicator, field.name) for field in dataclasses.fields(indicator)}

        assert [name for name, value in words.items() if value in ("", None)] == []

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


def test_an_unknown_one_is_told_which_there_are():
    with pytest.raises(SettingsError, match=r"V-99 is not in the catalogue\. There are: V-1, V-2, V-3, V-4"):
        explain("V-99")

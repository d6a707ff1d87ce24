"""What a works council agreed to runs, and nothing else; the pack says all of it from the configuration that runs."""

import json
import re
import tomllib
from datetime import date, datetime
from pathlib import Path

import pytest

from cop_analytics import agreement, stations
from cop_analytics.errors import SettingsError
from cop_analytics.indicators.catalogue import CATALOGUE
from cop_analytics.pages.privacy_pack import draw_pack
from cop_analytics.privacy.purposes import PROHIBITED, PURPOSE
from cop_analytics.publish import descriptor
from tests.torture.homes import settings_of

ROOT = Path(__file__).parents[1]
ON = date(2026, 4, 1)


@pytest.fixture
def settings(tmp_path):
    chosen = settings_of(tmp_path)
    return chosen.model_copy(update={"inputs": tmp_path / "inputs"})


@pytest.fixture
def pack(settings, tmp_path):
    """The pack as written, each file's text by its name."""
    told = agreement.told(settings) | {"config": "cop.toml"}
    return {file.name: file.read_text() for file in draw_pack(told, datetime(2026, 4, 1), tmp_path / "pack")}


def agreed(settings, **changes):
    """A register agreed to with these parts of it changed."""
    file = agreement.agree(settings, "works agreement 7", ON)
    told = json.loads(file.read_text())
    for part, change in changes.items():
        change(told[part])
    file.write_text(json.dumps(told))


def test_what_was_agreed_runs(settings):
    agreed(settings)

    agreement.refuse_unagreed(settings)

    assert agreement.told(settings)["is_new"] == []


def test_without_an_agreement_nothing_is_refused(settings):
    agreement.refuse_unagreed(settings)

    assert agreement.told(settings)["agreed"] is None


@pytest.mark.parametrize(
    ("part", "change", "told"),
    [
        ("indicators", lambda each: each.pop("V-3"), "indicator V-3"),
        ("indicators", lambda each: each.update({"V-3": "0"}), "indicator V-3 by method 1, agreed was 0"),
        ("published", lambda each: each["freshness"].pop(), "published table freshness: "),
        ("published", lambda each: each.pop("value_stories"), "published table value_stories: story_id"),
        ("fields", lambda each: each["contents"]["kept"].remove("tags"), "fields of contents kept: tags"),
        ("floors", lambda each: each.update({"group": 6}), "a group of 5, agreed were 6"),
        ("retention_days", lambda each: each.update({"releases": 30}), "releases kept for 396 days"),
    ],
)
def test_what_was_not_agreed_stops_the_night(settings, part, change, told):
    agreed(settings, **{part: change})

    with pytest.raises(SettingsError) as refused:
        stations.refresh(settings, None, tell=lambda *_: None)

    assert f"not in works agreement 7, agreed on 2026-04-01: {told}" in str(refused.value)
    assert "cop privacy-pack shows what is new" in str(refused.value)


def test_less_than_was_agreed_needs_no_new_agreement(settings):
    agreed(
        settings,
        indicators=lambda each: each.update({"V-99": "1"}),
        published=lambda each: each.update({"gone": ["x"]}),
        retention_days=lambda each: each.update({"releases": 9999}),
    )

    agreement.refuse_unagreed(settings)


def test_a_register_that_cannot_be_read_stops_the_night_and_says_how_to_go_on(settings):
    settings.inputs.mkdir(exist_ok=True)
    (settings.inputs / agreement.FILE).write_text("{")

    with pytest.raises(SettingsError, match="is no register that was agreed"):
        agreement.refuse_unagreed(settings)


def test_an_agreement_has_a_reference(settings):
    with pytest.raises(SettingsError, match="An agreement needs its reference"):
        agreement.agree(settings, "  ", ON)


def test_every_release_names_its_purpose():
    assert descriptor.SAID.startswith(PURPOSE)
    assert all(use in descriptor.SAID for use in PROHIBITED)


def test_the_pack_names_every_prohibited_use(pack):
    for use in PROHIBITED:
        assert f"<li>{use}</li>" in pack["index.html"] and f"- {use}\n" in pack["privacy-pack.md"]


def test_the_pack_lists_fields_indicators_and_tables_as_they_run(pack):
    for told in ("index.html", "privacy-pack.md"):
        assert all(each.name in pack[told] for each in CATALOGUE if not each.is_exploratory)
        assert not any(each.name in pack[told] for each in CATALOGUE if each.is_exploratory)
        assert "placeID" in pack[told] and "participation_transitions" in pack[told]


def test_the_pack_has_a_notice_for_the_spaces(pack):
    assert "object without giving a reason" in pack["notice.md"]
    assert "groups of 5 or more" in pack["notice.md"]


def test_the_templates_are_marked_for_counsel(pack):
    for name in ("impact-assessment.md", "ai-act.md"):
        assert "> For counsel: complete what stands in [brackets]" in pack[name]
        assert re.findall(r"\{\w+\}", pack[name]) == []


def test_headings_are_ready_in_german(pack):
    assert '<span class="aside" lang="de">Speicherfristen</span>' in pack["index.html"]
    assert "## Retention" not in pack["privacy-pack.md"] and "· Speicherfristen" in pack["privacy-pack.md"]


def test_every_requirement_names_tests_that_are_there():
    told = tomllib.loads((ROOT / "src/cop_analytics/privacy/requirements.toml").read_text())

    assert list(told) == [*(f"PR-{n}" for n in range(1, 31)), *(f"AS-{n}" for n in range(1, 8))]
    for name, each in told.items():
        assert each["held_by"], name
        for test in each["held_by"]:
            file, _, function = test.partition("::")
            text = (ROOT / file).read_text()
            assert not function or f"def {function}(" in text, (name, test)

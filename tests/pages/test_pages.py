"""Pages show what the tables show, in words a person would use, and nothing that adds perspectives up."""

import re
from pathlib import Path

import pytest

from cop_analytics.pages import charts
from cop_analytics.pages.words import in_words

TEMPLATES = Path(charts.__file__).parent / "templates"


@pytest.mark.parametrize(
    ("part", "value", "lower", "upper", "words"),
    [
        ("replied_14d", 0.72, 0.61, 0.84, "about 7 in 10, between 6 and 8 in 10"),
        ("median_hours", 8.04, 3.2, 16.1, "8.0 hours, between 3.2 and 16.1 hours"),
        ("median_hours", 8.04, 3.2, None, "8.0 hours, at least 3.2 hours"),
        ("mean_partners", 3.6, 3.1, 4.2, "3.6 partners, between 3.1 and 4.2 partners"),
        ("gini", 0.456, 0.4, 0.5, "0.46, between 0.40 and 0.50 (0: all alike, 1: one has all)"),
    ],
)
def test_values_are_told_as_one_would_say_them(part, value, lower, upper, words):
    assert in_words(part, value, lower, upper) == words


def test_a_picture_has_its_words_and_no_address_to_fetch():
    picture = charts.interval_line([("2025 Q3", 0.5, 0.4, 0.6), ("2025 Q4", 0.7, 0.6, 0.8)], "share", 'half & "half"')

    assert picture.startswith('<svg role="img" aria-label="half &amp; &#34;half&#34;"')
    assert re.findall(r"(?:href|src)=", picture) == []
    assert "var(--line)" in picture


def test_a_bar_shows_its_counts():
    picture = charts.diverging_bar([("low", 3), ("partly", 2), ("high", 4)], "three classes")

    assert re.findall(r"<text[^>]*>(\d)</text>", picture) == ["3", "2", "4"]


def test_no_template_runs_a_script_or_fetches_from_elsewhere():
    for template in TEMPLATES.iterdir():
        text = template.read_text(encoding="utf-8")
        assert "<script" not in text
        assert re.findall(r"(?:src|href)=\"(?:https?:)?//", text) == []


def test_no_template_grades_or_ranks():
    forbidden = re.compile(r"\b(grade[sd]?|rating|top community|leader ?board|traffic)\b", re.IGNORECASE)

    found = {t.name: forbidden.findall(t.read_text(encoding="utf-8")) for t in TEMPLATES.iterdir()}

    assert {name: words for name, words in found.items() if words} == {"method.html.jinja": ["grade"]}

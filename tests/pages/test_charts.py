"""Pictures carry their words, their gaps and their counts, and no address."""

import re

import pytest

from cop_analytics.pages import charts

HISTORY = [
    ("2024 Q4", 0.5, 0.3, 0.7),
    ("2025 Q1", None, None, None),
    ("2025 Q2", 0.6, 0.4, 0.8),
    ("2025 Q3", 0.7, 0.5, 0.8),
]


def test_a_picture_has_its_words():
    picture = charts.interval_line(HISTORY, "share", 'half & "half"')

    assert picture.startswith('<svg role="img" aria-label="half &amp; &#34;half&#34;" ')


def test_a_picture_is_coloured_by_the_page_and_fetches_nothing():
    picture = charts.interval_line(HISTORY, "share", "")

    assert set(re.findall(r'(?:fill|stroke)="([^"]+)"', picture)) == {
        *("none", "var(--line)", "var(--band)", "var(--quiet)", "var(--grid)")
    }
    assert re.findall(r"href|src=|http|url\(|<style|id=", picture) == []


def test_a_quarter_without_a_value_is_a_gap_in_the_line():
    (line,) = re.findall(
        r'<path d="([^"]+)" stroke="var\(--line\)" stroke-width="1.5"/>', charts.interval_line(HISTORY, "share", "")
    )

    assert [len(piece.split("L")) for piece in re.split("Z?M", line)[1:]] == [1, 2]


def test_quarters_stand_in_order_and_the_year_is_told_once():
    picture = charts.interval_line(HISTORY, "share", "")

    assert re.findall(r">(Q\d|20\d\d)<", picture) == ["Q4", "2024", "Q1", "2025", "Q2", "Q3"]


def test_shares_stand_on_a_scale_from_none_to_ten_in_ten():
    assert re.findall(r'text-anchor="end"[^>]*>([\d.]+)<', charts.interval_line(HISTORY, "share", "")) == [
        "0",
        "5",
        "10",
    ]


@pytest.mark.parametrize(
    ("highest", "labels"), [(2.9, ["0", "1.5", "3"]), (26, ["0", "15", "30"]), (0.4, ["0", "0.5", "1"])]
)
def test_other_units_stand_on_a_scale_of_their_own(highest, labels):
    points = [("2025 Q1", highest / 2, None, highest), ("2025 Q2", highest / 2, None, None)]

    assert re.findall(r'text-anchor="end"[^>]*>([\d.]+)<', charts.interval_line(points, "hours", "")) == labels


def test_the_interval_stands_behind_its_value():
    (band,) = re.findall(r'<line [^>]*stroke="var\(--band\)"[^>]*>', charts.interval_line(HISTORY[:1], "share", ""))

    assert re.findall(r'translate\(([\d.]+),([\d.]+)\)" x2="0" y2="-([\d.]+)"', band)[0][1:] == (
        "58.8",
        "33.599999999999994",
    )


def test_the_same_history_is_drawn_once():
    before = charts._interval_line.cache_info().hits
    charts.interval_line([("2025 Q1", 0.11, 0.1, 0.2), ("2025 Q2", 0.12, 0.1, 0.2)], "share", "one")
    charts.interval_line([("2025 Q1", 0.11, 0.1, 0.2), ("2025 Q2", 0.12, 0.1, 0.2)], "share", "other")

    assert charts._interval_line.cache_info().hits == before + 1


FIVE = [("not at all", 1), ("a little", 2), ("partly", 4), ("largely", 0), ("fully", 3)]
THREE = [("low", 3), ("partly", 2), ("high", 4)]


def test_a_bar_shows_its_counts_and_leaves_out_what_nobody_said():
    assert re.findall(r"<text[^>]*>(\d+)</text>", charts.diverging_bar(FIVE, 5, "")) == ["1", "2", "4", "3"]


def test_a_bar_is_centred_on_its_middle_class():
    pieces = re.findall(
        r'd="M([\d.]+),2.5h([\d.]+)v25[^"]*" fill="var\(--class-(\d)\)"', charts.diverging_bar(THREE, 6, "")
    )

    assert [(float(start), float(width), number) for start, width, number in pieces] == [
        *((50, 75, "1"), (125, 50, "3"), (175, 100, "5"))
    ]


@pytest.mark.parametrize(("counts", "reach"), [(FIVE, 5), (THREE, 5), ([("low", 0), ("partly", 0), ("high", 7)], 7)])
def test_the_reach_of_a_bar_is_its_longer_side(counts, reach):
    assert charts.reach_of(counts) == reach

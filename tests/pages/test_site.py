"""Pages show what the tables show: to everybody, in words a person would use, and nothing that adds voices up."""

import re
from datetime import date, datetime
from pathlib import Path

import pyarrow as pa
import pytest

from cop_analytics import warehouse
from cop_analytics.health.perspectives import CHOICES, PERSPECTIVES
from cop_analytics.health.presentation import TOO_FEW
from cop_analytics.indicators.catalogue import BY_ID
from cop_analytics.pages import indicators, site
from cop_analytics.pages.words import WORDS
from tests.pages.reading import Page, broken_links, pages, templates
from tests.publish.worlds import CUT, ENDS, NOTHING, released, table

TEMPLATES = Path(site.__file__).parent / "templates"
HARBOUR, FOG, CHECK = "communities/harbour.html", "communities/fog.html", "checks/harbour_2025-Q4.html"


def drawn(folder, **changed):
    """The pages of the small release, with some of its tables changed."""
    tables = released() | changed
    described = [
        {
            "name": name,
            "grain": ", ".join(warehouse.contract()[f"publish.{name}"].grain),
            "rows": rows.num_rows,
            "columns": warehouse.contract()[f"publish.{name}"].columns,
        }
        for name, rows in tables.items()
    ]
    site.draw(tables, CUT, described, folder)
    return pages(folder)


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    folder = tmp_path_factory.mktemp("site")
    drawn(folder)
    return folder


@pytest.fixture(scope="module")
def read(folder):
    return pages(folder)


def measured(*rows):
    return table("indicator_measurements", *rows)


def test_there_is_a_page_for_each_community_and_each_closed_check(folder, read):
    assert list(read) == [
        CHECK,
        FOG,
        HARBOUR,
        "dictionary.html",
        "index.html",
        "method.html",
        "overlap.html",
        "programme.html",
    ]
    assert site.draw(released(), CUT, [], folder.parent / "again") == 8


def test_no_two_conversations_share_a_page(tmp_path):
    checks = ({"community_id": "fog", "period": "2-2026"}, {"community_id": "fog-2", "period": "2026"})
    communities = [{"community_id": each["community_id"], "name": each["community_id"]} for each in checks]

    told = drawn(
        tmp_path, communities=table("communities", *communities), health_checks=table("health_checks", *checks)
    )

    assert [place for place in told if place.startswith("checks/")] == [
        "checks/fog-2_2026.html",
        "checks/fog_2-2026.html",
    ]


def test_every_page_says_what_platform_data_speak_to(read):
    sentence = "Platform data speak to immediate and potential value only."

    assert [place for place, page in read.items() if sentence not in page.text] == []


def test_no_page_runs_a_script_or_fetches_from_elsewhere(folder, read):
    for file in folder.rglob("*"):
        if file.is_file():
            assert (
                re.findall(r"<script|https?:|@import|url\(|javascript:|\son\w+=", file.read_text(encoding="utf-8"))
                == []
            )
    assert {link["href"] for page in read.values() for link in page.all("link")} == {"style.css", "../style.css"}


def test_every_link_leads_somewhere(folder):
    assert broken_links(folder) == []


def test_headings_go_down_one_step_at_a_time(read):
    for place, page in read.items():
        steps = [after - before for before, after in zip(page.headings, page.headings[1:], strict=False)]
        assert (place, page.headings[0], page.headings.count(1), max(steps, default=0) <= 1) == (place, 1, 1, True)


def test_every_page_has_its_landmarks_language_title_and_a_way_past_the_menu(read):
    for page in read.values():
        assert [page.tags[0], *(len(page.all(tag)) for tag in ("main", "title"))] == [("html", {"lang": "en"}), 1, 1]
        assert page.all("a")[0] == {"class": "skip", "href": "#main"}
        assert {each["aria-label"] for each in page.all("nav")} <= {"Site", "Tables"}


def test_titles_differ(folder):
    titles = [re.search("<title>(.*)</title>", file.read_text())[1] for file in folder.rglob("*.html")]

    assert len(set(titles)) == len(titles) == 8


def test_every_table_says_what_it_holds_and_what_its_headings_head(read):
    for page in read.values():
        assert len(page.all("caption")) == len(page.all("table"))
        assert {cell["scope"] for cell in page.all("th")} <= {"col", "row", "rowgroup"}


def test_every_picture_is_told_in_words_and_has_its_table(read):
    pictures = [each for place in (HARBOUR, FOG, CHECK) for each in read[place].all("svg")]

    assert [(each["role"], each["aria-label"]) for each in pictures] == [
        (
            "img",
            "Roots replied to within 14 days, by quarter: 2025 Q2 about 6 in 10; 2025 Q3 about 6 in 10; "
            "2025 Q4 about 7 in 10.",
        ),
        ("img", "Members' answers: not at all 1, a little 2, partly 3, largely 4, fully 2."),
        ("img", "Roots replied to within 14 days, by quarter: 2025 Q2 about 6 in 10; 2025 Q3 about 6 in 10."),
    ]
    assert "Every window as a table" in read[HARBOUR].text


def test_no_id_stands_twice(read):
    for page in read.values():
        ids = [attributes["id"] for _, attributes in page.tags if "id" in attributes]
        assert len(ids) == len(set(ids))


def test_the_index_lists_communities_by_name_and_tells_no_value(read):
    index = read["index.html"]

    assert [each["href"] for each in index.all("a") if "communities/" in each["href"]] == [
        *("communities/fog.html", "communities/harbour.html")
    ]
    assert index.text.count("Conversation of 2025-Q4") == 1
    assert re.findall(r"\d+ in 10|\d+ people", index.text) == []


def test_a_value_stands_with_its_interval_counts_coverage_warning_and_prompt(read):
    text = read[HARBOUR].text

    for words in (
        "Replied-to share on Jive",
        "How many threads are met with silence?",
        "Roots replied to within 14 days",
        "About 7 in 10 , between 6 and 8 in 10",
        "about 40 counted · about 23 people · coverage 100 % · Wilson 95 %",
        "Sharing asks for no reply, and the mark for a correct answer is used too rarely. On Jive only.",
        "All of them is not a goal.",
        "Which silence mattered?",
    ):
        assert words in text


def test_quantities_that_are_silent_for_the_same_reason_are_told_together(tmp_path):
    silent = NOTHING | {"indicator_id": "V-1", "status": "too_few"}
    counts = {"answered_24h": 9, "answered_3bd": 9, "answered_14d": 12}
    rows = [silent | {"part": part, "unit_count": count, "person_count": 8} for part, count in counts.items()]
    page = drawn(tmp_path, indicator_measurements=measured(*rows))[HARBOUR]

    assert (
        "Questions replied to within 24 hours Questions replied to within 3 business days of the asker's place "
        "Too few to tell. About 9 counted. Questions replied to within 14 days Too few to tell. About 12 counted."
        in page.text
    )


@pytest.mark.parametrize("status", ["too_few", "suppressed", "not_reached", "not_applicable"])
def test_why_a_value_is_not_there_is_said(tmp_path, status):
    page = drawn(tmp_path, indicator_measurements=measured(NOTHING | {"status": status}))[HARBOUR]

    assert WORDS[status][1:] in page.text
    assert re.findall(r"\d+ in 10", page.text) == []
    assert page.all("svg") == []


def test_a_band_is_told_as_it_stands(tmp_path):
    band = {"indicator_id": "V-6", "part": "half_of_replies", "value": None, "lower": None, "upper": None}
    page = drawn(
        tmp_path,
        communities=table("communities", {"chosen_dimensions": "D6"}),
        indicator_measurements=measured(band | {"band": "5 to 9", "interval_method": "band"}),
    )[HARBOUR]

    assert "People who wrote half of the replies 5 to 9" in page.text


def test_a_wide_interval_and_a_short_history_are_said(tmp_path):
    rows = [{"signal": "too_few"}, {"part": "resolved", "signal": "history_building"}]
    page = drawn(tmp_path, indicator_measurements=measured(*rows))[HARBOUR]

    assert page.text.count(WORDS["signal_too_few"]) == 1
    assert page.text.count(WORDS["short_history"]) == 1


def test_what_was_not_chosen_is_named_and_not_told(read):
    text = read[HARBOUR].text
    _, offered = text.split("Offered, not chosen")

    assert "Participation inequality on Jive" in offered
    assert "How spread is the voice?" not in text


def test_a_community_that_has_not_chosen_sees_something_to_begin_with(read):
    assert "To begin with This community has not chosen yet what it wants to look at." in read[FOG].text
    assert "About 3 in 10" in read[FOG].text


def test_a_dimension_without_platform_data_says_so(tmp_path):
    page = drawn(tmp_path, communities=table("communities", {"chosen_dimensions": "D3"}))[HARBOUR]

    assert "Trust and candour" in page.text
    assert "No platform data speak to this. Ask." in page.text


def test_two_communities_never_stand_on_one_page(read):
    assert "Fog" not in read[HARBOUR].text + read[CHECK].text
    assert "Harbour" not in read[FOG].text


def test_places_that_could_not_be_read_are_said(tmp_path):
    communities = table(
        "communities",
        {"not_visible_place_count": 1},
        {"community_id": "fog", "name": "Fog", "not_visible_place_count": 2},
    )
    read = drawn(tmp_path, communities=communities)

    assert "One declared place could not be read" in read[HARBOUR].text
    assert "2 declared places could not be read" in read[FOG].text


def test_a_check_shows_three_voices_side_by_side(read):
    text = read[CHECK].text

    for words in (
        "Members who answered 14 of 30 invited",
        "Next look 1 June 2026",
        "Help with real problems now 11, later 2 now –",
        "“When I bring a real problem I get useful help in time.”",
        "not at all a little partly largely fully 1 2 3 4 2 Spread out. Middle answer: “partly / largely”;",
        "Can't see it: 1. Not relevant here: 1.",
        "Matters to some only It matters now to: members, sponsor. Whose criterion is this, and should we care?",
        "“I see problems getting solved across units here.” Partly. I hear of problems solved, rarely of how. "
        "Sponsor, Harbour",
        "“Real cases (not announcements) are discussed.” Nothing was released here.",
        "Where we differ, kept as it is",
    ):
        assert words in text


def test_beside_a_check_stand_the_windows_closed_when_its_data_were_frozen(read):
    assert "About 6 in 10" in read[CHECK].text
    assert "about 7 in 10" not in read[CHECK].text.lower()


def test_answers_of_a_few_are_a_sentence(tmp_path):
    silent = table("health_answers", {"answer": TOO_FEW, "respondent_count": None, "status": "too_few"})
    few = table("health_checks", {"answered_count": None})
    page = drawn(tmp_path, health_answers=silent, health_checks=few)[CHECK]

    assert TOO_FEW in page.text
    assert "fewer than five of 30 invited" in page.text
    assert [each for each in page.all("svg") if "answers" in each["aria-label"]] == []


def test_three_classes_stand_in_their_order(tmp_path):
    counts = {"largely or fully": 4, "not at all or a little": 1, "partly": 2}
    rows = [{"answer": answer, "answer_count": count, "respondent_count": 7} for answer, count in counts.items()]
    page = drawn(tmp_path, health_answers=table("health_answers", *rows))[CHECK]

    assert "not at all or a little partly largely or fully 1 2 4" in page.text


def test_what_people_wrote_is_text_and_never_markup(tmp_path):
    hostile = '<script>alert(1)</script> & "quoted"'
    drawn(
        tmp_path,
        communities=table("communities", {"domain": hostile, "name": "<b>Harbour</b>"}),
        health_statements=table("health_statements", {"statement": hostile, "role_name": hostile}),
    )

    for file in tmp_path.rglob("*.html"):
        assert "<script" not in file.read_text() and "<b>" not in file.read_text()
    assert hostile in Page((tmp_path / CHECK).read_text()).text


def test_the_method_says_the_floors_and_each_definition(tmp_path, read):
    site.draw(released(), CUT, [], tmp_path, min_group=8, min_subgroup=12)

    assert "fewer than 8 people behind it" in pages(tmp_path)["method.html"].text
    assert "fewer than 5 people behind it" in read["method.html"].text
    assert [each["id"] for each in read["method.html"].all("article")] == indicators.in_order(BY_ID)


def test_a_history_is_that_of_one_version_and_the_method_tells_the_one_before(tmp_path):
    catalogue = released()["indicator_catalogue"].to_pylist()
    [first] = [row for row in catalogue if row["indicator_id"] == "V-2"]
    second = first | {"method_version": "2", "valid_from": date(2025, 9, 29), "definition": "Another one."}
    told = [row for row in catalogue if row != first] + [first | {"valid_to": date(2025, 9, 29)}, second]
    rows = measured({"method_version": "2"}, {"window_end": ENDS[1]})

    read = drawn(tmp_path, indicator_measurements=rows, indicator_catalogue=table("indicator_catalogue", *told))

    assert "2025 Q4" in read[HARBOUR].text and "2025 Q3" not in read[HARBOUR].text
    assert "Before it 1, of quarters that ended by 29 September 2025: Of questions" in read["method.html"].text


def test_the_dictionary_names_every_table_and_column(read):
    text = read["dictionary.html"].text

    for name, rows in released().items():
        assert [column for column in (name, *rows.column_names) if column not in text] == []


def test_the_same_tables_draw_the_same_pages(folder, tmp_path):
    drawn(tmp_path)

    for file in folder.rglob("*.*"):
        assert (tmp_path / file.relative_to(folder)).read_bytes() == file.read_bytes()


def test_a_release_without_checks_and_measurements_has_its_pages(tmp_path):
    empty = {name: rows.slice(0, 0) for name, rows in released().items() if name != "communities"}

    assert list(drawn(tmp_path, **empty)) == [
        FOG,
        HARBOUR,
        "dictionary.html",
        "index.html",
        "method.html",
        "overlap.html",
        "programme.html",
    ]


def test_no_page_grades_or_ranks(read):
    forbidden = re.compile(
        r"\b(scores?|grade[sd]?|rank(s|ed|ing)?|ratings?|leader ?board|(top|bottom) community)\b", re.I
    )

    assert {place: forbidden.findall(page.text) for place, page in read.items() if forbidden.search(page.text)} == {}


def test_templates_hold_no_sentence_of_their_own():
    for name, text in templates(TEMPLATES).items():
        left = re.sub(r"\{%.*?%\}|\{\{.*?\}\}|<[^>]*>", "", text, flags=re.DOTALL)
        assert (name, re.findall(r"[A-Za-z]{2,}", left)) == (name, [])


def test_every_sentence_a_template_says_is_there():
    sources = " ".join(templates(TEMPLATES).values())
    said = set(re.findall(r'words\.(?!get\b)(\w+)|words\["(\w+)"\]', sources))

    assert {one or other for one, other in said} - WORDS.keys() == set()


def test_every_sentence_is_used():
    code = [file.read_text() for file in Path(site.__file__).parent.glob("*.py") if file.name != "words.py"]
    sources = " ".join([*templates(TEMPLATES).values(), *code])
    kinds = tuple(re.findall(r'words\["(\w+_)" ~|f"(\w+_)\{', sources))
    kinds = tuple(one or other for one, other in kinds)
    said_by_tables = {
        *PERSPECTIVES,
        *CHOICES,
        "clustered",
        "two_camps",
        "spread",
        "too_few",
        "suppressed",
        "not_reached",
        "not_applicable",
    }

    spoken = [key for key in WORDS if key.startswith(kinds) or key in said_by_tables]
    named = [key for key in WORDS if re.search(rf"\b{key.removesuffix('_told')}\b", sources)]
    assert sorted(WORDS.keys() - {*spoken, *named}) == []


def luminance(colour):
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return sum(weight * c for weight, c in zip((0.2126, 0.7152, 0.0722), linear, strict=True))


def contrast(one, other):
    """WCAG 2.2's contrast ratio of two colours."""
    bright, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (bright + 0.05) / (dark + 0.05)


@pytest.mark.parametrize("light", ["day", "night", "paper"])
def test_text_stands_out_from_its_ground(light):
    style = re.sub(r"#([0-9a-f])([0-9a-f])([0-9a-f])\b", r"#\1\1\2\2\3\3", (TEMPLATES / "style.css").read_text())
    blocks = re.findall(r":root \{(.*?)\}", style, flags=re.DOTALL)
    assert len(blocks) == 3
    day, *others = [dict(re.findall(r"(--[\w-]+): (#[0-9a-f]{6})", block)) for block in blocks]
    colours = day | dict(zip(("night", "paper"), others, strict=True)).get(light, {})

    on_ground = [(text, ground) for text in ("--ink", "--quiet", "--link") for ground in ("--paper", "--panel")]
    on_class = [("--on-class", f"--class-{number}") for number in range(1, 6)]
    weak = {pair: contrast(colours[pair[0]], colours[pair[1]]) for pair in on_ground + on_class}
    assert {pair: ratio for pair, ratio in weak.items() if ratio < 4.5} == {}
    assert contrast(colours["--line"], colours["--paper"]) >= 3


def test_frames_and_not_the_warehouse_are_what_pages_read():
    assert all(isinstance(rows, pa.Table) for rows in released().values())
    for file in Path(site.__file__).parent.glob("*.py"):
        assert re.findall(r"^(?:import|from) (?:duckdb|cop_analytics.warehouse)", file.read_text(), flags=re.M) == []


def test_two_quarters_together_are_told_where_the_last_alone_is_silent(tmp_path):
    about = {"community_id": "fog", "indicator_id": "V-7", "part": "heard_7d"}
    alone = about | {"value": None, "lower": None, "upper": None, "status": "too_few", "signal": "too_few"}
    together = about | {"window_kind": "w26", "window_start": datetime(2025, 6, 30)}

    read = drawn(tmp_path, indicator_measurements=measured(alone, together))[FOG]

    assert "2025 Q3 and 2025 Q4 together" in read.text


def test_what_hangs_on_thirteen_weeks_is_for_analysts(tmp_path):
    """Nine and twenty-six weeks of an indicator that is never pooled leave its page as it was."""
    other = [{"window_kind": kind, "value": 0.11} for kind in ("w9", "w26")]

    read = drawn(tmp_path, indicator_measurements=measured({"value": 0.72}, *other))[HARBOUR]

    assert "about 1 in 10" not in read.text


def test_how_many_histories_stand_out_by_chance_is_said_where_any_was_looked_at(tmp_path):
    rows = [{"part": f"part{number}"} for number in range(60)]

    read = drawn(tmp_path, indicator_measurements=measured(*rows))[HARBOUR]

    assert "We looked at 60 histories; about 1 would stand out by chance." in read.text

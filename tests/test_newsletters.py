"""The newsletter tells what was planned, agreed and released, and nothing else; written for real on disk, from a release."""

import json
from datetime import datetime

import pyarrow.parquet as pq
import pytest

from cop_analytics import newsletters
from cop_analytics.errors import InputFault, StorageFailed
from tests.inputs.stories_worlds import WHOLE, changed
from tests.inputs.test_editions import WHOLE as PLAN
from tests.inputs.test_metrics import HEADER
from tests.promise import linter
from tests.publish.worlds import released, table

NOW = datetime(2026, 4, 7)
REGISTRY = """\
[[community]]
id = "harbour"
name = "Harbour"
places = ["1"]
kind = "community"

[[community]]
id = "fog"
name = "Fog"
places = ["2"]
kind = "community"
"""
BEFORE = '[[request]]\nid = "boat"\ncommunity = "harbour"\nto = "sponsors"\ntext = "A boat."\n'
TIDE = changed(('title = "A mooring in an hour"', 'title = "The tide table"'), ("moorings", "tides"))
LEVELS = [
    {"evidence_level": "E0", "story_count": 1, "status": "not_applicable"},
    {"evidence_level": "E1", "story_count": 0, "status": "not_applicable"},
    {"evidence_level": "E2", "story_count": 2, "status": "suppressed", "reason": "small_group"},
    {
        **{
            "evidence_level": "E3",
            "story_count": 3,
            "adjusted_low": 25200.0,
            "cashable_low": 20000.0,
            "status": "shown",
        },
        **{"largest_share": 0.571, "adjusted_low_without_largest": 10800.0, "currency": "EUR", "price_year": 2025},
    },
]
CLAIMED = {
    "commercial_value": table(
        "commercial_value",
        *({"community_id": "harbour", "period": "2026-Q1", "unpriced_count": 0} | row for row in LEVELS),
    ),
    "commercial_value_programme": table(
        "commercial_value_programme", *({"period": "2026-Q1", "unpriced_count": 0} | row for row in LEVELS)
    ),
}


@pytest.fixture
def place(tmp_path):
    """Inputs with two stories and a plan, and a home with a release."""
    inputs, home = tmp_path / "inputs", tmp_path / "home"
    texts = {
        "communities.toml": REGISTRY,
        "metrics.csv": HEADER + "hours_moored,harbour,2026-Q1,realised,4,hours,Log,Harbour master\n",
        "stories/mooring.toml": WHOLE,
        "stories/tide.toml": TIDE,
        "newsletters/2025-Q4.toml": BEFORE,
        "newsletters/2026-Q1.toml": PLAN,
    }
    for name, text in texts.items():
        (inputs / name).parent.mkdir(parents=True, exist_ok=True)
        (inputs / name).write_text(text)
    tables = home / "published" / "r1" / "tables"
    tables.mkdir(parents=True)
    for name in newsletters.TABLES:
        pq.write_table((released() | CLAIMED)[name], tables / f"{name}.parquet")
    (home / "published" / "r1" / "datapackage.json").write_text(json.dumps({"created": "2026-04-06T02:30:00Z"}))
    (home / "published" / "current").symlink_to("r1")
    return inputs, home


def told(place, *, is_draft=False, now=NOW):
    written = newsletters.write(*place, "2026-Q1", now, min_group=5, is_draft=is_draft)
    return written, {file.name: file.read_text() for file in written.folder.iterdir()}


def test_a_page_for_the_bank_and_one_for_each_community_in_three_forms(place):
    written, texts = told(place)

    assert written.pages == ("index", "harbour")
    assert sorted(texts) == [
        *(
            "harbour.email.html",
            "harbour.html",
            "harbour.md",
            "index.email.html",
            "index.html",
            "index.md",
            "style.css",
        ),
    ]


def test_each_form_tells_all_that_was_planned(place):
    _, texts = told(place)

    for form in ("html", "email.html", "md"):
        page = texts[f"harbour.{form}"]
        for words in (
            "A mooring in an hour", "We moored by it.", "The chart, corrected", "The tide table", "Questions wait longer.",
            "Two readers.", "A boat.", "It came.", "I heard it.", "The glossary.", "25\u202f200 EUR", "the team", "57 %",
        ):  # fmt: skip
            assert words in page, (form, words)


def test_what_was_claimed_in_words_alone_is_told_in_words(place):
    words = "\n".join(line for line in WHOLE.splitlines() if not line.startswith(("gross", "currency", "price_year")))
    (place[0] / "stories" / "mooring.toml").write_text(words)

    assert "Told in words alone: Forty hours of a crew." in told(place)[1]["harbour.html"]


def test_what_is_for_e_mail_needs_no_style_picture_or_script(place):
    _, texts = told(place)

    mail = texts["harbour.email.html"]
    assert not any(word in mail for word in ("<svg", "<style", "<link", "<script", "class=", "var(--", "http"))


def test_a_sum_that_rests_on_too_few_is_named_and_not_told(place):
    _, texts = told(place)

    assert "Held back at E2: too few people stand behind it." in texts["index.md"]


def test_the_bank_s_edition_tells_no_indicator_of_any_community(place):
    _, texts = told(place)

    assert "What we noticed" in texts["harbour.html"]
    assert "What we noticed" not in texts["index.html"]
    assert "Wilson" not in texts["index.html"]


@pytest.mark.parametrize(
    ("change", "why"),
    [
        (('"newsletter", "figures"]', '"figures"]'), "its teller did not agree to the newsletter"),
        (("expires_on = 2027-01-31", "expires_on = 2026-03-31"), "its teller's consent has run out"),
        (('state = "published"', 'state = "corroborated"'), "it is corroborated"),
    ],
)  # fmt: skip
def test_a_story_that_may_not_be_told_is_refused_and_a_draft_leaves_it_out(place, change, why):
    (place[0] / "stories" / "mooring.toml").write_text(changed(change))

    with pytest.raises(InputFault) as refused:
        told(place)
    _, texts = told(place, is_draft=True)

    assert [str(fault) for fault in refused.value.faults] == [
        f"stories/mooring.toml: it may not be told: {why}. Leave it out, or ask."
    ]
    assert "A mooring in an hour" not in "".join(texts.values())
    assert "Missing: No story leads yet." in texts["harbour.html"]


def test_a_draft_marks_what_is_missing_and_lies_beside_the_other(place):
    (place[0] / "newsletters" / "2026-Q1.toml").write_text('[[page]]\ncommunity = "harbour"\nlead = "mooring"\n')

    first, _ = told(place)
    draft, texts = told(place, is_draft=True)

    assert (first.folder.name, draft.folder.name) == ("2026-Q1", "2026-Q1-draft")
    assert draft.missing["Harbour"] == [
        "No seeds: stories that have just begun.",
        "Nothing that did not work.",
        "Nothing noticed: up to three indicators, with what the community makes of them.",
        "No request to members or sponsors.",
        "No note of a sponsor.",
        "No answer yet to “A boat.” of the last newsletter.",
    ]
    assert all(each in texts["harbour.html"] for each in draft.missing["Harbour"])


def test_an_anonymous_teller_is_named_by_no_role(place):
    (place[0] / "stories" / "mooring.toml").write_text(changed(('shown_as = "role only"', 'shown_as = "anonymous"')))

    _, texts = told(place)

    assert "Pilot" in texts["harbour.md"].split("## Seeds")[1]
    assert "Pilot" not in texts["harbour.md"].split("## Seeds")[0]


def test_a_note_that_is_not_released_is_not_told(place):
    file = place[0] / "newsletters" / "2026-Q1.toml"
    file.write_text(PLAN.replace("released = true", "released = false"))

    written, texts = told(place)

    assert "I heard it." not in "".join(texts.values())
    assert "The note of Sponsor is not released." in written.missing["Harbour"]


def test_an_answer_to_what_nobody_asked_is_a_fault(place):
    (place[0] / "newsletters" / "2025-Q4.toml").unlink()

    with pytest.raises(InputFault, match="the newsletter before asked nothing of this id"):
        told(place)


def test_before_the_first_release_there_is_nothing_to_tell(place, tmp_path):
    with pytest.raises(StorageFailed, match=r"there is no release to tell of\. Run `cop nightly` first\."):
        newsletters.write(place[0], tmp_path / "empty", "2026-Q1", NOW, min_group=5, is_draft=False)


def test_no_form_breaks_the_promise(place):
    _, texts = told(place, is_draft=True)

    assert {name: linter.of_page(text, ["Fog", "Harbour"]) for name, text in texts.items() if name != "style.css"} == {
        name: [] for name in texts if name != "style.css"
    }

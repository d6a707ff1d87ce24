"""No score anywhere: the linter finds each fault planted for it, and none in tables, pages, texts and models."""

from pathlib import Path

import pytest

from cop_analytics import shipped, warehouse
from cop_analytics.cli import app
from cop_analytics.pages import site
from cop_analytics.pages.words import WORDS
from tests.pages.test_lives import DECLARED
from tests.promise import linter
from tests.publish.worlds import CUT, released

ROOT = Path(__file__).parents[2]
SOURCE = ROOT / "src" / "cop_analytics"
PUBLISHED = {table: about for table, about in warehouse.contract().items() if table.startswith("publish.")}
MODELS = sorted(shipped.folder("sql").rglob("*.sql"))
OF_CONVERSATIONS = sorted([*(SOURCE / "health").glob("*.py"), *(SOURCE / "pages").glob("*.py")])
ROOMS = ("health", "inputs", "value", "convening")
# Those who are mentored put their own wishes in an order: that is theirs, and not about anybody's worth.
OF_WISHES = {SOURCE / "inputs" / "mentoring.py"}
TEXTS = [
    ROOT / "README.md",
    ROOT / "CHANGELOG.md",
    ROOT / "fixtures/expected/contract.csv",
    *sorted(SOURCE.glob("indicators/cards/**/*.toml")),
    *sorted(SOURCE.glob("pages/templates/*")),
    *sorted(file for room in ROOMS for file in SOURCE.glob(f"{room}/*.py") if file not in OF_WISHES),
    *sorted(SOURCE.glob("cli*.py")),
]  # fmt: skip


@pytest.mark.parametrize(
    "planted",
    ["Its health score is good.", "The community is graded.", "It ranks third.", "rating: 3.8", "Overall 2.8 of 5.",
     "The top communities are these.", "A traffic light shows it.", "Benchmarked against others.", "Going up ▲",
     "The average answer is partly.", "maturity level", "a leaderboard"],
)  # fmt: skip
def test_words_that_score_are_found(planted):
    assert linter.of_text(planted) != []


@pytest.mark.parametrize(
    "honest",
    ["The middle answer is “partly”.", "7 in 10 were replied to.", "An upgrade of the platform.", "They score"[:4],
     "Frank said so.", "It never turns them into a score.", "between 2.6 and 3.2"],
)  # fmt: skip
def test_other_words_are_not(honest):
    assert linter.of_text(honest) == []


@pytest.mark.parametrize(
    "planted", ["a { color: #d62728 }", "a { color: #2ca02c }", "a { color: #f5a623 }", "b{color: red}"]
)
def test_colours_of_a_traffic_light_are_found(planted):
    assert linter.of_style(planted) != []


@pytest.mark.parametrize(
    "planted",
    [{"health_score": "double"}, {"rank": "bigint"}, {"community_id": "varchar", "overall_share": "double"},
     {"answer": "double"}, {"median_delta": "double"}, {"community_id": "varchar", "value": "double"}],
)  # fmt: skip
def test_a_column_that_scores_is_found(planted):
    assert linter.of_table("communities", planted, ("community_id",)) != []


@pytest.mark.parametrize(
    "planted",
    ["select avg(answer) from health.answers", "select median(answers.answer)", "select * from t order by value desc",
     "select x order by measurements.value"],
)  # fmt: skip
def test_a_model_that_averages_answers_or_orders_by_value_is_found(planted):
    assert linter.of_model(planted) != []


def test_code_that_averages_is_found():
    assert linter.of_conversations("from statistics import mean\nx = mean([1, 2])\ny = np.average(z)") == [
        *("calls mean", "calls average")
    ]


def test_communities_that_do_not_stand_in_the_alphabet_are_found():
    page = "<ul><li>Harbour 7</li><li>Fog 5</li></ul>"

    assert linter.of_page(page, ["Fog", "Harbour"]) == ["lists Harbour, Fog, …: not by the alphabet"]


@pytest.mark.parametrize("table", PUBLISHED)
def test_no_published_table_scores(table):
    about = PUBLISHED[table]

    columns = {column.name: column.type for column in about.columns}
    assert linter.of_table(table.removeprefix("publish."), columns, about.grain) == []


@pytest.mark.parametrize("model", MODELS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_model_averages_answers_or_orders_by_value(model):
    assert linter.of_model(model.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", OF_CONVERSATIONS, ids=lambda file: f"{file.parent.name}/{file.stem}")
def test_no_code_about_answers_averages(file):
    assert linter.of_conversations(file.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("file", TEXTS, ids=lambda file: str(file.relative_to(ROOT)))
def test_no_text_scores(file):
    assert linter.of_text(file.read_text(encoding="utf-8")) == []


def test_no_sentence_and_no_colour_of_the_pages_scores(tmp_path):
    tables = released() | DECLARED
    site.draw(tables, CUT, [], tmp_path)
    names = tables["communities"].column("name").to_pylist()

    pages = {file.name: linter.of_page(file.read_text(encoding="utf-8"), names) for file in tmp_path.rglob("*.html")}
    assert pages == {name: [] for name in pages}
    assert linter.of_style((tmp_path / "style.css").read_text(encoding="utf-8")) == []
    assert [linter.of_text(sentence) for sentence in WORDS.values() if linter.of_text(sentence)] == []


def test_no_command_scores():
    helps = [command.callback.__doc__ or "" for command in app.registered_commands]

    assert [linter.of_text(words) for words in helps if linter.of_text(words)] == []

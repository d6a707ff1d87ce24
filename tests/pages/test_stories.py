"""A community's page shows the cycles something speaks to, empty cells and all, and stories in their tellers' words."""

import re

from cop_analytics.pages import site, stories, storylines
from cop_analytics.value.stories import Flow, Step
from tests.pages.reading import pages
from tests.publish.worlds import CUT, released, table

CYCLES = ("orienting", "immediate", "potential", "applied", "realised", "transformative", "strategic", "enabling")
TOLD = {
    "value_matrix": table(
        "value_matrix",
        *(
            {"community_id": "harbour", "cycle": cycle, "position": place, "indicator_count": 3 * (cycle == "immediate"),
             "question_count": 0, "story_count": int(cycle == "applied"), "expected_count": 0, "closed_loop_count": 0}
            for place, cycle in enumerate(CYCLES, start=1)
        ),
    ),
    "value_stories": table(
        "value_stories",
        {"story_id": "mooring", "community_id": "harbour", "period": "2026-Q1", "context": "community", "kind": "mixed",
         "valence": "negative", "cycles": "potential, applied", "title": "A mooring", "told_by": "pilot",
         "story": "A chart.\nWe moored <slowly>.", "evidence_level": "E1", "has_closed_loop": False},
    ),
    "value_story_steps": table(
        "value_story_steps",
        {"story_id": "mooring", "community_id": "harbour", "position": 1, "cycle": "potential", "narrative": "A chart.",
         "certainty": "happened"},
        {"story_id": "mooring", "community_id": "harbour", "position": 2, "cycle": "applied", "certainty": "expected",
         "narrative": "We moored <slowly>.", "back_to_position": 1, "brought_back": "The chart, corrected"},
    ),
}  # fmt: skip


def test_a_community_s_page_has_each_cycle_and_each_story(tmp_path):
    site.draw(released() | TOLD, CUT, [], tmp_path)

    text = pages(tmp_path)["communities/harbour.html"].text
    source = (tmp_path / "communities/harbour.html").read_text()

    rows = re.findall(r'<tr><th scope="row">(\w+)</th>((?:<td>[^<]*</td>){4})</tr>', source)
    assert [cycle for cycle, _ in rows] == list(CYCLES)
    assert dict(rows)["immediate"] == "<td>3</td><td>–</td><td>–</td><td>–</td>"
    assert dict(rows)["strategic"] == "<td>–</td>" * 4
    assert (
        "Pilot, 2026-Q1; confirmed by a second person (E1). Tells of what has happened and of what is expected." in text
    )
    assert "We moored &lt;slowly&gt;. (expected, has not happened yet)" in source
    assert "Brought back to the community: The chart, corrected." in text
    assert source.count("stroke-dasharray") == 1


def test_a_story_is_drawn_with_its_loop_and_what_is_only_expected_dashed():
    steps = [Step("potential", "", "", "", "happened", ()), Step("applied", "", "", "", "expected", ())]

    picture = storylines.draw(steps, [Flow(2, 1, "feedback loop", "The chart", None)])

    assert picture.count("<rect") == 2
    assert picture.count("stroke-dasharray") == 1
    assert picture.count("<path") == 4  # an arrow and a loop, each with its head
    assert (
        'aria-label="The story goes through these cycles: potential, applied. Something of it was brought back, to '
        in picture
    )


def test_a_check_names_the_stories_that_go_through_a_cycle_it_asks_about(tmp_path):
    frames = {name: table.to_pandas() for name, table in TOLD.items()}

    assert [story["title"] for story in stories.of_dimension("D10", "harbour", frames)] == ["A mooring"]
    assert stories.of_dimension("D12", "harbour", frames) == []
    assert stories.of_dimension("D10", "fog", frames) == []

"""What was told of a community: the cycles that something speaks to, and the stories, in the words of their tellers."""

from __future__ import annotations

from cop_analytics.pages import storylines
from cop_analytics.pages.rows import Row, Tables, rows_of
from cop_analytics.pages.words import WORDS
from cop_analytics.value.cycles import CYCLES
from cop_analytics.value.stories import BACK, CERTAINTIES, Flow, Step

COUNTED = ("indicator_count", "question_count", "story_count", "closed_loop_count")


def of_community(community_id: str, frames: Tables) -> Row:
    """The value matrix of one community, in the order of the cycles, and its published stories by title."""
    cells = sorted(_of(community_id, frames, "value_matrix"), key=lambda row: row["position"])
    told = sorted(_of(community_id, frames, "value_stories"), key=lambda row: row["title"].casefold())
    steps = sorted(_of(community_id, frames, "value_story_steps"), key=lambda row: row["position"])
    by_story = {story["story_id"]: [row for row in steps if row["story_id"] == story["story_id"]] for story in told}
    return {
        "matrix": [(WORDS[f"cycle_{row['cycle']}"], [row[name] for name in COUNTED]) for row in cells],
        "stories": [story | _drawn(by_story[story["story_id"]]) | {"notes": notes(story)} for story in told],
    }


def _drawn(rows: list[Row]) -> Row:
    """A story's steps as they are read, and as a picture of the way it went and what was brought back."""
    steps = [Step(row["cycle"], row["narrative"], "", "", row["certainty"], ()) for row in rows]
    loops = [
        Flow(row["position"], int(row["back_to_position"]), BACK, row["brought_back"] or "", None)
        for row in rows
        if row["back_to_position"] is not None
    ]
    return {
        "picture": storylines.draw(steps, loops) if steps else None,
        "steps": [(WORDS[f"cycle_{step.cycle}"], step.narrative, step.certainty == CERTAINTIES[1]) for step in steps],
        "back": [WORDS["closed_loop"].format(artefact=loop.artefact) for loop in loops if loop.artefact],
    }


def of_dimension(dimension_id: str, community_id: str, frames: Tables) -> list[Row]:
    """Published stories that go through a cycle the dimension asks about, by title."""
    asked = {cycle.name for cycle in CYCLES if dimension_id in cycle.dimensions}
    told = [story for story in _of(community_id, frames, "value_stories") if asked & set(story["cycles"].split(", "))]
    return sorted(told, key=lambda story: story["title"].casefold())


def notes(story: Row) -> list[str]:
    """What has to be said beside a story: what is only expected, what did not work."""
    keys = (f"kind_of_{story['kind']}", f"valence_{story['valence']}")
    return [WORDS[key] for key in keys if key in WORDS]


def _of(community_id: str, frames: Tables, name: str) -> list[Row]:
    return [row for row in rows_of(frames[name]) if row["community_id"] == community_id] if name in frames else []

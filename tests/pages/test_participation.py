"""Movement between levels, and communities that share people, as pictures with their tables."""

import re

from cop_analytics.pages import charts, participation
from tests.publish.worlds import released, table

MOVES = table(
    "participation_transitions",
    {"from_level": "core", "to_level": "core", "person_count": 10},
    {"from_level": "core", "to_level": "occasional", "person_count": 5},
    {"from_level": "occasional", "to_level": "left_community", "person_count": 15},
    {"from_level": "occasional", "to_level": "core", "person_count": None, "status": "too_few"},
)


def frames(**changed):
    changed = {"participation_transitions": MOVES, "community_overlap": table("community_overlap", {})} | changed
    return {name: rows.to_pandas(integer_object_nulls=True) for name, rows in (released() | changed).items()}


def test_moves_are_streams_as_wide_as_they_are_many():
    told = participation.moves("harbour", frames())

    assert told["flows"] == [("core", "core", 10), ("core", "occasional", 5), ("occasional", "left community", 15)]
    heights = [float(height) for height in re.findall(r'<rect [^>]*height="([0-9.]+)"', told["picture"])]
    assert heights == [112.0, 112.0, 74.7, 37.3, 112.0]
    assert "core → occasional: 5" in told["picture"]


def test_a_community_whose_moves_are_too_few_has_no_picture():
    assert participation.moves("fog", frames()) is None


def test_communities_beyond_chance_are_joined_by_an_arc():
    told = participation.shared(frames())

    assert [(row["one"], row["other"], row["shared_person_count"]) for row in told["pairs"]] == [("Fog", "Harbour", 10)]
    assert told["picture"].count("<path") == 1
    assert 'aria-label="Communities that share people beyond chance: Fog – Harbour."' in told["picture"]


def test_where_no_pair_is_beyond_chance_there_is_a_table_and_no_picture():
    told = participation.shared(frames(community_overlap=table("community_overlap", {"is_more_than_chance": False})))

    assert (len(told["pairs"]), told["picture"]) == (1, None)


def test_where_nothing_is_shared_nothing_is_drawn():
    told = participation.shared(frames(community_overlap=table("community_overlap")))

    assert (told["pairs"], told["picture"], told["until"]) == ([], None, None)


def test_names_in_a_picture_are_text_and_nothing_else():
    assert "<b>" not in charts.arcs([("a", "<b>")], ["a", "<b>"], "")
    assert "&lt;b&gt;" in charts.alluvial([("a", "<b>", 3)], ["a", "<b>"], "")

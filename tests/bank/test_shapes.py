"""Invented pages have the shape of recorded ones: no key and no type that no real server ever sent."""

import json

import orjson
import pytest

from cop_analytics import bank
from tests.bank.shapes import ROOT, SECURITY_LINE, SHAPES, strangers
from tests.platform.server import the_bank

PREFIX = "/api/core/v3"
ASKED = (
    ("/people/@all", [("fields", "@all"), ("count", "100")]),
    ("/people/@all", [("count", "100")]),
    ("/places/1100", []),
    ("/places/1100/places", []),
    ("/members/places/1100", []),
    ("/contents", [("filter", "place(/places/1100,/places/1101)"), ("count", "100")]),
    ("/deletedObjects/contents", []),
)


@pytest.fixture(scope="module")
def shapes():
    return json.loads(SHAPES.read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def jive():
    return bank.Jive(the_bank(), lambda: bank.FIRST_NIGHT)


def body(jive, path, asked):
    reply = jive.answer(PREFIX + path, asked)
    assert reply.status == 200
    return orjson.loads(reply.body)


@pytest.mark.parametrize(("path", "asked"), ASKED, ids=lambda value: str(value)[:40])
def test_what_the_bank_answers_is_shaped_like_a_recording(jive, shapes, path, asked):
    assert strangers(body(jive, path, asked), shapes) == []


def test_replies_likes_outcomes_and_versions_are_too(jive, shapes):
    roots = [root for root in the_bank().roots if root.answers and root.deleted_at > bank.FIRST_NIGHT][:300]
    lists = [f"/messages/contents/{root.content_id}" for root in roots if root.type == "discussion"]
    lists += [f"/contents/{root.content_id}/comments" for root in roots if root.type != "discussion"]
    lists += [f"/contents/{root.content_id}/{name}" for root in roots for name in ("likes", "outcomes")]
    lists += [f"/versions/{root.content_id}" for root in roots if root.type == "document"]

    assert [found for path in lists for found in strangers(body(jive, path, []), shapes)] == []


@pytest.mark.parametrize("file", sorted((ROOT / "fixtures/jive").glob("*/*.json")), ids=lambda file: file.stem)
def test_a_page_named_by_its_lesson_is_shaped_like_a_recording(file, shapes):
    page = json.loads(file.read_text(encoding="utf-8").removeprefix(SECURITY_LINE))

    assert [found for found in strangers(page, shapes)] == []

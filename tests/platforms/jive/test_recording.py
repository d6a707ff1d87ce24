import json
import re

import pytest

from cop_analytics import bank, shipped
from cop_analytics.platforms.jive.answers import SECURITY_LINE
from cop_analytics.platforms.jive.recording import record_pages
from cop_analytics.platforms.jive.scrubbing import Scrubber
from tests.platforms.jive.pages import CLOSED, Platform, Said, client, listed


@pytest.fixture(scope="module")
def recorded(tmp_path_factory):
    """Two communities of the bank, recorded as if they were real."""
    world = bank.Bank()
    folder = tmp_path_factory.mktemp("recorded")
    jive = bank.Jive(world, lambda: bank.FIRST_NIGHT, has_security_line=True)
    places = [place.place_id for community in world.communities[:2] for place in community.places]
    count = record_pages(client(jive), places, folder)
    return world, folder, count


def files(folder):
    return sorted(folder.rglob("*.json"))


def test_each_list_has_its_pages(recorded):
    _, folder, count = recorded

    assert len(files(folder)) == count
    assert {path.parent.name for path in files(folder)} >= {
        "version",
        "people",
        "places",
        "members",
        "contents",
        "messages",
        "comments",
        "likes",
        "outcomes",
    }


def test_of_a_private_group_nothing_more_is_asked_and_what_is_closed_is_left_out(tmp_path):
    platform = Platform(
        {
            "/places/1": Said(b'{"placeID": "1", "type": "group", "groupType": "PRIVATE"}'),
            "/places/2": Said(b'{"placeID": "2", "type": "group", "groupType": "OPEN"}'),
            "/members/places/2": CLOSED,
        }
    )

    record_pages(client(platform), ["1", "2"], tmp_path)

    assert not [path for path in platform.paths() if path.startswith(("/places/1/", "/members/places/1"))]
    assert not (tmp_path / "members").exists() and (tmp_path / "contents").exists()


def test_nothing_of_a_person_is_in_them(recorded):
    world, folder, _ = recorded
    text = "\n".join(file.read_text(encoding="utf-8") for file in files(folder))

    assert [secret for secret in bank.secrets(world) if secret in text] == []
    assert [str(person.id) for person in world.people if f'"{person.id}"' in text] == []


def test_the_security_line_stays_where_it_was(recorded):
    _, folder, _ = recorded

    assert {file.read_bytes().startswith(SECURITY_LINE + b"\n") for file in files(folder)} == {True}


def test_what_refers_to_each_other_still_does(recorded):
    _, folder, _ = recorded
    pages = [json.loads(file.read_text(encoding="utf-8").split("\n", 1)[1]) for file in files(folder)]
    contents = {item["contentID"] for page in pages for item in page.get("list", []) if "contentID" in item}
    answered = {
        re.search(r"/contents/(\d+)$", item["parent"])[1]
        for page in pages
        for item in page.get("list", [])
        if item.get("type") in ("message", "comment") and "/contents/" in item["parent"]
    }

    assert answered and answered <= contents


def test_the_shape_stays():
    [before] = listed("contents/discussion_of_2014")

    after = Scrubber().scrubbed({"list": [before]})["list"][0]

    assert after.keys() == before.keys()
    assert (after["type"], after["published"], after["question"]) == ("discussion", before["published"], True)


def test_a_scrubbed_body_tells_the_same_without_its_words():
    scrubber = Scrubber()
    [before] = listed("messages/mentions_in_any_case")

    text = scrubber.scrubbed(before)["content"]["text"]

    told = re.findall(r'data-objectId="(\d+)"', text)
    assert (len(told), {"2003", "2004"} & set(told)) == (2, set())
    assert "Name" not in text and "?" in text


@pytest.mark.parametrize(
    "fixture",
    sorted((shipped.folder("fixtures") / "jive").glob("*/*.json")),
    ids=lambda path: f"{path.parent.name}/{path.stem}",
)
def test_no_word_of_any_page_passes_that_nobody_knows_to_be_harmless(fixture):
    body = json.loads(fixture.read_bytes().removeprefix(SECURITY_LINE))

    text = json.dumps(Scrubber().scrubbed(body))

    assert [
        word
        for word in ("Ask", "Brook", "Cross", "Dune", "Early", "Invented", "moorings", "Harbour", "case")
        if word in text
    ] == []

"""The sixteen traps of Jive's API, most expensive first, each with a page that springs it."""

from urllib.parse import parse_qs, urlsplit

import orjson
import pytest
import responses

from cop_analytics.bank import FIRST_NIGHT as AT
from cop_analytics.errors import SecurityStop
from cop_analytics.platforms.batch import Reading
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.plan import Pull
from cop_analytics.platforms.transport import Limits
from tests.platforms.jive.recorded import API, URL, client, items, page, read_items, records, served

MESSAGES = "/messages/contents/1201"


def read(name: str, resource, one):
    body = page(name).removeprefix(b"throw 'allowIllegalResourceCall is false.';\n")
    return read_items(records(), orjson.loads(body)["list"], resource, one)


def contents(name: str) -> list[dict]:
    found, _, _ = read(name, resources.CONTENTS, lambda item: records().content(item, "1100"))
    return [dict(record.payload) for record in found]


def messages(name: str) -> list[dict]:
    found, _, _ = read(name, resources.MESSAGES, lambda item: records().message(item, "1201"))
    return [dict(record.payload) for record in found]


@responses.activate
def test_01_a_short_page_is_not_the_last():
    served(MESSAGES, "messages/short_page_with_next_1", "messages/short_page_with_next_2")

    assert [item["id"] for item in items(MESSAGES)] == ["1050", "1051", "1145"]


@responses.activate
def test_01_an_empty_page_with_a_next_link_is_not_the_last():
    served(MESSAGES, *(f"messages/empty_page_with_next_{number}" for number in (1, 2, 3)))

    assert [item["id"] for item in items(MESSAGES)] == ["1050", "1145"]


@responses.activate
def test_02_the_next_page_begins_where_the_window_ended_not_after_what_came():
    served(MESSAGES, "messages/short_page_with_next_1", "messages/short_page_with_next_2")

    items(MESSAGES)

    starts = [parse_qs(urlsplit(call.request.url).query)["startIndex"] for call in responses.calls]
    assert starts == [["0"], ["25"]]


@responses.activate
def test_03_a_next_link_on_a_foreign_host_stops_the_run_and_nothing_is_sent_there():
    served(MESSAGES, "messages/next_link_on_another_host")

    with pytest.raises(SecurityStop, match=r"foreign address, https://collector\.example"):
        items(MESSAGES)
    assert [urlsplit(call.request.url).hostname for call in responses.calls] == ["jive.bank.example"]


@responses.activate
def test_03_a_next_link_on_the_name_the_server_gives_itself_is_asked_on_ours():
    served(f"{URL}/api/version", "version/of_a_server_behind_a_proxy")
    served(MESSAGES, "messages/next_link_on_the_inner_host_1", "messages/next_link_on_the_inner_host_2")
    jive = client()

    jive.version()
    found = [item["id"] for each in jive.pages(MESSAGES) for item in each.items]

    assert found == ["1050", "1051"]
    assert {urlsplit(call.request.url).netloc for call in responses.calls} == {"jive.bank.example"}


def test_04_things_of_two_types_with_one_id_stay_two():
    assert [(each["content_id"], each["native_id"]) for each in contents("contents/ids_collide_across_types")] == [
        ("1201", "1005"),
        ("1301", "1005"),
    ]


def test_05_a_reply_moves_the_last_activity_and_not_updated():
    (thread,) = contents("contents/reply_does_not_touch_updated")

    assert thread["updated"] == "2025-08-24T13:27:58.875"
    assert thread["last_activity"] == "2025-08-25T13:31:56.316"


@responses.activate
def test_05_replies_are_found_by_the_activity_walk():
    served("/contents", *["contents/reply_does_not_touch_updated"] * 3)
    pull = Pull(client(), records(), ["1100"], {"places/1100/contents": Reading(None, AT)}, AT)

    list(pull._content_pages(["1100"], AT, AT))

    sorts = [parse_qs(urlsplit(call.request.url).query)["sort"][0] for call in responses.calls]
    assert sorts == ["dateCreatedAsc", "dateCreatedAsc", "latestActivityDesc"]


def test_06_a_version_is_counted_not_inferred_from_updated():
    versions = [each["version"] for each in contents("contents/updated_a_moment_after_published")]

    assert versions == [1, None]


def test_07_a_login_is_no_change_of_a_person():
    (person,), _, _ = read("people/login_moves_updated", resources.PEOPLE, records().person)

    assert person.updated_at is None
    assert "updated" not in person.payload


@responses.activate
def test_08_people_are_asked_with_their_fields_and_never_with_their_addresses():
    served("/people/@all", "people/login_moves_updated")

    list(client().pages("/people/@all", [("fields", resources.PEOPLE.asked)]))

    assert parse_qs(urlsplit(responses.calls[0].request.url).query)["fields"] == ["id,jive,location"]


def test_08_no_resource_asks_for_names_addresses_or_subjects():
    asked = {field for each in vars(resources).values() if isinstance(each, resources.Resource) for field in each.kept}

    assert (
        asked & {"name", "displayName", "emails", "subject", "phoneNumbers", "addresses", "photos", "status text"}
        == set()
    )


@responses.activate
def test_09_disabled_and_external_people_are_asked_for():
    responses.get(
        f"{API}/people/@all", body=page("people/profile_missing_and_disabled"), content_type="application/json"
    )
    pull = Pull(client(), records(), [], {}, AT)

    pull._people()

    query = parse_qs(urlsplit(responses.calls[0].request.url).query)
    assert query["filter"] == ["include-disabled(true)", "include-external(true)", "visible-only(false)"]
    (batch,) = [pull._crew._out.get_nowait()]
    assert batch.records[0].payload["enabled"] is False


@responses.activate
def test_10_a_space_has_no_members_its_followers_stand_in():
    served("/places/1200/followers", "followers/of_a_space")
    pull = Pull(client(), records(), [], {}, AT)

    pull._belonging("1200", is_group=False)

    batch = pull._crew._out.get_nowait()
    assert (batch.stream, [record.item_id for record in batch.records]) == ("followers", ["1200/p2001", "1200/p2004"])


@responses.activate
def test_11_a_places_blog_is_asked_for_with_it():
    served("/places/1200", "places/space")
    served("/places/1200/places", "places/blog_of_the_space")
    pull = Pull(client(), records(), [], {}, AT)

    pull._place("1200")

    batch = pull._crew._out.get_nowait()
    assert [(record.item_id, record.payload["parent_place_id"]) for record in batch.records] == [
        ("1200", None),
        ("1201", "1200"),
    ]


@pytest.mark.parametrize("name", ["messages/short_page_with_next_2", "messages/next_link_on_the_inner_host_2"])
@responses.activate
def test_12_the_security_line_is_stripped_where_it_stands(name):
    served(MESSAGES, name)

    assert len(items(MESSAGES)) == 1


def test_13_outcomes_are_those_set_not_those_one_may_set():
    assert [each["outcome_counts"] for each in contents("contents/outcomes_set_and_settable")] == [{"helpful": 2}]


def test_14_a_subject_is_dropped_escaped_or_not():
    (thread,) = contents("contents/subject_is_escaped")

    assert "subject" not in thread
    assert not any("why" in str(value) for value in thread.values())


@responses.activate
def test_15_single_contents_are_never_opened_so_no_view_is_counted():
    served("/contents", "contents/reply_does_not_touch_updated", "contents/reply_does_not_touch_updated")
    pull = Pull(client(), records(), ["1100"], {}, AT)

    pull._contents("1100", ["1100"])

    assert {urlsplit(call.request.url).path for call in responses.calls} == {"/api/core/v3/contents"}


def test_16_slow_answers_are_waited_for():
    assert Limits().read_seconds >= 60


@responses.activate
def test_a_body_without_a_charset_is_utf_8():
    body = '{"list":[{"id":"1","name":"Zoë’s desk"}],"itemsPerPage":25,"startIndex":0}'.encode()
    responses.get(f"{API}/places", body=body, content_type="application/json")

    assert items("/places")[0]["name"] == "Zoë’s desk"


def test_mentions_are_read_by_a_parser_in_any_case_and_once_each():
    (message,) = messages("messages/mentions_in_any_case")

    assert message["mentions"] == ["p2003", "p2004"]
    assert message["links"] == ["document/1044"]
    assert message["has_question_mark"] is True


def test_a_reply_to_what_one_may_not_see_keeps_its_parent_and_nobody_is_nobody():
    first, second = messages("messages/people_without_a_name")

    assert (first["author"], first["parent"]) == (None, "content/1201")
    assert (second["author"], second["parent"]) == ("p2002", "message/9999")


def test_a_comment_may_answer_a_comment():
    found, _, _ = read(
        "comments/parent_is_a_comment", resources.COMMENTS, lambda item: records().comment(item, "1301", "plain")
    )

    assert [record.payload["parent"] for record in found] == ["content/1301", "comment/1061"]


def test_one_broken_item_never_takes_its_page_with_it():
    found, rejects, _ = read(
        "contents/one_item_is_broken", resources.CONTENTS, lambda item: records().content(item, "1100")
    )

    assert [record.item_id for record in found] == ["1201"]
    assert [(reject.reason, reject.pointer) for reject in rejects] == [
        ("missing_field", "here#1"),
        ("bad_value", "here#2"),
    ]

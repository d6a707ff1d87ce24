import pytest

from cop_analytics.platforms.jive.mending import parsed


def page(*items: str) -> bytes:
    return ('{"itemsPerPage": 100, "list": [' + ", ".join(items) + '], "startIndex": 0}').encode()


GOOD = '{"id": "1", "tags": ["a]", "b}"], "parent": {"id": "0"}}'


def test_a_whole_page_is_read_as_it_is():
    assert parsed(page(GOOD)) == {
        "itemsPerPage": 100,
        "list": [{"id": "1", "tags": ["a]", "b}"], "parent": {"id": "0"}}],
        "startIndex": 0,
    }


@pytest.mark.parametrize(
    "poison",
    [
        '{"id": "2", "score": NaN}',
        '{"id": "2", "score": Infinity}',
        '{"id": "2", "score": 1e999}',
        '{"id": "2", "score": ' + "9" * 5000 + "}",
        '{"id": "2", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}",
        '{"id": "2", "deep": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}",
        '{"id": "2" "comma": "forgotten"}',
    ],
    ids=["NaN", "Infinity", "1e999", "5000 digits", "deep lists", "deep objects", "no comma"],
)
def test_a_poisoned_item_is_lost_alone(poison):
    body = parsed(page(GOOD, poison, '{"id": "3"}'))

    assert [item and item["id"] for item in body["list"]] == ["1", None, "3"]
    assert body["itemsPerPage"] == 100


def test_half_a_character_is_replaced_and_its_item_stays():
    body = parsed(page(r'{"id": "1", "tags": ["\ud83d\ude00 \ud800 x \\ud800 \udc00"]}', '{"id": "2"}'))

    assert [item["id"] for item in body["list"]] == ["1", "2"]
    assert body["list"][0]["tags"] == ["😀 � x \\ud800 �"]


def test_bytes_that_are_no_character_are_replaced():
    assert parsed(b'{"list": [{"id": "1", "tags": ["\xff\xfe"]}]}') == {"list": [{"id": "1", "tags": ["��"]}]}


@pytest.mark.parametrize("length", range(0, 110, 7))
def test_a_cut_page_is_no_page(length):
    assert parsed(page(GOOD, '{"id": "2", "score": NaN}')[:length]) is None


@pytest.mark.parametrize("text", [b"", b"[]", b"1", b'"list"', b"<html>", b"null"])
def test_what_is_no_object_is_nothing(text):
    assert parsed(text) is None


def test_of_a_name_that_stands_twice_the_last_counts():
    assert parsed(b'{"id": "1", "id": "2"}') == {"id": "2"}


def test_what_is_no_object_stands_where_it_stood_beside_a_poisoned_item():
    body = parsed(page(GOOD, "null", "5", '"a, word"', '["a", "list"]', '{"id": "2", "score": NaN}', '{"id": "3"}'))

    assert [item and item["id"] for item in body["list"]] == ["1", None, None, None, None, None, "3"]


def test_a_page_that_is_damaged_outside_its_items_is_no_page():
    assert parsed(page(GOOD).replace(b"100", b"NaN")) is None


def test_an_empty_list_beside_a_damaged_number_holds_nothing():
    assert parsed(b'{"list": [ ], "score": NaN}') is None

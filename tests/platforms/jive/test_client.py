import pytest

from cop_analytics.errors import NotVisible, PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop
from tests.platforms.jive.pages import JSON, NOW, PASSWORD, Platform, Said, client
from tests.platforms.jive.recorded import API
from tests.platforms.jive.recorded import page as recorded


def listed(body: str, **answers):
    return Platform({"/things": Said(body.encode()), **answers})


def walk(platform, page_size=2):
    return [item["id"] for page in client(platform, page_size=page_size).pages("/things") for item in page.items]


def page(start, *ids, link="", count=2):
    items = ", ".join(f'{{"id": "{number}"}}' for number in ids)
    links = f', "links": {{"next": "{link}"}}' if link else ""
    return f'{{"itemsPerPage": {count}, "startIndex": {start}, "list": [{items}]{links}}}'


def paged(*pages):
    """Pages by where they start; beyond them there is nothing."""
    by_start = {str(start): Said(page(start, *ids, link=link).encode()) for start, ids, link in pages}
    return Platform({"/things": lambda asked: by_start.get(asked["startIndex"][0], Said(page(0).encode()))})


def link(start, count=2):
    return f"{API}/things?count={count}&startIndex={start}"


def test_the_version_is_found_by_number():
    assert client(Platform({})).version() == "2016.3.8.1"


def test_the_version_is_asked_before_anybody_says_who_they_are():
    signed = []

    class Noted(Platform):
        def answer(self, path, parameters, headers):
            signed.append("authorization" in {name.lower() for name in headers})
            return super().answer(path, parameters, headers)

    jive = client(Noted({}))
    jive.version()
    list(jive.pages("/things"))

    assert signed == [False, True]


def test_a_server_without_v3_is_refused():
    with pytest.raises(PlatformRefused, match="no Jive that speaks API v3"):
        client(Platform({"/api/version": "version/without_v3"})).version()


@pytest.mark.parametrize("body", ["[]", '{"list": null}', '{"list": {}}', '{"items": []}'])
def test_an_answer_without_a_list_is_no_empty_list(body):
    with pytest.raises((PlatformIncomplete, PlatformRefused)):
        walk(listed(body))


def test_a_full_page_without_a_link_is_asked_beyond():
    assert walk(paged((0, "ab", ""), (2, "cd", ""), (4, "e", ""))) == ["a", "b", "c", "d", "e"]


def test_a_full_page_beyond_which_nothing_may_be_asked_is_the_last():
    """The oracle is RFC 9110 §15.5.1: a 4xx says that the question is wrong, not that more is there."""

    def things(asked):
        return Said(page(0, "a", "b").encode()) if asked["startIndex"] == ["0"] else Said(b'{"error": {}}', 400)

    assert walk(Platform({"/things": things})) == ["a", "b"]


def test_a_server_that_caps_the_page_is_followed_at_its_own_pace():
    platform = Platform(
        {
            "/things": lambda asked: Said(
                page(0, "a", "b", link=link(2), count=2).encode()
                if asked["startIndex"] == ["0"]
                else page(2, "c", count=2).encode()
            )
        }
    )

    assert walk(platform, page_size=100) == ["a", "b", "c"]


def test_a_link_that_leaps_is_not_leapt_after():
    platform = paged((0, "ab", link(1000)), (2, "c", ""))

    assert walk(platform) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("said", "echoed", "asked"),
    [
        ("?count=2&startIndex=1000", 50, 100),
        ("?count=100&startIndex=1000", 2, 100),
        ("?startIndex=1000", 9, 2),
        ("?count=2", 9, 9),
    ],
    ids=["the link says", "the answer says", "as asked for", "no place to go on is named"],
)
def test_the_next_page_begins_where_the_narrowest_window_ends(said, echoed, asked):
    platform = listed(page(0, "a", "b", link=said, count=echoed))
    pages = client(platform, page_size=asked).pages("/things")

    assert next(pages).next_start == 2


def test_a_link_to_itself_ends_the_walk():
    with pytest.raises(PlatformIncomplete, match="leads back to 0"):
        walk(paged((0, "ab", link(0))))


def test_a_link_back_and_forth_ends_the_walk():
    with pytest.raises(PlatformIncomplete, match="leads back to 0"):
        walk(paged((0, "ab", link(2)), (2, "cd", link(0))))


def test_the_same_page_for_ever_ends_the_walk():
    platform = Platform(
        {"/things": lambda asked: Said(page(0, "a", "b", link=link(int(asked["startIndex"][0]) + 2)).encode())}
    )

    with pytest.raises(PlatformIncomplete, match="in circles"):
        walk(platform)
    assert len(platform.requests) == 3


@pytest.mark.parametrize(("empty", "found"), [(3, ["a", "b"]), (4, None)], ids=["three", "four"])
def test_three_empty_pages_may_stand_between_two_that_are_not(empty, found):
    starts = [2 + 2 * number for number in range(empty)]
    platform = paged((0, "a", link(2)), *((start, "", link(start + 2)) for start in starts), (starts[-1] + 2, "b", ""))

    if found is None:
        with pytest.raises(PlatformIncomplete, match="empty pages in a row"):
            walk(platform)
    else:
        assert walk(platform) == found


FOREIGN = (
    "https://evil.example/api/core/v3/things?startIndex=2",
    "//evil.example/api/core/v3/things?startIndex=2",
    "http://jive.bank.example/api/core/v3/things?startIndex=2",
    "https://jive.bank.example:8443/api/core/v3/things?startIndex=2",
    "https://jive.bank.example.evil.example/api/core/v3/things?startIndex=2",
    "https://jive.bank.example@evil.example/api/core/v3/things?startIndex=2",
    "https://user:word@jive.bank.example/api/core/v3/things?startIndex=2",
    "https://jive.bank.example./api/core/v3/things?startIndex=2",
    "https://3232235777/api/core/v3/things?startIndex=2",
    "https://[::1]/api/core/v3/things?startIndex=2",
    "https://xn--jve-5ma.bank.example/api/core/v3/things?startIndex=2",
    "https:/\\\\evil.example/api/core/v3/things?startIndex=2",
    "\\\\\\\\evil.example/api/core/v3/things?startIndex=2",
    "javascript:alert(1)",
    "file:///etc/passwd?startIndex=2",
    "https://jive.bank.example/somewhere/else?startIndex=2",
    "https://jive.bank.example/api/core/v3\\r\\nHost: evil.example",
)
LINKS = [
    *(("next", foreign) for foreign in FOREIGN),
    *(
        ("reference", foreign) for foreign in FOREIGN if "/somewhere" not in foreign
    ),  # of a reference only the id is used
]


@pytest.mark.parametrize(("where", "foreign"), LINKS)
def test_a_foreign_address_ends_the_run_without_a_request(where, foreign):
    reference = f'{{"list": [{{"id": "1", "resources": {{"self": {{"ref": "{foreign}"}}}}}}]}}'
    platform = listed(page(0, "a", "b", link=foreign) if where == "next" else reference)

    with pytest.raises(SecurityStop):
        walk(platform)
    assert len(platform.requests) == 1


ELSEWHERE = Said(b'{"jiveCoreVersions": [{"version": 3}], "resources": {"self": {"ref": "https://evil.example/api"}}}')


def test_what_places_itself_elsewhere_is_not_asked_further():
    with pytest.raises(SecurityStop):
        client(Platform({"/api/version": ELSEWHERE})).version()
    with pytest.raises(SecurityStop):
        client(Platform({"/things": ELSEWHERE})).ask("/things")


@pytest.mark.parametrize(
    "near",
    [
        "?startIndex=2",
        "/api/core/v3/things?startIndex=2",
        "HTTPS://JIVE.bank.example:443/api/core/v3/things?startIndex=2",
    ],
)
def test_an_address_of_the_platform_itself_is_read(near):
    assert walk(paged((0, "ab", near), (2, "c", ""))) == ["a", "b", "c"]


@pytest.mark.parametrize(
    ("name", "status", "kind", "words"),
    [
        ("errors/content_missing", 404, NotVisible, "contentMissing (404)"),
        ("errors/comment_missing_without_code", 404, NotVisible, "not visible (404)"),
        ("errors/place_unknown", 404, NotVisible, "placeInvalidURI (404)"),
        ("errors/filter_invalid", 400, PlatformRefused, "filterInvalid (400)"),
        ("errors/filter_invalid", 200, PlatformRefused, "filterInvalid (400)"),
        ("errors/bad_refresh_token", 400, PlatformRefused, "invalid_grant (400)"),
        ("errors/session_not_ours", 409, PlatformRefused, "4026 (409)"),
    ],
)
def test_each_shape_of_an_error_is_understood(name, status, kind, words):
    platform = Platform({"/things": Said(recorded(name), status)})

    with pytest.raises(kind) as caught:
        client(platform).ask("/things")
    assert words in str(caught.value)


@pytest.mark.parametrize("status", [403, 404, 410, 501])
def test_what_may_not_be_seen_or_is_not_there_costs_nothing_else(status):
    with pytest.raises(NotVisible, match=rf"^/things: not visible \({status}\)$"):
        client(Platform({"/things": Said(b"{}", status)})).ask("/things")


def test_an_error_repeats_nothing_the_platform_said_of_people():
    body = b'{"error": {"status": 403, "code": "ada@bank.example", "message": "ada may not see My sick leave"}}'

    with pytest.raises(NotVisible) as caught:
        client(Platform({"/things": Said(body, 403)})).ask("/things")
    assert str(caught.value) == "/things: not visible (403)"


def test_an_error_never_repeats_a_secret():
    body = b'{"error": "' + PASSWORD.replace(" ", "_").encode() + b'"}'
    headers = {**JSON, "content-type": f"text/html; {PASSWORD}"}

    with pytest.raises(PlatformRefused) as caught:
        client(Platform({"/things": Said(body, 200, headers)})).ask("/things")
    assert PASSWORD not in str(caught.value)


@pytest.mark.parametrize("kind", ["text/html; charset=UTF-8", "application/json"])
def test_a_login_page_is_no_answer(kind):
    platform = Platform({"/things": Said(b"<html>Please log in</html>", 200, {"content-type": kind})})

    with pytest.raises(PlatformRefused, match="no JSON"):
        walk(platform)
    assert len(platform.requests) == 3


@pytest.mark.parametrize("held", ['{"list": [{"id": "a"}]}', '{"list": []}'])
def test_a_refusal_is_one_whatever_it_holds(held):
    platform = Platform({"/things": Said(held.encode(), 400)})

    with pytest.raises(PlatformRefused, match=r"without a code \(400\)"):
        walk(platform)
    assert len(platform.requests) == 1


def test_a_refusal_without_words_is_one_and_is_not_asked_for_again():
    platform = Platform({"/things": Said(b"Bad Request", 400, {"content-type": "text/plain; charset=utf-8"})})

    with pytest.raises(PlatformRefused, match=r"no JSON \(text/plain, status 400\)"):
        walk(platform)
    assert len(platform.requests) == 1


def test_terms_not_accepted_are_told_as_such():
    said = Said(b"{}", 403, {**JSON, "x-jive-tc": "/terms"})

    with pytest.raises(PlatformRefused, match="accept the platform's terms"):
        client(Platform({"/things": said})).ask("/things")


def test_an_empty_list_without_an_end_is_asked_for_again():
    said = [Said(b'{"list": []}'), Said(page(0, "a").encode())]
    platform = Platform({"/things": lambda asked: said.pop(0)})

    assert walk(platform) == ["a"]


def test_an_empty_list_that_says_more_than_that_is_one():
    platform = listed('{"list": [], "startIndex": 0}')

    assert (walk(platform), len(platform.requests)) == ([], 1)


def test_names_are_utf_8_without_anybody_saying_so():
    platform = listed('{"list": [{"id": "Zoë 海"}]}')

    assert walk(platform) == ["Zoë 海"]


def broken_at(*positions, count=8):
    """A server that fails at some positions of a list of `count` items, for ever."""

    def things(asked):
        start, width = int(asked["startIndex"][0]), int(asked["count"][0])
        if any(start <= position < start + width for position in positions):
            return Said(b'{"error": {"status": 500}}', 500)
        ids = "abcdefghijklmnop"[start : min(start + width, count)]
        return Said(
            page(start, *ids, link=link(start + width, width) if start + width < count else "", count=width).encode()
        )

    return Platform({"/things": things})


@pytest.mark.parametrize("position", range(8))
def test_one_item_the_server_cannot_show_is_lost_alone(position):
    pages = list(client(broken_at(position), page_size=8).pages("/things"))

    found = [item and item["id"] for page in pages for item in page.items]
    assert found == [None if at == position else name for at, name in enumerate("abcdefgh")]


def test_a_server_that_fails_at_everything_is_out():
    with pytest.raises(PlatformBusy):
        list(client(broken_at(*range(8)), page_size=8).pages("/things"))


@pytest.mark.parametrize("positions", [(2, 5), (2, 3)], ids=["apart", "beside each other"])
def test_two_items_a_server_cannot_show_are_a_server_that_fails(positions):
    """Else a server that is going down would be read as a list of nothing."""
    with pytest.raises(PlatformBusy):
        list(client(broken_at(*positions), page_size=8).pages("/things"))


def test_behind_an_item_that_cannot_be_shown_the_list_goes_on():
    pages = list(client(broken_at(7, count=12), page_size=8).pages("/things"))

    assert [item and item["id"] for page in pages for item in page.items] == [*"abcdefg", None, *"ijkl"]
    assert [page.at for page in pages] == [NOW, NOW]


def test_what_is_broken_is_asked_for_in_halves_twice_each_and_not_beyond_the_end():
    """By hand: eight are asked for until patience ends, then four, two and one twice each, and what is whole once."""
    platform = broken_at(0, count=3)

    list(client(platform, page_size=8).pages("/things"))

    asked = [(int(each["startIndex"][0]), int(each["count"][0])) for each in platform.asked("/things")]
    assert [each for each in asked if each != (0, 8)] == [*[(0, 4)] * 2, *[(0, 2)] * 2, *[(0, 1)] * 2, (1, 1), (2, 2)]


def test_a_list_of_one_page_is_walked_once():
    platform = paged((0, "a", ""))

    assert [len(page.items) for page in client(platform, page_size=2).settled("/things")] == [1]
    assert len(platform.requests) == 1


def test_a_longer_list_is_walked_until_nothing_new_comes():
    platform = paged((0, "ab", link(2)), (2, "c", ""))

    found = [[item["id"] for item in page.items] for page in client(platform, page_size=2).settled("/things")]

    assert found == [["a", "b"], ["c"], [], []]


def test_a_list_that_never_comes_to_rest_is_walked_three_times():
    there = [str(number) for number in range(5)]

    def things(asked):
        start = int(asked["startIndex"][0])
        there.insert(0, str(len(there)))
        return Said(page(start, *there[start : start + 2], link="" if start else link(2)).encode())

    platform = Platform({"/things": things})
    list(client(platform, page_size=3).settled("/things"))

    assert [asked["startIndex"][0] for asked in platform.asked("/things")] == ["0", "2"] * 3


def test_what_a_deletion_moved_past_the_window_is_found_by_the_next_walk():
    there = ["a", "b", "c", "d", "e"]

    def things(asked):
        start = int(asked["startIndex"][0])
        said = page(start, *there[start : start + 2], link=link(start + 2) if start + 2 < len(there) else "")
        if "a" in there:
            there.remove("a")
        return Said(said.encode())

    pages = client(Platform({"/things": things}), page_size=2).settled("/things")

    assert {item["id"] for page in pages for item in page.items} == {"a", "b", "c", "d", "e"}


def test_the_platforms_own_clock_comes_with_each_page():
    assert next(client(listed(page(0, "a"))).pages("/things")).at == NOW

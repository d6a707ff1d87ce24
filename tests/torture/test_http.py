"""F29–F43: connections that are cut, slow, foreign or in clear, and answers that are none."""

import json
import os
from pathlib import Path

import pytest
import responses

from cop_analytics.errors import (
    NotVisible,
    PlatformBusy,
    PlatformIncomplete,
    PlatformRefused,
    SecurityStop,
    SettingsError,
)
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.oauth import Refreshing
from cop_analytics.platforms.transport import Basic, Transport
from tests.platforms.jive.pages import CLOSED, EMPTY, JSON, Platform, Said, client, completed, pulled
from tests.platforms.jive.recorded import API
from tests.platforms.listener import Listener, said
from tests.platforms.test_wire import CUT, QUICK, WHOLE, dribble, transport
from tests.torture import answers

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", CUT)
def test_f29_an_answer_cut_short_is_asked_again_and_nothing_of_it_is_kept(kind):
    with Listener(CUT[kind], said(WHOLE)) as server:
        assert transport(server).get("/things").body == WHOLE
    with Listener(CUT[kind]) as server, pytest.raises(PlatformBusy):
        transport(server).get("/things")
    assert len(server.requests) == 6


def test_f30_an_empty_list_that_does_not_tell_its_end_is_asked_for_again():
    """Cut where it is valid JSON, without a length: the beginning of an answer looks like a whole one."""
    cut = b'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n\r\n{"list":[]}'
    whole = said(b'{"list":[{"id":"1"}],"itemsPerPage":100}')
    with Listener(cut, whole) as server:
        pages = Client(transport(server, QUICK)).pages("/things")
        assert [item["id"] for page in pages for item in page.items] == ["1"]


@pytest.mark.parametrize("kind", ["login page", "nothing, 204", "not json", "an array"])
def test_f31_a_login_page_is_never_an_empty_list(kind):
    assert {answers.outcome(kind, at) for at in range(3)} <= {"PlatformRefused", "PlatformIncomplete", "Broken"}


@pytest.mark.parametrize("kind", ["an error with 200", "no list", "list null", "list an object"])
def test_f32_an_error_with_status_200_is_an_error(kind):
    assert {answers.outcome(kind, at) for at in range(3)} <= {"PlatformRefused", "PlatformIncomplete", "Broken"}


def test_f33_a_storm_is_weathered_or_left_to_the_next_run():
    assert answers.g12([1], quick=True).holds


def test_f34_one_item_the_server_fails_at_for_ever_is_lost_alone():
    """Eight items to a page, the fifth breaks every window it lies in."""
    things = [{"id": str(n)} for n in range(8)]

    def asked_for(asked):
        start, count = int(asked["startIndex"][0]), int(asked["count"][0])
        if start <= 4 < start + count:
            return Said(b"", 500)
        body = {"list": things[start : start + count], "itemsPerPage": count}
        if start + count < len(things):
            body["links"] = {"next": f"{API}/things?count={count}&startIndex={start + count}"}
        return Said(json.dumps(body).encode())

    (page, *_) = client(Platform({"/things": asked_for}), page_size=8).pages("/things")
    assert [item and item["id"] for item in page.items] == ["0", "1", "2", "3", None, "5", "6", "7"]


@responses.activate
def test_f35_a_token_is_renewed_once_and_a_second_refusal_ends_the_run():
    responses.post("https://jive.bank.example/oauth2/token", json={"access_token": "new", "expires_in": 9})
    responses.get("https://jive.bank.example/things", status=401)
    credentials = Refreshing("client", "its secret", "refresh", keep=lambda token: None)
    ours = Transport("https://jive.bank.example", credentials, requests_per_second=1e6, sleep=lambda seconds: None)

    for _ in range(3):
        with pytest.raises(PlatformRefused, match="401"):
            ours.get("/things")
    assert [call.request.method for call in responses.calls] == ["POST", "GET", "POST", "GET"]


def test_f36_a_place_that_is_closed_costs_no_other():
    platform = Platform({"/places/1100": CLOSED, "/places/1200": "places/group"})

    batches = pulled(platform, ["1100", "1200"])

    assert [(origin, how) for origin, how, _ in completed(batches, "contents")] == [
        ("places/1200/contents", "everything")
    ]


@pytest.mark.parametrize("lead", [b"HTTP/1.1 200 OK\r\nX-Slow: ", said(b" " * 1000)[:-1000]], ids=["header", "body"])
def test_f37_one_byte_now_and_then_is_not_waited_for(lead):
    with Listener(dribble(lead)) as server, pytest.raises(PlatformBusy):
        transport(server, QUICK).get("/things")
    assert len(server.requests) == QUICK.tries


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_f38_a_redirect_is_never_followed(status):
    with Listener(said()) as other:
        abroad = said(b"", f"Location: {other.url}/things", status=f"{status} Elsewhere")
        with Listener(abroad) as server, pytest.raises(SecurityStop):
            transport(server).get("/things")
        home = said(b"", "Location: /login", status=f"{status} Elsewhere")
        with Listener(home) as server, pytest.raises(PlatformRefused):
            transport(server).get("/things")
    assert (other.connections, len(server.requests)) == (0, 1)


def test_f39_no_spelling_of_another_host_is_asked():
    assert answers.g14([1], quick=False).holds


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_f40_bad_tls_ends_the_run_before_a_byte_of_http():
    assert answers.g15([1], quick=False).holds


def test_f41_what_the_environment_says_is_not_read(monkeypatch, tmp_path):
    netrc = tmp_path / "netrc"
    netrc.write_text("default login eve password stolen")
    with Listener(said()) as proxy, Listener(said(WHOLE)) as server:
        for name in ("HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY", "http_proxy"):
            monkeypatch.setenv(name, proxy.url)
        monkeypatch.setenv("NETRC", str(netrc))
        for name in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE", "SSL_CERT_FILE"):
            monkeypatch.setenv(name, os.devnull)
        assert transport(server).get("/things").body == WHOLE
    assert (proxy.connections, "stolen" in "".join(server.requests)) == (0, False)
    assert Path(netrc).exists()


def test_f42_a_bomb_is_not_inflated():
    assert answers.g13([1], quick=True).holds


@pytest.mark.parametrize(
    "host",
    [
        "169.254.169.254",
        "[fe80::1]",
        "[::ffff:169.254.169.254]",
        "0xa9fea9fe",
        "2852039166",
        "0251.0376.0251.0376",
        "169.254.43518",
    ],
)
def test_f43_the_machines_own_neighbourhood_is_no_platform(host):
    with pytest.raises(SettingsError, match="link-local"):
        Transport(f"https://{host}", Basic("svc-analytics", "none"))


def test_g11_no_wrong_answer_makes_a_short_list():
    assert answers.g11([1], quick=True).holds


def test_errors_of_one_kind_are_told_apart():
    """What is not there, what is broken and what is empty are three things."""
    found = {
        "missing": Platform({"/things": Said(b'{"error": {"status": 404}}', 404)}),
        "broken": Platform({"/things": Said(b"", 500)}),
        "empty": Platform({"/things": EMPTY}),
    }
    told = {}
    for name, platform in found.items():
        try:
            told[name] = [len(page.items) for page in client(platform).pages("/things")]
        except (NotVisible, PlatformBusy, PlatformIncomplete) as error:
            told[name] = type(error).__name__

    assert (told, JSON["content-type"]) == (
        {"missing": "NotVisible", "broken": "Broken", "empty": [0]},
        "application/json",
    )

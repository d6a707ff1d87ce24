"""What a transport does with each kind of answer; nothing here leaves the process, nothing sleeps."""

from datetime import datetime

import pytest
import requests
import responses

from cop_analytics.errors import PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop
from cop_analytics.platforms.pace import Limits
from cop_analytics.platforms.transport import Basic, Bearer, Transport
from tests.platforms.test_pace import Time

HOST = "https://jive.bank.example"
THINGS = f"{HOST}/things"
PASSWORD = "a password nobody has"


@pytest.fixture
def jive():
    with responses.RequestsMock() as mock:
        yield mock


@pytest.fixture
def time():
    return Time()


def transport(time, credentials=None, **more):
    credentials = credentials or Basic("svc-analytics", PASSWORD)
    defaults = {"requests_per_second": 1e9, "clock": time.clock, "sleep": time.sleep, "jitter": lambda: 0.0}
    return Transport(HOST, credentials, **{**defaults, **more})


def slept(time):
    return [round(seconds) for seconds in time.slept if seconds > 0.01]


def test_an_answer_comes_with_status_headers_body_and_the_platforms_time(jive, time):
    jive.get(THINGS, body=b"{}", headers={"Date": "Tue, 06 Jan 2026 02:30:00 GMT", "X-JSL": "D=1"})

    answer = transport(time).get("/things", [("filter", "place(/places/1,/places/2)"), ("since", "a+b c")])

    assert (answer.status, answer.body, answer.headers["x-jsl"]) == (200, b"{}", "D=1")
    assert answer.at == datetime(2026, 1, 6, 2, 30)
    assert jive.calls[0].request.url == f"{THINGS}?filter=place(/places/1,/places/2)&since=a%2Bb+c"


def test_each_request_is_signed_and_asks_for_json(jive, time):
    jive.get(THINGS, body=b"{}")

    transport(time, Bearer("a token")).get("/things")

    sent = jive.calls[0].request.headers
    assert (sent["Authorization"], sent["Accept"], sent["Accept-Encoding"]) == (
        "Bearer a token",
        "application/json",
        "gzip",
    )


def test_what_needs_no_credentials_gets_none(jive, time):
    jive.get(THINGS, body=b"{}")

    transport(time).get("/things", signed=False)

    assert "Authorization" not in jive.calls[0].request.headers


def test_cookies_are_never_sent_back(jive, time):
    jive.get(THINGS, body=b"{}", headers={"Set-Cookie": "JSESSIONID=1; Path=/"})
    ours = transport(time)

    ours.get("/things")
    ours.get("/things")

    assert [call.request.headers.get("Cookie") for call in jive.calls] == [None, None]


def test_proxies_netrc_and_bundles_of_the_environment_are_ignored(jive, time, monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("default login eve password elsewhere")
    for name, value in (
        ("HOME", str(tmp_path)),
        ("NETRC", str(tmp_path / ".netrc")),
        ("HTTPS_PROXY", "http://evil.example:3128"),
        ("REQUESTS_CA_BUNDLE", "/nowhere"),
    ):
        monkeypatch.setenv(name, value)
    jive.get(THINGS, body=b"{}")

    transport(time, Bearer("a token")).get("/things")

    call = jive.calls[0].request
    assert call.headers["Authorization"] == "Bearer a token"
    assert (call.req_kwargs["proxies"], call.req_kwargs["verify"]) == ({}, True)


@pytest.mark.parametrize("status", [408, 425, 429, 502, 503, 504])
def test_an_outage_is_waited_for(jive, time, status):
    for _ in range(2):
        jive.get(THINGS, status=status)
    jive.get(THINGS, body=b"{}")

    assert transport(time).get("/things").body == b"{}"
    assert slept(time) == [1, 2]


def test_an_outage_is_not_waited_for_for_ever(jive, time):
    jive.get(THINGS, status=503)

    with pytest.raises(PlatformBusy, match="status 503 6 times"):
        transport(time).get("/things")
    assert slept(time) == [1, 2, 4, 8, 16]


def test_waiting_has_an_upper_bound(jive, time):
    jive.get(THINGS, status=503)

    with pytest.raises(PlatformBusy):
        transport(time, limits=Limits(tries=10)).get("/things")
    assert max(slept(time)) == 120


def test_a_fault_of_the_server_that_stays_comes_back_to_be_understood(jive, time):
    jive.get(THINGS, status=500)

    assert transport(time).get("/things").status == 500
    assert len(jive.calls) == 6


@pytest.mark.parametrize(
    ("said", "waited"),
    [
        ("60", 60),
        ("600", 600),
        ("0", 1),
        ("-5", 1),
        ("abc", 1),
        ("1.5", 1),
        ("", 1),
        ("Tue, 06 Jan 2026 02:31:30 GMT", 90),
        ("Tue, 06 Jan 2026 02:00:00 GMT", 1),
        ("²", 1),
    ],
)
def test_retry_after_is_honoured_where_it_can_be_read(jive, time, said, waited):
    jive.get(THINGS, status=429, headers={"Retry-After": said, "Date": "Tue, 06 Jan 2026 02:30:00 GMT"})
    jive.get(THINGS, body=b"{}")

    transport(time).get("/things")

    assert slept(time) == [waited]


@pytest.mark.parametrize("said", ["601", "1000000000", "Wed, 07 Jan 2026 02:30:00 GMT"])
def test_nobody_sleeps_longer_than_ten_minutes(jive, time, said):
    jive.get(THINGS, status=429, headers={"Retry-After": said, "Date": "Tue, 06 Jan 2026 02:30:00 GMT"})

    with pytest.raises(PlatformBusy) as caught:
        transport(time).get("/things")
    assert (slept(time), caught.value.retry_after > 600) == ([], True)


def test_a_connection_that_breaks_is_tried_again(jive, time):
    jive.get(THINGS, body=requests.ConnectionError("reset"))
    jive.get(THINGS, body=b"{}")

    assert transport(time).get("/things").body == b"{}"


def test_a_run_that_lasts_too_long_ends(jive, time):
    jive.get(THINGS, body=b"{}")
    ours = transport(time)
    ours.get("/things")
    time.now += 4 * 3600 + 1

    with pytest.raises(PlatformBusy, match="4 hours"):
        ours.get("/things")


@pytest.mark.parametrize("location", ["/login", f"{HOST}/login", "login", f"{HOST}:443/things"])
@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_at_home_is_refused(jive, time, location, status):
    jive.get(THINGS, status=status, headers={"Location": location})

    with pytest.raises(PlatformRefused, match="often a login or upgrade page"):
        transport(time).get("/things")
    assert len(jive.calls) == 1


@pytest.mark.parametrize(
    "location",
    [
        "https://evil.example/things",
        "//evil.example/things",
        "http://jive.bank.example/things",
        "https://jive.bank.example:8443/things",
        "https://jive.bank.example@evil.example/things",
        "\\\\evil.example",
    ],
)
def test_a_redirect_to_elsewhere_ends_the_run(jive, time, location):
    jive.get(THINGS, status=302, headers={"Location": location})

    with pytest.raises(SecurityStop, match="redirects to"):
        transport(time).get("/things")
    assert len(jive.calls) == 1


def test_an_alias_may_be_named_but_is_not_asked(jive, time):
    ours = transport(time, aliases=["http://inner.bank.example:8080"])

    ours.check_origin("http://inner.bank.example:8080/api")
    with pytest.raises(SecurityStop, match=r"platform\.aliases"):
        ours.check_origin("http://inner.bank.example:8081/api")
    jive.get(THINGS, status=302, headers={"Location": "http://inner.bank.example:8080/api"})
    with pytest.raises(SecurityStop):
        ours.get("/things")


def test_wrong_credentials_are_tried_once_and_never_again(jive, time):
    jive.get(THINGS, status=401)
    ours = transport(time)

    for _ in range(3):
        with pytest.raises(PlatformRefused, match="does not accept the credentials"):
            ours.get("/things")
    assert len(jive.calls) == 1


def test_what_is_forbidden_comes_back_to_be_understood(jive, time):
    jive.get(THINGS, status=403)

    assert transport(time).get("/things").status == 403
    assert len(jive.calls) == 1


def test_noise_is_asked_again_and_comes_back_at_last(jive, time):
    jive.get(THINGS, body=b"<html>")

    answer = transport(time).get("/things", is_usable=lambda answer: answer.body == b"{}")

    assert (answer.body, len(jive.calls), slept(time)) == (b"<html>", 3, [1, 2])


def test_after_a_stop_nothing_is_asked(jive, time):
    ours = transport(time)
    ours.stop()

    with pytest.raises(PlatformIncomplete, match="stopped"):
        ours.get("/things")


def test_no_secret_and_nothing_unprintable_gets_into_a_message(time):
    ours = transport(time)

    assert ours.redacted(f"not {PASSWORD}\r\n\x1b[31m" + "x" * 500)[:20] == "not …   [31mxxxxxxxx"
    assert len(ours.redacted("x" * 500)) == 200


def test_credentials_do_not_show_themselves():
    assert PASSWORD not in repr(Basic("svc", PASSWORD)) + repr(Bearer(PASSWORD))


def test_requests_are_counted(jive, time):
    jive.get(THINGS, status=503)
    jive.get(THINGS, body=b"{}")
    ours = transport(time)

    ours.get("/things")

    assert ours.request_count == 2

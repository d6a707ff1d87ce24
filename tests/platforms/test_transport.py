"""The transport over a real socket: what it refuses, what it waits for, what it never sends."""

import gzip
import http.server
import threading
from contextlib import contextmanager

import pytest

from cop_analytics.errors import PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop, SettingsError
from cop_analytics.platforms.oauth import Refreshing
from cop_analytics.platforms.transport import Basic, Bearer, Limits, RateLimit, Transport, origin_of
from tests.platform.server import PASSWORD, TOKEN, USER, JiveServer, Scripted

ME = "/api/core/v3/people/@me"


class Clock:
    """Time that passes only when somebody sleeps."""

    def __init__(self):
        self.now, self.slept = 0.0, []

    def __call__(self):
        return self.now

    def sleep(self, seconds):
        self.slept.append(round(seconds, 3))
        self.now += seconds


def transport(server, credentials=None, clock=None, **options):
    clock = clock or Clock()
    return Transport(
        server.url,
        credentials or Basic(USER, PASSWORD),
        requests_per_second=1e6,
        allow_insecure_loopback=True,
        sleep=clock.sleep,
        **options,
    )


@contextmanager
def asked_of(script=None, **options):
    with JiveServer.of_the_bank(script=script, **options) as server:
        yield server


def once(scripted):
    """A script that plays `scripted` for the first request and leaves the rest to the bank."""
    left = [scripted]
    return lambda request: left.pop() if left else None


def test_a_signed_request_is_answered():
    with asked_of() as server:
        answer = transport(server).get(ME)

    assert answer.status == 200
    assert answer.at == server.now


def test_wrong_credentials_are_refused_without_trying_again():
    with asked_of() as server, pytest.raises(PlatformRefused, match="does not accept the credentials"):
        transport(server, Basic(USER, "wrong")).get(ME)
    assert len(server.requests) == 1


def test_a_token_is_asked_for_first_and_the_new_refresh_token_is_kept():
    kept = []
    with asked_of() as server:
        signed = transport(server, Refreshing("app", "secret", "refresh-1", keep=kept.append))
        answers = [signed.get(ME).status, signed.get(ME).status]

    assert answers == [200, 200]
    assert kept == ["refresh-2"]
    assert [request.split("?")[0] for request in server.requests] == ["POST /oauth2/token", *[f"GET {ME}"] * 2]


def test_a_refresh_token_that_is_not_accepted_is_asked_for_once():
    with asked_of() as server, pytest.raises(PlatformRefused):
        transport(server, Refreshing("app", "secret", "stolen", keep=print)).get(ME)
    assert [request.split("?")[0] for request in server.requests] == ["POST /oauth2/token"]


@pytest.mark.parametrize(
    "fault",
    [
        Scripted(body=b'{"list":[]}' + b" " * 5000, cut=11),
        Scripted(reset=True),
        Scripted(status=503),
        Scripted(status=429, headers={"Retry-After": "7"}),
        Scripted(body=gzip.compress(b"{}" * 999)[:-9], headers={"Content-Encoding": "gzip"}),
    ],
    ids=["cut", "reset", "outage", "rate limit", "gzip without its end"],
)
def test_a_passing_fault_is_asked_again(fault):
    with asked_of(once(fault)) as server:
        answer = transport(server, Bearer(TOKEN)).get(ME)

    assert (answer.status, len(server.requests)) == (200, 2)


def test_an_outage_that_stays_ends_the_run():
    clock = Clock()
    with asked_of(lambda _: Scripted(status=503)) as server, pytest.raises(PlatformBusy, match="status 503 6 times"):
        transport(server, clock=clock).get(ME)
    assert len(server.requests) == 6


def test_a_retry_after_holds_for_everybody():
    clock = Clock()
    pace = RateLimit(10, clock=clock, sleep=clock.sleep)

    pace.wait()
    pace.pause(30)
    pace.wait()
    pace.wait()

    assert clock.slept == [30.0, 0.1]


@pytest.mark.parametrize("told", ["1000000000", "601"])
def test_nobody_waits_longer_than_a_run_may(told):
    with asked_of(lambda _: Scripted(status=429, headers={"Retry-After": told})) as server:
        with pytest.raises(PlatformBusy, match="longer than a run may"):
            transport(server).get(ME)
    assert len(server.requests) == 1


@pytest.mark.parametrize("told", ["-5", "abc", "1.5", ""])
def test_a_retry_after_nobody_can_read_is_a_back_off(told):
    with asked_of(once(Scripted(status=503, headers={"Retry-After": told}))) as server:
        assert transport(server).get(ME).status == 200


def test_a_redirect_to_another_host_is_a_security_stop_and_not_followed():
    with asked_of() as other, asked_of(lambda _: Scripted(302, {"Location": f"{other.url}/login"})) as server:
        with pytest.raises(SecurityStop, match="Redirects are not followed"):
            transport(server).get(ME)
    assert other.requests == []


def test_a_redirect_on_the_same_host_is_a_refusal():
    with asked_of(lambda _: Scripted(302, {"Location": "/login"})) as server:
        with pytest.raises(PlatformRefused, match="often a login or upgrade page"):
            transport(server).get(ME)
    assert len(server.requests) == 1


def test_a_body_that_inflates_beyond_bounds_is_not_read():
    bomb = gzip.compress(b" " * (8 << 20))
    with asked_of(lambda _: Scripted(body=bomb, headers={"Content-Encoding": "gzip"})) as server:
        with pytest.raises(PlatformIncomplete, match="inflates beyond bounds"):
            transport(server, limits=Limits(inflated_bytes=4 << 20)).get(ME)


def test_an_answer_that_trickles_is_given_up_as_a_whole():
    class Trickle(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            for _ in range(20):
                self.wfile.write(b" " * 70000)

        def log_message(self, *_):
            """Quiet."""

    ticking = iter(range(10**6))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Trickle) as slow:
        threading.Thread(target=slow.serve_forever, daemon=True).start()
        signed = Transport(
            f"http://127.0.0.1:{slow.server_port}",
            Bearer("t"),
            requests_per_second=1e6,
            allow_insecure_loopback=True,
            limits=Limits(request_seconds=3, tries=1),
            clock=lambda: float(next(ticking)),
            sleep=lambda _: None,
        )
        with pytest.raises(PlatformBusy, match="no whole answer"):
            signed.get("/")
        slow.shutdown()


def test_what_the_environment_says_about_proxies_and_passwords_is_not_read(monkeypatch, tmp_path):
    (tmp_path / ".netrc").write_text("default login somebody password else\n")
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    with asked_of() as server:
        assert transport(server).get(ME).status == 200


def test_no_secret_stands_in_a_message():
    with asked_of(lambda _: Scripted(status=503)) as server, pytest.raises(PlatformBusy) as raised:
        transport(server, Basic(USER, "open sesame")).get(ME, [("access_token", "hidden")])
    assert "open sesame" not in str(raised.value)
    assert "hidden" not in str(raised.value)


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/api",
        "//evil.example/api",
        "https://jive.bank.example@evil.example/api",
        "https://jive.bank.example.evil.example/api",
        "https://jive.bank.example:8443/api",
        "http://jive.bank.example/api",
        "https://jive.bank.example./api",
        "https://2130706433/api",
        "https://[::1]/api",
        "https://user:pass@jive.bank.example/api",
        "/\\evil.example/api",
        "javascript:alert(1)",
    ],
)
def test_a_foreign_link_is_never_trusted(link):
    with pytest.raises(SecurityStop):
        Transport("https://jive.bank.example", Bearer("t")).check_origin(link)


def test_a_listed_alias_is_trusted():
    signed = Transport("https://jive.bank.example", Bearer("t"), aliases=["http://inner.bank.example:8080"])

    signed.check_origin("http://inner.bank.example:8080/api/core/v3/contents?startIndex=25")
    signed.check_origin("/api/core/v3/contents")


@pytest.mark.parametrize("url", ["http://jive.bank.example", "http://169.254.169.254", "https://169.254.169.254"])
def test_an_unsafe_address_is_refused_before_anything_is_sent(url):
    with pytest.raises(SettingsError):
        Transport(url, Bearer("t"), allow_insecure_loopback=True)


def test_an_origin_is_written_out():
    assert origin_of("HTTPS://Jive.Bank.Example/path") == "https://jive.bank.example:443"

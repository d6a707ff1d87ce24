import threading
from datetime import datetime

import pytest

from cop_analytics.errors import PlatformRefused
from cop_analytics.platforms.connect import client_of
from cop_analytics.platforms.oauth import Refreshing
from cop_analytics.platforms.transport import Bearer, Transport
from cop_analytics.privacy.vault import Vault
from cop_analytics.settings import Platform
from tests.platforms.listener import Listener, said

SECRET, FIRST, SECOND = "client-secret-x", "refresh-token-1", "refresh-token-2"


class Bank:
    """A token end: knows one refresh token at a time, and one access token."""

    def __init__(self, *, rotates: bool = True, forbidden: bool = False) -> None:
        self.refresh, self.access, self.grants = FIRST, "access-0", 0
        self.rotates, self.forbidden = rotates, forbidden
        self.lock = threading.Lock()

    def answer(self, request: str) -> bytes:
        with self.lock:
            if request.startswith("POST /oauth2/token"):
                return self.token(request)
            if f"Bearer {self.access}\r\n" not in request:
                return said(b"{}", status="401 Unauthorized")
            return said(b"{}", status="403 Forbidden") if self.forbidden else said(b'{"ok": true}')

    def token(self, request: str) -> bytes:
        if f"refresh_token={self.refresh}" not in request:
            return said(b'{"error": "invalid_grant"}', status="400 Bad Request")
        self.grants += 1
        self.access = f"access-{self.grants}"
        self.refresh = f"refresh-token-{self.grants + 1}" if self.rotates else self.refresh
        return said(f'{{"access_token": "{self.access}", "refresh_token": "{self.refresh}"}}'.encode())


def listener(bank):
    server = Listener(lambda connection: connection.sendall(bank.answer(server.requests[-1])))
    return server


def transport(server, refresh=FIRST):
    kept: list[str] = []
    credentials = Refreshing("cop", SECRET, refresh, keep=kept.append)
    ours = Transport(server.url, credentials, requests_per_second=1e6, allow_insecure_loopback=True)
    return ours, kept


def kinds(server):
    return [request.split(" ", 2)[0] + " " + request.split(" ", 2)[1] for request in server.requests]


def test_a_token_is_asked_for_before_the_first_request():
    with listener(Bank()) as server:
        ours, kept = transport(server)

        assert ours.get("/things").body == b'{"ok": true}'
    assert kinds(server) == ["POST /oauth2/token", "GET /things"]
    assert kept == [SECOND]


def test_an_expired_token_is_renewed_once_and_the_request_repeated():
    bank = Bank()
    with listener(bank) as server:
        ours, kept = transport(server)
        ours.get("/things")
        bank.access = "another"

        assert ours.get("/things").body == b'{"ok": true}'
    assert kinds(server)[2:] == ["GET /things", "POST /oauth2/token", "GET /things"]
    assert kept == [SECOND, "refresh-token-3"]


def test_a_refresh_token_that_stays_is_not_kept_again():
    with listener(Bank(rotates=False)) as server:
        ours, kept = transport(server)
        ours.get("/things")

    assert kept == []


def test_a_refresh_token_that_is_refused_ends_the_run():
    with listener(Bank()) as server:
        ours, _ = transport(server, "long gone")

        with pytest.raises(PlatformRefused) as caught:
            ours.get("/things")
    assert kinds(server) == ["POST /oauth2/token"]
    assert "long gone" not in str(caught.value)


def test_what_stays_forbidden_with_a_fresh_token_is_forbidden_and_not_tried_for_ever():
    with listener(Bank(forbidden=True)) as server:
        ours, _ = transport(server)

        assert [ours.get("/things").status for _ in range(3)] == [403, 403, 403]
    assert kinds(server).count("POST /oauth2/token") == 2


def test_many_threads_renew_once():
    bank = Bank()
    with listener(bank) as server:
        ours, _ = transport(server)
        ours.get("/things")
        bank.access = "another"
        statuses: list[int] = []
        threads = [threading.Thread(target=lambda: statuses.append(ours.get("/things").status)) for _ in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()

    assert (statuses, bank.grants) == ([200] * 8, 2)


@pytest.mark.parametrize("body", [b"<html>", b"[]", b"{}", b"null"])
def test_a_login_page_is_no_token(body):
    answer = Listener(said(body), said(b"{}", status="401 Unauthorized"))
    with answer as server:
        ours, _ = transport(server)

        with pytest.raises(PlatformRefused, match="credentials"):
            ours.get("/things")


def test_the_token_request_is_signed_by_the_client_alone():
    with listener(Bank()) as server:
        transport(server)[0].get("/things")

    token = server.requests[0]
    assert "Authorization: Basic Y29wOmNsaWVudC1zZWNyZXQteA==" in token
    assert token.endswith("grant_type=refresh_token&refresh_token=refresh-token-1&client_id=cop")


def test_the_next_night_begins_with_the_token_the_platform_gave_last(tmp_path):
    """The configured one is worth nothing any more once the platform has replaced it (RFC 6749 §6)."""
    bank = Bank()
    with listener(bank) as server:
        of_the_bank = {"client_id": "cop", "client_secret": SECRET, "refresh_token": FIRST}
        platform = Platform(url=server.url, allow_insecure_loopback=True, **of_the_bank)
        for night in (5, 6):
            with Vault(tmp_path / "vault.duckdb") as vault:
                client = client_of(platform, vault, datetime(2026, 1, night))
                assert client.transport.get("/things").status == 200

    assert bank.grants == 2


@pytest.mark.parametrize(
    ("credentials", "header"),
    [
        ({"token": "a token"}, "Authorization: Bearer a token"),
        ({"username": "ada", "password": "a password"}, "Authorization: Basic YWRhOmEgcGFzc3dvcmQ="),
    ],
    ids=["token", "password"],
)
def test_who_asks_is_as_the_settings_say(tmp_path, credentials, header):
    with Listener(said(b"{}")) as server, Vault(tmp_path / "vault.duckdb") as vault:
        platform = Platform(url=server.url, allow_insecure_loopback=True, **credentials)
        client_of(platform, vault, datetime(2026, 1, 6)).transport.get("/things")

    assert header in server.requests[0]


def test_no_secret_is_repeated_whatever_the_platform_says():
    with listener(Bank()) as server:
        renewing, _ = transport(server)
        renewing.get("/things")
        bearer = Transport(server.url, Bearer("t-1"), allow_insecure_loopback=True)

    for secret in (SECRET, SECOND, "access-1", "Y29wOmNsaWVudC1zZWNyZXQteA=="):
        assert renewing.redacted(f"no {secret}") == "no …"
    assert bearer.redacted("no t-1") == "no …"

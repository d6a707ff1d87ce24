"""OAuth2 as Jive does it: an access token renewed by a refresh token, which may itself be replaced."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping, Sequence

import orjson

from cop_analytics.platforms.transport import Answer

TOKEN_PATH = "/oauth2/token"


class Refreshing:
    """A bearer token that is asked for when the platform first refuses, and again when it expires."""

    def __init__(self, client_id: str, client_secret: str, refresh_token: str, *, keep: Callable[[str], None]) -> None:
        self._client_id, self._client_secret = client_id, client_secret
        self._refresh_token, self._access_token, self._keep = refresh_token, "", keep

    def header(self) -> str:
        return f"Bearer {self._access_token}"

    def renewed(self, ask: Callable[[str, Mapping[str, str], Mapping[str, str]], Answer]) -> bool:
        """Ask once for a new access token; a new refresh token is handed to `keep` before it is used."""
        signed = b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._refresh_token,
            "client_id": self._client_id,
        }
        answer = ask(TOKEN_PATH, form, {"Authorization": f"Basic {signed}"})
        if answer.status != 200:
            return False
        grant = orjson.loads(answer.body)
        self._access_token = str(grant["access_token"])
        if (rotated := grant.get("refresh_token")) and rotated != self._refresh_token:
            self._keep(str(rotated))
            self._refresh_token = str(rotated)
        return True

    def secrets(self) -> Sequence[str]:
        return (self._client_secret, self._refresh_token, self._access_token)

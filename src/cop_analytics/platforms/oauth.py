"""OAuth2 as Jive does it: an access token renewed by a refresh token, which may itself be replaced."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence

import orjson

from cop_analytics.platforms.transport import Ask

TOKEN_PATH = "/oauth2/token"


class Refreshing:
    """A bearer token that is asked for before the first request and again when the platform refuses it.

    A new refresh token is handed to `keep` before it is used: the old one is worth nothing from then on.
    """

    def __init__(self, client_id: str, client_secret: str, refresh_token: str, *, keep: Callable[[str], None]) -> None:
        self._client_id, self._client_secret = client_id, client_secret
        self._refresh_token, self._access_token, self._keep = refresh_token, "", keep

    def header(self) -> str:
        return f"Bearer {self._access_token}" if self._access_token else ""

    def renewed(self, ask: Ask) -> bool:
        """Ask once for a new access token; False where the platform does not give one."""
        signed = b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode()
        form = {
            "grant_type": "refresh_token",
            "refresh_token": self._refresh_token,
            "client_id": self._client_id,
        }
        answer = ask(TOKEN_PATH, form, {"Authorization": f"Basic {signed}"})
        if answer.status != 200:
            return False
        try:
            grant = orjson.loads(answer.body)
            self._access_token = str(grant["access_token"])
        except (ValueError, KeyError, TypeError):
            return False  # a login page, for instance
        rotated = grant.get("refresh_token")
        if isinstance(rotated, str) and rotated and rotated != self._refresh_token:
            self._keep(rotated)
            self._refresh_token = rotated
        return True

    def secrets(self) -> Sequence[str]:
        signed = b64encode(f"{self._client_id}:{self._client_secret}".encode()).decode()
        return (self._client_secret, self._refresh_token, self._access_token, signed)

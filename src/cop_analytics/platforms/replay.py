"""A requests adapter that answers from memory: the way the demo reads a platform without a socket."""

from __future__ import annotations

import io
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol
from urllib.parse import parse_qsl, urlsplit

import requests
import urllib3
from requests.adapters import BaseAdapter

from cop_analytics.errors import PlatformRefused


class Said(Protocol):
    """What an answering platform returns."""

    @property
    def status(self) -> int: ...
    @property
    def headers(self) -> Mapping[str, str]: ...
    @property
    def body(self) -> bytes: ...


class Replay(BaseAdapter):
    """Hands each GET to `answer(path, parameters, headers)` instead of the network. Raises PlatformRefused for others."""

    def __init__(self, answer: Callable[[str, Sequence[tuple[str, str]], Mapping[str, str]], Said]) -> None:
        super().__init__()
        self._answer = answer

    def send(self, request: requests.PreparedRequest, *args: object, **kwargs: object) -> requests.Response:
        if request.method != "GET":
            raise PlatformRefused(f"A replayed platform answers GET alone, not {request.method}.")
        parts = urlsplit(request.url or "")
        said = self._answer(parts.path, parse_qsl(parts.query, keep_blank_values=True), request.headers)
        response = requests.Response()
        response.status_code = said.status
        response.headers = requests.structures.CaseInsensitiveDict(said.headers)
        response.raw = urllib3.HTTPResponse(io.BytesIO(said.body), status=said.status, preload_content=False)
        response.url = request.url or ""
        response.request = request
        return response

    def close(self) -> None:
        """Nothing is held."""

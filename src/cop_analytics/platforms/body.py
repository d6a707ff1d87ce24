"""The body of an answer, whole or not at all: bounded in time and size, complete by its own measure."""

from __future__ import annotations

import zlib
from collections.abc import Callable

import requests

from cop_analytics.errors import PlatformIncomplete

CHUNK = 1 << 16
RATIO_MATTERS_FROM = 1 << 20


def whole_body(response: requests.Response, *, most: int, ratio: int, is_late: Callable[[], bool]) -> bytes:
    """The inflated body of a streamed response, of at most `most` bytes and `ratio` times what was sent.

    Raises requests.ConnectionError where it was cut (a gzip stream has to end, a length to be met), requests.Timeout
    where `is_late` says so, PlatformIncomplete where it is beyond bounds.
    """
    declared = response.headers.get("Content-Length", "")
    length = int(declared) if declared.isdigit() else None
    encoding = response.headers.get("Content-Encoding", "identity").strip().lower()
    if encoding not in ("identity", "", "gzip", "x-gzip") or (length or 0) > most:
        raise PlatformIncomplete("The platform sent a body in a form or of a size nobody asked for. It was not read.")
    inflate = zlib.decompressobj(wbits=31) if "gzip" in encoding else None
    parts: list[bytes] = []
    received = inflated = 0
    while chunk := response.raw.read1(CHUNK, decode_content=False):
        received += len(chunk)
        bound = min(most, max(RATIO_MATTERS_FROM, received * ratio))
        if inflate is not None:
            chunk = inflate.decompress(chunk, bound - inflated + 1)
        inflated += len(chunk)
        if inflated > bound:
            raise PlatformIncomplete("The platform sent a body that inflates beyond bounds. It was not read.")
        parts.append(chunk)
        if is_late():
            break
    if is_late():
        raise requests.Timeout("the answer took too long as a whole")
    is_short = received < (length or 0) or (not received and _tells_no_end(response, length))
    if is_short or (inflate is not None and received and (not inflate.eof or inflate.unused_data)):
        raise requests.ConnectionError("the body was cut")
    return b"".join(parts)


def _tells_no_end(response: requests.Response, length: int | None) -> bool:
    """Whether only the end of the connection says that the body has ended; one of no bytes may have lost its headers."""
    return length is None and "Transfer-Encoding" not in response.headers and response.status_code == 200

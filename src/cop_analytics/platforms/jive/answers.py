"""What Jive's answers mean: an object, an error in one of three shapes, or no answer at all."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cop_analytics.errors import NotVisible, PlatformBusy, PlatformIncomplete, PlatformRefused, SecurityStop
from cop_analytics.platforms.jive import mending
from cop_analytics.platforms.transport import BROKEN, Answer, Transport

Json = dict[str, Any]

API = "/api/core/v3"
SECURITY_LINE = b"throw 'allowIllegalResourceCall is false.';"
BYTE_ORDER_MARK = b"\xef\xbb\xbf"
GONE = frozenset({403, 404, 410, 501})
CODE = re.compile(r"[A-Za-z_]{1,60}")


class Broken(PlatformBusy):
    """The server fails at this very request, again and again; others may do."""


def object_in(answer: Answer) -> Json | None:
    """The JSON object in a body, without Jive's security line; None where there is none."""
    if "json" not in answer.headers.get("content-type", "").lower():
        return None
    text = answer.body.lstrip().removeprefix(BYTE_ORDER_MARK).lstrip().removeprefix(SECURITY_LINE)
    return mending.parsed(text)


def is_whole(answer: Answer, body: Json | None) -> bool:
    """Whether this is an answer, and not the page of a login, an upgrade or a maintenance with status 200.

    An empty list that says nothing else, in an answer that does not tell its own end, may be the beginning of one.
    """
    if answer.status >= 400 or body is None:
        return answer.status >= 400
    tells_its_end = {"content-length", "transfer-encoding", "content-encoding"} & answer.headers.keys()
    return bool(tells_its_end) or body.get("list") != [] or len(body) > 1


def understood(path: str, answer: Answer, body: Json | None, transport: Transport) -> Json:
    """`body`, if it is the object that was asked for. Raises NotVisible, Broken or PlatformRefused with the reason.

    Of the platform's own words only its code is repeated: its messages quote titles and addresses.
    """
    if answer.status < 400 and body is not None and body.get("error") is None:
        return body
    status, code = _status(answer, body), transport.redacted(_code(body))
    if "x-jive-tc" in answer.headers:
        raise PlatformRefused(f"{path}: the account has to accept the platform's terms. Sign in once as it.")
    if status in GONE:
        raise NotVisible(f"{path}: {code or 'not visible'} ({status})", status)
    if status == BROKEN:
        raise Broken(f"{path}: the platform fails at this request ({status}). The next run asks again.")
    if body is None:
        kind = transport.redacted(answer.headers.get("content-type", "no type").partition(";")[0])
        raise PlatformRefused(
            f"{path}: the answer is no JSON ({kind}, status {answer.status}): often a login or maintenance page. "
            "Check platform.url and the account."
        )
    raise PlatformRefused(f"{path}: the platform refuses: {code or 'without a code'} ({status}).")


def _status(answer: Answer, body: Json | None) -> int:
    error = (body or {}).get("error")
    told = error.get("status") if isinstance(error, dict) else None
    return told if isinstance(told, int) and told >= 400 else answer.status


def _code(body: Json | None) -> str:
    """The code of an error: `contentMissing`, `invalid_grant`, `4026`; empty where it has none."""
    error = (body or {}).get("error")
    code = error.get("code") if isinstance(error, dict) else error or (body or {}).get("code")
    return str(code) if isinstance(code, int) or CODE.fullmatch(str(code or "")) else ""


def next_start(path: str, body: Mapping[str, Any], start: int, asked: int, transport: Transport) -> int | None:
    """Where the next page begins, None at the end.

    The server says whether there is more, never where to go. Never further than one window, as it was asked for or
    echoed, so that nothing is skipped; never by the number of items, of which those one may not see are left out.
    """
    links = body.get("links")
    link = links.get("next") if isinstance(links, dict) else None
    if not isinstance(link, str):
        return None
    check_link(link, transport)
    query = parse_qs(urlsplit(link).query)
    told = [_number(query.get(name, [""])[0]) for name in ("count", "startIndex")]
    echoed = body.get("itemsPerPage")
    windows = [asked, told[0], echoed if isinstance(echoed, int) else None]
    width = min(window for window in windows if window)
    following = min(start + width, told[1]) if told[1] is not None else start + width
    if following <= start:
        raise PlatformIncomplete(f"{path}: the next link leads back to {following}. The next run asks again.")
    return following


def check_link(link: str, transport: Transport) -> None:
    """A link may name the platform's own API alone. Raises SecurityStop."""
    transport.check_origin(link)
    address = link.partition("?")[0]
    if address and API not in address:
        raise SecurityStop("The platform's link leads out of its API. Nothing was sent there.")


def check_references(items: list[Json | None], transport: Transport) -> None:
    """What items say of themselves lies on the platform, too; the ids at the end of such addresses are used."""
    known = tuple(f"{scheme}://{rest}/" for scheme, rest in (origin.split("://") for origin in transport.origins))
    for item in items:
        for reference in _references(item):
            if not reference.startswith(known):
                transport.check_origin(reference)


def _references(item: Json | None) -> list[str]:
    if not isinstance(item, dict):
        return []
    found = [item.get("parent")]
    resources = item.get("resources")
    itself = resources.get("self") if isinstance(resources, dict) else None
    if isinstance(itself, dict):
        found.append(itself.get("ref"))
    return [reference for reference in found if isinstance(reference, str)]


def _number(text: str) -> int | None:
    return int(text) if text.isdecimal() and len(text) < 12 else None

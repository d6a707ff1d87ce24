"""Ask Jive for a page and understand what it says; walk its lists to their end.

The server says whether there is more, never where to go: of a next link only start and count are read.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from urllib.parse import parse_qs, urlsplit

import orjson

from cop_analytics.errors import NotVisible, PlatformIncomplete, PlatformRefused
from cop_analytics.platforms.transport import Answer, Parameters, Transport

API = "/api/core/v3"
SECURITY_LINE = b"throw 'allowIllegalResourceCall is false.';"
PAGE_SIZE = 100
EMPTY_PAGES_IN_A_ROW = 3
TRIES = 3
INSTANT = timedelta(milliseconds=1)
EARLIEST = datetime(2000, 1, 1)

Json = dict[str, object]


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. `next_start` is None at the end; `at` is the platform's clock."""

    items: Sequence[Json]
    start: int
    next_start: int | None
    at: datetime | None


class Client:
    """Jive's REST API v3, read-only."""

    def __init__(self, transport: Transport, *, page_size: int = PAGE_SIZE) -> None:
        self.transport = transport
        self.page_size = page_size

    def version(self) -> str:
        """The server's version; its own name for itself becomes a trusted origin. Needs no credentials.

        Raises PlatformRefused where there is no Jive, or none that speaks v3.
        """
        about = self.ask("/api/version", signed=False)
        versions = about.get("jiveCoreVersions")
        spoken = (
            [each.get("version") for each in versions if isinstance(each, dict)] if isinstance(versions, list) else []
        )
        if 3 not in spoken:
            raise PlatformRefused(
                f"{self.transport.origin}: this is no Jive that speaks API v3. Check platform.url; it is the address "
                "people see in the browser, without /api."
            )
        if isinstance(instance := about.get("instanceURL"), str):
            self.transport.trust(instance)
        return str(about.get("jiveVersion", "unknown"))

    def ask(self, path: str, parameters: Parameters = (), *, signed: bool = True) -> Json:
        """One JSON object. Raises NotVisible for 403 and 404, PlatformRefused for other refusals."""
        return self._asked(path, parameters, signed=signed)[0]

    def pages(self, path: str, parameters: Parameters = ()) -> Iterator[Page]:
        """Walk the list at `path` to its end: short and empty pages are not the last while there is a next link."""
        start: int | None = 0
        empty = 0
        while start is not None:
            page = self.page(path, parameters, start)
            empty = 0 if page.items else empty + 1
            if page.next_start is not None and page.next_start <= start:
                raise PlatformIncomplete(
                    f"{path}: the next link leads back to {page.next_start}. The next run asks again."
                )
            if empty > EMPTY_PAGES_IN_A_ROW:
                raise PlatformIncomplete(f"{path}: {empty} empty pages in a row, and still a next link.")
            yield page
            start = page.next_start

    def page(self, path: str, parameters: Parameters, start: int) -> Page:
        """The page of `path` that begins at `start`."""
        asked = [*parameters, ("count", str(self.page_size)), ("startIndex", str(start))]
        body, answer = self._asked(path, asked)
        items = body.get("list")
        if not isinstance(items, list):
            raise PlatformIncomplete(
                f"{path}: the answer holds no list. Nothing of it is kept; the next run asks again."
            )
        return Page(items, start, self._next_start(body, start), answer.at)

    def windows(
        self, path: str, parameters: Parameters, filter_name: str, since: datetime | None, until: datetime
    ) -> Iterator[Page]:
        """Pages of closed windows over `filter_name`, halved until each fits one page, oldest first.

        The last window stays open, so that what appears meanwhile is not missed. A window of one instant that does not
        fit is walked in order of creation.
        """
        spans: list[tuple[datetime, datetime | None]] = [(since or EARLIEST, None)]
        while spans:
            start, end = spans.pop()
            bounds = f"{filter_name}({_written(end)},{_written(start)})"
            asked = [*parameters, ("filter", bounds), ("sort", "dateCreatedAsc")]
            page = self.page(path, asked, 0)
            middle = _middle(start, end or until)
            if page.next_start is None:
                yield page
            elif middle is None:
                yield from self.pages(path, asked)
            else:
                spans += [(middle + INSTANT, end), (start, middle)]

    def _asked(self, path: str, parameters: Parameters, *, signed: bool = True) -> tuple[Json, Answer]:
        full = path if path.startswith("/api/") else API + path
        for _ in range(TRIES):
            answer = self.transport.get(full, parameters, signed=signed)
            body = _json(answer)
            if body is not None:
                _refuse_errors(path, answer, body)
                return body, answer
            if answer.status in (403, 404):
                raise NotVisible(f"{path}: {answer.status}", answer.status)
        raise PlatformRefused(
            f"{path}: the answer is no JSON ({answer.headers.get('content-type', 'no type')}, status {answer.status}): "
            "often a login or maintenance page. Check platform.url and the account."
        )

    def _next_start(self, body: Mapping[str, object], start: int) -> int | None:
        links = body.get("links")
        link = links.get("next") if isinstance(links, dict) else None
        if not isinstance(link, str):
            return None
        self.transport.check_origin(link)
        query = parse_qs(urlsplit(link).query)
        echoed = body.get("itemsPerPage")
        width = echoed if isinstance(echoed, int) and echoed > 0 else self.page_size
        told = query.get("startIndex", [""])[0]
        return int(told) if told.isdigit() else start + width


def _json(answer: Answer) -> Json | None:
    """The object in a body, without Jive's security line; None where there is no JSON object."""
    if "json" not in answer.headers.get("content-type", ""):
        return None
    text = answer.body.removeprefix(b"\xef\xbb\xbf").lstrip()
    if text.startswith(SECURITY_LINE):
        text = text[len(SECURITY_LINE) :]
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def _refuse_errors(path: str, answer: Answer, body: Mapping[str, object]) -> None:
    """Jive's three shapes of an error; its own message is quoted, it names things and no persons."""
    error = body.get("error")
    if answer.status < 400 and error is None:
        return
    if isinstance(error, dict):
        status, message = int(error.get("status") or answer.status), str(error.get("message", ""))
    else:
        status, message = answer.status, str(body.get("error_description") or error or body.get("message", ""))
    if status in (403, 404):
        raise NotVisible(f"{path}: {message} ({status})", status)
    raise PlatformRefused(f"{path}: the platform refuses: {message} ({status}).")


def _middle(start: datetime, end: datetime) -> datetime | None:
    """The instant that halves a window; None where it is one instant long."""
    half = (end - start) // 2
    middle = start + half - timedelta(microseconds=(start + half).microsecond % 1000)
    return middle if start <= middle < end - INSTANT or (middle == start and end > start) else None


def _written(moment: datetime | None) -> str:
    if moment is None:
        return "null"
    return f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}Z"

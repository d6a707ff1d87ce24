"""Ask Jive for a page, and walk its lists to their end."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from cop_analytics.errors import PlatformIncomplete, PlatformRefused
from cop_analytics.platforms.jive.answers import (
    API,
    Broken,
    Json,
    check_references,
    is_whole,
    next_start,
    object_in,
    understood,
)
from cop_analytics.platforms.transport import BROKEN, Answer, Parameters, Transport

PAGE_SIZE = 100
EMPTY_PAGES_IN_A_ROW = 3
SAME_PAGE_AGAIN = 2
MOST_PAGES = 100_000
MOST_WALKS = 3
MOST_WALKS_OF_AN_INSTANT, QUIET_WALKS = 60, 8
PROBES = 2
INSTANT = timedelta(milliseconds=1)
EARLIEST = datetime(2000, 1, 1)

Item = Json | None


@dataclass(frozen=True, slots=True)
class Page:
    """One page of a list. An item that cannot be read is None. `next_start` is None at the end; `at` is the
    platform's clock. `reached` is the moment up to which a list in windows has been read with this page, if it is known.
    """

    items: Sequence[Item]
    start: int
    next_start: int | None
    at: datetime | None
    reached: datetime | None = None


@dataclass
class _Walk:
    """What a walk has seen, so that a platform that never ends is not followed for ever."""

    path: str
    empty: int = 0
    again: int = 0
    looks: set[int] = field(default_factory=set)

    def check(self, page: Page) -> None:
        look = hash(tuple(_key(item) for item in page.items))
        self.empty = 0 if page.items else self.empty + 1
        self.again += bool(page.items) and look in self.looks
        self.looks.add(look)
        if page.next_start is not None and self.empty > EMPTY_PAGES_IN_A_ROW:
            raise PlatformIncomplete(f"{self.path}: {self.empty} empty pages in a row, and still a next link.")
        if self.again >= SAME_PAGE_AGAIN or len(self.looks) > MOST_PAGES:
            raise PlatformIncomplete(f"{self.path}: the list goes round in circles. The next run asks again.")


class Client:
    """Jive's REST API v3, read-only."""

    def __init__(self, transport: Transport, *, page_size: int = PAGE_SIZE) -> None:
        self.transport = transport
        self.page_size = page_size
        self.clock: datetime | None = None

    def version(self) -> str:
        """The server's version, asked without credentials. Its name for itself is a trusted origin, its time our `clock`.

        Raises PlatformRefused where there is no Jive, or none that speaks v3.
        """
        about, answer = self._asked("/api/version", (), signed=False)
        check_references([about], self.transport)
        self.clock = answer.at
        versions = about.get("jiveCoreVersions")
        told = versions if isinstance(versions, list) else []
        if 3 not in [each.get("version") for each in told if isinstance(each, dict)]:
            raise PlatformRefused(
                f"{self.transport.origin}: this is no Jive that speaks API v3. Check platform.url; it is the address "
                "people see in the browser, without /api."
            )
        if isinstance(instance := about.get("instanceURL"), str):
            self.transport.trust(instance)
        return self.transport.redacted(str(about.get("jiveVersion", "unknown")))

    def ask(self, path: str, parameters: Parameters = (), *, signed: bool = True) -> Json:
        """One JSON object. Raises NotVisible for 403, 404, 410 and 501, PlatformRefused for other refusals."""
        body, _ = self._asked(path, parameters, signed=signed)
        check_references([body], self.transport)
        return body

    def pages(self, path: str, parameters: Parameters = ()) -> Iterator[Page]:
        """Walk the list at `path` once: short and empty pages are not the last while there is a next link.

        Raises PlatformIncomplete where it does not end.
        """
        start: int | None = 0
        walk = _Walk(path)
        while start is not None:
            page = self._confirmed(path, parameters, self.page(path, parameters, start))
            walk.check(page)
            yield page
            start = page.next_start

    def settled(self, path: str, parameters: Parameters = ()) -> Iterator[Page]:
        """Walk a list until a walk shows nothing new; one of a single page cannot have shifted and is walked once.

        What is deleted meanwhile moves the rest towards the beginning, past the window that is asked for next. Later
        walks bring only items not seen before; the list may be busy, so the third is the last.
        """
        seen: set[object] = set()
        for walk in range(MOST_WALKS):
            before, pages = len(seen), 0
            for page in self.pages(path, parameters):
                pages += 1
                new = [item for item in page.items if not walk or _key(item) not in seen]
                seen.update(_key(item) for item in page.items)
                yield replace(page, items=new)
            if pages == 1 or (walk and len(seen) == before):
                return

    def page(self, path: str, parameters: Parameters, start: int) -> Page:
        """The page of `path` that begins at `start`, as wide as pages are."""
        try:
            return self._page(path, parameters, start, self.page_size)
        except Broken:
            return self._around_the_broken(path, parameters, start)

    def created(self, path: str, parameters: Parameters, since: datetime | None, until: datetime) -> Iterator[Page]:
        """Everything created from `since` on, in order of creation: each page is the first of what begins where one ended.

        A date of creation never changes, so nothing moves past a page, whatever is written or deleted meanwhile. An
        instant that does not fit a page is walked by itself; where a page is in no such order, windows are halved.
        """
        start = since or EARLIEST
        while True:
            asked = [*parameters, ("filter", f"creationDate(null,{written(start)})"), ("sort", "dateCreatedAsc")]
            page = self._confirmed(path, asked, self.page(path, asked, 0))
            if page.next_start is None:
                yield page
                return
            dates = _dates(page.items)
            if not dates or dates != sorted(dates) or dates[0] < start:
                yield from self.windows(path, parameters, "creationDate", start, until)
                return
            if dates[-1] > start:
                yield replace(page, reached=dates[-1])
                start = dates[-1]
            else:
                yield from self._instant(path, parameters, start)
                start += INSTANT

    def _instant(self, path: str, parameters: Parameters, moment: datetime) -> Iterator[Page]:
        """What was created at one instant, more than fits a page. The order of equals may change from page to page: it is
        walked until two walks look alike, or several in a row show nothing new.
        """
        bounds = f"creationDate({written(moment)},{written(moment)})"
        asked = [*parameters, ("filter", bounds), ("sort", "dateCreatedAsc")]
        seen: set[object] = set()
        before: list[object] = []
        quiet = 0
        for _ in range(MOST_WALKS_OF_AN_INSTANT):
            walked, known = [], len(seen)
            for page in self.pages(path, asked):
                walked += [_key(item) for item in page.items]
                yield replace(page, items=[item for item in page.items if item is None or _key(item) not in seen])
                seen.update(_key(item) for item in page.items)
            quiet = quiet + 1 if len(seen) == known else 0
            if walked == before or quiet == QUIET_WALKS:
                return
            before = walked

    def windows(
        self, path: str, parameters: Parameters, filter_name: str, since: datetime | None, until: datetime
    ) -> Iterator[Page]:
        """Pages of closed windows over `filter_name`, halved until each fits one page, oldest first.

        Whatever happens between two requests, nothing moves out of a window that is read at once. The last stays open,
        so that what appears meanwhile is not missed. An instant that does not fit is walked in order of creation.
        """
        spans: list[tuple[datetime, datetime | None]] = [(since or EARLIEST, None)]
        while spans:
            start, end = spans.pop()
            bounds = f"{filter_name}({written(end)},{written(start)})"
            asked = [*parameters, ("filter", bounds), ("sort", "dateCreatedAsc")]
            page = self._confirmed(path, asked, self.page(path, asked, 0))
            middle = _middle(start, end or until)
            if page.next_start is None:
                yield replace(page, reached=end)
            elif middle is None:
                yield from self.settled(path, asked)
            else:
                spans += [(middle + INSTANT, end), (start, middle)]

    def _asked(
        self, path: str, parameters: Parameters, *, signed: bool = True, tries: int | None = None
    ) -> tuple[Json, Answer]:
        full = path if path.startswith("/api/") else API + path
        bodies: list[Json | None] = []

        def is_usable(answer: Answer) -> bool:
            bodies.append(object_in(answer))
            return is_whole(answer, bodies[-1])

        answer = self.transport.get(full, parameters, signed=signed, is_usable=is_usable, tries=tries)
        body = object_in(answer) if answer.status == BROKEN else bodies[-1]
        return understood(path, answer, body, self.transport), answer

    def _page(self, path: str, parameters: Parameters, start: int, count: int, tries: int | None = None) -> Page:
        asked = [*parameters, ("count", str(count)), ("startIndex", str(start))]
        body, answer = self._asked(path, asked, tries=tries)
        items = body.get("list")
        if not isinstance(items, list):
            raise PlatformIncomplete(
                f"{path}: the answer holds no list. Nothing of it is kept; the next run asks again."
            )
        check_references(items, self.transport)
        return Page(items, start, next_start(path, body, start, count, self.transport), answer.at)

    def _confirmed(self, path: str, parameters: Parameters, page: Page) -> Page:
        """`page`, whose end is only believed where it is not full: a full one is followed by one more question."""
        if page.next_start is not None or len(page.items) < self.page_size:
            return page
        following = page.start + self.page_size
        try:
            beyond = self._page(path, parameters, following, self.page_size)
        except PlatformRefused:
            return page  # there is nothing to ask for beyond the end
        return replace(page, next_start=following) if beyond.items or beyond.next_start else page

    def _around_the_broken(self, path: str, parameters: Parameters, start: int) -> Page:
        """A page in halves, down to the one item the server cannot show: that one is None.

        Raises Broken where it is not one item that fails but the server.
        """
        items: list[Item] = []
        at, following, broken = None, None, 0
        spans = [(start, self.page_size)]
        while spans:
            begin, width = spans.pop()
            try:
                page = self._page(path, parameters, begin, width, PROBES)
            except Broken:
                broken += width == 1
                if broken > 1:
                    raise
                if width > 1:
                    spans += [(begin + width // 2, width - width // 2), (begin, width // 2)]
                    continue
                page = Page([None], begin, begin + 1, None)
            items += page.items
            at, following = page.at or at, page.next_start
            if following is None:
                break
        return Page(items, start, following, at)


def written(moment: datetime | None) -> str:
    """A moment as Jive's filters want it, `null` where a window is open."""
    return "null" if moment is None else f"{moment:%Y-%m-%dT%H:%M:%S}.{moment.microsecond // 1000:03d}+0000"


def _key(item: Item) -> object:
    """What tells an item of a list from its neighbours: ids are unique within a type alone."""
    if not isinstance(item, dict):
        return None
    return (str(item.get("type")), str(item.get("contentID") or item.get("placeID") or item.get("id")))


def _dates(items: Sequence[Item]) -> list[datetime]:
    """When the items of a page were created, in their order; those that do not say so are left out."""
    dates = []
    for item in items:
        text = item.get("published") if isinstance(item, dict) else None
        with suppress(ValueError):
            dates.append(datetime.fromisoformat(str(text)).replace(tzinfo=None))
    return dates


def _middle(start: datetime, end: datetime) -> datetime | None:
    """The instant that halves a window; None where it is one instant long."""
    if end <= start:
        return None
    middle = start + (end - start) // 2
    return middle - timedelta(microseconds=middle.microsecond % 1000)

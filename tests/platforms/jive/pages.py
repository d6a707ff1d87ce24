"""A small platform that answers with the pages of fixtures/jive, and one night's reading of it."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime

from cop_analytics.platforms.batch import Batch
from cop_analytics.platforms.jive.answers import object_in
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.jive.plan import Pull
from cop_analytics.platforms.replay import Replay
from cop_analytics.platforms.transport import Answer, Basic, Transport
from tests.platforms.jive.recorded import URL, page, records

JSON = {"content-type": "application/json", "date": "Tue, 06 Jan 2026 02:30:00 GMT"}
NOW = datetime(2026, 1, 6, 2, 30)
PASSWORD = "a password nobody has"

Asked = Mapping[str, list[str]]


def listed(name: str) -> list[dict[str, object]]:
    """The items of a page."""
    return object_in(Answer(200, JSON, page(name), None))["list"]


@dataclass
class Said:
    """One answer."""

    body: bytes
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=lambda: JSON)


EMPTY = Said(page("contents/nothing"))
CLOSED = Said(b'{"error": {"status": 403, "message": "Forbidden"}}', 403)
MISSING = Said(page("errors/content_missing"), 404)


class Platform:
    """Answers each path with a page, or with what a function of the parameters says; everything else is empty."""

    def __init__(self, answers: Mapping[str, Said | str | Callable[[Asked], Said | str]]) -> None:
        self._answers = {"/api/version": "version/cloud", **answers}
        self.requests: list[tuple[str, dict[str, list[str]]]] = []

    def answer(self, path: str, parameters: Sequence[tuple[str, str]], headers: Mapping[str, str]) -> Said:
        asked: dict[str, list[str]] = {}
        for name, value in parameters:
            asked.setdefault(name, []).append(value)
        path = path.removeprefix("/api/core/v3")
        self.requests.append((path, asked))
        said = self._answers.get(path, EMPTY)
        said = said(asked) if callable(said) else said
        return Said(page(said)) if isinstance(said, str) else said

    def paths(self) -> list[str]:
        return [path for path, _ in self.requests]

    def asked(self, path: str) -> list[dict[str, list[str]]]:
        return [asked for where, asked in self.requests if where == path]


def client(platform: Platform, *, page_size: int = 100) -> Client:
    """A client of `platform` for whom time does not pass."""
    transport = Transport(
        URL,
        Basic("svc-analytics", PASSWORD),
        requests_per_second=1e6,
        adapter=Replay(platform.answer),
        sleep=lambda seconds: None,
        jitter=lambda: 0.0,
    )
    return Client(transport, page_size=page_size)


def pulled(platform: Platform, places: Sequence[str] = ("1100",), **more) -> list[Batch]:
    """Everything one night brings, read by one thread so that the order is known."""
    known = more.pop("known", {})
    return list(Pull(client(platform), records(), places, known, NOW, threads=1, **more).batches())


def payloads(batches: Sequence[Batch], stream: str) -> list[Mapping[str, object]]:
    return [record.payload for batch in batches if batch.stream == stream for record in batch.records]


def ids(batches: Sequence[Batch], stream: str) -> list[str]:
    return [record.item_id for batch in batches if batch.stream == stream for record in batch.records]


def completed(batches: Sequence[Batch], stream: str) -> list[tuple[str, str, str | None]]:
    return [
        (batch.origin, batch.completes, batch.basis)
        for batch in batches
        if batch.stream == stream and batch.completes != "no"
    ]

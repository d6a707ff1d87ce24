"""Pages named by their lesson, behind `responses`: a client that meets them as it would meet a server."""

from pathlib import Path

import responses

from cop_analytics import shipped
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.jive.records import Profile, Records
from cop_analytics.platforms.transport import Basic, Transport

URL = "https://jive.bank.example"
API = f"{URL}/api/core/v3"


def page(name: str) -> bytes:
    """`fixtures/jive/<name>.json`, byte for byte."""
    return Path(shipped.folder("fixtures"), "jive", f"{name}.json").read_bytes()


def served(path: str, *names: str, status: int = 200, **options) -> None:
    """Answer GET `path` with these pages, one after the other."""
    for name in names:
        url = path if path.startswith("http") else f"{API}{path}"
        responses.get(url, body=page(name), status=status, content_type="application/json", **options)


def client(**options) -> Client:
    transport = Transport(
        URL, Basic("svc-analytics", "open sesame"), requests_per_second=1e6, sleep=no_sleep, **options
    )
    return Client(transport)


def no_sleep(seconds: float) -> None:
    """Time does not pass in these tests."""


def records(**options) -> Records:
    """Persons become `p<id>`; coarse words stay as they are."""
    profile = Profile(("Department",), ("Location",), ("Title",))
    return Records(
        lambda uid: f"p{uid}", lambda key: f"h{key}", lambda field, values: next(iter(values), None), profile, **options
    )


def read_items(reader: Records, items, resource, one):
    """(records, rejects, fields nobody has decided about) of some items."""
    batch = reader.read("things", items, "here", resource, one)
    return batch.records, batch.rejects, batch.dropped_fields


def items(path: str, **options) -> list[dict]:
    return [item for each in client(**options).pages(path) for item in each.items]

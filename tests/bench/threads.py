"""How much faster eight threads read than one, where every answer takes its time."""

import time

from cop_analytics import bank
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.jive.plan import Pull
from cop_analytics.platforms.transport import Basic, Transport
from tests.platform.server import PASSWORD, USER, JiveServer
from tests.platforms.jive.recorded import records

LATENCY = 0.15
PLACES = ("1110",)


def seconds(threads: int) -> tuple[float, int]:
    with JiveServer.of_the_bank(latency=LATENCY) as server:
        transport = Transport(server.url, Basic(USER, PASSWORD), requests_per_second=1e6, allow_insecure_loopback=True)
        pull = Pull(Client(transport), records(), PLACES, {}, bank.FIRST_NIGHT, threads=threads)
        begun = time.monotonic()
        for _ in pull.batches():
            pass
        return time.monotonic() - begun, transport.request_count


def ratio() -> str:
    many, count = seconds(8)
    one, _ = seconds(1)
    return f"{one / many:.1f} times ({count} requests: {one:.0f} s and {many:.1f} s)"

from dataclasses import dataclass, field

import pytest

from cop_analytics.errors import PlatformRefused
from cop_analytics.platforms.replay import Replay
from cop_analytics.platforms.transport import Basic, Transport


@dataclass
class Said:
    body: bytes = b'{"said": "yes"}'
    status: int = 200
    headers: dict[str, str] = field(default_factory=lambda: {"Content-Type": "application/json"})


def test_a_request_reaches_the_answer_as_path_and_parameters():
    heard = []

    def answer(path, parameters, headers):
        heard.append((path, list(parameters), headers["Accept"]))
        return Said()

    ours = Transport("https://jive.bank.example", Basic("a", "b"), adapter=Replay(answer), requests_per_second=1e6)

    assert ours.get("/things", [("filter", "place(/places/1)"), ("filter", "since(a+b)")]).body == b'{"said": "yes"}'
    assert heard == [("/things", [("filter", "place(/places/1)"), ("filter", "since(a+b)")], "application/json")]


def test_a_replayed_platform_takes_nothing():
    ours = Transport("https://jive.bank.example", Basic("a", "b"), adapter=Replay(lambda *_: Said()))

    with pytest.raises(PlatformRefused, match="GET alone"):
        ours._post_form("/oauth2/token", {}, {})

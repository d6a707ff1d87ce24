"""Answers that are poisoned, cut, endless, foreign or badly secured: what of them is let in, and what it costs."""

import gzip
import json
import random
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from functools import partial
from pathlib import Path

from cop_analytics.errors import CopAnalyticsError, PlatformBusy, PlatformIncomplete, SecurityStop
from cop_analytics.platforms.jive import resources
from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.pace import Limits
from cop_analytics.platforms.replay import Replay
from cop_analytics.platforms.transport import Basic, Transport
from tests.platforms.jive.pages import JSON, Said
from tests.platforms.jive.recorded import URL, read_items, records
from tests.platforms.listener import Listener, said
from tests.platforms.test_wire import CUT, bomb, certificate, context, head, transport
from tests.torture.figures import Figure

GOOD = {"type": "discussion", "published": "2026-01-05T09:00:00.000+0000", "updated": "2026-01-05T09:00:00.000+0000"}
LATEST = datetime(2026, 1, 7)

REJECTED = {
    "NaN": '{"contentID": "%s", "score": NaN}',
    "infinity": '{"contentID": "%s", "score": -Infinity}',
    "endless exponent": '{"contentID": "%s", "score": 1e999}',
    "five thousand digits": '{"contentID": "%s", "score": ' + "9" * 5000 + "}",
    "a hundred thousand lists": '{"contentID": "%s", "deep": ' + "[" * 100_000 + "]" * 100_000 + "}",
    "fifty thousand objects": '{"contentID": "%s", "deep": ' + '{"a":' * 50_000 + "1" + "}" * 50_000 + "}",
    "no comma": '{"contentID": "%s" "type": "discussion"}',
    "nothing": "null",
    "a number": "%s",
    "a word": '"%s"',
    "a list": '["%s"]',
    "no type": '{"contentID": "%s", "published": "2026-01-05T09:00:00.000+0000"}',
    "no id": '{"type": "discussion", "published": "2026-01-05T09:00:00.000+0000", "x": "%s"}',
}
WRONG_FIELDS: dict[str, dict[str, object]] = {
    "no published": {"published": None},
    "published a number": {"published": 1767225600000},
    "published a word": {"published": "yesterday"},
    "published empty": {"published": ""},
    "year nought": {"published": "0000-00-00T00:00:00.000+0000"},
    "30 February": {"published": "2026-02-30T00:00:00.000+0000"},
    "published in 9999": {"published": "9999-12-31T23:59:59.999+0000"},
    "published in 1901": {"published": "1901-01-01T00:00:00.000+0000"},
    "updated in 2999": {"updated": "2999-01-01T00:00:00.000+0000"},
    "updated no time": {"updated": {}},
    "id a list": {"contentID": ["1"]},
    "id a truth": {"contentID": True},
    "id nothing": {"contentID": "", "resources": None},
    "tags a number": {"tags": 5},
    "outcomes a list": {"outcomeCounts": ["helpful"]},
    "body a word": {"content": "words"},
}
KEPT: dict[str, dict[str, object]] = {
    "half a character": {"tags": ["\\ud800"]},
    "a null character": {"tags": ["a\x00b"]},
    "a noncharacter": {"tags": ["\uffff"]},
    "right to left": {"tags": ["a\u202eb"]},
    "an unknown field": {"shoeSize": 43},
    "an id as a number": {},
    "an id beyond 2^63": {},
    "a huge body": {"content": {"text": "word " * 200_000}},
    "a nested body": {"content": {"text": "<div>" * 50_000 + "why?"}},
    "a guest as author": {"author": {"id": "-1"}},
    "an author without id": {"author": {"displayName": "ada"}},
}


def item(number: int, kind: str) -> str:
    """One item of a page as it comes over the wire."""
    if kind in REJECTED:
        return REJECTED[kind] % number if "%s" in REJECTED[kind] else REJECTED[kind]
    own: dict[str, object] = {"contentID": str(number), **GOOD, **WRONG_FIELDS.get(kind, {}), **KEPT.get(kind, {})}
    if kind == "an id as a number":
        own["contentID"] = number
    if kind == "an id beyond 2^63":
        own["contentID"] = str(2**63 + number)
    text = json.dumps({name: value for name, value in own.items() if value is not None})
    return text.replace("\\\\ud800", "\\ud800")


def poisoned(seed: int, count: int, each: int) -> tuple[int, int, int, int]:
    """(good items, good that came through, hostile items, hostile rejected or kept as they should)."""
    chance = random.Random(seed)
    kinds = [kind for kind in (*REJECTED, *WRONG_FIELDS, *KEPT) for _ in range(each)]
    wanted = [(number, "good") for number in range(count)] + [(count + n, kind) for n, kind in enumerate(kinds)]
    chance.shuffle(wanted)
    good = right = 0
    reader = records(latest=LATEST)
    for start in range(0, len(wanted), 100):
        page = wanted[start : start + 100]
        body = '{"list": [' + ", ".join(item(*one) for one in page) + "]}"
        got = _client({"/things": Said(body.encode(), headers=JSON)}).page("/things", (), 0)
        one = partial(reader.content, asked_place_id="1100")
        kept, rejects, _ = read_items(reader, got.items, resources.CONTENTS, one)
        ids = {record.item_id for record in kept}
        good += sum(str(number) in ids for number, kind in page if kind == "good")
        right += sum(_is_right(number, kind, ids) for number, kind in page if kind != "good")
        assert len(kept) + len(rejects) == len(page)
    return count, good, len(kinds), right


def _is_right(number: int, kind: str, ids: set[str]) -> bool:
    name = str(2**63 + number) if kind == "an id beyond 2^63" else str(number)
    return (name in ids) == (kind in KEPT)


def _client(answers: dict[str, Said], limits: Limits | None = None) -> Client:
    def answer(path: str, parameters, headers) -> Said:
        return answers[path.removeprefix("/api/core/v3")]

    more = {"requests_per_second": 1e6, "sleep": lambda seconds: None, "jitter": lambda: 0.0, "limits": limits}
    return Client(Transport(URL, Basic("svc-analytics", "none"), adapter=Replay(answer), **more))


def g9(seeds: Sequence[int], quick: bool) -> Figure:
    """Hostile items among good ones: each rejected or kept by itself, the good all kept."""
    counts = [poisoned(seed, 1000 if quick else 20_000, 1 if quick else 5) for seed in seeds]
    good, kept, hostile, right = (sum(column) for column in zip(*counts, strict=True))
    kinds = len(REJECTED) + len(WRONG_FIELDS) + len(KEPT)
    figure = (
        f"{kept} of {good} good items kept; {right} of {hostile} hostile ones of {kinds} kinds treated as specified"
    )
    return Figure(
        "G9", "poison: good items all kept, hostile ones treated as specified", figure, (kept, right) == (good, hostile)
    )


PAGES = ([str(n) for n in range(100)], [str(n) for n in range(100, 200)], [str(n) for n in range(200, 230)])


def page_bytes(number: int) -> bytes:
    body: dict[str, object] = {
        "itemsPerPage": 100,
        "startIndex": number * 100,
        "list": [{"id": n} for n in PAGES[number]],
    }
    if number < 2:
        body["links"] = {"next": f"/api/core/v3/things?count=100&startIndex={(number + 1) * 100}"}
    return json.dumps(body).encode()


WRONG: dict[str, bytes] = {
    "no list": said(b'{"items": []}'),
    "list null": said(b'{"list": null}'),
    "list an object": said(b'{"list": {}}'),
    "an array": said(b"[]"),
    "an error with 200": said(b'{"error": {"status": 500, "message": "x"}}'),
    "login page": said(b"<html>sign in</html>").replace(b"application/json", b"text/html"),
    "nothing, 204": said(b"", status="204 No Content"),
    "not json": said(b"{"),
    "400": said(b'{"error": {"status": 400, "code": "filterInvalid"}}', status="400 Bad Request"),
    "404": said(b'{"error": {"status": 404, "code": "contentMissing"}}', status="404 Not Found"),
    "410": said(b"{}", status="410 Gone"),
    "503 for ever": said(b"", status="503 Service Unavailable"),
    "502 with html": said(b"<html>", status="502 Bad Gateway"),
    "a link to itself": said(
        b'{"list": [{"id": "0"}], "links": {"next": "/api/core/v3/things?count=100&startIndex=0"}}'
    ),
    "a foreign link": said(
        b'{"list": [{"id": "0"}], "links": {"next": "https://evil.example/api/core/v3/things?startIndex=9"}}'
    ),
    "a redirect home": said(b"", "Location: /login", status="302 Found"),
    "a redirect abroad": said(b"", "Location: https://evil.example/", status="302 Found"),
    "another encoding": said(b"x", "Content-Encoding: br"),
    "two gigabytes announced": head(f"Content-Length: {2 << 30}") + b"{",
}
QUICK = Limits(connect_seconds=2, read_seconds=2, request_seconds=1, tries=3)


def outcome(kind: str, at: int) -> str:
    """What becomes of a list whose page `at` is answered wrongly, once for cuts, for ever for others."""
    wrong = CUT[kind] if kind in CUT else WRONG[kind]
    before = [said(page_bytes(number)) for number in range(at)]
    after = [said(page_bytes(number)) for number in range(at, 3)]
    scripts = [*before, wrong, *after] if kind in CUT else [*before, wrong]
    with Listener(*scripts) as server:
        client = Client(transport(server, QUICK))
        try:
            found = [each["id"] for page in client.pages("/things") for each in page.items]
        except CopAnalyticsError as error:
            return type(error).__name__
    return "whole" if found == [*PAGES[0], *PAGES[1], *PAGES[2]] else f"SHORT {len(found)}"


def g11(seeds: Sequence[int], quick: bool) -> Figure:
    """Thirty kinds of wrong answers at the first, a middle, the last page: whole after a cut, else an error, never short."""
    kinds = [*CUT, *WRONG]
    outcomes = {(kind, at): outcome(kind, at) for kind in kinds[:: 5 if quick else 1] for at in range(3)}
    wrong = [
        f"{kind} at {at}: {got}"
        for (kind, at), got in outcomes.items()
        if (got == "whole") != (kind in CUT) or "SHORT" in got
    ]
    told = ", ".join(f"{count} {name}" for name, count in sorted(Counter(outcomes.values()).items()))
    figure = "; ".join([f"{len(outcomes) - len(wrong)} of {len(outcomes)} right: {told}", *wrong[:5]])
    return Figure("G11", "wrong answers × first, middle, last page: never a short list", figure, not wrong)


RETRY_AFTER = ("0", "60", "Tue, 06 Jan 2026 02:31:00 GMT", "-5", "abc", "1.5", "1000000000")


def g12(seeds: Sequence[int], quick: bool) -> Figure:
    """A third of all answers are 429 or 503, with whatever Retry-After; time passes only where somebody sleeps."""
    told, holds = [], True
    for seed in seeds:
        chance, slept, clock, asked = random.Random(seed), [], [0.0], [0]

        def sleep(seconds: float, slept=slept, clock=clock) -> None:
            slept.append(seconds)
            clock[0] += seconds

        def answer(path: str, parameters, headers, chance=chance, asked=asked) -> Said:
            asked[0] += 1
            if chance.random() < 0.3:
                said_after = chance.choice(RETRY_AFTER[:-1])
                return Said(b"", chance.choice([429, 503]), {**JSON, "retry-after": said_after})
            return Said(b'{"list": [], "x": 1}', headers=JSON)

        count = 200 if quick else 2000
        paced = Transport(
            URL, Basic("svc-analytics", "none"), adapter=Replay(answer), requests_per_second=5, sleep=sleep,
            clock=lambda clock=clock: clock[0], limits=Limits(run_seconds=1e9),
        )  # fmt: skip
        lost = 0
        for _ in range(count):
            try:
                paced.get("/things")
            except PlatformBusy:
                lost += 1
        told.append(f"{asked[0] / count:.2f} × requests, longest sleep {max(slept):.0f} s, {lost} of {count} given up")
        holds = holds and asked[0] <= 1.6 * count and max(slept) <= 600
    endless = _client({"/things": Said(b"", 503, {**JSON, "retry-after": RETRY_AFTER[-1]})})
    try:
        list(endless.pages("/things"))
    except PlatformBusy as error:
        told.append(f"Retry-After 10^9: {type(error).__name__} at once")
    return Figure("G12", "storms: ≤ 1.6 × requests, no sleep beyond 600 s", "; ".join(told), holds)


HOSTILE_SIZES = ("plain", "bomb", "bomb in bombs", "two gigabytes", "sixty-five megabytes", "a bomb of 264 bytes")
MEASURE = """
import resource, sys
from tests.torture.answers import swallow
swallow(sys.argv[1])
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def swallow(kind: str) -> None:
    """Ask for one answer of a hostile size."""
    answers = {
        "plain": said(b'{"list": []}'),
        "bomb": said(bomb(1 << 28), "Content-Encoding: gzip"),
        "bomb in bombs": said(gzip.compress(gzip.compress(bomb(1 << 28))), "Content-Encoding: gzip, gzip, gzip"),
        "two gigabytes": head(f"Content-Length: {2 << 30}") + b"{",
        "sixty-five megabytes": head("Connection: close") + b" " * (65 << 20),
        "a bomb of 264 bytes": said(gzip.compress(bomb(1 << 26)), "Content-Encoding: gzip"),
    }
    with Listener(answers[kind]) as server:
        try:
            transport(server, QUICK).get("/things")
        except PlatformIncomplete:
            return


def g13(seeds: Sequence[int], quick: bool) -> Figure:
    """Peak memory of a process that is sent something hostile, against one that is sent an empty list."""
    kinds = HOSTILE_SIZES[: 2 if quick else None]
    peaks = {}
    for kind in kinds:
        done = subprocess.run([sys.executable, "-c", MEASURE, kind], capture_output=True, text=True, check=True)
        peaks[kind] = int(done.stdout) / 1024
    more = {kind: peak - peaks["plain"] for kind, peak in peaks.items() if kind != "plain"}
    told = ", ".join(f"{kind} +{peak:.0f} MiB" for kind, peak in more.items())
    return Figure("G13", "hostile sizes: peak memory ≤ baseline + 300 MiB", told, max(more.values()) <= 300)


TRICKS = (
    "https://evil.example{0}", "//evil.example{0}", "http://jive.bank.example{0}", "https://jive.bank.example:8443{0}",
    "https://jive.bank.example.evil.example{0}", "https://jive.bank.example@evil.example{0}",
    "https://user:word@jive.bank.example{0}", "https://jive.bank.example.{0}", "https://3232235777{0}",
    "https://[::1]{0}", "https://127.0.0.1{0}", "https://0x7f.1{0}", "https://xn--jve-5ma.bank.example{0}",
    "https://jive.bank.example%2eevil.example{0}", "https://evil.example#@jive.bank.example{0}",
    "https://evil.example?@jive.bank.example{0}", "https://evil.example/\\\\jive.bank.example{0}",
    "https:\\\\\\\\evil.example{0}",
    "\\\\\\\\evil.example{0}", "///evil.example{0}", "https:evil.example{0}", "https:/evil.example{0}", "HTTPS://EVIL.EXAMPLE{0}",
    "ftp://jive.bank.example{0}", "file:///etc/passwd", "javascript:alert(1)", "data:text/html,x", "ws://jive.bank.example{0}",
    "https://jive.bank.example:443@evil.example{0}", "https://jive.bank.example\\r\\nHost: evil.example", "https://jive.bank.example\\t.evil.example{0}",
    "https://jive.bank.example\\u0000.evil.example{0}", "https://\\u0433\\u0456ve.example{0}", "https://jive.bank.example:0{0}",
    "https://jive.bank.example:99999{0}", "https://jive.bank.example:x{0}", "https://{0}", "https://evil.example:443{0}",
    "https://jivexbank.example{0}", "https://169.254.169.254{0}",
)  # fmt: skip
assert len(TRICKS) == 40


def g14(seeds: Sequence[int], quick: bool) -> Figure:
    """Forty spellings of another host in a next link, a reference and a redirect."""
    stopped = asked = 0
    through = []
    for trick in TRICKS:
        link = trick.format("/api/core/v3/things?startIndex=100")
        answers = {
            "next": Said(f'{{"list": [{{"id": "1"}}], "links": {{"next": "{link}"}}}}'.encode(), headers=JSON),
            "reference": Said(
                f'{{"list": [{{"id": "1", "resources": {{"self": {{"ref": "{link}"}}}}}}]}}'.encode(), headers=JSON
            ),
            "redirect": Said(
                b"", 302, {**JSON, "location": json.loads(f'"{link}"').replace("\r", "").replace("\n", "")}
            ),
        }
        for where, said_ in answers.items():
            hosts: list[str] = []
            try:
                list(_counting(said_, hosts).pages("/things"))
                through.append(f"{where} {link}")
            except SecurityStop:
                stopped += 1
            except CopAnalyticsError as error:
                through.append(f"{where} {link}: {type(error).__name__}")
            asked += sum(host != "jive.bank.example" for host in hosts) + max(0, len(hosts) - 1)
    figure = "; ".join([f"{stopped} of {3 * len(TRICKS)} stopped, {asked} requests to others", *through[:5]])
    return Figure("G14", "foreign hosts: 0 bytes sent, a security stop", figure, not asked and not through)


def _counting(answer: Said, hosts: list[str]) -> Client:
    class Counting(Replay):
        def send(self, request, *args, **kwargs):
            hosts.append(request.url.split("/")[2])
            return super().send(request, *args, **kwargs)

    adapter = Counting(lambda path, parameters, headers: answer)
    more = {"requests_per_second": 1e6, "sleep": lambda seconds: None, "limits": QUICK}
    return Client(Transport(URL, Basic("svc-analytics", "none"), adapter=adapter, **more))


def g15(seeds: Sequence[int], quick: bool) -> Figure:
    """Bad certificates and old TLS: not one byte of HTTP is sent; http in clear is refused before a socket is opened."""
    import ssl

    told = {}
    with tempfile.TemporaryDirectory() as folder:
        home = Path(folder)
        authority, known = certificate(home, name="ca.bank.example")
        kinds = {
            "signed by itself": (certificate(home)[0], None, None),
            "unknown authority": (certificate(home, ca=known)[0], None, None),
            "expired": (certificate(home, days=-5, ca=known)[0], authority, None),
            "wrong name": (certificate(home, name="other.bank.example", ca=known)[0], authority, None),
            "TLS 1.1": (certificate(home, ca=known)[0], authority, ssl.TLSVersion.TLSv1_1),
        }
        for kind, (file, trust, newest) in kinds.items():
            with Listener(said(), tls=context(file, newest)) as server:
                try:
                    transport(server, ca_file=trust).get("/things")
                    told[kind] = "LET IN"
                except SecurityStop:
                    told[kind] = f"{len(server.requests)} requests"
    try:
        Transport("http://jive.bank.example", Basic("svc-analytics", "none"))
        told["http"] = "LET IN"
    except CopAnalyticsError:
        told["http"] = "0 requests"
    figure = ", ".join(f"{kind}: {what}" for kind, what in told.items())
    return Figure("G15", "bad TLS: 0 bytes of HTTP sent", figure, set(told.values()) == {"0 requests"})

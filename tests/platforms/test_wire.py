"""A real socket at the other end, and all it can do wrong."""

import datetime
import gzip
import resource
import socket
import ssl
import struct
import threading
import time
import zlib
from unittest import mock

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from cop_analytics.errors import PlatformBusy, PlatformIncomplete, SecurityStop
from cop_analytics.platforms.pace import Limits
from cop_analytics.platforms.transport import Basic, Transport
from tests.platforms.listener import Listener, said

WHOLE = b'{"list": [' + b"1, " * 2000 + b"1]}"
QUICK = Limits(connect_seconds=2, read_seconds=2, request_seconds=0.6, tries=2)


def transport(server, limits=None, **more):
    more = {"requests_per_second": 1e6, "allow_insecure_loopback": True, "sleep": lambda seconds: None, **more}
    return Transport(server.url, Basic("svc-analytics", "a password nobody has"), limits=limits, **more)


def head(*headers):
    return "\r\n".join(["HTTP/1.1 200 OK", "Content-Type: application/json", *headers, "", ""]).encode()


def reset(connection: socket.socket) -> None:
    connection.sendall(said(WHOLE)[:500])
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


CUT = {
    "short of its length": said(WHOLE)[:-10],
    "nothing at all": b"",
    "half a header": b"HTTP/1.1 200 OK\r\nContent-Ty",
    "in the middle of a chunk": head("Transfer-Encoding: chunked") + b"1f40\r\n" + WHOLE[:100],
    "without the last chunk": head("Transfer-Encoding: chunked") + b"4\r\n[1] \r\n",
    "a bad chunk": head("Transfer-Encoding: chunked") + b"xyz\r\n[1]\r\n0\r\n\r\n",
    "gzip without its end": head("Content-Encoding: gzip") + gzip.compress(WHOLE)[:-8],
    "gzip with a wrong sum": said(gzip.compress(WHOLE)[:-8] + b"\0" * 8, "Content-Encoding: gzip"),
    "gzip that is none": said(WHOLE, "Content-Encoding: gzip"),
    "gzip and more": said(gzip.compress(b"{}") + b"more", "Content-Encoding: gzip"),
    "reset": reset,
}


@pytest.mark.parametrize("name", CUT)
def test_a_cut_answer_is_asked_for_again(name):
    with Listener(CUT[name], said(WHOLE)) as server:
        assert transport(server).get("/things").body == WHOLE
    assert len(server.requests) == 2


@pytest.mark.parametrize("name", CUT)
def test_an_answer_cut_for_ever_is_no_answer(name):
    with Listener(CUT[name]) as server, pytest.raises(PlatformBusy, match="no whole answer"):
        transport(server).get("/things")
    assert len(server.requests) == 6


@pytest.mark.parametrize(
    "answer",
    [
        said(WHOLE),
        said(gzip.compress(WHOLE), "Content-Encoding: gzip"),
        head("Transfer-Encoding: chunked") + b"2\r\n{}\r\n0\r\n\r\n",
        head("Connection: close") + b"{}",
    ],
    ids=["length", "gzip", "chunks", "until the end"],
)
def test_a_whole_answer_is_read_at_once(answer):
    with Listener(answer) as server:
        assert transport(server).get("/things").body in (WHOLE, b"{}")
    assert len(server.requests) == 1


def dribble(lead: bytes):
    def script(connection: socket.socket) -> None:
        connection.sendall(lead)
        for _ in range(200):
            connection.sendall(b" ")
            time.sleep(0.05)

    return script


@pytest.mark.parametrize(
    "lead",
    [b"HTTP/1.1 200 OK\r\nX-Slow: ", said(b" " * 1000)[:-1000], head("Connection: close")],
    ids=["header", "body", "body without length"],
)
def test_one_byte_now_and_then_is_not_waited_for(lead):
    began = time.monotonic()

    with Listener(dribble(lead)) as server, pytest.raises(PlatformBusy, match="no whole answer"):
        transport(server, QUICK).get("/things")
    assert time.monotonic() - began < 4


def test_a_stalled_socket_is_not_waited_for():
    began = time.monotonic()
    over = threading.Event()

    with Listener(lambda connection: over.wait(20)) as server:
        with pytest.raises(PlatformBusy):
            transport(server, QUICK).get("/things")
        over.set()
    assert time.monotonic() - began < 4


def test_a_stop_ends_what_is_under_way():
    began = time.monotonic()
    with Listener(lambda connection: time.sleep(2)) as server:
        ours = transport(server)
        threading.Timer(0.2, ours.stop).start()

        with pytest.raises(PlatformIncomplete, match="stopped"):
            ours.get("/things")
        assert time.monotonic() - began < 1.5


def bomb(size: int) -> bytes:
    squeeze = zlib.compressobj(9, wbits=31)
    chunk = b" " * (1 << 20)
    return b"".join(squeeze.compress(chunk) for _ in range(size >> 20)) + squeeze.flush()


@pytest.mark.parametrize(
    "answer",
    [
        said(bomb(1 << 30), "Content-Encoding: gzip"),
        said(gzip.compress(gzip.compress(bomb(1 << 28))), "Content-Encoding: gzip, gzip, gzip"),
        said(b"x", "Content-Encoding: br"),
        head(f"Content-Length: {2 << 30}") + b"{",
        head("Connection: close") + b" " * (65 << 20),
    ],
    ids=["gzip", "gzip in gzip in gzip", "another encoding", "two gigabytes announced", "65 megabytes sent"],
)
def test_an_answer_beyond_bounds_is_not_read(answer):
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss

    with Listener(answer) as server, pytest.raises(PlatformIncomplete):
        transport(server).get("/things")
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 300 << 10


def test_credentials_never_reach_another_listener():
    with Listener(said()) as other:
        hop = said(b"", f"Location: {other.url}/things", status="302 Found")
        with Listener(hop) as server, pytest.raises(SecurityStop):
            transport(server).get("/things")
    assert (len(server.requests), other.connections) == (1, 0)


def test_only_get_is_ever_sent():
    with Listener(said()) as server:
        ours = transport(server)
        for path in ("/things", "/api/core/v3/people/@all"):
            ours.get(path)

    assert {request.split(" ")[0] for request in server.requests} == {"GET"}


def test_what_is_sent_names_nobody():
    with Listener(said()) as server:
        transport(server).get("/things")

    names = {line.split(":")[0] for line in server.requests[0].split("\r\n")[1:] if line}
    assert names == {"Host", "User-Agent", "Accept-Encoding", "Accept", "Connection", "Authorization"}


def certificate(folder, *, name="127.0.0.1", days=10, ca=None):
    """A key and a certificate for `name`, signed by itself or by `ca`; negative days have passed."""
    from ipaddress import ip_address

    key = ec.generate_private_key(ec.SECP256R1())
    subject = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, name)])
    now = datetime.datetime.now(datetime.UTC)
    begin, end = sorted([now - datetime.timedelta(days=20), now + datetime.timedelta(days=days)])
    alternative = x509.IPAddress(ip_address(name)) if name[0].isdigit() else x509.DNSName(name)
    built = (
        x509.CertificateBuilder()
        .subject_name(subject)
        .issuer_name(ca[1].subject if ca else subject)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(begin)
        .not_valid_after(end)
        .add_extension(x509.SubjectAlternativeName([alternative]), critical=False)
        .add_extension(x509.BasicConstraints(ca=ca is None, path_length=None), critical=True)
        .sign(ca[0] if ca else key, hashes.SHA256())
    )
    file = folder / f"{name}-{days}-{bool(ca)}.pem"
    pem, private = serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8
    file.write_bytes(built.public_bytes(pem) + key.private_bytes(pem, private, serialization.NoEncryption()))
    return file, (key, built)


def context(file, newest=None):
    secured = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    secured.load_cert_chain(file)
    if newest:
        secured.minimum_version, secured.maximum_version = ssl.TLSVersion.MINIMUM_SUPPORTED, newest
        secured.set_ciphers("ALL:@SECLEVEL=0")
    return secured


@pytest.fixture(scope="module")
def authority(tmp_path_factory):
    return certificate(tmp_path_factory.mktemp("authority"), name="ca.bank.example")


def test_a_private_authority_is_given_by_file(authority, tmp_path):
    file, _ = certificate(tmp_path, ca=authority[1])

    with Listener(said(WHOLE), tls=context(file)) as server:
        assert transport(server, ca_file=authority[0]).get("/things").body == WHOLE


@pytest.mark.parametrize("kind", ["signed by itself", "unknown authority", "expired", "wrong name"])
def test_a_bad_certificate_ends_the_run_before_a_byte_is_sent(kind, authority, tmp_path):
    known = authority[1]
    file, trust = {
        "signed by itself": lambda: (certificate(tmp_path)[0], None),
        "unknown authority": lambda: (certificate(tmp_path, ca=known)[0], None),
        "expired": lambda: (certificate(tmp_path, days=-5, ca=known)[0], authority[0]),
        "wrong name": lambda: (certificate(tmp_path, name="other.bank.example", ca=known)[0], authority[0]),
    }[kind]()

    with Listener(said(), tls=context(file)) as server, pytest.raises(SecurityStop, match="certificate"):
        transport(server, ca_file=trust).get("/things")
    assert server.requests == []


@pytest.mark.filterwarnings("ignore:ssl.TLSVersion:DeprecationWarning")
def test_old_tls_ends_the_run(authority, tmp_path):
    file, _ = certificate(tmp_path, ca=authority[1])
    old = context(file, ssl.TLSVersion.TLSv1_1)

    with Listener(said(), tls=old) as server, pytest.raises(SecurityStop):
        transport(server, ca_file=authority[0]).get("/things")
    assert server.requests == []


def test_tls_that_is_cut_off_may_be_tried_again(authority, tmp_path):
    file, _ = certificate(tmp_path, ca=authority[1])

    with Listener(said(WHOLE)[:-10], b"", said(WHOLE), tls=context(file)) as server:
        assert transport(server, ca_file=authority[0]).get("/things").body == WHOLE


def test_one_byte_now_and_then_under_tls_is_not_waited_for(authority, tmp_path):
    file, _ = certificate(tmp_path, ca=authority[1])
    began = time.monotonic()

    slow = dribble(b"HTTP/1.1 200 OK\r\nX-Slow: ")
    with Listener(slow, tls=context(file)) as server, pytest.raises(PlatformBusy):
        transport(server, QUICK, ca_file=authority[0]).get("/things")
    assert time.monotonic() - began < 4


@pytest.mark.parametrize("url", ["https://jive.bank.example", "http://127.0.0.1"])
def test_a_name_that_leads_to_the_machines_own_neighbourhood_is_left_at_once(url):
    """The address is where metadata services of clouds listen; a name's answer may change after it was looked at."""
    connection = mock.Mock(**{"getpeername.return_value": ("169.254.169.254", 443)})
    ours = Transport(url, Basic("svc-analytics", "none"), requests_per_second=1e6, allow_insecure_loopback=True)

    with (
        mock.patch("urllib3.util.connection.create_connection", return_value=connection),
        pytest.raises(SecurityStop, match=r"169\.254\.169\.254, a link-local address"),
    ):
        ours.get("/things")
    assert connection.close.called and not connection.sendall.called

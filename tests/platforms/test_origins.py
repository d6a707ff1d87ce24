import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.platforms.origins import is_trusted, origin_of, refuse_unsafe

OURS = {"https://jive.bank.example:443"}


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Jive.Bank.example/a/b?c", "https://jive.bank.example:443"),
        ("http://jive.bank.example", "http://jive.bank.example:80"),
        ("https://jive.bank.example:8443", "https://jive.bank.example:8443"),
        ("https://jive.bank.example:port", "://:0"),
        ("https://[::1", "://:0"),
    ],
)
def test_an_origin_is_scheme_host_and_port(url, origin):
    assert origin_of(url) == origin


@pytest.mark.parametrize(
    "link",
    [
        "https://jive.bank.example/x",
        "https://JIVE.BANK.EXAMPLE:443/x?y=//evil",
        "/x?startIndex=2",
        "?startIndex=2",
        "x",
    ],
)
def test_our_own_addresses_are_trusted(link):
    assert is_trusted(link, OURS) is True


@pytest.mark.parametrize(
    "link",
    [
        "https://evil.example/x",
        "http://jive.bank.example/x",
        "https://jive.bank.example:444/x",
        "//evil.example/x",
        "///evil.example/x",
        "https:///evil.example/x",
        "https://jive.bank.example@evil.example/x",
        "https://ada:word@jive.bank.example/x",
        "https://jive.bank.example%40evil.example/x",
        "https://jive.bank.example.evil.example/x",
        "https://jive.bank.example./x",
        "https://evil.example\\@jive.bank.example/x",
        "/\\evil.example/x",
        "\\\\evil.example/x",
        "https://jive.bank.example\r\n.evil.example/x",
        "\thttps://evil.example/x",
        "ftp://jive.bank.example/x",
        "javascript:alert(1)",
        "data:text/html,x",
        "https://2130706433/x",
        "https://0x7f.1/x",
        "https://[::ffff:127.0.0.1]/x",
        "https://jıve.bank.example/x",
    ],
)
def test_everybody_elses_are_not(link):
    assert is_trusted(link, OURS) is False


@pytest.mark.parametrize(
    "url",
    [
        "https://169.254.169.254",
        "https://2852039166",
        "https://0xa9.0xfe.0xa9.0xfe",
        "https://[fe80::1]",
        "https://[::ffff:169.254.169.254]",
    ],
)
def test_a_link_local_platform_is_refused(url):
    with pytest.raises(SettingsError, match="link-local"):
        refuse_unsafe(url, allow_insecure_loopback=True)


@pytest.mark.parametrize(
    ("url", "allow"),
    [
        ("http://jive.bank.example", False),
        ("http://jive.bank.example", True),
        ("http://127.0.0.1:8080", False),
        ("http://localhost:8080", True),
        ("ftp://127.0.0.1", True),
    ],
)
def test_a_platform_in_clear_is_refused(url, allow):
    with pytest.raises(SettingsError, match="in clear"):
        refuse_unsafe(url, allow_insecure_loopback=allow)


@pytest.mark.parametrize(
    ("url", "allow"),
    [("https://jive.bank.example", False), ("http://127.0.0.1:8080", True), ("http://[::1]:8080", True)],
)
def test_a_platform_with_tls_or_a_test_on_loopback_is_not(url, allow):
    assert refuse_unsafe(url, allow_insecure_loopback=allow) is None

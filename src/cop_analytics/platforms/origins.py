"""Which addresses may be asked, and which a link may name. Scheme, host and port decide; nothing is resolved here."""

from __future__ import annotations

import socket
from collections.abc import Collection
from ipaddress import IPv4Address, IPv6Address, ip_address
from urllib.parse import urlsplit

from cop_analytics.errors import SettingsError

Address = IPv4Address | IPv6Address


def origin_of(url: str) -> str:
    """Scheme, host and port of `url`, in lower case; the port is written out, 0 where there is none to be had."""
    try:
        parts = urlsplit(url)
        port = {"https": 443, "http": 80}.get(parts.scheme, 0) if parts.port is None else parts.port
        host = (parts.hostname or "").lower()
    except ValueError:
        return "://:0"
    return f"{parts.scheme}://{host}:{port}"


def shown(link: str) -> str:
    """Scheme and host of an address, without what else it may hold."""
    return origin_of(link).removesuffix(":443").removesuffix(":80")


def is_trusted(link: str, origins: Collection[str]) -> bool:
    """Whether `link` names one of `origins`, or no host at all. Tricks with characters or credentials are not trusted."""
    if any(character < " " or character == "\x7f" for character in link):
        return False
    address = link.partition("?")[0].partition("#")[0]
    if "\\" in address or "@" in address.partition("//")[2].partition("/")[0]:
        return False
    if ":" not in address.partition("/")[0] and not address.startswith("//"):
        return True
    return origin_of(link) in origins


def refuse_unsafe(url: str, *, allow_insecure_loopback: bool) -> None:
    """Raise SettingsError for an address that would send credentials in clear, or to a machine's own neighbourhood."""
    parts = urlsplit(url)
    address = address_of(parts.hostname or "")
    if address is not None and is_link_local(address):
        raise SettingsError([f"platform.url: {parts.hostname} is a link-local address. Give the platform's own."])
    is_loopback = address is not None and address.is_loopback
    if parts.scheme != "https" and not (parts.scheme == "http" and allow_insecure_loopback and is_loopback):
        raise SettingsError(["platform.url: http would send the password in clear. Use https."])


def address_of(host: str) -> Address | None:
    """The IP address that `host` writes, in any of the ways resolvers understand; None for a name."""
    try:
        return ip_address(host)
    except ValueError:
        pass
    try:
        return IPv4Address(socket.inet_aton(host))
    except (OSError, ValueError):
        return None


def is_link_local(address: Address) -> bool:
    """Whether an address is of the machine's own network segment, where clouds keep their credentials."""
    mapped = address.ipv4_mapped if isinstance(address, IPv6Address) else None
    return (mapped or address).is_link_local

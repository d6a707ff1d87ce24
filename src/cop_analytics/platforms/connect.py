"""From settings to a client: which platform, as whom, how fast. The invented bank is a platform like any other."""

from __future__ import annotations

from datetime import datetime
from functools import cache
from typing import TYPE_CHECKING

from pydantic import SecretStr

from cop_analytics.platforms.jive.client import Client
from cop_analytics.platforms.oauth import Refreshing
from cop_analytics.platforms.pace import Limits
from cop_analytics.platforms.replay import Replay
from cop_analytics.platforms.transport import Basic, Bearer, Credentials, Transport
from cop_analytics.privacy.vault import Vault
from cop_analytics.settings import Platform

if TYPE_CHECKING:
    from cop_analytics.bank import Bank


def client_of(platform: Platform, vault: Vault, now: datetime, limits: Limits | None = None) -> Client:
    """A client for `platform`; `now` is the bank's clock where the platform is the bank."""
    transport = Transport(
        platform.url,
        _credentials(platform, vault),
        aliases=platform.aliases,
        requests_per_second=platform.requests_per_second,
        limits=limits,
        ca_file=platform.ca_file,
        adapter=_replay(now) if platform.kind == "bank" else None,
        allow_insecure_loopback=platform.allow_insecure_loopback,
    )
    return Client(transport)


def _credentials(platform: Platform, vault: Vault) -> Credentials:
    if platform.refresh_token is not None:
        newest = vault.refresh_token() or _revealed(platform.refresh_token)
        secret = _revealed(platform.client_secret)
        return Refreshing(platform.client_id or "", secret, newest, keep=vault.keep_refresh_token)
    if platform.token is not None:
        return Bearer(_revealed(platform.token))
    return Basic(platform.username or "", _revealed(platform.password))


def _revealed(secret: SecretStr | None) -> str:
    return secret.get_secret_value() if secret is not None else ""


def _replay(now: datetime) -> Replay:
    from cop_analytics.bank import Jive

    return Replay(Jive(_bank(), lambda: now).answer)


@cache
def _bank() -> Bank:
    from cop_analytics.bank import Bank

    return Bank()

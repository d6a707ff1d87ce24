"""One frozen, typed `Settings` from `cop.toml` and the environment; all faults are reported at once.

Every key of `cop.toml` can also come as `COP_<SECTION>__<KEY>`. Secrets come from the environment alone, or from the
file that `COP_<SECTION>__<KEY>_FILE` names; written into `cop.toml` they are refused.
"""

from __future__ import annotations

import os
import tomllib
from collections.abc import Mapping
from importlib.util import find_spec
from pathlib import Path
from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import BaseModel, ConfigDict, Field, SecretStr, ValidationError, field_validator

from cop_analytics.errors import SettingsError

CONFIG_FILE = "cop.toml"
SECRETS = (
    ("platform", "password"),
    ("platform", "token"),
    ("platform", "client_secret"),
    ("platform", "refresh_token"),
    ("privacy", "key"),
    ("privacy", "next_key"),
)
MINIMUM_KEY_LENGTH = 32

_FROZEN = ConfigDict(frozen=True, extra="forbid")


class Profile(BaseModel):
    """The platform's own profile labels that stand for each coarse attribute; they differ by server and language."""

    model_config = _FROZEN

    unit: tuple[str, ...] = ("Department",)
    region: tuple[str, ...] = ("Location",)
    tier: tuple[str, ...] = ("Title",)


class Platform(BaseModel):
    """Where the platform is, as whom we read it, and how fast."""

    model_config = _FROZEN

    kind: Literal["jive", "bank"] = "jive"
    url: str
    aliases: tuple[str, ...] = ()
    username: str | None = None
    password: SecretStr | None = None
    token: SecretStr | None = None
    client_id: str | None = None
    client_secret: SecretStr | None = None
    refresh_token: SecretStr | None = None
    requests_per_second: Annotated[float, Field(gt=0, le=100_000)] = 5
    threads: Annotated[int, Field(ge=1, le=8)] = 4
    ca_file: Path | None = None
    allow_insecure_loopback: bool = False
    profile: Profile = Profile()

    @field_validator("url")
    @classmethod
    def _an_address(cls, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise ValueError("write the address of the platform, such as https://jive.bank.example")
        if parts.username or parts.password:
            raise ValueError("an address must not hold credentials; give username here and the password by environment")
        return url.rstrip("/")


class Privacy(BaseModel):
    """The disclosure floors, which may only rise, and the key of all pseudonyms; the next one, while it is changed."""

    model_config = _FROZEN

    min_group: Annotated[int, Field(ge=5)] = 5
    min_subgroup: Annotated[int, Field(ge=10)] = 10
    stop: str = ""
    key: SecretStr
    next_key: SecretStr | None = None

    @field_validator("key", "next_key")
    @classmethod
    def _long_enough(cls, key: SecretStr | None) -> SecretStr | None:
        if key is not None and len(key.get_secret_value()) < MINIMUM_KEY_LENGTH:
            raise ValueError(
                f"the key of the pseudonyms needs {MINIMUM_KEY_LENGTH} characters or more; `cop init` writes one"
            )
        return key


class Indicators(BaseModel):
    """Which indicators a community sees before it has chosen its own, and which analysts see beside all others."""

    model_config = _FROZEN

    starter: tuple[str, ...] = ("V-1", "V-2", "V-7")
    exploratory: tuple[Literal["V-19", "V-24"], ...] = ()


class Run(BaseModel):
    """Who measures communities: this process where empty, `local` Dask workers of this machine, else a scheduler's."""

    model_config = _FROZEN

    dask: str = ""

    @field_validator("dask")
    @classmethod
    def _in_safe_hands(cls, where: str) -> str:
        parts = urlsplit(where)
        is_near = parts.scheme == "tcp" and parts.hostname in ("127.0.0.1", "::1")
        if where not in ("", "local") and not (parts.port and (is_near or parts.scheme == "tls")):
            raise ValueError(
                "write local, tcp://127.0.0.1:8786, or tls:// and a host: what is measured never travels in clear"
            )
        if where and find_spec("prefect_dask") is None:
            raise ValueError(
                "needs the extra [dask], which is not installed: pip install -e '.[dask]', or leave it empty"
            )
        return where


class Settings(BaseModel):
    """Everything that changes by place. Paths are absolute."""

    model_config = _FROZEN

    home: Path
    inputs: Path
    platform: Platform
    privacy: Privacy
    indicators: Indicators = Indicators()
    run: Run = Run()


def load(config: Path | None = None, environ: Mapping[str, str] | None = None) -> Settings:
    """Read `cop.toml` (or `config`) and the environment.

    Raises SettingsError with every fault: what is wrong, which key, and what to do.
    """
    environ = os.environ if environ is None else environ
    file = config or Path(environ.get("COP_CONFIG") or CONFIG_FILE)
    faults: list[str] = []
    values = _from_file(file, faults)
    unreadable = bool(faults)
    _refuse_secrets(file, values, faults)
    _from_environment(environ, values, faults)
    base = file.resolve().parent
    values["home"] = base / str(values.get("home", "var"))
    values["inputs"] = base / str(values.get("inputs", "inputs"))
    settings = None if unreadable else _validated(file, values, faults)
    if settings is not None:
        faults += _contradictions(settings.platform)
    if faults or settings is None:
        raise SettingsError(faults)
    return settings


def _from_file(file: Path, faults: list[str]) -> dict[str, object]:
    try:
        return tomllib.loads(file.read_text(encoding="utf-8"))
    except FileNotFoundError:
        faults.append(f"{file}: there is no such file. `cop init` writes one; --config names another.")
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        faults.append(f"{file}: not readable as TOML: {error}. Mend the line it names.")
    except OSError as error:
        faults.append(f"{file}: cannot be read: {error.strerror}. Check its permissions.")
    return {}


def _refuse_secrets(file: Path, values: Mapping[str, object], faults: list[str]) -> None:
    for section, key in SECRETS:
        inside = values.get(section)
        if isinstance(inside, dict) and key in inside:
            del inside[key]
            name = f"COP_{section}__{key}".upper()
            faults.append(f"{file}: [{section}] {key} is a secret. Remove it here; give {name} or {name}_FILE.")


def _from_environment(environ: Mapping[str, str], values: dict[str, object], faults: list[str]) -> None:
    """Lay `COP_…` over the file's values. Lists are words with commas between."""
    for name, text in sorted(environ.items()):
        path = name.lower().removeprefix("cop_").split("__")
        if not name.startswith("COP_") or path in (["config"], ["debug"], ["prefect"]):
            continue
        if path[-1].endswith("_file") and (path[0], path[-1].removesuffix("_file")) in SECRETS:
            path[-1] = path[-1].removesuffix("_file")
            try:
                text = Path(text).read_text(encoding="utf-8").strip()
            except OSError as error:
                faults.append(f"{name}: {text} cannot be read: {error.strerror}. Check the path and its permissions.")
                continue
        section = values
        for part in path[:-1]:
            inner = section.setdefault(part, {})
            section = inner if isinstance(inner, dict) else {}
        is_list = path[-1] in ("aliases", "starter", "exploratory", "unit", "region", "tier")
        section[path[-1]] = [word.strip() for word in text.split(",") if word.strip()] if is_list else text


def _validated(file: Path, values: Mapping[str, object], faults: list[str]) -> Settings | None:
    try:
        return Settings.model_validate(values)
    except ValidationError as error:
        for fault in error.errors(include_url=False, include_input=False):
            key = ".".join(str(part) for part in fault["loc"])
            faults.append(f"{file}: {key}: {_words(fault['type'], fault['msg'], key)}")
    return None


def _words(kind: str, message: str, key: str) -> str:
    section, _, name = key.partition(".")
    variable = f"COP_{section.upper()}__{name.upper()}" if name else f"COP_{section.upper()}"
    if kind == "missing" and (section, name) in SECRETS:
        return f"is missing. Give {variable} or {variable}_FILE; `cop init` writes a key file."
    if kind == "missing":
        return f"is missing. Write it into the file, or give {variable}."
    if kind == "extra_forbidden":
        return "is not a key of the settings. Remove it, or see the settings table in the README."
    return message.removeprefix("Value error, ") + "."


def _contradictions(platform: Platform) -> list[str]:
    ways = {
        "a password": platform.password is not None,
        "a token": platform.token is not None,
        "a refresh token": platform.refresh_token is not None,
    }
    given = [way for way, is_given in ways.items() if is_given]
    faults = []
    if not given:
        faults.append(
            "platform: no credentials. Give COP_PLATFORM__PASSWORD or COP_PLATFORM__TOKEN (or …_FILE), "
            "or client_id with COP_PLATFORM__CLIENT_SECRET and COP_PLATFORM__REFRESH_TOKEN."
        )
    if len(given) > 1:
        faults.append(f"platform: {' and '.join(given)} are given. Keep one way to sign in.")
    if platform.password is not None and not platform.username:
        faults.append("platform.username: is missing. A password needs the account it belongs to.")
    if platform.refresh_token is not None and not (platform.client_id and platform.client_secret):
        faults.append("platform: a refresh token needs client_id and COP_PLATFORM__CLIENT_SECRET.")
    parts = urlsplit(platform.url)
    if parts.scheme == "http" and not (platform.allow_insecure_loopback and parts.hostname in ("127.0.0.1", "::1")):
        faults.append("platform.url: http would send the password in clear. Use https.")
    return faults

"""Settings are checked as a whole; a stranger reads each fault once, with its cure."""

from importlib.util import find_spec
from pathlib import Path

import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.settings import load

SECRETS = {"COP_PLATFORM__PASSWORD": "open sesame", "COP_PRIVACY__KEY": "k" * 32}
PLAIN = '[platform]\nurl = "https://jive.bank.example/"\nusername = "svc-analytics"\n'


def written(folder: Path, text: str) -> Path:
    file = folder / "cop.toml"
    file.write_text(text, encoding="utf-8")
    return file


def faults(file: Path, environ: dict[str, str]) -> tuple[str, ...]:
    with pytest.raises(SettingsError) as raised:
        load(file, environ)
    return tuple(fault.replace(str(file), "cop.toml") for fault in raised.value.faults)


def test_a_small_file_and_two_secrets_are_enough(tmp_path):
    settings = load(written(tmp_path, PLAIN), SECRETS)

    assert settings.home == tmp_path / "var"
    assert settings.inputs == tmp_path / "inputs"
    assert settings.platform.url == "https://jive.bank.example"
    assert settings.platform.threads == 4
    assert settings.privacy.min_group == 5


def test_the_environment_lies_over_the_file(tmp_path):
    environ = SECRETS | {"COP_HOME": "/srv/cop", "COP_PLATFORM__THREADS": "8", "COP_INDICATORS__STARTER": "V-1, V-5"}
    settings = load(written(tmp_path, PLAIN), environ | {"COP_DEBUG": "1"})

    assert settings.home == Path("/srv/cop")
    assert settings.platform.threads == 8
    assert settings.indicators.starter == ("V-1", "V-5")


def test_a_secret_may_lie_in_a_file(tmp_path):
    (tmp_path / "password").write_text("open sesame\n")
    environ = {"COP_PLATFORM__PASSWORD_FILE": str(tmp_path / "password"), "COP_PRIVACY__KEY": "k" * 32}

    assert load(written(tmp_path, PLAIN), environ).platform.password.get_secret_value() == "open sesame"


def test_secrets_are_never_printed(tmp_path):
    assert "open sesame" not in repr(load(written(tmp_path, PLAIN), SECRETS))


def test_every_fault_is_told_at_once(tmp_path):
    file = written(
        tmp_path,
        '[platform]\nurl = "jive"\npassword = "x"\nspeed = 9\nthreads = 99\n[privacy]\nmin_group = 3\n',
    )

    assert faults(file, {}) == (
        "cop.toml: [platform] password is a secret. Remove it here; give COP_PLATFORM__PASSWORD or "
        "COP_PLATFORM__PASSWORD_FILE.",
        "cop.toml: platform.url: write the address of the platform, such as https://jive.bank.example.",
        "cop.toml: platform.threads: Input should be less than or equal to 8.",
        "cop.toml: platform.speed: is not a key of the settings. Remove it, or see the settings table in the README.",
        "cop.toml: privacy.min_group: Input should be greater than or equal to 5.",
        "cop.toml: privacy.key: is missing. Give COP_PRIVACY__KEY or COP_PRIVACY__KEY_FILE; "
        "`cop init` writes a key file.",
    )


def test_a_missing_file_is_one_fault(tmp_path):
    assert faults(tmp_path / "cop.toml", {}) == (
        "cop.toml: there is no such file. `cop init` writes one; --config names another.",
    )


def test_an_empty_name_of_a_file_is_none(tmp_path, monkeypatch):
    written(tmp_path, PLAIN)
    monkeypatch.chdir(tmp_path)

    assert load(None, SECRETS | {"COP_CONFIG": ""}).platform.username == "svc-analytics"


def test_a_malformed_file_names_its_line(tmp_path):
    assert faults(written(tmp_path, "[platform\n"), SECRETS) == (
        "cop.toml: not readable as TOML: Expected ']' at the end of a table declaration (at line 1, column 10). "
        "Mend the line it names.",
    )


def test_one_way_to_sign_in_and_only_one(tmp_path):
    assert faults(written(tmp_path, PLAIN), {"COP_PRIVACY__KEY": "k" * 32}) == (
        "platform: no credentials. Give COP_PLATFORM__PASSWORD or COP_PLATFORM__TOKEN (or …_FILE), "
        "or client_id with COP_PLATFORM__CLIENT_SECRET and COP_PLATFORM__REFRESH_TOKEN.",
    )
    assert faults(written(tmp_path, PLAIN), SECRETS | {"COP_PLATFORM__TOKEN": "t"}) == (
        "platform: a password and a token are given. Keep one way to sign in.",
    )


@pytest.mark.parametrize("url", ["http://jive.bank.example", "http://127.0.0.1.evil.example"])
def test_a_password_never_travels_in_clear(tmp_path, url):
    file = written(tmp_path, f'[platform]\nurl = "{url}"\nusername = "a"\nallow_insecure_loopback = true\n')

    assert faults(file, SECRETS) == ("platform.url: http would send the password in clear. Use https.",)


@pytest.mark.parametrize("where", ["tcp://10.0.0.7:8786", "tcp://127.0.0.1", "127.0.0.1:8786", "here"])
def test_what_is_measured_never_travels_in_clear(tmp_path, where):
    [fault] = faults(written(tmp_path, PLAIN), SECRETS | {"COP_RUN__DASK": where})
    assert "write local, tcp://127.0.0.1:8786, or tls:// and a host: what is measured never travels in clear" in fault


@pytest.mark.skipif(find_spec("prefect_dask") is not None, reason="the extra [dask] is installed here")
def test_an_extra_that_is_not_there_is_told_with_its_cure(tmp_path):
    [fault] = faults(written(tmp_path, PLAIN), SECRETS | {"COP_RUN__DASK": "local"})
    assert "run.dask: needs the extra [dask], which is not installed: pip install -e '.[dask]'" in fault

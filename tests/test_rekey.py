"""Another key: another pseudonym for everybody, in every file, and all else as it was."""

import os
import shutil
import subprocess
import sys
from datetime import timedelta
from pathlib import Path

import duckdb
import pytest
from pydantic import SecretStr

from cop_analytics import integrity, rekey, rights, stations, stores
from cop_analytics.errors import SettingsError
from cop_analytics.privacy.pseudonyms import PATTERN, Pseudonyms
from tests.test_rights import analysts, busiest, naming
from tests.torture.homes import CONFIG, KEY, NIGHTS, night, quiet, settings_of

pytestmark = pytest.mark.slow

NEXT = "another invented key, of more than thirty-two characters"
COP = Path(sys.executable).with_name("cop")


@pytest.fixture(scope="module")
def before(tmp_path_factory):
    """A home after one night, in which somebody objected."""
    folder = tmp_path_factory.mktemp("before")
    rights.object_to(settings_of(folder), "2005")
    night(folder, NIGHTS[0])
    return folder


def copied(folder, place):
    return Path(shutil.copytree(folder, place / "home", symlinks=True))


def under(folder, key, next_key=None):
    chosen = settings_of(folder)
    keys = {"key": SecretStr(key), "next_key": SecretStr(next_key) if next_key else None}
    return chosen.model_copy(update={"privacy": chosen.privacy.model_copy(update=keys)})


def rekeyed(folder, tell=quiet, minutes=10):
    chosen = under(folder, KEY, NEXT)
    with stations.night(chosen, "rekey", NIGHTS[0] + timedelta(minutes=minutes)) as run:
        rekey.rekey(chosen, run, tell=tell)
    return run.summary()


def name_of(folder, person, key):
    with stores.open_vault(folder / "var") as vault:
        return Pseudonyms(key, vault).known(person)


def names_in(folder):
    asked = "select distinct member_id from facts.contributions where member_id is not null"
    return {name for (name,) in analysts(folder, asked)}


def shape(folder):
    """Everything of the facts but who did it."""
    return [
        analysts(folder, "select contribution_id, thread_id, contributed_at from facts.contributions order by all"),
        analysts(folder, "select count(*), round(sum(weight), 6) from networks.ties"),
        analysts(folder, "select community_id, indicator_id, value from indicators.measurements order by all"),
    ]


def damages(folder):
    return [str(damage) for each in integrity.examine(folder / "var") for damage in each.damages]


@pytest.fixture(scope="module")
def after(before, tmp_path_factory):
    folder = copied(before, tmp_path_factory.mktemp("after"))
    assert "Everybody has another pseudonym." in rekeyed(folder)
    return folder


def test_under_the_next_key_everybody_is_called_otherwise_in_every_file(before, after):
    earlier = names_in(before)

    assert shape(before) == shape(after)
    assert len(names_in(after)) == len(earlier)
    assert names_in(after) & earlier == set()
    assert [naming(after, name) for name in sorted(earlier)[:40]] == [[]] * 40
    assert damages(after) == []


def test_the_next_night_finds_nothing_new_and_nobody_twice(after, tmp_path):
    folder = copied(after, tmp_path)
    chosen = under(folder, NEXT)
    with stations.night(chosen, "sweep", NIGHTS[0] + timedelta(minutes=30)) as run:
        received = stations.pull(chosen, run, full=True, tell=quiet)
        stations.refresh(chosen, run, tell=quiet)
        stations.publish(chosen, run, tell=quiet)

    assert {(row["inserted"], row["updated"]) for row in received} == {(0, 0)}
    assert damages(folder) == []


def test_rights_are_the_same_under_the_next_key(before, after, tmp_path):
    folder = copied(after, tmp_path)
    with stores.open_vault(folder / "var") as vault:
        assert vault.objections() == [name_of(folder, "2005", NEXT)]
    person, _ = busiest(before)
    told = rights.mydata(under(folder, NEXT), person)
    assert len(told["kept"]["facts.contributions"]) > 0
    chosen = under(folder, NEXT)
    with stations.night(chosen, "forget", NIGHTS[0] + timedelta(hours=1)) as run:
        name = name_of(folder, person, NEXT)
        rights.forget(chosen, run, person, tell=quiet)
    assert (naming(folder, name), damages(folder)) == ([], [])


def test_the_key_of_before_opens_nothing_any_more(after):
    with pytest.raises(SettingsError, match="not the key of this home"):
        name_of(after, "2001", KEY)


@pytest.mark.parametrize("share", [0.1, 0.6, 0.99])
def test_a_change_that_was_cut_short_is_taken_up_again(before, after, tmp_path, share):
    folder = copied(before, tmp_path)

    class Cut(Exception):
        pass

    def cut(what, done, total):
        if what == "files" and done >= share * total:
            raise Cut

    with pytest.raises(Cut):
        rekeyed(folder, cut)
    with pytest.raises(SettingsError, match="finished by `cop rekey`"):
        night(folder, NIGHTS[0] + timedelta(minutes=20))
    rekeyed(folder, minutes=30)

    assert (shape(folder), names_in(folder)) == (shape(after), names_in(after))
    assert damages(folder) == []


def test_before_anything_was_read_there_is_no_key_to_change(tmp_path):
    with pytest.raises(SettingsError, match="comes first"):
        rekeyed(tmp_path)


def test_a_change_that_is_done_is_done_once(after, tmp_path):
    folder = copied(after, tmp_path)
    rekeyed(folder, minutes=20)

    assert names_in(folder) == names_in(after)


def test_no_retired_key_is_the_key_itself_and_no_name_of_before_is_kept(before, after):
    content = (after / "var/vault.duckdb").read_bytes()

    assert KEY.encode() not in content and NEXT.encode() not in content
    with duckdb.connect(str(after / "var/vault.duckdb"), read_only=True) as con:
        assert con.execute("select domain, generation from retired order by all").fetchall() == [
            ("community", 0),
            ("mentoring", 0),
            ("vault", 0),
        ]
    assert {name for name in PATTERN.findall(content.decode("latin-1"))} & names_in(before) == set()


def test_the_command_changes_the_key(before, tmp_path):
    folder = copied(before, tmp_path)
    (folder / "cop.toml").write_text(CONFIG)
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("COP_", "PREFECT_"))}
    env = kept | {"COP_PLATFORM__TOKEN": "none", "COP_PRIVACY__KEY": KEY}

    def cop(*words, **more):
        return subprocess.run([COP, *words], cwd=folder, env=env | more, capture_output=True, text=True, timeout=200)

    missing = cop("rekey")
    assert (missing.returncode, "COP_PRIVACY__NEXT_KEY" in missing.stderr) == (2, True)
    same = cop("rekey", COP_PRIVACY__NEXT_KEY=KEY)
    assert (same.returncode, "is the key already" in same.stderr) == (2, True)
    done = cop("rekey", COP_PRIVACY__NEXT_KEY=NEXT)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "Put the next key in place" in done.stdout
    refused = cop("nightly")
    assert (refused.returncode, "not the key of this home" in refused.stderr) == (2, True)

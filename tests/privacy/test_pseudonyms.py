"""Pseudonyms: the same in one home, another in every other, worth nothing without the key."""

import hashlib
from datetime import datetime

import duckdb
import pytest

from cop_analytics.errors import SettingsError
from cop_analytics.privacy.pseudonyms import PATTERN, Forgotten, Pseudonyms
from cop_analytics.privacy.vault import Vault

KEY = "an invented key of more than thirty-two characters"


def names(file, *uids, key=KEY, domain="community"):
    with Vault(file) as vault:
        pseudonyms = Pseudonyms(key, vault, domain)
        return [pseudonyms.pseudonym(uid) for uid in uids]


def test_a_person_has_one_pseudonym_in_a_home(tmp_path):
    first = names(tmp_path / "vault.duckdb", "2001", "2002")
    again = names(tmp_path / "vault.duckdb", "2002", "2001")

    assert first == again[::-1]
    assert all(PATTERN.fullmatch(name) for name in first)


def test_another_home_another_key_another_domain_another_pseudonym(tmp_path):
    (here,) = names(tmp_path / "a.duckdb", "2001")
    others = [
        names(tmp_path / "b.duckdb", "2001"),
        names(tmp_path / "c.duckdb", "2001", key=KEY[::-1]),
        names(tmp_path / "a.duckdb", "2001", domain="mentoring"),
    ]

    assert len({here, *(name for (name,) in others)}) == 4


def test_with_another_key_than_the_home_was_begun_with_nothing_goes_on(tmp_path):
    names(tmp_path / "vault.duckdb", "2001")

    with pytest.raises(SettingsError, match="not the key of this home"):
        names(tmp_path / "vault.duckdb", "2001", key=KEY[::-1])


def test_no_unkeyed_hash_of_an_id_is_a_pseudonym(tmp_path):
    (name,) = names(tmp_path / "vault.duckdb", "2001")

    for algorithm in ("md5", "sha1", "sha256", "sha512"):
        assert hashlib.new(algorithm, b"2001").hexdigest()[:26] not in name


def test_the_vault_is_its_owners_and_holds_no_id(tmp_path):
    file = tmp_path / "vault.duckdb"
    names(file, "20012001200120012001")

    assert file.stat().st_mode & 0o777 == 0o600
    assert b"20012001200120012001" not in file.read_bytes()


def test_a_salt_made_while_others_are_written_is_not_lost(tmp_path):
    with Vault(tmp_path / "vault.duckdb") as vault:
        salts = {}
        for number in range(300):
            key = str(number).encode()
            salts[key] = vault.salt(key)
            if number % 7 == 0:
                vault.flush()

    with Vault(tmp_path / "vault.duckdb") as vault:
        assert vault.salts == salts


def test_the_newest_refresh_token_is_kept(tmp_path):
    with Vault(tmp_path / "vault.duckdb") as vault:
        vault.keep_refresh_token("first")
        vault.keep_refresh_token("second")

    with Vault(tmp_path / "vault.duckdb") as vault:
        assert vault.refresh_token() == "second"


def test_of_somebody_never_seen_nothing_is_known_and_nothing_is_kept_by_asking(tmp_path):
    with Vault(tmp_path / "vault.duckdb") as vault:
        pseudonyms = Pseudonyms(KEY, vault)
        before = pseudonyms.known("2001"), len(vault.salts)
        name = pseudonyms.pseudonym("2001")

        assert before == (None, 0)
        assert pseudonyms.known("2001") == name


def test_whoever_was_forgotten_has_no_name_of_any_kind(tmp_path):
    with Vault(tmp_path / "vault.duckdb") as vault:
        pseudonyms = Pseudonyms(KEY, vault)
        vault.forget(pseudonyms.person_key("2001"), pseudonyms.pseudonym("2001"))
        anew = Pseudonyms(KEY, vault)

        assert [anew.known("2001"), anew.kept("2001"), anew.participant("2001")] == [None, None, None]
        with pytest.raises(Forgotten):
            anew.pseudonym("2001")
        assert anew.kept("2002") == anew.pseudonym("2002") != anew.participant("2002")
        assert PATTERN.fullmatch(anew.participant("2002"))


def test_a_record_is_told_by_a_key_of_its_own_and_by_no_hash_of_its_id(tmp_path):
    with Vault(tmp_path / "a.duckdb") as vault, Vault(tmp_path / "b.duckdb") as other:
        here, there = Pseudonyms(KEY, vault), Pseudonyms(KEY[::-1], other)
        told = {here.key_hash("1"), here.key_hash("2"), there.key_hash("1")}

        assert len(told) == 3 and {len(each) for each in told} == {16}
        assert len({here.record_key, there.record_key, KEY.encode()}) == 3 and len(here.record_key) >= 32


def test_a_vault_of_before_knows_everybody(tmp_path):
    """As it was made before a salt said when somebody was last named with it."""
    file = tmp_path / "vault.duckdb"
    (name,) = names(file, "2001")
    with duckdb.connect(str(file)) as con:
        con.execute("alter table salts drop column named_in; alter table objections drop column person_key")
        con.execute("insert into objections values ($name)", {"name": name})

    assert names(file, "2001") == [name]
    with Vault(file) as vault:
        assert (vault.objections(), vault.unneeded(datetime.max)) == ([name], set())
        vault.rekey(lambda key: key[::-1], str.upper, {"vault": b"k"}, b"proof")
        assert vault.objections() == [name.upper()]

"""Persons as keyed pseudonyms: HMAC-SHA-256 with a key per domain and a salt per person, 130 bits of it kept.

Without the key nobody can go from a person to a pseudonym; without the salt, which erasure deletes, not even with it
(EDPB Guidelines 01/2025 on pseudonymisation).
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode
from collections.abc import Sequence

from cop_analytics.errors import SettingsError
from cop_analytics.privacy.vault import Vault

DOMAIN, MENTORING, VAULT = "community", "mentoring", "vault"
LENGTH = 26
OTHER_KEY = (
    "privacy.key is not the key of this home: with it everybody would be somebody else. Give the one it was begun with; "
    "where it was changed, that is the next one, and a change that was cut short is finished by `cop rekey`."
)
PATTERN = re.compile(r"m_[a-z2-7]{26}")


class Forgotten(Exception):
    """The person was forgotten: no pseudonym is given, and what speaks of them is not kept."""


class Pseudonyms:
    """From a platform's person id to a pseudonym, the same in every run of one home. Safe for use by many threads.

    Raises SettingsError for another key than the home was begun with, or its key was changed to.
    """

    def __init__(self, key: str, vault: Vault, domain: str = DOMAIN) -> None:
        master = key.encode()
        if vault.proof() is None:
            vault.prove(proof(master))
        if vault.proof() != proof(master):
            raise SettingsError([OTHER_KEY])
        self._vault_keys, self._domain_keys, self._mentoring_keys = (
            [*vault.retired(name), key_of(master, name)] for name in (VAULT, domain, MENTORING)
        )
        self._record_key = key_of(master, "record")
        self._vault, self._known = vault, dict[str, str]()

    def pseudonym(self, uid: str) -> str:
        """`m_` and 26 letters: deliberately no hex, so that a scan for hashes finds none. Raises Forgotten."""
        known = self._known.get(uid)
        if known is None:
            person_key = self.person_key(uid)
            if person_key in self._vault.forgotten:
                raise Forgotten
            known = self._known[uid] = self._named(self._domain_keys, uid)
        return known

    def participant(self, uid: str) -> str | None:
        """How a person stands in a mentoring programme: keyed apart, so that nothing joins it to what they do elsewhere.

        None for who was forgotten.
        """
        return None if self.person_key(uid) in self._vault.forgotten else self._named(self._mentoring_keys, uid)

    def person_key(self, uid: str) -> bytes:
        """How a person stands in the vault."""
        told = uid.encode()
        for key in self._vault_keys:
            told = hmac.digest(key, told, "sha256")
        return told

    def known(self, uid: str) -> str | None:
        """The pseudonym of somebody seen before; None for whom nothing is kept."""
        key = self.person_key(uid)
        return None if key in self._vault.forgotten or key not in self._vault.salts else self.pseudonym(uid)

    def kept(self, uid: str) -> str | None:
        """The pseudonym; None for who was forgotten."""
        return None if self.person_key(uid) in self._vault.forgotten else self.pseudonym(uid)

    def key_hash(self, text: str) -> str:
        """A keyed hash of a record's key: tells two records apart and nothing else."""
        return b32encode(hmac.digest(self._record_key, text.encode(), "sha256")).decode().lower()[:16]

    def _named(self, keys: Sequence[bytes], uid: str) -> str:
        name = ""
        told = self._vault.salt(self.person_key(uid)) + uid.encode()
        for key in keys:
            name = named(key, told)
            told = name.encode()
        return name

    @property
    def record_key(self) -> bytes:
        """The key of content hashes."""
        return self._record_key


def key_of(master: bytes, domain: str) -> bytes:
    """The key of one domain."""
    return hmac.digest(master, domain.encode(), "sha256")


def named(key: bytes, told: bytes) -> str:
    """`m_` and 26 letters for what is told of a person, or for their pseudonym under the key before."""
    return "m_" + b32encode(hmac.digest(key, told, "sha256")).decode().lower()[:LENGTH]


def proof(master: bytes, following: bytes = b"") -> bytes:
    """By which a vault knows its key; or, while it is changed, that and the `following` one."""
    return hmac.digest(master, b"proof" + following, "sha256")

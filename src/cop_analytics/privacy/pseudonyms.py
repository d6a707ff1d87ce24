"""Persons as keyed pseudonyms: HMAC-SHA-256 with a key per domain and a salt per person, 130 bits of it kept.

Without the key nobody can go from a person to a pseudonym; without the salt, which erasure deletes, not even with it
(EDPB Guidelines 01/2025 on pseudonymisation).
"""

from __future__ import annotations

import hmac
import re
from base64 import b32encode

from cop_analytics.privacy.vault import Vault

DOMAIN, MENTORING = "community", "mentoring"
LENGTH = 26
PATTERN = re.compile(r"m_[a-z2-7]{26}")


class Forgotten(Exception):
    """The person was forgotten: no pseudonym is given, and what speaks of them is not kept."""


class Pseudonyms:
    """From a platform's person id to a pseudonym, the same in every run of one home. Safe for use by many threads."""

    def __init__(self, key: str, vault: Vault, domain: str = DOMAIN) -> None:
        master = key.encode()
        self._vault_key = hmac.digest(master, b"vault", "sha256")
        self._domain_key = hmac.digest(master, domain.encode(), "sha256")
        self._mentoring_key = hmac.digest(master, MENTORING.encode(), "sha256")
        self._record_key = hmac.digest(master, b"record", "sha256")
        self._vault, self._known = vault, dict[str, str]()

    def pseudonym(self, uid: str) -> str:
        """`m_` and 26 letters: deliberately no hex, so that a scan for hashes finds none. Raises Forgotten."""
        known = self._known.get(uid)
        if known is None:
            person_key = self.person_key(uid)
            if person_key in self._vault.forgotten:
                raise Forgotten
            known = self._known[uid] = self._named(self._domain_key, uid)
        return known

    def participant(self, uid: str) -> str | None:
        """How a person stands in a mentoring programme: keyed apart, so that nothing joins it to what they do elsewhere.

        None for who was forgotten.
        """
        return None if self.person_key(uid) in self._vault.forgotten else self._named(self._mentoring_key, uid)

    def person_key(self, uid: str) -> bytes:
        """How a person stands in the vault."""
        return hmac.digest(self._vault_key, uid.encode(), "sha256")

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

    def _named(self, key: bytes, uid: str) -> str:
        digest = hmac.digest(key, self._vault.salt(self.person_key(uid)) + uid.encode(), "sha256")
        return "m_" + b32encode(digest).decode().lower()[:LENGTH]

    @property
    def record_key(self) -> bytes:
        """The key of content hashes."""
        return self._record_key

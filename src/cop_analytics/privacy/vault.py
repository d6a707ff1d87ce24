"""The vault: a salt a person, and the platform's newest refresh token; a file of its own that its owner alone reads.

Whoever has the vault without the key learns nothing: persons stand in it as keyed hashes.
"""

from __future__ import annotations

import os
import threading
from pathlib import Path
from types import TracebackType

import duckdb
import pyarrow as pa


class Vault:
    """`vault.duckdb`, open for one run. New salts become durable with `flush`."""

    def __init__(self, file: Path) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._con = duckdb.connect(str(file))
        file.chmod(0o600)
        self._con.execute("create table if not exists salts (person_key blob, salt blob)")
        self._con.execute("create table if not exists tokens (token varchar)")
        self.salts: dict[bytes, bytes] = dict(self._con.execute("select person_key, salt from salts").fetchall())
        self._new: dict[bytes, bytes] = {}
        self._lock = threading.Lock()

    def __enter__(self) -> Vault:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.flush()
        self._con.close()

    def salt(self, person_key: bytes) -> bytes:
        """The salt of a person, made up on first sight."""
        with self._lock:
            known = self.salts.get(person_key)
            if known is None:
                known = self.salts[person_key] = self._new[person_key] = os.urandom(16)
        return known

    def flush(self) -> None:
        """Write salts made up since the last time; before anything that was named with them."""
        with self._lock:
            new, self._new = self._new, {}
        if new:
            self._con.register("new_salts", pa.table({"person_key": list(new), "salt": list(new.values())}))
            self._con.execute("insert into salts select person_key, salt from new_salts")
            self._con.unregister("new_salts")

    def keep_refresh_token(self, token: str) -> None:
        """The platform replaced its refresh token: the old one is worth nothing from now on."""
        cursor = self._con.cursor()
        cursor.execute("begin")
        cursor.execute("delete from tokens")
        cursor.execute("insert into tokens values ($token)", {"token": token})
        cursor.execute("commit")

    def refresh_token(self) -> str | None:
        """The newest refresh token, if the platform ever replaced the configured one."""
        row = self._con.execute("select token from tokens").fetchall()
        return str(row[0][0]) if row else None

"""The vault: a salt a person, who objected, who is forgotten; a file of its own that its owner alone reads.

Whoever has the vault without the key learns nothing: persons stand in it as keyed hashes. Keys that were replaced are kept
in it, because pseudonyms are made by all of them in turn; without the newest they open nothing. It also keeps a proof of
which key it was begun with, and the platform's newest refresh token.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Mapping
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
        self._con.execute("create table if not exists objections (member_id varchar)")
        self._con.execute("create table if not exists forgotten (person_key blob)")
        self._con.execute("create table if not exists retired (domain varchar, generation integer, key blob)")
        self._con.execute("create table if not exists proofs (proof blob)")
        self.forgotten = {key for (key,) in self._con.execute("select person_key from forgotten").fetchall()}
        self._file = file
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

    def flush(self) -> int:
        """Write salts made up since the last time, before anything that was named with them; how many there are now."""
        with self._lock:
            new, self._new = self._new, {}
            if new:
                self._con.register("new_salts", pa.table({"person_key": list(new), "salt": list(new.values())}))
                self._con.execute("insert into salts select person_key, salt from new_salts")
                self._con.unregister("new_salts")
                self._con.execute("checkpoint")  # a log that is cut later must not cost a salt
            return len(self.salts)

    def objections(self) -> list[str]:
        """Pseudonyms of those who objected."""
        return [member for (member,) in self._con.execute("select member_id from objections order by all").fetchall()]

    def object(self, member_id: str) -> None:
        """From now on nothing is counted of this person; twice is once."""
        self.withdraw(member_id)
        self._con.execute("insert into objections values ($member_id)", {"member_id": member_id})

    def withdraw(self, member_id: str) -> None:
        """The objection is taken back."""
        self._con.execute("delete from objections where member_id = $member_id", {"member_id": member_id})

    def forget(self, person_key: bytes, member_id: str) -> int:
        """Take the salt away, so that nobody can make the pseudonym again, and never give one again; the salts left.

        The file is written anew: a deleted row would stay in its bytes.
        """
        self.flush()
        self.withdraw(member_id)
        self._con.execute("delete from salts where person_key = $key", {"key": person_key})
        self._con.execute("delete from forgotten where person_key = $key", {"key": person_key})
        self._con.execute("insert into forgotten values ($key)", {"key": person_key})
        self.salts.pop(person_key, None)
        self.forgotten.add(person_key)
        self._write_anew()
        return len(self.salts)

    def retired(self, domain: str) -> list[bytes]:
        """Keys of a domain that were replaced, the first one first."""
        asked = "select key from retired where domain = $domain order by generation"
        return [key for (key,) in self._con.execute(asked, {"domain": domain}).fetchall()]

    def proof(self) -> bytes | None:
        """What was last proven of the key; None in a vault that is new."""
        return next((proof for (proof,) in self._con.execute("select proof from proofs").fetchall()), None)

    def prove(self, proof: bytes) -> None:
        """Keep `proof` of the key, durably."""
        self._con.execute("begin")
        self._con.execute("delete from proofs")
        self._con.execute("insert into proofs values ($proof)", {"proof": proof})
        self._con.execute("commit")
        self._con.execute("checkpoint")

    def rekey(
        self,
        keyed: Callable[[bytes], bytes],
        renamed: Callable[[str], str],
        replaced: Mapping[str, bytes],
        proof: bytes,
    ) -> None:
        """All at once: persons under the key that follows, objections under the names that do, the key before retired."""
        self.flush()
        self.salts = {keyed(person_key): salt for person_key, salt in self.salts.items()}
        self.forgotten = {keyed(person_key) for person_key in self.forgotten}
        objecting = [renamed(member) for member in self.objections()]
        generation = max(len(self.retired(domain)) for domain in replaced)
        self._con.execute("begin")
        for table, columns, rows in (
            ("salts", ["person_key", "salt"], list(self.salts.items())),
            ("forgotten", ["person_key"], [(key,) for key in self.forgotten]),
            ("objections", ["member_id"], [(member,) for member in objecting]),
            ("proofs", ["proof"], [(proof,)]),
        ):
            self._con.execute(f"delete from {table}")
            if rows:
                self._con.register(
                    "fresh_rows", pa.table([list(each) for each in zip(*rows, strict=True)], names=columns)
                )
                self._con.execute(f"insert into {table} select * from fresh_rows")
                self._con.unregister("fresh_rows")
        for domain, key in replaced.items():
            self._con.execute("insert into retired values ($1, $2, $3)", [domain, generation, key])
        self._con.execute("commit")
        self._write_anew()

    def _write_anew(self) -> None:
        fresh = self._file.with_name(f".{self._file.name}.new")
        fresh.unlink(missing_ok=True)
        self._con.execute(f"attach '{str(fresh).replace(chr(39), chr(39) * 2)}' as fresh")
        for table in ("salts", "tokens", "objections", "forgotten", "retired", "proofs"):
            self._con.execute(f"create table fresh.{table} as from {table} order by all")
        self._con.execute("detach fresh")
        self._con.close()
        fresh.chmod(0o600)
        with fresh.open("rb") as content:
            os.fsync(content.fileno())
        fresh.replace(self._file)
        self._file.with_name(f"{self._file.name}.wal").unlink(missing_ok=True)
        self._con = duckdb.connect(str(self._file))

    def keep_refresh_token(self, token: str) -> None:
        """The platform replaced its refresh token: the old one is worth nothing from now on."""
        with self._lock:
            cursor = self._con.cursor()
            cursor.execute("begin")
            cursor.execute("delete from tokens")
            cursor.execute("insert into tokens values ($token)", {"token": token})
            cursor.execute("commit")

    def refresh_token(self) -> str | None:
        """The newest refresh token, if the platform ever replaced the configured one."""
        row = self._con.execute("select token from tokens").fetchall()
        return str(row[0][0]) if row else None

"""The vault: a salt a person, who objected, who is forgotten; a file of its own that its owner alone reads.

Whoever has the vault without the key learns nothing: persons stand in it as keyed hashes. Keys that were replaced are kept
in it, because pseudonyms are made by all of them in turn; without the newest they open nothing. It also keeps a proof of
which key it was begun with, and the platform's newest refresh token. A salt says in which quarter somebody was last named
with it, no closer, so that it goes with the last that is kept of them.
"""

from __future__ import annotations

import os
import threading
from collections.abc import Callable, Collection, Mapping
from datetime import datetime
from pathlib import Path
from types import TracebackType
from typing import Any

import duckdb
import pyarrow as pa

TABLES: Mapping[str, Mapping[str, str]] = {
    "salts": {"person_key": "blob", "salt": "blob", "named_in": "timestamp"},
    "tokens": {"token": "varchar"},
    "objections": {"member_id": "varchar", "person_key": "blob"},
    "forgotten": {"person_key": "blob"},
    "retired": {"domain": "varchar", "generation": "integer", "key": "blob"},
    "proofs": {"proof": "blob"},
}


class Vault:
    """`vault.duckdb`, open for one run. New salts become durable with `flush`.

    `quarter` is when the one began in which persons are named for something that is kept; None where nothing will be.
    """

    def __init__(self, file: Path, quarter: datetime | None = None) -> None:
        file.parent.mkdir(parents=True, exist_ok=True)
        self._con = duckdb.connect(str(file))
        file.chmod(0o600)
        for table, columns in TABLES.items():
            typed = [f"{name} {kind}" for name, kind in columns.items()]
            self._con.execute(f"create table if not exists {table} ({', '.join(typed)})")
            for column in typed:  # a vault cannot be made anew: one of before gets what it lacks
                self._con.execute(f"alter table {table} add column if not exists {column}")
        self.forgotten = {key for (key,) in self._con.execute("select person_key from forgotten").fetchall()}
        self._file = file
        told = self._con.execute("select person_key, salt, named_in from salts").fetchall()
        self.salts: dict[bytes, bytes] = {key: salt for key, salt, _ in told}
        self._quarter, self._named_in = quarter, {key: named_in for key, _, named_in in told}
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
            elif self._quarter is not None and self._named_in.get(person_key) != self._quarter:
                self._new[person_key] = known
            self._named_in[person_key] = self._quarter or self._named_in.get(person_key)
        return known

    def flush(self) -> int:
        """Write salts made up since the last time, before anything that was named with them; how many there are now."""
        with self._lock:
            new, self._new = self._new, {}
            if new:
                self._con.execute("begin")
                self._put("salts", [(key, salt, self._named_in[key]) for key, salt in new.items()])
                self._con.execute("commit")
                self._con.execute("checkpoint")  # a log that is cut later must not cost a salt
            return len(self.salts)

    def objections(self) -> list[str]:
        """Pseudonyms of those who objected."""
        return [member for (member,) in self._con.execute("select member_id from objections order by all").fetchall()]

    def object(self, person_key: bytes, member_id: str) -> None:
        """From now on nothing is counted of this person; twice is once."""
        self._put("objections", [(member_id, person_key)])

    def withdraw(self, member_id: str) -> None:
        """The objection is taken back."""
        self._con.execute("delete from objections where member_id = $member_id", {"member_id": member_id})

    def forget(self, person_key: bytes, member_id: str) -> None:
        """Take the salt away, so that nobody can make the pseudonym again, and never give one again."""
        self.flush()
        self.withdraw(member_id)
        self._put("forgotten", [(person_key,)])
        self.forgotten.add(person_key)
        self.destroy({person_key} & self.salts.keys())

    def unneeded(self, since: datetime) -> set[bytes]:
        """Whose salts named nobody from `since` on; who objected keeps theirs, or would be counted when they come again."""
        asked = "select person_key from salts anti join objections using (person_key) where named_in < $since"
        return {key for (key,) in self._con.execute(asked, {"since": since}).fetchall()}

    def destroy(self, person_keys: Collection[bytes]) -> None:
        """Take these salts away: nobody can make the pseudonyms again.

        The file is written anew: a deleted row would stay in its bytes.
        """
        self._con.execute("delete from salts where list_contains($keys, person_key)", {"keys": list(person_keys)})
        for key in person_keys:
            del self.salts[key]
        self._write_anew()

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
        told = self._con.execute("select member_id, person_key from objections").fetchall()
        objecting = [(renamed(member), person_key and keyed(person_key)) for member, person_key in told]
        self._named_in = {keyed(person_key): named_in for person_key, named_in in self._named_in.items()}
        generation = max(len(self.retired(domain)) for domain in replaced)
        self._con.execute("begin")
        for table, rows in (
            ("salts", [(key, salt, self._named_in[key]) for key, salt in self.salts.items()]),
            ("forgotten", [(key,) for key in self.forgotten]),
            ("objections", objecting),
            ("proofs", [(proof,)]),
        ):
            self._con.execute(f"delete from {table}")
            self._put(table, rows)
        for domain, key in replaced.items():
            self._con.execute("insert into retired values ($1, $2, $3)", [domain, generation, key])
        self._con.execute("commit")
        self._write_anew()

    def _put(self, table: str, rows: Collection[tuple[Any, ...]]) -> None:
        """Rows into a table, in place of those with the same first column."""
        if rows:
            first, *_ = columns = list(TABLES[table])
            fresh = pa.table([list(each) for each in zip(*rows, strict=True)], names=columns)
            self._con.register("fresh_rows", fresh)
            self._con.execute(f"delete from {table} where {first} in (select {first} from fresh_rows)")
            self._con.execute(f"insert into {table} select * from fresh_rows")
            self._con.unregister("fresh_rows")

    def _write_anew(self) -> None:
        fresh = self._file.with_name(f".{self._file.name}.new")
        fresh.unlink(missing_ok=True)
        self._con.execute(f"attach '{str(fresh).replace(chr(39), chr(39) * 2)}' as fresh")
        for table in TABLES:
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

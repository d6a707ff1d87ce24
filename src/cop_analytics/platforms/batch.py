"""What a platform hands to landing: records of allowed fields, in which persons are pseudonyms."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

Completes = Literal["no", "part", "changes", "everything"]


@dataclass(frozen=True, slots=True)
class Record:
    """One item as it may be kept: `payload` is plain JSON, `updated_at` the platform's own stamp (UTC) if it gives one."""

    item_id: str
    updated_at: datetime | None
    payload: Mapping[str, object]


@dataclass(frozen=True, slots=True)
class Reject:
    """One item that could not be read: a reason code, a keyed hash of its id, and where it stood."""

    key_hash: str
    reason: str
    pointer: str


@dataclass(frozen=True, slots=True)
class Batch:
    """The records of one answer of the platform's list `origin`.

    `completes` says what has been read to its end with this batch: `everything` of the list, so that what it no longer
    holds is missing; the `changes` of a closed window, so that absence means nothing; or a `part` of the list, which can be
    taken up again at `cursor`. `basis` is what the list's parent looked like then, `watermark` the platform's time when
    the reading began, `announced` how many items the list has by the platform's own count (None: it does not say).
    `suppressed` counts items that are older than may be kept.
    """

    stream: str
    origin: str
    records: Sequence[Record] = ()
    rejects: Sequence[Reject] = ()
    dropped_fields: Mapping[str, int] = field(default_factory=dict)
    completes: Completes = "no"
    basis: str | None = None
    watermark: datetime | None = None
    cursor: str | None = None
    announced: int | None = None
    suppressed: int = 0

    @property
    def received(self) -> int:
        """How many items the answer held."""
        return len(self.records) + len(self.rejects) + self.suppressed


def framed(payload: Mapping[str, object]) -> dict[str, object]:
    """A contribution older than may be kept, as long as its thread goes on: nobody wrote it, and it names nobody."""
    return {**payload, "author": None, "mentions": []}


@dataclass(frozen=True, slots=True)
class Reading:
    """The last time a list was read to its end, and how far it was read since: up to `cursor`, in a reading that `begun`."""

    basis: str | None = None
    watermark: datetime | None = None
    completed_at: datetime | None = None
    cursor: str | None = None
    begun: datetime | None = None

"""Members' answers as they may be shown: fewer classes, then words, then silence, before any table leaves."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Protocol

import pyarrow as pa

from cop_analytics.privacy.disclosure import ALIKE, MIN_GROUP


class Presented(Protocol):
    """What of a distribution of answers may be shown."""

    @property
    def counts(self) -> Mapping[str, int]: ...
    @property
    def sentence(self) -> str | None: ...
    @property
    def respondent_count(self) -> int: ...
    @property
    def cannot_see(self) -> int: ...
    @property
    def not_relevant(self) -> int: ...


Row = dict[str, object]


def health_answers(table: pa.Table, present: Callable[[Mapping[str, int]], Presented]) -> pa.Table:
    """Members' answers as `present` allows: by class, by fewer classes, or a sentence in place of any count."""
    grouped: dict[tuple[str, str, str], dict[str, int]] = {}
    for row in table.to_pylist():
        key = (row["community_id"], row["period"], row["dimension_id"])
        grouped.setdefault(key, {})[row["answer"]] = row["answer_count"]
    rows = [row for key, counts in sorted(grouped.items()) for row in _presented(key, present(counts))]
    return pa.Table.from_pylist(rows, schema=table.schema)


def _presented(key: tuple[str, str, str], shown: Presented) -> list[Row]:
    community, period, dimension = key
    base: Row = {"community_id": community, "period": period, "dimension_id": dimension}
    if shown.respondent_count < MIN_GROUP:
        return [base | {"answer": shown.sentence, "status": "too_few"}]
    told = {**shown.counts, "can't see": shown.cannot_see, "not relevant": shown.not_relevant}
    told_of = base | {"respondent_count": shown.respondent_count, "status": "shown"}
    rows = [told_of | {"answer": answer, "answer_count": count} for answer, count in told.items()]
    if shown.sentence is not None:
        rows.append(told_of | {"answer": shown.sentence, "status": "suppressed", "reason": ALIKE})
    return rows


def health_relevance(table: pa.Table) -> pa.Table:
    """What matters to whom; what members chose for a dimension only where at least five of them chose."""
    rows = table.to_pylist()
    voices: dict[tuple[str, str, str], int] = {}
    for row in rows:
        if row["perspective"] == "members":
            key = (row["community_id"], row["period"], row["dimension_id"])
            voices[key] = voices.get(key, 0) + row["voice_count"]
    few = {key for key, count in voices.items() if count < MIN_GROUP}
    kept = [
        row["perspective"] != "members" or (row["community_id"], row["period"], row["dimension_id"]) not in few
        for row in rows
    ]
    return table.filter(pa.array(kept, pa.bool_()))

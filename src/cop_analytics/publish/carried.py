"""A closed window, once published, stays as it is: later releases carry it over."""

from __future__ import annotations

from collections.abc import Collection, Sequence

import pyarrow as pa
import pyarrow.compute as pc

WINDOW = ("window_kind", "window_start", "window_end")
PARTS = ("part", "level", "from_level", "to_level", "from_unit", "to_unit")
NOTHING_SAID = ("not_chosen", "not_applicable")
SEPARATOR = "\x1f"


def carried_over(fresh: pa.Table, earlier: pa.Table, grain: Sequence[str]) -> pa.Table:
    """`fresh`, with the rows `earlier` has for the same window, in whatever version of the definition it told them.

    A new version tells windows of its own time, and none told before: two versions of one number, subtracted, would tell
    of the few whom one counts and the other does not. What was said together stays together: of a window that closed, no
    part is told anew beside parts told before, or who is not counted any more would be the difference. Windows that can no
    longer be computed are kept as well, as long as their community is still measured. What a community looks at is no part
    of the window: a row that is not chosen now stays so, and what was not chosen, or did not apply in any part, comes fresh.
    Both tables hold `status`, and both have passed disclosure control.
    """
    told_together = [column for column in grain if column not in PARTS]
    subject = [column for column in told_together if column not in WINDOW]
    earlier = _alike(earlier, fresh.schema)
    said = earlier.filter(_is_in(earlier, earlier.filter(_is_none_of(earlier, NOTHING_SAID)), told_together))
    asked = fresh.filter(_is_none_of(fresh, ("not_chosen",)))
    is_same = _is_in(said, asked, told_together)
    is_gone = pc.and_(pc.invert(_is_in(said, fresh, told_together)), _is_in(said, asked, subject))
    carried = said.filter(pc.or_(is_same, is_gone))
    return pa.concat_tables([fresh.filter(pc.invert(_is_in(fresh, carried, told_together))), carried])


def with_ended(fresh: pa.Table, earlier: pa.Table, programmes: Collection[str]) -> pa.Table:
    """`fresh`, with the rows `earlier` has of `programmes`: they ended, and nothing is kept of their people any more."""
    earlier = _alike(earlier, fresh.schema)
    ended = pc.is_in(earlier.column("programme_id"), pa.array(sorted(programmes), pa.string()))
    return pa.concat_tables([fresh, earlier.filter(ended)])


def _alike(earlier: pa.Table, schema: pa.Schema) -> pa.Table:
    """`earlier` with the columns of `schema`; one that is new since is empty in it."""
    empty = {field.name: pa.nulls(earlier.num_rows, field.type) for field in schema}
    columns = [earlier.column(name) if name in earlier.column_names else empty[name] for name in schema.names]
    return pa.table(columns, names=schema.names).cast(schema)


def _is_none_of(table: pa.Table, statuses: Sequence[str]) -> pa.ChunkedArray:
    return pc.invert(pc.is_in(table.column("status"), pa.array(statuses)))


def _is_in(table: pa.Table, other: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    """Per row of `table`, whether `other` has a row that is equal in `columns`."""
    return pc.is_in(_keys(table, columns), _keys(other, columns))


def _keys(table: pa.Table, columns: Sequence[str]) -> pa.ChunkedArray:
    texts = [table.column(column).cast(pa.string()) for column in columns]
    return pc.binary_join_element_wise(*texts, SEPARATOR)

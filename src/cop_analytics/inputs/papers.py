"""The sheets of one programme: each a CSV in its folder, or a sheet of its one workbook; read alike and told alike."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from cop_analytics.errors import Fault, InputFault
from cop_analytics.inputs import sheets, workbooks
from cop_analytics.inputs.sheets import Cells, Key, Sheet, T
from cop_analytics.inputs.workbooks import Laid

WORKBOOK = "programme.xlsx"


@dataclass(frozen=True)
class Papers:
    """A folder of sheets; `bound` are those of its workbook, by name, and `asked` the names that were asked for."""

    folder: Path
    bound: Mapping[str, Laid] = field(default_factory=dict)
    asked: set[str] = field(default_factory=set)

    def read(
        self, name: str, columns: Sequence[str], one: Callable[[Cells], T], *, key: Key = (), spare: Sequence[str] = ()
    ) -> Sheet[T]:
        """As `sheets.read`, of the sheet called `name`; its first line may lack the columns of `spare`."""
        sheet, lines = self._laid(name)
        lacking = {column for column in spare if lines and column not in lines[0]}
        columns = [column for column in columns if column not in lacking]
        sheets.take(sheet, lines, columns, one, key=tuple(column for column in key if column not in lacking))
        return sheet

    def strangers(self) -> Iterator[Fault]:
        """Sheets of the workbook that nobody asked for, told by their place in it: a name may say more."""
        for number, name in enumerate(self.bound, start=1):
            if name not in self.asked:
                cure = f"Remove it, or call it one of: {', '.join(sorted(self.asked))}."
                yield Fault(WORKBOOK, None, None, f"sheet {number} is not known", cure)

    def _laid(self, name: str) -> tuple[Sheet[Any], list[list[str]]]:
        """The sheet and its lines, from where there are rows of it; from neither, where there are rows in both."""
        self.asked.add(name)
        loose: Sheet[Any] = Sheet(self.folder / f"{name}.csv", f"{name}.csv")
        lines = sheets.lines_of(loose)
        if name not in self.bound:
            return loose, lines
        bound = self.bound[name]
        if bound.is_empty and loose.file.exists():
            return loose, lines
        if loose.is_refused or len(lines) > 1:
            loose.refuse(None, f"it stands in {WORKBOOK} as well", "Keep one of the two.")
            return loose, []
        bound.sheet.file = loose.file
        return bound.sheet, bound.lines


def papers_of(folder: Path) -> Papers:
    """The sheets in `folder`. Raises InputFault where its workbook cannot be read at all."""
    book: Sheet[Any] = Sheet(folder / WORKBOOK, WORKBOOK)
    if not book.file.exists():
        return Papers(folder)
    bound = workbooks.bound(book)
    if book.is_refused:
        raise InputFault(book.faults)
    return Papers(folder, bound)

"""What is kept of one person, as a page for that person alone."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import Any

from cop_analytics.errors import Fault, InputFault
from cop_analytics.pages.press import press

MOST_ROWS = 50


def draw_self_view(told: Mapping[str, Any], now: datetime, file: Path) -> Path:
    """Write the page into `file`, with the style beside it, readable by its owner alone; the file written.

    `told` is what `rights.mydata` says. Raises InputFault where the file is there already.
    """
    if file.exists() or file.suffix != ".html":
        problem = "it is there already" if file.exists() else "it is no page"
        raise InputFault([Fault(str(file), None, None, problem, "Name a new file that ends in .html.")])
    write = press(file.parent, now, is_alone=True)
    tables = [(name, list(rows[0]), rows[:MOST_ROWS], len(rows)) for name, rows in told["kept"].items()]
    file.touch(mode=0o600)
    write(file.name, "mydata", told=told, tables=tables)
    return file

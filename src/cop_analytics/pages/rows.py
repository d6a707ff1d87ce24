"""Frames of published tables, and their rows as plain dictionaries."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

Row = dict[str, Any]
Tables = Mapping[str, pd.DataFrame]


def rows_of(frame: pd.DataFrame) -> list[Row]:
    """The rows, with None where a cell is empty."""
    return [
        {str(name): None if pd.isna(value) else value for name, value in row.items()}
        for row in frame.to_dict("records")
    ]

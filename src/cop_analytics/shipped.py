"""Find what travels with the package: SQL models, flows and fixtures, in a checkout or inside a wheel."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

_PACKAGE = Path(__file__).parent


def folder(name: Literal["sql", "fixtures"]) -> Path:
    """The folder `name` as it lies in the wheel, else beside `src/` in the checkout."""
    in_wheel = _PACKAGE / "shipped" / name
    return in_wheel if in_wheel.is_dir() else _PACKAGE.parents[1] / name

"""The works-council pack: what runs, in words, as a page and as Markdown, with templates for counsel and for the spaces."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from datetime import datetime
from importlib.resources import files
from pathlib import Path

from cop_analytics.pages.press import press
from cop_analytics.pages.rows import Row
from cop_analytics.pages.words import LANGUAGE, day

TEXTS: Mapping[str, str] = tomllib.loads(
    files("cop_analytics.pages").joinpath(f"texts/pack.{LANGUAGE}.toml").read_text("utf-8")
)
DOCUMENTS = {"impact-assessment.md": "dpia", "ai-act.md": "ai_act", "notice.md": "notice"}


def draw_pack(told: Row, now: datetime, folder: Path) -> list[Path]:
    """Write the pack into `folder`, made if it is not there; the files written.

    `told`: purpose, prohibited, capabilities, indicators (each its card), roles, requirements, agreed (None before any was),
    is_new (what was not agreed, in words), platform, config.
    """
    write = press(folder, now, is_alone=True)
    capabilities = told["capabilities"]
    filled = {
        "purpose": told["purpose"],
        "platform": told["platform"],
        "retention": "; ".join(f"{what} {days} days" for what, days in capabilities["retention_days"].items()),
        **capabilities["floors"],
    }
    made = TEXTS["made"].format(version=capabilities["version"], day=day(now), config=told["config"])
    view = {**told, "texts": TEXTS, "filled": filled, "made": made, "documents": list(DOCUMENTS)}
    write("index.html", "privacy_pack", **view)
    write("privacy-pack.md", "privacy_pack.md.jinja", **view)
    for name, text in DOCUMENTS.items():
        (folder / name).write_text(TEXTS[text].lstrip().format(**filled), encoding="utf-8")
    return [folder / name for name in ("index.html", "privacy-pack.md", *DOCUMENTS)]

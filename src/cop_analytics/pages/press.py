"""What writes one page from its template: the same frame, words and style for every page."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from jinja2 import Environment, PackageLoader, StrictUndefined, select_autoescape

from cop_analytics.pages.words import LANGUAGE, WORDS, day, sentence

MARKS = re.compile(r"([\\`*_\[\]<>#|~])")


def press(folder: Path, data_cut: datetime, *, is_alone: bool = False) -> Callable[..., None]:
    """What writes one page from its template and view into `folder`, where the style lies already.

    A page that is alone leads to no other.
    """
    templates = Environment(
        loader=PackageLoader("cop_analytics.pages"),
        autoescape=select_autoescape(("html.jinja", "css")),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    templates.globals.update(words=WORDS, language=LANGUAGE, data_cut=data_cut, is_alone=is_alone)
    templates.filters.update(day=day, sentence=sentence, unmarked=unmarked)

    def write(page: str, template: str, **view: object) -> None:
        """Links go up as many folders as the page lies deep."""
        up = "../" * page.count("/")
        name = template if template.endswith(".jinja") else f"{template}.html.jinja"
        text = templates.get_template(name).render(here=page, up=up, **view)
        (folder / page).parent.mkdir(parents=True, exist_ok=True)
        (folder / page).write_text(text, encoding="utf-8")

    folder.mkdir(parents=True, exist_ok=True)
    (folder / "style.css").write_text(templates.get_template("style.css").render(), encoding="utf-8")
    return write


def unmarked(text: str) -> str:
    """A text as Markdown shows it as it stands."""
    return MARKS.sub(r"\\\1", text)

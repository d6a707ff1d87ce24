"""What the HTML of a post tells without its words: whom it mentions, what it links to, whether it asks, how long it is."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from selectolax.lexbor import LexborHTMLParser

PERSON = "3"
NOBODY = "-1"
LINKED = {
    "1": "discussion",
    "13": "file",
    "38": "post",
    "102": "document",
    "1100": "video",
    "3227383": "idea",
    "2": "message",
    "105": "comment",
}
MACRO = "jive_macro_user"
MACRO_ATTRIBUTES = ("__default_attr", "___default_attr")
SHORT, MEDIUM = 280, 1500
LONGEST_BODY = 1 << 20
TAGS_AT_ONCE = 2000
SILENT_TAGS = ["script", "style"]


@dataclass(frozen=True, slots=True)
class Told:
    """What a body tells: person ids; things as `<kind>/<the platform's id within its kind>`; each once, sorted."""

    has_question_mark: bool
    length_band: str
    mentions: tuple[str, ...]
    links: tuple[str, ...]


SILENT = Told(False, "empty", (), ())


def told(body: str) -> Told:
    """Read a body; beyond a million characters the rest is not looked at."""
    if not body:
        return SILENT
    words, mentions, links = [], set[str](), set[str]()
    for piece in _pieces(body[:LONGEST_BODY]):
        tree = LexborHTMLParser(piece)
        if "<script" in piece or "<style" in piece:
            tree.strip_tags(SILENT_TAGS)
        words += tree.text().split()
        if "<a" in piece or "<A" in piece:
            _look_at_anchors(tree, mentions, links)
    text = " ".join(words)
    return Told("?" in text, length_band(len(text)), tuple(sorted(mentions)), tuple(sorted(links)))


def _pieces(body: str) -> Iterator[str]:
    """A body as it is; one of very many tags in pieces, as the parser's time grows with the square of their depth."""
    if body.count("<") <= TAGS_AT_ONCE:
        yield body
        return
    cuts = [0, *[tag.start() for tag in re.finditer("<", body)][TAGS_AT_ONCE::TAGS_AT_ONCE], len(body)]
    for start, end in pairwise(cuts):
        yield body[start:end]


def length_band(length: int) -> str:
    """How long a text of `length` characters is, in one of four words."""
    return "empty" if length == 0 else "short" if length < SHORT else "medium" if length < MEDIUM else "long"


def _look_at_anchors(tree: LexborHTMLParser, mentions: set[str], links: set[str]) -> None:
    for anchor in tree.css("a"):
        attributes = anchor.attributes
        kind, number = attributes.get("data-objecttype"), attributes.get("data-objectid")
        if MACRO in (attributes.get("class") or ""):
            kind, number = PERSON, next((attributes[name] for name in MACRO_ATTRIBUTES if name in attributes), None)
        if not number or number == NOBODY:
            continue
        if kind == PERSON:
            mentions.add(number)
        elif kind in LINKED:
            links.add(f"{LINKED[kind]}/{number}")

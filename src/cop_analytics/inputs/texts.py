"""What people type, letter by letter: which spellings are one word, what nobody sees, what a spreadsheet would compute."""

from __future__ import annotations

import re
import sys
import unicodedata
from functools import cache

MOST_LISTED = 40
MOST_QUOTED = 40
MOST_MARKS = 30
FORMULA = tuple("=+-@＝＋－＠﹢﹣﹦﹫−")
# Controls, marks of direction, joiners, fillers, tags, variation selectors, noncharacters.
UNSEEN = re.compile(
    "[\x00-\x1f\x7f-\x9f\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u2028-\u202e\u2060-\u206f\u3164"
    "\ufdd0-\ufdef\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffb\ufffe\uffff\U0001d173-\U0001d17a\U000e0000-\U000e0fff]"
)
# What changes how a text is shown, or ends it: no text may hold it. Joiners and variation selectors make emoji.
DECEIVING = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ufff9-\ufffb]")


def tidy(value: str) -> str:
    """A text without the spaces around it, its letters composed; one with marks without end stays as it is."""
    value = value.strip()
    return value if value.isascii() or is_overloaded(value) else unicodedata.normalize("NFC", value)


def alike(value: str) -> str:
    """What all spellings that look the same have in common: no two of them are two words."""
    if value.isascii() and value.isprintable():
        return " ".join(value.split())
    return " ".join(UNSEEN.sub(lambda found: " " if found[0].isspace() else "", tidy(value)).split())


def is_overloaded(value: str) -> bool:
    """Whether a letter bears more marks than any script needs: composing them takes time without end."""
    return len(value) > MOST_MARKS and _many_marks().search(value) is not None


@cache
def _many_marks() -> re.Pattern[str]:
    marks = (chr(number) for number in range(0x300, sys.maxunicode) if unicodedata.combining(chr(number)))
    return re.compile(f"[{''.join(marks)}]{{{MOST_MARKS + 1}}}")


def looks_like_formula(value: str) -> bool:
    """Whether a spreadsheet would compute it."""
    return bool(value) and value.lstrip(" \"'").startswith(FORMULA)


def quoted(value: str) -> str:
    """A name or id that may be told back: cut, without what cannot be seen, and never an e-mail address."""
    if "@" in value.lstrip("@"):
        return "“…@…”"
    seen = UNSEEN.sub("␣", value)
    return f"“{seen[:MOST_QUOTED]}{'…' if len(seen) > MOST_QUOTED else ''}”"


@cache
def listed(allowed: tuple[str, ...]) -> str:
    """The words allowed; of very many, the first and how many there are."""
    more = f", … ({len(allowed)} in all)" if len(allowed) > MOST_LISTED else ""
    return ", ".join(allowed[:MOST_LISTED]) + more


@cache
def choice_of(allowed: tuple[str, ...]) -> str:
    """The cure for a word that is not one of those allowed."""
    return f"Write one of: {listed(allowed)}."

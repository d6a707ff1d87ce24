"""Damaged JSON, item by item: one that cannot be read is lost by itself, its neighbours stay.

A lone surrogate, NaN, an endless number or a thousandfold nesting makes a strict parser refuse the whole page.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import orjson

Json = dict[str, Any]

ESCAPE = re.compile(
    rb"\\(?:u[dD][89abAB][0-9a-fA-F]{2}\\u[dD][c-fC-F][0-9a-fA-F]{2}|(u[dD][89a-fA-F][0-9a-fA-F]{2})|.)", re.DOTALL
)
TOKEN = re.compile(rb'"[^"\\]*(?:\\.[^"\\]*)*"|[][{},]', re.DOTALL)
LIST = b'"list"'


def parsed(text: bytes) -> Json | None:
    """The JSON object in `text`, in whose `list` an item that cannot be read is None; None where there is no object."""
    body = _read(text)
    if body is None:
        text = _with_whole_characters(text)
        body = _read(text) or _mended(text)
    return body


def _read(text: bytes) -> Json | None:
    try:
        body = orjson.loads(text)
    except orjson.JSONDecodeError:
        return None
    return body if isinstance(body, dict) else None


def _with_whole_characters(text: bytes) -> bytes:
    """Half characters replaced by U+FFFD, as bytes and as escapes."""
    text = text.decode("utf-8", "replace").encode()
    return ESCAPE.sub(lambda found: rb"\ufffd" if found[1] else found[0], text)


def _mended(text: bytes) -> Json | None:
    spans = list(_items(text))
    if not spans:
        return None
    start, end = spans[0][0], spans[-1][1]
    body = _read(text[:start] + text[end:])
    if body is not None:
        body["list"] = [_read(text[begin:stop]) for begin, stop in spans]
    return body


def _items(text: bytes) -> Iterator[tuple[int, int]]:
    """Where the items of the outermost `list` begin and end, whatever they are; nothing where brackets do not close."""
    depth, begin, is_list = 0, 0, False
    spans: list[tuple[int, int]] = []
    before = b""
    for found in TOKEN.finditer(text):
        token = found[0]
        if token in (b"{", b"["):
            depth += 1
            if depth == 2 and token == b"[" and before == LIST:
                is_list, begin = True, found.end()
        elif token in (b"}", b"]"):
            if depth == 2 and is_list:
                is_list = False
                if spans or text[begin : found.start()].strip():
                    spans.append((begin, found.start()))
            depth -= 1
        elif token == b"," and depth == 2 and is_list:
            spans.append((begin, found.start()))
            begin = found.end()
        before = token
    return iter(spans if depth == 0 else [])

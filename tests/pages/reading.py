"""A page as a reader meets it: its text, its headings, its tables, where its links lead."""

import re
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import urldefrag

VOID = {"meta", "link", "br", "img", "path", "line"}


class Page(HTMLParser):
    """Tags in order with their attributes, and the text between them."""

    def __init__(self, text):
        super().__init__()
        self.tags, self.pieces, self._open = [], [], []
        self.feed(text)
        self.close()
        assert self._open == [], f"never closed: {self._open}"

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self._open.append(tag)

    def handle_startendtag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag):
        assert self._open.pop() == tag

    def handle_data(self, data):
        self.pieces.append(data)

    @property
    def text(self):
        """What stands on the page, in one line."""
        return re.sub(r"\s+", " ", " ".join(self.pieces))

    def all(self, *tags):
        """The attributes of each element of this name, in order."""
        return [attributes for tag, attributes in self.tags if tag in tags]

    @property
    def headings(self):
        return [int(tag[1]) for tag, _ in self.tags if re.fullmatch(r"h[1-6]", tag)]


def pages(folder):
    """Every page below a folder, by its place."""
    return {
        str(file.relative_to(folder)): Page(file.read_text(encoding="utf-8")) for file in sorted(folder.rglob("*.html"))
    }


def broken_links(folder):
    """Links that lead nowhere inside the folder."""
    found = []
    for place, page in pages(folder).items():
        for link in [each["href"] for each in page.all("a", "link")]:
            target, anchor = urldefrag(link)
            file = (folder / place).parent / target if target else folder / place
            ids = [each.get("id") for _, each in Page(file.read_text(encoding="utf-8")).tags] if anchor else []
            if not file.is_file() or (anchor and anchor not in ids):
                found.append(f"{place} → {link}")
    return found


def templates(folder: Path):
    """The source of every template, by name."""
    return {file.name: file.read_text(encoding="utf-8") for file in sorted(folder.glob("*.jinja"))}

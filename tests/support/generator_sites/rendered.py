"""Where rendered pages show images."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit


class ShownImage(NamedTuple):
    """An image with the path of its page and the id of the nearest heading."""

    image: str
    url: str
    anchor: str


class _Page(HTMLParser):
    """Images of a rendered page, each with the id of the nearest heading above."""

    def __init__(self, *, by_section: bool) -> None:
        super().__init__()
        self.by_section = by_section
        self.sections: list[str] = []
        self.anchor = ""
        self.images: list[tuple[str, str]] = []
        self._caption = 0
        self._fresh = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if tag == "figcaption":
            self._caption += 1
        if tag == "section":
            self.sections.append(found.get("id") or "")
            self._fresh = True
        # A figure's title renders as a heading without an id: that is no section.
        if len(tag) == 2 and tag[0] == "h" and tag[1].isdigit() and not self._caption:
            self.anchor = found.get("id") or ""
            if self.by_section and self._fresh:
                self.anchor = self.sections[-1]
            self._fresh = False
        if tag == "img" and found.get("src"):
            self.images.append((str(found["src"]), self.anchor))

    def handle_endtag(self, tag: str) -> None:
        if tag == "figcaption":
            self._caption -= 1
        if tag == "section" and self.sections:
            self.sections.pop()


def shown_images(
    output: Path, digests: dict[str, str], base: str, *, by_section: bool = False
) -> Iterator[ShownImage]:
    """Where the pages below `output` show images; `base` is the path of the site's address."""
    for page in sorted(output.rglob("*.html")):
        below = page.relative_to(output).as_posix()
        url = base.rstrip("/") + "/" + below.removesuffix("index.html")
        parser = _Page(by_section=by_section)
        parser.feed(page.read_text("utf-8"))
        for src, anchor in parser.images:
            data = _bytes(src, url, output, base)
            image = digests.get(hashlib.sha256(data).hexdigest()) if data else None
            if image:
                yield ShownImage(image, unquote(url), unquote(anchor))


def _bytes(src: str, page: str, output: Path, base: str) -> bytes | None:
    """The bytes that a browser gets for an image's address."""
    if src.startswith("data:"):
        head, _, body = src.partition(",")
        return (
            base64.b64decode(unquote(body)) if head.endswith("base64") else unquote_to_bytes(body)
        )
    parts = urlsplit(src)
    if parts.netloc and parts.netloc != "example.org":
        return None
    path = unquote(urlsplit(urljoin(page, parts.path)).path)
    prefix = base.rstrip("/") + "/"
    if not path.startswith(prefix):
        return None
    file = output / path[len(prefix) :]
    return file.read_bytes() if file.is_file() else None

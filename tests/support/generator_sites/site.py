"""Sites chosen to be nasty, one for each generator, and how the real program renders them.

Each site holds a page of awkward headings, a page of image references in every form, and pages
whose addresses are configured in the ways that its generator knows. Each image has bytes of its
own, so that it is known again whatever name a bundler gives it.
"""

from __future__ import annotations

import base64
import hashlib
import io
import os
import shutil
import subprocess
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple
from urllib.parse import unquote, unquote_to_bytes, urljoin, urlsplit

from PIL import Image

from support import ROOT

TOOLS = Path(os.environ.get("SLIDESCAN_GENERATORS", ROOT / ".generators"))
"""Where npm's generators are installed, a folder each (scripts/generators.sh)."""


class Place(NamedTuple):
    """An image, and where it is shown: the page's path and the id of the nearest heading."""

    image: str
    url: str
    anchor: str


def picture(number: int) -> bytes:
    """A small PNG that no other number gives."""
    image = Image.new("RGB", (4, 4), (number % 256, number // 256, 77))
    file = io.BytesIO()
    image.save(file, "PNG")
    return file.getvalue()


@dataclass
class Files:
    """A site being written: its texts, and images numbered as they are asked for."""

    texts: dict[str, str] = field(default_factory=dict)
    images: list[str] = field(default_factory=list)

    def image(self, path: str) -> str:
        """Add an image; returns its path."""
        if path not in self.images:
            self.images.append(path)
        return path

    def write(self, root: Path) -> None:
        """Write the site."""
        for path, text in self.texts.items():
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(text.encode())
        for number, path in enumerate(self.images):
            file = root / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_bytes(picture(number))

    def digests(self) -> dict[str, str]:
        """The image that some bytes are."""
        return {hashlib.sha256(picture(n)).hexdigest(): path for n, path in enumerate(self.images)}


HEADINGS = {
    "plain": "## Plain words",
    "again": "## Plain words",
    "code": "## With `code_x` inside",
    "emphasis": "## With *emphasis* and **strong** words",
    "link": "## A [link](https://example.org/x) here",
    "punctuation": "## What's new? (in 2017!)",
    "symbols": "## C++ & C# / .NET 4.5",
    "umlauts": "## Größe und Übermaß",
    "chinese": "## 数据湖 in Zürich",
    "cyrillic": "### Привет, мир",
    "emoji": "### Emoji 🚀 launch",
    "entities": "### Entity &amp; &copy; signs",
    "percent": "## 100% of 3.5 GB",
    "snake": "## snake_case_name and CamelCase",
    "dashes": "## dash - en – em — end",
    "typographic": "## double -- triple --- dashes",
    "dots": "## dots... and more",
    "quotes": "## \"Quoted\" 'words' it's",
    "hashes": "## trailing hashes ##",
    "spaces": "##   Spaces   between  words  ",
    "number": "## 1. Numbered start",
    "date": "## 2017-11-29 date",
    "third": "## Plain words",
    "like": "## plain words-1",
    "like-under": "## plain words_1",
    "image": "## Image ![icon](IMG) inside",
    "escaped": "## Escaped \\*stars\\* and \\_line\\_",
    "dotted": "## a.b.c:d;e",
    "html": "## <b>Bold</b> <em>html</em>",
    "accents": "## ÀÉÎõü ñ ç Łódź Đà Nẵng",
    "roman": "## Ⅷ and ½ and ²",
    "setext": "Setext heading\n===",
    "setext2": "Second *setext*\n---",
    "nothing": "## !!!",
    "nothing2": "## ???",
    "pipe": "## pipe | and / slash \\\\ back",
    "only-code": "## `only code()`",
    "upper": "## UPPER CASE ACRONYM",
    "colon": "## AWS re:Invent 2017:",
    "possessive": "## don't do a dog's life",
    "skipped": "##### Level five, skipped",
    "quoted": "> ## Heading in a quote",
    "listed": "- ### Heading in a list",
    "raw": '<h2 id="raw-one">Raw <i>one</i></h2>',
    "raw-none": "<h3>Raw without id</h3>",
    "after-raw": "## After raw",
    "japanese": "## ひらがな カタカナ",
    "greek": "## Αθήνα 2018",
    "math": "## x² + y₂ = z",
    "at": "## user@example.org & co.",
    "tilde": "## ~tilde~ and `a`b`c`",
    "last": "# First level late",
}
"""Headings by what is awkward about them."""


def headings(
    image: Callable[[int], str], *, skip: Sequence[str] = (), more: Sequence[str] = ()
) -> str:
    """A page of headings, an image under each; `image` gives an address by number."""
    parts = [f"Words ![top]({image(0)}) before."]
    number = 1
    for name, heading in HEADINGS.items():
        if name in skip:
            continue
        parts.append(heading.replace("IMG", image(number)))
        number += 1
        indent = "  " if name == "listed" else "> " if name == "quoted" else ""
        parts += (
            ["", f"{indent}![under {number}]({image(number)})" if indent else ""] if indent else []
        )
        if not indent:
            parts.append(f"![under {number}]({image(number)})")
        else:
            parts[-2] = indent.rstrip()
        number += 1
    for heading in more:
        parts += [heading, f"![under {number}]({image(number)})"]
        number += 1
    return "\n\n".join(p for p in parts if p != "") + "\n"


def references(image: Callable[[str], str], *, html: bool = True, skip: Sequence[str] = ()) -> str:
    """A page of references in every form; `image` gives an address by file name."""
    forms = {
        "inline": f"![a]({image('inline.png')})",
        "title": f'![a]({image("title.png")} "A (title)")',
        "single": f"![a]({image('single.png')} 'single')",
        "angles": f"![a](<{image('angle brackets.png')}>)",
        "encoded": f"![a]({image('per%20cent.png')})",
        "parentheses": f"![a]({image('paren_(1).png')})",
        "brackets": f"![alt [with] brackets]({image('brackets.png')})",
        "code-alt": f"![alt `code` x]({image('codealt.png')})",
        "reference": "![a][ref one]",
        "collapsed": "![collapsed][]",
        "shortcut": "![shortcut]",
        "linked": f"[![a]({image('linked.png')})](https://example.org/)",
        "list": f"- item ![a]({image('list.png')})\n- other\n\n  ![a]({image('list2.png')})",
        "numbered": f"1. one\n2. two ![a]({image('numbered.png')})",
        "quote": f"> quote ![a]({image('quote.png')})",
        "table": f"| a | b |\n|---|---|\n| ![a]({image('table.png')}) | ![b]({image('table2.png')}) |",
        "two": f"![a]({image('two1.png')}) and ![b]({image('two2.png')}) in one line",
        "heading": "## Below",
        "again": f"![again]({image('inline.png')})",
        "unicode": f"![a]({image('größe.png')})",
        "code": f"`![no]({image('no1.png')})`",
        "fence": f"```\n![no]({image('no2.png')})\n```",
        "emphasis": f"*![a]({image('emphasis.png')})*",
        "escaped": f"\\![link, no image]({image('no3.png')})",
        "html": f'<img src="{image("html1.png")}" alt="x">' if html else "",
        "html2": f"<p>text <img alt='' src='{image('html2.png')}'/></p>" if html else "",
        "figure": f'<figure>\n<img src="{image("figure.png")}">\n<figcaption>c</figcaption>\n</figure>' if html else "",
        "inline-html": f'Words <img src="{image("html3.png")}" width="3"/> words' if html else "",
        "comment": f"<!-- ![no]({image('no4.png')}) <img src=\"{image('no5.png')}\"> -->",
        "definitions": f"[ref one]: {image('ref1.png')}\n[collapsed]: {image('ref2.png')} 'title'\n[shortcut]: {image('ref3.png')}",
    }  # fmt: skip
    return "\n\n".join(text for name, text in forms.items() if name not in skip and text) + "\n"


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


def places(
    output: Path, digests: dict[str, str], base: str, *, by_section: bool = False
) -> Iterator[Place]:
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
                yield Place(image, unquote(url), unquote(anchor))


def _bytes(src: str, page: str, output: Path, base: str) -> bytes | None:
    """What a browser gets for an image's address."""
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


@dataclass(frozen=True)
class Nasty:
    """A generator's site.

    Attributes:
        files: What it is made of.
        command: What renders it, if it is there; gets the site's folder.
        output: Where the pages are then, below the site.
        base: The path of the site's address.
        version: Prints the generator's version.
        lists: Paths of rendered pages that list others.
        by_section: Whether ids stand on sections, not on headings.
    """

    files: Files
    command: Sequence[str]
    output: str
    base: str = "/"
    version: Sequence[str] = ()
    lists: Sequence[str] = ()
    by_section: bool = False
    modules: str = ""

    def reason_to_skip(self) -> str | None:
        """Why it can't be rendered here."""
        if self.modules and not (TOOLS / self.modules / "node_modules").is_dir():
            return f"{self.modules} is not installed: scripts/generators.sh {self.modules}"
        if shutil.which(self.command[0]) is None:
            return f"{self.command[0]} is not installed"
        return None

    def render(self, root: Path) -> list[Place]:
        """Render the site at `root`, and say where its pages show images."""
        if self.modules:
            (root / "node_modules").symlink_to(TOOLS / self.modules / "node_modules")
        command = [part.replace("TOOLS", str(TOOLS)) for part in self.command]
        environment = os.environ | {
            "ASTRO_TELEMETRY_DISABLED": "1",
            "DOCUSAURUS_NO_PERSISTENT_CACHE": "1",
            "NO_UPDATE_NOTIFIER": "1",
            "CI": "1",
        }
        done = subprocess.run(
            command, cwd=root, capture_output=True, text=True, env=environment, check=False
        )
        assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-3000:]
        found = places(
            root / self.output, self.files.digests(), self.base, by_section=self.by_section
        )
        return sorted(
            {p for p in found if not any(_listed(p.url, self.base, name) for name in self.lists)}
        )


def _listed(url: str, base: str, name: str) -> bool:
    below = url[len(base.rstrip("/")) :]
    return below.startswith(name[:-1]) if name.endswith("*") else below == name

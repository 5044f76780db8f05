"""Alt texts are written into real posts: every Markdown file of the installed packages.

Every alt text is replaced. An independent parser (GitHub's fork of cmark) must show the same
document before and after, except for alt texts.
"""

from __future__ import annotations

import os
import re
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from support.factories import image_references
from support.generator_sites.site import TOOLS

from slidescan.core.records import ImageReference
from slidescan.posts import edit
from slidescan.posts import front_matter as frontmatter
from slidescan.posts.post_files import decode_post

cmarkgfm = pytest.importorskip("cmarkgfm")
from cmarkgfm.cmark import Options  # noqa: E402 - only where it is installed

ALT = 'Say "lake" & <b>map</b>: {{ x }} {% y %} | *a* _b_ `c` [d](e) ~~f~~ $g$ \\ 末'
PLACES = (Path(sys.prefix) / "lib", TOOLS, Path("/usr/share/doc"), Path("/usr/share/gems"))
LEAST = 4
"""The number of files with images that every test environment has in its packages."""

_ALT = re.compile(r"\salt(?:\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s\"'=<>`]+))?(?=[\s/>])", re.IGNORECASE)


def corpus() -> Iterator[Path]:
    for place in PLACES:
        for folder, folders, names in os.walk(place):
            folders.sort()
            for name in sorted(names):
                if name.lower().endswith((".md", ".markdown")):
                    yield Path(folder, name)


def references(data: bytes) -> list[ImageReference]:
    return image_references(data, front=True)


def shown(data: bytes) -> str:
    """The document as cmark shows it, without alt texts."""
    text, _ = decode_post(data)
    body = text[frontmatter.read_front_matter(text).end :]
    page = cmarkgfm.github_flavored_markdown_to_html(body, Options.CMARK_OPT_UNSAFE)
    return _ALT.sub("", page)


def test_real_posts_change_only_in_their_alt_texts() -> None:
    files = written = 0
    for path in corpus():
        data = path.read_bytes()
        try:
            decode_post(data)
        except Exception:  # noqa: BLE001 - refused with a reason, as other tests show
            continue
        if b"![" not in data and b"<img" not in data:
            continue
        found = references(data)
        changes = [(r, ALT) for r in found if r.alt_span is not None]
        after = edit.replace_alts(data, changes)
        # Bytes outside the alt texts stay.
        kept = [e for r, text in changes for e in edit.alt_edits(r, text)]
        assert len(after) == len(data) + sum(len(e.new) - (e.end - e.start) for e in kept)
        again = references(after)
        assert [(r.target, r.line, r.syntax) for r in again] == [
            (r.target, r.line, r.syntax) for r in found
        ], path
        for reference in again:
            if reference.alt_span is not None:
                assert reference.alt == " ".join(ALT.split()), path
        assert shown(after) == shown(data), path
        files += bool(changes)
        written += len(changes)
    print(f"{files} files, {written} alt texts")  # noqa: T201 - the figure of the docs
    assert files >= LEAST

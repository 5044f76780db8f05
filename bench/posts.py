"""A made site for measurements: posts and photo files on disk, and an index of their slides."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from bench.search import SLIDES_PER_POST, Texts, slide
from slidescan.core.records import Link
from slidescan.library import Library
from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPost

ALT_EVERY = 2
"""Every second image of a made post has an alt text."""


def post_text(number: int, texts: Texts, slides: range) -> str:
    """A post that shows some slides, with a section and a sentence for each."""
    parts = [f"---\ntitle: Post {number}\ndate: 2025-10-{number % 28 + 1:02d}\n---\n"]
    for image in slides:
        alt = texts.line(5) if image % ALT_EVERY else ""
        parts.append(f"## {texts.line(3)}\n\n{texts.line(30)}\n\n![{alt}](/img/{image}.jpg)\n")
    return "\n".join(parts)


def make_posts(root: Path, slides: int) -> Library:
    """Makes the site below `root`, and its index in `root / "index"`."""
    texts = Texts()
    (root / "content").mkdir(parents=True)
    (root / "static" / "img").mkdir(parents=True)
    (root / "hugo.toml").write_text('baseURL = "https://blog.example.org/"\n', "utf-8")
    for number in range(slides):
        (root / "static" / "img" / f"{number}.jpg").write_bytes(b"x")
    for number, first in enumerate(range(0, slides, SLIDES_PER_POST)):
        shown = range(first, min(first + SLIDES_PER_POST, slides))
        path = root / "content" / f"post-{number}.md"
        path.write_text(post_text(number, texts, shown), "utf-8")
    with Catalogue.open(root / "index", write=True) as catalogue:
        catalogue.set_meta("site", "..")
        links = dict(_links(root, catalogue))
        with catalogue.transaction():
            for number in range(slides):
                image = f"static/img/{number}.jpg"
                lines = texts.lines()
                made = slide(number, lines)
                alt = f"{lines[0]}: {lines[1]}."
                linked = tuple(links.get(image, ()))
                catalogue.put_slide(replace(made, image=image, alt=alt, links=linked))
            catalogue.set_derived()
        fulltext.update(catalogue)
    return Library(root / "index")


def _links(root: Path, catalogue: Catalogue) -> Iterator[tuple[str, list[Link]]]:
    site = find_site(root, site=root)
    links: dict[str, list[Link]] = defaultdict(list)
    with catalogue.transaction():
        for path in site.post_paths:
            post = read_post(site, path)
            linked = link_post(site, post)
            stored = {image: tuple(each) for image, each in linked.links.items()}
            catalogue.put_post(StoredPost(1, 1, "", post, stored, ()))
            for image, each in stored.items():
                links[image] += each
    yield from links.items()

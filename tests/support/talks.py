"""A small site with photos of made slides, two posts and an index that no engine had to read."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from slidescan.core.records import Link, Slide, SlideStructure
from slidescan.library import Library
from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredPost, StoredReading
from support.photos import photographed
from support.sites import write

LAKE, FLOW, COSTS, LOOSE = (
    f"static/img/{name}.jpg" for name in ("lake", "flow", "costs", "loose one")
)

TEXTS = {
    LAKE: ("Legacy data silos", "A data lake needs a map", "and an owner"),
    FLOW: ("Pipeline", "Kafka", "Spark", "Storage"),
    COSTS: ("What the lake costs", "Storage 410", "Scans −12 %"),
    LOOSE: ("Nobody shows this", "loose <script> & “quotes”"),
}

CONFIGURATION = 'baseURL = "https://blog.example.org/"\n[markup.goldmark.renderer]\nunsafe = true\n'

POST, OTHER_POST = "content/posts/day-1.md", "content/posts/day-2.md"

POSTS = {
    POST: (
        "---\ntitle: Day one\ndate: 2025-10-14\n---\n\n## Silos\n\n![](/img/lake.jpg)\n\n"
        "## Flow\n\n![A diagram that I drew](/img/flow.jpg)\n"
    ),
    OTHER_POST: (
        "---\ntitle: Day two\ndate: 2025-10-15\n---\n\n![slide](/img/costs.jpg)\n\n"
        "![](/img/lake.jpg)\n\n![](/img/other.png)\n"
    ),
}


def make_talk(root: Path) -> Library:
    """The library of the site, in `root / "index"`."""
    write(root / "hugo.toml", CONFIGURATION)
    for path, text in POSTS.items():
        write(root / path, text)
    write(root / "static/img/other.png", b"x")
    made = {image: photographed(root, image, texts) for image, texts in TEXTS.items()}
    edges = SlideStructure("flow", nodes=TEXTS[FLOW][1:], edges=((0, 1), (1, 2)))
    made[FLOW] = replace(made[FLOW], structure=edges)
    store(root, made.values())
    return Library(root / "index")


def store(root: Path, slides: Iterable[Slide]) -> None:
    """Links slides to the posts of a site and stores all of them."""
    site = find_site(root, site=root)
    links: dict[str, list[Link]] = defaultdict(list)
    with Catalogue.open(root / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.set_meta("site", "..")
        for path in site.post_paths:
            post = read_post(site, path)
            linked = link_post(site, post)
            stored = {image: tuple(each) for image, each in linked.links.items()}
            catalogue.put_post(StoredPost(1, 1, "", post, stored, ()))
            for image, each in stored.items():
                links[image] += each
        for slide in slides:
            catalogue.put_photo(StoredPhoto(slide.image, slide.photo.sha256, 1, 1))
            read = StoredReading("r", slide.photo, slide.detection, slide.reading, slide.kind)
            catalogue.put_reading(read)
            catalogue.put_slide(replace(slide, links=tuple(links[slide.image])))
        catalogue.set_derived()
    with Catalogue.open(root / "index", write=True) as catalogue:
        fulltext.update(catalogue)

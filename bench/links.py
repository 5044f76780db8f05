"""How fast posts are read and linked: python bench/links.py [--posts N] [--rendered].

Writes a Hugo site of N posts (default 10,000; six headings and three images each, about 3 kB)
into a temporary folder, and times three runs over it in one process on one core: the first run,
a run with nothing changed, and a run with ten posts changed. With `--rendered`, it also writes a
built site of as many pages (about 20 kB each, with a navigation of 60 links, resized copies of the
photos, and lists that repeat the posts), times the same three runs over it, and prints the peak of
the memory.
"""

from __future__ import annotations

import argparse
import io
import os
import resource
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image, ImageDraw

from slidescan.ingest.built_pages import built_pages
from slidescan.ingest.built_site import decide_links
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.posts.rendered.discovery import with_built_site
from slidescan.store.catalogue import Catalogue

CHANGED_POSTS = 10
WORDS = ("data", "lake", "of", "a", "customer", "read", "by", "every", "team", "that", "asks")


def write_site(root: Path, posts: int) -> None:
    """Writes the site."""
    (root / "hugo.toml").write_text('baseURL = "https://example.org/"\n')
    (root / "static" / "img").mkdir(parents=True)
    for number in range(posts):
        (root / "static" / "img" / f"{number}.jpg").write_bytes(b"x")
        folder = root / "content" / f"blog{number % 20}"
        folder.mkdir(parents=True, exist_ok=True)
        (folder / f"post-{number}.md").write_text(post(number))


def post(number: int) -> str:
    """The text of a post."""
    parts = [f"---\ntitle: Post {number}\ndate: 2018-01-{number % 28 + 1:02d}\n---\n"]
    for section in range(6):
        parts.append(f"## Section {section} of post {number}\n")
        text = " ".join(WORDS[(number + section + i) % len(WORDS)] for i in range(70))
        parts.append(f"{text} with `code` and a [link](https://example.org/x).\n")
        if section % 2:
            parts.append(f"![slide](/img/{number}.jpg)\n")
    return "\n".join(parts)


def picture(number: int, width: int) -> bytes:
    """A photo of a slide, as JPEG."""
    image = Image.new("RGB", (1600, 1200), (24, 32, 90))
    draw = ImageDraw.Draw(image)
    for row in range(8):
        left = 100 + (number * 7 + row * 13) % 90
        draw.rectangle((left, 90 + row * 130, left + 900 + number * 20, 150 + row * 130), "white")
    file = io.BytesIO()
    image.resize((width, width * 3 // 4)).save(file, "JPEG", quality=70)
    return file.getvalue()


def write_pages(root: Path, posts: int) -> None:
    """Writes a built site as a generator renders it, with lists of ten posts a page."""
    navigation = "".join(f'<li><a href="/topics/{n}/">Topic {n}</a></li>' for n in range(60))
    top = f'<nav><img src="/logo.svg"><ul>{navigation}</ul></nav>'
    footer = "<footer><h2>About</h2><p>" + "words of a footer " * 40 + "</p></footer>"
    (root / "public" / "img").mkdir(parents=True)
    pictures = [(picture(n, 1600), picture(n, 640)) for n in range(20)]
    for number in range(posts):
        # Trailing bytes make each file another one at no cost.
        large, small = pictures[number % len(pictures)]
        (root / "static" / "img" / f"{number}.jpg").write_bytes(large + b"%d" % number)
        (root / "public" / "img" / f"{number}-640x480.jpg").write_bytes(small + b"%d" % number)
        write_page(root, number, top, footer)
    for start in range(0, posts, 10):
        cards = "".join(
            f'<article><h2><a href="/blog{n % 20}/post-{n}/">Post {n}</a></h2>'
            f'<img src="/img/{n}-640x480.jpg"></article>'
            for n in range(start, min(start + 10, posts))
        )
        folder = root / "public" / "page" / str(start // 10 + 1)
        folder.mkdir(parents=True)
        (folder / "index.html").write_text(f"<html><body>{top}<main>{cards}</main>{footer}")
    (root / "public" / "index.html").write_text(f"<html><body>{top}")


def write_page(root: Path, number: int, top: str, footer: str, suffix: str = "") -> None:
    """Writes the page of a post."""
    parts = [f"<h1>Post {number}</h1>"]
    for section in range(6):
        text = " ".join(WORDS[(number + section + i) % len(WORDS)] for i in range(350))
        parts.append(f'<h2 id="s-{section}{suffix}">Section {section} of post {number}</h2>')
        parts.append(f"<p>{text} <a href='https://example.org/x'>link</a></p>")
        if section % 2:
            parts.append(
                f'<p><img src="/img/{number}-640x480.jpg" alt="slide"'
                f' srcset="/img/{number}-640x480.jpg 640w, /img/{number}.jpg 1600w"></p>'
            )
    folder = root / "public" / f"blog{number % 20}" / f"post-{number}"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "index.html").write_text(
        f'<!doctype html><html><head><title>Post {number}</title><link rel="canonical"'
        f' href="https://example.org/blog{number % 20}/post-{number}/"></head><body>{top}'
        f"<main><article>{''.join(parts)}</article></main>{footer}</body></html>"
    )


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Prints how long the block takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{name:28} {time.perf_counter() - wall:6.2f} s, {time.process_time() - cpu:6.2f} s CPU")


def run(root: Path, catalogue: Catalogue, rendered: str | None = "") -> int:
    """Reads and links the posts; returns how many were parsed."""
    site, built = with_built_site(find_site(root, site=root), rendered)
    with built_pages(catalogue, site, built) as pages:
        update = link_changed_posts(catalogue, site, site.post_paths)
        decided = decide_links(catalogue, site, pages, update)
    assert built is None or len(decided.links) == len(site.post_paths)
    with catalogue.transaction():
        catalogue.forget_posts(update.gone)
        for stored in update.changed:
            catalogue.put_post(stored)
        update.files.store(catalogue)
        catalogue.built.forget_links(decided.gone)
        catalogue.built.put_links(decided.changed)
        catalogue.built.put_stable(decided.stable.to_text())
    return update.parsed


def change_posts(root: Path) -> None:
    """Changes ten posts, and their pages."""
    for number in range(CHANGED_POSTS):
        path = root / "content" / f"blog{number}" / f"post-{number}.md"
        path.write_text(post(number) + "\nMore.\n")
        os.utime(path, ns=(1, 1))
        if (root / "public").is_dir():
            write_page(root, number, "", "", suffix="-new")


def measure(root: Path, index: Path, posts: int, rendered: str | None) -> None:
    """Times the three runs."""
    with Catalogue.open(index, write=True) as catalogue:
        with timed(f"first run, {posts} posts"):
            assert run(root, catalogue, rendered) == posts
        with timed("nothing changed"):
            assert run(root, catalogue, rendered) == 0
        change_posts(root)
        with timed("ten posts changed"):
            assert run(root, catalogue, rendered) == CHANGED_POSTS


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    parser.add_argument("--rendered", action="store_true", help="with a built site")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        root.mkdir()
        write_site(root, options.posts)
        if options.rendered:
            write_pages(root, options.posts)
        rendered = str(root / "public") if options.rendered else ""
        measure(root, Path(folder) / "index", options.posts, rendered)
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss // 1024
        print(f"peak of the memory           {peak} MB")


if __name__ == "__main__":
    main()

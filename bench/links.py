"""How fast posts are read and linked: python bench/links.py [--posts N].

Writes a Hugo site of N posts (default 10,000; six headings and three images each, about 3 kB)
into a temporary folder, and times three runs over it in one process on one core: the first run,
a run with nothing changed, and a run with ten posts changed.
"""

from __future__ import annotations

import argparse
import os
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
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


@contextmanager
def timed(name: str) -> Iterator[None]:
    """Prints how long the block takes."""
    wall, cpu = time.perf_counter(), time.process_time()
    yield
    print(f"{name:28} {time.perf_counter() - wall:6.2f} s, {time.process_time() - cpu:6.2f} s CPU")


def run(root: Path, catalogue: Catalogue) -> int:
    """Reads and links the posts; returns how many were parsed."""
    site = find_site(root, site=root)
    update = link_changed_posts(catalogue, site, site.post_paths)
    with catalogue.transaction():
        catalogue.forget_posts(update.gone)
        for stored in update.changed:
            catalogue.put_post(stored)
    return update.parsed


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--posts", type=int, default=10_000)
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        root = Path(folder) / "site"
        root.mkdir()
        write_site(root, options.posts)
        with Catalogue.open(Path(folder) / "index", write=True) as catalogue:
            with timed(f"first run, {options.posts} posts"):
                assert run(root, catalogue) == options.posts
            with timed("nothing changed"):
                assert run(root, catalogue) == 0
            for number in range(CHANGED_POSTS):
                path = root / "content" / f"blog{number}" / f"post-{number}.md"
                path.write_text(post(number) + "\nMore.\n")
                os.utime(path, ns=(1, 1))
            with timed("ten posts changed"):
                assert run(root, catalogue) == CHANGED_POSTS


if __name__ == "__main__":
    main()

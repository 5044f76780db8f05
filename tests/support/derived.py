"""A site of made slides that are derived from their readings, as after an ingest."""

from __future__ import annotations

import random
from pathlib import Path

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Photo, Reading
from slidescan.ingest.derive import derive
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.search import manager as fulltext
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto, StoredReading
from support.factories import line

TALKS, SLIDES_PER_TALK = 6, 5

WORDS = [
    "cloud",
    "storage",
    "queue",
    "stream",
    "policy",
    "budget",
    "latency",
    "cluster",
    "backup",
    "region",
]

OWN_WORDS = ("alpha", "beta", "gamma", "delta")
"""Beginnings of the words that only one slide has."""


def image_of(talk: int, number: int) -> str:
    return f"static/talk-{talk}/{number}.jpg"


def reading(talk: int, number: int) -> StoredReading:
    chance = random.Random(talk * 100 + number)
    own = " ".join(f"{word}{talk}x{number}" for word in OWN_WORDS)
    texts = (f"TALK {talk} PART {number}", " ".join(chance.choices(WORDS, k=5)), own)
    lines = tuple(
        line(text, row, role="title" if row == 0 else "body") for row, text in enumerate(texts)
    )
    return StoredReading(
        "made",
        Photo(f"{talk * 100 + number + 1:064x}", 1600, 1200),
        Detection.of(
            PhotoQuad.rectangle(1600, 1200), 0.95, fingerprint=f"{chance.getrandbits(63):016x}"
        ),
        Reading("rapidocr", "made", ("en",), lines),
    )


def derived_site(root: Path) -> Path:
    """A site of derived slides; posts show them, some twice, and one post includes a file."""
    (root / "config.toml").write_text('baseURL = "https://example.org/"\n')
    posts = root / "content"
    posts.mkdir()
    alts = ("", "image", "A person's words about it", "IMG_1.jpg")
    for talk in range(TALKS):
        (root / f"static/talk-{talk}").mkdir(parents=True)
        shown = []
        for number in range(SLIDES_PER_TALK):
            (root / image_of(talk, number)).touch()
            address = f"/talk-{talk}/{number}.jpg"
            shown += [f"## Part {number}", f"![{alts[(talk + number) % len(alts)]}]({address})"]
        shown.append(f"![The same text](/talk-{(talk + 1) % TALKS}/0.jpg)")
        (posts / f"talk-{talk}.md").write_text(
            f"---\ntitle: Talk {talk}\n---\n\n" + "\n\n".join(shown) + "\n"
        )
    (posts / "nothing.md").write_text("# Nothing\n")
    (posts / "latin.md").write_bytes(b"# Latin \xe9\n")
    site = find_site(root, site=root)
    with Catalogue.open(root / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("..")
        update = link_changed_posts(catalogue, site, site.post_paths)
        for post in update.changed:
            catalogue.put_post(post)
        for talk in range(TALKS):
            for number in range(SLIDES_PER_TALK):
                stored = reading(talk, number)
                catalogue.put_reading(stored)
                catalogue.put_photo(
                    StoredPhoto(image_of(talk, number), stored.photo.sha256, 0, number)
                )
        derive(catalogue, catalogue.underived(), (), update.links, alt_length=150)
        catalogue.set_derived()
    with Catalogue.open(root / "index", write=True) as catalogue:
        fulltext.update(catalogue)
    return root

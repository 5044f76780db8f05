"""Pages that keep their links: a run that decides only what changed gives what a first run gives."""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw
from support.built_sites import PAGES_SECONDS, links_by_pages, page
from support.sites import write

from slidescan.ingest.stable_pages import StableRecord
from slidescan.store.catalogue import Catalogue

POSTS = 6
STEPS = 12


def picture(number: int) -> Image.Image:
    """A slide that no other number gives."""
    random = Random(number)
    image = Image.new("RGB", (200, 150), (20, 30, 90))
    draw = ImageDraw.Draw(image)
    for row in range(5):
        left = random.randrange(10, 60)
        width = random.randrange(30, 120)
        draw.rectangle((left, 15 + row * 26, left + width, 32 + row * 26), fill="white")
    return image


def save(root: Path, number: int) -> None:
    for folder in ("static", "public"):
        path = root / folder / f"img/{number}.jpg"
        path.parent.mkdir(parents=True, exist_ok=True)
        picture(number).save(path, quality=90)


class World:
    """A Hugo site of a few posts, its built site, and the clock of both."""

    def __init__(self, root: Path) -> None:
        self.root = root
        self.seconds = 1_000_000_000
        write(root / "hugo.toml", 'baseURL = "https://e.org/"\n')
        for number in range(POSTS):
            save(root, number)
            self.post(number, [number])
            self.page(number, [number])
        self.list(range(POSTS))

    def _touch(self, path: Path, seconds: int) -> None:
        os.utime(path, (seconds, seconds))

    def post(self, number: int, photos: list[int], url: str = "", name: str = "") -> None:
        path = self.root / f"content/{name or f'post-{number}'}.md"
        matter = f"---\ntitle: Post {number}\n" + (f"url: {url}\n" if url else "") + "---\n"
        images = "".join(f"\n![](/img/{photo}.jpg)\n" for photo in photos)
        write(path, f"{matter}\n## Part {number}\n{images}\n## Rest of {number}\n")
        self.seconds += 1
        self._touch(path, self.seconds)

    def page(
        self, number: int, photos: list[int], *, aside: str = "", head: str = "", path: str = ""
    ) -> None:
        images = "".join(f'<p><img src="/img/{photo}.jpg"></p>' for photo in photos)
        body = (
            f"<main><article><h1>Post {number}</h1><h2 id='part-{number}'>Part {number}</h2>"
            f"{images}<h2 id='r'>Rest of {number}</h2></article></main>{aside}"
        )
        file = self.root / f"public/{path or f'post-{number}'}/index.html"
        write(file, page(body, head, f"Post {number}"))
        self.seconds += 1
        self._touch(file, PAGES_SECONDS + self.seconds)

    def list(self, numbers: range) -> None:
        cards = "".join(
            f'<article><h2><a href="/post-{n}/">Post {n}</a></h2><img src="/img/{n}.jpg"></article>'
            for n in numbers
        )
        for path in ("index.html", "tags/a/index.html"):
            write(self.root / "public" / path, page(f"<main>{cards}</main>", "", "All posts"))
            self.seconds += 1
            self._touch(self.root / "public" / path, PAGES_SECONDS + self.seconds)


def decided(world: World, index: Path) -> dict[str, list[dict[str, object]]]:
    update = links_by_pages(world.root, world.root / "public", index=index)
    return {image: [link.to_json() for link in links] for image, links in update.links.items()}


def record(index: Path) -> StableRecord:
    with Catalogue.open(index, write=False) as catalogue:
        return StableRecord.of_text(catalogue.built.stable())


def drop_page(world: World, number: int) -> None:
    shutil.rmtree(world.root / f"public/post-{number}", ignore_errors=True)


def drop_post(world: World, number: int) -> None:
    (world.root / f"content/post-{number}.md").unlink(missing_ok=True)


def show_elsewhere(world: World, number: int) -> None:
    """A page without a post shows a photo of another."""
    world.page(40 + number, [number], path=f"extra-{number}")


def show_beside(world: World, number: int) -> None:
    aside = f'<aside><img src="/img/{number}.jpg"></aside>'
    world.page(number, [], aside=aside)


def name_another(world: World, number: int) -> None:
    """A page names another as its original."""
    head = f'<link rel="canonical" href="https://e.org/post-{(number + 1) % POSTS}/">'
    world.page(number, [number, (number + 1) % POSTS], head=head)


def translate(world: World, number: int) -> None:
    head = f'<link rel="alternate" hreflang="en" href="https://e.org/post-{number}/">'
    world.page(number, [number], head=head, path=f"de/post-{number}")


CHANGES: tuple[Callable[[World, int], None], ...] = (
    lambda world, number: world.post(number, [number, (number + 1) % POSTS]),
    lambda world, number: world.post(number, [number]),
    lambda world, number: world.page(number, [number, (number + 2) % POSTS]),
    lambda world, number: world.page(number, [number]),
    lambda world, number: world.page(number, [(number + 1) % POSTS]),
    lambda world, number: world.post(number, [number], f"/post-{number}/", f"other-{number}"),
    lambda world, number: save(world.root, number + 20),
    lambda world, number: world.list(range(number)),
    drop_page, drop_post, show_elsewhere, show_beside, name_another, translate,
)  # fmt: skip


@pytest.mark.parametrize("seed", range(4))
def test_what_is_taken_over_is_what_a_first_run_decides(tmp_path: Path, seed: int) -> None:
    random = Random(seed)
    world = World(tmp_path / "site")
    index = tmp_path / "index"
    decided(world, index)
    for step in range(STEPS):
        for _ in range(random.randrange(1, 3)):
            random.choice(CHANGES)(world, random.randrange(POSTS))
        assert decided(world, index) == decided(world, tmp_path / f"first-{step}"), step


def test_a_run_without_changes_reads_no_picture_of_stable_pages(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world = World(tmp_path / "site")
    index = tmp_path / "index"
    first = decided(world, index)
    kept = record(index)
    assert set(kept.pages) == {f"post-{n}/index.html" for n in range(POSTS)}
    assert set(kept.lists) == {"index.html", "tags/a/index.html"}
    monkeypatch.setattr(
        "slidescan.posts.rendered.photo_matcher.PhotoMatcher.match", lambda *_: pytest.fail("asked")
    )
    assert decided(world, index) == first
    assert record(index) == kept


def test_a_list_is_decided_again_when_no_other_page_shows_its_photo(tmp_path: Path) -> None:
    world = World(tmp_path / "site")
    decided(world, tmp_path / "index")
    world.post(2, [])
    world.page(2, [])
    links = decided(world, tmp_path / "index")
    assert {link["post"] for link in links["static/img/2.jpg"]} <= {
        *("public/index.html", "public/tags/a/index.html")
    }
    assert links == decided(world, tmp_path / "first")


def test_a_post_that_claims_the_address_of_another_competes_for_its_page(tmp_path: Path) -> None:
    world = World(tmp_path / "site")
    decided(world, tmp_path / "index")
    world.post(2, [2], "/post-2/", "a/post-2")
    links = decided(world, tmp_path / "index")
    assert links == decided(world, tmp_path / "first")
    assert links["static/img/2.jpg"][0]["post"] == "content/a/post-2.md"


def test_pages_with_photos_that_the_post_lacks_are_decided_again(tmp_path: Path) -> None:
    world = World(tmp_path / "site")
    world.page(2, [2, 3])
    world.page(4, [4], head='<link rel="canonical" href="https://e.org/post-5/">')
    decided(world, tmp_path / "index")
    pages = record(tmp_path / "index").pages
    assert "post-2/index.html" not in pages
    assert "post-4/index.html" not in pages


@pytest.mark.parametrize("text", ["", "{}", "[]", "nonsense", json.dumps({"pages": 3})])
def test_a_record_of_another_version_counts_as_none(text: str) -> None:
    assert StableRecord.of_text(text) == StableRecord()

"""Pictures of a built site: thumbnails and the photos that they open."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from random import Random

import pytest
from PIL import Image, ImageDraw
from support.built_sites import links_by_pages, newer, page
from support.sites import write

from slidescan.ingest import built_pages, built_pictures, picture_process, side_process
from slidescan.ingest.built_site import BuiltUpdate

POST = "# Day one\n\n![](img/one.jpg)\n\n## Lakes\n\ntext\n\n![](img/two.jpg)\n"


def save(number: int, path: Path, width: int = 800) -> None:
    """Saves a slide that no other number gives."""
    random = Random(number)
    image = Image.new("RGB", (800, 600), (24, 32, 90))
    draw = ImageDraw.Draw(image)
    for row in range(5):
        left, length = random.randrange(40, 200), random.randrange(100, 500)
        draw.rectangle((left, 60 + row * 105, left + length, 130 + row * 105), fill="white")
    path.parent.mkdir(parents=True, exist_ok=True)
    image.resize((width, width * 3 // 4)).save(path, quality=90)


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site of one post with two slides, and copies of them in its built site."""
    folder = tmp_path / "site"
    write(folder / "notes/day.md", POST)
    for number, name in enumerate(("one", "two")):
        save(number, folder / f"notes/img/{name}.jpg")
        save(number, folder / f"out/img/{name}.jpg")
    return folder


def decide(root: Path, body: str) -> BuiltUpdate:
    """The links by a page of the post."""
    body = f'<h1>Day one</h1><img src="/img/one.jpg"><h2 id="x">Lakes</h2>{body}'
    write(root / "out/blog/2024/day/index.html", page(f"<main>{body}</main>", "", "Day one"))
    newer(root / "out")
    return links_by_pages(root, root / "out")


def urls(update: BuiltUpdate, image: str = "notes/img/two.jpg") -> list[str]:
    return [link.url or "" for link in update.links.get(image, ())]


def test_a_thumbnail_and_the_photo_that_it_opens_are_both_linked(root: Path) -> None:
    for folder in ("notes", "out"):
        save(1, root / folder / "img/two-small.jpg", 200)
    write(root / "notes/day.md", POST.replace("![](img/two", "[![](img/two-small.jpg)](img/two"))
    update = decide(root, '<a href="/img/two.jpg"><img src="/img/two-small.jpg"></a>')
    assert urls(update) == urls(update, "notes/img/two-small.jpg") == ["/blog/2024/day/#x"]


def test_a_thumbnail_that_is_no_photo_of_the_site_stands_for_the_photo_that_it_opens(
    root: Path,
) -> None:
    save(1, root / "out/cache/9f8e7d.jpg", 200)
    update = decide(
        root,
        '<a href="/img/two.jpg"><img src="/cache/9f8e7d.jpg"></a>'
        '<a href="/img/two.jpg"><img src="/logo.svg"></a>',
    )
    assert urls(update) == ["/blog/2024/day/#x"]
    assert set(update.links) == {"notes/img/one.jpg", "notes/img/two.jpg"}


def test_a_thumbnail_is_no_original_of_the_picture_that_it_shows(root: Path) -> None:
    # MATLAB's `publish` writes `two.png`, a thumbnail, beside `two_01.png`.
    for folder in ("notes", "out"):
        save(3, root / folder / "img/three-800x600.jpg", 800)
        save(3, root / folder / "img/three.jpg", 120)
    write(root / "notes/other.md", "# Other\n")
    update = decide(root, '<img src="/img/three-800x600.jpg">')
    assert urls(update, "notes/img/three-800x600.jpg") == ["/blog/2024/day/#x"]
    assert urls(update, "notes/img/three.jpg") == []


def test_pictures_of_many_pages_are_decoded_ahead(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    save(1, root / "out/img/two-400x300.jpg", 400)
    asked: list[str] = []

    class Process(picture_process.PictureProcess):
        def decode(self, files: Mapping[str, str]) -> None:
            super().decode(files)
            asked.extend(files)
            for _, call in self._calls:
                call.result()

    monkeypatch.setattr(built_pictures, "PictureProcess", Process)
    monkeypatch.setattr(built_pages, "MIN_PAGES_AHEAD", 1)
    monkeypatch.setattr(side_process, "cores", lambda: 2)
    looks: list[bytes] = []
    monkeypatch.setattr(picture_process, "signature", looks.append)
    assert urls(decide(root, '<img src="/img/two-400x300.jpg">')) == ["/blog/2024/day/#x"]
    assert sorted(asked) == ["//img/two-400x300.jpg", "notes/img/two.jpg"]
    assert looks == []  # all of them were decoded in the process

"""Where posts show one photo is answered by the posts that show it, not by the archive."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.alt.changes import AltChange
from slidescan.alt.service import AltService
from slidescan.core.records import AltProposal, Options, Post
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue

POSTS = 12
PHOTO = "static/3.jpg"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site whose posts show two photos each, one of them under its title as a heading."""
    (tmp_path / "config.toml").write_text('baseURL = "https://example.org/"\n')
    (tmp_path / "content").mkdir()
    (tmp_path / "static").mkdir()
    for number in range(POSTS):
        (tmp_path / "static" / f"{number}.jpg").touch()
        other = (number + 1) % POSTS
        (tmp_path / "content" / f"{number}.md").write_text(
            f"---\ntitle: Post {number}\n---\n\n## Title {number}\n\n"
            f"![](/{number}.jpg)\n\n## More\n\n![A picture](/{other}.jpg)\n"
        )
    site = find_site(tmp_path, site=tmp_path)
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("..")
        update = link_changed_posts(catalogue, site, site.post_paths)
        for post in update.changed:
            catalogue.put_post(post)
        for number in range(POSTS):
            image = f"static/{number}.jpg"
            texts = (f"Title {number}", f"A point about teams {number}", "and how they work")
            catalogue.put_slide(replace(slide(image, texts), links=update.links[image]))
    return tmp_path


def service(root: Path) -> AltService:
    return AltService(root / "index", Options(index=str(root / "index")))


def of_photo(changes: tuple[AltChange, ...], image: str) -> list[AltProposal]:
    return [p for change in changes for p in change.proposals if p.image == image]


def test_only_the_posts_that_show_a_photo_are_read(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    expected = of_photo(service(root).propose()[0], PHOTO)
    assert len(expected) == 2
    read: list[str] = []

    def counted(site: Site, path: str, data: bytes) -> Post:
        read.append(path)
        return read_post(site, path, data)

    monkeypatch.setattr("slidescan.alt.targets.read_post", counted)
    changes, failures = service(root).propose([root / PHOTO])
    assert (of_photo(changes, PHOTO), failures) == (expected, ())
    assert read == ["content/2.md", "content/3.md"]


def test_a_post_that_has_changed_since_is_read_too(root: Path) -> None:
    (root / "content/9.md").write_text("---\ntitle: Nine\n---\n\n![](/3.jpg)\n")
    (root / "content/new.md").write_text("---\ntitle: New\n---\n\n![](/3.jpg)\n")
    changes, _ = service(root).propose([root / PHOTO])
    assert [change.post for change in changes] == [
        "content/2.md", "content/3.md", "content/9.md", "content/new.md",
    ]  # fmt: skip
    assert of_photo(changes, PHOTO) == of_photo(service(root).propose()[0], PHOTO)

"""Pages of a wiki of Azure DevOps."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site

PAGE = (
    "# Lakes\n\n![](/.attachments/a.png =500x250)\n\n![x](img/b.png =300x)\n\n"
    "![](img/c.png 'title' =x40%)\n\n![](img/d.png =wide)\n"
)


def test_attachments_with_sizes_are_images(tmp_path: Path) -> None:
    images = {f"img/{name}.png": b"x" for name in "bcd"}
    site = make_site(
        tmp_path, {".order": "Home", ".attachments/a.png": b"x", "Home.md": PAGE, **images}
    )
    assert list(links_of(site, "Home.md")) == [".attachments/a.png", "img/b.png", "img/c.png"]


def test_sizes_belong_to_no_image_elsewhere(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"Home.md": PAGE, "img/b.png": b"x"})
    assert links_of(site, "Home.md") == {}

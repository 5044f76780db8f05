"""Links by the built site equal what the real generators render, whatever the rules say."""

from __future__ import annotations

from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support.built_sites import links_by_pages
from support.generator_sites.rendered import ShownImage
from support.generator_sites.sites import SITES

from slidescan.posts.generators import hugo_cli


@pytest.mark.generators
@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_links_by_pages_equal_those_of_the_real_generator(
    name: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(hugo_cli, "program", lambda: None)
    site = SITES[name]()
    site.files.write(tmp_path)
    reason = site.reason_to_skip()
    if reason:
        pytest.skip(reason)
    rendered = {place._replace(url=_bare(place.url)) for place in site.render(tmp_path)}
    assert len(rendered) >= site.min_images
    update = links_by_pages(tmp_path, tmp_path / site.output)
    linked = {
        ShownImage(image, _bare(urlsplit(link.url or "").path), unquote(link.anchor or ""))
        for image, links in update.links.items()
        for link in links
        if link.by == "rendered"
    }
    assert sorted(linked) == sorted(rendered)


def _bare(url: str) -> str:
    """An address without what servers add or leave out."""
    return unquote(url).removesuffix("index.html").removesuffix(".html").rstrip("/")

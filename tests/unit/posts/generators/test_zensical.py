"""Zensical's defaults, and its tables of extensions."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site


@pytest.mark.parametrize(
    ("config", "anchor"),
    [
        ("", "own"),
        ("markdown_extensions = {}\n", "a-head-own"),
        ("[project.markdown_extensions.toc]\nseparator = '_'\n", "a_head_own"),
        ("[project.markdown_extensions.toc]\nslugify = {kwds = {case = 'none'}}\n", "A-head-own"),
    ],
)
def test_extensions_decide_the_ids(config: str, anchor: str, tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "zensical.toml": f"[project]\nsite_url = 'https://example.org'\n{config}",
            "docs/a.png": "x",
            "docs/p.md": "# P\n\n## A head {#own}\n\n![](a.png)\n",
        },
    )
    (link,) = links_of(site, "docs/p.md")["docs/a.png"]
    assert link.url == f"https://example.org/p/#{anchor}"

"""mdBook's chapters, and ids that hang on its version."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

BOOK = {
    "book.toml": "[book]\nsrc = 'pages'\n[output.html]\nsite-url = '/b/'\n",
    "pages/SUMMARY.md": "[Start](./README.md)\n\n- [One \\[1\\]](sub/one%20two.md)\n- [Draft]()\n",
    "pages/README.md": "# Start\n\n![](a.png)\n\n## Über uns\n\n![](a.png)\n",
    "pages/sub/one two.md": "# One\n\n![](../a.png)\n",
    "pages/left.md": "# Left\n\n![](a.png)\n",
    "pages/a.png": "x",
}


def test_the_summary_lists_the_chapters(tmp_path: Path) -> None:
    site = make_site(tmp_path, BOOK)
    assert site.post_paths == ("pages/README.md", "pages/sub/one two.md")
    (link,) = links_of(site, "pages/sub/one two.md")["pages/a.png"]
    assert link.url == "/b/sub/one two.html#one"


@pytest.mark.parametrize(
    ("workflow", "anchor"),
    [
        ("run: make\n", None),
        ("run: cargo install mdbook --version 0.4.36\n", "Über-uns"),
        ("MDBOOK_VERSION: 0.5.1\n", "über-uns"),
        ("run: cargo install mdbook-toc --version 0.5.1\n", None),
    ],
)
def test_an_id_on_which_versions_differ_needs_a_version(
    workflow: str, anchor: str | None, tmp_path: Path
) -> None:
    site = make_site(tmp_path, {**BOOK, ".github/workflows/book.yml": workflow})
    first, second = links_of(site, "pages/README.md")["pages/a.png"]
    assert (first.anchor, second.anchor) == ("start", anchor)
    assert second.section == ("Start", "Über uns")
    assert (second.unknown is None) == (anchor is not None)

"""Files that VitePress' pages include."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.expansion import expand

PART = "one\n<!-- #region r -->\ntwo\nthree\n<!-- #endregion r -->\nfour"


@pytest.mark.parametrize(
    ("spec", "expected"),
    [
        ("./p.md", PART),
        ("@/p.md", PART),
        ("@p.md", PART),
        ("./p.md{3,4}", "two\nthree\n"),
        ("./p.md{4,}", "three\n<!-- #endregion r -->\nfour"),
        ("./p.md#r", "two\nthree\n"),
        ("./p.md#r{2,}", "three\n"),
        ("./p.md#none", PART),
    ],
)
def test_regions_and_lines(tmp_path: Path, spec: str, expected: str) -> None:
    text = f"<!--@include: {spec}-->"
    found = make_site(tmp_path, {".vitepress/config.js": "", "p.md": PART, "t.md": text})
    assert expand(found, "t.md", text).text == expected

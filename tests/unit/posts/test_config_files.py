"""Configurations of generators are read and never run."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.errors import ConfigInvalid
from slidescan.posts.discovery import find_site


def test_a_configuration_is_never_run(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "mkdocs.yml": "site_name: !ENV [X, y]\nsite_url: https://e.org/\nhooks: !!python/name:os.system\n"
        "markdown_extensions:\n  - toc:\n      slugify: !!python/object/apply:os.system ['touch gone']\n",
        "docs/a.md": "# Ä b\n\n![x](a.png)\n",
        "docs/a.png": "x",
    })  # fmt: skip
    link = links_of(found, "docs/a.md")["docs/a.png"][0]
    assert link.url is None
    assert "hook" in str(link.unknown)
    assert not (tmp_path / "gone").exists()
    other = tmp_path / "sphinx"
    found = make_site(other, {
        "conf.py": "import os\nos.system('touch gone')\nextensions = ['myst_parser']\n"
        "html_baseurl = 'https://e.org/'\nhtml_static_path = [os.getcwd()]\n",
        "a.md": "# A\n",
    })  # fmt: skip
    assert found.absolute("/a.html") == "https://e.org/a.html"
    assert not (other / "gone").exists()


def test_yaml_bombs_and_broken_yaml_are_refused(tmp_path: Path) -> None:
    lines = ["a0: &a0 [x, x]"] + [f"a{i}: &a{i} [*a{i - 1}, *a{i - 1}]" for i in range(1, 30)]
    (tmp_path / "mkdocs.yml").write_text("\n".join(lines))
    with pytest.raises(ConfigInvalid, match="aliases"):
        find_site(tmp_path)
    (tmp_path / "mkdocs.yml").write_text("a: [1")
    with pytest.raises(ConfigInvalid, match=r"mkdocs\.yml"):
        find_site(tmp_path)

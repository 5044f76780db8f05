"""Sphinx' builder, suffix and address, by its configuration and the files beside it."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

PAGE = "# T\n\n## S\n\n![x](a.png)\n"
CONFIG = "extensions = ['myst_parser']\n"
OLD_MAKEFILE = "html:\n\t$(SPHINXBUILD) -b html .\n\ndirhtml:\n\t$(SPHINXBUILD) -b dirhtml .\n"


def address(root: Path, config: str, files: dict[str, str]) -> str:
    found = make_site(root, {"conf.py": CONFIG + config, "p.md": PAGE, "a.png": "x", **files})
    (link,) = links_of(found, "p.md")["a.png"]
    return link.url or str(link.unknown)


@pytest.mark.parametrize(
    ("files", "url"),
    [
        ({}, "/p.html#s"),
        ({"Makefile": OLD_MAKEFILE}, "/p.html#s"),
        ({"Makefile": "docs:\n\tsphinx-build -b dirhtml . out\n"}, "/p/#s"),
        ({".readthedocs.yaml": "sphinx:\n  builder: dirhtml\n", "Makefile": OLD_MAKEFILE}, "/p/#s"),
        ({".readthedocs.yaml": "sphinx:\n  configuration: conf.py\n"}, "/p.html#s"),
        ({".github/workflows/docs.yml": "run: make dirhtml\n", "Makefile": OLD_MAKEFILE}, "/p/#s"),
        ({"noxfile.py": "session.run('sphinx-build', '-b', 'dirhtml', '.')\n"}, "/p/#s"),
        ({".readthedocs.yaml": "sphinx:\n  builder: html\n", "tox.ini": "-b dirhtml\n"}, "/p.html#s"),
    ],
)  # fmt: skip
def test_the_builder_is_the_one_that_is_called(
    tmp_path: Path, files: dict[str, str], url: str
) -> None:
    assert address(tmp_path, "", files) == url


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("html_baseurl = 'https://e.org/d/'", "https://e.org/d/p.html#s"),
        ("html_baseurl = os.environ.get('READTHEDOCS_CANONICAL_URL', '/')", "/p.html#s"),
        ("html_link_suffix = ''", "/p.html#s"),
        ("html_file_suffix = '.htm'", "/p.htm#s"),
        ("html_link_suffix = '.xhtml'", "/p.xhtml#s"),
        ("myst_heading_slug_func = lambda t: 'x'\nmyst_heading_anchors = 3", "/p.html#s"),
    ],
)
def test_settings_decide_addresses(tmp_path: Path, config: str, url: str) -> None:
    assert address(tmp_path, config, {}) == url


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("html_baseurl = os.environ['URL']", "html_baseurl"),
        ("html_baseurl = os.environ.get('URL')", "html_baseurl"),
        ("html_file_suffix = suffix()", "suffix"),
    ],
)
def test_what_code_decides_is_unknown(tmp_path: Path, config: str, reason: str) -> None:
    assert reason in address(tmp_path, config, {})

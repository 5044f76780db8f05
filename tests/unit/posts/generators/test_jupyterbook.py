"""Books of Jupyter Book 1, which aren't Jekyll's sites."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

TOC = "format: jb-book\nroot: intro\nchapters:\n- file: talks/one.md\n- glob: more/*\n"


@pytest.mark.parametrize(
    ("config", "posts"),
    [
        ("", ("intro.md", "more/two.md", "talks/one.md", "talks/out.md")),
        ("only_build_toc_files: true\n", ("intro.md", "more/two.md", "talks/one.md")),
        ("exclude_patterns: [talks/o*]\n", ("intro.md", "more/two.md")),
    ],
)
def test_the_contents_decide_what_is_built(
    config: str, posts: tuple[str, ...], tmp_path: Path
) -> None:
    files = dict.fromkeys(("intro.md", "more/two.md", "talks/one.md", "talks/out.md"), "# A\n")
    site = make_site(tmp_path, {"_config.yml": f"title: A\n{config}", "_toc.yml": TOC, **files})
    assert site.generator.name == "jupyterbook"
    assert site.post_paths == posts


def test_figures_are_linked_below_the_base_url(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            "_config.yml": "html:\n  baseurl: https://example.org/notes/\n",
            "_toc.yml": "- file: intro\n- file: one\n",
            "a.png": "x",
            "one.md": "# One\n\n## What is it?\n\n```{figure} a.png\nA caption\n```\n",
        },
    )
    (link,) = links_of(site, "one.md")["a.png"]
    assert link.url == "https://example.org/notes/one.html#what-is-it"


def test_a_table_of_contents_of_something_else_makes_no_book(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"_config.yml": "title: A\n", "_toc.yml": "- title: x\n"})
    assert site.generator.name == "jekyll"

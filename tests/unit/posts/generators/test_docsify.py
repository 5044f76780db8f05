"""Docsify's links to sections."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site


def test_links_name_the_section_in_the_query(tmp_path: Path) -> None:
    found = make_site(
        tmp_path,
        {
            "index.html": "<script>window.$docsify = {}</script>",
            "guide/img/a.png": "x",
            "img/b.png": "x",
            "README.md": "![b](img/b.png)\n",
            "_sidebar.md": "![b](img/b.png)\n",
            "guide/start.md": (
                '![a](img/a.png)\n\n## Data & "lake" :id=own\n\n![a](./img/a.png)\n\n'
                '## Data & "lake" {docsify-ignore}\n\n<img src="img/b.png">\n\n'
                "## :rocket: 1. Go\n\n![a](img/a.png)\n"
            ),
        },
    )
    assert [link.url for link in links_of(found, "guide/start.md")["guide/img/a.png"]] == [
        "/#/guide/start", "/#/guide/start?id=own", "/#/guide/start?id=rocket-1-go",
    ]  # fmt: skip
    (link,) = links_of(found, "guide/start.md")["img/b.png"]
    assert link.url == "/#/guide/start?id=data-amp-quotlakequot"
    assert link.section == ('Data & "lake"',)
    assert links_of(found, "README.md")["img/b.png"][0].url == "/#/"
    assert "_sidebar.md" not in found.post_paths


@pytest.mark.parametrize(
    ("block", "anchor"),
    [
        ("<div>x</div>\n    \n## Two", "one"),
        ("<div>\n  x\n</div>\n \n \n## Two", "one"),
        ("<div>x</div>\n\n## Two", "two"),
        ("<div>x</div>\n  \n\n## Two", "two"),
        ("<!-- x -->\n   \n## Two", "two"),
        ("<pre>\n\n</pre>\n   \n## Two", "two"),
        ("text\n    \n## Two", "two"),
    ],
)
@pytest.mark.parametrize("version", ["", "@4", "@5.0.0-rc.1"])
def test_a_line_of_spaces_does_not_end_html(
    version: str, block: str, anchor: str, tmp_path: Path
) -> None:
    """As marked 1.2.9 renders it, which is in docsify 4.13.1."""
    script = f'<script src="//cdn.jsdelivr.net/npm/docsify{version}/lib/docsify.min.js"></script>'
    page = f"# T\n\n## One\n\n{block}\n\n![](a.png)\n"
    site = make_site(tmp_path, {"index.html": script, "p.md": page, "a.png": "x"})
    (link,) = links_of(site, "p.md")["a.png"]
    assert link.url == f"/#/p?id={'two' if '5' in version else anchor}"

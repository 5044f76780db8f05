"""Docsify's links to sections."""

from __future__ import annotations

from pathlib import Path

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

"""VuePress's versions and its hidden public folder."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

PAGE = "# A – b\n\n![](/pub/a.png)\n\n![](./b.png)\n\n## A – b\n\n![](./b.png)\n"


@pytest.mark.parametrize(
    ("version", "anchors"),
    [("^1.9.0", ["a-b", "a-b-2"]), ("2.0.0-rc.1", ["a-–-b", "a-–-b-1"]), ("", [None, None])],
)
def test_ids_hang_on_the_version(version: str, anchors: list[str | None], tmp_path: Path) -> None:
    dependency = f'{{"devDependencies": {{"vuepress": "{version}"}}}}' if version else "{}"
    site = make_site(
        tmp_path,
        {
            ".vuepress/config.js": "module.exports = {}",
            ".vuepress/public/pub/a.png": "x",
            ".vuepress/theme/logo.png": "x",
            "package.json": dependency,
            "guide/b.png": "x",
            "guide/README.md": PAGE,
        },
    )
    found = links_of(site, "guide/README.md")
    assert found.keys() == {".vuepress/public/pub/a.png", "guide/b.png"}
    assert [link.anchor for link in found["guide/b.png"]] == anchors
    assert found["guide/b.png"][0].post == "guide/README.md"
    assert ".vuepress/theme/logo.png" not in site.files


@pytest.mark.parametrize(
    ("expression", "is_shown"),
    [
        ("$withBase('/a.png')", True),
        ("'/x/a.png'", True),
        ("`/a.png`", True),
        ("image", False),
        ("'/' + name", False),
        ("`/${name}.png`", False),
    ],
)
def test_a_bound_source_shows_the_image_that_it_names(
    expression: str, is_shown: bool, tmp_path: Path
) -> None:
    site = make_site(
        tmp_path,
        {
            ".vuepress/config.js": "module.exports = { base: '/x/' }",
            ".vuepress/public/a.png": "x",
            "p.md": f'<img :src="{expression}" alt="an alt">\n',
        },
    )
    assert bool(links_of(site, "p.md")) == is_shown


@pytest.mark.parametrize(
    ("config", "post"),
    [
        ("module.exports = { permalink: '/:year/:month/:slug' }", "p.md"),
        ("export default { permalinkPattern: ':year/:slug.html' }", "p.md"),
        ("module.exports = {}", "_posts/p.md"),
    ],
)
def test_an_address_by_a_pattern_is_not_known(config: str, post: str, tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {".vuepress/config.js": config, ".vuepress/public/a.png": "x", post: "![](/a.png)\n"},
    )
    (link,) = links_of(site, post)[".vuepress/public/a.png"]
    assert link.url is None
    assert link.unknown is not None


def test_settings_in_yaml_and_permalinks(tmp_path: Path) -> None:
    site = make_site(
        tmp_path,
        {
            ".vuepress/config.yml": "base: /x/\nlang: de\n",
            "a.png": "x",
            "p.md": "---\npermalink: /own/\n---\n![](./a.png)\n",
            "q.md": "![](./a.png)\n",
        },
    )
    assert links_of(site, "p.md")["a.png"][0].url == "/x/own/"
    assert links_of(site, "q.md")["a.png"][0].url == "/x/q.html"
    assert site.generator.language == "de"

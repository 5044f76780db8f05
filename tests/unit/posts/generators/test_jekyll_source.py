"""Jekyll sites whose posts lie in a folder of their own, as Octopress has them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

from slidescan.posts.discovery import find_site
from slidescan.posts.generators.jekyll_source import jekyll_source

OCTOPRESS = "url: https://example.org\nsource: source\ndestination: public\nmarkdown: rdiscount\n"
OCTOPRESS += "permalink: /blog/:year/:month/:day/:title/\n"
POST = (
    "---\ntitle: A\n---\n## Some words\n\n![](/images/a.png)\n\n![]({{ site.url }}/images/b.png)\n"
)
FILES = {
    "source/_posts/2013-04-05-first-post.md": POST,
    "source/images/a.png": "a",
    "source/images/b.png": "b",
    "images/a.png": "not published",
    "README.md": "![](images/a.png)\n",
}
PAGE = "https://example.org/blog/2013/04/05/first-post/"


def test_octopress_is_no_hexo(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"_config.yml": OCTOPRESS, **FILES})
    assert site.generator.name == "jekyll"
    assert list(site.post_paths) == ["source/_posts/2013-04-05-first-post.md"]
    links = links_of(site, "source/_posts/2013-04-05-first-post.md")
    assert {image: [link.url for link in each] for image, each in links.items()} == {
        "source/images/a.png": [PAGE],
        "source/images/b.png": [PAGE],
    }


@pytest.mark.parametrize("setting", ["source: ./site/src", 'source: "site/src/" # there'])
def test_folders_above_the_source_are_no_categories(setting: str, tmp_path: Path) -> None:
    files = {
        "_config.yml": f"{setting}\nbaseurl: /b\n",
        "site/src/_posts/2013-04-05-p.md": "---\ntitle: A\n---\n# H\n![](/b/i/a.png)\n",
        "site/src/_layouts/post.html": "",
        "site/src/i/a.png": "a",
    }
    site = make_site(tmp_path, files)
    (link,) = links_of(site, "site/src/_posts/2013-04-05-p.md")["site/src/i/a.png"]
    assert link.url == "/b/2013/04/05/p.html#h"
    found = find_site(tmp_path / "site" / "src" / "i")
    assert found.root == tmp_path.resolve()


@pytest.mark.parametrize("setting", ["", "source: .\n", "source: ../elsewhere\n", "source: gone\n"])
def test_a_site_without_another_source_is_its_root(setting: str, tmp_path: Path) -> None:
    write(tmp_path / "_config.yml", setting)
    assert jekyll_source(tmp_path) == ""


def test_a_hexo_site_stays_one(tmp_path: Path) -> None:
    files = {"_config.yml": "source_dir: source\n", "source/_posts/a.md": "---\ndate: 2013-04-05\n"}
    assert make_site(tmp_path, files).generator.name == "hexo"


@pytest.mark.parametrize(
    ("config", "anchor"),
    [
        ("markdown: redcarpet\n", None),
        ("markdown: redcarpet\nredcarpet:\n  extensions: [with_toc_data]\n", "unknown"),
        ("markdown: rdiscount\nrdiscount:\n  toc_token: '{:toc}'\n", "unknown"),
        ("markdown: kramdown\n", "some-words"),
    ],
)
def test_older_renderers_give_ids_if_they_are_told_to(
    config: str, anchor: str | None, tmp_path: Path
) -> None:
    files = {"_config.yml": config, "_posts/2013-04-05-p.md": POST, "images/a.png": "a"}
    (link,) = links_of(make_site(tmp_path, files), "_posts/2013-04-05-p.md")["images/a.png"]
    assert (link.unknown is not None) == (anchor == "unknown")
    assert link.anchor == (None if anchor == "unknown" else anchor)

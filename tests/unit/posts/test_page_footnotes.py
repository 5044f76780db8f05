"""Images in footnotes stand at the end of the page; references to them change headings."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

POST = (
    "## One\n\nText[^a].\n\n[^a]: ![x](IMG)\n\n[^b]: Not used ![y](UNUSED)\n\n"
    "## Two[^a]\n\nText\n\n## Last\n"
)


def links_of(root: Path, files: dict[str, str], post: str) -> dict[str, list[str | None]]:
    """The addresses at which a post shows each image."""
    site = make_site(root, {"a.png": "", "b.png": "", **files})
    found = link_post(site, read_post(site, post))
    return {image: [link.url for link in links] for image, links in found.links.items()}


def sections_of(root: Path, files: dict[str, str], post: str) -> list[str | None]:
    site = make_site(root, files)
    return [section.anchor for section in read_post(site, post).sections]


@pytest.mark.parametrize(
    ("config", "post", "image", "url"),
    [
        ({"hugo.toml": "baseURL = 'https://e.org/'"}, "content/p.md", "static/a.png", "/p/#last"),
        ({"_config.yml": "url: https://e.org"}, "p.md", "a.png", "/p.html#last"),
        ({"docusaurus.config.js": "export default {url: 'https://e.org', baseUrl: '/', presets: [['classic', {}]]}"},
         "docs/p.md", "static/a.png", "/docs/p#footnote-label"),
        ({"_quarto.yml": "website:\n  site-url: https://e.org\n"}, "p.qmd", "a.png", "/p.html"),
    ],
)  # fmt: skip
def test_an_image_in_a_footnote_stands_below_the_last_heading(
    tmp_path: Path, config: dict[str, str], post: str, image: str, url: str
) -> None:
    unused = image.replace("a.png", "b.png")
    matter = "---\ntitle: P\n---\n"
    text = matter + POST.replace("IMG", "/a.png").replace("UNUSED", "/b.png")
    files = {**config, image: "", unused: "", post: text}
    assert links_of(tmp_path, files, post) == {image: [f"https://e.org{url}"]}


def test_python_markdown_shows_footnotes_that_are_not_used(tmp_path: Path) -> None:
    config = "site_url: https://e.org/\nmarkdown_extensions: [footnotes]\n"
    text = POST.replace("IMG", "a.png").replace("UNUSED", "b.png")
    files = {"mkdocs.yml": config, "docs/a.png": "", "docs/b.png": "", "docs/p.md": text}
    urls = ["https://e.org/p/#last"]
    assert links_of(tmp_path, files, "docs/p.md") == {"docs/a.png": urls, "docs/b.png": urls}


def test_without_the_extension_a_footnote_is_text_in_its_place(tmp_path: Path) -> None:
    config = "baseURL = 'https://e.org/'\n[markup.goldmark.extensions]\nfootnote = false\n"
    text = "## One\n\nText.\n\n[^a]: See ![x](/a.png)\n\n## Last\n"
    files = {"hugo.toml": config, "static/a.png": "", "content/p.md": text}
    assert links_of(tmp_path, files, "content/p.md") == {"static/a.png": ["https://e.org/p/#one"]}


@pytest.mark.parametrize(
    ("config", "post", "anchor"),
    [
        ({"_config.yml": ""}, "p.md", "two"),
        ({"conf.py": "extensions = ['myst_parser']"}, "p.md", "two"),
        ({"book.toml": "[output.html]\ncurly-quotes = true", "src/SUMMARY.md": "- [P](p.md)"}, "src/p.md", "two1"),
        ({"docusaurus.config.js": "export default {baseUrl: '/', presets: [['classic', {}]]}"}, "docs/p.md", "two"),
    ],
)  # fmt: skip
def test_references_to_footnotes_in_headings(
    tmp_path: Path, config: dict[str, str], post: str, anchor: str
) -> None:
    text = "---\ntitle: P\n---\n" + POST.replace("IMG", "x").replace("UNUSED", "y")
    assert sections_of(tmp_path, {**config, post: text}, post)[1] == anchor


def test_the_numbers_of_sphinx_count_references_to_footnotes(tmp_path: Path) -> None:
    text = "# T\n\nText[^a] and[^a].\n\n## !!!\n\n[^a]: Note.\n\n## ???\n"
    files = {"conf.py": "extensions = ['myst_parser']", "p.md": text}
    assert sections_of(tmp_path, files, "p.md") == ["t", "id3", "id4"]

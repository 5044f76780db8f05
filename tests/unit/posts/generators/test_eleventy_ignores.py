"""Which of its files Eleventy renders: folders of parts and data, and files of patterns."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import make_site

CONFIG = "module.exports = function (c) { BODY };\n"
POST = "![](/img/a.png)\n"


def posts(root: Path, body: str = "", **files: str) -> tuple[str, ...]:
    written = {".eleventy.js": CONFIG.replace("BODY", body), "drafts/a.md": POST, "b.md": POST}
    return make_site(root, {**written, **files}).post_paths


def test_a_folder_that_begins_with_an_underscore_holds_posts(tmp_path: Path) -> None:
    files = {
        ".eleventy.js": CONFIG.replace("BODY", "c.addPassthroughCopy('img')"),
        "_posts/2024-05-06-talk.md": POST,
        "_includes/part.md": POST,
        "_data/text.md": POST,
        "img/a.png": "",
    }
    assert linked_urls(tmp_path, files) == {"img/a.png": ["/_posts/2024-05-06-talk/"]}


@pytest.mark.parametrize(
    ("files", "left"),
    [
        ({}, ("b.md", "drafts/a.md")),
        ({".eleventyignore": "drafts\n"}, ("b.md",)),
        ({".eleventyignore": "# b.md\n!b.md\n/drafts/\n"}, ("b.md",)),
        ({".eleventyignore": "a.md\n"}, ("b.md", "drafts/a.md")),
        ({".eleventyignore": "**/a.md\n"}, ("b.md",)),
        ({".gitignore": "b.md\n"}, ("drafts/a.md",)),
        ({".eleventyignore": "x" * 5000}, ("b.md", "drafts/a.md")),
    ],
)
def test_files_of_patterns(tmp_path: Path, files: dict[str, str], left: tuple[str, ...]) -> None:
    assert posts(tmp_path, **files) == left


def test_an_ignore_file_of_the_input_folder_counts_from_there(tmp_path: Path) -> None:
    body = "c.setInputDirectory('src')"
    files = {"src/c.md": POST, "src/d.md": POST, "src/.eleventyignore": "c.md\n"}
    assert posts(tmp_path, body, **files) == ("src/d.md",)


def test_the_patterns_of_git_can_be_switched_off(tmp_path: Path) -> None:
    left = posts(tmp_path, "c.setUseGitIgnore(false)", **{".gitignore": "b.md\n"})
    assert left == ("b.md", "drafts/a.md")

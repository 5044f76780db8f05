"""Permalinks that Eleventy's layouts and global data set."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls

POST = "---\ntitle: A Talk\ndate: 2024-05-06\nlayout: post.njk\n---\n![](/img/a.png)\n"
LAYOUT = '---\npermalink: "/{{ page.date | day }}/{{ page.fileSlug }}/"\n---\n{{ content }}\n'
CONFIG = """const { DateTime } = require('luxon');
module.exports = function (eleventyConfig) {
  eleventyConfig.addFilter('day', (d) => DateTime.fromJSDate(d, { zone: 'utc' }).toFormat('y/MM'));
  eleventyConfig.addPassthroughCopy('img');
  BODY
};
"""
OF_LAYOUT = "/2024/05/talk/"
OF_PATH = "/posts/2024-05-06-talk/"


def url(root: Path, body: str = "", version: str = "^3.0.0", **files: str) -> str | None:
    written = {
        ".eleventy.js": CONFIG.replace("BODY", body),
        "package.json": f'{{"dependencies": {{"@11ty/eleventy": "{version}"}}}}',
        "img/a.png": "x",
        "posts/2024-05-06-talk.md": POST,
        **files,
    }
    ((address,),) = linked_urls(root, written).values()
    return address


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"_includes/post.njk": LAYOUT}, OF_LAYOUT),
        ({"_layouts/post.njk": LAYOUT}, OF_LAYOUT),
        ({"_includes/post.njk": "---\nlayout: base\n---\n", "_includes/base.njk": LAYOUT}, OF_LAYOUT),
        ({"_includes/post.njk": "{{ content }}", "_includes/other.njk": LAYOUT}, OF_PATH),
        ({"_includes/post.njk": "{{ content }}"}, OF_PATH),
        ({"_includes/post.njk": LAYOUT, "posts/posts.json": '{"permalink": "/data/"}'}, "/data/"),
        ({"_includes/sub/post.njk": LAYOUT}, None),
        ({"_includes/post.njk": "---\nlayout: post\n---\n", "_includes/x.njk": LAYOUT}, None),
    ],
)  # fmt: skip
def test_layouts_of_posts(tmp_path: Path, files: dict[str, str], expected: str | None) -> None:
    assert url(tmp_path, **files) == expected


def test_layouts_of_data_files_and_aliases(tmp_path: Path) -> None:
    post = POST.replace("layout: post.njk\n", "")
    files = {"posts/2024-05-06-talk.md": post, "_includes/layouts/deep.njk": LAYOUT}
    of_folder = {"posts/posts.json": '{"layout": "layouts/deep"}'}
    assert url(tmp_path / "one", **files, **of_folder) == OF_LAYOUT
    alias = "eleventyConfig.addLayoutAlias('deep', 'layouts/deep.njk');"
    aliased = {"posts/posts.json": '{"layout": "deep"}'}
    assert url(tmp_path / "two", alias, **files, **aliased) == OF_LAYOUT
    everywhere = "eleventyConfig.addGlobalData('layout', 'layouts/deep.njk');"
    assert url(tmp_path / "three", everywhere, **files) == OF_LAYOUT
    assert url(tmp_path / "four", **files) == OF_PATH
    computed = {
        "posts/posts.11tydata.js": "module.exports = {eleventyComputed: {layout: (d) => d.x}};"
    }
    assert url(tmp_path / "five", **files, **computed) is None


def test_data_files_come_before_layouts_since_version_one(tmp_path: Path) -> None:
    files = {"_includes/post.njk": LAYOUT, "posts/posts.json": '{"permalink": "/data/"}'}
    assert url(tmp_path / "old", version="^0.12.0", **files) == OF_LAYOUT
    assert url(tmp_path / "new", version="~1.0.2", **files) == "/data/"


@pytest.mark.parametrize(
    ("body", "files", "expected"),
    [
        ("eleventyConfig.addGlobalData('permalink', () => (data) => `${data.page.filePathStem}.${data.page.outputFileExtension}`);", {}, "/posts/talk.html"),
        ("eleventyConfig.addGlobalData('permalink', '/all/{{ page.fileSlug }}/');", {}, "/all/talk/"),
        ("eleventyConfig.addGlobalData('permalink', '/all/');", {"_includes/post.njk": LAYOUT}, OF_LAYOUT),
        ("eleventyConfig.addGlobalData('eleventyComputed.permalink', () => (data) => '/x/');", {}, None),
        ("eleventyConfig.addGlobalData('eleventyComputed', { title: () => 'x' });", {}, OF_PATH),
        ("eleventyConfig.addGlobalData('site', { permalink: '/x/' });", {}, OF_PATH),
        ("", {"_data/permalink.js": "module.exports = '/x/';"}, None),
    ],
)  # fmt: skip
def test_global_data(
    tmp_path: Path, body: str, files: dict[str, str], expected: str | None
) -> None:
    assert url(tmp_path, body, **files) == expected

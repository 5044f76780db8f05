"""Files that MkDocs' pages include."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.expansion import expand

CONFIG = (
    "site_name: T\nsite_url: https://e.org/\nplugins:\n  - include-markdown\n"
    "markdown_extensions:\n  - pymdownx.snippets:\n      base_path: [docs, parts]\n"
    "      auto_append: [end.md]\n  - markdown_include.include:\n      base_path: parts\n"
)


def expanded(root: Path, text: str, **files: str) -> str:
    parts = {f"parts/{name}.md": content for name, content in files.items()}
    found = make_site(root, {"mkdocs.yml": CONFIG, **parts, "docs/t.md": text})
    return expand(found, "docs/t.md", text).text


def test_snippets_with_lines_and_sections(tmp_path: Path) -> None:
    part = "one\ntwo\n<!-- --8<-- [start:s] -->\nthree\n<!-- --8<-- [end:s] -->\nfour"
    text = '--8<-- "a.md:2:2"\n--8<-- "a.md:s"\n;--8<-- "a.md"\n    --8<-- "b.md"\n'
    assert expanded(tmp_path, text, a=part, b="x\ny") == (
        'two\n\nthree\n\n;--8<-- "a.md"\n    x\n    y\n'
    )


def test_blocks_of_snippets_and_files_at_the_end(tmp_path: Path) -> None:
    text = "--8<--\na.md\n; b.md\n--8<--\n"
    assert expanded(tmp_path, text, a="A", b="B", end="END") == "--8<--\nA\n; b.md\n--8<--\nEND"


def test_plugins(tmp_path: Path) -> None:
    text = '{% include-markdown "../parts/a.md" start="<!--s-->" end="<!--e-->" %}\n{!b.md!}\n'
    assert expanded(tmp_path, text, a="x<!--s-->A<!--e-->y", b="B") == "A\nB\n"


def test_relative_images_count_from_the_page_or_from_the_file(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "mkdocs.yml": CONFIG,
        "docs/a.png": "x", "docs/deep/b.png": "x",
        "docs/deep/part.md": "![](a.png) ![](b.png)",
        "docs/one.md": '# One\n\n--8<-- "deep/part.md"\n',
        "docs/two.md": '# Two\n\n{% include-markdown "deep/part.md" %}\n',
    })  # fmt: skip
    assert sorted(links_of(found, "docs/one.md")) == ["docs/a.png"]
    assert sorted(links_of(found, "docs/two.md")) == ["docs/deep/b.png"]


@pytest.mark.parametrize(
    ("options", "folder"), [("      include_dir: parts\n", "parts"), ("", "docs")]
)
def test_macros_include_like_jinja(tmp_path: Path, options: str, folder: str) -> None:
    config = f"site_url: https://e.org/\nplugins:\n  - macros:\n{options}"
    text = "# T\n\n    {% include 'a.md' ignore missing %}\n\n- {%- include \"b.md\" -%}\n"
    parts = {f"{folder}/a.md": "![](a.png)\n", f"{folder}/b.md": "![](b.png)\n"}
    files = {"mkdocs.yml": config, "docs/t.md": text, "docs/a.png": "", "docs/b.png": "", **parts}
    links = links_of(make_site(tmp_path, files), "docs/t.md")
    assert [link.url for link in links["docs/b.png"]] == ["https://e.org/t/#t"]

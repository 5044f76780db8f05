"""The fields that `defaults` gives to Jekyll's posts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from support.linked import linked_urls

from slidescan.posts.generators.jekyll_defaults import default_fields, merged

CONFIG: dict[str, Any] = {
    "defaults": [
        {"scope": {"path": ""}, "values": {"Layout": "a", "x": 1}},
        {"scope": {"path": "docs/3.*/api"}, "values": {"layout": "api"}},
        {"scope": {"path": "docs/", "type": "pages"}, "values": {"layout": "b", "t": {"u": 1}}},
        {"scope": {"path": "docs"}, "values": {"layout": "c", "t": {"v": 2}}},
        {"scope": {"type": "posts"}, "values": {"layout": "p"}},
        "broken",
        {"scope": None, "values": None},
    ]
}


@pytest.mark.parametrize(
    ("path", "kind", "fields"),
    [
        ("a.md", "pages", {"layout": "a", "x": 1}),
        ("docs/a.md", "pages", {"layout": "b", "x": 1, "t": {"u": 1, "v": 2}}),
        ("docs/_posts/a.md", "posts", {"layout": "c", "x": 1, "t": {"v": 2}}),
        ("_posts/a.md", "posts", {"layout": "p", "x": 1}),
        ("docs/3.1/api/a.md", "posts", {"layout": "api", "x": 1, "t": {"v": 2}}),
        ("docsother/a.md", "pages", {"layout": "a", "x": 1}),
    ],
)
def test_the_longest_scope_wins(path: str, kind: str, fields: dict[str, object]) -> None:
    assert default_fields(CONFIG, path, kind) == fields


def test_categories_are_united() -> None:
    assert merged({"categories": "a b"}, {"categories": ["b", "c"]}) == {
        "categories": ["a", "b", "c"]
    }


def test_defaults_decide_addresses_and_variables(tmp_path: Path) -> None:
    config = (
        "defaults:\n- scope: {path: docs/3.1}\n  values: {version: '3.1'}\n"
        "- scope: {type: posts}\n  values: {categories: [talks]}\n"
    )
    files = {
        "_config.yml": config,
        "docs/3.1/a.md": "---\ntitle: A\n---\n![](/docs/{{ page.version }}/a.png)\n",
        "docs/3.1/a.png": "",
        "_posts/2024-05-06-b.md": "---\ncategories: x\n---\n![](/b.png)\n",
        "b.png": "",
        "_posts/2024-05-06-c.md": "---\ncategory: one\n---\n![](/c.png)\n",
        "c.png": "",
    }
    assert linked_urls(tmp_path, files) == {
        "docs/3.1/a.png": ["/docs/3.1/a.html"],
        "b.png": ["/talks/x/2024/05/06/b.html"],
        "c.png": ["/talks/one/2024/05/06/c.html"],
    }

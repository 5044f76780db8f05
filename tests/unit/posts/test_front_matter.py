"""Front matter in YAML, TOML and JSON."""

from __future__ import annotations

import pytest

from slidescan.posts.front_matter import read_front_matter


@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("---\ntitle: A\n---\nx", "A"),
        ("---\r\ntitle: A\r\n---\r\nx", "A"),
        ('+++\ntitle = "A"\n+++\nx', "A"),
        ('{"Title": "A"}\nx', "A"),
        ("---\ntitle: A\n---", "A"),
    ],
)
def test_yaml_toml_and_json_are_read(text: str, title: str) -> None:
    found = read_front_matter(text)
    assert found.fields["title"] == title
    assert text[found.end :] in ("x", "")


@pytest.mark.parametrize("text", ["", "x", "---\nnever closed", "--- \ntext", "{not json", "***"])
def test_posts_without_front_matter(text: str) -> None:
    assert read_front_matter(text).fields == {}


@pytest.mark.parametrize(
    "body", ["a: [1", "!!python/object/apply:os.system ['true']", "a: &x [1]\nb: *x", "- a"]
)
def test_broken_front_matter_is_reported(body: str) -> None:
    found = read_front_matter(f"---\n{body}\n---\ntext")
    assert not found.fields
    assert found.problem

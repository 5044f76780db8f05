"""Names of image files that no form of reference covers."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.mentions import MAX_MENTION_CHARS, MAX_MENTIONS, mentions
from slidescan.posts.read import read_post


def mentioned(text: str, *targets: str) -> list[str]:
    return [name for _, name in mentions(text, [(0, len(text))], targets)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ('<Figure file="img/a.png"/>', ["img/a.png"]),
        ("{% photo ../img/a%20b.JPG wide %}", ["../img/a%20b.JPG"]),
        ("banner: /img/a.webp", ["/img/a.webp"]),
        ("[[a.png]] and {b.jpeg}", ["a.png", "b.jpeg"]),
        ("see a.png.", []),
        ("see a.png, or b.png", ["a.png", "b.png"]),
        ("`a.png`", []),
        ("[the slide](img/a.png)", []),
        ('<a href="img/a.png">', []),
        ("<!-- a.png --> b.png <!-- c.png", ["b.png"]),
        ("https://elsewhere.org/a.png", []),
        ("a.pngx a.png/b", []),
        (".png", []),
    ],
)
def test_names_of_image_files(text: str, expected: list[str]) -> None:
    assert mentioned(text) == expected


def test_names_that_references_cover_are_left_out() -> None:
    assert mentioned("img/a.png and b.png", "/static/A.png?w=3", "x") == ["b.png"]


def test_only_the_given_spans_are_searched() -> None:
    assert [at for at, _ in mentions("a.png b.png c.png", [(6, 11)], ())] == [6]


def test_hostile_texts_end() -> None:
    assert len(mentioned("<!--" + "x" * 300_000 + "--> " + "y.png " * 100_000)) == MAX_MENTIONS
    assert mentioned("y" * 2_000_000) == []
    assert mentioned("<!-- " * 200_000) == []


def test_long_names_are_cut_at_their_beginning() -> None:
    (name,) = mentioned("(" + "n" * 1000 + ".png)")
    assert name == "n" * (MAX_MENTION_CHARS - len(".png")) + ".png"


@pytest.mark.parametrize(
    ("config", "fields", "listed"),
    [
        ({"hugo.toml": ""}, "og_image: a.png\nseo:\n  image: a.png\n", []),
        ({"hugo.toml": ""}, "photos: [a.png]\n", [(2, "a.png")]),
        ({"hugo.toml": "", "layouts/_default/single.html": "{{ .Content }}"}, "image: a.png\n", []),
        ({"_config.yml": "", "_layouts/post.html": "{{ content }}"}, "cover: a.png\n", []),
        ({"_quarto.yml": ""}, "image: a.png\n", []),
    ],
)
def test_images_for_lists_and_cards_are_no_mentions(
    config: dict[str, str], fields: str, listed: list[tuple[int, str]], tmp_path: Path
) -> None:
    folder = "content/" if "hugo.toml" in config else ""
    text = f"---\n{fields}---\n\n{{name}}\n"
    site = make_site(tmp_path, {**config, f"{folder}p.md": text, f"{folder}a.png": ""})
    assert list(read_post(site, f"{folder}p.md").mentions) == listed
    (tmp_path / folder / "p.md").write_text(text.replace("{name}", "[[a.png]]"))
    assert (text.count("\n"), "a.png") in read_post(site, f"{folder}p.md").mentions

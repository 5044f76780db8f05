"""New alt texts of images whose address is defined elsewhere."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.dialect import QUARTO
from slidescan.posts.edit import replace_alts
from slidescan.posts.markdown import parse
from slidescan.posts.read import read_post
from slidescan.posts.references.scanner import scan


@pytest.mark.parametrize(
    ("image", "after"),
    [
        ("![slide]", "![New \\[1\\]][slide]"),
        ("![slide][]", "![New \\[1\\]][slide]"),
        ("![x][slide]", "![New \\[1\\]][slide]"),
        ("![][Slide]", "![New \\[1\\]][Slide]"),
        ("![slide] (x)", "![New \\[1\\]][slide] (x)"),
        ("a ![slide]![slide]", "a ![New \\[1\\]][slide]![New \\[1\\]][slide]"),
        ("[![slide]](https://e.org)", "[![New \\[1\\]][slide]](https://e.org)"),
    ],
)
def test_a_new_alt_text_keeps_the_label(image: str, after: str, tmp_path: Path) -> None:
    post = f"{image}\n\n[slide]: a.png 'A title'\n"
    site = make_site(tmp_path, {"p.md": post, "a.png": b"x"})
    found = read_post(site, "p.md").references
    assert {reference.target for reference in found} == {"a.png"}
    written = replace_alts(post.encode(), [(reference, "New [1]") for reference in found])
    assert written.decode() == post.replace(image, after)
    (tmp_path / "p.md").write_bytes(written)
    again = read_post(site, "p.md").references
    assert [reference.alt for reference in again] == ["New [1]"] * len(found)


@pytest.mark.parametrize(
    ("config", "folder"),
    [
        ({"mkdocs.yml": "site_name: x\n"}, "docs/"),
        ({"_quarto.yml": "project:\n  type: website\n"}, ""),
        ({"_config.yml": "markdown: kramdown\n"}, ""),
    ],
)
@pytest.mark.parametrize(
    ("image", "names"),
    [
        ("![x](a b.png)", {"a b.png"}),
        ("![x]( a b.png 'T' )", {"a b.png"}),
        ("![x](a b (1).png)", {"a b (1).png"}),
        ("[![x](a b.png)](a b (1).png)", {"a b.png", "a b (1).png"}),
        ("![x](a (b c.png)", set()),
    ],
)
def test_addresses_can_hold_spaces(
    config: dict[str, str], folder: str, image: str, names: set[str], tmp_path: Path
) -> None:
    front = "---\ntitle: x\n---\n"
    files = {f"{folder}p.md": front + image, f"{folder}a b.png": "", f"{folder}a b (1).png": ""}
    site = make_site(tmp_path, {**config, **files})
    assert {r.target for r in read_post(site, f"{folder}p.md").references} == names


def test_commonmark_has_no_spaces_in_addresses(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"p.md": "![x](a b.png)\n", "a b.png": ""})
    assert read_post(site, "p.md").references == ()


def test_titles_that_never_end_take_linear_time() -> None:
    text = '![a](b "' * 40_000
    assert scan(text, parse(text, 0, QUARTO)).references == ()

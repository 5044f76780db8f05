"""Alt texts in Obsidian's embeds, also in tables, where a backslash precedes each bar."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.edit import replace_alts
from slidescan.posts.read import read_post

ROW = "| a | b |\n|---|---|\n| {} | x |\n"


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("![[a.png]]\n", "![[a.png|New]]\n"),
        ("![[a.png|300]]\n", "![[a.png|New|300]]\n"),
        ("![[a.png|slide|300]]\n", "![[a.png|New|300]]\n"),
        ("![[a.png#center]]\n", "![[a.png#center|New]]\n"),
        ("![[a.png#center|300]]\n", "![[a.png#center|New|300]]\n"),
        (ROW.format("![[a.png]]"), ROW.format("![[a.png\\|New]]")),
        (ROW.format("![[a.png\\|300]]"), ROW.format("![[a.png\\|New\\|300]]")),
        (ROW.format("![[a.png\\|slide\\|300]]"), ROW.format("![[a.png\\|New\\|300]]")),
        (ROW.format("![[a.png#right\\|300]]"), ROW.format("![[a.png#right\\|New\\|300]]")),
        (ROW.format("![](a.png)"), ROW.format("![New](a.png)")),
        (ROW.format("![300](a.png)"), ROW.format("![New\\|300](a.png)")),
        (ROW.format("![slide\\|300](a.png)"), ROW.format("![New\\|300](a.png)")),
    ],
)
def test_a_new_alt_text_keeps_sizes_parts_and_tables(
    before: str, after: str, tmp_path: Path
) -> None:
    site = make_site(tmp_path, {".obsidian/app.json": "{}", "p.md": before, "a.png": b"x"})
    (found,) = read_post(site, "p.md").references
    assert found.target == "a.png"
    assert found.alt in (None, "", "slide", "300", "slide|300")
    written = replace_alts(before.encode(), [(found, "New")])
    assert written.decode() == after
    (tmp_path / "p.md").write_bytes(written)
    (again,) = read_post(site, "p.md").references
    assert replace_alts(written, [(again, "Other")]).decode() == after.replace("New", "Other")

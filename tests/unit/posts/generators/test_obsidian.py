"""Obsidian's embeds and links."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site

from slidescan.posts.read import read_post


def test_embeds_are_resolved_by_name(tmp_path: Path) -> None:
    vault = tmp_path / "My Vault"
    found = make_site(
        vault,
        {
            ".obsidian/app.json": "{}",
            "attachments/Pasted image 1.png": "x",
            "far/away/slide.png": "x",
            "talks/slide.png": "x",
            "talks/Day 1.md": (
                "# Day\n\n## Key/note: one\n\n![[Pasted image 1.png|A slide|300]]\n\n"
                "## Again\n\n![[slide.png|200]]\n\n%% ![[away/slide.png]] %%\n\n"
                "# Other\n\n## Again\n\n![x](../far/away/slide.png)\n\n`![[slide.png]]` ![[note]]\n"
            ),
        },
    )
    shown = links_of(found, "talks/Day 1.md")
    assert {image: [link.section for link in places] for image, places in shown.items()} == {
        "attachments/Pasted image 1.png": [("Day", "Key/note: one")],
        "talks/slide.png": [("Day", "Again")],
        "far/away/slide.png": [("Other", "Again")],
    }
    (link,) = shown["attachments/Pasted image 1.png"]
    assert link.url == ("obsidian://open?vault=My%20Vault&file=talks%2FDay%201%23Key%2Fnote%20one")
    (link,) = shown["far/away/slide.png"]
    assert (link.url or "").endswith("file=talks%2FDay%201%23Other%23Again")
    post = read_post(found, "talks/Day 1.md")
    assert [reference.alt for reference in post.references] == ["A slide", None, "x"]

"""Pages with the text of the files that they include."""

from __future__ import annotations

from pathlib import Path

from support.sites import make_site

from slidescan.posts.expansion import expand


def test_every_character_is_traced_to_its_file(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config.js": "export default {}",
        "talk.md": "# T\n\n<!--@include: ./parts/a.md-->\n\nEnd\n",
        "parts/a.md": "---\ntitle: x\n---\nOne\n<!--@include: ./b.md-->\n",
        "parts/b.md": "Two",
    })  # fmt: skip
    text = (tmp_path / "talk.md").read_text("utf-8")
    page = expand(found, "talk.md", text)
    assert page.text == "# T\n\nOne\nTwo\n\n\nEnd\n"
    assert page.includes == ("parts/a.md", "parts/b.md")
    inner = page.origin(page.text.index("Two"))
    assert (inner.file, inner.index, inner.page_index) == ("parts/b.md", 0, 5)
    own = page.origin(page.text.index("End"))
    assert (own.file, own.index, own.is_page) == ("talk.md", text.index("End"), True)


def test_files_that_include_each_other_end(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config.js": "export default {}",
        "a.md": "A <!--@include: ./b.md-->",
        "b.md": "B <!--@include: ./a.md--> <!--@include: ./none.md-->",
    })  # fmt: skip
    page = expand(found, "a.md", (tmp_path / "a.md").read_text("utf-8"))
    assert page.text.startswith("A B <!--@include: ./a.md-->")
    assert "none.md" in page.includes


def test_inclusions_that_multiply_stay_bounded(tmp_path: Path) -> None:
    files = {f"p{n}.md": f"<!--@include: ./p{n + 1}.md-->\n" * 10 for n in range(9)}
    found = make_site(
        tmp_path, {".vitepress/config.js": "export default {}", **files, "p9.md": "x"}
    )
    page = expand(found, "p0.md", files["p0.md"])
    assert len(page.text) < 100_000


def test_nothing_outside_the_site_is_included(tmp_path: Path) -> None:
    (tmp_path / "secret.md").write_text("secret", "utf-8")
    found = make_site(tmp_path / "site", {
        ".vitepress/config.js": "export default {}",
        "a.md": "<!--@include: ../secret.md--><!--@include: ./link.md-->",
    })  # fmt: skip
    (tmp_path / "site/link.md").symlink_to("../secret.md")
    page = expand(found, "a.md", (tmp_path / "site/a.md").read_text("utf-8"))
    assert "secret\n" not in page.text + "\n"
    assert not page.texts

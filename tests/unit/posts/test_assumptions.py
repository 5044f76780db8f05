"""What the rules take for granted is said: templates, hooks and lists that can't be read."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.sites import write

from slidescan.ingest.unread import put_assumptions, unread
from slidescan.posts.assumptions import Assumption
from slidescan.posts.discovery import find_site
from slidescan.posts.generators import eleventy_ignores
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue


def made(root: Path, files: Mapping[str, str]) -> Site:
    for path, text in files.items():
        write(root / path, text)
    return find_site(root, site=root)


def assumed(root: Path, files: Mapping[str, str]) -> list[str]:
    return [each.file for each in made(root, files).generator.assumptions]


HUGO = {"content/post.md": "text", "layouts/index.html": ""}


def test_a_theme_that_is_not_there(tmp_path: Path) -> None:
    config = 'theme = ["one", "two", "three"]\n'
    (tmp_path / "themes/two").mkdir(parents=True)  # a submodule that isn't fetched
    files = {**HUGO, "hugo.toml": config, "themes/three/layouts/index.html": ""}
    assert assumed(tmp_path, files) == ["one", "two"]


def test_modules_that_are_not_vendored(tmp_path: Path) -> None:
    config = (
        '[[module.imports]]\npath = "github.com/a/b"\n[[module.imports]]\npath = "github.com/c/d"\n'
    )
    files = {**HUGO, "hugo.toml": config, "_vendor/github.com/a/b/layouts/index.html": ""}
    assert assumed(tmp_path, files) == ["github.com/c/d"]


def test_a_hook_of_mkdocs_that_is_not_there(tmp_path: Path) -> None:
    files = {
        "mkdocs.yml": "site_name: x\nhooks: [hooks/a.py, hooks/b.py]\n",
        "docs/index.md": "text",
        "hooks/a.py": "",
    }
    assert assumed(tmp_path, files) == ["hooks/b.py"]


def test_a_list_of_ignored_files_that_cannot_be_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    files = {".eleventy.js": "", "post.md": "text", ".eleventyignore": "post.md"}
    assert assumed(tmp_path, files) == []

    def refuse(path: Path, **_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(eleventy_ignores, "open_text", refuse)
    assert assumed(tmp_path, files) == [".eleventyignore"]


QUARTZ = {"quartz.config.ts": "", "content/index.md": "text", "notes/index.md": "text"}


def test_a_build_file_of_quartz_that_cannot_be_read(tmp_path: Path) -> None:
    assert assumed(tmp_path, {**QUARTZ, "netlify.toml": "npx quartz build -d notes"}) == []
    (tmp_path / "Makefile").mkdir()
    assert assumed(tmp_path, {}) == ["Makefile"]


def test_several_folders_of_notes_that_quartz_builds(tmp_path: Path) -> None:
    commands = "npx quartz build -d notes\nnpx quartz build -d content\n"
    assert assumed(tmp_path, {**QUARTZ, "Makefile": commands}) == ["quartz build"]


def test_those_of_a_site_in_a_folder(tmp_path: Path) -> None:
    files = {f"blog/{path}": text for path, text in HUGO.items()}
    assert assumed(tmp_path, {**files, "blog/hugo.toml": 'theme = "one"'}) == ["blog/one"]


def test_status_lists_them(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path / "index", write=True) as catalogue:
        put_assumptions(catalogue, [Assumption("hooks/b.py", "the hook isn't there", "add it")])
        (entry,) = unread(catalogue)
        assert (entry.kind, entry.text, entry.remedy, entry.images) == (
            *("rules", "the hook isn't there", "add it"),
            ("hooks/b.py",),
        )
        put_assumptions(catalogue, [])
        assert unread(catalogue) == ()

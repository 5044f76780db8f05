"""What a generator's rules depend on besides posts: posts are read again when it changes."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts.discovery import find_site

CONSULTED = {
    "astro": ("astro.config.mjs", "", "src/pages/[slug].astro"),
    "docusaurus": ("docusaurus.config.js", "", "versions.json"),
    "eleventy": ("eleventy.config.js", "", "_includes/post.njk"),
    "hexo": ("_config.yml", "", "scripts/filter.js"),
    "hugo": ("hugo.toml", "", "layouts/_default/_markup/render-heading.html"),
    "hugo-theme": ("hugo.toml", "theme = 'a'", "themes/a/layouts/shortcodes/b.html"),
    "jekyll": ("_config.yml", "", "_layouts/post.html"),
    "jekyll-data": ("_config.yml", "", "_data/site.yml"),
    "jekyll-plugin": ("_config.yml", "", "_plugins/inner/a.rb"),
    "mdbook": ("book.toml", "", "src/SUMMARY.md"),
    "mdbook-version": ("book.toml", "", ".github/workflows/book.yml"),
    "mkdocs": ("mkdocs.yml", "hooks: [a.py]", "a.py"),
    "mystmd": ("myst.yml", "version: 1", "_toc.yml"),
    "sphinx": ("conf.py", "extensions = ['myst_parser']", "Makefile"),
    "vitepress": (".vitepress/config.mts", "", ".vitepress/shared.ts"),
    "vuepress": (".vuepress/config.js", "", "package.json"),
    "zola": ("config.toml", "base_url = 'https://e.org'", "templates/page.html"),
}
"""Each generator's configuration, its text, and another file that decides about links."""


@pytest.mark.parametrize("case", CONSULTED)
def test_a_change_in_what_decides_about_links_changes_the_state(case: str, tmp_path: Path) -> None:
    config, text, consulted = CONSULTED[case]
    write(tmp_path / config, text)
    for folder in ("content", "source/_posts" if case == "hexo" else "_posts"):
        (tmp_path / folder).mkdir(parents=True)
    name = case.partition("-")[0]

    def state() -> str:
        generator = find_site(tmp_path).generator
        assert generator.name == name
        return generator.config_state

    states = [state()]
    for content in ("a: 1\n", "a: 2\n"):
        write(tmp_path / consulted, content)
        states.append(state())
    (tmp_path / consulted).unlink()
    states.append(state())
    assert states[3] == states[0]
    assert len({*states}) == 3, states


def test_the_state_of_unchanged_files_stays(tmp_path: Path) -> None:
    write(tmp_path / "hugo.toml", "")
    write(tmp_path / "layouts/_default/single.html", "{{ .Content }}")
    first = find_site(tmp_path).generator.config_state
    (tmp_path / "layouts/_default/single.html").touch()
    assert find_site(tmp_path).generator.config_state == first

"""A site's files tell its generator."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import make_site

from slidescan.posts.discovery import find_site


@pytest.mark.parametrize(
    ("name", "files"),
    {
        "hugo": {"hugo.toml": ""},
        "zola": {"config.toml": 'base_url = "https://e.org"', "content/a.md": ""},
        "jekyll": {"_config.yml": "title: x"},
        "hexo": {"_config.yml": "title: x", "source/_posts/a.md": ""},
        "mkdocs": {"mkdocs.yml": "site_name: x"},
        "sphinx": {"conf.py": 'extensions = ["myst_parser"]'},
        "docusaurus": {"docusaurus.config.ts": ""},
        "astro": {"astro.config.mjs": ""},
        "eleventy": {"package.json": '{"devDependencies": {"@11ty/eleventy": "3"}}'},
        "vitepress": {".vitepress/config.mts": ""},
        "docsify": {"index.html": "<script>window.$docsify = {}</script>"},
        "obsidian": {".obsidian/app.json": "{}"},
        "azure-wiki": {".order": "Home"},
        "plain": {"a.md": ""},
    }.items(),
)
def test_generators_are_recognised(name: str, files: dict[str, str], tmp_path: Path) -> None:
    found = make_site(tmp_path, files)
    assert found.generator.name == name
    if name != "plain":
        assert find_site(tmp_path).generator.name == name


def test_a_config_toml_without_zolas_keys_is_hugos(tmp_path: Path) -> None:
    found = make_site(tmp_path, {"config.toml": 'baseURL = "https://e.org"', "content/a.md": ""})
    assert found.generator.name == "hugo"

"""VitePress' options that a script computes, and those that stay unknown."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.posts.site import Site

PAGE = "# T\n\n## Größe S\n\n![x](./a.png)\n"


def site(root: Path, config: str, page: str = "pages/p.md") -> Site:
    folder = page.rpartition("/")[0]
    return make_site(root, {".vitepress/config.mts": config, page: PAGE, f"{folder}/a.png": "x"})


def link_url(found: Site, page: str = "pages/p.md") -> str:
    ((link,),) = links_of(found, page).values()
    return link.url or str(link.unknown)


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("export default { base: '/b/', rewrites: {'pages/:x': ':x'} }", "/b/p.html#große-s"),
        ("import { withMermaid } from 'vitepress-plugin-mermaid'\n"
         "export default withMermaid({ cleanUrls: true })", "/pages/p#große-s"),
        ("import { defineConfig } from 'vitepress'\nimport { shared } from './shared'\n"
         "export default defineConfig({ ...shared })", "/s/pages/p.html#große-s"),
        ("export default { rewrites(id) { return id.replace('pages/', 'q/') } }", "/q/p.html#große-s"),
        ("export default { base: process.env.BASE || '/e/' }", "/e/pages/p.html#große-s"),
        ("export default () => ({ cleanUrls: true })", "/pages/p#große-s"),
        ("import path from 'node:path'\n"
         "export default { srcDir: path.resolve(__dirname, '../pages') }", "/p.html#große-s"),
        ("import slugify from '@sindresorhus/slugify'\n"
         "export default { markdown: { anchor: { slugify } } }", "/pages/p.html#groesse-s"),
        ("export default { markdown: { anchor: { slugify: (s) => s.toLowerCase().replace(/\\s+/g, '_') } } }",
         "/pages/p.html#größe_s"),
    ],
)  # fmt: skip
def test_computed_options_are_evaluated(tmp_path: Path, config: str, url: str) -> None:
    (tmp_path / ".vitepress").mkdir(parents=True)
    (tmp_path / ".vitepress/shared.ts").write_text("export const shared = { base: '/s/' }\n")
    assert link_url(site(tmp_path, config)) == url


@pytest.mark.parametrize(
    ("config", "reason"),
    [
        ("export default { base: process.env.BASE }", "base"),
        ("export default { base: process.env.CI ? '/x/' : '/' }", "base"),
        ("export default { ...other }", "computed"),
        ("export default makeConfig()", "configuration"),
        ("export default { rewrites: rules }", "rewrites"),
        ("export default { rewrites: {'(.*)/p.md': 'x.md'} }", "rewrites"),
        ("export default { rewrites: (id) => unknownFunction(id) }", "rewrites"),
        ("export default { cleanUrls: decide() }", "cleanUrls"),
        ("export default { markdown: { anchor: { slugify: other } } }", "slugify"),
    ],
)
def test_what_code_decides_is_unknown(tmp_path: Path, config: str, reason: str) -> None:
    assert reason in link_url(site(tmp_path, config)).partition(":")[0]


def test_dynamic_routes_are_unknown(tmp_path: Path) -> None:
    found = site(tmp_path, "export default {}", "pages/[name].md")
    assert "[brackets]" in link_url(found, "pages/[name].md")


def test_a_folder_can_hold_the_configuration(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config/index.ts": "import { b } from './base'\nexport default { base: b }",
        ".vitepress/config/base.ts": "export const b = '/x/'", "p.md": PAGE, "a.png": "x",
    })  # fmt: skip
    assert link_url(found, "p.md") == "/x/p.html#große-s"
    before = found.generator.config_state
    (tmp_path / ".vitepress/config/base.ts").write_text("export const b = '/y/'")
    assert found.generator.load(tmp_path).config_state != before


def test_bound_images_and_excluded_pages(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config.mts": "export default { base: '/b/', srcExclude: ['**/README.md', 'drafts/**'] }",
        "p.md": "<script setup>\nimport { withBase } from 'vitepress'\n</script>\n\n## S\n\n"
        "<img :src=\"withBase('/one.png')\" alt=\"x\">\n\n<img :src=\"'/two.png'\">\n",
        "README.md": "# R\n", "drafts/d.md": "# D\n", "public/one.png": "x", "public/two.png": "x",
    })  # fmt: skip
    assert found.post_paths == ("p.md",)
    links = links_of(found, "p.md")
    assert links["public/one.png"][0].url == "/b/p.html#s"
    assert set(links) <= {"public/one.png", "public/two.png"}


def test_the_home_page_shows_its_hero_and_icons(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        ".vitepress/config.mts": "export default { base: '/b/' }",
        "index.md": "---\nlayout: home\nhero:\n  image:\n    src: /one.png\nfeatures:\n"
        "- icon:\n    src: /two.png\n---\n",
        "public/one.png": "x", "public/two.png": "x",
    })  # fmt: skip
    links = links_of(found, "index.md")
    assert {image: link[0].url for image, link in links.items()} == {
        "public/one.png": "/b/", "public/two.png": "/b/",
    }  # fmt: skip

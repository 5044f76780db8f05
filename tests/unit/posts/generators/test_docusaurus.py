"""Docusaurus with several document plugins."""

from __future__ import annotations

from pathlib import Path

from support.sites import make_site

from slidescan.posts.read import read_post


def test_each_document_plugin_has_its_own_addresses(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "docusaurus.config.js": "export default { url: 'https://e.org', baseUrl: '/',\n"
        " presets: [['classic', { docs: { path: 'guides', routeBasePath: '/' }, blog: false }]],\n"
        " plugins: [\n  [\n   '@docusaurus/plugin-content-docs',\n   {\n     id: 'api', path: 'api',\n"
        "     routeBasePath: 'reference',\n   },\n  ],\n ] };\n",
        "guides/a.md": "# T\n", "api/01-b.md": "# T\n", "blog/2018-01-02-c.md": "# T\n",
    })  # fmt: skip
    assert [read_post(found, path).url for path in found.post_paths] == ["/reference/b", "/a"]

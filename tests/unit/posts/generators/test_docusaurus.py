"""Docusaurus with several plugins, versions, and options that code decides."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.core.records import UnknownUrl
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


CONFIG = """import type {Config} from '@docusaurus/types';
import remarkMath from 'remark-math';
const isDev = process.env.NODE_ENV === 'development';
const config: Config = {
  title: `${new Date().getFullYear()}`, url: 'https://e.org', baseUrl: isDev ? '/dev/' : '/d/',
  presets: [
    [require.resolve('@docusaurus/preset-classic'), ({
      docs: { routeBasePath: '/', remarkPlugins: [remarkMath], lastVersion: 'current',
              versions: {'1.0': {path: '/old'}}, editUrl: ({docPath}) => docPath },
      blog: { path: 'news', routeBasePath: 'n' },
    }) satisfies X],
  ],
  plugins: [
    ['./plugins/blog', {path: 'posts', routeBasePath: 'p', id: 'second'}],
    ['@docusaurus/plugin-content-docs', {id: 'api', path: 'api', routeBasePath: 'reference'}],
    process.env.X && ['y', {}],
  ].filter(Boolean),
  themeConfig: { docs: {path: 'wrong'}, blog: false },
};
export default config;
"""


def test_a_computed_configuration_is_evaluated(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "docusaurus.config.ts": CONFIG, "versions.json": '["1.0"]', "api_versions.json": '["2", "1"]',
        "docs/a.md": "# T\n", "versioned_docs/version-1.0/a.md": "# T\n", "news/2018-01-02-b.md": "b\n",
        "posts/c.md": "c\n", "api/d.md": "d\n", "api_versioned_docs/version-2/d.md": "d\n",
        "api_versioned_docs/version-1/d.md": "d\n",
    })  # fmt: skip
    assert found.generator.base_url == "https://e.org/d"
    assert {path: read_post(found, path).url for path in found.post_paths} == {
        "docs/a.md": "/a",
        "versioned_docs/version-1.0/a.md": "/old/a",
        "news/2018-01-02-b.md": "/n/2018/01/02/b",
        "posts/c.md": "/p/c",
        "api/d.md": "/reference/next/d",
        "api_versioned_docs/version-2/d.md": "/reference/d",
        "api_versioned_docs/version-1/d.md": "/reference/1/d",
    }


@pytest.mark.parametrize(
    ("option", "reason"),
    [
        ("baseUrl: process.env.BASE", "baseUrl"),
        ("baseUrl: makeBase()", "baseUrl"),
        ("baseUrl: process.env.CI ? '/x/' : '/'", "baseUrl"),
        ("...shared", "computed"),
        ("baseUrl: '/', trailingSlash: decide()", "trailingSlash"),
        ("baseUrl: '/', plugins: [make()], ...other", "presets"),
        ("baseUrl: '/', presets: makePresets()", "presets"),
        ("baseUrl: '/', presets: [['classic', {docs: {routeBasePath: route()}}]]", "routeBasePath"),
        ("baseUrl: '/', presets: [['classic', {docs: {numberPrefixParser: (f) => f}}]]", "numberPrefixParser"),
        ("baseUrl: '/', presets: ['classic'], markdown: {parseFrontMatter: async (p) => p}", "parseFrontMatter"),
    ],
)  # fmt: skip
def test_addresses_that_code_decides_are_unknown(tmp_path: Path, option: str, reason: str) -> None:
    presets = "" if "presets" in option + reason else "presets: ['classic'],"
    found = make_site(tmp_path, {
        "docusaurus.config.js": f"module.exports = {{ {presets} {option} }};\n",
        "docs/a.md": "## S\n\n![x](./a.png)\n", "docs/a.png": "x",
    })  # fmt: skip
    (link,) = links_of(found, "docs/a.md")["docs/a.png"]
    assert link.url is None
    assert reason in str(link.unknown)
    assert link.section == ("S",)


def test_a_default_beside_the_environment_counts(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "docusaurus.config.js": "module.exports = {presets: ['classic'], url: process.env.URL || 'https://e.org',"
        " baseUrl: process.env.BASE ?? '/b/'};\n",
        "docs/a.md": "# T\n",
    })  # fmt: skip
    assert found.generator.base_url == "https://e.org/b"
    assert found.generator.unknown_base_url is None
    assert not isinstance(read_post(found, "docs/a.md").url, UnknownUrl)


def test_without_presets_the_default_folders_count(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "docusaurus.config.js": "module.exports = {url: 'https://e.org', baseUrl: '/'};\n",
        "blog/2018-01-02-c.md": "# T\n", "docs/a.md": "# T\n",
    })  # fmt: skip
    assert [read_post(found, path).url for path in found.post_paths] == [
        "/blog/2018/01/02/c",
        "/docs/a",
    ]

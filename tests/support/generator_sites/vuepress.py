"""Sites of VuePress."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def vuepress() -> GeneratorSite:
    """VuePress 2 with Vite."""
    files = _files("2.0.0-rc.31")
    files.texts[".vuepress/config.js"] = (
        "import { viteBundler } from '@vuepress/bundler-vite'\n"
        "import { defineUserConfig } from 'vuepress'\n"
        "export default defineUserConfig({ base: '/v/', title: 'N', bundler: viteBundler(),\n"
        "  theme: { name: 'bare' } })\n"
    )
    files.texts[".vuepress/client.js"] = (
        "import { defineClientConfig } from 'vuepress/client'\nimport Layout from './Layout.vue'\n"
        "export default defineClientConfig({ layouts: { Layout, NotFound: Layout } })\n"
    )
    files.texts[".vuepress/Layout.vue"] = "<template><Content /></template>\n"
    return _site(files, "vuepress2", "build", ".")


def vuepress_one() -> GeneratorSite:
    """VuePress 1 with webpack."""
    files = _files("^1.9.10")
    files.texts["sub/README.md"] = files.texts["sub/README.md"].replace("(/pub", "(/v/pub")
    files.texts[".vuepress/config.js"] = "module.exports = { title: 'N', base: '/v/' }\n"
    return _site(files, "vuepress1", "build", ".")


def _files(version: str) -> Files:
    files = Files()
    texts = files.texts
    module = '"type": "module", ' if version.startswith("2") else ""
    texts["package.json"] = f'{{{module}"devDependencies": {{"vuepress": "{version}"}}}}\n'
    more = ("## Own id {#my-own}", "## :rocket: shortcode :tada:", "## Plain words")
    texts["headings.md"] = headings(numbered_images(files, "h", "./h/"), more=more)
    texts["sub/references.md"] = references(
        named_images(files, "sub/r", "./r/"), skip=("encoded", "angles", "unicode")
    )
    for name in ("p1", "p2"):
        files.image(f".vuepress/public/pub/{name}.png")
    files.image("sub/x.png")
    texts["README.md"] = "# Home\n\n![p](/pub/p1.png)\n"
    texts["sub/README.md"] = "# S\n\n![p](/pub/p1.png)\n\n## T\n\n![x](./x.png)\n"
    texts["sub/own.md"] = "---\npermalink: /own/address/\n---\n# P\n\n![x](./x.png)\n"
    return files


def _site(files: Files, modules: str, *arguments: str) -> GeneratorSite:
    return GeneratorSite(
        files, ("node", "node_modules/vuepress/cli.js" if modules == "vuepress1" else "node_modules/vuepress/bin/vuepress.js", *arguments), ".vuepress/dist", "/v",
        ("node", "-p", f"require('TOOLS/{modules}/node_modules/vuepress/package.json').version"),
        lists=("/404.html",), modules=modules,
    )  # fmt: skip

"""Sites of VitePress."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def vitepress() -> GeneratorSite:
    return _vitepress("")


def vitepress_clean() -> GeneratorSite:
    return _vitepress(" cleanUrls: true,")


def _vitepress(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts[".vitepress/config.mjs"] = (
        f"export default {{ title: 'N',{config} base: '/v/', lang: 'en', ignoreDeadLinks: true,\n"
        "  rewrites: { 'packages/:name/src/index.md': ':name/index.md' } }\n"
    )
    texts["package.json"] = '{"type": "module"}\n'
    more = (
        "## Own id {#my-own}",
        "## With class {.cls}",
        "## :rocket: shortcode :tada:",
        "## Plain words {#plain}",
    )
    texts["headings.md"] = headings(numbered_images(files, "h", "./h/"), more=more)
    texts["sub/references.md"] = references(named_images(files, "sub/r", "./r/"), skip=("encoded",))
    for name in ("p1", "p2"):
        files.image(f"public/pub/{name}.png")
    files.image("sub/bare.png")
    files.image("packages/one/src/x.png")
    texts["sub/index.md"] = (
        '# S\n\n![p](/pub/p1.png)\n\n<img src="/pub/p2.png">\n\n![bare](bare.png)\n'
    )
    texts["packages/one/src/index.md"] = "# P\n\n![x](./x.png)\n"
    return GeneratorSite(
        files, ("node", "node_modules/vitepress/bin/vitepress.js", "build"), ".vitepress/dist", "/v",
        ("node", "-p", "require('TOOLS/vitepress/node_modules/vitepress/package.json').version"),
        lists=("/404.html",), modules="vitepress",
    )  # fmt: skip

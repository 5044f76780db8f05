"""Sites of Eleventy."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def eleventy() -> GeneratorSite:
    return _eleventy(
        'import { IdAttributePlugin } from "@11ty/eleventy";\n',
        "  eleventyConfig.addPlugin(IdAttributePlugin, { checkDuplicates: false });\n",
    )


def eleventy_anchor() -> GeneratorSite:
    return _eleventy(
        'import markdownItAnchor from "markdown-it-anchor";\n',
        "  eleventyConfig.amendLibrary('md', (md) => md.use(markdownItAnchor, {\n"
        "    level: [1, 2, 3], slugify: eleventyConfig.getFilter('slugify') }));\n",
    )


def eleventy_bare() -> GeneratorSite:
    return _eleventy("", "")


def _eleventy(imports: str, plugin: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["eleventy.config.js"] = (
        imports
        + "export default function (eleventyConfig) {\n"
        + plugin
        + '  eleventyConfig.addPassthroughCopy("src/img");\n'
        '  eleventyConfig.addPassthroughCopy({ "static/more": "extra" });\n'
        '  eleventyConfig.addPassthroughCopy("src/**/*.png");\n'
        '  return { dir: { input: "src", output: "_out" } };\n}\n'
    )
    texts["package.json"] = '{"type": "module"}\n'
    texts["src/posts/headings.md"] = headings(numbered_images(files, "src/img/h", "/img/h/"))
    texts["src/posts/references.md"] = references(named_images(files, "src/img/r", "/img/r/"))
    files.image("static/more/m.png")
    files.image("src/own/own.png")
    files.image("src/img/filtered.png")
    texts["src/own/index.md"] = (
        "![own](own.png)\n\n![more](/extra/m.png)\n\n![f]({{ '/img/filtered.png' | url }})\n"
    )
    texts["src/posts/posts.json"] = '{"layout": false}\n'
    texts["src/dated/dated.json"] = '{"permalink": "/d/{{ page.fileSlug }}/"}\n'
    for i, (path, matter) in enumerate(
        {
            "src/2018-01-02-dated.md": "title: x",
            "src/about/about.md": "title: x",
            "src/sub/2019-02-03-index.md": "title: x",
            "src/fixed.md": "permalink: /somewhere/else/",
            "src/file.md": "permalink: x/y.html",
            "src/title.md": 'title: "Größe & Don\'t Ünder"\npermalink: "/t/{{ title | slugify }}/index.html"',
            "src/dated/2020-03-04-in-folder.md": "title: x",
            "src/By Date.md": "date: 2021-05-06\npermalink: \"/{{ page.date | date: '%Y/%m' }}/{{ page.fileSlug }}/\"",
            "src/UPPER Case.md": "title: x",
        }.items()
    ):
        image = f"src/img/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n# Url {i}\n\n![u](/img/u{i}.png)\n"
    return GeneratorSite(
        files, ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"), "_out", "/",
        ("node", "TOOLS/eleventy/node_modules/@11ty/eleventy/cmd.cjs", "--version"), modules="eleventy",
    )  # fmt: skip

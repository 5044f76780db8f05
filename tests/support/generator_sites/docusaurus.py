"""Sites of Docusaurus."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

NOT_IN_MDX = ("raw-none", "raw")


def docusaurus() -> GeneratorSite:
    return _docusaurus("")


def docusaurus_versions() -> GeneratorSite:
    nasty = _docusaurus("  trailingSlash: true,\n")
    texts = nasty.files.texts
    texts["versions.json"] = '["2.0", "1.0"]\n'
    for version in ("1.0", "2.0"):
        nasty.files.image(f"versioned_docs/version-{version}/v.png")
        texts[f"versioned_docs/version-{version}/doc.md"] = "## V\n\n![v](v.png)\n"
    return nasty


def _docusaurus(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["docusaurus.config.js"] = (
        "// a comment with url: 'https://wrong.example'\n"
        "export default {\n  title: 'N', url: 'https://example.org', baseUrl: '/d/',\n"
        + config
        + "  onBrokenLinks: 'ignore', onBrokenMarkdownLinks: 'ignore',\n"
        "  presets: [['classic', {\n    docs: { routeBasePath: 'guide', sidebarPath: undefined },\n"
        "    blog: { path: 'news', routeBasePath: 'n', blogSidebarCount: 0, archiveBasePath: null, onUntruncatedBlogPosts: 'ignore', onInlineAuthors: 'ignore', onInlineTags: 'ignore' },\n"
        "    theme: {} }]],\n};\n"
    )
    texts["package.json"] = '{"name": "n", "private": true, "version": "1.0.0"}\n'
    more = ("## Own id {#my-own}", "## Own comment {/* #my-comment */}", "## :rocket: shortcode")
    skip = (*NOT_IN_MDX, "html")
    texts["docs/headings.md"] = "# Title\n\n" + headings(
        numbered_images(files, "docs/h", "./h/"), skip=skip, more=more
    )
    page = references(
        named_images(files, "docs/01-part/r", "./r/"), html=False, skip=("comment", "encoded")
    )
    texts["docs/01-part/02-references.mdx"] = "# T\n\n" + page
    for name in ("s1", "s2", "s3", "s4"):
        files.image(f"static/img/{name}.png")
    files.image("docs/req.png")
    for name in ("light", "dark", "list1", "list2", "constant"):
        files.image(f"docs/{name}.png")
    files.image("static/img/themed.png")
    texts["docs/themed.mdx"] = (
        "import useBaseUrl from '@docusaurus/useBaseUrl';\nimport ThemedImage from '@theme/ThemedImage';\n"
        "import Gallery from '@site/src/Gallery';\n\nexport const constant = require('./constant.png').default;\n\n"
        "# T\n\n## Themed\n\n<ThemedImage\n  alt=\"a\"\n  sources={{\n    light: require('./light.png').default,\n"
        "    dark: require('./dark.png').default,\n  }}\n/>\n\n## Static\n\n<ThemedImage sources={{"
        "light: useBaseUrl('/img/themed.png'), dark: useBaseUrl('img/themed.png')}} />\n\n## Component\n\n"
        "<Gallery images={[{src: require('./list1.png').default}, {src: require(\"./list2.png\").default}]} />\n\n"
        "## Constant\n\n<img src={constant} />\n"
    )
    texts["src/Gallery.js"] = (
        "import React from 'react';\nexport default function Gallery({images}) {\n"
        "  return images.map((i) => <img key={i.src} src={i.src} />);\n}\n"
    )
    files.image("docs/imp.png")
    files.image("src/site.png")
    texts["docs/jsx.mdx"] = (
        "import useBaseUrl from '@docusaurus/useBaseUrl';\nimport imp from './imp.png';\n\n# J\n\n"
        "![s](/img/s1.png)\n\n## One\n\n<img src={require('./req.png').default} alt=\"r\" />\n\n"
        "<img alt=\"b\" src={useBaseUrl('/img/s2.png')} />\n\n## Two\n\n<img src={imp} alt={'x'} />\n\n"
        '![site](@site/src/site.png)\n\n<img src="/d/img/s3.png" />\n\n{/* ![no](./req.png) */}\n\n'
        "<div>\n\n### In a box\n\n![s](/img/s4.png)\n\n</div>\n\n```jsx\nimport x from 'y';\n\n## no\n```\n"
    )
    for i, (path, matter) in enumerate(
        {
            "docs/index.md": "title: x",
            "docs/01-part/README.md": "title: x",
            "docs/01-part/03_numbered.md": "title: x",
            "docs/same/same.md": "title: x",
            "docs/slugged.md": "slug: other/place",
            "docs/absolute.md": "slug: /abs/place",
            "docs/identified.md": "id: my-id",
            "docs/7.0-version.md": "title: x",
            "news/2018-03-04-post.md": "title: x",
            "news/2018/03/05/deep.md": "title: x",
            "news/2018-03-06-folder/index.md": "title: x",
            "news/slugged.md": "slug: by-slug\ndate: 2018-03-07",
            "src/pages/page.md": "title: x",
            "src/pages/sub/index.mdx": "title: x",
        }.items()
    ):
        image = f"static/img/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n\n## Url {i}\n\n![u](/img/u{i}.png)\n"
    files.image("docs/_part.png")
    texts["docs/_partial.md"] = "![no](./_part.png)\n"
    return GeneratorSite(
        files, ("node", "node_modules/@docusaurus/core/bin/docusaurus.mjs", "build"), "build", "/d",
        ("node", "-p", "require('TOOLS/docusaurus/node_modules/@docusaurus/core/package.json').version"),
        lists=("/n/", "/404.html", "/n/page*"), modules="docusaurus",
    )  # fmt: skip

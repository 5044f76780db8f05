"""The nasty sites themselves, by generator."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from support.generator_sites.site import Files, Nasty, headings, references

PYTHON = Path(sys.executable).parent


def _numbered(files: Files, folder: str, address: str) -> Callable[[int], str]:
    """Images of the headings' page: files in `folder`, addressed as below `address`."""

    def image(number: int) -> str:
        files.image(f"{folder}/h{number}.png")
        return f"{address}h{number}.png"

    return image


def _named(files: Files, folder: str, address: str) -> Callable[[str], str]:
    def image(name: str) -> str:
        files.image(f"{folder}/{name.replace('%20', ' ')}")
        return f"{address}{name}"

    return image


def jekyll() -> Nasty:
    return _jekyll("permalink: /:categories/:year/:i_month/:title:output_ext\n")


def jekyll_pretty() -> Nasty:
    return _jekyll(
        "permalink: pretty\ntimezone: Asia/Tokyo\nkramdown: {input: kramdown, auto_id_prefix: 's-'}\n"
    )


def _jekyll(config: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["_config.yml"] = (
        config + 'url: "https://example.org"\nbaseurl: "/blog"\n'
        "collections:\n  talks:\n    output: true\n    permalink: /t/:path/\n  notes:\n    output: true\n"
        "defaults:\n  - scope: {path: '', type: pages}\n    values: {layout: default}\n"
        "  - scope: {path: '', type: posts}\n    values: {layout: default}\n"
        "  - scope: {path: 'special'}\n    values: {permalink: '/sp/:basename/'}\n"
    )
    texts["_layouts/default.html"] = "<html><body><main>{{ content }}</main></body></html>\n"
    texts["_includes/figure.html"] = (
        '<img src="{{ site.baseurl }}{{ include.src }}" alt="{{ include.alt }}">\n'
    )
    front = "---\ntitle: A post\nlayout: default\n---\n"
    more = (
        "## Own id {#my-own}", "## Attribute list\n{: #by-list .x}", "## Plain words {#again-own}",
        "{% comment %}\n\n## Never seen\n\n{% endcomment %}", "{% raw %}\n## In raw\n{% endraw %}",
        "{: #before}\n## List before",
    )  # fmt: skip
    page = headings(_numbered(files, "assets/h", "/blog/assets/h/"), more=more)
    texts["_posts/2018-03-04-headings.md"] = front + page
    page = references(_named(files, "assets/r", "{{ site.baseurl }}/assets/r/"), skip=("angles",))
    texts["_posts/2018-03-05-references.md"] = front + page
    files.image("assets/plain.png")
    for name in ("liquid1", "liquid2", "liquid3", "include", "link"):
        files.image(f"assets/{name}.png")
    texts["_posts/2018-03-06-Liquid Tags.markdown"] = (
        '---\ntitle: L\ncategories: [Talks, "Big Data"]\nlayout: default\n---\n'
        '## One\n\n![a]({{ "/assets/liquid1.png" | relative_url }})\n\n'
        "![a]({{ '/assets/liquid2.png' | absolute_url }} \"t\")\n\n## {{ page.title }} two\n\n"
        '<img src="{{ "/assets/liquid3.png" | prepend: site.baseurl }}" alt="x">\n\n'
        '{% include figure.html src="/assets/include.png" alt="y" %}\n\n'
        "{% highlight md %}\n![no](/blog/assets/plain.png)\n{% endhighlight %}\n\n"
        "![a]({% link assets/link.png %})\n\n{% if false %}x{% endif %}\n"
    )
    for i, (path, matter) in enumerate(
        {
            "_posts/2018-01-02-with-date.md": "date: 2019-05-06 10:00:00",
            "_posts/2018-02-02-late.md": "date: 2018-02-02 23:30:00",
            "_posts/2018-02-04-zoned.md": "date: 2018-02-04 23:30:00 -0800",
            "_posts/2018-01-03-slugged.md": "slug: Other Slug",
            "_posts/2018-01-04-fixed.md": "permalink: /fixed/place/",
            "_posts/2018-01-05-cat.md": "category: One Cat",
            "_posts/2018-01-06-Größe & Co.md": "categories: a b",
            "folder/_posts/2018-01-07-in-folder.md": "title: x",
            "_talks/first-talk.md": "title: x",
            "_talks/sub/Second Talk.md": "title: x",
            "_notes/a-note.md": "title: x",
            "about.md": "title: x",
            "sub/index.md": "title: x",
            "sub/page two.md": "title: x",
            "special/s.md": "title: x",
            "perma.md": "permalink: /p/q.html",
        }.items()
    ):
        image = f"assets/u{i}.png"
        files.image(image)
        texts[path] = f"---\nlayout: default\n{matter}\n---\n# Url {i}\n\n![u](/blog/{image})\n"
    files.image("_talks/own.png")
    texts["_talks/third.md"] = "---\nlayout: default\n---\n![own](../../talks/own.png)\n"
    files.image("sub/rel.png")
    texts["sub/rel.md"] = "---\nlayout: default\n---\n![rel](rel.png)\n\n![missing](gone.png)\n"
    return Nasty(
        files, ("jekyll", "build", "--future"), "_site", "/blog", ("jekyll", "--version")
    )  # fmt: skip


def mkdocs() -> Nasty:
    return _mkdocs("  - attr_list\n  - tables\n  - toc:\n      permalink: true\n")


def mkdocs_ugly() -> Nasty:
    return _mkdocs("  - attr_list\n  - toc:\n      separator: _\nuse_directory_urls: false\n")


def mkdocs_material() -> Nasty:
    nasty = _mkdocs(
        "  - attr_list\n  - md_in_html\n  - pymdownx.superfences\n  - toc:\n"
        "      slugify: !!python/object/apply:pymdownx.slugs.slugify\n        kwds:\n"
        "          case: lower\n  - pymdownx.highlight\n"
        "theme:\n  name: material\n  font: false\nplugins:\n  - blog:\n      blog_toc: false\n      archive: false\n      categories: false\n      pagination: false\n"
    )
    texts = nasty.files.texts
    texts["pages/blog/index.md"] = "# Blog\n"
    for number, (name, matter) in enumerate(
        {
            "one.md": "date: 2018-03-04",
            "deep/two.md": "date:\n  created: 2018-03-05\nslug: own-slug",
            "three.md": "date: 2018-03-06\ntitle: A Title & More",
        }.items()
    ):
        nasty.files.image(f"pages/blog/posts/img/b{number}.png")
        above = "../" * name.count("/")
        texts[f"pages/blog/posts/{name}"] = (
            f"---\n{matter}\n---\n# Post: Größe {number}\n\n<!-- more -->\n\n## Sec\n\n"
            f"![b]({above}img/b{number}.png)\n"
        )
    return nasty


def _mkdocs(config: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["mkdocs.yml"] = (
        "site_name: N\nsite_url: https://example.org/docs/\ndocs_dir: pages\n"
        f"markdown_extensions:\n{config}"
    )
    more = (
        "## Own id {#my-own}",
        "## Plain words { #plain-words_2 .x }",
        "#Tight heading",
        "## Again\n### Directly below",
    )
    page = headings(_numbered(files, "pages/h", "h/"), skip=("quoted", "listed"), more=more)
    texts["pages/index.md"] = "# Home\n\n" + page
    texts["pages/Sub Folder/headings.md"] = headings(
        _numbered(files, "pages/Sub Folder/img", "img/"), skip=("setext2",)
    )
    texts["pages/references.md"] = references(
        _named(files, "pages/r", "r/"),
        html=False,
        skip=("list", "parentheses", "code-alt", "brackets"),
    )
    for name in ("html", "up", "root"):
        files.image(f"pages/x/{name}.png")
    texts["pages/x/README.md"] = '# R\n\n<img src="html.png">\n\n![up](../x/up.png)\n'
    texts["pages/x/html.md"] = (
        '# R\n\n<img src="../html.png">\n\n<img src="/docs/x/root.png">\n\n<img src="html.png">\n'
    )
    return Nasty(
        files,
        (str(PYTHON / "mkdocs"), "build", "-q"),
        "site",
        "/docs",
        (str(PYTHON / "mkdocs"), "--version"),
    )


def sphinx() -> Nasty:
    return _sphinx("html")


def sphinx_folders() -> Nasty:
    return _sphinx("dirhtml")


def _sphinx(builder: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["conf.py"] = (
        'project = "N"\nextensions = ["myst_parser"]\nhtml_baseurl = "https://example.org/d/"\n'
        'myst_enable_extensions = ["colon_fence", "attrs_block"]\nhtml_static_path = ["_static"]\n'
        'html_theme = "basic"\nexclude_patterns = ["_build", "left"]\nlanguage = "en"\nhtml_copy_source = False\nhtml_show_sourcelink = False\nhtml_sidebars = {"**": []}\n'
    )
    texts["Makefile"] = f"site:\n\tsphinx-build -b {builder} . _build\n"
    files.image("_static/s.png")
    texts["index.md"] = (
        "# Index\n\n```{toctree}\nheadings\nsub/references\n```\n\n![s](_static/s.png)\n"
    )
    page = headings(_numbered(files, "h", "h/"), more=("(label)=\n## Labelled",))
    texts["headings.md"] = page
    page = references(_named(files, "sub/r", "r/"))
    for name in ("d1", "d2", "d3", "d4", "abs"):
        files.image(f"sub/{name}.png")
    texts["sub/references.md"] = (
        "# References\n\n" + page + "\n```{image} d1.png\n:alt: a\n```\n\n"
        "```{figure} d2.png\n:alt: b\n:name: fig\n\nCaption\n```\n\n## More\n\n:::{figure} d3.png\nCap\n:::\n\n"
        "````{figure} /sub/d4.png\n````\n\n![abs](/sub/abs.png)\n\n```python\n![no](d1.png)\n```\n"
    )
    texts["left/out.md"] = "# Out\n\n![x](../sub/d1.png)\n"
    return Nasty(
        files, (str(PYTHON / "sphinx-build"), "-q", "-b", builder, ".", "_build/html"), "_build/html", "/d",
        (str(PYTHON / "sphinx-build"), "--version"), lists=("/search.html", "/genindex.html"), by_section=True,
    )  # fmt: skip


def eleventy() -> Nasty:
    return _eleventy(
        'import { IdAttributePlugin } from "@11ty/eleventy";\n',
        "  eleventyConfig.addPlugin(IdAttributePlugin, { checkDuplicates: false });\n",
    )


def eleventy_anchor() -> Nasty:
    return _eleventy(
        'import markdownItAnchor from "markdown-it-anchor";\n',
        "  eleventyConfig.amendLibrary('md', (md) => md.use(markdownItAnchor, {\n"
        "    level: [1, 2, 3], slugify: eleventyConfig.getFilter('slugify') }));\n",
    )


def eleventy_bare() -> Nasty:
    return _eleventy("", "")


def _eleventy(imports: str, plugin: str) -> Nasty:
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
    texts["src/posts/headings.md"] = headings(_numbered(files, "src/img/h", "/img/h/"))
    texts["src/posts/references.md"] = references(_named(files, "src/img/r", "/img/r/"))
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
    return Nasty(
        files, ("node", "node_modules/@11ty/eleventy/cmd.cjs", "--quiet"), "_out", "/",
        ("node", "TOOLS/eleventy/node_modules/@11ty/eleventy/cmd.cjs", "--version"), modules="eleventy",
    )  # fmt: skip


def hexo() -> Nasty:
    return _hexo(
        "permalink: :year/:month/:day/:title/\npost_asset_folder: true\n"
        "marked:\n  postAsset: true\n  prependRoot: true\n"
    )


def hexo_lower() -> Nasty:
    return _hexo(
        "permalink: :category/:name.html\npost_asset_folder: true\n"
        "marked:\n  prependRoot: true\n  postAsset: true\n  modifyAnchors: 1\n  smartypants: false\n"
    )


def _hexo(config: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["_config.yml"] = (
        f"title: N\nurl: https://example.org/h\nroot: /h/\n{config}"
        "new_post_name: :title.md\nsyntax_highlighter: ''\n"
        "index_generator:\n  path: ''\n  per_page: 0\n"
    )
    texts["package.json"] = json.dumps(
        {"private": True, "hexo": {"version": "7.3.0"},
         "dependencies": {"hexo": "*", "hexo-renderer-marked": "*", "hexo-renderer-ejs": "*"}}
    )  # fmt: skip
    texts["themes/landscape/layout/post.ejs"] = "<html><body><%- page.content %></body></html>"
    texts["themes/landscape/layout/page.ejs"] = "<html><body><%- page.content %></body></html>"
    texts["themes/landscape/layout/index.ejs"] = "<html><body>list</body></html>"
    front = "---\ntitle: A post\ndate: 2018-03-04 10:00:00\n---\n"
    texts["source/_posts/headings.md"] = front + headings(_numbered(files, "source/img", "/img/"))
    texts["source/_posts/references.md"] = front + references(
        _named(files, "source/r", "/r/"), html=False
    )
    for name in ("own", "tag1", "tag2", "rel"):
        files.image(f"source/_posts/assets/{name}.png")
    files.image("source/img/abs.png")
    files.image("source/rooted.png")
    texts["source/_posts/assets.md"] = (
        front + "## One\n\n![own](own.png)\n\n{% asset_img tag1.png A title %}\n\n"
        '## Two\n\n{% asset_img left tag2.png 100 200 \'"t" "alt"\' %}\n\n{% img /img/abs.png %}\n\n'
        "![rooted](rooted.png)\n\n![rel](rel.png 'x')\n"
    )
    for i, (path, matter) in enumerate(
        {
            "source/_posts/Größe Ü.md": "date: 2018-01-02",
            "source/_posts/sub/inner.md": "date: 2018-01-03 23:30:00",
            "source/_posts/fixed.md": "date: 2018-01-04\npermalink: fixed/place.html",
            "source/_posts/fixed2.md": "date: 2018-01-04\npermalink: fixed/place",
            "source/about/index.md": "title: x",
            "source/about/more.md": "title: x",
        }.items()
    ):
        image = f"source/img/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n# Url {i}\n\n![u](/img/u{i}.png)\n"
    return Nasty(
        files, ("node", "node_modules/hexo-cli/bin/hexo", "generate", "--silent"), "public", "/h",
        ("node", "-p", "require('TOOLS/hexo/node_modules/hexo/package.json').version"), modules="hexo",
    )  # fmt: skip


def vitepress() -> Nasty:
    return _vitepress("")


def vitepress_clean() -> Nasty:
    return _vitepress(" cleanUrls: true,")


def _vitepress(config: str) -> Nasty:
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
    texts["headings.md"] = headings(_numbered(files, "h", "./h/"), more=more)
    texts["sub/references.md"] = references(_named(files, "sub/r", "./r/"), skip=("encoded",))
    for name in ("p1", "p2"):
        files.image(f"public/pub/{name}.png")
    files.image("sub/bare.png")
    files.image("packages/one/src/x.png")
    texts["sub/index.md"] = (
        '# S\n\n![p](/pub/p1.png)\n\n<img src="/pub/p2.png">\n\n![bare](bare.png)\n'
    )
    texts["packages/one/src/index.md"] = "# P\n\n![x](./x.png)\n"
    return Nasty(
        files, ("node", "node_modules/vitepress/bin/vitepress.js", "build"), ".vitepress/dist", "/v",
        ("node", "-p", "require('TOOLS/vitepress/node_modules/vitepress/package.json').version"),
        lists=("/404.html",), modules="vitepress",
    )  # fmt: skip


_MDX_SKIP = ("raw-none", "raw")


def docusaurus() -> Nasty:
    return _docusaurus("")


def docusaurus_versions() -> Nasty:
    nasty = _docusaurus("  trailingSlash: true,\n")
    texts = nasty.files.texts
    texts["versions.json"] = '["2.0", "1.0"]\n'
    for version in ("1.0", "2.0"):
        nasty.files.image(f"versioned_docs/version-{version}/v.png")
        texts[f"versioned_docs/version-{version}/doc.md"] = "## V\n\n![v](v.png)\n"
    return nasty


def _docusaurus(config: str) -> Nasty:
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
    skip = (*_MDX_SKIP, "html")
    texts["docs/headings.md"] = "# Title\n\n" + headings(
        _numbered(files, "docs/h", "./h/"), skip=skip, more=more
    )
    page = references(
        _named(files, "docs/01-part/r", "./r/"), html=False, skip=("comment", "encoded")
    )
    texts["docs/01-part/02-references.mdx"] = "# T\n\n" + page
    for name in ("s1", "s2", "s3", "s4"):
        files.image(f"static/img/{name}.png")
    files.image("docs/req.png")
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
    return Nasty(
        files, ("node", "node_modules/@docusaurus/core/bin/docusaurus.mjs", "build"), "build", "/d",
        ("node", "-p", "require('TOOLS/docusaurus/node_modules/@docusaurus/core/package.json').version"),
        lists=("/n/", "/404.html", "/n/page*"), modules="docusaurus",
    )  # fmt: skip


def astro() -> Nasty:
    return _astro("")


def astro_never() -> Nasty:
    return _astro(
        " trailingSlash: 'never', build: { format: 'file' }, markdown: { smartypants: false },"
    )


def _astro(config: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["astro.config.mjs"] = (
        "import { defineConfig, passthroughImageService } from 'astro/config';\nimport mdx from '@astrojs/mdx';\n"
        "export default defineConfig({ site: 'https://example.org', base: '/a',\n"
        + config
        + "  integrations: [mdx()], image: { service: passthroughImageService() } });\n"
    )
    texts["package.json"] = '{"type": "module"}\n'
    texts["src/content.config.ts"] = (
        "import { defineCollection } from 'astro:content';\nimport { glob } from 'astro/loaders';\n"
        "const blog = defineCollection({ loader: glob({ base: './src/content/blog', pattern: '**/*.{md,mdx}' }) });\n"
        "const notes = defineCollection({ loader: glob({ pattern: '**/*.md', base: './notes' }) });\n"
        "export const collections = { blog, notes };\n"
    )
    route = (
        "---\nimport { getCollection, render } from 'astro:content';\n"
        "export async function getStaticPaths() {\n  const posts = await getCollection('NAME');\n"
        "  return posts.map((post) => ({ params: { slug: post.id }, props: post }));\n}\n"
        "const { Content } = await render(Astro.props);\n---\n<html><body><Content /></body></html>\n"
    )
    texts["src/pages/writing/[...slug].astro"] = route.replace("NAME", "blog")
    texts["src/pages/n/[...slug].astro"] = route.replace("NAME", "notes")
    front = "---\ntitle: x\n---\n"
    texts["src/content/blog/headings.md"] = front + headings(
        _numbered(files, "src/content/blog/h", "./h/")
    )
    texts["src/content/blog/in-mdx.mdx"] = front + headings(
        _numbered(files, "src/content/blog/m", "./m/"), skip=(*_MDX_SKIP, "html")
    )
    page = references(_named(files, "src/content/blog/r", "./r/"), html=False)
    texts["src/content/blog/Sub Folder/References.md"] = front + page.replace("./r/", "../r/")
    files.image("public/pub.png")
    files.image("public/pub2.png")
    files.image("src/assets/imp.png")
    files.image("src/content/blog/bare.png")
    texts["src/content/blog/other/index.md"] = (
        front + '![p](/a/pub.png)\n\n## One\n\n<img src="/a/pub2.png">\n\n![bare](../bare.png)\n'
    )
    texts["src/content/blog/jsx.mdx"] = (
        front + "import { Image } from 'astro:assets';\nimport imp from '../../assets/imp.png';\n\n"
        '## J\n\n<Image src={imp} alt="i" />\n\n<h2 id="raw">R</h2>\n\n<img src="/a/pub.png" alt="y" />\n'
    )
    files.image("notes/n.png")
    texts["notes/My Note.md"] = "---\ntitle: x\n---\n# N\n\n![n](n.png)\n"
    texts["notes/slugged.md"] = "---\ntitle: x\nslug: own/slug\n---\n# N\n\n![n](./n.png)\n"
    texts["src/pages/page.md"] = "# P\n\n![n](../../notes/n.png)\n"
    texts["src/pages/sub/index.md"] = "# P\n\n![n](/a/pub.png)\n"
    texts["src/pages/_left.md"] = "# P\n\n![n](/a/pub.png)\n"
    return Nasty(
        files, ("node", "node_modules/astro/astro.js", "build", "--silent"), "dist", "/a",
        ("node", "TOOLS/astro/node_modules/astro/astro.js", "--version"), modules="astro",
    )  # fmt: skip


def zola() -> Nasty:
    return _zola("")


def zola_safe() -> Nasty:
    return _zola('[slugify]\npaths = "safe"\nanchors = "safe"\n')


def zola_off() -> Nasty:
    return _zola('[slugify]\npaths = "off"\nanchors = "off"\n')


def _zola(config: str) -> Nasty:
    files = Files()
    texts = files.texts
    texts["config.toml"] = f'base_url = "https://example.org/z"\ntitle = "N"\n{config}'
    body = "<html><body>{{ KIND.content | safe }}</body></html>"
    texts["templates/page.html"] = body.replace("KIND", "page")
    texts["templates/section.html"] = body.replace("KIND", "section")
    texts["templates/index.html"] = body.replace("KIND", "section")
    texts["templates/shortcodes/fig.html"] = (
        '<img src="{{ src }}" alt="{{ alt | default(value="") }}">'
    )
    front = '+++\ntitle = "x"\n+++\n'
    more = (
        "## Own id {#my-own}",
        "## Own class {.cls}",
        "## Both {#both .x}",
        "## Plain words {#plain-words-2}",
    )
    texts["content/blog/headings/index.md"] = front + headings(
        _numbered(files, "content/blog/headings", ""), more=more
    )
    texts["content/blog/_index.md"] = '+++\ntitle = "s"\n+++\n# S\n\n![s](s.png)\n'
    files.image("content/blog/s.png")
    texts["content/_index.md"] = '+++\ntitle = "r"\n+++\n# Root\n\n![s](/z/root.png)\n'
    files.image("static/root.png")
    texts["content/blog/2018-03-04-references.md"] = front + references(
        _named(files, "static/r", "/z/r/")
    )
    files.image("static/fig1.png")
    files.image("content/blog/Größe Ü/own.png")
    texts["content/blog/Größe Ü/index.md"] = (
        front + '## One\n\n{{ fig(src="/z/fig1.png", alt="x") }}\n\n![own](own.png)\n'
    )
    for i, (path, matter) in enumerate(
        {
            "content/blog/slugged.md": 'slug = "Other Slug"',
            "content/blog/pathed.md": 'path = "some/Where"',
            "content/blog/2018-01-02_under.md": "",
            "content/blog/UPPER Case.md": "",
            "content/top.md": "",
            "content/blog/2019-02-03-bundle/index.md": "",
        }.items()
    ):
        image = f"static/u{i}.png"
        files.image(image)
        texts[path] = f'+++\ntitle = "x"\n{matter}\n+++\n# Url {i}\n\n![u](/z/u{i}.png)\n'
    return Nasty(
        files, ("zola", "build"), "public", "/z", ("zola", "--version"), lists=("/404.html",)
    )


_HUGO_LAYOUTS = {
    "layouts/_default/single.html": '<html><body>{{ with .Params.cover }}<img src="{{ .image | absURL }}">{{ end }}{{ .Content }}</body></html>',
    "layouts/_default/list.html": "<html><body>{{ .Content }}</body></html>",
    "layouts/index.html": "<html><body>home {{ .Content }}</body></html>",
    "layouts/shortcodes/gallery.html": '{{ range .Page.Resources.Match (.Get "match") }}<img src="{{ .RelPermalink }}">{{ end }}',
    "layouts/shortcodes/img.html": '<img src="{{ .Get "src" }}" alt="{{ .Get "alt" }}">',
}


def _hugo(config: str, base: str, style: str = "") -> Nasty:
    files = Files()
    texts = files.texts
    texts.update(_HUGO_LAYOUTS)
    texts["hugo.toml"] = config
    del style
    front = "---\ntitle: A post\ndate: 2018-03-04\n---\n"
    more = (
        "## Own id {#my-own}", "## Class {.cls}", "## Both {#both .x}", '## With {{< img src="X" >}} inside'.replace("X", f"{base}icon.png"),
        "## Escaped {{</* img src=\"no.png\" */>}} code",
    )  # fmt: skip
    files.image("static/icon.png")
    texts["content/post/headings.md"] = front + headings(
        _numbered(files, "static/h", f"{base}h/"), more=more
    )
    texts["content/post/references.md"] = front + references(_named(files, "static/r", f"{base}r/"))
    for name in ("a.png", "sub/b.png", "g1.png", "cover.png"):
        files.image(f"content/post/bundle/{name}")
    texts["content/post/bundle/index.md"] = (
        front + "## One\n\n![a](a.png)\n\n## Two\n\n![b](sub/b.png)\n\n"
        '## Three\n\n{{< gallery match="g*.png" >}}\n\n## Four\n\n{{< figure src="'
        + base
        + 'icon.png" alt="x" >}}\n\n'
        '`{{< img src="x.png" >}}`\n'
    )
    files.image("static/cover.png")
    texts["content/post/covered.md"] = (
        f"---\ntitle: c\ncover:\n  image: {base.lstrip('/')}cover.png\n---\n# One\n"
        if base == "/"
        else "---\ntitle: c\n---\n"
    )
    for i, (path, matter) in enumerate(
        {
            "content/post/Slugged Post.md": "slug: Other Slug",
            "content/post/url.md": "url: /some/where/",
            "content/post/url2.md": "url: some/file.html",
            "content/post/2018-01-02-dated.md": "date: 2018-01-02",
            "content/UPPER Case.md": "title: x",
            "content/post/größe.md": "title: Größe & Co.",
            "content/deep/er/page.md": "title: x",
            "content/deep/_index.md": "title: x",
            "content/_index.md": "title: x",
            "content/talks/2018/talk.md": "title: 'A Talk: On C++'\ndate: 2018-05-06",
        }.items()
    ):
        image = f"static/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n# Url {i}\n\n![u]({base}u{i}.png)\n"
    return Nasty(files, ("hugo", "--quiet", "--buildFuture"), "public", base, ("hugo", "version"))


def hugo() -> Nasty:
    return _hugo(
        'baseURL = "https://example.org/"\n[permalinks]\ntalks = "/:year/:month/:title/"\n'
        "[markup.goldmark.renderer]\nunsafe = true\n",
        "/",
    )


def hugo_ugly() -> Nasty:
    return _hugo(
        'baseURL = "https://example.org/u/"\nuglyURLs = true\ndisablePathToLower = true\n'
        '[permalinks]\npost = "/:sections/:slugorfilename"\ntalks = "/t/:yearday/:filename"\n'
        '[markup.goldmark.parser]\nautoHeadingIDType = "blackfriday"\n',
        "/u/",
    )


def hugo_languages() -> Nasty:
    nasty = _hugo(
        'baseURL = "https://example.org/"\ndefaultContentLanguage = "en"\n'
        "defaultContentLanguageInSubdir = false\n"
        '[languages.en]\nweight = 1\n[languages.de]\nweight = 2\ncontentDir = "inhalt"\n'
        "[languages.fr]\nweight = 3\n"
        '[markup.goldmark.parser]\nautoHeadingIDType = "github-ascii"\n'
        "[markup.goldmark.renderer]\nunsafe = true\n"
        '[[module.mounts]]\nsource = "content"\ntarget = "content"\nlang = "en"\n'
        '[[module.mounts]]\nsource = "inhalt"\ntarget = "content"\nlang = "de"\n'
        '[[module.mounts]]\nsource = "more"\ntarget = "content/extra"\nlang = "en"\n'
        '[[module.mounts]]\nsource = "static"\ntarget = "static"\n'
        '[[module.mounts]]\nsource = "pictures"\ntarget = "static/pics"\n',
        "/",
    )
    texts = nasty.files.texts
    nasty.files.image("pictures/p.png")
    texts["inhalt/post/beitrag.md"] = "---\ntitle: B\n---\n## Größe\n\n![p](/pics/p.png)\n"
    texts["more/thing.md"] = "---\ntitle: B\n---\n## One\n\n![p](/pics/p.png)\n"
    texts["content/post/both.md"] = "---\ntitle: B\n---\n## One\n\n![p](/pics/p.png)\n"
    texts["content/post/both.de.md"] = "---\ntitle: B\n---\n## Eins\n\n![p](/pics/p.png)\n"
    return nasty


SITES: dict[str, Callable[[], Nasty]] = {
    site.__name__: site
    for site in (
        hugo, hugo_ugly, hugo_languages, jekyll, jekyll_pretty, mkdocs, mkdocs_material, mkdocs_ugly, sphinx,
        sphinx_folders, eleventy, eleventy_anchor, eleventy_bare, hexo, hexo_lower, vitepress,
        vitepress_clean, docusaurus, docusaurus_versions, astro, astro_never, zola, zola_safe,
        zola_off,
    )
}  # fmt: skip

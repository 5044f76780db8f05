"""Sites of Astro."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.docusaurus import NOT_IN_MDX
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def astro() -> GeneratorSite:
    return _astro("")


def astro_never() -> GeneratorSite:
    return _astro(
        " trailingSlash: 'never', build: { format: 'file' }, markdown: { smartypants: false },"
    )


def _astro(config: str) -> GeneratorSite:
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
        numbered_images(files, "src/content/blog/h", "./h/")
    )
    texts["src/content/blog/in-mdx.mdx"] = front + headings(
        numbered_images(files, "src/content/blog/m", "./m/"), skip=(*NOT_IN_MDX, "html")
    )
    page = references(named_images(files, "src/content/blog/r", "./r/"), html=False)
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
    return GeneratorSite(
        files, ("node", "node_modules/astro/astro.js", "build", "--silent"), "dist", "/a",
        ("node", "TOOLS/astro/node_modules/astro/astro.js", "--version"), modules="astro",
    )  # fmt: skip

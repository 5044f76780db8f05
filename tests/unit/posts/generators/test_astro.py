"""Astro's collections and routes, as its documentation and themes write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls

CONFIG = "import { SITE } from './src/config';\nexport default { site: SITE.website, ROW };\n"
SITE = "export const SITE = { website: 'https://e.org/' };\n"
COLLECTION = """import { defineCollection } from 'astro:content';
import { glob } from 'astro/loaders';
export const FOLDER = 'src/data/blog';
const blog = defineCollection({ loader: glob({ pattern: '**/[^_]*.md', base: `./${FOLDER}` }) });
export const collections = { blog };
"""
POST = "---\ntitle: My Talk\npubDatetime: 2024-05-06\n---\n## Lakes\n\n![](./a.png)\n"
PAGE = """---
import { getCollection, render } from 'astro:content';
IMPORTS
export async function getStaticPaths() {
  const posts = await getCollection('blog', ({ data }) => import.meta.env.DEV || !data.draft);
  return posts.sort((a, b) => b.data.date - a.data.date).map((post) => ({ params: { slug: SLUG }, props: { post } }));
}
const { Content } = await render(Astro.props.post);
---
<Content />
"""


def site(route: str, slug: str, imports: str = "", **files: str) -> dict[str, str]:
    return {
        "astro.config.ts": CONFIG.replace("ROW", files.pop("config", "")),
        "src/config.ts": SITE,
        "src/content.config.ts": files.pop("collection", COLLECTION),
        f"src/pages/{route}": PAGE.replace("SLUG", slug).replace("IMPORTS", imports),
        "src/data/blog/Sub Folder/My Talk.md": POST,
        "src/data/blog/Sub Folder/a.png": "x",
        "src/data/blog/_draft.md": POST,
        **files,
    }


@pytest.mark.parametrize(
    ("route", "slug", "url"),
    [
        ("[...slug].astro", "post.id", "/sub-folder/my-talk/"),
        ("blog/[...slug]/index.astro", "post.id", "/blog/sub-folder/my-talk/"),
        ("[slug].astro", "post.id.split('/').pop()", "/my-talk/"),
        (
            "[...slug].astro",
            "`${post.data.pubDatetime.getFullYear()}/${String(post.data.pubDatetime.getMonth() + 1).padStart(2, '0')}/${post.id.replace(/^.*\\//, '')}`",
            "/2024/05/my-talk/",
        ),
        (
            "p/[...slug].astro",
            "post.filePath.replace('src/data/blog/', '').replace(/\\.md$/, '')",
            "/p/Sub Folder/My Talk/",
        ),
    ],
)
def test_a_route_gives_an_entry_its_address(
    tmp_path: Path, route: str, slug: str, url: str
) -> None:
    links = linked_urls(tmp_path, site(route, slug))
    assert links == {"src/data/blog/Sub Folder/a.png": [f"https://e.org{url}#lakes"]}


def test_a_route_can_be_in_helpers_and_constants(tmp_path: Path) -> None:
    helper = (
        "import { FOLDER } from '../content.config';\nimport slugify from 'slugify';\n"
        "export const segment = (text: string) => slugify(text, { lower: true, strict: true });\n"
        "export function getPath(id: string, file: string | undefined, withBase = true) {\n"
        "  const above = file?.replace(FOLDER, '').split('/').filter(Boolean).slice(0, -1).map(s => segment(s)) ?? [];\n"
        "  return [withBase ? '/posts' : '', ...above, id.split('/').slice(-1)].join('/');\n}\n"
    )
    files = site(
        "posts/[...slug]/index.astro",
        "getPath(post.id, post.filePath, false)",
        "import { getPath } from '@/utils/path';",
        **{"src/utils/path.ts": helper},
    )
    links = linked_urls(tmp_path, files)
    url = "https://e.org/posts/sub-folder/my-talk/#lakes"
    assert links == {"src/data/blog/Sub Folder/a.png": [url]}


def test_another_page_that_lists_entries_gives_no_address(tmp_path: Path) -> None:
    tags = """---
import { getCollection } from 'astro:content';
export async function getStaticPaths() {
  const posts = await getCollection('blog');
  return ['x'].map((tag) => ({ params: { tag }, props: { tag, posts } }));
}
---
"""
    files = site(
        "z/[slug].astro", "'x-' + post.id.split('/').pop()", **{"src/pages/[tag].astro": tags}
    )
    assert linked_urls(tmp_path, files)["src/data/blog/Sub Folder/a.png"] == [
        "https://e.org/z/x-my-talk/#lakes"
    ]


def test_a_cached_list_of_posts_is_not_that_of_another_post(tmp_path: Path) -> None:
    helper = (
        "import { getCollection } from 'astro:content';\nlet _posts;\n"
        "export const load = async () => { if (!_posts) { _posts = await getCollection('blog'); } return _posts; };\n"
    )
    page = "---\nimport { load } from '../posts';\nexport const getStaticPaths = async () => (await load()).map((post) => ({ params: { slug: post.id }, props: { post } }));\n---\n"
    files = site("x.astro", "'x'", **{"src/posts.ts": helper, "src/pages/[...slug].astro": page})
    files["src/data/blog/second.md"] = POST
    files["src/data/blog/a.png"] = "x"
    links = linked_urls(tmp_path, files)
    assert links["src/data/blog/a.png"] == ["https://e.org/second/#lakes"]
    assert links["src/data/blog/Sub Folder/a.png"] == ["https://e.org/sub-folder/my-talk/#lakes"]


def test_a_route_that_cannot_be_computed_has_no_address(tmp_path: Path) -> None:
    files = site(
        "[...slug].astro", "transliterate(post.data.title)", "import transliterate from 'x';"
    )
    assert linked_urls(tmp_path, files) == {"src/data/blog/Sub Folder/a.png": [None]}


def test_a_collection_that_no_page_renders_has_no_address(tmp_path: Path) -> None:
    files = site("[...slug].astro", "post.id")
    del files["src/pages/[...slug].astro"]
    assert linked_urls(tmp_path, files) == {"src/data/blog/Sub Folder/a.png": [None]}


def test_a_base_path_of_the_environment_has_its_default(tmp_path: Path) -> None:
    files = site("[...slug].astro", "post.id", config="base: process.env.BASE || '/docs'")
    url = "https://e.org/docs/sub-folder/my-talk/#lakes"
    assert linked_urls(tmp_path, files)["src/data/blog/Sub Folder/a.png"] == [url]


def test_entries_of_old_collections_have_a_slug(tmp_path: Path) -> None:
    page = PAGE.replace("SLUG", "post.slug").replace("IMPORTS", "")
    files = {
        "astro.config.mjs": "export default { site: 'https://e.org' };\n",
        "src/content/config.ts": "import { defineCollection } from 'astro:content';\nexport const collections = { blog: defineCollection({ type: 'content' }) };\n",
        "src/pages/blog/[...slug].astro": page,
        "src/content/blog/Sub Folder/index.md": POST,
        "src/content/blog/Sub Folder/a.png": "x",
        "src/content/blog/other.md": POST.replace("---\n## ", "slug: own/one\n---\n## "),
        "src/content/blog/a.png": "x",
    }
    assert linked_urls(tmp_path, files) == {
        "src/content/blog/Sub Folder/a.png": ["https://e.org/blog/sub-folder/#lakes"],
        "src/content/blog/a.png": ["https://e.org/blog/own/one/#lakes"],
    }


def test_starlight_renders_documents_at_the_root(tmp_path: Path) -> None:
    files = {
        "astro.config.mjs": "import starlight from '@astrojs/starlight';\nexport default { site: 'https://e.org', integrations: [starlight({ title: 'x' })] };\n",
        "src/content.config.ts": "import { docsLoader } from '@astrojs/starlight/loaders';\nimport { defineCollection } from 'astro:content';\nexport const collections = { docs: defineCollection({ loader: docsLoader() }) };\n",
        "src/content/docs/index.mdx": "![](./a.png)\n",
        "src/content/docs/a.png": "x",
        "src/content/docs/de/Über uns.md": "## Ä\n\n![](./b.png)\n",
        "src/content/docs/de/b.png": "x",
        "src/content/docs/guide/x.md": "---\nslug: own\n---\n## H\n\n![](./c.png)\n",
        "src/content/docs/guide/c.png": "x",
    }
    assert linked_urls(tmp_path, files) == {
        "src/content/docs/a.png": ["https://e.org/#_top"],
        "src/content/docs/de/b.png": ["https://e.org/de/über-uns/#ä"],
        "src/content/docs/guide/c.png": ["https://e.org/own/#h"],
    }


@pytest.mark.parametrize(
    ("plugin", "anchor"), [("remark-heading-id", "#my-lakes"), ("remark-math", "#lakes-my-lakes")]
)
def test_a_plugin_can_read_ids(tmp_path: Path, plugin: str, anchor: str) -> None:
    files = site("[...slug].astro", "post.id", config="markdown: { remarkPlugins: [plugin] }")
    files["astro.config.ts"] = f"import plugin from '{plugin}';\n" + files["astro.config.ts"]
    path = "src/data/blog/Sub Folder/My Talk.md"
    files[path] = files[path].replace("## Lakes", "## Lakes {#my-lakes}")
    assert linked_urls(tmp_path, files)["src/data/blog/Sub Folder/a.png"] == [
        f"https://e.org/sub-folder/my-talk/{anchor}"
    ]


def test_mdx_reads_markdown_between_tags(tmp_path: Path) -> None:
    files = site(
        "[...slug].astro", "post.id", collection=COLLECTION.replace("*.md'", "*.{md,mdx}'")
    )
    body = "## Table\n\n<table>\n    <tr>\n        <td>\n            ![](./a.png)\n        </td>\n"
    files["src/data/blog/Sub Folder/other.mdx"] = "---\ntitle: x\n---\n" + body
    urls = linked_urls(tmp_path, files)["src/data/blog/Sub Folder/a.png"]
    assert urls == [
        "https://e.org/sub-folder/my-talk/#lakes",
        "https://e.org/sub-folder/other/#table",
    ]

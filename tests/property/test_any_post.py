"""The rules of every generator accept any post with any front matter."""

from __future__ import annotations

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st
from support.generator_sites.sites import SITES

from slidescan.posts.discovery import find_site
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post
from slidescan.posts.site import Site

FIELDS = (
    "title", "date", "slug", "url", "permalink", "categories", "category", "tags", "draft", "id",
    "path", "lang", "image", "cover", "images", "resources", "published", "layout", "aliases",
)  # fmt: skip
VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=12)
    | st.dates() | st.datetimes() | st.sampled_from(["/x/", ":year", "../..", "a b", "{{ x }}", "%zz"]),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=5,
)  # fmt: skip
PIECES = st.sampled_from(
    [
        "# ", "## A {#x}", "A\n===", "\n\n", "\n", "![a](b.png)", "![a]({{ x }}.png)", "{{< figure src=\"a.png\" >}}",
        "{% include f.html src='a.png' %}", "{% comment %}", "{% endcomment %}", "<h2 id=x>", "</h2>", "<img src=",
        "\"a.png\">", "<Image src={x} />", "{/*", "*/}", "import x from './a.png'\n", "![[a.png|b]]", "%%",
        "```{figure} a.png\n", "```\n", "(x)=\n", "{: #y}\n", "> ", "- ", "[a]: {{ y }}/b.png\n", "![a]", "&amp;",
        "é", "日本", "🎉", ":rocket:", "\\", "`", "\x00", "\ue000", "\ue000xx", "{{", "}}", "{%", "%}", "{#id}",
    ]
)  # fmt: skip
POSTS = st.lists(PIECES | st.text(max_size=4), max_size=25).map("".join)


@pytest.fixture(scope="module", params=SITES)
def found(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Site:
    name = request.param
    root = tmp_path_factory.mktemp(name)
    nasty = SITES[name]()
    nasty.files.texts = {
        path: text for path, text in nasty.files.texts.items() if not path.endswith((".md", ".mdx"))
    }
    nasty.files.texts[PLACES.get(name.partition("_")[0], "post.md")] = ""
    nasty.files.images = nasty.files.images[:3]
    nasty.files.write(root)
    return find_site(root, site=root)


PLACES = {
    "hugo": "content/post/2018-01-02-x.md", "jekyll": "_posts/2018-01-02-x.md", "mkdocs": "pages/x.md",
    "eleventy": "src/posts/x.md", "hexo": "source/_posts/x.md", "docusaurus": "docs/x.md",
    "astro": "src/content/blog/x.md", "zola": "content/x.md",
}  # fmt: skip


@settings(max_examples=60)
@given(matter=st.dictionaries(st.sampled_from(FIELDS), VALUES, max_size=5), body=POSTS)
def test_every_post_can_be_read_and_linked(
    found: Site, matter: dict[str, object], body: str
) -> None:
    path = PLACES.get(found.generator.name, "post.md")
    text = f"---\n{yaml.safe_dump(matter)}---\n{body}"
    post = read_post(found, path, text.encode("utf-8", "replace"))
    assert post.sections == tuple(sorted(post.sections, key=lambda section: section.line))
    for reference in post.references:
        assert reference.target
        assert 1 <= reference.line <= text.count("\n") + text.count("\r") + 1
    link_post(found, post)

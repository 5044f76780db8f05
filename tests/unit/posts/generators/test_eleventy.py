"""Eleventy's configurations and data files, in the forms in which people write them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import links_of, make_site

ANCHOR = "eleventyConfig.amendLibrary('md', (md) => md.use(anchor, OPTIONS));"
IMPORT = "const anchor = require('markdown-it-anchor');\n"
POST = "---\ntitle: My Talk & More\ndate: 2024-05-06\n---\n## Data Lakes\n\n![](/img/a.png)\n"


def site(body: str = "", result: str = "", imports: str = IMPORT, **files: str) -> dict[str, str]:
    return {
        ".eleventy.js": f"{imports}module.exports = function (eleventyConfig) {{\n{body}\n  return {{ {result} }};\n}};\n",
        "package.json": "{}",
        "posts/2024-05-01-talk.md": POST,
        **files,
    }


@pytest.mark.parametrize(
    ("image", "copies"),
    [
        ("public/img/a.png", "eleventyConfig.addPassthroughCopy({ public: '/' });"),
        ("public/img/a.png", "eleventyConfig.addPassthroughCopy({ './public/': '.' });"),
        ("public/img/a.png", "eleventyConfig.addPassthroughCopy({ 'public/img': 'img' });"),
        ("public/img/a.png", "eleventyConfig.addPassthroughCopy({ 'public/**/*.png': 'img' });"),
        ("public/img/a.png", "const from = 'public'; eleventyConfig.addPassthroughCopy({ [`${from}/img/`]: '/img/' });"),
        ("img/a.png", "eleventyConfig.addPassthroughCopy('img').addPassthroughCopy('./css');"),
        ("img/a.png", "eleventyConfig.addPassthroughCopy('**/*.png', { expand: true });"),
        ("img/a.png", "eleventyConfig.addPassthroughCopy('img/a.png');"),
        ("static/x.png", "eleventyConfig.addPassthroughCopy({ 'static/x.png': 'img/a.png' });"),
        ("img/a.png", "['img', 'css'].forEach((folder) => eleventyConfig.addPassthroughCopy(folder));"),
        ("img/a.png", "eleventyConfig.addPlugin((config) => { config.addPassthroughCopy('img'); });"),
        ("img/a.png", "if (process.env.X) { eleventyConfig.addPassthroughCopy('x'); }\n  eleventyConfig.addPassthroughCopy('img');"),
    ],
)  # fmt: skip
def test_passthrough_copies(tmp_path: Path, image: str, copies: str) -> None:
    links = linked_urls(tmp_path, site(copies, **{image: "x"}))
    assert links == {image: ["/posts/2024-05-01-talk/"]}


@pytest.mark.parametrize(
    ("body", "anchor"),
    [
        (ANCHOR.replace("OPTIONS", "{}"), "#data-lakes"),
        (ANCHOR.replace("OPTIONS", "{ level: 3 }"), ""),
        (ANCHOR.replace("OPTIONS", "{ level: [2, 3] }"), "#data-lakes"),
        (ANCHOR.replace("OPTIONS", "{ slugify: (s) => 's-' + s.length }"), "#s-10"),
        (ANCHOR.replace("OPTIONS", "{ slugify: eleventyConfig.getFilter('slug') }"), "#data-lakes"),
        ("eleventyConfig.setLibrary('md', require('markdown-it')({ html: true }).use(anchor, { slugify: (s) => s.toUpperCase() }));", "#DATA LAKES"),
        ("eleventyConfig.addFilter('own', (s) => s.replace(' ', '_'));" + ANCHOR.replace("OPTIONS", "{ slugify: eleventyConfig.getFilter('own') }"), "#Data_Lakes"),
        ("const { IdAttributePlugin } = require('@11ty/eleventy'); eleventyConfig.addPlugin(IdAttributePlugin);", "#data-lakes"),
        ("", ""),
    ],
)  # fmt: skip
def test_ids_by_plugins(tmp_path: Path, body: str, anchor: str) -> None:
    files = site(body + "eleventyConfig.addPassthroughCopy('img');", **{"img/a.png": "x"})
    url = f"/posts/2024-05-01-talk/{anchor}"
    assert linked_urls(tmp_path, files) == {"img/a.png": [url]}


@pytest.mark.parametrize(
    ("name", "data", "url"),
    [
        ("posts.11tydata.js", "module.exports = { permalink: 'b/{{ page.fileSlug }}/' };", "/b/talk/"),
        ("posts.11tydata.js", "export default { permalink: (data) => `/b/${data.page.fileSlug}/` };", "/b/talk/"),
        ("posts.11tydata.js", "export const permalink = ({ title }) => '/' + title.toLowerCase().replace(/[^a-z]+/g, '-') + '/index.html';", "/my-talk-more/"),
        ("posts.11tydata.cjs", "module.exports = { eleventyComputed: { permalink: (data) => `${data.page.filePathStem}.html` } };", "/posts/talk.html"),
        ("posts.11tydata.js", "const { DateTime } = require('luxon');\nmodule.exports = () => ({ permalink: (d) => `/${DateTime.fromJSDate(d.date, { zone: 'utc' }).toFormat('yyyy/MM')}/x/` });", "/2024/05/x/"),
        ("posts.11tydata.js", "const { slug } = require('../lib/slug');\nmodule.exports = { permalink: (d) => slug(d.page.date.getFullYear()) };", "/y2024/"),
        ("posts.json", '{"permalink": "/{{ title | slugify }}/"}', "/my-talk-and-more/"),
        ("posts.json", '{"permalink": "/{{ title | own }}/"}', "/MY TALK & MORE/"),
        ("2024-05-01-talk.11tydata.json", '{"permalink": "/own/"}', "/own/"),
        ("posts.11tydata.js", "const slug = require('speakingurl');\nmodule.exports = { permalink: (d) => slug(d.title) + '/' };", None),
        ("posts.json", '{"permalink": "/{{ title | unknown }}/"}', None),
        ("posts.json", '{"permalink": false}', None),
    ],
)  # fmt: skip
def test_permalinks_of_data_files(tmp_path: Path, name: str, data: str, url: str | None) -> None:
    body = "eleventyConfig.addPassthroughCopy('img');"
    body += "eleventyConfig.addFilter('own', (text) => text.toUpperCase());"
    lib = "exports.slug = (year) => `y${year}/`;\n"
    files = site(body, **{"img/a.png": "x", f"posts/{name}": data, "lib/slug.js": lib})
    assert linked_urls(tmp_path, files) == {"img/a.png": [url]}


@pytest.mark.parametrize(
    "result",
    [
        "dir: { input: 'src' }, pathPrefix: '/x/'",
        "dir: { 'input': './src/' }, pathPrefix: process.env.PREFIX || 'x'",
    ],
)
def test_folders_and_prefix(tmp_path: Path, result: str) -> None:
    files = site("eleventyConfig.addPassthroughCopy('src/img');", result)
    files["src/talk.md"] = POST.replace("(/img", "(/x/img")
    files["src/img/a.png"] = "x"
    assert linked_urls(tmp_path, files) == {"src/img/a.png": ["/x/talk/"]}


def test_a_layout_that_cannot_be_read_may_set_permalinks(tmp_path: Path) -> None:
    files = site("eleventyConfig.addPassthroughCopy('img');", **{"img/a.png": "x"})
    (tmp_path / "_includes").mkdir()
    (tmp_path / "_includes/.#base.njk").symlink_to("lock-of-an-editor")
    assert linked_urls(tmp_path, files) == {"img/a.png": ["/posts/2024-05-01-talk/"]}
    (tmp_path / "_includes/base.njk").symlink_to("missing")
    assert linked_urls(tmp_path, files) == {"img/a.png": ["/posts/2024-05-01-talk/"]}
    files["posts/2024-05-01-talk.md"] = POST.replace("title:", "layout: base\ntitle:")
    (link,) = links_of(make_site(tmp_path, files), "posts/2024-05-01-talk.md")["img/a.png"]
    assert link.url is None
    assert "_includes/base.njk can't be read" in str(link.unknown)


@pytest.mark.parametrize(
    ("package", "body", "is_shown"),
    [
        ("{}", "", True),
        ('{"dependencies": {"@11ty/eleventy": "^3.1.0"}}', "", True),
        ('{"devDependencies": {"@11ty/eleventy": "^1.0.2"}}', "", False),
        ("{}", "eleventyConfig.setLibrary('md', require('markdown-it')());", False),
    ],
)
def test_indented_code(tmp_path: Path, package: str, body: str, *, is_shown: bool) -> None:
    copies = "eleventyConfig.addPassthroughCopy('img');"
    post = "Text.\n\n    ![](/img/b.png)\n"
    files = site(body + copies, **{"package.json": package, "p.md": post, "img/b.png": "x"})
    assert bool(linked_urls(tmp_path, files).get("img/b.png")) == is_shown


@pytest.mark.parametrize(
    ("data", "urls"),
    [
        ({"_data/site.json": '{"url": "https://e.org"}', "CNAME": "e.org"}, ["/one/"]),
        ({"_data/site.json": '{"name": "x"}'}, ["/one/"]),
        ({"_data/site.js": "module.exports = { url: '' };"}, ["/one/"]),
        ({"_data/site.js": "module.exports = { url: process.env.URL };"}, None),
        ({}, None),
    ],
)
def test_global_data_stands_in_addresses(
    tmp_path: Path, data: dict[str, str], urls: list[str] | None
) -> None:
    files = {
        ".eleventy.js": "module.exports = (c) => { c.addPassthroughCopy('img'); };",
        "one.md": "![]({{ site.url }}/img/a.png)\n",
        "img/a.png": "",
    }
    assert linked_urls(tmp_path, {**files, **data}).get("img/a.png") == urls


@pytest.mark.parametrize(
    ("change", "is_known"),
    [
        ("document.querySelectorAll('h2, h3').forEach((h, i) => { h.id = `section-${i}`; })", False),
        ("$('h2').each((i, h) => $(h).attr('id', i))", False),
        ("html.replace(/<h2>/g, (m, i) => `<h2 id=\"${i}\">`)", False),
        ("html.replace('<h2>', '<h2 class=x>')", True),
        ("minify(html)", True),
    ],
)  # fmt: skip
def test_code_that_changes_pages_may_make_ids(change: str, is_known: bool, tmp_path: Path) -> None:
    body = "const parts = await Promise.all([import('./lib/pages.mjs')]);\n"
    body += "  parts.forEach((part) => part.default(eleventyConfig));"
    pages = f"export default (c) => c.addTransform('x', function (html) {{ return {change}; }});\n"
    files = site(body, **{"lib/pages.mjs": pages, "posts/img/a.png": "", "img/a.png": ""})
    files[".eleventy.js"] = files[".eleventy.js"].replace("= function", "= async function")
    files[".eleventy.js"] = files[".eleventy.js"].replace(
        "return {", "eleventyConfig.addPassthroughCopy('img');\n return {"
    )
    (link,) = links_of(make_site(tmp_path, files), "posts/2024-05-01-talk.md")["img/a.png"]
    assert (link.unknown is None) == is_known

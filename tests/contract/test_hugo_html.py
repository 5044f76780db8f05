"""Posts in HTML are read as Hugo 0.111.3 and 0.168 render them."""

from __future__ import annotations

from pathlib import Path

from support.linked import linked_urls
from support.sites import write

from slidescan.posts.discovery import find_site

POST = """---
title: A post
---
<h2 id="a">A</h2>
<p>![no](/no.png) <img src="/a.png" alt="x"></p>

## No heading

<h2>No id</h2>
    <img src="/b.png">
<!-- <img src="/no.png"> -->
{{< figure src="/c.png" >}}
{{% box %}}
![no](/no.png) <img src="/d.png">
{{% /box %}}
<script>document.write('<img src="/no.png">')</script>
"""
CONFIG = 'baseURL = "https://e.org/"\n'


def test_html_is_read_without_markdown(tmp_path: Path) -> None:
    files = {
        "hugo.toml": CONFIG,
        "content/post/p.html": POST,
        "content/post/bundle/index.html": '+++\ntitle = "B"\n+++\n<h3 id="s">S</h3><img src="e.png">',
        "content/post/bundle/e.png": "x",
        "content/post/old.htm": '{"title": "O"}\n<h2 id="o">O</h2><img src="/f.png">',
        **{f"static/{name}.png": "x" for name in ("a", "b", "c", "d", "f", "no")},
    }
    url = "https://e.org/post/"
    assert linked_urls(tmp_path, files) == {
        "static/a.png": [url + "p/#a"],
        "static/b.png": [url + "p/"],
        "static/c.png": [url + "p/"],
        "static/d.png": [url + "p/"],
        "static/f.png": [url + "old/#o"],
        "content/post/bundle/e.png": [url + "bundle/#s"],
    }


def test_the_front_matter_can_name_the_language(tmp_path: Path) -> None:
    text = '## Title\n\n![m](/a.png) <img src="/b.png">\n'
    files = {
        "hugo.toml": CONFIG,
        "content/markdown.html": f"---\nmarkup: md\n---\n{text}",
        "content/html.md": f"---\nmarkup: html\n---\n{text}",
        "content/org.md": "---\nmarkup: org\n---\n* Title\n[[/c.png]]\n",
        **{f"static/{name}.png": "x" for name in ("a", "b", "c")},
    }
    assert linked_urls(tmp_path, files) == {
        "static/a.png": ["https://e.org/markdown/#title"],
        "static/b.png": ["https://e.org/html/"],
        "static/c.png": ["https://e.org/org/#headline-1"],
    }


def test_code_in_the_shortcode_highlight_shows_no_image(tmp_path: Path) -> None:
    code = '<img src="/no.png">\n\n![no](/no.png)\n\n## No heading\n'
    text = (
        f'{{{{< highlight html "linenos=table" >}}}}\n{code}{{{{< /highlight >}}}}\n\n'
        f"{{{{% highlight md %}}}}\n{code}{{{{% /highlight %}}}}\n\n"
        '<img src="/a.png">\n\n![](/b.png)\n'
    )
    files = {
        "hugo.toml": CONFIG + "[markup.goldmark.renderer]\nunsafe = true\n",
        "content/p.md": f"## One\n\n{text}",
        "content/h.html": f'---\ntitle: H\n---\n<h2 id="h">H</h2>\n{text}',
        **{f"static/{name}.png": "x" for name in ("a", "b", "no")},
    }
    assert linked_urls(tmp_path, files) == {
        "static/a.png": ["https://e.org/h/#h", "https://e.org/p/#one"],
        "static/b.png": ["https://e.org/p/#one"],
    }


def test_html_without_front_matter_is_no_post(tmp_path: Path) -> None:
    files = {
        "hugo.toml": CONFIG,
        "content/page.html": '<html><img src="/a.png"></html>',
        "content/post.md": "text",
        "layouts/_default/single.html": "---\ntemplate: true\n---\n",
        "static/old.html": "---\na: b\n---\n",
    }
    for path, text in files.items():
        write(tmp_path / path, text)
    assert find_site(tmp_path, site=tmp_path).post_paths == ("content/post.md",)

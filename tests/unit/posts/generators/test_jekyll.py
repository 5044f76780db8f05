"""Jekyll's idioms, as Jekyll 4.3 and its themes render them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import links_of, make_site

from slidescan.posts.generators.jekyll import kramdown_ids
from slidescan.posts.markdown import parse

CONFIG = "url: https://e.org\nbaseurl: /b\npermalink: /:title/\n"
A = "assets/a.png"


def post(body: str, matter: str = "", config: str = CONFIG) -> dict[str, str]:
    return {
        "_config.yml": config,
        "_posts/2024-05-01-talk.md": f"---\ntitle: T\n{matter}---\n## Lakes\n\n{body}\n",
        A: "x",
        "assets/b.png": "x",
        "assets/talk/c.png": "x",
    }


@pytest.mark.parametrize(
    "address",
    [
        "{{ site.url }}{{ site.baseurl }}/assets/a.png",
        "{{ site.cdn }}/b/assets/a.png",
        "{{ page.folder | append: '/assets/a.png' | relative_url }}",
        "{{ '/assets/a.png' | prepend: site.baseurl }}",
        "{{ site.data.cdn.folder }}/a.png",
    ],
)
def test_a_variable_that_is_not_set_is_empty(tmp_path: Path, address: str) -> None:
    files = post(f"![]({address})", config="baseurl: /b\npermalink: /:title/\n")
    files["_data/cdn.yml"] = "folder: /b/assets\n"
    assert linked_urls(tmp_path, files) == {A: ["/b/talk/#lakes"]}


@pytest.mark.parametrize(
    ("heading", "heading_id"),
    [
        ("## End <br>", "end-"),
        ("## With <b>a</b> <i></i>", "with-a-"),
        ("## ![alt](a.png) after", "-after"),
        ("## Foot[^1]\n\n[^1]: note", "foot"),
        ("## A &amp; `b` [c](d)", "a--b-c"),
        ("## ~~x~~ -- it's", "x--its"),
    ],
)
def test_ids_of_headings_with_inline_html(heading: str, heading_id: str) -> None:
    """As kramdown 2.4 with kramdown-parser-gfm 1.1 renders them."""
    assert [h.value for h in kramdown_ids(parse(heading + "\n").headings)] == [heading_id]


@pytest.mark.parametrize("field", ["media_subpath", "img_path"])
@pytest.mark.parametrize("target", ["c.png", "/c.png"])
def test_chirpy_puts_a_folder_before_images(tmp_path: Path, field: str, target: str) -> None:
    files = post(f"![]({target})", f"{field}: /assets/talk/\nimage: {{path: c.png, alt: x}}\n")
    urls = ["https://e.org/b/talk/", "https://e.org/b/talk/#lakes"]
    assert linked_urls(tmp_path, files) == {"assets/talk/c.png": urls}


@pytest.mark.parametrize(
    ("body", "matter"),
    [
        (
            "{% include gallery %}",
            "gallery:\n- image_path: /assets/a.png\n  alt: x\n- url: /assets/b.png\n",
        ),
        (
            "{% include gallery id='two' caption='c.png' %}",
            "two:\n- /assets/a.png\n- /assets/b.png\n",
        ),
        (
            "{% include feature_row %}",
            "feature_row:\n- image_path: /assets/a.png\n- image_path: /assets/b.png\n",
        ),
        ("{% include compare.html before='/assets/a.png' after='/assets/b.png' %}", ""),
        (
            "{% include figure.liquid loading='eager' path='assets/a.png' %}{% picture w assets/b.png --alt x %}",
            "",
        ),
    ],
)
def test_includes_that_show_images(tmp_path: Path, body: str, matter: str) -> None:
    urls = ["https://e.org/b/talk/#lakes"]
    assert linked_urls(tmp_path, post(body, matter)) == {A: urls, "assets/b.png": urls}


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/talks/:title", "/talks/talk.html"),
        ("/talks/:title.html", "/talks/talk.html"),
        ("/talks/:title/index.html", "/talks/talk/"),
        ("/v1.2", "/v1.2"),
    ],
)
def test_the_address_is_that_of_the_file(tmp_path: Path, permalink: str, url: str) -> None:
    config = f"url: https://e.org\npermalink: {permalink}\n"
    assert linked_urls(tmp_path, post("![](/assets/a.png)", config=config)) == {
        A: [f"https://e.org{url}#lakes"]
    }


@pytest.mark.parametrize(
    "text",
    [
        "[![a](/img/small.png)]({{ '/img/a.png' | relative_url }})\n",
        "[![a]({{ '/img/small.png' | relative_url }})]({% link img/a.png %})\n",
        '<a href="{{ "/img/a.png" | relative_url }}"><img src="/img/small.png"></a>\n',
    ],
)
def test_an_original_behind_a_thumbnail_may_be_named_by_a_filter(tmp_path: Path, text: str) -> None:
    files = {
        "_config.yml": "title: T\n",
        "a.md": f"---\n---\n{text}",
        "img/a.png": "",
        "img/small.png": "",
    }
    links = links_of(make_site(tmp_path, files), "a.md")
    assert set(links) == {"img/a.png", "img/small.png"}


HTML_POST = """---
title: T
---
<p>*no* ![](/assets/b.png)</p>
<h2>Without an id</h2>
<p><img src="{{ site.baseurl }}/assets/a.png"></p>

    <h3 id="deep">With one</h3>
    <a href="{{ '/assets/b.png' | relative_url }}"><img src="/b/assets/talk/c.png"></a>
<!-- <img src="/b/assets/talk/c.png"> -->
"""


@pytest.mark.parametrize("config", ["", "markdown: CommonMark\n"])
def test_posts_and_pages_in_html_are_read_as_html(tmp_path: Path, config: str) -> None:
    """As Jekyll 4.3 renders them: no Markdown, and no ids but those that are written."""
    files = {
        **post("", config=CONFIG + config),
        "_posts/2024-05-02-import.html": HTML_POST,
        "about/index.html": HTML_POST,
        "about/template.html": HTML_POST.partition("---\n")[2].partition("---\n")[2],
        "_layouts/post.html": HTML_POST,
        "talks.htm": HTML_POST,
    }
    urls = ("https://e.org/b/import/", "https://e.org/b/about/")
    assert linked_urls(tmp_path, files) == {
        A: list(urls),
        "assets/b.png": [url + "#deep" for url in urls],
        "assets/talk/c.png": [url + "#deep" for url in urls],
    }

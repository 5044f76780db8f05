"""Images of the front matter are linked where the templates of a Jekyll site show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls
from support.sites import make_site

from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

FILES = {
    "_posts/2024-05-06-talk.md": "---\ntitle: T\nimage: /img/a.png\n---\nText\n",
    "img/a.png": "",
}
SHOWS = '<img src="{{ page.image }}">'
CARD = '<meta property="og:image" content="{{ page.image }}">'


@pytest.mark.parametrize(
    ("config", "layout", "is_shown"),
    [
        ("title: T\n", SHOWS, True),
        ("title: T\n", CARD, False),
        ("title: T\n", "{{ content }}", False),
        ("title: T\n", None, True),
        ("title: T\n", "{% include top.html post=page %}", True),
        ("title: T\n", "{% assign name = 'image' %}{{ page[name] }}", True),
        ("theme: minima\n", None, False),
        ("theme: minima\n", SHOWS, True),
        ("remote_theme: jekyll/minima@v2\n", CARD, False),
        ("remote_theme: someone/theirs\n", CARD, True),
    ],
)
def test_the_templates_decide(
    tmp_path: Path, config: str, layout: str | None, is_shown: bool
) -> None:
    templates = {} if layout is None else {"_layouts/post.html": layout}
    urls = linked_urls(tmp_path, {"_config.yml": config, **FILES, **templates})
    assert urls == ({"img/a.png": ["/2024/05/06/talk.html"]} if is_shown else {})


@pytest.mark.parametrize(
    ("layout", "is_link"),
    [
        ("<img class='x' src=\"{{ page.media }}\" alt='{{ page.title }}'>", True),
        ("<div style=\"background: url('{{ site.baseurl }}{{ page.media }}')\">", True),
        ("<source srcset={{ page['media'] | relative_url }}>", True),
        ("<p>{{ page.media }}</p>", False),
        ("<img src='{{ post.media }}'>", False),
        ("<meta content='{{ page.media }}'>", False),
        ("{% if page.media %}<img src='/x.png'>{% endif %}", False),
    ],
)
def test_fields_of_the_site_are_shown_where_its_templates_say(
    layout: str, is_link: bool, tmp_path: Path
) -> None:
    post = "---\ntitle: T\nmedia: /img/a.png\n---\nText\n"
    files = {**FILES, "_config.yml": "", "_layouts/post.html": layout}
    urls = linked_urls(tmp_path, {**files, "_posts/2024-05-06-talk.md": post})
    assert urls == ({"img/a.png": ["/2024/05/06/talk.html"]} if is_link else {})


@pytest.mark.parametrize(
    ("fields", "layout", "is_listed"),
    [
        ("banner_file: a.png\n", "{{ page.title }}", False),
        ("banner_file: a.png\n", "{% assign b = page.banner_file %}{{ b }}", True),
        ("banner_file: a.png\n", "{{ page[name] }}", True),
        ("a:\n  b: [a.png]\n", "{% for b in page.a.b %}{{ b }}{% endfor %}", True),
        ("a:\n  b: [a.png]\n", "{% for c in page.a.c %}{{ c }}{% endfor %}", False),
        ("# image: a.png\n", "{{ page[name] }}", False),
    ],
)
def test_fields_that_no_template_shows_are_not_listed(
    fields: str, layout: str, is_listed: bool, tmp_path: Path
) -> None:
    post = f"---\ntitle: T\n{fields}---\nText\n"
    files = {**FILES, "_config.yml": "", "_layouts/post.html": layout}
    site = make_site(tmp_path, {**files, "_posts/2024-05-06-talk.md": post})
    issues = link_post(site, read_post(site, "_posts/2024-05-06-talk.md")).missing
    assert [issue.kind for issue in issues] == (["unclear"] if is_listed else [])

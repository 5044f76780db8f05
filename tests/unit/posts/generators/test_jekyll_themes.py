"""Images of the front matter are linked where the templates of a Jekyll site show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.linked import linked_urls

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

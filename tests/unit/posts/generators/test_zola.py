"""Images of the front matter are linked where the templates of a Zola site show them."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site


@pytest.mark.parametrize(
    ("config", "template", "is_shown"),
    [
        ("", '<img src="{{ page.extra.cover }}">', True),
        ("", "{{ macros::top(extra=page.extra) }}", True),
        ("", '<meta property="og:image" content="{{ page.extra.cover }}">', False),
        ("theme = 'theirs'\n", "{{ page.content }}", True),
    ],
)
def test_the_templates_decide(tmp_path: Path, config: str, template: str, is_shown: bool) -> None:
    files = {
        "zola.toml": f"base_url = 'https://e.org'\n{config}",
        "templates/page.html": template,
        "content/a.md": "+++\n[extra]\ncover = '/a.png'\n+++\n",
        "static/a.png": "",
    }
    links = links_of(make_site(tmp_path, files), "content/a.md")
    assert list(links) == (["static/a.png"] if is_shown else [])

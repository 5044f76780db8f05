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


TRANSLATED = {
    "zola.toml": "base_url = 'https://e.org'\n[languages.ko]\n[languages.pt-BR]\n",
    "content/My Posts/one/index.md": "+++\npath = 'one'\n+++\n![](a.png)\n",
    "content/My Posts/one/index.ko.md": "+++\npath = 'ko/one'\n+++\n![](a.png)\n",
    "content/My Posts/one/index.pt-BR.md": "+++\n+++\n![](a.png)\n\n![](../../../one/a.png)\n",
    "content/My Posts/one/a.png": "",
}


def test_translations_have_their_own_path_and_copies_of_the_files_beside(tmp_path: Path) -> None:
    site = make_site(tmp_path, TRANSLATED)
    found = {p: links_of(site, p)["content/My Posts/one/a.png"] for p in site.post_paths}
    assert {path: [link.url for link in links] for path, links in found.items()} == {
        "content/My Posts/one/index.md": ["https://e.org/one/"],
        "content/My Posts/one/index.ko.md": ["https://e.org/ko/one/"],
        "content/My Posts/one/index.pt-BR.md": ["https://e.org/pt-BR/My Posts/one/"] * 2,
    }


@pytest.mark.parametrize(
    ("config", "url"),
    [
        ("", "https://e.org/blog/a-b/"),
        ("[slugify]\npaths_keep_dates = true\n", "https://e.org/blog/2018-03-04-a-b/"),
    ],
)
def test_dates_of_names_stay_as_configured(tmp_path: Path, config: str, url: str) -> None:
    files = {
        "zola.toml": f"base_url = 'https://e.org'\n{config}",
        "content/blog/2018-03-04-A b.md": "+++\n+++\n![](/a.png)\n",
        "static/a.png": "",
    }
    links = links_of(make_site(tmp_path, files), "content/blog/2018-03-04-A b.md")
    assert [link.url for link in links["static/a.png"]] == [url]

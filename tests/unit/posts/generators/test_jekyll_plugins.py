"""What plug-ins of a Jekyll site change, and what Jekyll leaves out."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

from slidescan.core.records import UnknownUrl
from slidescan.posts.read import read_post

POST = "---\ntitle: T\n---\n## Größe S\n\n![x](/a.png)\n"
NAME = "_posts/2024-05-06-p.md"


def address(root: Path, config: str, files: dict[str, str], path: str = NAME) -> str:
    found = make_site(root, {"_config.yml": config, "a.png": "x", NAME: POST, **files})
    (link,) = links_of(found, path)["a.png"]
    return link.url or str(link.unknown)


@pytest.mark.parametrize(
    ("config", "files", "reason"),
    [
        ("", {"_plugins/x.rb": "class P\n  def url\n    'x'\n  end\nend\n"}, "_plugins/x.rb"),
        ("", {"_plugins/x.rb": "post.data['permalink'] = f(post)\n"}, "_plugins/x.rb"),
        ("plugins_dir: ext", {"ext/a/y.rb": "page.data[:permalink] = '/x'\n"}, "ext/a/y.rb"),
        ("permalink: /:odd_name/:title/", {}, ":odd_name"),
        ("markdown: CommonMark", {}, "CommonMark"),
        ("kramdown: {transliterated_header_ids: true}", {}, "transliterates"),
        ("plugins: [jekyll-polyglot]\nlanguages: [en, de]\ndefault_lang: en",
         {NAME: POST.replace("title", "lang: de\ntitle")}, "polyglot"),
    ],
)  # fmt: skip
def test_what_code_decides_is_unknown(
    tmp_path: Path, config: str, files: dict[str, str], reason: str
) -> None:
    assert reason in address(tmp_path, config + "\n", files)


def test_a_plugin_that_cannot_be_read_may_make_addresses(tmp_path: Path) -> None:
    (tmp_path / "_plugins").mkdir()
    (tmp_path / "_plugins/.#x.rb").symlink_to("lock-of-an-editor")
    assert address(tmp_path, "\n", {}).startswith("/")
    (tmp_path / "_plugins/x.rb").symlink_to("missing")
    assert "_plugins/x.rb can't be read" in address(tmp_path, "\n", {})


@pytest.mark.parametrize(
    ("config", "files"),
    [
        ("plugins: [jekyll-polyglot]\nlanguages: [en, de]", {NAME: POST.replace("title", "lang: en\ntitle")}),
        ("", {"_plugins/x.rb": "class Tag < Liquid::Tag\n  def render(c)\n    c.url == 'x'\n  end\nend\n"}),
        ("languages: [en, de]", {NAME: POST.replace("title", "lang: de\ntitle")}),
    ],
)  # fmt: skip
def test_other_plugins_change_no_address(
    tmp_path: Path, config: str, files: dict[str, str]
) -> None:
    assert address(tmp_path, config + "\n", files) == "/2024/05/06/p.html#größe-s"


@pytest.mark.parametrize(
    ("gemfile", "config", "url"),
    [
        ("gem 'jekyll'\n", "", None),
        ("gem 'github-pages'\n", "", "/"),
        (None, "", "/"),
        ("gem 'jekyll'\n", "plugins: [jekyll-optional-front-matter]", "/README.html"),
        ("group :jekyll_plugins do\n  gem 'jekyll-optional-front-matter'\n"
         "  gem 'jekyll-readme-index'\nend\n", "", "/"),
    ],
)  # fmt: skip
def test_a_readme_without_front_matter_is_a_page_by_a_plugin(
    tmp_path: Path, gemfile: str | None, config: str, url: str | None
) -> None:
    if gemfile:
        write(tmp_path / "Gemfile", gemfile)
    found = make_site(tmp_path, {"_config.yml": config + "\n", "README.md": "# T\n"})
    result = read_post(found, "README.md").url
    assert result == url or (url is None and isinstance(result, UnknownUrl))


def test_excluded_files_are_no_posts(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "_config.yml": "exclude: [README.md, drafts/, '*.txt.md']\ninclude: [drafts/kept.md]\n",
        **dict.fromkeys(("README.md", "drafts/a.md", "drafts/kept.md", "x.txt.md", "b.md",
                         "vendor/bundle/c.md"), "---\n---\n"),
    })  # fmt: skip
    assert found.post_paths == ("b.md", "drafts/kept.md")


@pytest.mark.parametrize(
    ("permalink", "url"),
    [
        ("/:title", "/p.html#größe-s"),
        ("/:year/:title/", "/2024/p/#größe-s"),
        ("/:title:output_ext", "/p.html#größe-s"),
        ("none", "/p.html#größe-s"),
    ],
)
def test_a_permalink_without_a_suffix_is_that_of_its_file(
    tmp_path: Path, permalink: str, url: str
) -> None:
    assert address(tmp_path, f"permalink: {permalink}\n", {}) == url

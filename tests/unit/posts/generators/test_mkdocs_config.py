"""What decides MkDocs' addresses beside its own settings: the environment, files, code."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site, write

from slidescan.core.records import UnknownUrl
from slidescan.posts.generators.mkdocs_config import config_name
from slidescan.posts.read import read_post
from slidescan.posts.site import Site


def site(root: Path, config: str) -> Site:
    page = "# T\n\n## S\n\n![x](a.png)\n"
    return make_site(root, {"mkdocs.yml": config, "docs/p.md": page, "docs/a.png": "x"})


def url(found: Site) -> str | None:
    return links_of(found, "docs/p.md")["docs/a.png"][0].url


def reason(found: Site) -> str:
    (link,) = links_of(found, "docs/p.md")["docs/a.png"]
    assert link.url is None
    assert link.section == ("T", "S")
    assert link.unknown is not None
    return str(link.unknown)


@pytest.mark.parametrize(
    ("value", "right"),
    [
        ("!ENV [A, 'https://e.org/b/']", "https://e.org/b/p/#s"),
        ("!ENV [A, B, https://e.org]", "https://e.org/p/#s"),
        ("https://e.org", "https://e.org/p/#s"),
        ("!ENV [A, null]", "/p/#s"),
        ("''", "/p/#s"),
    ],
)
def test_the_default_of_a_variable_counts(tmp_path: Path, value: str, right: str) -> None:
    assert url(site(tmp_path, f"site_url: {value}\n")) == right


@pytest.mark.parametrize(
    ("config", "part"),
    [
        ("site_url: !ENV SITE_URL\n", "!ENV SITE_URL"),
        ("site_url: !ENV [SITE_URL]\n", "!ENV SITE_URL"),
        ("site_url: !ENV [A, 'http://127.0.0.1:8000/']\n", "preview"),
        ("extra:\n  version:\n    provider: mike\n", "mike"),
        ("plugins:\n  - mike\n", "mike"),
        ("use_directory_urls: !ENV X\n", "use_directory_urls"),
        ("plugins: [pub-meta]\n", "pub-meta"),
        ("INHERIT: ../missing.yml\n", "missing.yml"),
        ("INHERIT: /etc/passwd\n", "passwd"),
        ("hooks: [h.py]\n", "h.py"),
        ("hooks: [../h.py]\n", "h.py lies outside the site"),
        ("hooks: [latin.py]\n", "latin.py can't be read"),
        (
            "markdown_extensions:\n  - toc:\n      slugify: !!python/name:my.slug\n",
            "ids of headings",
        ),
    ],
)
def test_what_code_decides_is_unknown(tmp_path: Path, config: str, part: str) -> None:
    root = tmp_path / "site"
    write(root / "h.py", "def on_files(files, config):\n    files[0].url = 'x'\n")
    write(root / "latin.py", "# é\n".encode("latin-1"))
    found = site(root, config)
    assert part in reason(found)


def test_a_given_address_replaces_one_that_is_not_known(tmp_path: Path) -> None:
    found = site(tmp_path, "site_url: !ENV SITE_URL\n")
    assert found.generator.load(tmp_path, "https://e.org/x").unknown_base_url is None


@pytest.mark.parametrize(
    ("config", "right"),
    [
        ("plugins:\n  - mike:\n      canonical_version: latest\n", "https://e.org/latest/p/#s"),
        ("plugins:\n  - offline\n", "https://e.org/p.html#s"),
        ("plugins:\n  - offline:\n      enabled: !ENV [OFFLINE, false]\n", "https://e.org/p/#s"),
        ("plugins:\n  - offline:\n      enabled: !ENV OFFLINE\n", "https://e.org/p/#s"),
        ("hooks: [h.py]\n", "https://e.org/p/#s"),
        ("hooks: [missing.py]\n", "https://e.org/p/#s"),
        ("x: !!python/object/apply:os.system [touch]\ny: !odd {a: 1}\n", "https://e.org/p/#s"),
    ],
)
def test_what_is_known_stays(tmp_path: Path, config: str, right: str) -> None:
    write(tmp_path / "h.py", "def on_page_markdown(text, page):\n    return text + page.url\n")
    assert url(site(tmp_path, "site_url: https://e.org/\n" + config)) == right


def test_a_configuration_inherits(tmp_path: Path) -> None:
    (tmp_path / ".git").mkdir()
    base = (
        "site_url: https://base.org/\nuse_directory_urls: false\ntheme: {name: x, language: de}\n"
    )
    write(tmp_path / "base.yml", base)
    write(tmp_path / "conf/mid.yml", "INHERIT: ../base.yml\nsite_url: https://mid.org/\n")
    found = site(tmp_path / "site", "INHERIT: ../conf/mid.yml\ntheme: {name: y}\n")
    assert url(found) == "https://mid.org/p.html#s"
    assert found.generator.language == "de"
    before = found.generator.config_state
    write(tmp_path / "base.yml", base.replace("false", "true"))
    found = site(tmp_path / "site", "INHERIT: ../conf/mid.yml\ntheme: {name: y}\n")
    assert url(found) == "https://mid.org/p/#s"
    assert found.generator.config_state != before


def test_template_code_in_a_heading_makes_its_id_unknown(tmp_path: Path) -> None:
    page = "# T\n\n## V {{ version }}\n\n![x](a.png)\n"
    files = {"docs/p.md": page, "docs/a.png": "x"}
    found = make_site(tmp_path, {"mkdocs.yml": "plugins: [macros]\n", **files})
    assert "template code" in reason_of(found)
    found = make_site(tmp_path, {"mkdocs.yml": "plugins: [search]\n", **files})
    assert url(found) == "/p/#v-version"


def reason_of(found: Site) -> str:
    (link,) = links_of(found, "docs/p.md")["docs/a.png"]
    assert link.url is None
    return str(link.unknown)


def test_snippets_are_relative_to_their_folder(tmp_path: Path) -> None:
    options = "markdown_extensions:\n  - pymdownx.snippets:\n      base_path:\n"
    found = make_site(tmp_path, {
        "mkdocs.yml": options + "        - !relative\n        - !relative $docs_dir\n"
        "        - !relative $config_dir/inc\n",
        "docs/sub/p.md": '--8<-- "one.txt"\n\n--8<-- "two.txt"\n\n--8<-- "three.txt"\n',
        "docs/sub/one.txt": "![x](1.png)", "docs/two.txt": "![x](2.png)",
        "inc/three.txt": "![x](3.png)",
        **{f"docs/sub/{n}.png": "x" for n in (1, 2, 3)},
    })  # fmt: skip
    assert sorted(links_of(found, "docs/sub/p.md")) == [f"docs/sub/{n}.png" for n in (1, 2, 3)]


def test_blogs_have_their_own_addresses(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "mkdocs.yml": "plugins:\n  - material/blog:\n      blog_dir: a\n  - blog:\n      blog_dir: b\n"
        "      post_url_format: '{slug}'\n      post_slugify: !!python/name:my.slug\n"
        "  - blog:\n      blog_dir: off\n      enabled: false\n",
        "docs/a/posts/my_post.md": "---\ndate: 2024-05-06\n---\ntext\n",
        "docs/b/posts/x.md": "---\ndate: 2024-05-06\n---\n# T\n",
        "docs/b/posts/y.md": "---\ndate: 2024-05-06\nslug: own\n---\n# T\n",
        "docs/off/posts/z.md": "# T\n",
    })  # fmt: skip
    urls = {path: read_post(found, path).url for path in found.post_paths}
    assert isinstance(urls.pop("docs/b/posts/x.md"), UnknownUrl)
    assert urls == {
        "docs/a/posts/my_post.md": "/a/2024/05/06/my-post/",
        "docs/b/posts/y.md": "/b/own/",
        "docs/off/posts/z.md": "/off/posts/z/",
    }


@pytest.mark.parametrize(
    ("configs", "url"),
    [
        ({"mkdocs-online.yml": "INHERIT: mkdocs-common.yml\nsite_url: https://e.org/\n",
          "mkdocs-offline.yml": "INHERIT: mkdocs-common.yml\nplugins: [offline]\n",
          "mkdocs-common.yml": "site_name: x\n"}, "https://e.org/p/#s"),
        ({"mkdocs.site.yml": "site_name: x\n"}, "/p/#s"),
    ],
)  # fmt: skip
def test_a_configuration_can_have_another_name(
    tmp_path: Path, configs: dict[str, str], url: str
) -> None:
    page = {"docs/p.md": "# T\n\n## S\n\n![x](a.png)\n", "docs/a.png": "x"}
    found = make_site(tmp_path, {**configs, **page})
    assert found.generator.name == "mkdocs"
    assert links_of(found, "docs/p.md")["docs/a.png"][0].url == url


def test_several_configurations_with_addresses_are_no_site(tmp_path: Path) -> None:
    for name in ("a", "b"):
        write(tmp_path / f"mkdocs-{name}.yml", f"site_url: https://{name}.org/\n")
    assert config_name(tmp_path) == ""


def test_excluded_pages_are_no_posts(tmp_path: Path) -> None:
    found = make_site(tmp_path, {
        "mkdocs.yml": "exclude_docs: |\n  drafts/\n  *.part.md\n  /top.md\n  !keep.part.md\n"
        "draft_docs: |\n  _*\nplugins:\n  - exclude:\n      glob: ['snippets/*', '**/_t.md']\n",
        **dict.fromkeys(
            (f"docs/{name}.md" for name in ("a", "top", "b/top", "drafts/x", "b/drafts/y", "c.part",
                                            "keep.part", "_d", "snippets/s")), "x\n"
        ),
    })  # fmt: skip
    assert found.post_paths == ("docs/a.md", "docs/b/top.md", "docs/keep.part.md")

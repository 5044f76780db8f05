"""Which folders of a site that no rules know are rendered."""

from __future__ import annotations

from pathlib import Path

from support.sites import links_of, make_site, write

from slidescan.ingest.scan import images_below
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post


def test_public_without_a_page_is_a_source(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"public/a.jpg": b"x", "dist/b.jpg": b"x", "posts/p.md": "# P"})
    assert site.files == ("posts/p.md", "public/a.jpg")
    write(tmp_path / "public/index.html", "<html>")
    assert make_site(tmp_path, {}).files == ("posts/p.md",)


def test_embeds_of_a_vault_without_its_settings(tmp_path: Path) -> None:
    files: dict[str, str | bytes] = {
        "notes/Talk.md": "# Talk\n\n## Slides\n\n![[Slide One.JPG|300]]\n\n![](../img/B.jpg)\n\n![[Other]]\n",
        "notes/Other.md": "## Inside\n\n![[c.jpg]]\n",
        "img/slide one.jpg": b"x", "img/b.jpg": b"y", "img/c.jpg": b"z",
    }  # fmt: skip
    site = make_site(tmp_path, files)
    assert site.generator.name == "plain"
    found = links_of(site, "notes/Talk.md")
    urls = {image: [link.url for link in links] for image, links in found.items()}
    photos = ("img/slide one.jpg", "img/b.jpg", "img/c.jpg")
    assert urls == {photo: ["/notes/Talk.md#slides"] for photo in photos}
    issues = link_post(site, read_post(site, "notes/Talk.md")).missing
    assert [(issue.target, issue.kind) for issue in issues] == [("../img/B.jpg", "case")]


def test_images_in_the_hidden_folders_of_wikis_and_repositories(tmp_path: Path) -> None:
    images = (".github/a.png", ".gitbook/assets/b (1).png", "docs/.images/c.png")
    files: dict[str, str | bytes] = dict.fromkeys((*images, ".venv/d.png", ".git/e.png"), b"x")
    post = "![](../.github/a.png)\n\n![](<../.gitbook/assets/b (1).png>)\n\n![](.images/c.png)\n"
    site = make_site(tmp_path, {**files, "docs/p.md": post, ".github/ISSUE_TEMPLATE/x.md": "x"})
    assert site.files == tuple(sorted((*images, "docs/p.md")))
    assert tuple(links_of(site, "docs/p.md")) == images
    found = images_below(site, [tmp_path], None)
    assert sorted(found.photos) == sorted(images)


def test_other_generators_publish_no_hidden_folders(tmp_path: Path) -> None:
    site = make_site(tmp_path, {"_config.yml": "title: x", ".images/c.png": b"x", "p.md": "x"})
    assert site.files == ("p.md",)
    assert not images_below(site, [tmp_path], None).photos


def test_relative_addresses_of_files_at_the_host(tmp_path: Path) -> None:
    post = (
        "![](../../raw/main/img/a.png)\n\n![](../../blob/main/img/b%20c.png?raw=true)\n\n"
        "![](../raw/main/img/d.png)\n"
    )
    files = {"img/a.png": "x", "img/b c.png": "x", "img/d.png": "x"}
    deeper = {"docs/p.md": post.replace("../../", "../../../")}
    site = make_site(tmp_path, {".git/HEAD": "", "README.md": post, **files, **deeper})
    for page in ("README.md", "docs/p.md"):
        assert list(links_of(site, page)) == ["img/a.png", "img/b c.png"]
    issues = link_post(site, read_post(site, "README.md")).missing
    assert [(issue.target, issue.kind) for issue in issues] == [
        ("../raw/main/img/d.png", "missing")
    ]

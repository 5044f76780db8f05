"""Links as the generators themselves render them.

Each awkward site is rendered by the real program where it is installed;
every image, its page and the nearest heading above it must be what slidescan links: no more, no
less. What the programs rendered is kept in tests/golden/generators, with their versions, so that
machines without them check the same. Regenerate with: pytest --regenerate
"""

from __future__ import annotations

import json
import os
import re
import shutil
import subprocess
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pytest
from support import ROOT
from support.generator_sites.rendered import ShownImage
from support.generator_sites.site import TOOLS, GeneratorSite
from support.generator_sites.sites import SITES

from slidescan.posts import front_matter as frontmatter
from slidescan.posts.discovery import find_site
from slidescan.posts.generators import hugo_cli
from slidescan.posts.generators.hugo import Hugo
from slidescan.posts.generators.registry import GENERATORS
from slidescan.posts.generators.unknown import UNKNOWN_GENERATORS, UnknownGenerator
from slidescan.posts.links import link_post
from slidescan.posts.read import read_post

GOLDEN = ROOT / "tests" / "golden" / "generators"
NO_TRAILING = ("docusaurus", "docusaurus_versions")
"""Sites whose pages have addresses without the slash of their folder."""

NO_SUFFIX = ("vitepress_clean", "astro_never", "mystmd")
"""Sites whose pages have addresses without the suffix of their file."""


def linked(name: str, root: Path) -> list[ShownImage]:
    """The images that slidescan links, and where."""
    site = find_site(root, site=root)
    assert site.generator.name == name.partition("_")[0]
    found = set()
    for path in site.post_paths:
        post = read_post(site, path)
        assert isinstance(post.url, str)
        url = unquote(urlsplit(site.absolute(post.url)).path)
        for image, links in link_post(site, post).links.items():
            for link in links:
                assert unquote(link.url or "").endswith(unquote(link.anchor or ""))
                found.add(ShownImage(image, url, unquote(link.anchor or "")))
    return _alike(name, found)


def _alike(name: str, places: set[ShownImage]) -> list[ShownImage]:
    if name in NO_TRAILING:
        places = {place._replace(url=place.url.rstrip("/")) for place in places}
    if name in NO_SUFFIX:
        places = {place._replace(url=place.url.removesuffix(".html")) for place in places}
    return sorted(places)


def written(name: str, root: Path) -> GeneratorSite:
    site = SITES[name]()
    site.files.write(root)
    return site


@pytest.mark.usefixtures("no_hugo_list")
@pytest.mark.parametrize("name", SITES)
def test_links_equal_the_golden_files(name: str, tmp_path: Path) -> None:
    site = written(name, tmp_path)
    golden = json.loads((site.golden or GOLDEN / f"{name}.json").read_text("utf-8"))
    assert linked(name, tmp_path) == [ShownImage(*place) for place in golden["places"]]
    assert len(golden["places"]) >= site.min_images


def test_the_documentation_has_a_row_for_each_generator() -> None:
    text = (ROOT / "docs" / "linking.md").read_text("utf-8")
    table = text.partition("## Generators\n")[2].partition("\n## ")[0]
    _, _, *rows = re.findall(r"^\| *([^|]+?) *\|", table, re.MULTILINE)
    ruled = [g for g in GENERATORS if not isinstance(g, UnknownGenerator)]
    names = [str(generator.name) for generator in ruled]
    counts = {n: sum(bool(re.search(rf"\b{n}\b", row.lower())) for row in rows) for n in names}
    assert counts == dict.fromkeys(names, 1)
    assert len(rows) == len(names)


def test_the_documentation_lists_the_generators_without_rules() -> None:
    text = (ROOT / "docs" / "linking.md").read_text("utf-8")
    table = text.partition("## Generators without rules\n")[2].partition("\n## ")[0]
    rows = re.findall(r"^\| *([^|]+?) *\|.*\| *`([^|]+?)` *\|$", table, re.MULTILINE)
    assert rows == [(g.title, g.rendered_folder) for g in UNKNOWN_GENERATORS]


@pytest.mark.generators
@pytest.mark.skipif(shutil.which("hugo") is None, reason="no hugo is installed: apt install hugo")
@pytest.mark.parametrize("name", [name for name in SITES if name.startswith("hugo")])
def test_addresses_by_rules_equal_those_that_hugo_lists(name: str, tmp_path: Path) -> None:
    written(name, tmp_path)
    site = find_site(tmp_path, site=tmp_path)
    assert isinstance(site.generator, Hugo)
    before = sorted(tmp_path.rglob("*"))
    listed = hugo_cli.list_permalinks(tmp_path, site.generator.configured_url)
    assert sorted(tmp_path.rglob("*")) == before  # Hugo leaves nothing behind
    own = {}
    for path in site.post_paths:
        matter = frontmatter.read_front_matter((tmp_path / path).read_text("utf-8"))
        title = str(matter.fields.get("title") or "")
        own[path] = site.generator.url_by_rules(path, matter, title)
    assert len(listed) >= 10
    assert {path: own[path] for path in listed} == listed


@pytest.fixture
def no_hugo_list(monkeypatch: pytest.MonkeyPatch) -> None:
    """Acts as a machine without Hugo."""
    monkeypatch.setattr(hugo_cli, "program", lambda: None)


@pytest.mark.generators
@pytest.mark.slow
@pytest.mark.parametrize("name", SITES)
def test_links_equal_those_of_the_real_generator(
    name: str, tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    site = written(name, tmp_path)
    reason = site.reason_to_skip()
    if reason:
        pytest.skip(reason)
    found = linked(name, tmp_path)
    rendered = _alike(name, set(site.render(tmp_path)))
    if request.config.getoption("--regenerate"):
        version = [part.replace("TOOLS", str(TOOLS)) for part in site.version]
        done = subprocess.run(
            version, capture_output=True, text=True, check=True, cwd=tmp_path, env=os.environ
        )
        data = {
            "version": done.stdout.split("\n")[0].split(" from ")[0].strip(),
            "places": rendered,
        }
        GOLDEN.mkdir(exist_ok=True)
        text = json.dumps(data, ensure_ascii=False, indent=0)
        (GOLDEN / f"{name}.json").write_text(text + "\n", "utf-8")
    assert found == rendered

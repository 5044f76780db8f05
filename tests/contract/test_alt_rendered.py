"""What real generators render before and after alt texts are written.

The awkward sites get hostile alt texts at every place that takes one: their
pages must be the same but for alt texts, and show those. With long descriptions, they must be
the same but for these.
"""

from __future__ import annotations

import re
import shutil
from collections.abc import Mapping
from difflib import SequenceMatcher
from html import unescape
from html.parser import HTMLParser
from pathlib import Path
from typing import NamedTuple

import pytest
from support.factories import slide
from support.generator_sites.site import GeneratorSite
from support.generator_sites.sites import SITES

from slidescan.alt.changes import AltOptions
from slidescan.alt.context import AltContext
from slidescan.alt.propose import propose
from slidescan.core.records import AltProposal
from slidescan.posts.discovery import find_site
from slidescan.posts.file_types import IMAGE_SUFFIXES
from slidescan.posts.read import read_post
from slidescan.posts.site import Site

pytestmark = [pytest.mark.slow, pytest.mark.generators]

ONE_OF_EACH = ("hugo", "jekyll", "mkdocs", "sphinx", "eleventy", "hexo", "vitepress", "docusaurus", "astro", "zola", "pelican", "zensical", "mdbook")  # fmt: skip
CHANGING = re.compile(
    # Parts that change with every build: hashes, times, search data, island ids.
    r"\?v=\w+|\.[\w-]{8,12}\.(?=(?:lean\.)?(?:js|css|json))|<meta\b[^>]*>|mailto:[^\"]*|Build Date UTC.*|\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d[^\"<]*"
    r"|__VP_HASH_MAP__=.*?</script>|\s?data-astro-cid-\w+"
)


class _Alts(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.alts: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag == "img":
            self.alts.append(dict(attrs).get("alt") or "")


def known(site: Site) -> AltContext:
    texts = ('Say "lake" & <b>map</b>', "{{ x }} {% y %} | *a* _b_ `c` [d](e)", "Every table, once")
    slides = [slide(path, texts) for path in site.files if path.lower().endswith(IMAGE_SUFFIXES)]
    posts = {path: read_post(site, path) for path in site.post_paths}
    return AltContext({s.image: s for s in slides}, posts)


def write(root: Path, asked: AltOptions) -> list[AltProposal]:
    site = find_site(root, site=root)
    changes, failures = propose(known(site), site, [], asked)
    assert failures == ()
    for change in changes:
        (root / change.post).write_bytes(change.after)
    again, _ = propose(known(site), find_site(root, site=root), [], asked)
    # A second run changes nothing.
    assert [c.post for c in again if c.before != c.after] == []
    return [p for change in changes for p in change.proposals]


def rendered(site: GeneratorSite, root: Path) -> dict[str, str]:
    site.render(root)
    pages = {
        page.relative_to(root / site.output).as_posix(): page.read_text("utf-8")
        for page in sorted((root / site.output).rglob("*.html"))
    }
    shutil.rmtree(root / site.output)
    if (root / "node_modules").is_symlink():
        (root / "node_modules").unlink()
    return pages


def without_alts(pages: Mapping[str, str]) -> dict[str, str]:
    bare = {}
    for name, page in pages.items():
        text = re.sub(r"\salt(?:=(?:\"[^\"]*\"|'[^']*'|[^\s>\"']+))?(?=[\s/>])", "", page)
        text = re.sub(r"(<img\b[^>]*?)\s*/?>", r"\1>", text)
        bare[name] = CHANGING.sub("", text)
    return bare


def letters(text: str) -> str:
    return re.sub(r"[\W_]+", "", unescape(text)).casefold()


class Rendered(NamedTuple):
    """A site, its folder and its pages as they are before alt texts are written."""

    site: GeneratorSite
    root: Path
    before: Mapping[str, str]

    def after(self, options: AltOptions) -> tuple[list[AltProposal], dict[str, str]]:
        """Writes alt texts into the original site; returns them and the pages."""
        self.site.files.write(self.root)
        return write(self.root, options), rendered(self.site, self.root)


@pytest.fixture(scope="module", params=ONE_OF_EACH)
def pages(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Rendered:
    site = SITES[request.param]()
    if reason := site.reason_to_skip():
        pytest.skip(reason)
    root = tmp_path_factory.mktemp(request.param)
    site.files.write(root)
    return Rendered(site, root, rendered(site, root))


def test_pages_are_the_same_but_for_alt_texts(pages: Rendered) -> None:
    proposals, after = pages.after(AltOptions(replace=True))
    assert sum(p.action == "write" for p in proposals) >= 60
    assert differences(without_alts(pages.before), without_alts(after)) == []
    parser = _Alts()
    parser.feed("".join(after.values()))
    shown = [letters(alt) for alt in parser.alts]
    wanted = letters(proposals[0].proposed)
    assert sum(wanted in alt for alt in shown) >= 60


@pytest.mark.parametrize("form", ["details", "figcaption"])
def test_pages_are_the_same_but_for_long_texts(pages: Rendered, form: str) -> None:
    proposals, after = pages.after(AltOptions(long=form))  # type: ignore[arg-type]
    wrote = sum(p.long_action == "write" for p in proposals)
    joined = letters("".join(after.values()))
    if form == "figcaption" and pages.root.name.startswith("mkdocs"):
        assert wrote == 0  # without md_in_html, it shows no Markdown in HTML
        return
    assert wrote >= 40
    texts = {n: _without_long(page) for n, page in without_alts(after).items()}
    wanted = {n: _without_long(page) for n, page in without_alts(pages.before).items()}
    assert differences(wanted, texts) == []
    # Markup and template tags in the text are shown as text.
    assert joined.count(letters("xya_b_cdeEvery")) >= 40 or "Every" in joined
    for page in without_alts(after).values():
        assert "<b>map</b>" not in page


def _without_long(page: str) -> str:
    """A page's words, without long descriptions and the figures around images."""
    text = re.sub(r"<details\b.*?</details>", "", page, flags=re.DOTALL)
    text = re.sub(r"<figcaption class=\"?slidescan.*?</figcaption>", "", text, flags=re.DOTALL)
    text = re.sub(r"<script\b.*?</script>", "", text, flags=re.DOTALL)
    text = re.sub(
        r"<blockquote>\s*<p><strong>Text of the slide</strong></p>.*?</blockquote>", "", text,
        flags=re.DOTALL,
    )  # fmt: skip
    images = re.findall(r"<img\b[^>]*?src=\"?([^\s\">]+)", text)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]*>", " ", text)).strip() + " ".join(images)


def differences(wanted: Mapping[str, str], found: Mapping[str, str]) -> list[str]:
    """Differences between pages, a few tags and words each."""
    listed = [f"{name} is there once only" for name in sorted(wanted.keys() ^ found.keys())]
    for name in wanted.keys() & found.keys():
        if wanted[name] == found[name]:
            continue
        one, two = (re.split(r"(?=<)|(?<=\s)", pages[name]) for pages in (wanted, found))
        for kind, a, b, c, d in SequenceMatcher(None, one, two, autojunk=False).get_opcodes():
            if kind != "equal":
                listed.append(f"{name}: {''.join(one[a:b])[:300]!r} → {''.join(two[c:d])[:300]!r}")
    return listed[:12]

"""A page and a search over all slides for a static site: no server, no request to other hosts.

The search is Pagefind's (https://pagefind.app): its index is cut into small pieces, of which a
reader's browser fetches what a search needs. Each hit leads to the section of the post that
shows the slide.
"""

from __future__ import annotations

import asyncio
import shutil
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from slidescan.core.files import put
from slidescan.core.records import Failure, Link, Slide
from slidescan.errors import PhotoError, UsageError
from slidescan.export.formats.images import names_of
from slidescan.export.formats.search_index import local
from slidescan.imaging.render import picture_of

HERE = Path(__file__).parents[1] / "templates"
WIDTH = 800
QUALITY = 80
MARK = "slidescan-site.txt"
"""Says that a folder was made by this export, and may be made anew."""


@dataclass(frozen=True, slots=True)
class Shown:
    """A slide on a page.

    Attributes:
        slide: The slide.
        picture: Its picture's path below the export.
        link: Where a post shows it; None where none does.
        url: What its picture leads to.
    """

    slide: Slide
    picture: str
    link: Link | None
    url: str


@dataclass(frozen=True, slots=True)
class PostPage:
    """The page of a post's slides.

    Attributes:
        file: Its name.
        title: The post's.
        date: The post's; empty if unknown.
        sections: Headings, and the slides below each.
    """

    file: str
    title: str
    date: str
    sections: tuple[tuple[str, tuple[Shown, ...]], ...]

    @property
    def count(self) -> int:
        """How many slides it shows."""
        return sum(len(slides) for _, slides in self.sections)


def write_site(
    slides: Iterable[Slide], root: Path, out: Path, title: str
) -> Iterator[tuple[str, Path | Failure]]:
    """Write the pages, the pictures and the search; yields photos, and their picture or why none.

    Args:
        slides: The slides; what only drafts show is left out.
        root: The folder that paths of photos start at.
        out: The folder to write to; what an earlier export left in it goes.
        title: What the page is called.

    Raises:
        UsageError: A package is missing, or the folder can't be written, or holds other files.
    """
    try:
        import jinja2
        import pagefind  # noqa: F401 - whether it is there
    except ModuleNotFoundError as error:
        raise UsageError(
            f"the site needs {error.name}", "install it with pip install 'slidescan[site]'"
        ) from error
    _cleared(out)
    wanted = [slide for slide in slides if not slide.textless and _public(slide)]
    names = names_of([slide.image for slide in wanted], ".jpg")
    shown: list[Shown] = []
    for slide in wanted:
        picture = f"pictures/{names[slide.image]}"
        try:
            data = picture_of(root / slide.image, slide, "JPEG", width=WIDTH, quality=QUALITY)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        put(out / picture, data)
        shown += _shown(slide, picture)
        yield slide.image, out / picture
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(HERE),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages = _pages(shown)
    spoken = Counter(one.slide.language for one in shown)
    languages = [language for language, _ in spoken.most_common()] or ["en"]
    for name in ("site.css", "site.js"):
        put(out / name, (HERE / name).read_bytes())
    _write(
        environment, out / "index.html", "index.html", title=title, pages=pages, languages=languages
    )
    for page in pages:
        _write(environment, out / page.file, "post.html", title=title, page=page)
    asyncio.run(_index(shown, out / "pagefind"))


def _public(slide: Slide) -> bool:
    return not slide.links or any(not link.draft for link in slide.links)


def _shown(slide: Slide, picture: str) -> list[Shown]:
    links = {link.url: link for link in reversed(slide.links) if not link.draft}
    if not links:
        return [Shown(slide, picture, None, picture)]
    return [Shown(slide, picture, link, local(link.url)) for link in reversed(links.values())]


def _cleared(out: Path) -> None:
    """Make the folder, or empty the one that an earlier export made."""
    try:
        if out.exists() and any(out.iterdir()):
            if not (out / MARK).is_file():
                raise UsageError(
                    f"{out} holds files that are not of an earlier export",
                    "name a folder of its own with --out",
                )
            shutil.rmtree(out)
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise UsageError(f"{out} can't be written ({reason})", "choose another --out") from error
    put(out / MARK, b"Made by slidescan export site, which makes this folder anew.\n")


def _pages(shown: Sequence[Shown]) -> list[PostPage]:
    """A page for each post, the latest first; one for what no post shows."""
    by_post: dict[str, list[Shown]] = {}
    for one in shown:
        by_post.setdefault(one.link.post if one.link else "", []).append(one)

    def date(post: str) -> str:
        link = by_post[post][0].link
        return (link.date if link else "") or ""

    pages = []
    for number, post in enumerate(sorted(by_post, key=lambda p: (date(p), p), reverse=True), 1):
        slides = sorted(by_post[post], key=lambda s: (s.link.line if s.link else 0, s.slide.image))
        first = slides[0].link
        sections: dict[str, list[Shown]] = {}
        for one in slides:
            heading = " › ".join(one.link.section) if one.link else ""
            sections.setdefault(heading, []).append(one)
        grouped = tuple((heading, tuple(each)) for heading, each in sections.items())
        title = first.title if first else "Not shown in a post"
        pages.append(PostPage(f"post-{number}.html", title, date(post), grouped))
    return pages


def _write(environment: Any, path: Path, template: str, **values: Any) -> None:  # noqa: ANN401
    put(path, environment.get_template(template).render(**values).encode("utf-8", "replace"))


async def _index(shown: Sequence[Shown], out: Path) -> None:
    from pagefind.index import IndexConfig, PagefindIndex

    config = IndexConfig(output_path=str(out), write_playground=False)
    async with PagefindIndex(config=config) as index:
        for number, one in enumerate(shown):
            slide, link = one.slide, one.link
            meta = {
                "title": slide.title or slide.image.rpartition("/")[2],
                "image": one.picture,
                "image_alt": slide.alt,
                "url": one.url,
            }
            if link:
                meta |= {"post": link.title, "section": " › ".join(link.section)}
            await index.add_custom_record(
                # Two slides of one section are two hits: what tells them apart is no part of the
                # address that is opened.
                url=f"{number}",
                content="\n".join(line.text for line in slide.reading.lines),
                language=slide.language,
                meta=meta,
                filters={"tag": list(link.tags), "post": [link.title]} if link else {},
                sort={"date": link.date} if link and link.date else {},
            )

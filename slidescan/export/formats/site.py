"""Static site: pages and a search over all slides, without a server or requests to other hosts.

The search is Pagefind (https://pagefind.app): a reader's browser fetches only the small pieces of
the index that a search needs. Each hit links to the section of the post that shows the slide.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
from collections import Counter
from collections.abc import AsyncIterator, Awaitable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

import jinja2
from markupsafe import Markup
from pagefind.index import IndexConfig
from pagefind.service import PagefindService

from slidescan.alt.long import as_html
from slidescan.core.files import write_file
from slidescan.core.languages import UNDETERMINED
from slidescan.core.records import Failure, Link, Slide
from slidescan.core.text import is_cjk, words
from slidescan.core.web_address import host_relative, web_address
from slidescan.errors import PhotoError, UsageError
from slidescan.export.deck_links import DeckCopies, PageLink
from slidescan.export.decks import FALLBACK_TITLE
from slidescan.export.paths import file_name_by_image
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.thumbnails import thumbnail
from slidescan.layout.structure import outline_of

Answer = TypeVar("Answer")

PAGEFIND_SECONDS = 300
"""Writing the index of 10,000 slides takes seconds."""

TEMPLATE_FOLDER = Path(__file__).parents[1] / "templates"
MARKER_FILE = "slidescan-site.txt"
"""A file that tells people what made the folder."""

WORDS_FILE = "words.json"
"""The words of all slides, for corrections of what readers type."""

MIN_WORD_LETTERS, MAX_WORD_LETTERS = 3, 40
"""Lengths of words in that file."""

MAX_WORDS = 40_000
"""The most words in that file: about 400 kB, 120 kB compressed."""

MAX_HOME_PICTURES = 4
"""Pictures of a post on the home page."""

MARKER_TEXT = b"Made by slidescan export site. The next export replaces its own files.\n"


@dataclass(frozen=True, slots=True)
class Entry:
    """A slide on a page.

    Attributes:
        slide: The slide.
        picture: Path of its picture below the export.
        link: The link to the slide; None if no post shows it.
        url: Target of its picture: the section, else the picture itself.
        page: The page of the speaker's deck that it shows, if any.
    """

    slide: Slide
    picture: str
    link: Link | None
    url: str
    page: PageLink | None

    @property
    def text(self) -> Markup:
        """The slide's text with its lists and tables, as HTML."""
        return Markup(as_html(outline_of(self.slide), title=False))  # noqa: S704 - it escapes


@dataclass(frozen=True, slots=True)
class PostPage:
    """The page of a post's slides.

    Attributes:
        file: File name of the page.
        title: Title of the post.
        date: Day of the post, ISO 8601; empty if unknown.
        sections: Headings with the slides below each.
    """

    file: str
    title: str
    date: str
    sections: tuple[tuple[str, tuple[Entry, ...]], ...]

    @property
    def count(self) -> int:
        """The number of slides on the page."""
        return sum(len(slides) for _, slides in self.sections)

    @property
    def first(self) -> tuple[Entry, ...]:
        """The first slides, whose pictures stand for the post."""
        entries = (each for _, slides in self.sections for each in slides)
        return tuple(islice(entries, MAX_HOME_PICTURES))


def write(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes pages, pictures and the search into the empty folder `out`.

    Slides that only drafts show are left out.

    Raises:
        UsageError: The folder can't be written.
    """
    title = options.title or FALLBACK_TITLE
    write_file(out / MARKER_FILE, MARKER_TEXT)
    slides = [slide for slide in source.slides if not slide.textless and _is_public(slide)]
    file_name_of = file_name_by_image([slide.image for slide in slides], ".jpg")
    decks = DeckCopies(slides, source.root, source.public_decks, out)
    entries: list[Entry] = []
    for slide in slides:
        picture = f"pictures/{file_name_of[slide.image]}"
        try:
            data = thumbnail(source.root, slide)
        except PhotoError as error:
            yield slide.image, Failure(slide.image, error.what, error.remedy)
            continue
        write_file(out / picture, data)
        entries += _entries(slide, picture, decks.link_of(slide))
        yield slide.image, out / picture
    _write_pages(entries, title, out)
    asyncio.run(_write_search(entries, out / "pagefind"))


def _write_pages(entries: Sequence[Entry], title: str, out: Path) -> None:
    environment = jinja2.Environment(
        loader=jinja2.FileSystemLoader(TEMPLATE_FOLDER),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    pages = _pages(entries)
    counts = Counter(entry.slide.language for entry in entries)
    del counts[UNDETERMINED]
    languages = [language for language, _ in counts.most_common()] or ["en"]
    frequent = frequent_words(entry.slide for entry in entries)
    write_file(out / WORDS_FILE, json.dumps(frequent, ensure_ascii=False).encode())
    for name in ("site.css", "site.js"):
        write_file(out / name, (TEMPLATE_FOLDER / name).read_bytes())
    _render(
        environment, out / "index.html", "index.html", title=title, pages=pages, languages=languages
    )
    for page in pages:
        _render(environment, out / page.file, "post.html", title=title, page=page)


def frequent_words(slides: Iterable[Slide]) -> list[str]:
    """The words of slides, folded, the most frequent first; a typing error is compared to them.

    Words of scripts without spaces are left out: their errors are no typing errors.
    """
    counts: Counter[str] = Counter()
    for slide in {slide.image: slide for slide in slides}.values():
        counts.update(set(words(slide.text)))
    by_count = [
        (-count, word)
        for word, count in counts.items()
        if MIN_WORD_LETTERS <= len(word) <= MAX_WORD_LETTERS
        and word.isalnum()
        and not word.isdecimal()
        and not is_cjk(word)
    ]
    return [word for _, word in sorted(by_count)[:MAX_WORDS]]


def _is_public(slide: Slide) -> bool:
    return not slide.links or any(not link.draft for link in slide.links)


def _entries(slide: Slide, picture: str, page: PageLink | None) -> list[Entry]:
    """An entry for each published section that shows the slide, else one for the picture."""
    links = {
        link.url or (link.post, link.section): link
        for link in reversed(slide.links)
        if not link.draft
    }
    if not links:
        return [Entry(slide, picture, None, picture, page)]
    return [
        Entry(slide, picture, link, _target(link) or picture, page)
        for link in reversed(links.values())
    ]


def _target(link: Link) -> str:
    """The address of a link on any host; empty if it has none that may be opened."""
    url = web_address(link.url)
    return host_relative(url) if url else ""


def _pages(entries: Sequence[Entry]) -> list[PostPage]:
    """A page for each post, the latest first, and one for slides that no post shows."""
    by_post: dict[str, list[Entry]] = {}
    for one in entries:
        by_post.setdefault(one.link.post if one.link else "", []).append(one)

    def date(post: str) -> str:
        link = by_post[post][0].link
        return (link.date if link else "") or ""

    pages = []
    for number, post in enumerate(sorted(by_post, key=lambda p: (date(p), p), reverse=True), 1):
        slides = sorted(by_post[post], key=lambda s: (s.link.line if s.link else 0, s.slide.image))
        first = slides[0].link
        sections: dict[str, list[Entry]] = {}
        for one in slides:
            heading = " › ".join(one.link.section) if one.link else ""
            sections.setdefault(heading, []).append(one)
        grouped = tuple((heading, tuple(each)) for heading, each in sections.items())
        title = first.title if first else "Not shown in a post"
        pages.append(PostPage(f"post-{number}.html", title, date(post), grouped))
    return pages


def _render(environment: Any, path: Path, template: str, **values: Any) -> None:  # noqa: ANN401
    write_file(path, environment.get_template(template).render(**values).encode("utf-8", "replace"))


async def _write_search(entries: Sequence[Entry], out: Path) -> None:
    # Pagefind's client leaves errors of its own task to the log.
    asyncio.get_running_loop().set_exception_handler(lambda *_: None)
    async with _pagefind() as service:
        config = IndexConfig(output_path=str(out), write_playground=False)
        index = await _answered(service.create_index(config))
        for number, one in enumerate(entries):
            slide, link = one.slide, one.link
            meta = {
                "title": slide.title or slide.image.rpartition("/")[2],
                "image": one.picture,
                "image_alt": slide.alt,
                "url": one.url,
            }
            if link:
                meta |= {"post": link.title, "section": " › ".join(link.section)}
            if one.page and one.page.url:
                meta |= {"deck": one.page.url, "page": f"Page {one.page.number} of {one.page.name}"}
            record = index.add_custom_record(
                # Pagefind merges records with one URL, but two slides of a section are two hits.
                url=f"{number}",
                content=slide.text,
                language=slide.language,
                meta=meta,
                filters={"tag": list(link.tags), "post": [link.title]} if link else {},
                sort={"date": link.date} if link and link.date else {},
            )
            await _answered(record)
        await _answered(index.write_files())


@contextlib.asynccontextmanager
async def _pagefind() -> AsyncIterator[PagefindService]:
    """Pagefind's program, which has ended afterwards, whatever happens.

    Its client leaves a program running that doesn't answer.
    """
    service = await PagefindService().launch()
    try:
        yield service
    finally:
        service._poll_task.cancel()  # noqa: SLF001
        service._backend._transport.close()  # noqa: SLF001 - kills the program
        await service._backend.wait()  # noqa: SLF001


async def _answered(answer: Awaitable[Answer]) -> Answer:
    """Waits for an answer of Pagefind, whose client waits forever if its program has ended.

    Raises:
        UsageError: There is none.
    """
    try:
        return await asyncio.wait_for(answer, PAGEFIND_SECONDS)
    except (asyncio.TimeoutError, ConnectionError) as error:
        raise UsageError(
            "Pagefind, which makes the search, doesn't answer",
            "export again; if it happens again, report it",
        ) from error

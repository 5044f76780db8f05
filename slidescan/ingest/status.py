"""The status of an index: its contents, the installed engines, and problems."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import chain

from slidescan.core.presence import is_gone
from slidescan.core.records import EngineStatus, Status, of_kind
from slidescan.errors import IndexMissing
from slidescan.ingest.failures import divide_absent
from slidescan.ingest.unread import unread, unread_in_posts
from slidescan.ocr.registry import available
from slidescan.posts.links import shared_urls, unknown_urls
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lookup import site_root
from slidescan.store.post_outlines import PostOutline, page_link_outlines, post_outlines
from slidescan.store.schema import BY_NAME


def status(location: Location, version: str) -> Status:
    """The status of an index; a missing index is a problem in the status.

    Args:
        location: The index.
        version: The version of slidescan.
    """
    engines = tuple(available().values())
    try:
        with Catalogue.open(location) as catalogue:
            return _status(location, catalogue, engines, version)
    except IndexMissing as error:
        return Status(
            version=version,
            index=str(location),
            site=None,
            generator=None,
            base_url=None,
            slides=0,
            linked=0,
            unlinked=(),
            posts=0,
            gone=(),
            outdated=(),
            missing=(),
            failures=(),
            engines=engines,
            problems=(str(error),),
        )


@dataclass(frozen=True, slots=True)
class _Counts:
    """What the cards of slides tell, without reading the slides."""

    slides: int
    unlinked: tuple[str, ...]
    textless: tuple[str, ...]
    kinds: dict[str, int]
    languages: dict[str, int]

    @classmethod
    def of(cls, catalogue: Catalogue) -> _Counts:
        rows = catalogue.card_rows
        missing = rows.missing()
        if not missing:
            unlinked, textless = rows.unlinked(), rows.textless()
            return cls(catalogue.count(), unlinked, textless, rows.kinds(), rows.languages())
        slides = list(catalogue.slides())
        return cls(
            len(slides),
            tuple(slide.image for slide in slides if not slide.links),
            tuple(slide.image for slide in slides if slide.textless),
            dict(Counter(slide.kind for slide in slides).most_common()),
            dict(Counter(slide.language for slide in slides if not slide.textless).most_common()),
        )


def _status(
    location: Location, catalogue: Catalogue, engines: tuple[EngineStatus, ...], version: str
) -> Status:
    root = site_root(catalogue)
    base_url = catalogue.meta("base_url") or ""
    counts = _Counts.of(catalogue)
    posts = post_outlines(catalogue.database)
    has_pages = catalogue.database.schema >= BY_NAME["page_links"].since
    on_pages = page_link_outlines(catalogue.database) if has_pages else {}
    reader = catalogue.meta("reader") or ""
    of_posts = (s.links for s in posts.values() if s.post.path not in on_pages)
    links = [*of_posts, *on_pages.values()]
    references = [reference for post in posts.values() for reference in post.missing]
    problems = []
    if is_gone(root):
        problems.append(f"the site {root} is gone: ingest again where it is now")
    if not any(engine.available for engine in engines):
        problems.append("no OCR engine is installed")
    images = catalogue.images()
    gone, unreachable = divide_absent(root, images)
    return Status(
        version=version,
        index=str(location),
        site=str(root),
        generator=catalogue.meta("generator"),
        base_url=base_url or None,
        slides=counts.slides,
        linked=counts.slides - len(counts.unlinked),
        unlinked=counts.unlinked,
        posts=len(posts),
        gone=gone,
        textless=counts.textless,
        kinds=counts.kinds,
        outdated=catalogue.outdated(reader),
        missing=of_kind(references, "missing"),
        unclear=of_kind(references, "unclear"),
        case_differences=of_kind(references, "case"),
        drafts=tuple(path for path, stored in posts.items() if stored.post.draft),
        shared_urls=shared_urls(
            (stored.post for stored in posts.values()),
            lambda post: _address(post, base_url),
        ),
        unknown_urls=unknown_urls(
            # The pages of a built site tell the addresses of posts without photos, too.
            () if on_pages else (stored.post for stored in posts.values()),
            (link for each in links for of_image in each.values() for link in of_image),
        ),
        failures=catalogue.failures(),
        unreachable=tuple(unreachable),
        engines=engines,
        problems=tuple(problems),
        unread=(
            *unread(catalogue),
            *unread_in_posts(catalogue, {*images}, chain.from_iterable(links)),
        ),
        languages_met=counts.languages,
    )


def _address(post: PostOutline, base_url: str) -> str | None:
    url = post.page_url
    return base_url.rstrip("/") + url if url is not None and url.startswith("/") else url

"""What an index holds, which engines are at hand, and what is wrong."""

from __future__ import annotations

from collections import Counter

from slidescan.core.records import EngineStatus, Status
from slidescan.errors import IndexMissing
from slidescan.ocr.registry import available
from slidescan.posts.links import shared_urls
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Location
from slidescan.store.lookup import site_root


def status(place: Location, version: str) -> Status:
    """The state of an index, also where there is none."""
    engines = tuple(available().values())
    try:
        with Catalogue.open(place) as catalogue:
            return _status(place, catalogue, engines, version)
    except IndexMissing as error:
        return Status(
            version=version,
            index=str(place),
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


def _status(
    place: Location, catalogue: Catalogue, engines: tuple[EngineStatus, ...], version: str
) -> Status:
    root = site_root(catalogue)
    base = catalogue.meta("base_url") or ""
    slides = list(catalogue.slides())
    posts = catalogue.posts()
    reader = catalogue.meta("reader")
    readers = catalogue.readers()
    problems = []
    if not root.is_dir():
        problems.append(f"the site {root} is gone: ingest again where it is now")
    if not any(engine.available for engine in engines):
        problems.append("no OCR engine is installed")
    return Status(
        version=version,
        index=str(place),
        site=str(root),
        generator=catalogue.meta("generator"),
        base_url=base or None,
        slides=len(slides),
        linked=sum(1 for slide in slides if slide.links),
        unlinked=tuple(slide.image for slide in slides if not slide.links),
        posts=len(posts),
        gone=tuple(s.image for s in slides if not (root / s.image).exists()),
        textless=tuple(slide.image for slide in slides if slide.textless),
        kinds=dict(Counter(slide.kind for slide in slides).most_common()),
        outdated=tuple(s.image for s in slides if readers.get(s.photo.sha256) != reader),
        missing=tuple(m for post in posts.values() for m in post.missing),
        drafts=tuple(path for path, stored in posts.items() if stored.post.draft),
        shared_urls=shared_urls(
            (stored.post for stored in posts.values()),
            lambda url: base.rstrip("/") + url if url.startswith("/") else url,
        ),
        failures=catalogue.failures(),
        engines=engines,
        problems=tuple(problems),
    )

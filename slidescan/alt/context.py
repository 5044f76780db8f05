"""The slides, posts and decisions that alt texts depend on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Collection, ItemsView, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.alt.event_words import EventWords
from slidescan.alt.lexicon import Lexicon
from slidescan.alt.stored_slides import StoredSlides
from slidescan.core.records import AltDecision, Link, Post, Slide
from slidescan.errors import PostError, UsageError
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.derivation import event_scope
from slidescan.store.serialization import MALFORMED, slide_from_json

_BARE_SLIDE: Mapping[str, Any] = {
    "sha256": "0" * 64,
    "width": 1,
    "height": 1,
    "taken": None,
    "quad": None,
    "quad_confidence": 0.0,
    "engine": "",
    "model": "",
    "languages": [],
    "title": None,
    "description": "",
    "language": "en",
    "links": [],
    "duplicates": [],
}
"""The members of a slide that an `alt-check` leaves out."""


@dataclass(frozen=True)
class AltContext:
    """The slides, posts and decisions that alt texts depend on.

    Attributes:
        slides: By image.
        posts: The posts as last read, by path; they show which alt texts several images share.
        written: Alt texts that slidescan wrote: post, image, text.
        decided: What people decided, by post and image.
        long_texts: Long descriptions that slidescan wrote: post, image, text.
        described: The answers of a describer, by the SHA-256 of the photo.
        assistant_alts: The assistant and the alt text that it proposed, by the SHA-256 of the
            photo.
        catalogue: Holds the words of each event, while it is open; None if `slides` hold them.
    """

    slides: Mapping[str, Slide]
    posts: Mapping[str, Post]
    written: frozenset[tuple[str, str, str]] = frozenset()
    decided: Mapping[tuple[str, str], AltDecision] = field(default_factory=dict)
    long_texts: frozenset[tuple[str, str, str]] = frozenset()
    described: Mapping[str, str] = field(default_factory=dict)
    assistant_alts: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    catalogue: Catalogue | None = None

    @cached_property
    def written_images(self) -> frozenset[tuple[str, str]]:
        """The posts and images for which slidescan wrote an alt text."""
        return frozenset((post, image) for post, image, _ in self.written)

    @cached_property
    def written_alts(self) -> frozenset[str]:
        """The alt texts that slidescan wrote, anywhere."""
        return frozenset(alt for _, _, alt in self.written)

    @cached_property
    def lexicon(self) -> Lexicon:
        """The words of all slides."""
        return Lexicon.of(slide.reading.lines for slide in self.all_slides())

    def all_slides(self) -> Iterator[Slide]:
        """Yields all slides; those of a catalogue one by one, so that memory holds few."""
        if self.catalogue is not None and isinstance(self.slides, StoredSlides):
            return self.catalogue.slides()
        return iter(self.slides.values())

    @cached_property
    def long_texts_of(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """The long descriptions that slidescan wrote, by post and image."""
        texts: dict[tuple[str, str], list[str]] = defaultdict(list)
        for post, image, text in sorted(self.long_texts):
            texts[post, image].append(text)
        return texts

    @cached_property
    def links_by_post(self) -> Mapping[str, Sequence[tuple[str, Link]]]:
        """The images and links of each post, by its path."""
        links: dict[str, list[tuple[str, Link]]] = defaultdict(list)
        slides = self.slides.items()
        if self.catalogue is not None and isinstance(self.slides, StoredSlides):
            slides = self._slides_of_posts(self.catalogue)
        for image, slide in slides:
            for link in slide.links:
                links[link.post].append((image, link))
        return links

    def _slides_of_posts(self, catalogue: Catalogue) -> ItemsView[str, Slide]:
        """The slides that the posts show, by image."""
        on_pages = catalogue.built.links()
        stored = catalogue.posts_at(self.posts)
        links = [on_pages[p].links if p in on_pages else s.links for p, s in stored.items()]
        images = sorted({image for each in links for image in each})
        return {image: self.slides[image] for image in images if image in self.slides}.items()

    def lexicon_of(self, slide: Slide) -> Lexicon:
        """The words of a slide's event, or of all slides if its event's words aren't stored."""
        scope = event_scope(slide.image)
        lexicon = self._lexicons.get(scope)
        if lexicon is None:
            rows = self.catalogue.derivation if self.catalogue is not None else None
            if rows is not None and rows.exists and not rows.is_empty(scope):
                lexicon = EventWords(rows, scope, is_new=False).lexicon()
            else:
                lexicon = self.lexicon
            self._lexicons[scope] = lexicon
        return lexicon

    @cached_property
    def _lexicons(self) -> dict[str, Lexicon]:
        return {}

    @classmethod
    def of(
        cls, catalogue: Catalogue, describer: str = "", posts: Collection[str] | None = None
    ) -> AltContext:
        """The context from a catalogue.

        Args:
            catalogue: Open; with `posts`, as long as the context is used.
            describer: Name of the describer whose answers to use; empty for none.
            posts: The posts to look at, whose slides are loaded when they are asked for; None for
                all posts.
        """
        slides: Mapping[str, Slide] = StoredSlides(catalogue)
        stored = catalogue.posts() if posts is None else catalogue.posts_at(sorted(posts))
        if posts is None:
            slides = {slide.image: slide for slide in catalogue.slides()}
        return cls(
            slides=slides,
            posts={path: each.post for path, each in stored.items()},
            catalogue=catalogue if posts is not None else None,
            written=catalogue.edits.written(),
            decided=_by_reference(catalogue.edits.decisions()),
            long_texts=catalogue.edits.long_texts(),
            described=catalogue.edits.described(describer) if describer else {},
            assistant_alts=catalogue.edits.assistant_alts(),
        )

    @classmethod
    def streamed(cls, catalogue: Catalogue) -> AltContext:
        """The context of all posts, whose slides are loaded when they are asked for.

        Args:
            catalogue: Open as long as the context is used.
        """
        stored = catalogue.posts()
        posts = {path: each.post for path, each in stored.items()}
        return replace(cls.of(catalogue, "", ()), posts=posts)

    def of_posts(self, catalogue: Catalogue, posts: Collection[str]) -> AltContext:
        """The same context, for some posts, whose slides are loaded when they are asked for."""
        stored = catalogue.posts_at(sorted(posts))
        return replace(
            self,
            slides=StoredSlides(catalogue),
            posts={path: each.post for path, each in stored.items()},
            catalogue=catalogue,
        )

    @classmethod
    def of_export(cls, file: Path, site: Site) -> AltContext:
        """The context from an export (`json` or `alt-check`) and the posts of a site.

        Raises:
            UsageError: The file can't be read, or isn't an export.
        """
        try:
            data = json.loads(file.read_text("utf-8"))
            slides = [slide_from_json(_complete(entry)) for entry in data["slides"]]
            decisions = [_decision_from_json(entry) for entry in data.get("alts", ())]
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UsageError(f"{file} can't be read ({reason})", "name another file") from error
        except MALFORMED as error:
            raise UsageError(
                f"{file} is not an export of slidescan", "make one with slidescan export alt-check"
            ) from error
        return cls(
            slides={slide.image: slide for slide in slides},
            posts=_posts_of(site),
            decided=_by_reference(decisions),
        )


def _complete(entry: Mapping[str, Any]) -> Mapping[str, Any]:
    """A slide's JSON as in an export of everything.

    One of an `alt-check` has no photo and no quads; a check uses neither, so that they are zero.
    """
    if "lines" in entry:
        return entry
    lines = [
        {"text": text, "confidence": 1.0, "quad": [[0.0, 0.0]] * 4, "role": "body"}
        for text in entry["text"].splitlines()
    ]
    return {**_BARE_SLIDE, **{k: v for k, v in entry.items() if k != "text"}, "lines": lines}


def _by_reference(decisions: Sequence[AltDecision]) -> dict[tuple[str, str], AltDecision]:
    return {(decision.post, decision.image): decision for decision in decisions}


def _decision_from_json(entry: Mapping[str, Any]) -> AltDecision:
    return AltDecision.of(entry["post"], entry["image"], entry["decision"], entry["alt"])


def _posts_of(site: Site) -> dict[str, Post]:
    """The readable posts; the check itself reports the others."""
    posts = {}
    for path in site.post_paths:
        try:
            posts[path] = read_post(site, path)
        except PostError:
            continue
    return posts

"""The slides, posts and decisions that alt texts depend on."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.alt.lexicon import Lexicon
from slidescan.core.records import AltDecision, Link, Post, Slide
from slidescan.errors import PostError, UsageError
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
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
    """

    slides: Mapping[str, Slide]
    posts: Mapping[str, Post]
    written: frozenset[tuple[str, str, str]] = frozenset()
    decided: Mapping[tuple[str, str], AltDecision] = field(default_factory=dict)
    long_texts: frozenset[tuple[str, str, str]] = frozenset()
    described: Mapping[str, str] = field(default_factory=dict)
    assistant_alts: Mapping[str, tuple[str, str]] = field(default_factory=dict)

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
        return Lexicon.of(slide.reading.lines for slide in self.slides.values())

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
        for image, slide in self.slides.items():
            for link in slide.links:
                links[link.post].append((image, link))
        return links

    @classmethod
    def of(cls, catalogue: Catalogue, describer: str = "") -> AltContext:
        """The context from a catalogue.

        Args:
            catalogue: Open.
            describer: Name of the describer whose answers to use; empty for none.
        """
        return cls(
            slides={slide.image: slide for slide in catalogue.slides()},
            posts={path: stored.post for path, stored in catalogue.posts().items()},
            written=catalogue.edits.written(),
            decided=_by_reference(catalogue.edits.decisions()),
            long_texts=catalogue.edits.long_texts(),
            described=catalogue.edits.described(describer) if describer else {},
            assistant_alts=catalogue.edits.assistant_alts(),
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

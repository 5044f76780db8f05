"""What is known of slides and of decisions about their alt texts."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path

from slidescan.core.records import AltDecision, Post, Slide
from slidescan.errors import PostError, UsageError
from slidescan.posts.read import read_post
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue
from slidescan.store.serialization import slide_from_json


@dataclass(frozen=True)
class AltContext:
    """What is known.

    Attributes:
        slides: By their image.
        posts: As they were last read, by their path: for what stands on several images.
        written: Alt texts that slidescan wrote: post, image, text.
        decided: What persons decided, by post and image.
        long_texts: Long descriptions that slidescan wrote: post, image, text.
        described: A describer's answers, by the SHA-256 of the photo.
    """

    slides: Mapping[str, Slide]
    posts: Mapping[str, Post]
    written: frozenset[tuple[str, str, str]] = frozenset()
    decided: Mapping[tuple[str, str], AltDecision] = field(default_factory=dict)
    long_texts: frozenset[tuple[str, str, str]] = frozenset()
    described: Mapping[str, str] = field(default_factory=dict)

    @cached_property
    def wrote(self) -> frozenset[tuple[str, str]]:
        """Posts and images for which slidescan wrote alt texts."""
        return frozenset((post, image) for post, image, _ in self.written)

    @cached_property
    def long_written(self) -> Mapping[tuple[str, str], Sequence[str]]:
        """Long descriptions that slidescan wrote, by post and image."""
        found: dict[tuple[str, str], list[str]] = defaultdict(list)
        for post, image, text in sorted(self.long_texts):
            found[post, image].append(text)
        return found

    @classmethod
    def of(cls, catalogue: Catalogue, describer: str = "") -> AltContext:
        """What a catalogue knows.

        Args:
            catalogue: Open.
            describer: The name of a describer whose answers are wanted.
        """
        return cls(
            slides={slide.image: slide for slide in catalogue.slides()},
            posts={path: stored.post for path, stored in catalogue.posts().items()},
            written=catalogue.written(),
            decided={(d.post, d.image): d for d in catalogue.decisions()},
            long_texts=catalogue.long_texts(),
            described=catalogue.described(describer) if describer else {},
        )

    @classmethod
    def exported(cls, file: Path, site: Site) -> AltContext:
        """What an export (`slidescan export json`) of a catalogue knows; posts are read anew.

        Raises:
            UsageError: It can't be read, or is no export.
        """
        try:
            data = json.loads(file.read_text("utf-8"))
            slides = [slide_from_json(entry) for entry in data["slides"]]
            decided = [
                AltDecision.of(d["post"], d["image"], d["decision"], d["alt"])
                for d in data.get("alts", ())
            ]
        except OSError as error:
            reason = (error.strerror or str(error)).lower()
            raise UsageError(f"{file} can't be read ({reason})", "name an export") from error
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise UsageError(
                f"{file} is no export of slidescan", "make one with slidescan export json"
            ) from error
        posts = {}
        for path in site.post_paths:
            try:
                posts[path] = read_post(site, path)
            except PostError:
                continue  # whoever looks at this post says what is wrong with it
        return cls(
            slides={slide.image: slide for slide in slides},
            posts=posts,
            decided={(d.post, d.image): d for d in decided},
        )

"""Alt texts that several images share, and those that say nothing about any of them."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Container, Iterable, Sequence

from slidescan.alt.context import AltContext
from slidescan.alt.placeholder import is_placeholder
from slidescan.alt.targets import alt_of, image_of, takes_alt
from slidescan.core.records import ImageReference, Post
from slidescan.core.text import words
from slidescan.posts.site import Site

MIN_SHARED_PICTURES = 2
"""A text that names only the post says nothing if it stands on all of this many pictures."""

MIN_UNRELATED_PICTURES = 3
"""A text of which no word stands on any slide says nothing from this many pictures on."""

MIN_RELATED_WORD_CHARS = 3
"""Shorter words don't relate a text to a slide."""


class SharedAlts(Container[str]):
    """Case-folded alt texts that pictures of different slides share.

    The same photo, and another photo of the same slide, may have the same alt text.

    Args:
        context: The posts, and their slides.
        site: The posts' site.
    """

    def __init__(self, context: AltContext, site: Site) -> None:
        self._context = context
        self._site = site
        self._pictures: dict[str, dict[str, list[str]]] = defaultdict(dict)  # by alt, by post
        self._alts: dict[str, set[str]] = {}  # by post
        for post in context.posts.values():
            self.put(post)

    def put(self, post: Post) -> None:
        """Counts the alt texts of a post, in place of those that it had before."""
        for alt in self._alts.pop(post.path, ()):
            del self._pictures[alt][post.path]
        for reference in _by_people(post, self._context):
            alt = (alt_of(reference) or "").casefold()
            if alt:
                picture = _picture(self._context, self._site, post, reference)
                self._pictures[alt].setdefault(post.path, []).append(picture)
                self._alts.setdefault(post.path, set()).add(alt)

    def texts(self) -> frozenset[str]:
        """All of them."""
        return frozenset(alt for alt in self._pictures if alt in self)

    def __contains__(self, alt: object) -> bool:
        by_post = self._pictures.get(alt, {}) if isinstance(alt, str) else {}
        return len({picture for pictures in by_post.values() for picture in pictures}) > 1


def repeated_alts(context: AltContext, site: Site) -> frozenset[str]:
    """The texts of `SharedAlts`."""
    return SharedAlts(context, site).texts()


def empty_alts(context: AltContext, site: Site) -> frozenset[tuple[str, str]]:
    """Alt texts that stand on every picture of a post and say nothing about any: post, alt.

    Such a text names nothing but the post or the folder of its pictures, or no word of it stands
    on any of the slides. The alt texts are case-folded; those that slidescan wrote don't count.
    """
    return frozenset(
        (post.path, alt)
        for post in context.posts.values()
        if (alt := empty_alt(post, context, site)) is not None
    )


def empty_alt(post: Post, context: AltContext, site: Site) -> str | None:
    """The alt text of one post for `empty_alts`; None without one."""
    references = [r for r in _by_people(post, context) if takes_alt(r)]
    alts = {(alt_of(reference) or "").casefold() for reference in references}
    if len(references) < MIN_SHARED_PICTURES or len(alts) != 1 or "" in alts:
        return None
    (alt,) = alts
    images = {_picture(context, site, post, reference) for reference in references}
    besides = _words_besides_post(alt, post, references)
    if len(images) >= MIN_SHARED_PICTURES and _says_nothing(besides, images, context):
        return alt
    return None


def _by_people(post: Post, context: AltContext) -> Iterable[ImageReference]:
    """The references of a post whose alt texts slidescan didn't write."""
    written = context.written_alts
    return (reference for reference in post.references if alt_of(reference) not in written)


def _picture(context: AltContext, site: Site, post: Post, reference: ImageReference) -> str:
    """What a reference shows: one name for all photos of a slide."""
    image = image_of(site, post, reference)
    if image is None:
        urls = site.site_of(post.path).local_urls(reference.target, post.page_url)
        return urls[-1] if urls else reference.target
    slide = context.slides.get(image)
    return min(image, *slide.duplicates) if slide and slide.duplicates else image


def _words_besides_post(
    alt: str, post: Post, references: Sequence[ImageReference]
) -> frozenset[str]:
    """The words of an alt text that name neither the post, nor a folder, nor a kind of picture."""
    folders = {posixpath.dirname(reference.target) for reference in references}
    of_post = "".join(words(" ".join([post.title, post.path, *post.tags, *folders])))
    return frozenset(
        word for word in words(alt) if word not in of_post and not is_placeholder(word)
    )


def _says_nothing(besides: frozenset[str], images: Iterable[str], context: AltContext) -> bool:
    if not besides:
        return True
    slides = [context.slides.get(image) for image in images]
    if len(slides) < MIN_UNRELATED_PICTURES:
        return False
    related = {word for word in besides if len(word) >= MIN_RELATED_WORD_CHARS}
    return all(
        slide is not None and not slide.textless and related.isdisjoint(words(slide.text))
        for slide in slides
    )

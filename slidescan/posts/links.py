"""Posts and photos meet: where each photo is shown."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass

from slidescan.core.records import ImageReference, Link, MissingReference, Post, SharedUrl
from slidescan.posts.read import section_at
from slidescan.posts.references.state import IMAGE_SUFFIXES
from slidescan.posts.site import Site


@dataclass(frozen=True, slots=True)
class PostLinks:
    """What one post shows.

    Attributes:
        links: For each image of the site that it shows, by path, the places.
        missing: References to images that don't exist.
    """

    links: Mapping[str, tuple[Link, ...]]
    missing: tuple[MissingReference, ...]


def link_post(site: Site, post: Post) -> PostLinks:
    """Resolve a post's image references against the files of its site."""
    found: dict[str, list[Link]] = defaultdict(list)
    missing = []
    for reference in post.references:
        shown = site.resolve(reference.target, reference.syntax, post.path, post.url)
        for image in shown:
            link = _link(site, post, reference)
            # A shortcode and the tag it wraps may name one image at one place.
            if link not in found[image]:
                found[image].append(link)
        if not shown and is_missing(site, post, reference):
            missing.append(MissingReference(post.path, reference.line, reference.target))
    return PostLinks({image: tuple(links) for image, links in found.items()}, tuple(missing))


def is_missing(site: Site, post: Post, reference: ImageReference) -> bool:
    """Whether a reference that resolves to no file should have: an image of this very site."""
    local = site.local(reference.target, post.url)
    if not local or "{{" in reference.target or "*" in reference.target:
        return False
    return local[-1].lower().endswith(IMAGE_SUFFIXES)


def _link(site: Site, post: Post, reference: ImageReference) -> Link:
    section = section_at(post, reference.line)
    url = site.absolute(post.url)
    if section is not None and section.anchor:
        url = site.generator.anchor_url(url, section.anchor)
    return Link(
        post=post.path,
        line=reference.line,
        title=post.title,
        date=post.date,
        tags=post.tags,
        section=section.path if section else (),
        anchor=section.anchor if section else None,
        url=url,
        draft=post.draft,
    )


def shared_urls(posts: Iterable[Post], absolute: Callable[[str], str]) -> tuple[SharedUrl, ...]:
    """The addresses that several posts claim, made absolute by `absolute`."""
    claimed: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        claimed[post.url].append(post.path)
    return tuple(
        SharedUrl(absolute(url), tuple(sorted(paths)))
        for url, paths in sorted(claimed.items())
        if len(paths) > 1
    )


def unlinked(images: Sequence[str], links: Mapping[str, Sequence[Link]]) -> tuple[str, ...]:
    """The images that no post shows."""
    return tuple(image for image in images if not links.get(image))

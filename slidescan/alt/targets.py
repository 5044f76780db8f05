"""The posts, image references and slides that a command selects."""

from __future__ import annotations

import re
from collections.abc import Container, Hashable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slidescan.alt.context import AltContext
from slidescan.alt.fragments import Pages
from slidescan.core.presence import is_folder, is_there
from slidescan.core.records import Failure, ImageReference, Post, Slide
from slidescan.core.text import words
from slidescan.errors import NotInIndex, PostError
from slidescan.posts.alt_styling import BRACKET_SYNTAXES, without_styling
from slidescan.posts.file_types import POST_SUFFIXES
from slidescan.posts.post_files import read_bytes
from slidescan.posts.read import read_post, section_at
from slidescan.posts.site import Site

CAPTION_LINES = 3
"""The most lines between an image and its caption."""

NO_FRAGMENTS: Mapping[str, Pages] = {}
"""No file that posts include."""

_CAPTION = re.compile(
    r"^[ \t>]*(?:[*_](?P<emphasised>[^*_\r\n].*?)[*_]|<figcaption>(?P<html>.*?)</figcaption>)\s*$"
)


def select_targets(
    site: Site, paths: Sequence[Path], images: Container[str], fragments: Iterable[str] = ()
) -> tuple[list[str], frozenset[str]]:
    """The posts and images that paths select.

    Args:
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.
        images: The photos of the index.
        fragments: Files that posts include; they are selected as posts are.

    Returns:
        Paths of posts below the site, and images; no images means all images of the posts.

    Raises:
        NotInIndex: A path is neither a post nor a photo of the index.
    """
    all_posts = [*site.post_paths, *fragments]
    if not paths:
        return all_posts, frozenset()
    posts: set[str] = set()
    limited_to: set[str] = set()
    for path in paths:
        existing = existing_path(site, path)
        below = site.locate(existing)
        if is_folder(existing):
            prefix = f"{below}/" if below else ""
            posts |= {*site.tree.post_paths_of(below)}
            posts |= {fragment for fragment in fragments if fragment.startswith(prefix)}
        elif below.lower().endswith(POST_SUFFIXES):
            posts |= {*site.tree.post_paths_of(below)}
        elif below in images:
            limited_to.add(below)
        else:
            raise NotInIndex(
                f"{path} is neither a post nor a photo of the index",
                "read it with slidescan ingest",
            )
    if limited_to and not posts:
        posts = set(all_posts)
    if not posts:
        given = ", ".join(str(path) for path in paths)
        raise NotInIndex(f"{given} holds no post of the site", "name posts, or folders of posts")
    return sorted(posts), frozenset(limited_to)


def photos_only(site: Site, paths: Sequence[Path], images: Container[str]) -> tuple[str, ...]:
    """The photos that paths name; empty if one of them is something else than a photo.

    Raises:
        NotInIndex: A path doesn't exist.
    """
    photos = [site.locate(existing_path(site, path)) for path in paths]
    return tuple(photos) if all(photo in images for photo in photos) else ()


def existing_path(site: Site, path: Path) -> Path:
    """The path below the working directory, else below the site."""
    for existing in (path.expanduser(), site.root / path):
        if is_there(existing):
            return existing
    raise NotInIndex(f"{path} doesn't exist", "name posts, folders of posts, or photos")


def posts_with_bytes(
    site: Site,
    paths: Iterable[str],
    fragments: Mapping[str, Pages] = NO_FRAGMENTS,
    read: set[object] | None = None,
) -> Iterator[tuple[Post, bytes] | Failure]:
    """Each post with its bytes, or the failure to read it; a file with several names once.

    Args:
        site: The posts' site.
        paths: The posts.
        fragments: The files among them that posts include.
        read: The files that were read before; takes those that are read now.
    """
    files = set[object]() if read is None else read
    for path in paths:
        file = site.tree.file_id(path)
        if file in files:
            continue
        files.add(file)
        try:
            data = read_bytes(site, path)
            post = read_post(site, path, data)
            yield replace(post, pages=fragments.get(path, ())), data
        except PostError as error:
            yield Failure(path, error.what, error.remedy)


def takes_alt(reference: ImageReference) -> bool:
    """Whether a reference can have its own alt text."""
    if reference.syntax == "front matter":
        return reference.alt_span is not None
    return reference.syntax != "srcset"


def alt_of(reference: ImageReference) -> str | None:
    """The alt text of a reference, without words that style the picture; None without one."""
    if reference.alt is None or reference.syntax not in BRACKET_SYNTAXES:
        return reference.alt
    return without_styling(reference.alt)


def image_of(site: Site, post: Post, reference: ImageReference) -> str | None:
    """The image that a reference shows; None if it isn't in the site, or is ambiguous.

    The addresses in an included file count from the file, or from a page that includes it.
    """
    first_url = post.pages[0][1] if post.pages else post.page_url
    for path, url in ((post.path, first_url), *post.pages):
        images = site.resolve(reference.target, reference.syntax, path, url)
        if images:
            return images[0] if len(images) == 1 else None
    return None


@dataclass(frozen=True, slots=True)
class AltReference:
    """A reference that can have an alt text, and its image; None if the site doesn't have it."""

    reference: ImageReference
    image: str | None


def alt_references(context: AltContext, site: Site, post: Post) -> list[AltReference]:
    """The references of a post that can have an alt text, one for each alt text.

    A thumbnail and the image behind it share one; it is that of the slide, if either is one.
    """
    references: dict[Hashable, AltReference] = {}
    for number, reference in enumerate(post.references):
        if not takes_alt(reference):
            continue
        image = image_of(site, post, reference)
        key: Hashable = (reference.alt_span, reference.insert) if reference.alt_span else number
        before = references.get(key)
        if before is None or (before.image not in context.slides and image in context.slides):
            references[key] = AltReference(reference, image)
    return list(references.values())


def slide_references(
    context: AltContext, site: Site, post: Post
) -> list[tuple[ImageReference, Slide]]:
    """The references of a post that show a slide and can have an alt text."""
    references = alt_references(context, site, post)
    slides = [(each.reference, context.slides.get(each.image or "")) for each in references]
    return [(reference, slide) for reference, slide in slides if slide is not None]


def unwritten_links(
    context: AltContext, post: Post, written: Sequence[tuple[ImageReference, Slide]]
) -> list[tuple[ImageReference, Slide]]:
    """The places where a post shows a slide without a reference that can have an alt text.

    These are fields of the front matter, and what only the built site shows. The references that
    stand in for them have no room for an alt text. Images in included files have theirs there.

    Args:
        context: The slides.
        post: The post.
        written: The post's references that can have an alt text, with their slides.
    """
    stored = context.posts.get(post.path)
    if stored is None or stored.references != post.references:
        return []  # it has changed, so that the lines of its links no longer count
    with_alt = {(slide.image, reference.line) for reference, slide in written}
    included = {reference.line for reference in post.included}
    return [
        (ImageReference(image, None, link.line, "front matter"), context.slides[image])
        for image, link in context.links_by_post.get(post.path, ())
        if (image, link.line) not in with_alt and link.line not in included
    ]


def repeats_neighbour(
    alt: str, post: Post, reference: ImageReference, lines: Sequence[str]
) -> bool:
    """Whether an alt text only repeats the heading above the image, or its caption.

    Args:
        alt: The alt text.
        post: The post.
        reference: The reference that shows the image.
        lines: The lines of the post.
    """
    return any(words(alt) == words(text) for text in _neighbours(post, reference, lines))


def _neighbours(post: Post, reference: ImageReference, lines: Sequence[str]) -> Iterator[str]:
    section = section_at(post, reference.line)
    if section:
        yield section.path[-1]
    for line in lines[reference.line : reference.line + CAPTION_LINES]:
        caption = _CAPTION.match(line)
        if caption:
            yield caption["emphasised"] or caption["html"]

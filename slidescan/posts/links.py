"""Links photos to the posts that show them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

from slidescan.core.records import (
    Link,
    MissingReference,
    Post,
    Section,
    SharedUrl,
    UnknownUrl,
    UnknownUrls,
)
from slidescan.core.text import clean, shorten
from slidescan.posts.file_types import is_image
from slidescan.posts.read import section_at
from slidescan.posts.site import Site

MAX_LINK_ALT_CHARS = 600
"""The longest alt text that a link keeps, in characters; it only serves the search."""


@dataclass(frozen=True, slots=True)
class PostLinks:
    """The links of one post.

    Attributes:
        links: Links by the path of the image.
        missing: References to images that don't exist.
    """

    links: Mapping[str, tuple[Link, ...]]
    missing: tuple[MissingReference, ...]


def link_post(site: Site, post: Post) -> PostLinks:
    """Resolves a post's image references against the files of its site."""
    links: dict[str, list[Link]] = defaultdict(list)
    words: dict[tuple[str, int], list[tuple[str, str]]] = defaultdict(list)
    missing = []
    for reference in post.references:
        images = site.resolve(reference.target, reference.syntax, post.path, post.page_url)
        for image in images:
            section, is_field = section_at(post, reference.line), reference.syntax == "front matter"
            link = _link(site, post, reference.line, section, is_field=is_field)
            # A shortcode and the tag that it wraps can show the same image on the same line.
            if link not in links[image]:
                links[image].append(link)
            words[image, reference.line].append((reference.alt or "", reference.around))
        if not images and _is_missing(site, post, reference.target):
            missing.append(MissingReference(post.path, reference.line, reference.target))
    for included in post.included:
        images = site.resolve(included.target, included.syntax, included.base, post.page_url)
        for image in images:
            section = None if included.section is None else post.sections[included.section]
            link = _link(site, post, included.line, section)
            if link not in links[image]:
                links[image].append(link)
            words[image, included.line].append((included.alt, included.around))
        if not images and _is_missing(site, post, included.target):
            missing.append(MissingReference(included.source, included.source_line, included.target))
    with_words = {
        image: tuple(_with_words(link, words[image, link.line]) for link in of_image)
        for image, of_image in links.items()
    }
    return PostLinks(with_words, tuple(missing))


def _with_words(link: Link, words: Sequence[tuple[str, str]]) -> Link:
    """The link with the first alt text and the first words around that its line has."""
    alt = next((alt for alt, _ in words if alt.strip()), "")
    around = next((around for _, around in words if around), "")
    return replace(link, alt=shorten(clean(alt), MAX_LINK_ALT_CHARS), around=around)


def _is_missing(site: Site, post: Post, target: str) -> bool:
    """Whether an unresolved reference points to an image of this site."""
    urls = site.local_urls(target, post.page_url)
    if urls == ():
        urls = (target,)  # relative to a page whose address is not known
    if not urls or "{{" in target or "*" in target:
        return False
    if target.startswith("/") and site.generator.unknown_base_url is not None:
        return False
    return is_image(urls[-1])


def _link(
    site: Site, post: Post, line: int, section: Section | None, *, is_field: bool = False
) -> Link:
    url, unknown = _url(site, post, section, is_field=is_field)
    return Link(
        post=post.path,
        line=line,
        title=post.title,
        date=post.date,
        tags=post.tags,
        section=section.path if section else (),
        anchor=section.anchor if section else None,
        url=url,
        draft=post.draft,
        unknown=unknown,
    )


def _url(
    site: Site, post: Post, section: Section | None, *, is_field: bool
) -> tuple[str | None, UnknownUrl | None]:
    """The address of a section, or why it is not known."""
    if isinstance(post.url, UnknownUrl):
        return None, post.url
    unknown_base = site.generator.unknown_base_url
    if unknown_base is not None:
        return None, unknown_base
    if section is not None and section.unknown is not None:
        return None, section.unknown
    url = site.absolute(post.url)
    if section is not None:
        anchor = section.anchor
    else:  # themes show the images of fields above the title
        anchor = "" if is_field else site.generator.top_anchor(post.path)
    if anchor:
        url = site.generator.section_url(url, anchor)
    return url, None


def shared_urls(posts: Iterable[Post], absolute: Callable[[str], str]) -> tuple[SharedUrl, ...]:
    """The addresses that several posts claim, made absolute by `absolute`."""
    paths_by_url: dict[str, list[str]] = defaultdict(list)
    for post in posts:
        if isinstance(post.url, str):
            paths_by_url[post.url].append(post.path)
    return tuple(
        SharedUrl(absolute(url), tuple(sorted(paths)))
        for url, paths in sorted(paths_by_url.items())
        if len(paths) > 1
    )


def unknown_urls(posts: Iterable[Post], links: Iterable[Link]) -> tuple[UnknownUrls, ...]:
    """The posts and links whose addresses are not known, by the reason; most posts first."""
    posts_by_reason: dict[UnknownUrl, set[str]] = defaultdict(set)
    for post in posts:
        if isinstance(post.url, UnknownUrl):
            posts_by_reason[post.url].add(post.path)
    link_counts: dict[UnknownUrl, int] = defaultdict(int)
    for link in links:
        if link.unknown is not None:
            posts_by_reason[link.unknown].add(link.post)
            link_counts[link.unknown] += 1
    groups = (
        UnknownUrls(unknown.reason, unknown.remedy, tuple(sorted(paths)), link_counts[unknown])
        for unknown, paths in posts_by_reason.items()
    )
    return tuple(sorted(groups, key=lambda group: (-len(group.posts), group.reason)))

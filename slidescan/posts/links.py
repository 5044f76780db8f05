"""Links photos to the posts that show them."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from itertools import chain
from typing import Protocol, TypeVar

from slidescan.core.records import (
    ImageReference,
    IncludedReference,
    Link,
    MissingReference,
    Post,
    ReferenceIssueKind,
    Section,
    SharedUrl,
    UnknownUrl,
    UnknownUrls,
)
from slidescan.core.text import clean, shorten
from slidescan.posts.file_types import is_image, looks_like_image
from slidescan.posts.read import section_of
from slidescan.posts.site import Resolution, Site

_SEPARATOR = re.compile(r"[|;,]")
"""Separates the address of an image from other values in a parameter: `class|/img/a.png`."""

_TEMPLATE_CODE = re.compile(r"\{\{|\{%|\$\{|<%|\{<")
"""The beginning of code that a template would replace."""

MAX_LINK_ALT_CHARS = 600
"""The longest alt text that a link keeps, in characters; it only serves the search."""


@dataclass(frozen=True, slots=True)
class PostLinks:
    """The links of one post.

    Attributes:
        links: Links by the path of the image.
        missing: References that lead to no image, or not on every system.
    """

    links: Mapping[str, tuple[Link, ...]]
    missing: tuple[MissingReference, ...]


def link_post(site: Site, post: Post) -> PostLinks:
    """Resolves a post's image references against the files of its site."""
    resolved = [
        (each, site.resolution(each.target, each.syntax, post.path, post.page_url))
        for each in post.references
    ]
    resolved_included = [
        (each, site.resolution(each.target, each.syntax, each.base, post.page_url))
        for each in post.included
    ]
    words = _Words(chain(resolved, resolved_included))
    links: dict[str, list[Link]] = defaultdict(list)
    issues = []
    for reference, resolution in resolved:
        section, is_field = section_of(post, reference), reference.syntax == "front matter"
        for image in resolution.images:
            around = words.at(image, reference.line)
            link = _link(site, post, reference.line, section, around, is_field=is_field)
            # A shortcode and the tag that it wraps can show the same image on the same line.
            if link not in links[image]:
                links[image].append(link)
        issue = _issue(site, post, reference.target, resolution)
        if issue is not None:
            issues.append(MissingReference(post.path, reference.line, reference.target, *issue))
    for included, resolution in resolved_included:
        section = None if included.section is None else post.sections[included.section]
        for image in resolution.images:
            link = _link(site, post, included.line, section, words.at(image, included.line))
            if link not in links[image]:
                links[image].append(link)
        issue = _issue(site, post, included.target, resolution)
        if issue is not None:
            source = included.source, included.source_line
            issues.append(MissingReference(*source, included.target, *issue))
    for line, name in post.mentions:
        candidate = site.candidate(name, post.path)
        if candidate is not None and site.photo_of(candidate) not in links:
            issues.append(MissingReference(post.path, line, name, "unclear", candidate))
    return PostLinks({image: tuple(each) for image, each in links.items()}, tuple(issues))


class _Words:
    """The first alt text and the first words around an image that each line of a post has.

    Args:
        resolved: References of the post with the images that they show.
    """

    def __init__(
        self, resolved: Iterable[tuple[ImageReference | IncludedReference, Resolution]]
    ) -> None:
        self._alts: dict[tuple[str, int], str] = {}
        self._around: dict[tuple[str, int], str] = {}
        for reference, resolution in resolved:
            for image in resolution.images:
                if reference.alt and reference.alt.strip():
                    alt = shorten(clean(reference.alt), MAX_LINK_ALT_CHARS)
                    self._alts.setdefault((image, reference.line), alt)
                if reference.around:
                    self._around.setdefault((image, reference.line), reference.around)

    def at(self, image: str, line: int) -> tuple[str, str]:
        """The alt text and the words around an image on a line; empty without any."""
        return self._alts.get((image, line), ""), self._around.get((image, line), "")


def _issue(
    site: Site, post: Post, target: str, resolution: Resolution
) -> tuple[ReferenceIssueKind, str] | None:
    """What is wrong with a reference, and the image that is meant; None if nothing is.

    An image of another site is none of ours. An image is only missing if no file on disk can be
    meant; otherwise the reference is not understood.
    """
    if resolution.images:
        return ("case", resolution.images[0]) if resolution.differs_in_case else None
    if _TEMPLATE_CODE.search(target):
        return "unclear", ""
    urls = site.site_of(post.path).local_urls(target, post.page_url)
    if urls is None and target.startswith("/") and not target.startswith("//"):
        # Outside of the path that the site is served at: wrong, or an image of a neighbour.
        candidate = site.candidate(target, post.path) if looks_like_image(target) else None
        return None if candidate is None else ("unclear", candidate)
    if urls is None:
        urls = tuple(site.hosts.files(target))
    elif not urls:
        urls = (target,)  # relative to a page whose address is not known
    if not urls or "*" in target or not is_image(urls[-1]):
        return None
    parts = dict.fromkeys((target, _SEPARATOR.split(target)[-1]))
    candidate = next(filter(None, (site.candidate(part, post.path) for part in parts)), None)
    if candidate is not None:
        return "unclear", candidate
    # Without the base URL, it isn't known which part of an address from the root is the site's.
    has_base = site.rules_of(post.path).unknown_base_url is None
    return ("missing", "") if has_base or not target.startswith("/") else ("unclear", "")


def _link(
    site: Site,
    post: Post,
    line: int,
    section: Section | None,
    words: tuple[str, str],
    *,
    is_field: bool = False,
) -> Link:
    """A link; `words` are its alt text and the words around it."""
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
        alt=words[0],
        around=words[1],
    )


def _url(
    site: Site, post: Post, section: Section | None, *, is_field: bool
) -> tuple[str | None, UnknownUrl | None]:
    """The address of a section, or why it is not known."""
    if isinstance(post.url, UnknownUrl):
        return None, post.url
    part = site.part_of(post.path)
    inner, path = (site, post.path) if part is None else (part.site, part.inward(post.path))
    unknown_base = inner.generator.unknown_base_url
    if unknown_base is not None:
        return None, unknown_base
    if section is not None and section.unknown is not None:
        return None, section.unknown
    url = inner.absolute(post.url)
    if section is not None:
        anchor = section.anchor
    else:  # themes show the images of fields above the title
        anchor = "" if is_field else inner.generator.top_anchor(path)
    if anchor:
        url = inner.generator.section_url(url, anchor)
    return url, None


class Addressed(Protocol):
    """A post as far as its address is concerned; see `Post`."""

    @property
    def path(self) -> str: ...  # noqa: D102 - as in `Post`
    @property
    def url(self) -> str | UnknownUrl: ...  # noqa: D102
    @property
    def draft(self) -> bool: ...  # noqa: D102
    @property
    def part(self) -> str: ...  # noqa: D102
    @property
    def page_url(self) -> str | None: ...  # noqa: D102


class Linked(Protocol):
    """A link as far as its address is concerned; see `Link`."""

    @property
    def post(self) -> str: ...  # noqa: D102 - as in `Link`
    @property
    def draft(self) -> bool: ...  # noqa: D102
    @property
    def unknown(self) -> UnknownUrl | None: ...  # noqa: D102


P = TypeVar("P", bound=Addressed)


def shared_urls(posts: Iterable[P], address_of: Callable[[P], str | None]) -> tuple[SharedUrl, ...]:
    """The addresses that several posts claim.

    Sites in folders of a site may have the same addresses as long as their hosts are not known.

    Args:
        posts: The posts.
        address_of: Returns the full address of a post; None if it is not known.
    """
    by_part: dict[tuple[str, str], list[P]] = defaultdict(list)
    for post in posts:
        if post.page_url is not None:
            by_part[post.page_url, post.part].append(post)
    is_one_site = len({part for _, part in by_part}) == 1
    if is_one_site and all(url.startswith("/") for url, _ in by_part):
        # Addresses that differ below the site differ in full.
        by_part = {key: of_url for key, of_url in by_part.items() if len(of_url) > 1}
    paths_by_url: dict[tuple[str, str], list[str]] = defaultdict(list)
    for of_url in by_part.values():
        url = address_of(of_url[0])
        if url is not None:
            part = "" if "://" in url else of_url[0].part
            paths_by_url[url, part] += [post.path for post in of_url]
    return tuple(
        SharedUrl(url, tuple(sorted(paths)))
        for (url, _), paths in sorted(paths_by_url.items())
        if len(paths) > 1
    )


def unknown_urls(posts: Iterable[Addressed], links: Iterable[Linked]) -> tuple[UnknownUrls, ...]:
    """The posts and links whose addresses are not known, by the reason; most posts first.

    Drafts are listed on their own, and left out here.
    """
    posts_by_reason: dict[UnknownUrl, set[str]] = defaultdict(set)
    for post in posts:
        if isinstance(post.url, UnknownUrl) and not post.draft:
            posts_by_reason[post.url].add(post.path)
    link_counts: dict[UnknownUrl, int] = defaultdict(int)
    for link in links:
        if link.unknown is not None and not link.draft:
            posts_by_reason[link.unknown].add(link.post)
            link_counts[link.unknown] += 1
    groups = (
        UnknownUrls(unknown.reason, unknown.remedy, tuple(sorted(paths)), link_counts[unknown])
        for unknown, paths in posts_by_reason.items()
    )
    return tuple(sorted(groups, key=lambda group: (-len(group.posts), group.reason)))

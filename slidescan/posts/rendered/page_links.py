"""The links that a built site gives: line and section of the post, address and id of the page."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from itertools import chain

from slidescan.core.records import Link, Section, UnknownUrl
from slidescan.posts.read import section_at
from slidescan.posts.rendered.addresses import Addresses, encoded_fragment
from slidescan.posts.rendered.joining import join
from slidescan.posts.rendered.repeats import copies, is_error_page, translations
from slidescan.posts.rendered.showings import Showing, counted, showings
from slidescan.posts.rendered.sources import BuiltPage, SourcePost, StablePage, text_key
from slidescan.posts.rendered.stable import stable_lists, stable_pages

MAX_UNRENDERED_SHARE = 0.5
"""The highest share of posts without a page in a built site that is that of the posts."""

NO_PAGE = UnknownUrl(
    "the built site has no page of it", "publish the post and build the site again"
)
"""Why the address of a post is not known that the generator didn't render."""

LineFinder = Callable[[str, str], int | None]
"""Finds the line of a post that names a photo, though the rules see no reference there."""


@dataclass(frozen=True, slots=True)
class PostOnPage:
    """The links of a post on its page, or of a page that no post renders.

    Attributes:
        page: The page's path below the built site.
        links: The links, by photo.
    """

    page: str
    links: Mapping[str, tuple[Link, ...]]


@dataclass(frozen=True, slots=True)
class BuiltLinks:
    """What a built site tells about the posts of its site.

    Attributes:
        posts: Posts on their pages, and pages without a post, by path.
        outdated: Posts that are newer than their page; the generator's rules count for them.
        rendered: Posts that have a page.
        stable: Pages whose links depend on themselves and their post alone, and lists of such
            pages, by path.
    """

    posts: Mapping[str, PostOnPage]
    outdated: tuple[str, ...] = ()
    rendered: frozenset[str] = frozenset()
    stable: Mapping[str, StablePage] = field(default_factory=dict)


@dataclass
class PageLinker:
    """Links photos by the pages of a built site.

    Attributes:
        pages: The pages to link, by path.
        posts: The posts of the site, by path.
        addresses: The addresses of all pages.
        prefix: What precedes the path of a page that no post renders.
        find_line: Finds the line of a post that names a photo.
        stable: Other pages, by path: they keep the links that they have.
        lists: The remaining pages, by path: they give no links.
    """

    pages: Mapping[str, BuiltPage]
    posts: Mapping[str, SourcePost]
    addresses: Addresses
    prefix: str
    find_line: LineFinder
    stable: Mapping[str, StablePage] = field(default_factory=dict)
    lists: Mapping[str, StablePage] = field(default_factory=dict)
    _links: dict[str, dict[str, list[Link]]] = field(default_factory=dict)
    _pages: dict[str, str] = field(default_factory=dict)
    _on_pages: dict[str, list[Showing]] = field(default_factory=dict)

    def links(self) -> BuiltLinks:
        """The links of the pages."""
        repeated = copies(self.pages, self.addresses, {**self.stable, **self.lists})
        pages = {path: page for path, page in self.pages.items() if path not in repeated}
        taken = {page.post for page in self.stable.values()}
        posts = {path: source for path, source in self.posts.items() if path not in taken}
        joined, certain = join(pages, posts, self.addresses)
        outdated = {
            post for page, post in joined.items() if self.posts[post].mtime > pages[page].mtime
        }
        repeated |= translations(pages, joined, self.addresses, self.stable)
        current = {
            path: page
            for path, page in pages.items()
            if path not in repeated and joined.get(path) not in outdated
        }
        self._link(current, joined)
        stable = self._stable(current, joined, certain)
        elsewhere = frozenset[str]().union(
            *(page.all_photos for page in current.values()),
            *(page.photos for page in self.stable.values()),
        )
        rest = {path: self.pages[path] for path in repeated if not is_error_page(path)}
        self._link(rest, {}, without=elsewhere)
        on_pages = {
            key: PostOnPage(page, self._of(key))
            for key, page in self._pages.items()
            if key in self._links or (key in self.posts and self.posts[key].links)
        }
        rendered = frozenset({*joined.values(), *taken})
        return BuiltLinks(
            {**on_pages, **self._unrendered(rendered)},
            tuple(sorted(outdated)),
            rendered - outdated,
            stable,
        )

    def _stable(
        self, pages: Mapping[str, BuiltPage], joined: Mapping[str, str], certain: Set[str]
    ) -> dict[str, StablePage]:
        """The linked pages whose links a later run needn't decide again."""
        by_page = {path: self.posts[joined[path]] for path in certain & pages.keys()}
        stable = {
            path: StablePage(joined[path], pages[path].all_photos, pages[path].mtime)
            for path in stable_pages(pages, by_page, self._on_pages, self.addresses)
        }
        every = chain(self.stable.values(), stable.values())
        covered = frozenset(chain.from_iterable(page.photos for page in every))
        others = {path: page for path, page in pages.items() if path not in joined}
        for path in stable_lists(others, covered, self.addresses):
            stable[path] = StablePage("", pages[path].all_photos, pages[path].mtime)
        return stable

    def _unrendered(self, rendered: frozenset[str]) -> dict[str, PostOnPage]:
        """Posts that the built site has no page of, though it is newer: nobody can open them.

        Without a page of most posts, the built site is that of another part of the site.
        """
        stable = chain(self.stable.values(), self.lists.values())
        times = chain((p.mtime for p in self.pages.values()), (p.mtime for p in stable))
        newest = max(times, default=0)
        posts = {p: s for p, s in self.posts.items() if s.links and s.mtime <= newest}
        without = {path: source for path, source in posts.items() if path not in rendered}
        if len(without) > MAX_UNRENDERED_SHARE * len(posts):
            return {}
        return {
            path: PostOnPage("", {p: tuple(map(_unopened, of)) for p, of in source.links.items()})
            for path, source in without.items()
        }

    def _of(self, key: str) -> dict[str, tuple[Link, ...]]:
        links = self._links.get(key, {})
        return {photo: tuple(dict.fromkeys(of_photo)) for photo, of_photo in links.items()}

    def _link(
        self,
        pages: Mapping[str, BuiltPage],
        joined: Mapping[str, str],
        without: frozenset[str] = frozenset(),
    ) -> None:
        sources = {path: self.posts.get(joined.get(path, "")) for path in pages}
        of_pages = {path: showings(page, sources[path]) for path, page in pages.items()}
        self._on_pages.update(of_pages)
        for path, of_page in counted(pages, of_pages, self.addresses, self.stable).items():
            source = sources[path]
            key = source.post.path if source else self.prefix + path
            self._pages[key] = path
            left = [each for each in of_page if each.photo not in without]
            for photo, links in _links(self, pages[path], source, key, left):
                self._links.setdefault(key, {}).setdefault(photo, []).extend(links)


def _links(
    linker: PageLinker,
    built: BuiltPage,
    source: SourcePost | None,
    key: str,
    of_page: Sequence[Showing],
) -> Iterator[tuple[str, list[Link]]]:
    """The links of one page, by photo."""
    by_photo: dict[str, list[int]] = {}
    for each in of_page:
        by_photo.setdefault(each.photo, []).append(each.index)
    if source is None:
        template = _page_link(linker, built, key)
        for photo, indices in by_photo.items():
            yield photo, [_on_page(template, built, index) for index in indices]
        return
    url = linker.addresses.url(built.path, built.page, source.post.page_url or "")
    template = _post_link(source, url)
    for photo, indices in by_photo.items():
        lines = _lines(linker, source, photo)
        yield (
            photo,
            [
                _at(template, built, source, index, line)
                for index, line in _paired(built, source, indices, lines)
            ],
        )
    if built.unresolved:
        yield from _unseen(template, built, source, by_photo)


def _unopened(link: Link) -> Link:
    """A link by the rules of a post that has no page."""
    return replace(link, anchor=None, url=None, by="rendered", unknown=NO_PAGE)


def _post_link(source: SourcePost, url: str) -> Link:
    post = source.post
    return Link(
        post.path, 1, post.title, post.date, post.tags, (), None, url, post.draft, "rendered"
    )


def _page_link(linker: PageLinker, built: BuiltPage, key: str) -> Link:
    page = built.page
    url = linker.addresses.url(built.path, page)
    title = page.title or built.path
    return Link(key, 1, title, page.date, page.tags, (), None, url, by="rendered")


def _made(link: Link, line: int, section: tuple[str, ...], anchor: str | None) -> Link:
    """A link like another, but for its line, section and anchor."""
    url = f"{link.url}#{encoded_fragment(anchor)}" if anchor else link.url
    return Link(
        *(link.post, line, link.title, link.date, link.tags, section, anchor, url),
        *(link.draft, link.by),
    )


def _on_page(template: Link, built: BuiltPage, index: int) -> Link:
    """A link to an image of a page that no post renders."""
    image = built.page.images[index]
    path: list[tuple[int, str]] = []
    for heading in built.page.headings[: image.heading + 1]:
        path = [parent for parent in path if parent[0] < heading.level]
        path.append((heading.level, heading.text))
    section = tuple(text for _, text in path if text and text != built.page.title)
    return _made(template, image.line, section, _anchor(built, image.heading))


def _at(template: Link, built: BuiltPage, source: SourcePost, index: int, line: int) -> Link:
    """A link to an image of a post's page."""
    section = section_at(source.post, line)
    path = section.path if section else ()
    return _made(template, line, path, _anchor(built, built.page.images[index].heading))


def _anchor(built: BuiltPage, heading: int) -> str | None:
    return built.page.headings[heading].anchor if heading >= 0 else None


def _lines(linker: PageLinker, source: SourcePost, photo: str) -> list[int]:
    """The lines of a post that refer to a photo; empty if none is found."""
    lines = source.lines_of(photo)
    if lines:
        return list(lines)
    line = linker.find_line(source.post.path, photo)
    return [] if line is None else [line]


def _paired(
    built: BuiltPage, source: SourcePost, indices: Sequence[int], lines: Sequence[int]
) -> Iterator[tuple[int, int]]:
    """Yields for each image of a page the line of the post that shows it.

    As many images as lines are in the same order. Otherwise the heading above both decides; then
    the order.
    """
    if len(indices) == len(lines):
        yield from zip(indices, lines, strict=True)
        return
    left = list(lines)
    for index in indices:
        heading = built.page.images[index].heading
        text = text_key(built.page.headings[heading].text) if heading >= 0 else ""
        same = [line for line in left if _heading_at(source, line) == text]
        if not same and not lines:
            yield index, _line_of_heading(source, text)
            continue
        line = next(iter(same or left), lines[-1])
        if line in left:
            left.remove(line)
        yield index, line


def _heading_at(source: SourcePost, line: int) -> str:
    section = section_at(source.post, line)
    return text_key(section.path[-1]) if section else ""


def _line_of_heading(source: SourcePost, text: str) -> int:
    """The line of a heading of a post; 1 if it has none like it."""
    lines = (s.line for s in source.post.sections if text and text_key(s.path[-1]) == text)
    return next(lines, 1)


def _unseen(
    template: Link, built: BuiltPage, source: SourcePost, seen: Mapping[str, object]
) -> Iterator[tuple[str, list[Link]]]:
    """Links by the rules to photos that a page may show as an image that isn't recognised.

    The page gives their address and the id of their section.
    """
    syntaxes = {reference.line: reference.syntax for reference in source.post.references}
    ids = _ids_by_line(built, source.post.sections)
    for photo, links in source.links.items():
        if photo in seen:
            continue
        in_text = [link for link in links if syntaxes.get(link.line) != "front matter"]
        if in_text:
            yield (
                photo,
                [
                    _made(
                        template,
                        link.line,
                        link.section,
                        ids.get(_section_line(source, link.line)),
                    )
                    for link in in_text
                ],
            )


def _section_line(source: SourcePost, line: int) -> int:
    section = section_at(source.post, line)
    return section.line if section else 0


def _ids_by_line(built: BuiltPage, sections: Sequence[Section]) -> dict[int, str | None]:
    """The ids that a page gives to the headings of a post, by their lines."""
    ids: dict[int, str | None] = {}
    at = 0
    headings = built.page.headings
    texts = [text_key(heading.text) for heading in headings]
    for section in sections:
        try:
            at = texts.index(text_key(section.path[-1]), at)
        except ValueError:
            continue
        ids[section.line] = headings[at].anchor
        at += 1
    return ids

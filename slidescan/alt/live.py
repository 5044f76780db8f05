"""Alt texts of posts that are being written: the text in the editor counts, saved or not.

It gives the same issues and proposals as `slidescan alt`, for one post at a time, from an index
held in memory.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

from slidescan.alt.changes import AltChange, AltOptions
from slidescan.alt.checks import Checker
from slidescan.alt.context import AltContext
from slidescan.alt.fragments import fragments_of
from slidescan.alt.propose import Proposer
from slidescan.alt.repeated import empty_alt
from slidescan.alt.targets import alt_references, slide_references
from slidescan.core.records import AltIssue, AltProposal, ImageReference, Post, Slide, Syntax
from slidescan.errors import SiteNotFound
from slidescan.posts import edit
from slidescan.posts.alt_escaping import escape_alt
from slidescan.posts.read import read_post
from slidescan.posts.site import Site


@dataclass(frozen=True, slots=True)
class LiveReference:
    """An image reference of a post that can have an alt text.

    Attributes:
        reference: The reference.
        image: The image below the site; None if the site doesn't have it.
        slide: Its slide; None if the index doesn't hold it.
        issue: What is wrong with its alt text, or None.
        proposal: What slidescan proposes; None without a slide.
    """

    reference: ImageReference
    image: str | None
    slide: Slide | None
    issue: AltIssue | None
    proposal: AltProposal | None


@dataclass(frozen=True, slots=True)
class LivePost:
    """A post as it is in the editor.

    Attributes:
        post: The post.
        data: Its bytes.
        references: Its references that can have an alt text, in order.
    """

    post: Post
    data: bytes
    references: tuple[LiveReference, ...]


class LiveAlts:
    """The alt texts of posts that are being written.

    Args:
        context: Slides, posts and decisions.
        site: The posts' site.
    """

    def __init__(self, context: AltContext, site: Site) -> None:
        self.context = context
        self.site = site
        self._checker = Checker(context, site)

    def warm_up(self) -> None:
        """Reads what only some answers need, so that none of them waits for it."""
        _ = self.context.lexicon
        self._checker.warm_up()

    @cached_property
    def _fragments(self) -> dict[str, Sequence[tuple[str, str | None]]]:
        return dict(fragments_of(self.context.posts.values(), self.site))

    def is_post(self, path: str) -> bool:
        """Whether slidescan reads a file as a post, or as a part that posts include."""
        generator = self.site.generator
        is_post = path.lower().endswith(tuple(generator.post_suffixes)) and generator.is_post(path)
        return (is_post or path in self._fragments) and not self.site.is_excluded(path)

    def read(self, path: str, data: bytes) -> LivePost:
        """Reads, checks and proposes for a post.

        Args:
            path: Its path below the site; it need not be saved yet.
            data: Its bytes as they are in the editor.

        Raises:
            PostNotUtf8: The post isn't UTF-8.
        """
        post = read_post(self.site, path, data)
        post = replace(post, pages=tuple(self._fragments.get(path, ())))
        self._checker.replace_post(post)
        issues = {id(reference): issue for issue, reference in self._checker.issues(post, data)}
        change = self._change(post, data)
        proposals = {
            id(reference): proposal
            for reference, proposal in zip(change.references, change.proposals, strict=True)
        }
        references = tuple(
            LiveReference(
                each.reference,
                each.image,
                self.context.slides.get(each.image or ""),
                issues.get(id(each.reference)),
                proposals.get(id(each.reference)),
            )
            for each in alt_references(self.context, self.site, post)
        )
        return LivePost(post, data, references)

    def close(self, post: Post) -> None:
        """Compares other posts with a post as it was last read, and no more as in the editor."""
        stored = self.context.posts.get(post.path)
        self._checker.replace_post(stored or replace(post, references=()))

    def edits(
        self, reference: ImageReference, text: str, lang: str | None = None
    ) -> tuple[edit.TextEdit, ...]:
        """The edits that write an alt text; see `posts.edit.alt_edits`."""
        return edit.alt_edits(reference, text, lang)

    def markdown_alt(self, text: str) -> str:
        """An alt text as it stands between the brackets of a Markdown image."""
        return escape_alt(text, "markdown", "")

    def leads_to(self, address: str, syntax: Syntax, post: Post, image: str) -> bool:
        """Whether an address in a post leads to an image and to no other."""
        return self.site.resolve(address, syntax, post.path, post.page_url) == (image,)

    def locate(self, path: Path) -> str | None:
        """The path of a file below the site; None if it lies outside."""
        try:
            return self.site.locate(path)
        except SiteNotFound:
            return None

    def _change(self, post: Post, data: bytes) -> AltChange:
        empty = empty_alt(post, self.context, self.site)
        says_nothing = frozenset({(post.path, empty)} if empty is not None else ())
        proposer = Proposer(self.context, self.site, AltOptions(), says_nothing)
        return proposer.change(post, data, slide_references(self.context, self.site, post))

"""Checks the alt texts in posts, including those of images that are not in the index."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from slidescan.alt.context import AltContext
from slidescan.alt.fragments import fragments_of
from slidescan.alt.issues import MAX_CHECKED_ALT_CHARS, CheckedAlt, SlideWords, Verdict, first_issue
from slidescan.alt.repeated import SharedAlts
from slidescan.alt.targets import alt_of, alt_references, posts_with_bytes, select_targets
from slidescan.core.records import AltIssue, Failure, ImageReference, Post, Slide
from slidescan.posts.post_files import decode_post
from slidescan.posts.site import Site


def check(
    context: AltContext,
    site: Site,
    paths: Sequence[Path] = (),
    *,
    most: int = MAX_CHECKED_ALT_CHARS,
) -> tuple[tuple[AltIssue, ...], tuple[Failure, ...]]:
    """Finds the alt texts in posts that serve no reader.

    Args:
        context: Slides and decisions.
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.
        most: The most characters of an alt text.

    Returns:
        The issues, at most one for each image, and the posts that could not be read.

    Raises:
        NotInIndex: A path is neither a post nor a photo of the index.
    """
    fragments = fragments_of(context.posts.values(), site)
    posts, images = select_targets(site, paths, context.slides.keys(), fragments)
    checker = Checker(context, site, most)
    issues: list[AltIssue] = []
    failures: list[Failure] = []
    for entry in posts_with_bytes(site, posts, fragments):
        if isinstance(entry, Failure):
            failures.append(entry)
            continue
        for issue, _ in checker.issues(*entry):
            if not images or issue.image in images:
                issues.append(issue)
    return tuple(issues), (*failures, *site.unreadable_folders)


class Checker:
    """Checks the alt texts of posts.

    Args:
        context: Slides, posts and decisions.
        site: The posts' site.
        most: The most characters of an alt text.
    """

    def __init__(self, context: AltContext, site: Site, most: int = MAX_CHECKED_ALT_CHARS) -> None:
        self._context = context
        self._site = site
        self._most = most
        self._shared = SharedAlts(context, site)
        self._slide_words = SlideWords(context.all_slides)

    def warm_up(self) -> None:
        """Reads what only some checks need."""
        self._slide_words.warm_up()

    def replace_post(self, post: Post) -> None:
        """Compares alt texts with those of a post as it is now."""
        self._shared.put(post)

    def issues(self, post: Post, data: bytes) -> Iterator[tuple[AltIssue, ImageReference]]:
        """The issues of a post, each with the reference that it is about.

        Args:
            post: The post.
            data: Its bytes.
        """
        lines = decode_post(data)[0].splitlines()
        for each in alt_references(self._context, self._site, post):
            slide = self._context.slides.get(each.image or "")
            verdict = first_issue(
                CheckedAlt(
                    alt_of(each.reference),
                    post,
                    lines,
                    each.reference,
                    slide,
                    self._most,
                    self._shared,
                    self._slide_words,
                    self._context,
                )
            )
            if verdict is not None:
                yield _issue(post, each.reference, each.image, slide, verdict), each.reference


def _issue(
    post: Post, reference: ImageReference, image: str | None, slide: Slide | None, verdict: Verdict
) -> AltIssue:
    kind, reason = verdict
    return AltIssue(
        post=post.path,
        line=reference.line,
        image=image or reference.target,
        current=reference.alt,
        kind=kind,
        reason=reason,
        proposed=slide.alt if slide and slide.alt != reference.alt else "",
    )

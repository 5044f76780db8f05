"""Checks the alt texts in posts, including those of images that are not in the index."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from slidescan.alt.context import AltContext
from slidescan.alt.fragments import fragments_of
from slidescan.alt.issues import MAX_CHECKED_ALT_CHARS, CheckedAlt, SlideWords, Verdict, first_issue
from slidescan.alt.repeated import repeated_alts
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
    repeated = repeated_alts(context, site)
    slide_words = SlideWords(context.slides.values())
    issues: list[AltIssue] = []
    failures: list[Failure] = []
    for entry in posts_with_bytes(site, posts, fragments):
        if isinstance(entry, Failure):
            failures.append(entry)
            continue
        post, data = entry
        lines = decode_post(data)[0].splitlines()
        for each in alt_references(context, site, post):
            reference, image = each.reference, each.image
            if images and image not in images:
                continue
            slide = context.slides.get(image or "")
            verdict = first_issue(
                CheckedAlt(
                    alt_of(reference),
                    post,
                    lines,
                    reference,
                    slide,
                    most,
                    repeated,
                    slide_words,
                    context,
                )
            )
            if verdict is not None:
                issues.append(_issue(post, reference, image, slide, verdict))
    return tuple(issues), (*failures, *site.unreadable_folders)


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

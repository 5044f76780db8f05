"""Alt texts and posts: what is proposed for each reference, and writing it back."""

from __future__ import annotations

import posixpath
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from slidescan.alt.placeholder import is_file_name, is_placeholder
from slidescan.errors import NotInIndex, PostError
from slidescan.posts import edit
from slidescan.posts.read import read_bytes, read_post
from slidescan.posts.scan import POST_SUFFIXES
from slidescan.posts.site import Site
from slidescan.records import (
    AltAction,
    AltProposal,
    Failure,
    ImageReference,
    Post,
    Slide,
)
from slidescan.store.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class AltChange:
    """What would change in one post.

    Attributes:
        post: Its path below the site.
        before: Its bytes.
        after: Its bytes with the alt texts to be written.
        proposals: One for each reference to a slide.
    """

    post: str
    before: bytes
    after: bytes
    proposals: tuple[AltProposal, ...]


def propose(
    catalogue: Catalogue, site: Site, paths: Sequence[Path]
) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
    """Alt texts for the slides that posts show.

    Args:
        catalogue: Where the slides are.
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.

    Raises:
        NotInIndex: A path is no post and no photo of the index.
    """
    slides = {slide.image: slide for slide in catalogue.slides()}
    posts, images = _wanted(site, paths, slides.keys())
    written = catalogue.written()
    repeated = _repeated(catalogue, site, written)
    changes, failures = [], []
    for path in posts:
        try:
            data = read_bytes(site, path)
            post = read_post(site, path, data)
        except PostError as error:
            failures.append(Failure(path, error.what, error.remedy))
            continue
        pairs: list[tuple[ImageReference, AltProposal]] = []
        for reference in post.references:
            if reference.syntax in ("srcset", "front matter"):
                continue  # their alt texts stand elsewhere
            shown = site.resolve(reference.target, reference.syntax, path, post.url)
            slide = slides.get(shown[0]) if len(shown) == 1 else None
            if slide is None or (images and slide.image not in images):
                continue
            pairs.append((reference, _proposal(post, reference, slide, written, repeated)))
        if pairs:
            edits = [(r, p.proposed) for r, p in pairs if p.action == "write"]
            proposals = tuple(p for _, p in pairs)
            changes.append(AltChange(path, data, edit.replaced(data, edits), proposals))
    return tuple(changes), tuple(failures)


def _wanted(
    site: Site, paths: Sequence[Path], known: Iterable[str]
) -> tuple[list[str], frozenset[str]]:
    """The posts to look at, and the photos that matter in them (none: all)."""
    if not paths:
        return list(site.post_paths), frozenset()
    images: set[str] = set()
    posts: set[str] = set()
    photos = set(known)
    for path in paths:
        found = path.expanduser().resolve()
        if not found.exists():
            found = site.root / path
        if not found.exists():
            raise NotInIndex(f"{path} doesn't exist", "name posts, folders of posts, or photos")
        below = site.relative(found)
        if found.is_dir():
            prefix = "" if below == "." else below + "/"
            posts |= {p for p in site.post_paths if p.startswith(prefix)}
        elif below.lower().endswith(POST_SUFFIXES):
            posts.add(below)
        elif below in photos:
            images.add(below)
        else:
            raise NotInIndex(
                f"{path} is no post, and no photo of the index", "read it with slidescan ingest"
            )
    if images and not posts:
        posts = set(site.post_paths)
    if not posts:
        named = ", ".join(str(path) for path in paths)
        raise NotInIndex(f"{named} holds no post of the site", "name posts, or folders of posts")
    return sorted(posts), frozenset(images)


def _repeated(
    catalogue: Catalogue, site: Site, written: frozenset[tuple[str, str, str]]
) -> frozenset[str]:
    """Alt texts that stand on several different images, and so describe none."""
    ours = {alt for _, _, alt in written}
    seen: dict[str, set[str]] = defaultdict(set)
    for path, stored in catalogue.posts().items():
        for reference in stored.post.references:
            if reference.alt and reference.alt not in ours:
                local = site.local(reference.target, stored.post.url)
                image = local[-1] if local else reference.target
                seen[reference.alt.casefold()].add(posixpath.join(path, image))
    return frozenset(alt for alt, images in seen.items() if len(images) > 1)


def _proposal(
    post: Post,
    reference: ImageReference,
    slide: Slide,
    written: frozenset[tuple[str, str, str]],
    repeated: frozenset[str],
) -> AltProposal:
    action, reason = _decision(post, reference, slide, written, repeated)
    return AltProposal(
        post=post.path,
        line=reference.line,
        image=slide.image,
        current=reference.alt,
        proposed=slide.alt,
        action=action,
        reason=reason,
    )


def _decision(
    post: Post,
    reference: ImageReference,
    slide: Slide,
    written: frozenset[tuple[str, str, str]],
    repeated: frozenset[str],
) -> tuple[AltAction, str]:
    """What to do with a reference's alt text, and why. A person's words always stay."""
    current = reference.alt
    if current is not None and current == slide.alt:
        return "same", "already written"
    if not slide.alt:
        return "keep", "no text to write"
    if reference.alt_span is None:
        return "keep", "its syntax has no place for an alt text"
    if current is None:
        return "write", "missing"
    if current == "":
        # In HTML an empty alt text says that the image is decoration: somebody's decision.
        return ("keep", "decorative") if reference.syntax == "html" else ("write", "empty")
    if (post.path, slide.image, current) in written:
        return "write", "written before"
    if is_file_name(current, reference.target):
        return "write", "file name"
    if is_placeholder(current):
        return "write", "placeholder"
    if current.casefold() in repeated:
        return "write", "repeated"
    return "keep", "written by a person"


def write(
    catalogue: Catalogue, site: Site, changes: Sequence[AltChange]
) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
    """Write changes into their posts, and remember what was written.

    Returns:
        What was written, and the posts that could not be.
    """
    written: list[AltProposal] = []
    failures = []
    for change in changes:
        if change.after == change.before:
            continue
        try:
            edit.write(site.root / change.post, change.after, change.before)
        except PostError as error:
            failures.append(Failure(change.post, error.what, error.remedy))
            continue
        done = [p for p in change.proposals if p.action == "write"]
        with catalogue.transaction():
            for proposal in done:
                catalogue.put_written(proposal.post, proposal.image, proposal.proposed)
        written += done
    return tuple(written), tuple(failures)

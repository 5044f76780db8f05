"""An alt text for each reference to a slide, whether it may be written, and writing it."""

from __future__ import annotations

import os
import posixpath
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from slidescan.alt import long_text as longtext
from slidescan.alt.context import AltContext
from slidescan.alt.kind_words import kind_word
from slidescan.alt.lexicon import Lexicon
from slidescan.alt.placeholder import is_file_name, is_placeholder
from slidescan.alt.short import alt_text
from slidescan.core.frames import frame_of
from slidescan.core.records import (
    AltAction,
    AltDecision,
    AltProposal,
    Failure,
    ImageReference,
    LongForm,
    Post,
    Slide,
)
from slidescan.core.text import words
from slidescan.errors import NotInIndex, PostError
from slidescan.posts import edit
from slidescan.posts.read import decoded, read_bytes, read_post, section_at
from slidescan.posts.references.state import POST_SUFFIXES
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue


@dataclass(frozen=True, slots=True)
class AltOptions:
    """What a person asked of alt texts.

    Attributes:
        most: Most characters; None for those that the ingest made.
        replace: Whether persons' words may be replaced, too.
        long: Where long descriptions are written; None for nowhere.
        described: Whether a describer's words may be written.
        again: Whether what was skipped in a review is proposed again.
    """

    most: int | None = None
    replace: bool = False
    long: LongForm | None = None
    described: bool = False
    again: bool = False


@dataclass(frozen=True, slots=True)
class AltChange:
    """What would change in one post.

    Attributes:
        post: Its path below the site.
        before: Its bytes.
        after: Its bytes with the alt texts to be written.
        proposals: One for each reference to a slide.
        references: What the proposals are for, one each.
        files: Files to be written beside photos: path below the site, text.
    """

    post: str
    before: bytes
    after: bytes
    proposals: tuple[AltProposal, ...]
    references: tuple[ImageReference, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


def propose(
    known: AltContext, site: Site, paths: Sequence[Path], asked: AltOptions = AltOptions()
) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
    """Alt texts for the slides that posts show.

    Args:
        known: Slides, and what was written and decided before.
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.
        asked: What may be written.

    Raises:
        NotInIndex: A path is no post and no photo of the index.
    """
    posts, images = wanted(site, paths, known.slides.keys())
    repeated = repeated_alts(known, site)
    texts = _Texts(known, asked)
    changes, failures = [], []
    for read in readable(site, posts):
        if isinstance(read, Failure):
            failures.append(read)
            continue
        post, data = read
        shown = [
            (reference, slide)
            for reference, slide in shown_slides(known, site, post)
            if not images or slide.image in images
        ]
        if shown:
            changes.append(_change(known, site, post, data, shown, repeated, texts, asked))
    return tuple(changes), tuple(failures)


def readable(site: Site, paths: Iterable[str]) -> Iterator[tuple[Post, bytes] | Failure]:
    """Posts with their bytes, or why they can't be read."""
    for path in paths:
        try:
            data = read_bytes(site, path)
            yield read_post(site, path, data), data
        except PostError as error:
            yield Failure(path, error.what, error.remedy)


def takes_alt(reference: ImageReference) -> bool:
    """Whether an alt text may stand with a reference, and not elsewhere."""
    if reference.syntax == "front matter":
        return reference.alt_span is not None
    return reference.syntax != "srcset"


def shown_slides(known: AltContext, site: Site, post: Post) -> list[tuple[ImageReference, Slide]]:
    """A post's references that show one slide each, and could have an alt text."""
    found = []
    for reference in post.references:
        if not takes_alt(reference):
            continue
        images = site.resolve(reference.target, reference.syntax, post.path, post.url)
        slide = known.slides.get(images[0]) if len(images) == 1 else None
        if slide is not None:
            found.append((reference, slide))
    return found


class _Texts:
    """The alt text of each slide, as it was asked for."""

    def __init__(self, known: AltContext, asked: AltOptions) -> None:
        self._known = known
        self._most = asked.most
        self._lexicon: Lexicon | None = None

    def of(self, slide: Slide) -> str:
        if self._most is None or slide.alt_by == "person":
            return slide.alt
        if self._lexicon is None:
            self._lexicon = Lexicon.of(s.reading.lines for s in self._known.slides.values())
        return alt_text(
            slide.reading.lines,
            most=self._most,
            kind=slide.kind,
            language=slide.language,
            frame=frame_of(slide.photo, slide.detection),
            lexicon=self._lexicon,
        )


def _change(
    known: AltContext,
    site: Site,
    post: Post,
    data: bytes,
    shown: Sequence[tuple[ImageReference, Slide]],
    repeated: frozenset[str],
    texts: _Texts,
    asked: AltOptions,
) -> AltChange:
    text, offset = decoded(data)
    lines = text.splitlines()
    counts = Counter(slide.image for _, slide in shown)
    writer = longtext.Writer(site, post, text, offset, known) if asked.long else None
    proposals: list[AltProposal] = []
    edits: list[edit.Edit] = []
    files: list[tuple[str, str]] = []
    for reference, slide in shown:
        described = known.described.get(slide.photo.sha256, "")
        said = described or texts.of(slide)
        said = _not_its_neighbour(said, slide, post, reference, lines)
        action, reason = _decision(
            known, post, reference, slide, said, repeated, asked, once=counts[slide.image] == 1
        )
        if action == "write" and described and not asked.described:
            action, reason = "keep", "a describer's words: --review, or --accept-described"
        lang = _language_to_say(site, post, reference, slide)
        proposal = AltProposal(
            post=post.path,
            line=reference.line,
            image=slide.image,
            current=reference.alt,
            proposed=said,
            action=action,
            reason=reason,
            lang=lang,
            described=bool(described),
        )
        if action == "write":
            edits += edit.alt_edits(reference, said, lang)
        if writer is not None and asked.long is not None:
            long = writer.place(reference, slide, asked.long)
            proposal = replace(
                proposal, long=long.text, long_action=long.action, long_reason=long.reason
            )
            edits += long.edits
            files += long.files
        proposals.append(proposal)
    return AltChange(
        post.path,
        data,
        edit.applied(data, edits),
        tuple(proposals),
        tuple(reference for reference, _ in shown),
        tuple(dict(files).items()),
    )


def _language_to_say(site: Site, post: Post, reference: ImageReference, slide: Slide) -> str | None:
    """The alt text's language, where the page is in another and the syntax can say so."""
    page = (post.language or site.generator.language or "").split("-")[0].split("_")[0].lower()
    if reference.syntax != "html" or not page or slide.textless or slide.language == page:
        return None
    return slide.language


_CAPTION = re.compile(
    r"^[ \t>]*(?:[*_](?P<emphasised>[^*_\r\n].*?)[*_]|<figcaption>(?P<html>.*?)</figcaption>)\s*$"
)


def neighbours(post: Post, reference: ImageReference, lines: Sequence[str]) -> tuple[str, ...]:
    """The heading above an image, and the caption in the lines below it, if there are any."""
    section = section_at(post, reference.line)
    found = [section.path[-1]] if section else []
    for line in lines[reference.line : reference.line + 3]:
        caption = _CAPTION.match(line)
        if caption:
            found.append(caption["emphasised"] or caption["html"])
    return tuple(found)


def _not_its_neighbour(
    said: str, slide: Slide, post: Post, reference: ImageReference, lines: Sequence[str]
) -> str:
    """The alt text; one that only says the heading or caption again says what it is of."""
    if said and any(words(said) == words(other) for other in neighbours(post, reference, lines)):
        return f"{kind_word('slide', slide.language)}: {said}"
    return said


def wanted(
    site: Site, paths: Sequence[Path], known: Iterable[str]
) -> tuple[list[str], frozenset[str]]:
    """The posts to look at, and the photos that matter in them (none: all).

    Raises:
        NotInIndex: A path is no post and no photo of the index.
    """
    if not paths:
        return list(site.post_paths), frozenset()
    images: set[str] = set()
    posts: set[str] = set()
    photos = set(known)
    for path in paths:
        found = Path(os.path.realpath(path.expanduser()))
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


def repeated_alts(known: AltContext, site: Site) -> frozenset[str]:
    """Alt texts, case folded, that stand on several different images, and so describe none."""
    ours = {alt for _, _, alt in known.written}
    seen: dict[str, set[str]] = defaultdict(set)
    for path, post in known.posts.items():
        for reference in post.references:
            if reference.alt and reference.alt not in ours:
                local = site.local(reference.target, post.url)
                image = local[-1] if local else reference.target
                seen[reference.alt.casefold()].add(posixpath.join(path, image))
    return frozenset(alt for alt, images in seen.items() if len(images) > 1)


def _decision(
    known: AltContext,
    post: Post,
    reference: ImageReference,
    slide: Slide,
    proposed: str,
    repeated: frozenset[str],
    asked: AltOptions,
    *,
    once: bool,
) -> tuple[AltAction, str]:
    """What to do with a reference's alt text, and why. A person's words always stay."""
    current = reference.alt
    if current is not None and current == proposed:
        return "same", "already written"
    if not proposed:
        return "keep", "no text to write"
    if reference.alt_span is None:
        return "keep", "its syntax has no place for an alt text"
    if any(section.line == reference.line for section in post.sections):
        return "keep", "in a heading, whose anchor it would change"
    decided = known.decided.get((post.path, slide.image))
    if asked.replace:
        return "write", "replaced" if current else "missing" if current is None else "empty"
    if decided is not None and not asked.again:
        if decided.decision == "decorative" and not current:
            return "keep", "decorative"
        if decided.decision == "skipped" and decided.alt == proposed:
            return "keep", "skipped in a review"
    if current is not None and (post.path, slide.image, current) in known.written:
        return "write", "written before"
    ours = decided is not None and decided.decision in ("accepted", "edited")
    if once and (ours or (post.path, slide.image) in known.wrote):
        return "keep", "edited by a person"
    if current is None:
        return "write", "missing"
    if current == "":
        # In HTML an empty alt text says that the image is decoration: somebody's decision.
        return ("keep", "decorative") if reference.syntax == "html" else ("write", "empty")
    if is_file_name(current, reference.target):
        return "write", "file name"
    if is_placeholder(current):
        return "write", "placeholder"
    if current.casefold() in repeated:
        return "write", "repeated"
    return "keep", "written by a person"


def write(
    catalogue: Catalogue,
    site: Site,
    changes: Sequence[AltChange],
    decisions: Mapping[tuple[str, int], AltDecision] | None = None,
) -> tuple[tuple[AltProposal, ...], tuple[Failure, ...]]:
    """Write changes into their posts, and remember what was written.

    Args:
        catalogue: Open for writing.
        site: The posts' site.
        changes: As `propose` gave them, or `reviewed`.
        decisions: What a person decided, by post and line: an edited text is theirs.

    Returns:
        What was written, and the posts that could not be.
    """
    written: list[AltProposal] = []
    failures = []
    theirs = {key for key, d in (decisions or {}).items() if d.decision in ("edited", "decorative")}
    for change in changes:
        if change.after == change.before and not change.files:
            continue
        try:
            for file, text in change.files:
                edit.write_beside(site.root / file, text)
            if change.after != change.before:
                edit.write(site.root / change.post, change.after, change.before)
        except PostError as error:
            failures.append(Failure(change.post, error.what, error.remedy))
            continue
        with catalogue.transaction():
            for proposal in change.proposals:
                place = (proposal.post, proposal.image)
                if proposal.action == "write" and (proposal.post, proposal.line) not in theirs:
                    catalogue.put_written(*place, proposal.proposed)
                if proposal.long_action == "write":
                    catalogue.put_long_text(*place, proposal.long)
            for file, text in change.files:
                catalogue.put_long_text(change.post, file.removesuffix(".txt"), text)
        written += [p for p in change.proposals if "write" in (p.action, p.long_action)]
    return tuple(written), tuple(failures)


def reviewed(change: AltChange, decisions: Mapping[int, AltDecision]) -> AltChange:
    """A post's change as a person decided it, by the number of the proposal; the rest stays."""
    edits: list[edit.Edit] = []
    proposals: list[AltProposal] = []
    for number, (proposal, reference) in enumerate(
        zip(change.proposals, change.references, strict=True)
    ):
        decided = decisions.get(number)
        if decided is None or decided.decision == "skipped":
            proposals.append(replace(proposal, action="keep", reason="skipped in a review"))
            continue
        text = "" if decided.decision == "decorative" else decided.alt
        lang = proposal.lang if decided.decision == "accepted" else None
        edits += edit.alt_edits(reference, text, lang)
        proposals.append(replace(proposal, proposed=text, action="write", reason=decided.decision))
    return replace(
        change, after=edit.applied(change.before, edits), proposals=tuple(proposals), files=()
    )

"""Proposes an alt text for each reference to a slide, and writes nothing."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

from slidescan.alt.assistants import NO_PROPOSAL, assistant_alt
from slidescan.alt.changes import AltChange, AltOptions, FileChange
from slidescan.alt.context import AltContext
from slidescan.alt.decide import NEEDS_PERSON, Candidate, decide
from slidescan.alt.fragments import Pages, fragments_of
from slidescan.alt.kind_words import kind_word
from slidescan.alt.long_forms import insert_long_text
from slidescan.alt.long_insertion import PostInserter
from slidescan.alt.repeated import empty_alts
from slidescan.alt.short import alt_text
from slidescan.alt.slide_language import wording_language
from slidescan.alt.targets import (
    posts_with_bytes,
    repeats_neighbour,
    select_targets,
    slide_references,
    unwritten_links,
)
from slidescan.core.frames import frame_of
from slidescan.core.languages import UNDETERMINED
from slidescan.core.records import (
    DEFAULT_ALT_LENGTH,
    AltProposal,
    Failure,
    ImageReference,
    Post,
    Slide,
)
from slidescan.core.text import words
from slidescan.posts import edit
from slidescan.posts.post_files import decode_post
from slidescan.posts.site import Site
from slidescan.posts.unreadable import may_be_there


def propose(
    context: AltContext,
    site: Site,
    paths: Sequence[Path],
    options: AltOptions = AltOptions(),
    among: Collection[str] | None = None,
) -> tuple[tuple[AltChange, ...], tuple[Failure, ...]]:
    """Proposes alt texts for the slides that posts show.

    Args:
        context: Slides, and earlier texts and decisions.
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.
        options: Which alt texts to write.
        among: The posts to look at; None for all.

    Returns:
        A change for each post that shows slides, and the posts that could not be read. Places
        without room for an alt text are kept as they are, with the reason.

    Raises:
        NotInIndex: A path is neither a post nor a photo of the index.
    """
    fragments = fragments_of(context.posts.values(), site)
    if among is not None and not paths:
        posts, images = [*sorted(among), *fragments], frozenset[str]()
    else:
        posts, images = select_targets(site, paths, context.slides, fragments)
        if among is not None:
            posts = [path for path in posts if path in among or path in fragments]
    entries = tuple(changes_of(context, site, Targets(posts, images, fragments), options))
    changes = tuple(entry for entry in entries if isinstance(entry, AltChange))
    failures = tuple(entry for entry in entries if isinstance(entry, Failure))
    return changes, (*failures, *site.unreadable_folders)


@dataclass(frozen=True, slots=True)
class Targets:
    """What to propose alt texts for.

    Attributes:
        posts: The posts, and files that posts include.
        images: The images; none for all of the posts.
        fragments: The files that posts include: see `fragments.fragments_of`.
        read: The files that were read before, which are left out; takes those that are read.
    """

    posts: Sequence[str]
    images: frozenset[str]
    fragments: Mapping[str, Pages]
    read: set[object] = field(default_factory=set)


def changes_of(
    context: AltContext, site: Site, targets: Targets, options: AltOptions
) -> Iterator[AltChange | Failure]:
    """Yields the change of each post that shows slides, or the failure to read it."""
    proposer = Proposer(context, site, options, empty_alts(context, site))
    for entry in posts_with_bytes(site, targets.posts, targets.fragments, targets.read):
        if isinstance(entry, Failure):
            yield entry
            continue
        post, data = entry
        written = slide_references(context, site, post)
        pairs = [
            (reference, slide)
            for reference, slide in (*written, *unwritten_links(context, post, written))
            if not targets.images or slide.image in targets.images
        ]
        if pairs:
            yield proposer.change(post, data, pairs)


class Proposer:
    """Proposes the changes of posts.

    Args:
        context: Slides, and earlier texts and decisions.
        site: The posts' site.
        options: Which alt texts to write.
        says_nothing: See `repeated.empty_alts`.
    """

    def __init__(
        self,
        context: AltContext,
        site: Site,
        options: AltOptions,
        says_nothing: frozenset[tuple[str, str]],
    ) -> None:
        self._context = context
        self._site = site
        self._options = options
        self._says_nothing = says_nothing

    def change(
        self, post: Post, data: bytes, pairs: Sequence[tuple[ImageReference, Slide]]
    ) -> AltChange:
        """The change of one post.

        Args:
            post: The post.
            data: Its bytes.
            pairs: The references to change, and their slides.
        """
        text, offset = decode_post(data)
        lines = text.splitlines()
        counts = Counter(slide.image for _, slide in pairs)
        inserter = PostInserter(self._site, post, text, offset, self._context)
        proposals: list[AltProposal] = []
        edits: list[edit.TextEdit] = []
        files: dict[str, FileChange] = {}
        for reference, slide in pairs:
            is_only = counts[slide.image] == 1
            proposal = self._proposal(post, lines, reference, slide, is_only=is_only)
            if proposal.action == "write":
                edits += edit.alt_edits(reference, proposal.proposed, proposal.lang)
            if self._options.long is not None:
                long = insert_long_text(inserter, reference, slide, self._options.long)
                proposal = replace(
                    proposal, long=long.text, long_action=long.action, long_reason=long.reason
                )
                edits += long.edits
                files |= {file.path: file for file in long.files}
            proposals.append(proposal)
        return AltChange(
            post.path,
            data,
            edit.apply_edits(data, edits),
            tuple(proposals),
            tuple(reference for reference, _ in pairs),
            tuple(files.values()),
        )

    def _is_unreachable(self, image: str) -> bool:
        """Whether a photo may be there, in a folder that can't be read."""
        folders = self._site.unreadable_folders
        return bool(folders) and may_be_there(self._site.root, image, folders)

    def _proposal(
        self,
        post: Post,
        lines: Sequence[str],
        reference: ImageReference,
        slide: Slide,
        *,
        is_only: bool,
    ) -> AltProposal:
        described = self._context.described.get(slide.photo.sha256, "")
        assistant = NO_PROPOSAL
        if not described:
            again, most = self._options.again, self._options.most
            assistant = assistant_alt(self._context, post.path, slide, most, again=again)
        by_model = described or assistant.text
        proposed = by_model or self._alt_of(slide)
        if proposed and not by_model and self._repeats_title(post, reference, slide, lines):
            proposed = self._alt_of(slide, with_title=False) or proposed
        if proposed and repeats_neighbour(proposed, post, reference, lines):
            proposed = f"{kind_word('slide', slide.language)}: {proposed}"
        action, reason = decide(
            Candidate(
                post,
                reference,
                slide,
                proposed,
                is_only,
                self._says_nothing,
                self._context,
                self._options,
            )
        )
        if reference.alt_span is None and self._is_unreachable(slide.image):
            action, reason = "keep", "the photo can't be read now"
        awaits_review = False
        if action == "write" and described and not self._options.described:
            action, reason = "keep", "a describer's words: --review, or --accept-described"
            awaits_review = True
        elif action == "write" and assistant.text:
            action, reason = "keep", f"proposed by {assistant.assistant}: --review decides"
            awaits_review = True
        return AltProposal(
            post=post.path,
            line=reference.line,
            image=slide.image,
            current=reference.alt,
            proposed=proposed,
            action=action,
            reason=reason,
            lang=self._language_attribute(post, reference, slide),
            described=bool(described),
            refusal=assistant.refusal,
            needs_person=reason == NEEDS_PERSON,
            proposed_by=assistant.assistant if assistant.text else "",
            awaits_review=awaits_review,
        )

    def _repeats_title(
        self, post: Post, reference: ImageReference, slide: Slide, lines: Sequence[str]
    ) -> bool:
        """Whether the slide's title stands above the image as its heading, or as its caption."""
        title = slide.title or ""
        says_it = slide.alt_by != "person" and words(slide.alt)[: len(words(title))] == words(title)
        return bool(title) and says_it and repeats_neighbour(title, post, reference, lines)

    def _alt_of(self, slide: Slide, *, with_title: bool = True) -> str:
        """The slide's alt text, within the limit of the options."""
        is_stored = self._options.most is None and with_title
        if is_stored or slide.alt_by == "person":
            return slide.alt
        return alt_text(
            slide.reading.lines,
            most=self._options.most or DEFAULT_ALT_LENGTH,
            with_title=with_title,
            kind=slide.kind,
            language=wording_language(slide.language),
            frame=frame_of(slide.photo, slide.detection),
            lexicon=self._context.lexicon_of(slide),
        )

    def _language_attribute(
        self, post: Post, reference: ImageReference, slide: Slide
    ) -> str | None:
        """The `lang` of an alt text whose language differs from the page's; otherwise None."""
        page = (post.language or self._site.rules_of(post.path).language or "").replace("_", "-")
        page = page.split("-")[0].lower()
        if reference.syntax != "html" or not page or slide.textless:
            return None
        return slide.language if slide.language not in (page, UNDETERMINED) else None

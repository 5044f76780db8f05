"""Alt texts that serve no reader: missing, saying nothing, too long, another slide's.

Every image that a post shows is looked at, also those that the index doesn't know: a photo that
nobody ingested has no alt text either.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from collections.abc import Set as AbstractSet
from pathlib import Path

from slidescan.alt.context import AltContext
from slidescan.alt.placeholder import is_file_name, is_placeholder
from slidescan.alt.propose import neighbours, readable, repeated_alts, takes_alt, wanted
from slidescan.core.records import AltIssue, AltIssueKind, Failure, ImageReference, Post, Slide
from slidescan.core.text import words
from slidescan.posts.read import decoded
from slidescan.posts.site import Site

TOO_LONG = 250
"""Characters beyond which an alt text is a burden, unless another limit is asked for: screen
readers read it in one go, and can't go back."""

ANOTHERS = 0.8
"""Share of an alt text's words that another slide says, and this one hardly, to be that one's."""

OWN = 0.25
"""How many of them this slide may say nevertheless."""

LEAST_WORDS = 3


class _Said:
    """The words of each slide, and which slides say a word."""

    def __init__(self, known: AltContext) -> None:
        self.by_image = {
            image: frozenset(words(slide.text)) for image, slide in known.slides.items()
        }
        self._by_word: dict[str, list[str]] = defaultdict(list)
        for image, its_words in self.by_image.items():
            for word in its_words:
                self._by_word[word].append(image)

    def likeliest(self, content: AbstractSet[str]) -> str | None:
        """The slide that says most of some words, if it says nearly all."""
        counts = Counter(image for word in content for image in self._by_word.get(word, ()))
        if not counts:
            return None
        image, count = counts.most_common(1)[0]
        return image if count >= ANOTHERS * len(content) else None


def check(
    known: AltContext, site: Site, paths: Sequence[Path] = (), *, most: int = TOO_LONG
) -> tuple[tuple[AltIssue, ...], tuple[Failure, ...]]:
    """What is wrong with the alt texts of posts.

    Args:
        known: Slides and decisions.
        site: The posts' site.
        paths: Posts, folders of posts, or photos; all posts if empty.
        most: Most characters of an alt text.

    Raises:
        NotInIndex: A path is no post and no photo of the index.
    """
    posts, images = wanted(site, paths, known.slides.keys())
    repeated = repeated_alts(known, site)
    said = _Said(known)
    faults: list[AltIssue] = []
    failures: list[Failure] = []
    for read in readable(site, posts):
        if isinstance(read, Failure):
            failures.append(read)
            continue
        post, data = read
        lines = decoded(data)[0].splitlines()
        for reference in post.references:
            if not takes_alt(reference):
                continue
            shown = site.resolve(reference.target, reference.syntax, post.path, post.url)
            image = shown[0] if len(shown) == 1 else ""
            if images and image not in images:
                continue
            slide = known.slides.get(image)
            for kind, reason in _faults(known, post, reference, slide, repeated, said, lines, most):
                faults.append(
                    AltIssue(
                        post=post.path,
                        line=reference.line,
                        image=image or reference.target,
                        current=reference.alt,
                        kind=kind,
                        reason=reason,
                        proposed=slide.alt if slide and slide.alt != reference.alt else "",
                    )
                )
                break  # one reason is enough to mend it
    return tuple(faults), tuple(failures)


def _faults(
    known: AltContext,
    post: Post,
    reference: ImageReference,
    slide: Slide | None,
    repeated: frozenset[str],
    said: _Said,
    lines: Sequence[str],
    most: int,
) -> Iterator[tuple[AltIssueKind, str]]:
    alt = reference.alt
    if not alt:
        decided = known.decided.get((post.path, slide.image)) if slide else None
        decorative = decided is not None and decided.decision == "decorative"
        if not decorative and not (alt == "" and reference.syntax in ("html", "jsx")):
            yield "missing", "missing" if alt is None else "empty"
        return
    if is_file_name(alt, reference.target):
        yield "file-name", "is the file's name"
    if is_placeholder(alt):
        yield "placeholder", "is a placeholder"
    if len(alt) > most:
        yield "too-long", f"is {len(alt)} characters long (at most {most})"
    ours = slide is not None and alt == slide.alt
    if alt.casefold() in repeated and not ours:
        yield "repeats", "stands on several images"
    if any(words(alt) == words(other) for other in neighbours(post, reference, lines)):
        yield "repeats", "only says its heading or caption again"
    if slide is not None and not ours:
        yield from _contradictions(alt, slide, said)


_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")


def _contradictions(alt: str, slide: Slide, said: _Said) -> Iterator[tuple[AltIssueKind, str]]:
    """What an alt text says that its slide doesn't: another slide's words, or other numbers."""
    own = said.by_image[slide.image]
    content = {word for word in words(alt) if len(word) > 2 and not word.isdigit()}
    if len(content) < LEAST_WORDS or not own:
        return
    share = len(content & own) / len(content)
    if share <= OWN:
        other = said.likeliest(content)
        if other and other != slide.image:
            yield "contradicts", f"is about another slide ({other})"
            return
    if share >= ANOTHERS:
        numbers = {_plain(n) for n in _NUMBER.findall(slide.text)}
        joined = "".join(re.findall(r"\d", slide.text))
        for number in _NUMBER.findall(alt):
            if _plain(number) not in numbers and re.sub(r"\D", "", number) not in joined:
                yield "contradicts", f"says {number}, which the slide doesn't"
                return


def _plain(number: str) -> str:
    return number.replace(",", "").rstrip(".")

"""Finding slides: what is asked, what an index finds, in the order a person expects."""

from __future__ import annotations

import datetime as dt
import posixpath
import time
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from math import log

from slidescan.core import similarity as likeness
from slidescan.core.records import Hit, Results, Similar, Slide
from slidescan.core.text import tokens
from slidescan.errors import NotInIndex
from slidescan.search import manager as fulltext
from slidescan.search import query
from slidescan.search.indexes.protocol import Filter, Match, Matches, Order, SearchIndex
from slidescan.search.rank import Ranker, says
from slidescan.search.snippet import Marker, boxes, snippet
from slidescan.store.catalogue import Catalogue
from slidescan.store.lookup import find_image
from slidescan.store.stored import Gist

TOO_FEW = 5
"""Fewer hits than this are followed by slides with words like those asked for."""

FEW_WORDS = 8
"""Words of a query up to which others like each are looked for, too."""

BELOW = 0.5
"""Such slides' scores, as a share of the last exact hit's at most."""

LOOKED_AT = 50
"""How many of the slides that an index finds best are put in order by where the words stand."""


def search(
    catalogue: Catalogue,
    text: str,
    within: Filter,
    *,
    limit: int = 10,
    order: Order = "score",
    among: Sequence[str] | None = None,
) -> Results:
    """The slides that say what a text asks for; see `Library.search`."""
    started = time.perf_counter()
    parsed = query.parse(text)
    if _asks_for_textless(parsed.root):
        within = replace(within, textless=True)
    results = Results(text, 0, (), 0.0, None, parsed.note)
    if parsed.root is not None:
        asked, note = _placed(catalogue, parsed.root)
        if among is not None:
            asked = query.And((asked, query.Among(tuple(among))))
        noted = replace(results, note=parsed.note or note)
        results = fulltext.answered(
            catalogue,
            lambda index: _Search(catalogue, index, within, limit, order).answer(noted, asked),
        )
    elif text.strip() and not parsed.note:
        results = replace(results, note="there is no word to search for")
    return replace(results, took_ms=(time.perf_counter() - started) * 1000)


def _asks_for_textless(root: query.Node | None) -> bool:
    return any(leaf == query.Fact("is", "textless") for leaf in query.leaves(root))


class _Search:
    """One search in an open index."""

    def __init__(
        self,
        catalogue: Catalogue,
        index: SearchIndex,
        within: Filter,
        limit: int,
        order: Order,
    ) -> None:
        self._catalogue = catalogue
        self._index = index
        self._within = within
        self._limit = limit
        self._order = order
        self._languages = fulltext.languages(catalogue)
        self._looked_at: dict[str, Gist] = {}

    def _gists(self, images: Sequence[str]) -> Iterator[Gist]:
        """What slides of the catalogue say; each is read once."""
        missing = tuple(image for image in images if image not in self._looked_at)
        self._looked_at |= {gist.image: gist for gist in self._catalogue.gists(missing)}
        return (self._looked_at[image] for image in images if image in self._looked_at)

    def answer(self, results: Results, asked: query.Node) -> Results:
        """The slides that have the words, then those with words like them."""
        expanded = query.expanded(asked)
        found = self._find(expanded)
        ranked = self._ranked(found, asked)
        markers = {image: Marker.of(expanded, self._languages) for image, _ in ranked}
        total, suggestion = found.total, None
        if not found.total:
            suggestion = _suggestion(self._index, results.query, asked)
        if found.total < min(self._limit, TOO_FEW):
            more, loose = self._widened(asked, found)
            others = [pair for pair in self._ranked(more, asked) if pair[0] not in markers]
            if others:
                ceiling = BELOW * min((score for _, score in ranked), default=1.0)
                top = max(score for _, score in others) or 1.0
                marker = Marker.of(loose, self._languages)
                markers |= {image: marker for image, _ in others}
                ranked += [(image, ceiling * score / top) for image, score in others]
                total = max(more.total, len(ranked))
        note = results.note
        if ranked and not found.total:
            note = note or "no slide has these words: shown are slides with words like them"
        hits = tuple(self._hits(ranked, markers))
        return replace(results, total=total, hits=hits, suggestion=suggestion, note=note)

    def _find(self, node: query.Node) -> Matches:
        most = max(LOOKED_AT, 2 * self._limit)
        return self._index.search(node, limit=most, within=self._within, order=self._order)

    def _ranked(self, found: Matches, asked: query.Node) -> list[tuple[str, float]]:
        if self._order == "date":
            return [(match.image, match.score) for match in found.best]
        ranker = Ranker.of(asked, self._languages)
        scores = {match.image: match.score for match in found.best}
        looked_at = tuple(scores)[:LOOKED_AT]
        for slide in self._gists(looked_at):
            scores[slide.image] *= ranker.factor(slide)
        # Those that were not looked at stay behind those that were.
        last = min((scores[image] for image in looked_at), default=0.0)
        for match in found.best[LOOKED_AT:]:
            scores[match.image] = min(match.score, last)
        return sorted(scores.items(), key=lambda pair: -pair[1])

    def _widened(self, asked: query.Node, found: Matches) -> tuple[Matches, query.Node]:
        """Slides with words like those asked for, else with most of them; and what was asked."""
        words = [word for node in query.wanted(asked) for word in _unquoted(node)]
        vocabulary = self._index.vocabulary
        if len(words) > FEW_WORDS:
            # Many words make up for one another: only those that no slide says are replaced.
            words = [word for word in words if word not in vocabulary]
        alike = vocabulary.alike(words, far=not found.total)
        loose = query.widened(asked, alike, vocabulary.halves(words))
        more = self._find(query.expanded(loose))
        relaxed = query.relaxed(loose)
        if not more.total and relaxed is not None:
            more = self._most(*relaxed)
        return more, query.expanded(loose)

    def _most(self, words: Sequence[query.Node], firm: Sequence[query.Node]) -> Matches:
        """Of the slides with any of some words, those with at least half of them.

        The more of them it says, the more a slide counts.
        """
        # The rarest tell most, and are found fastest. Whoever has half of all words has one of so
        # many of them, whichever these are.
        enough = len(words) // 2 + 1
        rarest = sorted(words, key=self._frequency)[: min(enough, FEW_WORDS)]
        found = self._find(query.And((query.Or(tuple(rarest)), *firm)))
        counts = {
            slide.image: says(slide, words, self._languages)
            for slide in self._gists(tuple(match.image for match in found.best))
        }
        best = tuple(
            Match(match.image, match.score * (said / len(words)) ** 2)
            for match in found.best
            if 2 * (said := counts.get(match.image, 0)) >= len(words)
        )
        return Matches(len(best), best)

    def _frequency(self, part: query.Node) -> int:
        frequency = self._index.vocabulary.frequency
        said = [
            frequency(word)
            for node in query.wanted(part)
            for word in (node.words if isinstance(node, query.Phrase) else (node.text,))
        ]
        return max(said, default=0)

    def _hits(
        self, ranked: Sequence[tuple[str, float]], markers: dict[str, Marker]
    ) -> Iterator[Hit]:
        """The first hits, each slide once: its best photo, and the others that were found."""
        found = dict(ranked)
        folded: set[str] = set()
        shown = 0
        for slide in self._few(tuple(found)):
            if shown == self._limit:
                break
            if slide.image in folded:
                continue
            shown += 1
            score = found[slide.image]
            same = [image for image in slide.duplicates if image in found and image not in folded]
            group = sorted((slide, *self._catalogue.slides(tuple(same))), key=clearness)
            folded.update(each.image for each in group)
            best = group[-1]
            marker = markers[best.image]
            others = tuple(each.image for each in reversed(group[:-1]))
            yield Hit(best, score, snippet(best, marker), boxes(best, marker), others)

    def _few(self, images: Sequence[str]) -> Iterator[Slide]:
        """Slides, no more at once than are likely shown."""
        for start in range(0, len(images), self._limit + 1):
            yield from self._catalogue.slides(images[start : start + self._limit + 1])


def clearness(slide: Slide) -> tuple[float, float, str]:
    """How good a photo of a slide is: sure letters, then size; more is better."""
    letters = sum(n.confidence**2 * sum(c.isalnum() for c in n.text) for n in slide.reading.lines)
    quad = slide.detection.quad
    size = quad.area if quad else slide.photo.width * slide.photo.height
    return round(letters), size, slide.image


def _unquoted(node: query.Word | query.Phrase) -> Iterator[str]:
    if isinstance(node, query.Word):
        if not node.prefix:
            yield node.text
    elif not node.quoted:
        yield from node.words


def _suggestion(index: SearchIndex, text: str, root: query.Node) -> str | None:
    """`text` with unknown words replaced by the likest that the index knows."""
    words = [
        word
        for node in query.wanted(root)
        for word in (node.words if isinstance(node, query.Phrase) else (node.text,))
    ]
    found = index.vocabulary.suggest(words)
    if not found:
        return None
    parts, at = [], 0
    for token in tokens(text, parts=False):
        if token.term in found:
            parts += [text[at : token.start], found[token.term]]
            at = token.end
    return "".join([*parts, text[at:]])


NEAR_MINUTES, NEAR_PHOTOS = 15, 5
"""What is near a photo: taken so many minutes before or after it; where that isn't known, so many
photos before or after it in its folder; and what the same section of a post shows."""


def _placed(catalogue: Catalogue, node: query.Node) -> tuple[query.Node, str]:
    """A query in which photos near others are named, and what had to be said of it."""
    notes: list[str] = []

    def place(part: query.Node) -> query.Node:
        if not isinstance(part, query.Near):
            return query.mapped(part, place)
        try:
            return query.Among(_near(catalogue, find_image(catalogue, part.photo)))
        except NotInIndex as error:
            notes.append(str(error))
            return query.Among(())

    return place(node), "; ".join(notes)


def _near(catalogue: Catalogue, image: str) -> tuple[str, ...]:
    folder = posixpath.dirname(image)
    beside = [other for other in catalogue.images() if posixpath.dirname(other) == folder]
    at = beside.index(image)
    slides = {slide.image: slide for slide in catalogue.slides(beside)}
    given = slides[image]
    sections = {(link.post, link.section) for link in given.links}
    near = []
    for number, other in enumerate(beside):
        minutes = _minutes(given, slides[other])
        together = any((k.post, k.section) in sections for k in slides[other].links)
        in_time = minutes is not None and minutes <= NEAR_MINUTES
        in_place = minutes is None and abs(number - at) <= NEAR_PHOTOS
        if together or in_time or in_place:
            near.append(other)
    return tuple(near)


def _minutes(a: Slide, b: Slide) -> float | None:
    try:
        first, second = (dt.datetime.fromisoformat(s.photo.taken or "") for s in (a, b))
    except ValueError:
        return None
    return abs((first - second).total_seconds()) / 60


TELLING = 12
"""How many words of a slide are looked for on others."""

LEAST_ALIKE = 0.15
WORDS_COUNT = 0.7
"""How much the words count, beside the picture, for how alike two slides are."""


def similar(catalogue: Catalogue, image: str, *, limit: int = 10) -> tuple[Similar, ...]:
    """The slides most like one, by its most telling words and by its picture."""
    (given,) = catalogue.slides((image,))
    words = likeness.said(given)
    prints = catalogue.fingerprints()
    own = given.detection.fingerprint
    looks = sorted(prints, key=lambda other: likeness.distance(own, prints[other][0]))
    said = fulltext.answered(catalogue, lambda index: _telling(index, words, catalogue.count()))
    candidates = dict.fromkeys((*given.duplicates, *looks[: LOOKED_AT + 1], *said))
    likest = sorted(
        (_similar(given, other) for other in catalogue.slides(tuple(candidates)) if other != given),
        key=lambda each: (-each.same, -each.score, each.slide.image),
    )
    return tuple(each for each in likest if each.same or each.score >= LEAST_ALIKE)[:limit]


def _telling(index: SearchIndex, words: Counter[str], slides: int) -> tuple[str, ...]:
    """The slides that say the most telling of some words."""
    frequency = index.vocabulary.frequency
    rare = {word: log(1 + slides / max(1, frequency(word))) for word in words}
    telling = sorted(rare, key=lambda word: (-rare[word] * min(words[word], 3), word))
    if not telling:
        return ()
    asked = query.Or(tuple(query.Word(word) for word in telling[:TELLING]))
    found = index.search(asked, limit=LOOKED_AT + 1, within=Filter(textless=True))
    return tuple(match.image for match in found.best)


def _similar(given: Slide, other: Slide) -> Similar:
    words = likeness.same_words(likeness.said(given), likeness.said(other))
    picture = likeness.same_picture(given.detection.fingerprint, other.detection.fingerprint)
    score = WORDS_COUNT * words + (1 - WORDS_COUNT) * picture
    if given.textless and other.textless:
        score = picture
    return Similar(other, score, words, picture, other.image in given.duplicates)


def duplicates(catalogue: Catalogue) -> tuple[tuple[Slide, ...], ...]:
    """Photos of the same slide, in groups by the first path, the best photo of each first."""
    groups: list[tuple[Slide, ...]] = []
    seen: set[str] = set()
    for slide in catalogue.slides(catalogue.duplicates()):
        if slide.image not in seen:
            group = (slide, *_others(catalogue, slide, seen))
            seen.update(each.image for each in group)
            groups.append(tuple(sorted(group, key=clearness, reverse=True)))
    return tuple(groups)


def _others(catalogue: Catalogue, slide: Slide, seen: Iterable[str]) -> Iterator[Slide]:
    return catalogue.slides([image for image in slide.duplicates if image not in set(seen)])

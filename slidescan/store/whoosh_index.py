"""The full-text index on Whoosh (BM25F).

A cache: each state of it is a folder of its own below `fulltext/`, complete and sealed before
the catalogue points to it, so that a reader never sees a half-built one, and anything
unsealed is never opened.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterable, Sequence
from itertools import pairwise
from pathlib import Path
from typing import Any

from slidescan.records import Slide
from slidescan.store import seal
from slidescan.store.analysis import Terms, stems
from slidescan.store.query import And, Node, Not, Or, Phrase, Word
from slidescan.store.search_index import Filter, Match, Matches
from slidescan.text import look_of_term

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has unescaped regular expressions in its source.
    warnings.simplefilter("ignore")
    from whoosh import fields, query, scoring
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.index import FileIndex, Index

FORMAT = 2
"""Raised when the schema or the analysis changes: older indexes are rebuilt."""

BOOSTS = {"title": 3.0, "body": 1.0, "section": 0.7, "post": 0.5, "tags": 0.6, "footer": 0.15}
"""How much a word weighs in each field."""

STEM_BOOST = 0.6
COMPOUND_BOOST = 0.8


SHORTEST_ALIKE = 4
"""Letters of a word for which others are looked up: shorter ones are like too many."""

MOST_ALIKE, LEAST_ALIKE = 24, 3
"""Words like those asked for, at most in all, and for each."""


MOST_MISSPELT = 6
"""Words of a query up to which misspelt ones are looked for: each costs a walk over the words."""


def _edits(word: str, *, far: bool) -> int:
    """How many letters a reader or a person may have got wrong in a word."""
    if far:
        return 1 if len(word) < 7 else 2
    return 1 if len(word) > 5 else 0


def _schema(languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - Whoosh has no types
    def text(name: str) -> Any:  # noqa: ANN401
        return fields.TEXT(analyzer=Terms(languages), phrase=True, field_boost=BOOSTS[name])

    return fields.Schema(
        image=fields.ID(unique=True, stored=True),
        title=text("title"),
        body=text("body"),
        section=text("section"),
        post=text("post"),
        tags=text("tags"),
        footer=text("footer"),
        words=fields.TEXT(analyzer=Terms((), stemming=False), phrase=False),
        path=fields.KEYWORD(commas=True),
        tag=fields.KEYWORD(commas=True, lowercase=True),
        day=fields.KEYWORD(commas=True),
        textless=fields.BOOLEAN,
    )


def _document(slide: Slide) -> dict[str, str | bool]:
    lines = slide.reading.lines
    body = [line.text for line in lines if line.role == "body"]
    titles = [line.text for line in lines if line.role == "title"]
    days = {link.date for link in slide.links if link.date}
    if not days and slide.photo.taken:
        days = {slide.photo.taken[:10]}
    return {
        "image": slide.image,
        "title": slide.title or "",
        "body": "\n".join(body),
        "footer": "\n".join(line.text for line in lines if line.role == "footer"),
        "section": "\n".join(dict.fromkeys(p for link in slide.links for p in link.section)),
        "post": "\n".join(dict.fromkeys(link.title for link in slide.links)),
        "tags": "\n".join(dict.fromkeys(t for link in slide.links for t in link.tags)),
        "words": "\n".join((*titles, *body)),
        "path": ",".join(sorted({link.post.replace(",", " ") for link in slide.links})),
        "tag": ",".join(sorted({t.replace(",", " ") for link in slide.links for t in link.tags})),
        "day": ",".join(sorted(days)),
        "textless": slide.textless,
    }


class WhooshIndex:
    """A `SearchIndex` on Whoosh.

    Made by `create`, `open_sealed` or `in_memory`.
    """

    def __init__(self, index: Index, languages: tuple[str, ...]) -> None:
        self._index = index
        self._languages = languages

    @classmethod
    def create(cls, folder: Path, languages: tuple[str, ...]) -> WhooshIndex:
        """A new, empty index in a new folder."""
        folder.mkdir(parents=True)
        storage = FileStorage(str(folder))
        return cls(FileIndex.create(storage, _schema(languages), "MAIN"), languages)

    @classmethod
    def in_memory(cls, languages: tuple[str, ...]) -> WhooshIndex:
        """A new, empty index that is gone when the process ends."""
        return cls(RamStorage().create_index(_schema(languages)), languages)

    @classmethod
    def open_sealed(
        cls, folder: Path, label: str, languages: tuple[str, ...]
    ) -> WhooshIndex | None:
        """The index in `folder`, if this user's slidescan sealed it under `label`; else None."""
        if not seal.is_sealed(folder, _label(label, languages)):
            return None
        return cls(FileStorage(str(folder)).open_index(), languages)

    @classmethod
    def copy(
        cls, folder: Path, label: str, languages: tuple[str, ...], target: Path
    ) -> WhooshIndex | None:
        """A copy of a sealed index to go on from; None if `folder` holds none.

        Whoosh never changes a file that it has written, so files are linked where the file
        system can, not copied.
        """
        if not seal.is_sealed(folder, _label(label, languages)):
            return None
        target.mkdir(parents=True)
        for path in folder.iterdir():
            if path.name == seal.NAME or path.name.endswith("LOCK"):
                continue
            try:
                os.link(path, target / path.name)
            except OSError:
                shutil.copyfile(path, target / path.name)
        return cls(FileStorage(str(target)).open_index(), languages)

    def seal(self, folder: Path, label: str) -> bool:
        """Seal what was written; False where no key can be kept."""
        for path in folder.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        return seal.seal(folder, _label(label, self._languages))

    def close(self) -> None:
        """Let go of its files."""
        self._index.close()

    def replace(self, add: Iterable[Slide], remove: Iterable[str]) -> None:
        """As the Protocol says."""
        writer = self._index.writer(limitmb=64)
        try:
            for image in remove:
                writer.delete_by_term("image", image)
            fresh = self._index.is_empty()
            for slide in add:
                if fresh:
                    writer.add_document(**_document(slide))
                else:
                    writer.update_document(**_document(slide))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def search(self, query_: Node, *, limit: int, within: Filter) -> Matches:
        """As the Protocol says."""
        compiled = self._compiled(query_)
        model = scoring.BM25F(B=0.6, title_B=0.3, section_B=0.4, post_B=0.4, K1=1.5)
        with self._index.searcher(weighting=model) as searcher:
            results = searcher.search(
                compiled, limit=max(1, limit), filter=_filter(within), terms=False
            )
            best = tuple(Match(hit["image"], float(hit.score)) for hit in results)
            return Matches(len(results), best[:limit])

    def suggest(self, words: Sequence[str]) -> dict[str, str]:
        """As the Protocol says."""
        found = {}
        with self._index.searcher() as searcher:
            corrector = searcher.corrector("words")
            for word in words:
                if len(word) < 3 or ("words", word) in searcher.reader():
                    continue
                edits = 1 if len(word) < 5 else 2
                likest = corrector.suggest(word, limit=1, maxdist=edits, prefix=0)
                if likest:
                    found[word] = str(likest[0])
        return found

    def alike(self, words: Sequence[str], *, far: bool) -> dict[str, tuple[str, ...]]:
        """As the Protocol says."""
        found: dict[str, tuple[str, ...]] = {}
        long = [word for word in dict.fromkeys(words) if len(word) >= SHORTEST_ALIKE]
        long = long[:MOST_ALIKE]
        if not long:
            return found
        with self._index.reader() as reader:
            terms = [term.decode() for term in reader.lexicon("words")]
            by_look: dict[str, list[str]] = {}
            for term in terms:
                by_look.setdefault(look_of_term(term), []).append(term)
            for word in long:
                likest = [*by_look.get(look_of_term(word), ())]
                likest += [term for term in terms if word in term]
                edits = _edits(word, far=far) if len(long) <= MOST_MISSPELT else 0
                if edits:
                    near = {t for t in reader.terms_within("words", word, edits) if t[:1].isalpha()}
                    likest += sorted(near, key=lambda t: (abs(len(t) - len(word)), t))
                others = [term for term in dict.fromkeys(likest) if term != word]
                if others:
                    found[word] = tuple(others[: max(LEAST_ALIKE, MOST_ALIKE // len(long))])
        return found

    def knows(self, term: str) -> bool:
        """As the Protocol says."""
        with self._index.reader() as reader:
            return ("words", term) in reader

    def _compiled(self, node: Node) -> Any:  # noqa: ANN401 - Whoosh has no types
        if isinstance(node, Word):
            return query.Or([self._word(node, f) for f in self._fields(node.field)])
        if isinstance(node, Phrase):
            return query.Or([self._phrase(node, f) for f in self._fields(node.field)])
        if isinstance(node, Not):
            return query.Not(self._compiled(node.part))
        if isinstance(node, Or):
            return query.Or([self._compiled(part) for part in node.parts])
        return self._all(node)

    def _all(self, node: And) -> Any:  # noqa: ANN401
        """All parts; where two words stand side by side, their compound stands for both."""
        wanted = [p for p in node.parts if not isinstance(p, Not)]
        unwanted = [p for p in node.parts if isinstance(p, Not)]
        parts = [self._compiled(part) for part in wanted]
        if not parts:
            parts = [query.Every()]
        found = query.And(parts) if len(parts) > 1 else parts[0]
        for i, (a, b) in enumerate(pairwise(wanted)):
            if isinstance(a, Word) and isinstance(b, Word) and not a.prefix and a.field == b.field:
                joined = self._compiled(Word(a.text + b.text, a.field, b.prefix))
                rest = [*parts[:i], joined, *parts[i + 2 :]]
                whole = query.And(rest) if len(rest) > 1 else joined
                found = query.Or([found, query.ConstantScoreQuery(whole, 0.5), whole])
        if unwanted:
            no = [self._compiled(part.part) for part in unwanted]
            return query.AndNot(found, query.Or(no) if len(no) > 1 else no[0])
        return found

    @staticmethod
    def _fields(field: str | None) -> tuple[str, ...]:
        return (field,) if field else tuple(BOOSTS)

    def _word(self, node: Word, field: str) -> Any:  # noqa: ANN401
        boost = BOOSTS[field]
        if node.prefix:
            return query.Prefix(field, node.text, boost=boost)
        terms = [query.Term(field, node.text, boost=boost)]
        terms += [
            query.Term(field, stem, boost=boost * STEM_BOOST)
            for stem in sorted(stems(node.text, self._languages))
        ]
        if len(terms) == 1:
            return terms[0]
        return query.DisjunctionMax(terms)

    def _phrase(self, node: Phrase, field: str) -> Any:  # noqa: ANN401
        exact = query.Phrase(field, list(node.words), boost=BOOSTS[field])
        compound = query.Term(field, "".join(node.words), boost=BOOSTS[field] * COMPOUND_BOOST)
        return query.Or([exact, compound])


def _filter(within: Filter) -> Any:  # noqa: ANN401
    parts: list[Any] = []
    if not within.textless:
        parts.append(query.Term("textless", "f"))
    if within.posts:
        parts.append(query.Or([query.Term("path", p.replace(",", " ")) for p in within.posts]))
    if within.tags:
        parts.append(
            query.Or([query.Term("tag", t.replace(",", " ").lower()) for t in within.tags])
        )
    if within.since or within.until:
        parts.append(query.TermRange("day", within.since, within.until))
    if not parts:
        return None
    return query.And(parts) if len(parts) > 1 else parts[0]


def _label(label: str, languages: tuple[str, ...]) -> str:
    return f"whoosh {FORMAT} {'+'.join(languages)} {label}"

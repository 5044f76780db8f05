"""The full-text index on Whoosh (BM25F).

A cache: each state of it is a folder of its own below `fulltext/`, complete and sealed before
the catalogue points to it, so that a reader never sees a half-built one, and anything
unsealed is never opened.
"""

from __future__ import annotations

import os
import shutil
import warnings
from collections.abc import Iterable, Iterator
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.text import tokens
from slidescan.core.versions import WHOOSH_FORMAT
from slidescan.search.analysis import STEM_WEIGHT, WEIGHTS, Document, stems, terms_of
from slidescan.search.indexes import seal
from slidescan.search.indexes.protocol import Filter, Match, Matches, Order
from slidescan.search.query import Among, And, Days, Fact, Near, Node, Not, Or, Phrase, Word
from slidescan.search.vocabulary import Vocabulary

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has unescaped regular expressions in its source.
    warnings.simplefilter("ignore")
    from whoosh import fields, query, scoring, sorting
    from whoosh.analysis import Analyzer, Token
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.index import FileIndex, Index

COMPOUND_WEIGHT = 0.8


class _Memory(RamStorage):  # type: ignore[misc]
    """An index in memory whose temporary files are in memory, too.

    Whoosh's own are at one place in the system's temporary folder: two processes would take them
    from each other, and anyone could lay something else there.
    """

    def temp_storage(self, name: str | None = None) -> RamStorage:
        del name
        return _Memory()

    def destroy(self) -> None:
        """Forget all."""
        self.clean()


class _Terms(Analyzer):  # type: ignore[misc]
    """Cuts a text into terms; those of one word share its position."""

    def __init__(self, languages: tuple[str, ...]) -> None:
        self.languages = languages

    def __call__(
        self,
        value: str,
        positions: bool = False,
        chars: bool = False,
        keeporiginal: bool = False,
        removestops: bool = True,
        start_pos: int = 0,
        start_char: int = 0,
        mode: str = "",
        **kwargs: Any,  # noqa: ANN401 - Whoosh hands on what it likes
    ) -> Iterator[Any]:
        """Yield Whoosh tokens; the parameters are Whoosh's."""
        del removestops, kwargs
        found = Token(positions, chars, removestops=False, mode=mode)
        for token in tokens(value):
            for term in (token.term, *sorted(stems(token.term, self.languages))):
                found.text = term
                found.boost = 1.0
                found.stopped = False
                if keeporiginal:
                    found.original = term
                if positions:
                    found.pos = start_pos + token.position
                if chars:
                    found.startchar = start_char + token.start
                    found.endchar = start_char + token.end
                yield found


def _schema(languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - Whoosh has no types
    texts = {
        name: fields.TEXT(analyzer=_Terms(languages), phrase=True, field_boost=weight)
        for name, weight in WEIGHTS.items()
    }
    return fields.Schema(
        image=fields.ID(unique=True, stored=True, sortable=True),
        words=fields.KEYWORD,
        path=fields.KEYWORD(commas=True),
        tag=fields.KEYWORD(commas=True),
        day=fields.KEYWORD(commas=True),
        fact=fields.KEYWORD(commas=True),
        newest=fields.ID(sortable=True),
        textless=fields.BOOLEAN,
        **texts,
    )


def _listed(values: Iterable[str]) -> str:
    """Values as a field of keywords takes them."""
    return ",".join(value.replace(",", " ") for value in values)


def _document(document: Document) -> dict[str, str | bool]:
    return {
        **document.fields,
        "image": document.image,
        "words": " ".join(sorted(terms_of(document))),
        "path": _listed(document.posts),
        "tag": _listed(document.tags),
        "day": _listed(document.days),
        "fact": _listed(f"{name}:{value}" for name, value in document.facts),
        "newest": document.newest,
        "textless": document.textless,
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
        return cls(_Memory().create_index(_schema(languages)), languages)

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

    def count(self) -> int:
        """As the Protocol says."""
        return int(self._index.doc_count())

    def close(self) -> None:
        """Let go of its files."""
        self._index.close()

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """As the Protocol says."""
        writer = self._index.writer(limitmb=64)
        try:
            for image in remove:
                writer.delete_by_term("image", image)
            fresh = self._index.is_empty()
            for document in add:
                if fresh:
                    writer.add_document(**_document(document))
                else:
                    writer.update_document(**_document(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """As the Protocol says."""
        compiled = self._compiled(query)
        model = scoring.BM25F(B=0.6, title_B=0.3, section_B=0.4, post_B=0.4, K1=1.5)
        by: dict[str, Any] = {}
        if order == "date":
            latest = sorting.FieldFacet("newest", reverse=True)
            by["sortedby"] = [latest, sorting.FieldFacet("image")]
        with self._index.searcher(weighting=model) as searcher:
            results = searcher.search(
                compiled, limit=max(1, limit), filter=_filter(within), terms=False, **by
            )
            # Sorted hits have no score, but a rank.
            best = tuple(
                Match(hit["image"], 1.0 if by else max(0.0, float(hit.score))) for hit in results
            )
            return Matches(len(results), best[:limit])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """As the Protocol says."""
        with self._index.reader() as reader:
            terms = [term.decode() for term in reader.lexicon("words")]

        def frequency(term: str) -> int:
            # The reader's own counts include slides that were forgotten.
            with self._index.searcher() as searcher:
                return len(searcher.search(query.Term("words", term), limit=1, scored=False))

        return Vocabulary.of(terms, frequency)

    def _compiled(self, node: Node) -> Any:  # noqa: ANN401 - Whoosh has no types
        if isinstance(node, Word):
            return query.Or([self._word(node, f) for f in _fields(node.field)])
        if isinstance(node, Phrase):
            return query.Or([_phrase(node, f) for f in _fields(node.field)])
        if isinstance(node, Not):
            return query.Not(self._compiled(node.part))
        if isinstance(node, Or):
            return query.Or([self._compiled(part) for part in node.parts])
        if isinstance(node, And):
            return self._all(node)
        return _known(node)

    def _all(self, node: And) -> Any:  # noqa: ANN401
        wanted = [self._compiled(part) for part in node.parts if not isinstance(part, Not)]
        no = [self._compiled(part.part) for part in node.parts if isinstance(part, Not)]
        found = query.And(wanted or [query.Every()])
        # Whoosh's AndNot takes some that it should leave out, as of 2.7.4.
        if not no:
            return found
        without = query.ConstantScoreQuery(query.Not(query.Or(no)), 0.0)
        return query.And([found, without])

    def _word(self, node: Word, field: str) -> Any:  # noqa: ANN401
        weight = WEIGHTS[field]
        if node.prefix:
            return query.Prefix(field, node.text, boost=weight)
        terms = [query.Term(field, node.text, boost=weight)]
        terms += [
            query.Term(field, stem, boost=weight * STEM_WEIGHT)
            for stem in sorted(stems(node.text, self._languages))
        ]
        return query.DisjunctionMax(terms)


def _fields(field: str | None) -> tuple[str, ...]:
    return (field,) if field else tuple(WEIGHTS)


def _phrase(node: Phrase, field: str) -> Any:  # noqa: ANN401
    weight = WEIGHTS[field]
    exact = query.Phrase(field, list(node.words), boost=weight)
    return query.Or([exact, query.Term(field, "".join(node.words), boost=weight * COMPOUND_WEIGHT)])


def _known(node: Fact | Days | Near | Among) -> Any:  # noqa: ANN401
    """What is asked of a slide beside its words: it counts nothing for its rank."""
    if isinstance(node, Fact):
        part = query.Term("fact", f"{node.name}:{node.value}")
    elif isinstance(node, Days):
        part = query.TermRange("day", node.since, node.until)
    elif isinstance(node, Among):
        part = query.Or([query.Term("image", image) for image in node.images])
    else:
        raise TypeError("an index knows no places: Near must be resolved before")
    return query.ConstantScoreQuery(part, 0.0)


def _filter(within: Filter) -> Any:  # noqa: ANN401
    parts: list[Any] = []
    if not within.textless:
        parts.append(query.Term("textless", "f"))
    if within.posts:
        parts.append(query.Or([query.Term("path", p.replace(",", " ")) for p in within.posts]))
    if within.tags:
        tags = [tag.replace(",", " ").lower() for tag in within.tags]
        parts.append(query.Or([query.Term("tag", tag) for tag in tags]))
    if within.since or within.until:
        parts.append(query.TermRange("day", within.since, within.until))
    return query.And(parts) if parts else None


def _label(label: str, languages: tuple[str, ...]) -> str:
    return f"whoosh {WHOOSH_FORMAT} {'+'.join(languages)} {label}"

"""The full-text index on Whoosh (BM25F), for small sites.

The index is a cache: each of its states is a numbered folder, complete and sealed before the
catalogue records its number. So a reader never sees half an index, and never opens an unsealed one.
"""

from __future__ import annotations

import contextlib
import os
import shutil
import warnings
from collections.abc import Iterable, Iterator, Sequence
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.text import tokens
from slidescan.core.versions import WHOOSH_FORMAT
from slidescan.search.analysis import FIELD_WEIGHTS, Document, stems, vocabulary_terms
from slidescan.search.indexes import seal
from slidescan.search.indexes.records import Changes, Filter, Match, Matches, Order
from slidescan.search.indexes.state import (
    documents,
    record_state,
    slide_languages,
    stored_languages,
    stored_state,
)
from slidescan.search.indexes.whoosh_query import Translator, filter_query
from slidescan.search.query import Node
from slidescan.search.vocabulary import Vocabulary
from slidescan.store.catalogue import Catalogue

with warnings.catch_warnings():
    # Whoosh 2.7.4 (2016) has invalid escapes in its strings.
    warnings.simplefilter("ignore")
    from whoosh import fields, query, scoring, sorting
    from whoosh.analysis import Analyzer, Token
    from whoosh.filedb.filestore import FileStorage, RamStorage
    from whoosh.index import FileIndex, Index

WRITER_MEGABYTES = 64
"""Memory limit of Whoosh's writer."""


class _MemoryFiles(RamStorage):  # type: ignore[misc]
    """Whoosh's storage in memory, including its temporary files.

    Whoosh would put these at a fixed path in the system's temporary folder, where processes
    overwrite each other's files and any user may add some.
    """

    def temp_storage(self, name: str | None = None) -> RamStorage:
        del name
        return _MemoryFiles()

    def destroy(self) -> None:
        """Deletes all files."""
        self.clean()


class _TermAnalyzer(Analyzer):  # type: ignore[misc]
    """Splits a text into terms; a word, its parts and its stems share one position."""

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
        **kwargs: Any,  # noqa: ANN401 - Whoosh passes further arguments
    ) -> Iterator[Any]:
        """Yields Whoosh's tokens; Whoosh defines the parameters."""
        del removestops, kwargs
        output = Token(positions, chars, removestops=False, mode=mode)
        for token in tokens(value):
            for term in (token.term, *sorted(stems(token.term, self.languages))):
                output.text = term
                output.boost = 1.0
                output.stopped = False
                if keeporiginal:
                    output.original = term
                if positions:
                    output.pos = start_pos + token.position
                if chars:
                    output.startchar = start_char + token.start
                    output.endchar = start_char + token.end
                yield output


def _schema(languages: tuple[str, ...]) -> Any:  # noqa: ANN401 - Whoosh has no types
    """Returns the schema to open indexes with: the stored one is a pickle that names modules."""
    texts = {
        name: fields.TEXT(analyzer=_TermAnalyzer(languages), phrase=True, field_boost=weight)
        for name, weight in FIELD_WEIGHTS.items()
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


def _keywords(values: Iterable[str]) -> str:
    """Returns values in the form of a keyword field."""
    return ",".join(value.replace(",", " ") for value in values)


def _whoosh_document(document: Document) -> dict[str, str | bool]:
    return {
        **document.fields,
        "image": document.image,
        "words": " ".join(sorted(vocabulary_terms(document))),
        "path": _keywords(document.posts),
        "tag": _keywords(document.tags),
        "day": _keywords(document.days),
        "fact": _keywords(f"{name}:{value}" for name, value in document.properties),
        "newest": document.newest,
        "textless": document.textless,
    }


class WhooshIndex:
    """A `SearchIndex` on Whoosh; use `create`, `in_memory`, or a method that opens one."""

    def __init__(self, index: Index, languages: tuple[str, ...]) -> None:
        self._index = index
        self._languages = languages
        self._translator = Translator(languages)

    @property
    def languages(self) -> tuple[str, ...]:
        """Implements the Protocol."""
        return self._languages

    @classmethod
    def create(cls, folder: Path, languages: tuple[str, ...]) -> WhooshIndex:
        """Makes an empty index in a new folder."""
        folder.mkdir(parents=True)
        storage = FileStorage(str(folder))
        return cls(FileIndex.create(storage, _schema(languages), "MAIN"), languages)

    @classmethod
    def in_memory(cls, languages: tuple[str, ...]) -> WhooshIndex:
        """Makes an empty index in memory."""
        return cls(_MemoryFiles().create_index(_schema(languages)), languages)

    @classmethod
    def open_sealed(
        cls, folder: Path, label: str, languages: tuple[str, ...]
    ) -> WhooshIndex | None:
        """Opens the index in `folder`; None unless this user's slidescan sealed it as `label`."""
        if not seal.is_sealed(folder, _label(label, languages)):
            return None
        return cls(FileStorage(str(folder)).open_index(schema=_schema(languages)), languages)

    @classmethod
    def copy_to_memory(
        cls, folder: Path, label: str, languages: tuple[str, ...]
    ) -> WhooshIndex | None:
        """Copies a sealed index to memory, without changing the folder; None as above."""
        if not seal.is_sealed(folder, _label(label, languages)):
            return None
        storage = _MemoryFiles()
        storage.files = {path.name: path.read_bytes() for path in _index_files(folder)}
        return cls(storage.open_index(schema=_schema(languages)), languages)

    @classmethod
    def copy(
        cls, folder: Path, label: str, languages: tuple[str, ...], target: Path
    ) -> WhooshIndex | None:
        """Copies a sealed index to a new folder; None as above.

        Whoosh never changes a written file, so the copy links files if the file system can.
        """
        if not seal.is_sealed(folder, _label(label, languages)):
            return None
        target.mkdir(parents=True)
        for path in _index_files(folder):
            try:
                os.link(path, target / path.name)
            except OSError:
                shutil.copyfile(path, target / path.name)
        return cls(FileStorage(str(target)).open_index(schema=_schema(languages)), languages)

    def seal(self, folder: Path, label: str) -> bool:
        """Seals the files; returns False if the user has no key."""
        for path in folder.iterdir():
            with path.open("rb") as file:
                os.fsync(file.fileno())
        return seal.seal(folder, _label(label, self._languages))

    def count(self) -> int:
        """Implements the Protocol."""
        return int(self._index.doc_count())

    def verify(self, expected: Iterable[Document] | None = None) -> None:
        """Implements the Protocol: the seal was checked when the index was opened."""
        del expected

    def close(self) -> None:
        """Implements the Protocol."""
        self._index.close()

    def replace(self, add: Iterable[Document], remove: Iterable[str]) -> None:
        """Implements the Protocol."""
        writer = self._index.writer(limitmb=WRITER_MEGABYTES)
        try:
            for image in remove:
                writer.delete_by_term("image", image)
            is_new = self._index.is_empty()
            for document in add:
                if is_new:
                    writer.add_document(**_whoosh_document(document))
                else:
                    writer.update_document(**_whoosh_document(document))
        except BaseException:
            writer.cancel()
            raise
        writer.commit()
        self.__dict__.pop("vocabulary", None)

    def search(self, query: Node, *, limit: int, within: Filter, order: Order = "score") -> Matches:
        """Implements the Protocol."""
        model = scoring.BM25F(B=0.6, title_B=0.3, section_B=0.4, post_B=0.4, K1=1.5)
        sorting_by: dict[str, Any] = {}
        if order == "date":
            latest = sorting.FieldFacet("newest", reverse=True)
            sorting_by["sortedby"] = [latest, sorting.FieldFacet("image")]
        with self._index.searcher(weighting=model) as searcher:
            results = searcher.search(
                self._translator.query(query),
                limit=max(1, limit),
                filter=filter_query(within),
                terms=False,
                **sorting_by,
            )
            # In a sorted search, Whoosh's score of a hit is its rank.
            best = tuple(
                Match(hit["image"], 1.0 if sorting_by else max(0.0, float(hit.score)))
                for hit in results
            )
            return Matches(len(results), best[:limit])

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """Implements the Protocol."""
        with self._index.reader() as reader:
            terms = [term.decode() for term in reader.lexicon("words")]

        def frequency(term: str) -> int:
            # The reader's own counts include deleted slides.
            with self._index.searcher() as searcher:
                return len(searcher.search(query.Term("words", term), limit=1, scored=False))

        return Vocabulary.of(terms, frequency)


class WhooshStorage:
    """An `IndexStorage` with a numbered folder for each state.

    Args:
        catalogue: The catalogue of the slides.
        folder: The folder of all states.
    """

    def __init__(self, catalogue: Catalogue, folder: Path) -> None:
        self._catalogue = catalogue
        self._folder = folder

    def open(self) -> WhooshIndex | None:
        """Implements the Protocol."""
        current = self._current()
        if current is None:
            return None
        languages = stored_languages(self._catalogue)
        return WhooshIndex.open_sealed(current, self._label(current.name), languages)

    def open_patched(self, changes: Changes) -> WhooshIndex | None:
        """Implements the Protocol; also returns None if the changes add a language."""
        current, languages = self._current(), stored_languages(self._catalogue)
        if current is None or (changes and slide_languages(self._catalogue) != languages):
            return None
        copy = WhooshIndex.copy_to_memory(current, self._label(current.name), languages)
        if copy is not None:
            copy.replace(documents(self._catalogue, changes.changed), changes.removed)
        return copy

    def update(self, changes: Changes, languages: tuple[str, ...]) -> None:
        """Implements the Protocol: makes the next state from the current one.

        Without a user's key, no stored index can be trusted, so it stores nothing.
        """
        current = self._current()
        if not changes and self._is_current(languages):
            return
        number = str(int(current.name if current else 0) + 1)
        target = self._folder / number
        shutil.rmtree(target, ignore_errors=True)
        index = None
        if current is not None:
            index = WhooshIndex.copy(current, self._label(current.name), languages, target)
        if index is None:
            index = WhooshIndex.create(target, languages)
            index.replace(documents(self._catalogue), ())
        else:
            index.replace(documents(self._catalogue, changes.changed), changes.removed)
        index.close()
        if not index.seal(target, self._label(number)):
            shutil.rmtree(target, ignore_errors=True)
            return
        with self._catalogue.transaction():
            record_state(self._catalogue, number, languages)
        _sweep(self._folder, (number, current.name if current else ""))

    def _current(self) -> Path | None:
        number = stored_state(self._catalogue)
        return self._folder / number if number.isascii() and number.isdigit() else None

    def _is_current(self, languages: tuple[str, ...]) -> bool:
        index = self.open()
        if index is None:
            return False
        index.close()
        return index.languages == languages

    def _label(self, number: str) -> str:
        """Returns the label of a seal: this catalogue's index in one state."""
        return f"{self._catalogue.meta('id')} {number}"


def _index_files(folder: Path) -> list[Path]:
    return [p for p in folder.iterdir() if p.name != seal.SEAL_FILE and not p.name.endswith("LOCK")]


def _label(label: str, languages: tuple[str, ...]) -> str:
    return f"whoosh {WHOOSH_FORMAT} {'+'.join(languages)} {label}"


def _sweep(folder: Path, keep: Sequence[str]) -> None:
    """Deletes older states and foreign links; readers may still use the last state."""
    for path in folder.iterdir():
        if path.name not in keep and path.is_dir() and not path.is_symlink():
            shutil.rmtree(path, ignore_errors=True)
        elif path.is_symlink():
            with contextlib.suppress(OSError):
                os.unlink(path)  # noqa: PTH108 - the link itself, never its target

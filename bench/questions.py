"""How well questions and words find slides: python bench/questions.py reinvent2017=INDEX ….

`questions.json` holds questions as people remember slides, in four languages, with the photos that
answer them, written from the true texts before any search ran. Each argument names a set of photos
and its index; all slides of all sets are searched together. The settings were chosen on these
questions; `--questions bench/fresh_questions.json` asks 40 others that were written later and asked
once. `--words SET=FILE` adds queries of
words: a JSON list of `query` and `relevant`, the photos that have the words.

Measures slidescan with words alone and with meaning, the encoder alone, and, on the same titles and
texts, plain SQLite FTS5 and, with the extra `bench`, tantivy: all words, and any of them. Prints
recall@5, recall@10 and the mean reciprocal rank.
"""

from __future__ import annotations

import argparse
import json
import re
import sqlite3
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TypeAlias

from slidescan.core.records import Options, Slide
from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.meaning.registry import choose
from slidescan.search.meaning.storage import open_vectors
from slidescan.search.meaning.update import update
from slidescan.store.catalogue import Catalogue

Ask: TypeAlias = Callable[[str], Sequence[Sequence[str]]]
"""Returns the hits of a query: the photos of each."""

QUESTIONS = Path(__file__).with_name("questions.json")
HITS = 20


def merged(sets: Mapping[str, Path], into: Path) -> None:
    """Puts the slides of several indexes into one, each below the name of its set."""
    with Catalogue.open(into, write=True) as catalogue:
        catalogue.set_meta("site", "..")
        for name, index in sets.items():
            with Catalogue.open(index) as source, catalogue.transaction():
                for slide in source.slides():
                    catalogue.put_slide(_moved(slide, name))
        manager.update(catalogue)


def _moved(slide: Slide, name: str) -> Slide:
    duplicates = tuple(f"{name}/{image}" for image in slide.duplicates)
    return replace(slide, image=f"{name}/{slide.image}", duplicates=duplicates)


def fts5(texts: Sequence[tuple[str, str, str]], joined_by: str) -> Ask:
    """A search in plain SQLite FTS5 over photos, titles and bodies."""
    db = sqlite3.connect(":memory:")
    db.execute("CREATE VIRTUAL TABLE slides USING fts5(image UNINDEXED, title, body)")
    db.executemany("INSERT INTO slides VALUES (?, ?, ?)", texts)
    sql = "SELECT image FROM slides WHERE slides MATCH ? ORDER BY bm25(slides, 0, 3, 1) LIMIT ?"

    def ask(query: str) -> list[tuple[str, ...]]:
        match = joined_by.join(f'"{word}"' for word in re.findall(r"\w+", query))
        return [(image,) for (image,) in db.execute(sql, (match, HITS))]

    return ask


def tantivy(texts: Sequence[tuple[str, str, str]], sign: str) -> Ask | None:
    """A search in tantivy over photos, titles and bodies; None if it is not installed."""
    try:
        import tantivy as engine  # lazy: optional extra
    except ImportError:
        return None
    builder = engine.SchemaBuilder()
    for field in ("title", "body"):
        builder.add_text_field(field, tokenizer_name="en_stem")
    builder.add_text_field("image", stored=True, tokenizer_name="raw")
    index = engine.Index(builder.build())
    writer = index.writer(num_threads=1)
    for image, title, body in texts:
        writer.add_document(engine.Document(image=image, title=title, body=body))
    writer.commit()
    index.reload()
    searcher = index.searcher()

    def ask(query: str) -> list[tuple[str, ...]]:
        words = " ".join(f"{sign}{word}" for word in re.findall(r"\w+", query.lower()))
        boosts = {"title": 3.0}
        parsed = index.parse_query(words, ["title", "body"], field_boosts=boosts)
        hits = searcher.search(parsed, HITS).hits
        return [(searcher.doc(at)["image"][0],) for _, at in hits]

    return ask


def word_row(name: str, ask: Ask, queries: Sequence[tuple[str, frozenset[str]]]) -> None:
    """Prints the measures of queries of words: all relevant photos count."""
    recalls, ranks = [], []
    for query, relevant in queries:
        hits = [set(images) & relevant for images in ask(query)]
        got = frozenset().union(*hits[:10])
        recalls.append(len(got) / min(10, len(relevant)))
        ranks.append(next((1 / (n + 1) for n, each in enumerate(hits) if each), 0.0))
    label = f"{name}, words ({len(queries)})"
    at, mrr = statistics.mean(recalls), statistics.mean(ranks)
    print(f"{label:<36} {'':14}  recall@10 {at:.3f}  MRR {mrr:.3f}", flush=True)


def row(name: str, ranks: Iterable[tuple[str, int | None]]) -> None:
    """Prints the measures of all questions and of each language."""
    by_language: dict[str, list[int | None]] = defaultdict(list)
    for language, rank in ranks:
        by_language["all"].append(rank)
        by_language[language].append(rank)
    for language, listed in by_language.items():
        at = [sum(r is not None and r < k for r in listed) / len(listed) for k in (5, 10)]
        mrr = statistics.mean(0.0 if r is None else 1 / (r + 1) for r in listed)
        label = f"{name}, {language} ({len(listed)})"
        print(f"{label:<36} recall@5 {at[0]:.3f}  recall@10 {at[1]:.3f}  MRR {mrr:.3f}", flush=True)


def rank_of(found: Sequence[Sequence[str]], photos: Sequence[str]) -> int | None:
    """The rank of the first hit that is one of the photos, from 0."""
    hits = (n for n, images in enumerate(found) if set(images) & set(photos))
    return next(hits, None)


def main() -> None:
    """Measures and prints."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("sets", nargs="+", metavar="SET=INDEX")
    parser.add_argument("--questions", type=Path, default=QUESTIONS, metavar="FILE")
    parser.add_argument("--words", action="append", default=[], metavar="SET=FILE")
    parser.add_argument("--json", type=Path, help="where to write the hits of each question")
    arguments = parser.parse_args()
    sets = {name: Path(index) for name, _, index in (s.partition("=") for s in arguments.sets)}
    questions = [
        q
        for q in json.loads(arguments.questions.read_text("utf-8"))
        if all(photo.partition("/")[0] in sets for photo in q["photos"])
    ]
    with tempfile.TemporaryDirectory() as temporary:
        index = Path(temporary) / "index"
        merged(sets, index)
        library = Library(index)
        kind = choose(Options())
        if kind is None:
            raise SystemExit("no encoder is installed: pip install 'slidescan[meaning]'")
        embedder = kind.make(Options())
        embedder.query("load")
        with Catalogue.open(index, write=True) as catalogue:
            start = time.process_time()
            encoded = update(catalogue, embedder).encoded
            cost = (time.process_time() - start) / encoded
            print(f"{encoded} slides, {cost * 1000:.1f} ms of CPU each")
            vectors = open_vectors(catalogue)

        def by_search(*, exact: bool) -> Callable[[str], list[tuple[str, ...]]]:
            return lambda question: [
                (hit.slide.image, *hit.others)
                for hit in library.search(question, limit=HITS, exact=exact).hits
            ]

        def by_vector(question: str) -> list[tuple[str, ...]]:
            return [(near.image,) for near in vectors.nearest(embedder.query(question), HITS)]

        texts = [(slide.image, slide.title or "", slide.text or "") for slide in library.slides()]
        asked: dict[str, Ask | None] = {
            "slidescan, words": by_search(exact=True),
            "slidescan, words and meaning": by_search(exact=False),
            "the encoder alone": by_vector,
            "FTS5, all words": fts5(texts, " "),
            "FTS5, any word": fts5(texts, " OR "),
            "tantivy, all words": tantivy(texts, "+"),
            "tantivy, any word": tantivy(texts, ""),
        }
        found = {
            name: {q["question"]: ask(q["question"]) for q in questions}
            for name, ask in asked.items()
            if ask is not None
        }
        for name, hits in found.items():
            ranks = [(q["language"], rank_of(hits[q["question"]], q["photos"])) for q in questions]
            row(name, ranks)
        queries = [
            (each["query"], frozenset(f"{name}/{image}" for image in each["relevant"]))
            for name, _, file in (each.partition("=") for each in arguments.words)
            for each in json.loads(Path(file).read_text("utf-8"))
        ]
        for name, ask in asked.items():
            if queries and ask is not None:
                word_row(name, ask, queries)
        if arguments.json:
            arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

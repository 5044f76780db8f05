"""How well questions find slides: python bench/questions.py reinvent2017=INDEX … [--json FILE].

`questions.json` holds questions as people remember slides, in four languages, with the photos that
answer them, written from the true texts before any search ran. Each argument names a set of photos
and its index; all slides of all sets are searched together. Measures words alone, words with
meaning, and the encoder alone: recall@5, recall@10 and the mean reciprocal rank.
"""

from __future__ import annotations

import argparse
import json
import statistics
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from slidescan.core.records import Options, Slide
from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.meaning.registry import choose
from slidescan.search.meaning.storage import open_vectors
from slidescan.search.meaning.update import update
from slidescan.store.catalogue import Catalogue

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
    parser.add_argument("--json", type=Path, help="where to write the hits of each question")
    arguments = parser.parse_args()
    sets = {name: Path(index) for name, _, index in (s.partition("=") for s in arguments.sets)}
    questions = [
        q
        for q in json.loads(QUESTIONS.read_text("utf-8"))
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

        asked = {
            "words": by_search(exact=True),
            "words and meaning": by_search(exact=False),
            "the encoder alone": by_vector,
        }
        found = {
            name: {q["question"]: ask(q["question"]) for q in questions}
            for name, ask in asked.items()
        }
        for name, hits in found.items():
            ranks = [(q["language"], rank_of(hits[q["question"]], q["photos"])) for q in questions]
            row(name, ranks)
        if arguments.json:
            arguments.json.write_text(json.dumps(found, ensure_ascii=False, indent=1))


if __name__ == "__main__":
    main()

"""Sixty queries as people remember slides; skipped without the real blogs.

A query's relevant slides are those whose transcript has the words that the query means.
"""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from support import REAL_BLOGS

from slidescan.core.text import words
from slidescan.library import Library

LISTED = Path(__file__).with_name("hard_queries.txt")

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.skipif(not REAL_BLOGS.is_dir(), reason="the real blogs are not at hand"),
]


def queries() -> dict[str, list[tuple[str, str, str]]]:
    """Kind, query and meant words of each query, by blog."""
    found = defaultdict(list)
    for line in LISTED.read_text("utf-8").splitlines():
        if not line.startswith("#"):
            blog, kind, query, meant = (part.strip() for part in line.split("|"))
            found[blog].append((kind, query, meant))
    return found


def meant_by(blog: str, meant: str) -> set[str]:
    truth = json.loads((REAL_BLOGS / blog / "truth.json").read_text("utf-8"))
    wanted = set(words(meant))
    return {t["image"] for t in truth if wanted <= set(words(" ".join(t["lines"])))}


def recalls(blog: str, library: Library) -> list[tuple[float, str, str]]:
    """Recall among the first ten hits, with kind and query."""
    found = []
    for kind, query, meant in queries()[blog]:
        right = meant_by(blog, meant)
        if not right:
            # No slide of this blog has the words.
            continue
        hits = library.search(query, limit=10).hits
        got = {image for hit in hits for image in (hit.slide.image, *hit.others)}
        found.append((len(right & got) / min(10, len(right)), kind, query))
    return found


def test_hard_queries_are_answered(real_blog: Callable[[str], Library]) -> None:
    found = []
    for blog in queries():
        found += recalls(blog, real_blog(blog))
    missed = [each for each in found if each[0] < 1]
    assert len(found) >= 55
    assert sum(recall for recall, _, _ in found) / len(found) >= 0.9, missed

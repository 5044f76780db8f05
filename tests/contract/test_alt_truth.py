"""Alt texts of real slides against transcripts; skipped without the real blogs."""

from __future__ import annotations

import json
import re
from collections import defaultdict
from collections.abc import Callable
from pathlib import Path

import pytest
from support import REAL_BLOGS

from slidescan.core.records import DEFAULT_ALT_LENGTH
from slidescan.core.text import words
from slidescan.library import Library

ANNOUNCED = {"table", "chart", "code", "slide", "diagram", "title"}
"""The words with which an alt text may begin, although they are not on the slide."""

DIRECTION_WORDS = {"from", "to"}
"""The words that say where an arrow of a diagram leads."""

pytestmark = [
    pytest.mark.slow,
    pytest.mark.ocr,
    pytest.mark.skipif(not REAL_BLOGS.is_dir(), reason="the real blogs are not at hand"),
]


def distance(a: str, b: str) -> int:
    """The edit distance of two words (Levenshtein 1966)."""
    row = list(range(len(b) + 1))
    for i, x in enumerate(a, 1):
        above, row[0] = row[0], i
        for j, y in enumerate(b, 1):
            above, row[j] = row[j], min(row[j] + 1, row[j - 1] + 1, above + (x != y))
    return row[-1]


def stands(word: str, true: set[str], joined: str) -> bool:
    if word in true or (len(word) > 3 and word in joined):
        return True
    allowed = 0 if len(word) < 4 else 1 if len(word) < 8 else 2
    return any(
        abs(len(word) - len(other)) <= allowed and distance(word, other) <= allowed
        for other in true
    )


@pytest.mark.parametrize("blog", ["reinvent2017", "cloudnative2018"])
def test_every_word_of_an_alt_text_is_on_the_slide(
    blog: str, real_blog: Callable[[str], Library]
) -> None:
    truth = {
        t["image"]: t for t in json.loads((REAL_BLOGS / blog / "truth.json").read_text("utf-8"))
    }
    slides = {slide.image: slide for slide in real_blog(blog).slides()}
    foreign, total = [], 0
    same: dict[str, set[str]] = defaultdict(set)
    for image, true in truth.items():
        slide = slides[image]
        assert len(slide.alt) <= DEFAULT_ALT_LENGTH
        if not slide.alt:
            continue
        assert re.search(r"[.!?…]$", slide.alt)
        assert "©" not in slide.alt
        assert "rights reserved" not in slide.alt
        same[slide.alt].add(slide.description)
        alt_words = words(slide.alt)
        on_it = set(words("\n".join(true["lines"])))
        joined = "".join(words("\n".join(true["lines"])))
        wrong = [w for w in alt_words if not stands(w, on_it, joined)]
        if wrong and alt_words[0] in ANNOUNCED:
            wrong = [w for w in wrong if w not in (alt_words[0], "slide")]
        if "→" in slide.description:
            wrong = [w for w in wrong if w not in DIRECTION_WORDS]
        total += len(alt_words)
        foreign += [(Path(image).name, word) for word in wrong]
    assert foreign == []
    assert total > 15 * len(truth)
    assert [alt for alt, texts in same.items() if len(texts) > 1] == []

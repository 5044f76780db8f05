"""Parsers accept any input."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from slidescan.core import text as core_text
from slidescan.core.text import clean, tokens
from slidescan.posts import front_matter as frontmatter
from slidescan.search.parser import parse
from slidescan.search.query import included_terms

QUERIES = st.lists(
    st.sampled_from(
        ['"', "(", ")", "OR", "NOT", "-", "title:", "data", "lake*", " ", ":", "日本", "*"]
    ),
    max_size=25,
).map(" ".join) | st.text(max_size=80)


@settings(max_examples=500)
@given(QUERIES)
def test_any_query_is_parsed(source: str) -> None:
    for node in included_terms(parse(source).root):
        assert node


@settings(max_examples=300)
@given(st.sampled_from(["---", "+++", "{"]), st.text(max_size=120), st.sampled_from(["\n", "\r\n"]))
def test_any_front_matter_is_read(fence: str, body: str, newline: str) -> None:
    text = f"{fence}{newline}{body}{newline}{fence}{newline}rest"
    found = frontmatter.read_front_matter(text)
    assert 0 <= found.end <= len(text)


@given(st.text(max_size=100))
def test_clean_text_is_printable_and_stays_the_same(text: str) -> None:
    shown = clean(text)
    assert shown.isprintable() or not shown
    assert clean(shown) == shown


@given(st.text(max_size=100))
def test_tokens_stand_in_order(text: str) -> None:
    last = 0
    for token in tokens(text, parts=False):
        assert last <= token.start < token.end <= len(text)
        last = token.start


@given(st.text(alphabet="abCD12 .,;:!?)(+#&/%$-_'’é東ﾃﾞ\n", max_size=40))
def test_plain_words_have_the_terms_of_all_words(text: str) -> None:
    shortcut = list(tokens(text))
    core_text._cached_tokens.cache_clear()
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(core_text, "_is_plain", lambda *_: False)
        assert list(tokens(text)) == shortcut
    core_text._cached_tokens.cache_clear()

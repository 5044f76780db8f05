"""What proposed alt texts depend on besides the posts themselves, and what a change of it affects.

A server keeps proposals in memory. Comparing this tells it which posts to look at again.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import TypeVar

from slidescan.core.records import AltDecision
from slidescan.posts.site import Site
from slidescan.store.catalogue import Catalogue

K = TypeVar("K", str, tuple[str, str])


@dataclass(frozen=True, slots=True)
class AltInputs:
    """What proposals depend on, at one time.

    Attributes:
        rules: What every post depends on; if it changes, all posts must be looked at again.
        change: The last change of a slide that is covered.
        decided: What people decided, by post and image.
        written: Alt texts that slidescan wrote: post, image, text.
        proposed: What describers and assistants propose, by the SHA-256 of the photo.
    """

    rules: tuple[object, ...]
    change: int
    decided: Mapping[tuple[str, str], AltDecision]
    written: frozenset[tuple[str, str, str]]
    proposed: Mapping[str, object]

    @classmethod
    def of(cls, catalogue: Catalogue, site: Site, describer: str) -> AltInputs:
        """The inputs as a catalogue holds them."""
        change, deletions = catalogue.card_rows.changes()
        generator = site.generator
        edits = catalogue.edits
        described = edits.described(describer) if describer else {}
        return cls(
            (generator.name, generator.config_state, site.exclude, site.cdn, deletions),
            change,
            {(each.post, each.image): each for each in edits.decisions()},
            edits.written(),
            {**edits.assistant_alts(), **described},
        )


def posts_affected(
    catalogue: Catalogue,
    before: AltInputs,
    after: AltInputs,
    posts_showing: Callable[[Iterable[str]], Iterable[str]],
    posts_with_alt: Callable[[Iterable[str]], Iterable[str]],
) -> frozenset[str] | None:
    """The posts whose proposals changed inputs may change; None for all posts.

    Args:
        catalogue: The catalogue of `after`.
        before: The earlier inputs.
        after: The current ones.
        posts_showing: Returns the posts among whose proposals some photos are.
        posts_with_alt: Returns the posts where some alt texts stand.
    """
    rows = catalogue.card_rows
    if before.rules != after.rules or not rows.is_complete():
        return None
    # A slide's earlier posts may not show it any more.
    images = {*rows.images_since(before.change)}
    for sha256 in _differing(before.proposed, after.proposed):
        images.update(catalogue.copies(sha256))
    posts = {*rows.posts_since(before.change), *posts_showing(images)}
    posts.update(post for post, _ in _differing(before.decided, after.decided))
    written = before.written ^ after.written
    posts.update(post for post, _, _ in written)
    # A text counts as slidescan's wherever it stands.
    posts.update(posts_with_alt({alt for _, _, alt in written}))
    return frozenset(posts)


def _differing(before: Mapping[K, object], after: Mapping[K, object]) -> set[K]:
    return {key for key in before.keys() | after.keys() if before.get(key) != after.get(key)}

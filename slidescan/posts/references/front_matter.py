"""Images that the front matter of a post shows."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence, Set

from slidescan.posts.file_types import looks_like_image
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.references.state import AltSlot, ReferenceMatch
from slidescan.posts.scalars import Scalar, field_scalars

MAX_FRONT_MATTER_REFERENCES = 1000
"""Further images in front matter are ignored."""

CARD_FIELDS = (
    "og_image", "og-image", "ogimage", "og.image", "opengraph.image", "open_graph.image",
    "twitter_image", "twitter-image", "twitterimage", "twitter.image", "facebook_image",
    "facebook.image", "social_image", "social-image", "socialimage", "social.image", "share_image",
    "share-image", "shareimage", "share-img", "share.image", "sharing.image", "seo_image",
    "seoimage", "seo.image", "meta_image", "metaimage", "meta.image",
)  # fmt: skip
"""Fields of images for the cards of social networks, which no post's page shows."""

_COMMENT_LINE = re.compile(r"^[ \t]*#.*$", re.MULTILINE)


def front_matter_images(
    fields: Sequence[str], matter: FrontMatter, text: str
) -> list[ReferenceMatch]:
    """The images in front-matter fields, each at the first occurrence of its address.

    The alt text of an image comes from a field next to it, if there is one.

    Args:
        fields: The dotted names of the fields that hold images.
        matter: The front matter.
        text: The post.
    """
    references: dict[int, ReferenceMatch] = {}
    scalars: Mapping[tuple[str, ...], Scalar] | None = None
    for name in fields:
        first, *others = name.split(".")
        value = matter.fields.get(first)  # the names of the outermost fields are in lower case
        if value is None:
            continue
        for target, path in _values(value, others, (first,)):
            at = text.find(target, 0, matter.end)
            if at < 0 or at in references or not looks_like_image(target):
                continue
            if len(references) == MAX_FRONT_MATTER_REFERENCES:
                break
            if scalars is None:
                scalars = field_scalars(text, matter)
            alt = next((scalars[field] for field in _alt_fields(path) if field in scalars), None)
            references[at] = ReferenceMatch(target, at, "front matter", _alt_slot(alt))
    return [references[at] for at in sorted(references)]


def unseen_spans(
    cards: Sequence[str], visible: Set[str] | None, matter: FrontMatter, text: str
) -> Iterator[tuple[int, int]]:
    """The start and end of each value, and of each comment, that no post's page shows.

    Args:
        cards: Dotted names of fields for the cards of social networks.
        visible: Dotted names of the fields that templates show; None if they aren't known.
        matter: The front matter.
        text: The post.
    """
    for path, scalar in field_scalars(text, matter).items():
        name = ".".join(part.lower() for part in path if not part.isdigit())
        if name in cards or (visible is not None and not _is_visible(name, visible)):
            yield scalar.start, scalar.end
    for comment in _COMMENT_LINE.finditer(text, 0, matter.end):
        yield comment.span()


def _is_visible(name: str, visible: Set[str]) -> bool:
    """Whether templates show a field, one inside it, or one around it."""
    return any(f"{name}.".startswith(f"{s}.") or s.startswith(f"{name}.") for s in visible)


def _alt_slot(alt: Scalar | None) -> AltSlot:
    if alt is None:
        return AltSlot()
    return AltSlot(alt.value, alt.start, alt.end, " " if alt.start == alt.end else "")


def _alt_fields(image_field: Sequence[str]) -> Iterator[tuple[str, ...]]:
    """The paths of fields that can hold an image's alt text, the most likely first."""
    parent, name = tuple(image_field[:-1]), image_field[-1]
    if parent:
        yield (*parent, "alt")
    for suffix in ("_alt", "alt", "-alt"):
        yield (*parent, name + suffix)
    for other in ("image_alt", "imagealt", "alt", "alt_text"):
        yield (*parent, other)


def _values(
    data: object, path: Sequence[str], above: tuple[str, ...] = ()
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The texts at a path of fields, each with the path that leads to it.

    If a field on the path is a list, its items are searched; their numbers are part of the path.
    """
    if isinstance(data, list):
        for i, entry in enumerate(data):
            yield from _values(entry, path, (*above, str(i)))
    elif not path:
        if isinstance(data, str) and data.strip():
            yield data.strip(), above
    elif isinstance(data, Mapping):
        lowered = {str(key).lower(): value for key, value in data.items()}
        yield from _values(lowered.get(path[0]), path[1:], (*above, path[0]))

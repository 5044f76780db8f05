"""The address of a photo, as a post writes it: other photos of the post show the custom.

Every address is resolved by the rules of the site's generator before it is offered.
"""

from __future__ import annotations

import posixpath
from collections import Counter
from collections.abc import Iterator
from typing import TYPE_CHECKING
from urllib.parse import quote

from slidescan.core.records import Syntax

if TYPE_CHECKING:
    from slidescan.alt.live import LiveAlts, LivePost

PUBLIC_FOLDERS = ("static", "public", "assets", "source", "src", "docs", "content")
"""Folders whose files many generators serve from the root."""

_SAFE_SIGNS = "/-._~!$&'+,;=:@"


def address_of(image: str, live: LivePost, alts: LiveAlts, syntax: Syntax) -> str | None:
    """The address that leads from a post to an image; None if no address certainly does.

    Args:
        image: The image's path below the site.
        live: The post.
        alts: What read the post.
        syntax: The syntax that it is written in.
    """
    for candidate in dict.fromkeys(_candidates(image, live, syntax)):
        written = candidate if syntax == "wikilink" else quote(candidate, safe=_SAFE_SIGNS)
        if alts.leads_to(written, syntax, live.post, image):
            return written
    return None


def _candidates(image: str, live: LivePost, syntax: Syntax) -> Iterator[str]:
    if syntax == "wikilink":
        yield posixpath.basename(image)
        yield image
    for written, folder in _customs(live):
        if image.startswith(folder):
            yield written + image.removeprefix(folder)
    relative = posixpath.relpath(image, posixpath.dirname(live.post.path) or ".")
    if not relative.startswith(".."):
        yield relative
    first, _, rest = image.partition("/")
    if first in PUBLIC_FOLDERS:
        yield f"/{rest}"
    yield relative
    yield f"/{image}"


def _customs(live: LivePost) -> list[tuple[str, str]]:
    """What the post's addresses begin with, and the folders for it, the most frequent first."""
    customs: Counter[tuple[str, str]] = Counter()
    for each in live.references:
        if each.image is None:
            continue
        written, image = each.reference.target, each.image
        end = len(posixpath.commonprefix((written[::-1], image[::-1])))
        # The whole names agree, not only the ends of names.
        common = image[len(image) - end :]
        end -= 0 if end == len(image) else len(common.partition("/")[0])
        if end:
            customs[written[: len(written) - end], image[: len(image) - end]] += 1
    return [custom for custom, _ in customs.most_common()]

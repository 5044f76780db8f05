"""Lists where the generator's rules and the built site disagree."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from urllib.parse import unquote

from slidescan.core.records import Issue, Link
from slidescan.store.stored import StoredPageLinks, StoredPost


def differences(
    posts: Mapping[str, StoredPost], pages: Mapping[str, StoredPageLinks]
) -> Iterator[Issue]:
    """Yields the photos of posts that the rules and the pages of the built site link differently.

    The pages decide, so nothing needs repair. Addresses that the rules don't know are no
    disagreement.

    Args:
        posts: The posts with their links by the rules.
        pages: The links by the pages.
    """
    for path, on_page in pages.items():
        stored = posts.get(path)
        if stored is None:
            continue
        for image in sorted(stored.links.keys() | on_page.links.keys()):
            text = _difference(stored.links.get(image, ()), on_page.links.get(image, ()))
            if text:
                yield Issue("differs", path, f"{image}: {text}", "")


def _difference(by_rules: Iterable[Link], by_page: Iterable[Link]) -> str:
    """How two lists of links differ, one line; empty if they lead to the same addresses."""
    rules = sorted({unquote(link.url) for link in by_rules if link.url})
    page = sorted({unquote(link.url) for link in by_page if link.url})
    if rules == page or (by_rules and not rules):
        return ""
    if not page:
        return f"the rules link to {', '.join(rules)}; the page doesn't show it"
    if not rules:
        return f"the page shows it at {', '.join(page)}; the rules don't find it in the post"
    return f"the rules link to {', '.join(rules)}; the page shows it at {', '.join(page)}"

"""A plain folder of Markdown, read as GitHub shows it; also any site without rules of its own."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from slidescan.posts.anchors import GitHubIds
from slidescan.posts.frontmatter import FrontMatter
from slidescan.posts.site import Ids


@dataclass(frozen=True)
class Plain:
    """The rules of a plain folder: an address is a path."""

    own_base_url: str | None = None
    language: str | None = field(default=None, init=False)
    output: Sequence[str] = field(
        default=("_site", "site", "public", "build", "dist", "target"), init=False
    )
    ids_from_source: bool = field(default=False, init=False)
    name: str = field(default="plain", init=False)

    @property
    def base_url(self) -> str:
        """Only what a person says."""
        return self.own_base_url or ""

    @property
    def state(self) -> str:
        """All there is to configure."""
        return self.base_url

    def is_post(self, path: str) -> bool:
        """Every Markdown file is one."""
        del path
        return True

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str:
        """The file's path."""
        del matter, title
        return "/" + path

    def image_urls(self, path: str) -> Sequence[str]:
        """The file's path."""
        return ("/" + path,)

    def ids(self) -> Ids:
        """Ids as GitHub gives them."""
        return GitHubIds()

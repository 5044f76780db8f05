"""What plug-ins of a Jekyll site change: addresses by code, and which files are pages.

Sources: Jekyll 4.3 (entry_filter.rb), jekyll-optional-front-matter 0.3, jekyll-readme-index 0.3,
jekyll-polyglot 1.8.
"""

from __future__ import annotations

import fnmatch
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from slidescan.core.regular_files import open_text, read_start
from slidescan.posts.field_values import list_of, text_of

MAX_PLUGIN_FILES = 100
"""Further plug-ins of a site are not searched for code that changes addresses."""

MAX_PLUGIN_CHARS = 128 * 1024
"""A plug-in is searched up to here."""

DEFAULT_EXCLUDES = ("node_modules", "vendor/bundle", "vendor/cache", "vendor/gems", "vendor/ruby")
"""What Jekyll leaves out besides the setting `exclude`."""

_CHANGES_ADDRESS = re.compile(
    r"\bdef\s+(?:self\.)?(?:url|permalink|destination|url_placeholders|url_template)\b"
    r"|\[\s*[\"':]permalink[\"']?\s*\]\s*=(?!=)|@url\s*=(?!=)|\.(?:url|permalink)\s*=(?!=)"
)
_ID_OPTIONS = {"rdiscount": "toc", "redcarpet": "with_toc_data"}
"""What in the options of a renderer makes it give ids to headings."""

_GITHUB_PLUGINS = frozenset({"jekyll-optional-front-matter", "jekyll-readme-index"})
"""Plug-ins that GitHub Pages switches on by itself."""


@dataclass(frozen=True)
class Plugins:
    """The plug-ins of a site.

    Attributes:
        root: The site.
        config: Its configuration.
        project: The folder of its list of packages.
    """

    root: Path
    config: Mapping[str, Any]
    project: Path

    @property
    def gemfile(self) -> Path:
        """The list of packages."""
        return self.project / "Gemfile"

    @cached_property
    def _gemfile(self) -> str | None:
        """The list of packages; None without one, as GitHub Pages builds such a site."""
        try:
            return read_start(self.gemfile, MAX_PLUGIN_CHARS).decode("utf-8", "replace")
        except OSError:
            return None

    def has(self, name: str) -> bool:
        """Whether a plug-in is on."""
        given = (*list_of(self.config.get("plugins")), *list_of(self.config.get("gems")))
        if name in given:
            return True
        if name in _GITHUB_PLUGINS and (self._gemfile is None or "github-pages" in self._gemfile):
            return True
        group = (self._gemfile or "").partition(":jekyll_plugins")[2]
        return re.search(rf"[\"']{re.escape(name)}[\"']", group) is not None

    def gives_no_ids(self, renderer: str) -> bool:
        """Whether a renderer of Jekyll 1 and 2 gives headings no ids, as it does by default."""
        option = _ID_OPTIONS.get(renderer.lower())
        return option is not None and option not in str(self.config.get(renderer.lower()))

    def is_excluded(self, path: str) -> bool:
        """Whether Jekyll leaves a file out (`exclude`, `include`)."""

        def matches(patterns: tuple[str, ...]) -> bool:
            bare = [pattern.strip("/") for pattern in patterns if pattern.strip("/")]
            return any(
                path == p or path.startswith(p + "/") or fnmatch.fnmatchcase(path, p) for p in bare
            )

        given = (*list_of(self.config.get("exclude")), *DEFAULT_EXCLUDES)
        return matches(given) and not matches(list_of(self.config.get("include")))

    @property
    def files(self) -> Sequence[Path]:
        """The site's own plug-ins."""
        folder = self.root / (text_of(self.config.get("plugins_dir")) or "_plugins")
        files = sorted(folder.rglob("[!.]*.rb")) if folder.is_dir() else []
        return files[:MAX_PLUGIN_FILES]

    @cached_property
    def address_unknown_reason(self) -> str:
        """Why a plug-in leaves the addresses unknown; empty if none makes addresses."""
        for path in self.files:
            try:
                with open_text(path, encoding="utf-8", errors="replace") as file:
                    makes_addresses = _CHANGES_ADDRESS.search(file.read(MAX_PLUGIN_CHARS))
            except OSError:
                return f"the plug-in {path.relative_to(self.root).as_posix()} can't be read"
            if makes_addresses:
                return f"the plug-in {path.relative_to(self.root).as_posix()} makes addresses"
        return ""

    def is_translation(self, language: str | None) -> bool:
        """Whether the plug-in polyglot puts a page of this language into a folder of its own."""
        languages = list_of(self.config.get("languages"))
        default = text_of(self.config.get("default_lang")) or next(iter(languages), None)
        is_other = language is not None and language in languages and language != default
        return is_other and self.has("jekyll-polyglot")

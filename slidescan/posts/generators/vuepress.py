"""VuePress 1 and 2: addresses by path or permalink, images bundled or public."""

from __future__ import annotations

import json
import posixpath
import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property, partial
from pathlib import Path
from typing import Any

from slidescan.core.records import Syntax, UnknownUrl
from slidescan.core.regular_files import read_start
from slidescan.posts import slugs
from slidescan.posts.config_files import MAX_CONFIG_BYTES, PACKAGE_FILE, find_config, parse_config
from slidescan.posts.dialect import VUE
from slidescan.posts.field_values import text_of
from slidescan.posts.front_matter import FrontMatter
from slidescan.posts.generators.base import Scripted, path_beside, target_path
from slidescan.posts.generators.script_options import ScriptOptions
from slidescan.posts.heading_ids import HeadingId, agreed_ids, markdown_it_ids
from slidescan.posts.headings import Heading
from slidescan.posts.script_config import ScriptConfig
from slidescan.posts.scripts.modules import SCRIPT_SUFFIXES

FOLDER = ".vuepress"
"""The folder of a site's configuration, its theme and its public files."""

MAX_LEVELS_UP = 3
"""`package.json` stands at the site's root, or at most so many folders above."""

_SCRIPTS = tuple(f"{FOLDER}/config.{suffix}" for suffix in ("js", "ts", "mjs", "mts", "cjs", "cts"))
_DATA = tuple(f"{FOLDER}/config.{suffix}" for suffix in ("yml", "yaml", "toml"))
_PATTERN = re.compile(
    r"\bpermalinkPattern\s*:|\bpermalink\s*:\s*[\"'`][^\"'`\n]*/:"
    r"|\bextend(?:s?Page(?:Data|Options)?)\b[\s\S]*?\b(?:permalink|path)\s*=(?!=)"
)
"""Patterns of addresses in the configuration of VuePress 2 or 1, and code that sets an address."""

_INDEX = re.compile(r"(?:index|readme)$", re.IGNORECASE)
_MAJOR = re.compile(r"[^\d]*(?P<major>\d+)\.")


@dataclass(frozen=True)
class VuePress(Scripted):
    """The rules of a VuePress site."""

    name = "vuepress"
    title = "VuePress"
    config_files = _SCRIPTS
    dialect = VUE
    hidden_folders = (f"{FOLDER}/public",)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds `.vuepress`."""
        return (root / FOLDER).is_dir()

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> VuePress:
        """Reads the literals of the script without running it, or the fields of a data file.

        Raises:
            ConfigInvalid: The configuration can't be read.
        """
        script, data = find_config(root, _SCRIPTS), find_config(root, _DATA)
        digest = "".join(file.digest for file in (script, data) if file)
        text = script.text if script else ""
        return cls(root, parse_config(data), digest, base_url, ScriptConfig(text))

    @cached_property
    def options(self) -> ScriptOptions:
        """The options of the script, as far as they can be computed."""
        name = next((n for n in self.config_files if (self.root / n).is_file()), "")
        return ScriptOptions(self.root, name)

    def _option(self, name: str) -> str | None:
        return text_of(self.config.get(name)) or self.options.text(name)

    @property
    def configured_url(self) -> str:
        """The address of a plugin for sitemaps, and `base`."""
        base = "/" + (self._option("base") or "").strip("/")
        return (self.script.string("hostname") or "").rstrip("/") + base.rstrip("/")

    @property
    def computed_base_url(self) -> str:
        """Why `base` is not known: code decides it."""
        if not self.options.is_computable:
            return "VuePress' configuration can't be computed"
        return "VuePress' base is computed" if self.options.is_computed("base") else ""

    @property
    def language(self) -> str | None:
        """`lang`."""
        return self._option("lang")

    @property
    def output_folders(self) -> Sequence[str]:
        """The folder of rendered pages."""
        return (f"{FOLDER}/dist",)

    @property
    def _package_folders(self) -> Sequence[Path]:
        return (self.root, *self.root.parents)[: MAX_LEVELS_UP + 1]

    @property
    def consulted_files(self) -> Iterable[Path]:
        """The lists of packages above, and all scripts beside the configuration."""
        files = sorted((self.root / FOLDER).glob("*"))
        scripts = (path for path in files if path.suffix in SCRIPT_SUFFIXES)
        return (*(folder / PACKAGE_FILE for folder in self._package_folders), *scripts)

    @cached_property
    def _version(self) -> int | None:
        """The major version by `package.json` at the site or above; None without a sign of it."""
        for folder in self._package_folders:
            for package in ("vuepress", "@vuepress/core", "@vuepress/cli", "vuepress-vite"):
                version = _dependencies(folder).get(package)
                major = _MAJOR.match(version) if isinstance(version, str) else None
                if major:
                    return int(major["major"])
        return 2 if "defineUserConfig" in self.script else None

    def is_post(self, path: str) -> bool:
        """Whether a file is a page."""
        return path.endswith(".md") and not path.startswith(f"{FOLDER}/")

    def post_url(self, path: str, matter: FrontMatter, title: str) -> str | UnknownUrl:
        """The permalink; else the path with `.html`, where `README` and `index` open the folder.

        It is not known if a pattern or a plugin for blogs makes the address.
        """
        del title
        permalink = text_of(matter.fields.get("permalink"))
        if permalink:
            return "/" + permalink.lstrip("/")
        if "permalinkpattern" in matter.fields or _PATTERN.search(self.script.text):
            return self.unknown("VuePress makes the permalink by a pattern")
        if "_posts" in path.split("/")[:-1]:
            return self.unknown("a theme for blogs makes the addresses of _posts")
        folder, name = posixpath.split(path)
        stem = posixpath.splitext(name)[0]
        is_index = _INDEX.match(stem) is not None
        return posixpath.join("/", folder, "" if is_index else f"{stem}.html")

    def image_urls(self, path: str) -> Sequence[str]:
        """In the public folder, the path; VuePress bundles other images without an address."""
        public = f"{FOLDER}/public"
        return (path[len(public) :],) if path.startswith(public + "/") else ()

    def image_files(self, target: str, syntax: Syntax, post: str) -> Sequence[str]:
        """The file relative to the page; in VuePress 1 only for addresses that begin with a dot."""
        path = target_path(target)
        if path.startswith("/"):
            # VuePress 1 writes an address as it is, without `base`, unless `$withBase` adds it.
            is_plain = self._version == 1 and syntax != "jsx"
            return () if is_plain else (f"{FOLDER}/public{path}",)
        if path.startswith(("~@", "@", "~")):
            return (path.lstrip("~@").lstrip("/"),)
        if self._version == 1 and not path.startswith("."):
            return ()
        return (path_beside(path, post),)

    def heading_ids(self, headings: Sequence[Heading]) -> Sequence[HeadingId]:
        """The ids of the version; without a sign of it, those of both."""
        first = partial(markdown_it_ids, headings, slugs.vuepress, emoji=True, first_number=2)
        second = partial(markdown_it_ids, headings, slugs.mdit_vue, emoji=True)
        if self._version == 1:
            return first()
        if self._version:
            return second()
        reason = self.unknown(
            "VuePress 1 and 2 give it different ids", "name the version in package.json"
        )
        return agreed_ids(reason, first(), second())


def _dependencies(folder: Path) -> dict[str, Any]:
    """All dependencies in a folder's `package.json`; empty without one."""
    try:
        data = json.loads(read_start(folder / PACKAGE_FILE, MAX_CONFIG_BYTES))
        tables = [data.get("dependencies"), data.get("devDependencies")]
    except (OSError, ValueError, RecursionError, AttributeError):
        return {}
    return {k: v for table in tables if isinstance(table, dict) for k, v in table.items()}

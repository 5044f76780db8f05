"""Zensical: MkDocs' rules by `zensical.toml`, with more of Markdown switched on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any, ClassVar

from slidescan.posts.config_files import find_config, parse_config
from slidescan.posts.generators.mkdocs import MkDocs

DEFAULT_EXTENSIONS = (
    "abbr", "admonition", "attr_list", "def_list", "footnotes", "md_in_html", "toc",
    "pymdownx.details", "pymdownx.emoji", "pymdownx.smartsymbols", "pymdownx.superfences",
    "pymdownx.tabbed",
)  # fmt: skip
"""The extensions of a site that sets none (zensical/config.py), as far as links need them."""

_NESTED_EXTENSIONS = ("pymdownx", "zensical")
"""Tables whose members are extensions: TOML reads `[pymdownx.tilde]` as nested tables."""


@dataclass(frozen=True)
class Zensical(MkDocs):
    """The rules of a Zensical site; `config` is the table `project`."""

    name = "zensical"
    title = "Zensical"
    config_files: ClassVar[Sequence[str]] = ("zensical.toml",)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds `zensical.toml`."""
        return (root / cls.config_files[0]).is_file()

    @classmethod
    def load(cls, root: Path, base_url: str | None = None) -> Zensical:
        """Reads the table `project`.

        Raises:
            ConfigInvalid: The configuration can't be parsed.
        """
        file = find_config(root, cls.config_files)
        config = parse_config(file)
        project = config.get("project")
        digest = file.digest if file else ""
        return cls(root, project if isinstance(project, dict) else config, digest, base_url)

    @cached_property
    def extensions(self) -> Mapping[str, Mapping[str, Any]]:
        """The options of Python-Markdown's extensions by name; Zensical's defaults without any."""
        if "markdown_extensions" not in self.config:
            return {name: {} for name in DEFAULT_EXTENSIONS}
        extensions = dict(super().extensions)
        given = self.config.get("markdown_extensions")
        tables = given if isinstance(given, dict) else {}
        for table in _NESTED_EXTENSIONS:
            members = tables.get(table)
            for name, options in members.items() if isinstance(members, dict) else ():
                extensions[f"{table}.{name}"] = options if isinstance(options, dict) else {}
        return extensions

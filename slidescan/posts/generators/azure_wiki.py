"""Wikis of Azure DevOps: a repository of pages, with sizes behind the addresses of images."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from slidescan.posts.dialect import GITHUB
from slidescan.posts.generators.plain import Plain


@dataclass(frozen=True)
class AzureWiki(Plain):
    """The rules of a wiki of Azure DevOps: those of a repository, and `![](a.png =500x250)`."""

    name = "azure-wiki"
    title = "Azure DevOps"
    dialect = replace(GITHUB, image_sizes=True)

    @classmethod
    def recognise(cls, root: Path) -> bool:
        """Whether a folder holds the order of a wiki's pages, or its attachments."""
        return (root / ".order").is_file() or (root / ".attachments").is_dir()

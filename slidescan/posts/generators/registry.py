"""The registry of generators: one class and one row each.

A generator without rules has a row in `unknown.py`.
"""

from __future__ import annotations

from pathlib import Path

from slidescan.posts.generators.astro import Astro
from slidescan.posts.generators.azure_wiki import AzureWiki
from slidescan.posts.generators.docsify import Docsify
from slidescan.posts.generators.docusaurus import Docusaurus
from slidescan.posts.generators.eleventy import Eleventy
from slidescan.posts.generators.hexo import Hexo
from slidescan.posts.generators.hugo import Hugo
from slidescan.posts.generators.jekyll import Jekyll
from slidescan.posts.generators.jupyterbook import JupyterBook
from slidescan.posts.generators.mdbook import MdBook
from slidescan.posts.generators.mkdocs import MkDocs
from slidescan.posts.generators.mystmd import Mystmd
from slidescan.posts.generators.obsidian import Obsidian
from slidescan.posts.generators.pelican import Pelican
from slidescan.posts.generators.plain import Plain
from slidescan.posts.generators.protocol import Generator
from slidescan.posts.generators.quarto import Quarto
from slidescan.posts.generators.quartz import Quartz
from slidescan.posts.generators.sphinx import Sphinx
from slidescan.posts.generators.unknown import UNKNOWN_GENERATORS, UnknownGenerator
from slidescan.posts.generators.vitepress import VitePress
from slidescan.posts.generators.vuepress import VuePress
from slidescan.posts.generators.zensical import Zensical
from slidescan.posts.generators.zola import Zola

GENERATORS: list[type[Generator] | UnknownGenerator] = [
    Zola,  # before Hugo, which has a config.toml too
    Hugo,
    Docusaurus,
    Astro,  # before SvelteKit, whose configuration its sites can have
    VitePress,
    VuePress,
    Eleventy,
    Mystmd,  # before Jupyter Book, whose table of contents it reads too
    JupyterBook,  # before Jekyll and Hexo, which have a _config.yml too
    Hexo,
    Zensical,
    MdBook,
    MkDocs,
    Pelican,
    Quarto,
    Quartz,  # before Obsidian, since its notes are a vault
    Sphinx,
    *UNKNOWN_GENERATORS,  # before Jekyll, since Lume has a _config file too
    Jekyll,
    Docsify,
    Obsidian,
    AzureWiki,  # before the plain folder, which is a repository too
    Plain,
]
"""The first that recognises a folder renders it."""

FALLBACK: type[Generator] = Plain
"""Renders a folder that no generator recognises."""


def recogniser_of(root: Path) -> type[Generator] | UnknownGenerator | None:
    """The generator that recognises a folder; None if it is no site's root."""
    return next((generator for generator in GENERATORS if generator.recognise(root)), None)


def generator_of(root: Path, base_url: str | None = None) -> Generator | None:
    """The rules of the generator that recognises a folder; None if it is no site's root.

    Raises:
        ConfigInvalid: Its configuration can't be read.
    """
    recogniser = recogniser_of(root)
    return None if recogniser is None else recogniser.load(root, base_url)

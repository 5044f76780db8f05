"""The generators whose rules are known, one file each.

What a folder's files say decides which one renders it; `GENERATORS` is asked in its order.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from slidescan.posts.generators import (
    astro,
    docsify,
    docusaurus,
    eleventy,
    hexo,
    hugo,
    jekyll,
    mkdocs,
    obsidian,
    plain,
    sphinx,
    vitepress,
    zola,
)
from slidescan.posts.generators.protocol import Generator


class Known(NamedTuple):
    """How a generator is recognised by a site's root, and how its rules are read there."""

    recognise: Callable[[Path], bool]
    load: Callable[[Path, str | None], Generator]


GENERATORS = (
    Known(zola.recognise, zola.Zola.load),
    Known(hugo.recognise, hugo.Hugo.load),
    Known(docusaurus.recognise, docusaurus.Docusaurus.load),
    Known(astro.recognise, astro.Astro.load),
    Known(vitepress.recognise, vitepress.VitePress.load),
    Known(eleventy.recognise, eleventy.Eleventy.load),
    Known(hexo.recognise, hexo.Hexo.load),
    Known(jekyll.recognise, jekyll.Jekyll.load),
    Known(mkdocs.recognise, mkdocs.MkDocs.load),
    Known(sphinx.recognise, sphinx.Sphinx.load),
    Known(docsify.recognise, docsify.Docsify.load),
    Known(obsidian.recognise, obsidian.Obsidian.load),
    Known(plain.recognise, plain.Plain.load),
)


def generator_of(root: Path, base_url: str | None = None) -> Generator | None:
    """The rules of the generator that renders the site at `root`; None if it is no site's root.

    Raises:
        ConfigInvalid: Its configuration can't be read.
    """
    for known in GENERATORS:
        if known.recognise(root):
            return known.load(root, base_url)
    return None

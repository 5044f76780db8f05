"""The sites by name."""

from __future__ import annotations

from collections.abc import Callable

from support.generator_sites.astro import astro, astro_never
from support.generator_sites.docusaurus import docusaurus, docusaurus_versions
from support.generator_sites.eleventy import eleventy, eleventy_anchor, eleventy_bare
from support.generator_sites.hexo import hexo, hexo_lower
from support.generator_sites.hugo import hugo, hugo_languages, hugo_ugly
from support.generator_sites.jekyll import jekyll, jekyll_pretty
from support.generator_sites.jupyterbook import jupyterbook
from support.generator_sites.mdbook import mdbook
from support.generator_sites.mkdocs import mkdocs, mkdocs_material, mkdocs_ugly
from support.generator_sites.mystmd import mystmd
from support.generator_sites.pelican import pelican, pelican_toc
from support.generator_sites.quarto import quarto
from support.generator_sites.site import GeneratorSite
from support.generator_sites.sphinx import sphinx, sphinx_folders
from support.generator_sites.vitepress import vitepress, vitepress_clean
from support.generator_sites.vuepress import vuepress, vuepress_one
from support.generator_sites.zensical import zensical, zensical_flat
from support.generator_sites.zola import zola, zola_off, zola_safe

SITES: dict[str, Callable[[], GeneratorSite]] = {
    site.__name__: site
    for site in (
        hugo, hugo_ugly, hugo_languages, jekyll, jekyll_pretty, mkdocs, mkdocs_material, mkdocs_ugly, sphinx,
        sphinx_folders, eleventy, eleventy_anchor, eleventy_bare, hexo, hexo_lower, vitepress,
        vitepress_clean, docusaurus, docusaurus_versions, astro, astro_never, zola, zola_safe,
        zola_off, pelican, pelican_toc, jupyterbook, zensical,
        zensical_flat, quarto, mdbook, vuepress, vuepress_one,
        mystmd,
    )
}  # fmt: skip

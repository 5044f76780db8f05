"""Sites of Zensical."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def zensical() -> GeneratorSite:
    """The defaults, with attributes and emoji."""
    return _zensical("")


def zensical_flat() -> GeneratorSite:
    """Pages without folders, and slugs set by a table."""
    return _zensical(
        "use_directory_urls = false\ndocs_dir = 'pages'\n[project.markdown_extensions.toc]\n"
        "slugify = {object = 'pymdownx.slugs.slugify', kwds = {case = 'lower'}}\n"
        "[project.markdown_extensions.pymdownx.tilde]\n",
        "pages",
        ("quoted", "listed", "setext2", "tilde"),
    )


def _zensical(
    config: str, docs: str = "docs", skip: tuple[str, ...] = ("quoted", "listed", "setext2")
) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["zensical.toml"] = (
        f'[project]\nsite_name = "N"\nsite_url = "https://example.org/z/"\n{config}'
    )
    more = ("## Own id {#my-own}", "## Plain words { #plain-words_2 .x }", "#Tight heading")
    page = headings(numbered_images(files, f"{docs}/h", "h/"), skip=skip, more=more)
    texts[f"{docs}/index.md"] = "# Home\n\n" + page
    texts[f"{docs}/Sub Folder/headings.md"] = headings(
        numbered_images(files, f"{docs}/Sub Folder/img", "img/"), skip=skip
    )
    # Without a heading of the first level, the theme adds one.
    texts[f"{docs}/references.md"] = "# References\n\n" + references(
        named_images(files, f"{docs}/r", "r/"),
        html=False,
        skip=("list", "parentheses", "code-alt", "brackets"),
    )
    for name in ("html", "up", "root"):
        files.image(f"{docs}/x/{name}.png")
    texts[f"{docs}/x/README.md"] = "# R\n\n![up](../x/up.png)\n\n## S\n\n![root](root.png)\n"
    texts[f"{docs}/x/page.md"] = "---\ntitle: P\n---\n# S\n\n![root](root.png)\n"
    program = "TOOLS/zensical/bin/zensical"
    return GeneratorSite(
        files, (program, "build", "-c"), "site", "/z", (program, "--version"), lists=("/404.html",)
    )

"""Sites of Zola."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def zola() -> GeneratorSite:
    return _zola("")


def zola_safe() -> GeneratorSite:
    return _zola('[slugify]\npaths = "safe"\nanchors = "safe"\n')


def zola_off() -> GeneratorSite:
    return _zola('[slugify]\npaths = "off"\nanchors = "off"\n')


def _zola(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["config.toml"] = f'base_url = "https://example.org/z"\ntitle = "N"\n{config}'
    body = "<html><body>{{ KIND.content | safe }}</body></html>"
    texts["templates/page.html"] = body.replace("KIND", "page")
    texts["templates/section.html"] = body.replace("KIND", "section")
    texts["templates/index.html"] = body.replace("KIND", "section")
    texts["templates/shortcodes/fig.html"] = (
        '<img src="{{ src }}" alt="{{ alt | default(value="") }}">'
    )
    front = '+++\ntitle = "x"\n+++\n'
    more = (
        "## Own id {#my-own}",
        "## Own class {.cls}",
        "## Both {#both .x}",
        "## Plain words {#plain-words-2}",
    )
    texts["content/blog/headings/index.md"] = front + headings(
        numbered_images(files, "content/blog/headings", ""), more=more
    )
    texts["content/blog/_index.md"] = '+++\ntitle = "s"\n+++\n# S\n\n![s](s.png)\n'
    files.image("content/blog/s.png")
    texts["content/_index.md"] = '+++\ntitle = "r"\n+++\n# Root\n\n![s](/z/root.png)\n'
    files.image("static/root.png")
    texts["content/blog/2018-03-04-references.md"] = front + references(
        named_images(files, "static/r", "/z/r/"), odd=False
    )
    files.image("static/fig1.png")
    files.image("content/blog/Größe Ü/own.png")
    texts["content/blog/Größe Ü/index.md"] = (
        front + '## One\n\n{{ fig(src="/z/fig1.png", alt="x") }}\n\n![own](own.png)\n'
    )
    for i, (path, matter) in enumerate(
        {
            "content/blog/slugged.md": 'slug = "Other Slug"',
            "content/blog/pathed.md": 'path = "some/Where"',
            "content/blog/2018-01-02_under.md": "",
            "content/blog/UPPER Case.md": "",
            "content/top.md": "",
            "content/blog/2019-02-03-bundle/index.md": "",
        }.items()
    ):
        image = f"static/u{i}.png"
        files.image(image)
        texts[path] = f'+++\ntitle = "x"\n{matter}\n+++\n# Url {i}\n\n![u](/z/u{i}.png)\n'
    return GeneratorSite(
        files, ("zola", "build"), "public", "/z", ("zola", "--version"), lists=("/404.html",)
    )

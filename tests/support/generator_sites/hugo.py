"""Sites of Hugo."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite

_HUGO_LAYOUTS = {
    "layouts/_default/single.html": '<html><body>{{ with .Params.cover }}<img src="{{ .image | absURL }}">{{ end }}{{ .Content }}</body></html>',
    "layouts/_default/list.html": "<html><body>{{ .Content }}</body></html>",
    "layouts/index.html": "<html><body>home {{ .Content }}</body></html>",
    "layouts/shortcodes/gallery.html": '{{ range .Page.Resources.Match (.Get "match") }}<img src="{{ .RelPermalink }}">{{ end }}',
    "layouts/shortcodes/img.html": '<img src="{{ .Get "src" }}" alt="{{ .Get "alt" }}">',
}


def _hugo(config: str, base: str, style: str = "") -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts.update(_HUGO_LAYOUTS)
    texts["hugo.toml"] = config
    texts[".tool-versions"] = "hugo 0.111.3\n"  # the version of Debian 12
    del style
    front = "---\ntitle: A post\ndate: 2018-03-04\n---\n"
    more = (
        "## Own id {#my-own}", "## Class {.cls}", "## Both {#both .x}", '## With {{< img src="X" >}} inside'.replace("X", f"{base}icon.png"),
        "## Escaped {{</* img src=\"no.png\" */>}} code",
    )  # fmt: skip
    files.image("static/icon.png")
    texts["content/post/headings.md"] = front + headings(
        numbered_images(files, "static/h", f"{base}h/"), more=more
    )
    texts["content/post/references.md"] = front + references(
        named_images(files, "static/r", f"{base}r/")
    )
    for name in ("a.png", "sub/b.png", "g1.png", "cover.png"):
        files.image(f"content/post/bundle/{name}")
    texts["content/post/bundle/index.md"] = (
        front + "## One\n\n![a](a.png)\n\n## Two\n\n![b](sub/b.png)\n\n"
        '## Three\n\n{{< gallery match="g*.png" >}}\n\n## Four\n\n{{< figure src="'
        + base
        + 'icon.png" alt="x" >}}\n\n'
        '`{{< img src="x.png" >}}`\n'
    )
    files.image("static/cover.png")
    texts["content/post/covered.md"] = (
        f"---\ntitle: c\ncover:\n  image: {base.lstrip('/')}cover.png\n---\n# One\n"
        if base == "/"
        else "---\ntitle: c\n---\n"
    )
    for name in ("html.png", "below.png", "content/post/leaf/leaf.png"):
        files.image(name if name.startswith("content") else f"static/{name}")
    texts["content/post/page.html"] = (
        front + f'<h2 id="in-html">In HTML</h2>\n<p>![no]({base}icon.png)</p>\n'
        f'<img src="{base}html.png">\n\n## No heading\n\n<h3>Without id</h3>\n'
        f'{{{{< img src="{base}below.png" alt="x" >}}}}\n'
    )
    texts["content/post/leaf/index.html"] = (
        "+++\ntitle = 'L'\n+++\n<h2 id=leaf>Leaf</h2><img src='leaf.png'>\n"
    )
    for i, (path, matter) in enumerate(
        {
            "content/post/Slugged Post.md": "slug: Other Slug",
            "content/post/url.md": "url: /some/where/",
            "content/post/url2.md": "url: some/file.html",
            "content/post/2018-01-02-dated.md": "date: 2018-01-02",
            "content/UPPER Case.md": "title: x",
            "content/post/größe.md": "title: Größe & Co.",
            "content/deep/er/page.md": "title: x",
            "content/deep/_index.md": "title: x",
            "content/_index.md": "title: x",
            "content/talks/2018/talk.md": "title: 'A Talk: On C++'\ndate: 2018-05-06",
        }.items()
    ):
        image = f"static/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n# Url {i}\n\n![u]({base}u{i}.png)\n"
    return GeneratorSite(
        files, ("hugo", "--quiet", "--buildFuture"), "public", base, ("hugo", "version")
    )


def hugo() -> GeneratorSite:
    return _hugo(
        'baseURL = "https://example.org/"\n[permalinks]\ntalks = "/:year/:month/:title/"\n'
        "[markup.goldmark.renderer]\nunsafe = true\n",
        "/",
    )


def hugo_ugly() -> GeneratorSite:
    return _hugo(
        'baseURL = "https://example.org/u/"\nuglyURLs = true\ndisablePathToLower = true\n'
        '[permalinks]\npost = "/:sections/:slugorfilename"\ntalks = "/t/:yearday/:filename"\n'
        '[markup.goldmark.parser]\nautoHeadingIDType = "blackfriday"\n',
        "/u/",
    )


def hugo_languages() -> GeneratorSite:
    nasty = _hugo(
        'baseURL = "https://example.org/"\ndefaultContentLanguage = "en"\n'
        "defaultContentLanguageInSubdir = false\n"
        '[languages.en]\nweight = 1\n[languages.de]\nweight = 2\ncontentDir = "inhalt"\n'
        "[languages.fr]\nweight = 3\n"
        '[markup.goldmark.parser]\nautoHeadingIDType = "github-ascii"\n'
        "[markup.goldmark.renderer]\nunsafe = true\n"
        '[[module.mounts]]\nsource = "content"\ntarget = "content"\nlang = "en"\n'
        '[[module.mounts]]\nsource = "inhalt"\ntarget = "content"\nlang = "de"\n'
        '[[module.mounts]]\nsource = "more"\ntarget = "content/extra"\nlang = "en"\n'
        '[[module.mounts]]\nsource = "static"\ntarget = "static"\n'
        '[[module.mounts]]\nsource = "pictures"\ntarget = "static/pics"\n',
        "/",
    )
    texts = nasty.files.texts
    nasty.files.image("pictures/p.png")
    texts["inhalt/post/beitrag.md"] = "---\ntitle: B\n---\n## Größe\n\n![p](/pics/p.png)\n"
    texts["more/thing.md"] = "---\ntitle: B\n---\n## One\n\n![p](/pics/p.png)\n"
    texts["content/post/both.md"] = "---\ntitle: B\n---\n## One\n\n![p](/pics/p.png)\n"
    texts["content/post/both.de.md"] = "---\ntitle: B\n---\n## Eins\n\n![p](/pics/p.png)\n"
    return nasty

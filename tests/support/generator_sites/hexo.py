"""Sites of Hexo."""

from __future__ import annotations

import json

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def hexo() -> GeneratorSite:
    return _hexo(
        "permalink: :year/:month/:day/:title/\npost_asset_folder: true\n"
        "marked:\n  postAsset: true\n  prependRoot: true\n"
    )


def hexo_lower() -> GeneratorSite:
    return _hexo(
        "permalink: :category/:name.html\npost_asset_folder: true\n"
        "marked:\n  prependRoot: true\n  postAsset: true\n  modifyAnchors: 1\n  smartypants: false\n"
    )


def _hexo(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["_config.yml"] = (
        f"title: N\nurl: https://example.org/h\nroot: /h/\n{config}"
        "new_post_name: :title.md\nsyntax_highlighter: ''\n"
        "index_generator:\n  path: ''\n  per_page: 0\n"
    )
    texts["package.json"] = json.dumps(
        {"private": True, "hexo": {"version": "7.3.0"},
         "dependencies": {"hexo": "*", "hexo-renderer-marked": "*", "hexo-renderer-ejs": "*"}}
    )  # fmt: skip
    texts["themes/landscape/layout/post.ejs"] = "<html><body><%- page.content %></body></html>"
    texts["themes/landscape/layout/page.ejs"] = "<html><body><%- page.content %></body></html>"
    texts["themes/landscape/layout/index.ejs"] = "<html><body>list</body></html>"
    front = "---\ntitle: A post\ndate: 2018-03-04 10:00:00\n---\n"
    texts["source/_posts/headings.md"] = front + headings(
        numbered_images(files, "source/img", "/img/")
    )
    texts["source/_posts/references.md"] = front + references(
        named_images(files, "source/r", "/r/"), html=False
    )
    for name in ("own", "tag1", "tag2", "rel"):
        files.image(f"source/_posts/assets/{name}.png")
    files.image("source/img/abs.png")
    files.image("source/rooted.png")
    texts["source/_posts/assets.md"] = (
        front + "## One\n\n![own](own.png)\n\n{% asset_img tag1.png A title %}\n\n"
        '## Two\n\n{% asset_img left tag2.png 100 200 \'"t" "alt"\' %}\n\n{% img /img/abs.png %}\n\n'
        "![rooted](rooted.png)\n\n![rel](rel.png 'x')\n"
    )
    for i, (path, matter) in enumerate(
        {
            "source/_posts/Größe Ü.md": "date: 2018-01-02",
            "source/_posts/sub/inner.md": "date: 2018-01-03 23:30:00",
            "source/_posts/fixed.md": "date: 2018-01-04\npermalink: fixed/place.html",
            "source/_posts/fixed2.md": "date: 2018-01-04\npermalink: fixed/place",
            "source/about/index.md": "title: x",
            "source/about/more.md": "title: x",
        }.items()
    ):
        image = f"source/img/u{i}.png"
        files.image(image)
        texts[path] = f"---\n{matter}\n---\n# Url {i}\n\n![u](/img/u{i}.png)\n"
    return GeneratorSite(
        files, ("node", "node_modules/hexo-cli/bin/hexo", "generate", "--silent"), "public", "/h",
        ("node", "-p", "require('TOOLS/hexo/node_modules/hexo/package.json').version"), modules="hexo",
    )  # fmt: skip

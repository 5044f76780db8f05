"""Sites of Jekyll."""

from __future__ import annotations

from support.generator_sites.content import headings, references
from support.generator_sites.files import Files
from support.generator_sites.numbered import named_images, numbered_images
from support.generator_sites.site import GeneratorSite


def jekyll() -> GeneratorSite:
    return _jekyll("permalink: /:categories/:year/:i_month/:title:output_ext\n")


def jekyll_pretty() -> GeneratorSite:
    return _jekyll(
        "permalink: pretty\ntimezone: Asia/Tokyo\nkramdown: {input: kramdown, auto_id_prefix: 's-'}\n"
    )


def _jekyll(config: str) -> GeneratorSite:
    files = Files()
    texts = files.texts
    texts["_config.yml"] = (
        config + 'url: "https://example.org"\nbaseurl: "/blog"\n'
        "collections:\n  talks:\n    output: true\n    permalink: /t/:path/\n  notes:\n    output: true\n"
        "defaults:\n  - scope: {path: '', type: pages}\n    values: {layout: default}\n"
        "  - scope: {path: '', type: posts}\n    values: {layout: default}\n"
        "  - scope: {path: 'special'}\n    values: {permalink: '/sp/:basename/'}\n"
    )
    texts["_layouts/default.html"] = "<html><body><main>{{ content }}</main></body></html>\n"
    texts["_includes/figure.html"] = (
        '<img src="{{ site.baseurl }}{{ include.src }}" alt="{{ include.alt }}">\n'
    )
    front = "---\ntitle: A post\nlayout: default\n---\n"
    more = (
        "## Own id {#my-own}", "## Attribute list\n{: #by-list .x}", "## Plain words {#again-own}",
        "{% comment %}\n\n## Never seen\n\n{% endcomment %}", "{% raw %}\n## In raw\n{% endraw %}",
        "{: #before}\n## List before",
    )  # fmt: skip
    page = headings(numbered_images(files, "assets/h", "/blog/assets/h/"), more=more)
    texts["_posts/2018-03-04-headings.md"] = front + page
    page = references(
        named_images(files, "assets/r", "{{ site.baseurl }}/assets/r/"), skip=("angles",)
    )
    texts["_posts/2018-03-05-references.md"] = front + page
    files.image("assets/plain.png")
    for name in ("liquid1", "liquid2", "liquid3", "include", "link"):
        files.image(f"assets/{name}.png")
    texts["_posts/2018-03-06-Liquid Tags.markdown"] = (
        '---\ntitle: L\ncategories: [Talks, "Big Data"]\nlayout: default\n---\n'
        '## One\n\n![a]({{ "/assets/liquid1.png" | relative_url }})\n\n'
        "![a]({{ '/assets/liquid2.png' | absolute_url }} \"t\")\n\n## {{ page.title }} two\n\n"
        '<img src="{{ "/assets/liquid3.png" | prepend: site.baseurl }}" alt="x">\n\n'
        '{% include figure.html src="/assets/include.png" alt="y" %}\n\n'
        "{% highlight md %}\n![no](/blog/assets/plain.png)\n{% endhighlight %}\n\n"
        "![a]({% link assets/link.png %})\n\n{% if false %}x{% endif %}\n"
    )
    for i, (path, matter) in enumerate(
        {
            "_posts/2018-01-02-with-date.md": "date: 2019-05-06 10:00:00",
            "_posts/2018-02-02-late.md": "date: 2018-02-02 23:30:00",
            "_posts/2018-02-04-zoned.md": "date: 2018-02-04 23:30:00 -0800",
            "_posts/2018-01-03-slugged.md": "slug: Other Slug",
            "_posts/2018-01-04-fixed.md": "permalink: /fixed/place/",
            "_posts/2018-01-05-cat.md": "category: One Cat",
            "_posts/2018-01-06-Größe & Co.md": "categories: a b",
            "folder/_posts/2018-01-07-in-folder.md": "title: x",
            "_talks/first-talk.md": "title: x",
            "_talks/sub/Second Talk.md": "title: x",
            "_notes/a-note.md": "title: x",
            "about.md": "title: x",
            "sub/index.md": "title: x",
            "sub/page two.md": "title: x",
            "special/s.md": "title: x",
            "perma.md": "permalink: /p/q.html",
        }.items()
    ):
        image = f"assets/u{i}.png"
        files.image(image)
        texts[path] = f"---\nlayout: default\n{matter}\n---\n# Url {i}\n\n![u](/blog/{image})\n"
    files.image("_talks/own.png")
    texts["_talks/third.md"] = "---\nlayout: default\n---\n![own](../../talks/own.png)\n"
    files.image("sub/rel.png")
    texts["sub/rel.md"] = "---\nlayout: default\n---\n![rel](rel.png)\n\n![missing](gone.png)\n"
    return GeneratorSite(
        files, ("jekyll", "build", "--future"), "_site", "/blog", ("jekyll", "--version")
    )  # fmt: skip

"""Quartz's notes: addresses, and images by their names."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

CONFIG = (
    "const config: QuartzConfig = { configuration: { baseUrl: 'example.org/q',\n"
    "  ignorePatterns: ['private', '*.left.md'] }, plugins: { transformers: [\n"
    "    Plugin.CrawlLinks({ markdownLinkResolution: 'RESOLUTION' }) ] } }\n"
)


@pytest.mark.parametrize(
    ("resolution", "images"),
    [
        ("shortest", {"content/a.png": 1, "content/img/only.png": 3}),
        ("absolute", {"content/a.png": 1, "content/img/only.png": 2}),
        ("relative", {"content/sub/a.png": 1, "content/img/only.png": 1}),
    ],
)
def test_images_are_resolved_as_the_configuration_says(
    resolution: str, images: dict[str, int], tmp_path: Path
) -> None:
    site = make_site(
        tmp_path,
        {
            "quartz.config.ts": CONFIG.replace("RESOLUTION", resolution),
            "content/sub/My Note.md": (
                "## A [link](x) & more\n\n![](only.png)\n\n![[only.png]]\n\n![](img/only.png)\n\n"
                "![](a.png)\n"
            ),
            "content/private/p.md": "![[only.png]]\n",
            "content/x.left.md": "![[only.png]]\n",
            "content/index.md": "![](a.png)\n",
            "content/a.png": "x",
            "content/sub/a.png": "x",
            "content/img/only.png": "x",
            "README.md": "![](content/a.png)\n",
        },
    )
    assert site.post_paths == ("content/index.md", "content/sub/My Note.md")
    found = links_of(site, "content/sub/My Note.md")
    assert {image: len(links) for image, links in found.items()} == images
    (link, *_) = found["content/img/only.png"]
    assert link.url == "https://example.org/q/sub/My-Note#a-link--more"
    assert links_of(site, "content/index.md")["content/a.png"][0].url == "https://example.org/q/"

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
            "content/sub/private/x.left.md": "## Shown\n",
            "content/index.md": "![](a.png)\n",
            "content/a.png": "x",
            "content/sub/a.png": "x",
            "content/img/only.png": "x",
            "README.md": "![](content/a.png)\n",
        },
    )
    assert site.post_paths == (
        "content/index.md",
        "content/sub/My Note.md",
        "content/sub/private/x.left.md",
    )
    found = links_of(site, "content/sub/My Note.md")
    assert {image: len(links) for image, links in found.items()} == images
    (link, *_) = found["content/img/only.png"]
    assert link.url == "https://example.org/q/sub/My-Note#a-link--more"
    assert links_of(site, "content/index.md")["content/a.png"][0].url == "https://example.org/q/"


BUILD = "      - run: npx quartz build "


@pytest.mark.parametrize(
    ("files", "folder"),
    [
        ({".github/workflows/deploy.yml": BUILD + "-d notes\n"}, "notes"),
        (
            {"Dockerfile": 'CMD ["sh", "-c", "npx quartz build --serve --directory=./notes"]\n'},
            "notes",
        ),
        (
            {"Makefile": "site:\n\tnode quartz/bootstrap-cli.mjs build -v -d notes -o public\n"},
            "notes",
        ),
        ({".github/workflows/ci.yml": BUILD + "--bundleInfo -d docs\n"}, "content"),
        (
            {
                ".github/workflows/ci.yml": BUILD + "--bundleInfo -d docs\n",
                "netlify.toml": 'command = "npx quartz build -d notes"\n',
            },
            "notes",
        ),
        ({"Makefile": "\tquartz build -d notes\n\tquartz build -d other\n"}, "content"),
        ({"Makefile": "\tquartz build -d ../notes\n\tquartz build -d missing\n"}, "content"),
        ({"Makefile": "\tquartz build && tar -d notes\n"}, "content"),
    ],
)
def test_the_command_that_builds_the_site_names_the_folder_of_notes(
    files: dict[str, str], folder: str, tmp_path: Path
) -> None:
    notes = {f"{name}/sub/n.md": "## H\n\n![[a.png]]\n" for name in ("content", "notes", "other")}
    images = {f"{name}/a.png": name for name in ("content", "notes", "other")}
    config = CONFIG.replace("RESOLUTION", "shortest")
    site = make_site(tmp_path, {"quartz.config.ts": config, **files, **notes, **images})
    assert site.post_paths == (f"{folder}/sub/n.md",)
    (link,) = links_of(site, f"{folder}/sub/n.md")[f"{folder}/a.png"]
    assert link.url == "https://example.org/q/sub/n#h"

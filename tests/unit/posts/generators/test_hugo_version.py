"""The version of Hugo that a site's files declare."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan.posts.generators.hugo_version import NEWEST_VERSION, declared_version


@pytest.mark.parametrize(
    ("file", "text", "version"),
    [
        ("netlify.toml", '[build.environment]\nHUGO_VERSION = "0.101.0"\n', (0, 101, 0)),
        (".github/workflows/gh.yml", "        hugo-version: '0.128.2'\n", (0, 128, 2)),
        (".github/workflows/gh.yaml", "    env:\n      HUGO_VERSION: 0.91.2\n", (0, 91, 2)),
        (".github/workflows/gh.yml", "        hugo-version: 'latest'\n", NEWEST_VERSION),
        (".tool-versions", "nodejs 20\nhugo extended_0.111.3\n", (0, 111, 3)),
        ("package.json", '{"devDependencies": {"hugo-extended": "^0.150.1"}}', (0, 150, 1)),
        (".hugo_version", "0.120\n", (0, 120, 0)),
        ("Dockerfile", "RUN wget https://x.y/hugo/releases/download/v0.99.1/hugo_0.99.1_Linux.deb\n", (0, 99, 1)),
        ("vercel.json", '{"build": {"env": {"HUGO_VERSION": "0.140.0"}}}', (0, 140, 0)),
    ],
)  # fmt: skip
def test_files_that_name_a_version(
    tmp_path: Path, file: str, text: str, version: tuple[int, ...]
) -> None:
    write(tmp_path / file, text)
    assert declared_version(tmp_path) == version

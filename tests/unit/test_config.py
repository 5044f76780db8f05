"""Values of a configuration file."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import write

from slidescan import config
from slidescan.errors import ConfigInvalid


@pytest.mark.parametrize(
    ("text", "prefixes"),
    [
        ('cdn = "https://cdn.example.org/blog"', (("https://cdn.example.org/blog", ""),)),
        ('cdn = ["https://a.example", "https://b.example"]',
         (("https://a.example", ""), ("https://b.example", ""))),
        ('cdn = { "https://img.example" = "assets/img" }', (("https://img.example", "assets/img"),)),
        ('[cdn]\n"https://img.example" = "img"\n', (("https://img.example", "img"),)),
    ],
)  # fmt: skip
def test_addresses_of_a_cdn(
    text: str, prefixes: tuple[tuple[str, str], ...], tmp_path: Path
) -> None:
    write(tmp_path / "slidescan.toml", text)
    assert config.resolve(config.find(tmp_path), {}).cdn == prefixes


@pytest.mark.parametrize(
    "text",
    [
        'cdn = "cdn.example.org"',
        'cdn = { "https://img.example" = "../elsewhere" }',
        'cdn = { "https://img.example" = "/etc" }',
        'cdn = { "https://img.example" = 3 }',
        "cdn = 3",
    ],
)
def test_what_is_no_address_or_leaves_the_site_is_refused(text: str, tmp_path: Path) -> None:
    write(tmp_path / "slidescan.toml", text)
    with pytest.raises(ConfigInvalid, match="cdn"):
        config.find(tmp_path)

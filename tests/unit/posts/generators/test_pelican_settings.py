"""Pelican's settings, wherever they lie and whatever their files are called."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.sites import links_of, make_site

from slidescan.core.records import UnknownUrl
from slidescan.posts.generators.pelican_settings import MAX_SETTINGS_FILES, read_settings
from slidescan.posts.generators.registry import recogniser_of

POST = "Title: A b\nDate: 2018-03-04\n\n![]({static}/images/a.png)\n"
FILES = {"content/images/a.png": "x", "content/p.md": POST}
PUBLISHED = "SITEURL = 'https://example.org'\n"


def url_of(tmp_path: Path, files: dict[str, str]) -> str | UnknownUrl | None:
    """The address of the only link of a site."""
    site = make_site(tmp_path, FILES | files)
    assert site.generator.name == "pelican"
    (link,) = links_of(site, "content/p.md")["content/images/a.png"]
    return link.unknown or link.url


@pytest.mark.parametrize(
    "files",
    [
        {"publishconf.py": "PATH = 'content'\nARTICLE_URL = 'x/{slug}/'\n" + PUBLISHED},
        {
            "Makefile": "PELICAN?=pelican\nINPUTDIR=$(BASEDIR)/content\n"
            "CONFFILE=$(BASEDIR)/settings.py\n",
            "settings.py": "ARTICLE_URL = 'x/{slug}/'\n" + PUBLISHED,
        },
        {
            "publishconf.py": "from conf.base import *\n" + PUBLISHED,
            "conf/base.py": "PATH = 'content'\nfrom .more import *\nARTICLE_URL = URL\n",
            "conf/more.py": "URL = 'x/{slug}/'\n",
        },
        {
            "pelicanconf.py": "ARTICLE_URL = 'y/{slug}/'\n",
            "publishconf.py": "from pelicanconf import *\nARTICLE_URL = 'x/{slug}/'\n" + PUBLISHED,
        },
    ],
    ids=["publishconf alone", "Makefile", "imported", "both"],
)
def test_settings_are_read_wherever_they_are(files: dict[str, str], tmp_path: Path) -> None:
    assert url_of(tmp_path, files) == "https://example.org/x/a-b/"


def test_an_address_is_unknown_if_imported_settings_are_missing(tmp_path: Path) -> None:
    url = url_of(tmp_path, {"publishconf.py": "from pelicanconf import *\n" + PUBLISHED})
    assert isinstance(url, UnknownUrl)
    assert "pelicanconf" in url.reason


def test_a_post_with_its_own_address_needs_no_settings(tmp_path: Path) -> None:
    post = POST.replace("Date:", "save_as: z.html\nDate:")
    files = {"publishconf.py": "from pelicanconf import *\n" + PUBLISHED, "content/p.md": post}
    assert url_of(tmp_path, files) == "https://example.org/z.html"


def test_modules_of_python_and_pelican_are_no_settings_of_the_site(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text(
        "from os.path import *\nfrom pelican.settings import *\nfrom pelicanconf import *\nA = 1\n"
    )
    settings = read_settings(tmp_path)
    assert (settings.missing, settings.values["A"]) == ((), 1)


def test_settings_that_import_one_another_are_read_once(tmp_path: Path) -> None:
    (tmp_path / "pelicanconf.py").write_text("from publishconf import *\nA = 1\n")
    (tmp_path / "publishconf.py").write_text("from pelicanconf import *\nA = 2\n")
    assert read_settings(tmp_path).files == ("pelicanconf.py", "publishconf.py")


def test_a_makefile_of_another_program_names_no_settings(tmp_path: Path) -> None:
    (tmp_path / "Makefile").write_text("CONFFILE=settings.py\n")
    (tmp_path / "settings.py").write_text("A = 1\n")
    recogniser = recogniser_of(tmp_path)
    assert recogniser is None or recogniser.name != "pelican"


def test_settings_outside_the_site_are_not_read(tmp_path: Path) -> None:
    (tmp_path / "outside.py").write_text("SITEURL = 'https://outside.example'\n")
    site = tmp_path / "site"
    site.mkdir()
    (site / "Makefile").write_text("PELICAN=pelican\nCONFFILE=../outside.py\nINPUTDIR=../x\n")
    settings = read_settings(site)
    assert (settings.files, settings.values) == ((), {})


def test_settings_in_very_many_files_are_not_complete(tmp_path: Path) -> None:
    for number in range(MAX_SETTINGS_FILES + 1):
        name = f"conf{number}" if number else "pelicanconf"
        (tmp_path / f"{name}.py").write_text(f"from conf{number + 1} import *\n")
    assert read_settings(tmp_path).missing == (f"conf{MAX_SETTINGS_FILES}.py",)

"""What can't be reached is a named failure: never pruned, never forgotten, its links stay."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from support.cli import cli
from support.samples import Ingested

from slidescan import config
from slidescan.core.records import Options, Slide
from slidescan.errors import ConfigInvalid, FileUnreachable
from slidescan.library import Library
from slidescan.posts import config_files
from slidescan.posts.generators import hugo_config

ERRORS = (errno.EACCES, getattr(errno, "ESTALE", errno.EIO), errno.ENOTCONN, errno.EIO)


@pytest.fixture
def site(ingested: Ingested, tmp_path: Path) -> Path:
    return Path(shutil.copytree(ingested.site, tmp_path / "site"))


@contextmanager
def lost(folder: Path, code: int) -> Iterator[None]:
    """Lets every access to a folder and what is below it fail, as on a share without its server."""
    reals = {name: getattr(os, name) for name in ("stat", "scandir", "open")}

    def failing(name: str) -> Any:
        def call(path: Any, *args: Any, **options: Any) -> Any:
            if isinstance(path, (str, os.PathLike)) and Path(path).is_relative_to(folder):
                raise OSError(code, os.strerror(code), str(path))
            return reals[name](path, *args, **options)

        return call

    with pytest.MonkeyPatch.context() as patch:
        for name in reals:
            patch.setattr(os, name, failing(name))
        yield


def slides(library: Library) -> list[Slide]:
    return list(library.slides())


@pytest.mark.parametrize("code", ERRORS)
@pytest.mark.parametrize("folder", ["static/img", "content", "content/posts"])
def test_a_lost_folder_loses_nothing(site: Path, code: int, folder: str) -> None:
    library = Library(site / "index", Options(jobs=1, prune=True))
    before = slides(library)
    assert any(slide.links for slide in before)
    with lost(site / folder, code):
        if folder == "content":  # what makes the folder a Hugo site
            with pytest.raises(FileUnreachable, match="content"):
                library.ingest([site / "static"])
            assert slides(library) == before
            return
        report = library.ingest([site / "static"])
    assert [f.path for f in report.failures if folder in f.path], report.failures
    assert report.pruned == report.gone == 0
    assert slides(library) == before
    after = library.ingest([site / "static"])
    assert slides(library) == before
    assert not [f for f in after.failures if "folder" in f.reason or "photos in it" in f.reason]
    assert not [f for f in library.status().failures if folder == f.path]


@pytest.mark.parametrize("code", ERRORS)
def test_a_lost_site_is_an_error(site: Path, code: int) -> None:
    library = Library(site / "index", Options(jobs=1, prune=True))
    before = slides(library)
    with lost(site / "static", code), lost(site / "content", code):
        state = library.status()
    assert [failure.path for failure in state.unreachable] == ["content", "static"]
    assert "photos in it" in state.unreachable[0].reason
    assert state.gone == ()
    with lost(site, code), pytest.raises(FileUnreachable, match=os.strerror(code).lower()):
        library.ingest([site / "static"])
    assert slides(library) == before


def test_an_unreadable_photo_is_not_gone_for_verify(site: Path) -> None:
    library = Library(site / "index", Options(jobs=1))
    with lost(site / "static", errno.EACCES):
        kinds = {issue.kind for issue in library.verify()}
    assert "gone" not in kinds
    assert "unreadable" in kinds


def test_alt_names_a_folder_of_posts_that_cannot_be_read(site: Path) -> None:
    library = Library(site / "index", Options(jobs=1))
    with lost(site / "content" / "posts", errno.EACCES):
        _, failures = library.alts()
    assert [failure.path for failure in failures] == ["content/posts"]


def test_alt_does_not_say_that_no_post_shows_slides_if_no_post_can_be_read(site: Path) -> None:
    with lost(site / "content" / "posts", errno.EACCES):
        answer = cli("alt", cwd=site)
    assert "No post that can be read shows a slide of the index." in answer.stdout
    assert "content/posts" in answer.stderr
    assert answer.returncode == 1


@pytest.mark.parametrize("code", ERRORS)
def test_a_folder_to_ingest_that_cannot_be_read_is_named_with_the_reason(
    site: Path, code: int
) -> None:
    before = slides(Library(site / "index"))
    with lost(site / "static" / "img", code):
        answer = cli("ingest", "static/img", cwd=site)
    assert answer.returncode == 1
    assert "Traceback" not in answer.stderr
    assert "static/img" in answer.stderr
    assert os.strerror(code).lower() in answer.stderr
    assert slides(Library(site / "index")) == before


def test_alt_says_that_photos_cannot_be_read_now(site: Path) -> None:
    library = Library(site / "index", Options(jobs=1))
    with lost(site / "static", errno.EACCES):
        changes, failures = library.alts()
    reasons = {proposal.reason for change in changes for proposal in change.proposals}
    assert "the photo can't be read now" in reasons
    assert "no place for an alt text there" not in reasons
    assert "static" in {failure.path for failure in failures}


def test_an_unreadable_configuration_is_named_with_the_reason(tmp_path: Path) -> None:
    (tmp_path / "slidescan.toml").write_text("jobs = 1\n")
    with lost(tmp_path, errno.EACCES), pytest.raises(FileUnreachable, match="permission denied"):
        config.find(tmp_path)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(config, "open_regular", _denied)
        with pytest.raises(ConfigInvalid, match=r"\(permission denied\): check its permissions"):
            config.find(tmp_path)


@pytest.mark.parametrize("name", ["config.toml", "config.yaml", "hugo.json"])
def test_an_unreadable_configuration_of_a_site_is_named_with_the_reason(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    (tmp_path / name).write_text("{}")
    for module in (hugo_config, config_files):
        monkeypatch.setattr(module, "read_start", _denied)
    for read in (hugo_config.load_config, lambda root: config_files.find_config(root, (name,))):
        with pytest.raises(ConfigInvalid, match=rf"{name} can't be read \(permission denied\)"):
            read(tmp_path)


def _denied(path: Path, *_: object) -> Any:
    raise PermissionError(errno.EACCES, os.strerror(errno.EACCES), str(path))

"""Proposals and checks for all posts hold the slides of a few posts in memory."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

import pytest
from support.derived import OWN_WORDS, TALKS, derived_site, image_of

from slidescan.alt import parts, stored_slides
from slidescan.alt.changes import AltChange, AltOptions
from slidescan.alt.service import AltService
from slidescan.alt.stored_slides import StoredSlides
from slidescan.core.records import Options, Slide
from slidescan.store.derivation import DerivationRows


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return derived_site(tmp_path)


@pytest.fixture
def loaded(monkeypatch: pytest.MonkeyPatch) -> Mapping[str, int]:
    """Makes the parts small; returns the most slides that were in memory."""
    most = {"slides": 0}
    get = StoredSlides.__getitem__

    def counted(self: StoredSlides, image: str) -> Slide:
        slide = get(self, image)
        most["slides"] = max(most["slides"], len(self._slides))
        return slide

    monkeypatch.setattr(StoredSlides, "__getitem__", counted)
    monkeypatch.setattr(stored_slides, "MAX_LOADED_SLIDES", 3)
    monkeypatch.setattr(parts, "POSTS_PER_PART", 2)
    return most


def service(root: Path) -> AltService:
    return AltService(root / "index", Options(index=str(root / "index")))


@pytest.mark.parametrize(
    "options",
    [AltOptions(), AltOptions(replace=True), AltOptions(most=40), AltOptions(long="details")],
)
@pytest.mark.parametrize("paths", [(), ("content",), ("content/talk-3.md", "static/talk-3/2.jpg")])
def test_proposals_in_parts_are_those_of_all_at_once(
    root: Path,
    options: AltOptions,
    paths: tuple[str, ...],
    loaded: Mapping[str, int],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    in_parts = service(root).propose(paths, options)
    assert 0 < loaded["slides"] <= 3
    monkeypatch.setattr(DerivationRows, "is_complete", lambda _: False)
    at_once = service(root).propose(paths, options)
    if options.most is None:
        assert in_parts == at_once
    else:  # in parts, the words of a slide's own event count
        assert [*map(_places, in_parts[0])] == [*map(_places, at_once[0])]
    changes, failures = in_parts
    assert len(changes) >= (1 if len(paths) == 2 else TALKS)
    assert any("latin" in failure.path for failure in failures) == (len(paths) < 2)


def _places(change: AltChange) -> object:
    return change.post, [(p.image, p.line, p.action) for p in change.proposals]


def test_a_check_of_all_posts_holds_few_slides(root: Path, loaded: Mapping[str, int]) -> None:
    issues, failures = service(root).check()
    assert loaded["slides"] <= 3
    assert {issue.kind for issue in issues} >= {"missing", "placeholder", "repeats"}
    assert [failure.path for failure in failures] == ["content/latin.md"]


def test_a_file_with_two_names_is_proposed_once(root: Path, loaded: Mapping[str, int]) -> None:
    post = root / "content/talk-0.md"
    (root / "content/zz-link.md").hardlink_to(post)
    changes, _ = service(root).propose()
    posts = [change.post for change in changes]
    assert len(posts) == len(set(posts)) == TALKS
    assert loaded["slides"] <= 3


def test_an_alt_text_about_another_slide_is_still_noticed(root: Path) -> None:
    words = " ".join(f"{word}5x3" for word in OWN_WORDS)
    post = root / "content/talk-0.md"
    post.write_text(post.read_text().replace("A person's words about it", words))
    issues, _ = service(root).check([post])
    (issue,) = [each for each in issues if each.kind == "contradicts"]
    assert issue.reason == f"is about another slide ({image_of(5, 3)})"

"""Proposals and checks for all posts hold the slides of a few posts in memory."""

from __future__ import annotations

import random
from collections.abc import Mapping
from pathlib import Path

import pytest
from support.factories import line

from slidescan.alt import parts, stored_slides
from slidescan.alt.changes import AltChange, AltOptions
from slidescan.alt.service import AltService
from slidescan.alt.stored_slides import StoredSlides
from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Detection, Options, Photo, Reading, Slide
from slidescan.ingest.derive import derive
from slidescan.ingest.link_posts import link_changed_posts
from slidescan.posts.discovery import find_site
from slidescan.store.catalogue import Catalogue
from slidescan.store.derivation import DerivationRows
from slidescan.store.stored import StoredPhoto, StoredReading

TALKS, SLIDES_PER_TALK = 6, 5

WORDS = [
    "cloud",
    "storage",
    "queue",
    "stream",
    "policy",
    "budget",
    "latency",
    "cluster",
    "backup",
    "region",
]

OWN_WORDS = ("alpha", "beta", "gamma", "delta")
"""Beginnings of the words that only one slide has."""


def image_of(talk: int, number: int) -> str:
    return f"static/talk-{talk}/{number}.jpg"


def reading(talk: int, number: int) -> StoredReading:
    chance = random.Random(talk * 100 + number)
    own = " ".join(f"{word}{talk}x{number}" for word in OWN_WORDS)
    texts = (f"TALK {talk} PART {number}", " ".join(chance.choices(WORDS, k=5)), own)
    lines = tuple(
        line(text, row, role="title" if row == 0 else "body") for row, text in enumerate(texts)
    )
    return StoredReading(
        "made",
        Photo(f"{talk * 100 + number + 1:064x}", 1600, 1200),
        Detection.of(
            PhotoQuad.rectangle(1600, 1200), 0.95, fingerprint=f"{chance.getrandbits(63):016x}"
        ),
        Reading("rapidocr", "made", ("en",), lines),
    )


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A site of derived slides; posts show them, some twice, and one post includes a file."""
    (tmp_path / "config.toml").write_text('baseURL = "https://example.org/"\n')
    posts = tmp_path / "content"
    posts.mkdir()
    alts = ("", "image", "A person's words about it", "IMG_1.jpg")
    for talk in range(TALKS):
        (tmp_path / f"static/talk-{talk}").mkdir(parents=True)
        shown = []
        for number in range(SLIDES_PER_TALK):
            (tmp_path / image_of(talk, number)).touch()
            address = f"/talk-{talk}/{number}.jpg"
            shown += [f"## Part {number}", f"![{alts[(talk + number) % len(alts)]}]({address})"]
        shown.append(f"![The same text](/talk-{(talk + 1) % TALKS}/0.jpg)")
        (posts / f"talk-{talk}.md").write_text(
            f"---\ntitle: Talk {talk}\n---\n\n" + "\n\n".join(shown) + "\n"
        )
    (posts / "nothing.md").write_text("# Nothing\n")
    (posts / "latin.md").write_bytes(b"# Latin \xe9\n")
    site = find_site(tmp_path, site=tmp_path)
    with Catalogue.open(tmp_path / "index", write=True) as catalogue, catalogue.transaction():
        catalogue.set_site("..")
        update = link_changed_posts(catalogue, site, site.post_paths)
        for post in update.changed:
            catalogue.put_post(post)
        for talk in range(TALKS):
            for number in range(SLIDES_PER_TALK):
                stored = reading(talk, number)
                catalogue.put_reading(stored)
                catalogue.put_photo(
                    StoredPhoto(image_of(talk, number), stored.photo.sha256, 0, number)
                )
        derive(catalogue, catalogue.underived(), (), update.links, alt_length=150)
        catalogue.set_derived()
    return tmp_path


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

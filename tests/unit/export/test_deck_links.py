"""Links to the pages of decks lead to a copy of the deck that was matched, or there is none."""

from __future__ import annotations

import errno
import os
import shutil
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import unquote

import pytest
from support.deck_files import Text, write_pdf
from support.deck_pairs import on_page
from support.factories import slide

from slidescan.core.records import Slide
from slidescan.export.deck_links import DeckCopies, PageLink


@pytest.fixture
def root(tmp_path: Path) -> Path:
    folder = tmp_path / "site"
    folder.mkdir()
    return folder


def put(root: Path, deck: str, text: str = "One") -> str:
    (root / deck).parent.mkdir(parents=True, exist_ok=True)
    write_pdf(root / deck, [[Text(text)]])
    return deck


def links(slides: Sequence[Slide], root: Path, public: Sequence[str]) -> list[PageLink | None]:
    copies = DeckCopies(slides, root, public, root.parent / "out")
    made = [copies.link_of(each) for each in slides]
    for link in made:
        if link is not None and link.url:
            target = root.parent / "out" / unquote(link.url.partition("#")[0])
            assert target.read_bytes().startswith(b"%PDF")
    return made


def files(root: Path) -> list[str]:
    out = root.parent / "out"
    return sorted(p.relative_to(out).as_posix() for p in out.rglob("*") if p.is_file())


def test_a_page_links_to_a_copy_of_its_deck(root: Path) -> None:
    deck = put(root, "static/talk.pdf")
    slides = [on_page(slide(f"{n}.jpg"), root, deck, n) for n in (3, 12)]
    assert links([*slides, slide("b.jpg")], root, [deck]) == [
        PageLink(3, "talk.pdf", "decks/talk.pdf#page=3"),
        PageLink(12, "talk.pdf", "decks/talk.pdf#page=12"),
        None,
    ]
    assert files(root) == ["decks/talk.pdf"]


def test_any_name_is_a_safe_address(root: Path) -> None:
    deck = put(root, "static/50% off? #1 “ü” <b>.PDF")
    (link,) = links([on_page(slide(), root, deck, 2)], root, [deck])
    assert link is not None
    assert link.url.count("#") == 1
    assert link.url.endswith("#page=2")
    assert not set(link.url) & set(' <>"?“')


def test_decks_of_one_name_are_two_copies(root: Path) -> None:
    decks = [put(root, "static/a/talk.pdf", "A"), put(root, "static/b/talk.pdf", "B")]
    made = links([on_page(slide(d), root, d, 1) for d in decks], root, decks)
    assert len({link.url for link in made if link is not None}) == 2


def test_what_the_site_does_not_publish_is_not_published(root: Path) -> None:
    deck = put(root, "private/talk.pdf")
    made = links([on_page(slide(), root, deck, 4)], root, [])
    assert made == [PageLink(4, "talk.pdf", "")]
    assert files(root) == []


def test_a_presentation_with_its_notes_is_not_published(root: Path) -> None:
    (root / "talk.pptx").write_bytes(b"PK")
    made = links([on_page(slide(), root, "talk.pptx", 4)], root, ["talk.pptx"])
    assert made == [PageLink(4, "talk.pptx", "")]
    assert files(root) == []


def test_a_deck_that_changed_or_is_gone_is_not_linked(root: Path) -> None:
    deck = put(root, "static/talk.pdf")
    made = on_page(slide(), root, deck, 1)
    put(root, deck, "Another")
    assert links([made], root, [deck]) == [PageLink(1, "talk.pdf", "")]
    assert files(root) == []
    (root / deck).unlink()
    assert links([made], root, [deck]) == [PageLink(1, "talk.pdf", "")]


def test_of_two_states_of_a_deck_the_one_that_is_there_is_linked(root: Path) -> None:
    deck = put(root, "static/talk.pdf")
    old = on_page(slide("old.jpg"), root, deck, 1)
    put(root, deck, "Another")
    new = on_page(slide("new.jpg"), root, deck, 2)
    for slides in ([old, new], [new, old]):
        by_image = dict(zip([s.image for s in slides], links(slides, root, [deck]), strict=True))
        assert by_image["old.jpg"] == PageLink(1, "talk.pdf", "")
        assert by_image["new.jpg"] == PageLink(2, "talk.pdf", "decks/talk.pdf#page=2")
        assert files(root) == ["decks/talk.pdf"]


def test_a_deck_outside_the_site_is_not_linked(root: Path) -> None:
    write_pdf(root.parent / "outside.pdf", [[Text("Secret")]])
    (root / "talk.pdf").symlink_to(root.parent / "outside.pdf")
    made = links([on_page(slide(), root, "talk.pdf", 1)], root, ["talk.pdf"])
    assert made == [PageLink(1, "talk.pdf", "")]
    assert files(root) == []


@pytest.mark.parametrize("kind", ["loop", "folder", "pipe"])
def test_what_cannot_be_opened_as_a_file_is_not_linked(root: Path, kind: str) -> None:
    made = on_page(slide(), root, put(root, "talk.pdf"), 1)
    path = root / "talk.pdf"
    path.unlink()
    if kind == "loop":
        path.symlink_to("talk.pdf")
    elif kind == "folder":
        path.mkdir()
    else:
        os.mkfifo(path)
    assert links([made], root, ["talk.pdf"]) == [PageLink(1, "talk.pdf", "")]


def test_a_copy_that_cannot_be_written_is_an_error(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    made = on_page(slide(), root, put(root, "talk.pdf"), 1)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(shutil, "copyfile", full)
    with pytest.raises(OSError, match="No space"):
        links([made], root, ["talk.pdf"])

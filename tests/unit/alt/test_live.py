"""Alt texts of posts in an editor are those of the commands."""

from __future__ import annotations

from pathlib import Path

import pytest
from support.talks import LAKE, OTHER_POST, POST, make_talk

from slidescan.errors import IndexMissing
from slidescan.library import Library


@pytest.fixture
def library(tmp_path: Path) -> Library:
    return make_talk(tmp_path)


@pytest.mark.parametrize("post", [POST, OTHER_POST])
def test_a_saved_post_has_the_issues_and_proposals_of_the_commands(
    library: Library, post: str
) -> None:
    root = library.folder.parent
    live = library.alt_texts.live().read(post, (root / post).read_bytes())
    issues, _ = library.check_alts([root / post])
    assert tuple(each.issue for each in live.references if each.issue) == issues
    ((change,), _) = library.alts([root / post])
    assert tuple(each.proposal for each in live.references if each.proposal) == change.proposals


def test_the_text_in_the_editor_counts(library: Library) -> None:
    alts = library.alt_texts.live()
    live = alts.read(POST, b"![slide](/img/lake.jpg)\n\n![A map](/img/costs.jpg)\n")
    assert [each.issue and each.issue.kind for each in live.references] == ["placeholder", None]
    assert alts.read(POST, b"no image\n").references == ()


def test_texts_that_other_posts_have_are_seen_in_both_states(library: Library) -> None:
    alts = library.alt_texts.live()
    shared = b"![A diagram that I drew](/img/lake.jpg)\n"

    def kinds(post: str, data: bytes) -> list[str]:
        return [each.issue.kind for each in alts.read(post, data).references if each.issue]

    assert kinds(OTHER_POST, shared) == ["repeats"]
    # The other post no longer has it, though it isn't saved.
    assert kinds(POST, b"![My own drawing](/img/flow.jpg)\n") == []
    assert kinds(OTHER_POST, shared) == []
    # Closed without being saved, it has it again.
    alts.close(alts.read(POST, b"").post)
    assert kinds(OTHER_POST, shared) == ["repeats"]
    new = alts.read("content/posts/new.md", b"![A draft's own text](/img/costs.jpg)\n")
    own = b"![A draft's own text](/img/lake.jpg)\n"
    assert kinds(OTHER_POST, own) == ["repeats"]
    alts.close(new.post)
    assert kinds(OTHER_POST, own) == []


def test_a_new_post_is_read_before_it_is_saved(library: Library) -> None:
    live = library.alt_texts.live().read("content/posts/new.mdx", b"![](/img/lake.jpg)\n")
    (reference,) = live.references
    assert reference.image == LAKE
    assert reference.proposal is not None
    assert reference.proposal.action == "write"


def test_without_an_index_it_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(IndexMissing):
        Library(tmp_path / "none").alt_texts.live()

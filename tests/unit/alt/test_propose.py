"""Which alt texts are written and which are kept."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
from support.alt_posts import LAKE, OTHER, known_of, site_of
from support.factories import slide

from slidescan.alt.changes import AltOptions
from slidescan.alt.propose import propose
from slidescan.alt.write import apply_decisions
from slidescan.core.records import AltDecision, Link, Slide
from slidescan.posts.discovery import find_site


def written(folder: Path, post: str, asked: AltOptions | None = None, **more: object) -> str:
    site = site_of(folder, post)
    changes, _ = propose(known_of(site, **more), site, [], asked or AltOptions())
    return changes[0].after.decode()


def test_a_person_s_alt_text_stays_unless_replacing(tmp_path: Path) -> None:
    post = "![A swamp with a map](a.jpg)\n"
    assert written(tmp_path, post) == post
    assert written(tmp_path, post, AltOptions(replace=True)) == f"![{LAKE.alt}](a.jpg)\n"
    decorative = '<img src="a.jpg" alt="">\n'
    assert written(tmp_path, decorative) == decorative
    assert LAKE.alt in written(tmp_path, decorative, AltOptions(replace=True))


def test_an_alt_text_that_a_person_edited_stays(tmp_path: Path) -> None:
    ours = frozenset({("post.md", "a.jpg", "An older alt text.")})
    assert LAKE.alt in written(tmp_path, "![An older alt text.](a.jpg)\n", written=ours)
    for theirs in ("![slide](a.jpg)\n", "![](a.jpg)\n", "![Mine](a.jpg)\n"):
        assert written(tmp_path, theirs, written=ours) == theirs


def test_decisions_hold_until_the_proposal_changes(tmp_path: Path) -> None:
    def decided(decision: str, alt: str) -> dict[tuple[str, str], AltDecision]:
        return {("post.md", "a.jpg"): AltDecision.of("post.md", "a.jpg", decision, alt)}

    post = "![](a.jpg)\n"
    assert written(tmp_path, post, decided=decided("decorative", "")) == post
    assert written(tmp_path, post, decided=decided("skipped", LAKE.alt)) == post
    again = written(tmp_path, post, AltOptions(again=True), decided=decided("skipped", LAKE.alt))
    assert LAKE.alt in again
    # Another proposal needs a new decision.
    assert LAKE.alt in written(tmp_path, post, decided=decided("skipped", "Another."))


def test_html_gets_the_language_of_the_alt_text(tmp_path: Path) -> None:
    german = slide("a.jpg", ("Die Lage", "der See und das Land"), languages=("de",))
    site = site_of(tmp_path, '---\nlang: en\n---\n<img src="a.jpg">\n\n![](a.jpg)\n')
    changes, _ = propose(known_of(site, german), site, [])
    after = changes[0].after.decode()
    assert f'<img alt="{german.alt}" lang="de" src="a.jpg">' in after
    assert f"![{german.alt}](a.jpg)" in after
    for given in ("<img src=a.jpg alt='slide'>", "<img src=a.jpg alt=slide>"):
        site = site_of(tmp_path, f"---\nlang: en\n---\n{given}\n")
        changes, _ = propose(known_of(site, german), site, [])
        assert changes[0].after.count(b' lang="de">') == 1
    for language in ('lang="de"', 'lang="en"'):
        site = site_of(tmp_path, f"---\nlang: en\n---\n<img src=a.jpg {language}>\n")
        changes, _ = propose(known_of(site, german), site, [])
        assert changes[0].after.count(b" lang=") == 1


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("---\ncover:\n  image: /a.jpg\n  alt: slide # x\n---\n", "  alt: ALT # x\n"),
        ("---\ncover:\n  alt: ''\n  image: /a.jpg\n---\n", "  alt: ALT\n"),
        ('---\r\nimage: "/a.jpg"\r\nimage_alt:\r\n---\r\n', "image_alt: ALT\r\n"),
        ("---\ncover: {image: /a.jpg, alt: slide}\n---\n", "alt: ALT}"),
        ('+++\n[cover]\nimage = "/a.jpg"\nalt = "slide"\n+++\n', "alt = ALT\n"),
        ('{\n  "cover": {\n    "image": "/a.jpg",\n    "alt": "slide"\n  }\n}\n', '"alt": ALT\n'),
    ],
)
def test_alt_texts_in_front_matter(tmp_path: Path, before: str, after: str) -> None:
    (tmp_path / "hugo.toml").write_text('baseURL = "https://x.org/"\n', "utf-8")
    (tmp_path / "content").mkdir()
    (tmp_path / "static").mkdir()
    (tmp_path / "content" / "post.md").write_bytes(before.encode())
    (tmp_path / "static" / "a.jpg").write_bytes(b"x")
    site = find_site(tmp_path, site=tmp_path)
    shown = slide("static/a.jpg", ('Say "lake"', "and \\ more"))
    changes, _ = propose(known_of(site, shown), site, [])
    text = changes[0].after.decode()
    assert after.replace("ALT", '"Say \\"lake\\": and \\\\ more."') in text
    (tmp_path / "content" / "post.md").write_bytes(changes[0].after)
    again, _ = propose(known_of(site, shown), site, [])
    assert again[0].proposals[0].action == "same"


def test_an_alt_text_that_repeats_the_heading_names_the_kind(tmp_path: Path) -> None:
    lone = slide("a.jpg", ("Data lakes",))
    for around in ("## Data Lakes\n\n![](a.jpg)\n", "![](a.jpg)\n*Data lakes*\n"):
        site = site_of(tmp_path, around)
        changes, _ = propose(known_of(site, lone), site, [])
        assert "![Slide: Data lakes.](a.jpg)" in changes[0].after.decode()


def test_a_title_that_stands_beside_the_image_is_not_said_again(tmp_path: Path) -> None:
    rest = "First a swamp then a map of 12 tables."
    assert LAKE.alt == "Data lakes: first a swamp then a map of 12 tables."
    assert (
        written(tmp_path, "## Data lakes\n\n![](a.jpg)\n") == f"## Data lakes\n\n![{rest}](a.jpg)\n"
    )
    assert f"![{rest}]" in written(tmp_path, "![](a.jpg)\n*Data lakes*\n")
    assert LAKE.alt in written(tmp_path, "## Data\n\n![](a.jpg)\n")
    again = f"## Data lakes\n\n![{rest}](a.jpg)\n"
    assert written(tmp_path, again) == again


def test_the_length_limit(tmp_path: Path) -> None:
    assert written(tmp_path, "![](a.jpg)\n", AltOptions(most=30)) == "![Data lakes.](a.jpg)\n"


@pytest.mark.parametrize("around", ["![](a.jpg)", '<img src="a.jpg">', "![slide 3](a.jpg)"])
def test_a_place_without_words_to_write_needs_a_person(tmp_path: Path, around: str) -> None:
    bare = slide("a.jpg", ("い",))
    assert bare.alt == ""
    site = site_of(tmp_path, around + "\n")
    changes, _ = propose(known_of(site, bare), site, [])
    assert changes[0].after == changes[0].before
    (proposal,) = changes[0].proposals
    assert (proposal.proposed, proposal.action, proposal.needs_person) == ("", "keep", True)
    assert proposal.to_json()["needs_person"]


@pytest.mark.parametrize("around", ['<img src="a.jpg" alt="">', "![Ada on the stage](a.jpg)"])
def test_a_person_s_answer_needs_no_other(tmp_path: Path, around: str) -> None:
    site = site_of(tmp_path, around + "\n")
    changes, _ = propose(known_of(site, slide("a.jpg", ())), site, [])
    assert not changes[0].proposals[0].needs_person


def test_a_text_that_says_more_stays_even_when_replacing(tmp_path: Path) -> None:
    post = f"![{LAKE.alt} Drawn by Ada](a.jpg)\n"
    assert written(tmp_path, post, AltOptions(replace=True)) == post
    # Nobody listens to its end.
    endless = f"![{LAKE.alt} {'Drawn by Ada ' * 30}](a.jpg)\n"
    assert written(tmp_path, endless, AltOptions(replace=True)) == f"![{LAKE.alt}](a.jpg)\n"
    # slidescan's own earlier text is replaced: it may have held words from outside the slide.
    ours = frozenset({("post.md", "a.jpg", f"{LAKE.alt} Guest wifi")})
    earlier = f"![{LAKE.alt} Guest wifi](a.jpg)\n"
    assert written(tmp_path, earlier, written=ours) == f"![{LAKE.alt}](a.jpg)\n"


def test_a_text_on_two_pictures_stays(tmp_path: Path) -> None:
    post = "![Select a hostname for your server](a.jpg)\n\n![Select a hostname for your server](b.jpg)\n"
    assert written(tmp_path, post) == post


def test_a_text_on_every_picture_that_names_only_the_post_is_replaced(tmp_path: Path) -> None:
    post = "# Lakes Conf 2017\n\n![lakesconf slide](a.jpg)\n\n![lakesconf slide](b.jpg)\n"
    assert written(tmp_path, post) == (
        f"# Lakes Conf 2017\n\n![{LAKE.alt}](a.jpg)\n\n![{OTHER.alt}](b.jpg)\n"
    )
    # Another picture with a text of its own: the text is chosen, not repeated everywhere.
    chosen = post + "\n![Ada](IMG_1.jpg)\n"
    assert written(tmp_path, chosen) == chosen


def test_a_post_with_several_names_is_changed_once(tmp_path: Path) -> None:
    site = site_of(tmp_path, "![](a.jpg)\n")
    (tmp_path / "link.md").symlink_to("post.md")
    site = find_site(tmp_path, site=tmp_path)
    for paths in ([], [tmp_path / "link.md"], [tmp_path / "link.md", tmp_path / "post.md"]):
        changes, failures = propose(known_of(site), site, paths)
        assert [change.post for change in changes] == ["post.md"]
        assert not failures


def test_a_size_is_no_part_of_an_alt_text(tmp_path: Path) -> None:
    first = f"![{LAKE.alt}|300](a.jpg)\n"
    assert written(tmp_path, "![slide|300](a.jpg)\n") == first
    site = site_of(tmp_path, first)
    changes, _ = propose(known_of(site), site, [])
    assert [proposal.action for proposal in changes[0].proposals] == ["same"]


@pytest.mark.parametrize("slides", [(LAKE,), (LAKE, OTHER)])
def test_a_thumbnail_gets_the_alt_text_of_the_slide_behind_it(
    slides: tuple[Slide, ...], tmp_path: Path
) -> None:
    site = site_of(tmp_path, "[![](b.jpg)](a.jpg)\n")
    (change,), _ = propose(known_of(site, *slides), site, [])
    assert change.after.decode() == f"[![{LAKE.alt}](b.jpg)](a.jpg)\n"
    assert len(change.proposals) == 1


def test_a_thumbnail_that_is_a_slide_has_its_own_alt_text(tmp_path: Path) -> None:
    site = site_of(tmp_path, "[![](b.jpg)](a.jpg)\n")
    (change,), _ = propose(known_of(site, OTHER), site, [])
    assert change.after.decode() == f"[![{OTHER.alt}](b.jpg)](a.jpg)\n"


def test_a_place_without_room_for_an_alt_text_is_named(tmp_path: Path) -> None:
    post = "---\ntitle: T\ncover:\n  image: a.jpg\n---\n\n![](b.jpg)\n"
    site = site_of(tmp_path, post)
    link = Link("post.md", 4, "T", None, (), (), None, "/post.md")
    slides = (replace(LAKE, links=(link,)), OTHER)
    (change,), _ = propose(known_of(site, *slides), site, [])
    assert [(p.line, p.action, p.reason) for p in change.proposals] == [
        (7, "write", "empty"),
        (4, "keep", "no place for an alt text there"),
    ]
    assert change.after.decode() == post.replace("![]", f"![{OTHER.alt}]")
    assert apply_decisions(
        change, {1: AltDecision.of("post.md", "a.jpg", "accepted", "x")}
    ).after == (change.before)

    # After the post has changed, the lines of its links no longer count.
    context = known_of(site, *slides)
    (tmp_path / "post.md").write_text("\n" + post)
    (change,), _ = propose(context, site, [])
    assert [p.image for p in change.proposals] == ["b.jpg"]

"""The words that authors write beside an image."""

from __future__ import annotations

import pytest

from slidescan.posts.surroundings import MAX_SENTENCE_CHARS, words_around


def around(text: str, image: str = "![") -> list[str]:
    return words_around(text, text.index(image)).split("\n")


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("First. The [old] **ship** sails.\n\n![a](b.jpg)\n", ["The old ship sails."]),
        ("See the ship ![a](b.jpg)", ["See the ship"]),
        ("Before\n\n![a](b.jpg 'The title')", ["The title", "Before"]),
        ("![a](b.jpg)\n*A caption*\n", ["A caption"]),
        ("![a](b.jpg)\n\n_A caption_\n\nText", ["A caption"]),
        ("Old section.\n\n## New\n\n![a](b.jpg)", [""]),
        ("One.\n\n![x](y.jpg)\n\n![a](b.jpg)\n", ["One."]),
        ("One! Two? Three…  Four\n\n![a](b.jpg)\n", ["Four"]),
        ("One.\n\n- {{ x }}\n\n![a](b.jpg)\n", ["One."]),
        ("船が出る。 港に着く。\n\n![a](b.jpg)\n", ["港に着く。"]),
    ],
)
def test_markdown(text: str, expected: list[str]) -> None:
    at = text.rindex("![")
    assert words_around(text, at).split("\n") == expected


def test_a_caption_belongs_to_its_own_image() -> None:
    text = "![a](a.jpg)\n\n![b](b.jpg)\n*The caption of b*\n"
    assert around(text) == [""]


def test_figures_and_shortcodes() -> None:
    figure = 'Text.\n\n<figure><img src="a.jpg"><figcaption>The <b>sea</b></figcaption></figure>'
    assert around(figure, "<img")[-1] == "Text."
    plain = '<figure><img src="a.jpg"><figcaption>The sea</figcaption></figure>'
    assert around(plain, "<img") == ["The sea"]
    assert around('{{< figure src="a.jpg" caption="The sea" >}}', "{{<") == ["The sea"]


def test_long_and_odd_posts_give_short_words() -> None:
    for piece in ("[", "![", "<", "*", "`", "word ", "a. ", "[a](", "\n"):
        text = piece * 200_000 + "![a](b.jpg)" + piece * 200_000
        found = words_around(text, len(piece) * 200_000)
        assert len(found) <= 2 * MAX_SENTENCE_CHARS + 1

"""Posts and tags of a large archive are searched, not listed: the API, and the field on the page."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from support.browser import MARKS, new_context, serving, until
from support.factories import link, slide
from support.stored import filled

from slidescan.core.text import fold
from slidescan.library import Library
from slidescan.web.listing import MAX_LISTED_CHOICES

POSTS = MAX_LISTED_CHOICES + 5

HOSTILE = 'Ärger <img src=x onerror="document.title=1"> & “Söhne”'


def post_of(number: int) -> str:
    return f"content/posts/day-{number:02d}.md"


def title_of(number: int) -> str:
    return HOSTILE if number == 7 else f"Day {number:02d}"


@pytest.fixture(scope="module")
def index(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """More posts and tags than a page lists, two slides in each; one title is hostile."""
    slides = []
    for number in range(POSTS):
        for part in range(2):
            of_post = link(
                post_of(number),
                title=title_of(number),
                date=f"2024-{number % 12 + 1:02d}-{number // 12 + 1:02d}",
                tags=(f"tag-{number:02d}", "all"),
                section=(f"Part {part}",),
            )
            texts = (f"Slide {number:02d} of part {part}", "a point")
            slides.append(slide(f"img/{number:02d}-{part}.jpg", texts, links=[of_post]))
    return filled(tmp_path_factory.mktemp("choices") / "index", *slides)


@pytest.fixture
def client(index: Path) -> Iterator[Any]:
    from starlette.testclient import TestClient

    from slidescan.web.app import create_app
    from slidescan.web.guard import Access

    with TestClient(create_app(Library(index), Access()), base_url="http://127.0.0.1") as made:
        yield made


def choices(client: Any, **query: Any) -> list[dict[str, Any]]:
    answer = client.get("/api/choices", params=query)
    assert answer.status_code == 200, answer.text
    found: list[dict[str, Any]] = answer.json()["choices"]
    return found


pytestmark = pytest.mark.filterwarnings("ignore::DeprecationWarning")


def test_nothing_typed_offers_the_latest_posts_and_the_most_used_tags(client: Any) -> None:
    latest = choices(client, name="post")
    assert len(latest) == 20
    dates = [int(each["value"][-5:-3]) % 12 for each in latest]
    assert dates == sorted(dates, reverse=True)
    tags = choices(client, name="tag", limit=3)
    assert tags[0] == {"value": "all", "name": "all", "count": 2 * POSTS}
    assert [each["count"] for each in tags[1:]] == [2, 2]


def test_a_part_of_a_title_or_a_path_finds_a_post_and_each_leads_to_its_slides(client: Any) -> None:
    (by_title,) = choices(client, name="post", text="day 42")
    assert by_title == {"value": post_of(42), "name": "Day 42", "count": 2}
    assert choices(client, name="post", text="POSTS/day-42") == [by_title]
    assert choices(client, name="post", text=post_of(42)) == [by_title]
    answer = client.get("/", params={"post": by_title["value"]})
    assert "img/42-0.jpg" in answer.text
    assert "img/41-0.jpg" not in answer.text


def test_a_name_in_full_comes_first_and_accents_and_case_do_not_matter(client: Any) -> None:
    assert choices(client, name="tag", text="tag-0", limit=50) == [
        {"value": f"tag-{n:02d}", "name": f"tag-{n:02d}", "count": 2} for n in range(10)
    ]
    assert choices(client, name="tag", text="tag-05")[0]["value"] == "tag-05"
    (hostile,) = choices(client, name="post", text="arger <IMG")
    assert hostile["name"] == HOSTILE
    assert choices(client, name="post", text="nothing like it") == []


@pytest.mark.parametrize(
    "query",
    [
        {"name": "kind"},
        {},
        {"name": "post", "text": "x" * 201},
        {"name": "post", "limit": 0},
        {"name": "post", "limit": "many"},
    ],
)
def test_a_wrong_request_is_refused(client: Any, query: dict[str, Any]) -> None:
    assert client.get("/api/choices", params=query).status_code == 422


@pytest.mark.parametrize("text", ["%", "_", "'", '"', "\0", "\\", "*", "day%2042", "‮"])
def test_signs_have_no_meaning(client: Any, text: str) -> None:
    found = choices(client, name="post", text=text, limit=100)
    wanted = fold(text.strip())
    assert all(wanted in fold(each["name"]) or wanted in fold(each["value"]) for each in found)
    # A path may have an underscore; a sign that folding drops is as good as none.
    assert len(found) < POSTS or text == "_" or not wanted


def test_the_page_lists_few_choices_and_searches_many(client: Any, tmp_path: Path) -> None:
    page = client.get("/").text
    assert 'data-choices="post"' in page
    assert 'data-choices="tag"' in page
    assert "onerror=" not in page.replace("onerror=&#34;", "")
    of_post = link("content/posts/one.md", title="The only one", tags=("alone",))
    few = filled(tmp_path / "few", slide("img/1.jpg", ("Text",), links=[of_post]))
    from starlette.testclient import TestClient

    from slidescan.web.app import create_app
    from slidescan.web.guard import Access

    with TestClient(create_app(Library(few), Access()), base_url="http://127.0.0.1") as other:
        page = other.get("/").text
    assert "data-choices" not in page
    assert 'value="content/posts/one.md"' in page


class TestField:
    """The field in a real browser."""

    pytestmark = MARKS

    @pytest.fixture
    def page(self, browser: Any, index: Path) -> Iterator[Any]:
        with serving(index) as address:
            context = new_context(browser, viewport={"width": 1280, "height": 860})
            opened = context.new_page()
            opened.goto(address)
            opened.click("#filter-open")
            yield opened
            context.close()

    def test_a_typed_name_filters_and_a_wrong_one_is_named(self, page: Any) -> None:
        field = page.locator('input[data-choices="post"]')
        field.fill("day 4")
        until(page, "document.querySelectorAll('#post-choices option').length === 10")
        field.fill("Day 42")
        field.press("Tab")
        until(page, "document.querySelectorAll('#results .card').length === 2")
        assert field.input_value() == post_of(42)
        assert f"post={post_of(42).replace('/', '%2F')}" in page.url
        field.fill("Day 99")
        field.press("Tab")
        page.wait_for_selector("text=There is no post “Day 99”")
        assert len(page.query_selector_all("#results .card")) == 2

    def test_a_hostile_title_is_a_text(self, page: Any) -> None:
        before = page.title()
        field = page.locator('input[data-choices="post"]')
        field.fill("Ärger")
        until(page, "document.querySelectorAll('#post-choices option').length === 1")
        assert HOSTILE in page.evaluate("document.querySelector('#post-choices option').label")
        assert page.title() == before
        assert not page.query_selector_all("#post-choices img")

"""The database lists, orders and counts slides as a plain look at every card does."""

from __future__ import annotations

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import replace
from pathlib import Path

import pytest
from support.factories import slide

from slidescan.core.records import Card, Link, Slide
from slidescan.search.card_filter import READ_CONDITIONS, CardFilter
from slidescan.search.card_lists import CardLists, lists_in_memory
from slidescan.store.catalogue import Catalogue
from slidescan.store.stored import StoredPhoto

POSTS = {
    "posts/a.md": ("Day 1", "2025-10-14", ("aws", "lake")),
    "posts/b.md": ("Day 2", "2025-10-15", ("aws",)),
    "posts/c.md": ("", None, ()),
    "posts/ü.md": ("Öl", "2024-01-01", ("Öl", "aws")),
}

SECTIONS = ((), ("Lake",), ("Lake", "Costs"), ("Lake & co",), ('"quoted", part',))


def link(chance: random.Random) -> Link:
    post = chance.choice(list(POSTS))
    title, date, tags = POSTS[post]
    url = chance.choice((None, "https://blog.example/x/"))
    line = chance.randrange(1, 6)
    return Link(post, line, title, date, tags, chance.choice(SECTIONS), None, url)


def cards(seed: int, number: int = 60) -> tuple[Card, ...]:
    chance = random.Random(seed)
    plain = Card.of(slide("x.jpg"))
    return tuple(
        replace(
            plain,
            image=f"img/{n:03d}.jpg",
            links=tuple(link(chance) for _ in range(chance.choice((0, 1, 1, 1, 2, 3)))),
            taken=chance.choice((None, "2025-10-14T09:00:00", "2023-05-05T10:00:00")),
            kind=chance.choice(("slide", "diagram", "picture")),
            language=chance.choice(("en", "de")),
            textless=chance.random() < 0.2,
            confidence=chance.choice((None, 0.0, 0.849, 0.85, 0.949, 0.95, 1.0)),
        )
        for n in range(number)
    )


def band(card: Card) -> str:
    if card.textless:
        return "no-text"
    if card.confidence is None:
        return "unknown"
    return "sure" if card.confidence >= 0.95 else "fair" if card.confidence >= 0.85 else "unsure"


def admits(chosen: CardFilter, each: Link) -> bool:
    return (
        (not chosen.post or each.post == chosen.post)
        and each.section[: len(chosen.talk)] == chosen.talk
        and (not chosen.tag or chosen.tag in each.tags)
        and (not chosen.since or (each.date or "") >= chosen.since)
        and (not chosen.until or (each.date or "9999") <= chosen.until)
    )


def matches(chosen: CardFilter, card: Card) -> bool:
    if chosen.narrows_links and not any(admits(chosen, each) for each in card.links):
        if chosen.narrows_posts or card.links or not card.date:
            return False
        if not chosen.since <= card.date <= (chosen.until or "9999"):
            return False
    return (
        (not chosen.kind or card.kind == chosen.kind)
        and (not chosen.lang or (not card.textless and card.language == chosen.lang))
        and (not chosen.read or band(card) == chosen.read)
        and (chosen.needs != "address" or any(each.url is None for each in card.links))
        and (chosen.needs != "post" or not card.links)
        and (chosen.needs != "alt" or card.image in chosen.needing_alt)
    )


def order(chosen: CardFilter, card: Card) -> tuple[object, ...]:
    links = [each for each in card.links if admits(chosen, each)] or list(card.links)
    first = max(links, key=lambda k: (k.date or "", k.post, -k.line), default=None)
    date = (first.date if first else card.date) or ""
    descending = tuple(-ord(c) for c in date) or (1,)
    place = (first.post, first.line) if first else ("~", 0)
    return descending, *place, card.image


def filters(seed: int) -> Iterator[CardFilter]:
    chance = random.Random(seed)
    yield CardFilter()
    for _ in range(60):
        given: dict[str, object] = {
            "post": chance.choice(list(POSTS)),
            "talk": chance.choice(SECTIONS),
            "tag": chance.choice(("aws", "lake", "Öl", "none")),
            "since": chance.choice(("2023-05-05", "2025-10-15")),
            "until": chance.choice(("2024-12-31", "2025-10-14")),
            "kind": chance.choice(("slide", "diagram")),
            "lang": "de",
            "read": chance.choice(list(READ_CONDITIONS)),
            "needs": chance.choice(("alt", "address", "post")),
        }
        some = chance.sample(list(given), chance.choice((1, 1, 2, 3)))
        needing = frozenset(f"img/{n:03d}.jpg" for n in range(0, 60, 3))
        yield replace(CardFilter(needing_alt=needing), **{name: given[name] for name in some})  # type: ignore[arg-type]


@pytest.mark.parametrize("seed", range(4))
def test_lists_equal_a_look_at_every_card(seed: int) -> None:
    every = cards(seed)
    lists = lists_in_memory(every)
    assert lists.of([every[3].image]) == {every[3].image: every[3]}
    for chosen in filters(seed):
        wanted = sorted(
            (card for card in every if matches(chosen, card)), key=lambda c: order(chosen, c)
        )
        images = tuple(card.image for card in wanted)
        assert lists.images(chosen) == images, chosen
        assert lists.count(chosen) == len(images)
        assert lists.cards(chosen, 2, 3) == tuple(wanted[2:5])
        for number, image in list(enumerate(images))[:5]:
            at = lists.position(chosen, image)
            assert at is not None
            assert at.number == number + 1
            assert at.before == (images[number - 1] if number else "")
            assert at.after == (images[number + 1] if number + 1 < len(images) else "")
        for name, values in (
            ("kind", Counter(c.kind for c in every if matches(replace(chosen, kind=""), c))),
            (
                "lang",
                Counter(
                    c.language
                    for c in every
                    if matches(replace(chosen, lang=""), c) and not c.textless
                ),
            ),
            ("read", Counter(band(c) for c in every if matches(replace(chosen, read=""), c))),
        ):
            assert lists.counts(chosen, name) == values, (chosen, name)
        for need in ("alt", "address", "post"):
            other = replace(chosen, needs=need)
            assert lists.count_needing(chosen, need, chosen.needing_alt) == sum(
                matches(other, card) for card in every
            )
    gone = CardFilter(kind="logo")
    assert lists.position(gone, every[0].image) is None


def check_choices(lists: CardLists, every: tuple[Card, ...]) -> None:
    by_post = Counter(post for card in every for post in {each.post for each in card.links})
    listed = lists.posts()
    assert {each.post: each.slides for each in listed} == by_post
    assert [(each.day, each.title, each.post) for each in listed] == sorted(
        ((each.day, each.title, each.post) for each in listed), reverse=True
    )
    assert lists.posts(2) == listed[:2]
    by_tag = Counter(tag for c in every for tag in {t for each in c.links for t in each.tags})
    assert list(lists.tags().items()) == sorted(by_tag.items(), key=lambda t: (-t[1], t[0]))


@pytest.mark.parametrize("seed", range(3))
def test_choices_count_each_slide_once(seed: int) -> None:
    every = cards(seed)
    check_choices(lists_in_memory(every), every)


def test_lists_follow_every_change_of_slides(tmp_path: Path) -> None:
    chance = random.Random(5)
    with Catalogue.open(tmp_path, write=True) as catalogue:
        lists = CardLists(catalogue.database)
        slides: dict[str, Slide] = {}
        seen = 0
        for step in range(120):
            image = f"img/{chance.randrange(12):03d}.jpg"
            with catalogue.transaction():
                if image in slides and chance.random() < 0.3:
                    catalogue.forget([image])
                    del slides[image]
                else:
                    links = tuple(link(chance) for _ in range(chance.choice((0, 1, 2))))
                    made = slide(image, (f"Words {chance.randrange(3)}",), links=links)
                    catalogue.put_photo(StoredPhoto(image, made.photo.sha256, 1, 1))
                    changed = slides.get(image) != made
                    catalogue.put_slide(made)
                    slides[image] = made
                    since = catalogue.card_rows.images_since(seen)
                    assert (image in since) == changed, step
            seen = catalogue.card_rows.changes()[0]
            assert catalogue.card_rows.is_complete()
        every = tuple(map(Card.of, catalogue.slides()))
        check_choices(lists, every)
        wanted = sorted(every, key=lambda card: order(CardFilter(), card))
        assert lists.images(CardFilter()) == tuple(card.image for card in wanted)
        catalogue.integrity.drop_slides(["img/000.jpg", *list(slides)[:1]])
        assert next(iter(slides)) not in lists.images(CardFilter())
        assert catalogue.card_rows.changes()[1] > 0
        catalogue.empty()
        assert lists.posts() == ()
        assert lists.images(CardFilter()) == ()


def test_a_transaction_counts_as_one_change(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        for images in (("a.jpg", "b.jpg"), ("c.jpg",)):
            with catalogue.transaction():
                for image in images:
                    catalogue.put_slide(slide(image))
        assert catalogue.card_rows.changes() == (2, 0)
        assert catalogue.card_rows.images_since(0) == ("a.jpg", "b.jpg", "c.jpg")
        assert catalogue.card_rows.images_since(1) == ("c.jpg",)
        with catalogue.transaction():
            catalogue.integrity.drop_slides(["a.jpg", "b.jpg"])
        assert catalogue.card_rows.changes() == (2, 1)


def test_a_change_that_is_rolled_back_counts_for_nothing(tmp_path: Path) -> None:
    with Catalogue.open(tmp_path, write=True) as catalogue:
        with suppress(KeyboardInterrupt), catalogue.transaction():
            catalogue.put_slide(slide("a.jpg"))
            raise KeyboardInterrupt
        assert catalogue.card_rows.changes() == (0, 0)
        with catalogue.transaction():
            catalogue.put_slide(slide("b.jpg"))
        assert catalogue.card_rows.changes() == (1, 0)
        assert catalogue.card_rows.images_since(0) == ("b.jpg",)

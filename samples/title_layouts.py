"""Draws up slides as lines of text with known titles, without pixels: for `fit_titles.py`.

Each kind of slide is a function. Sizes, places, wording and the noise of the boxes are random.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

from sheet import BANNERS, WIDTH, WORDS, Sheet

from slidescan.layout.flat_line import FlatLine

FIGURES = ("120K", "64", "100M?", "3x", "99.99%", "10 ms", "+40 %", "1.5 PB")

CODE = (
    "public class % {", "def %(self):", "return %;", "import %", "if (%) {", "}", "kind: %",
    "SELECT % FROM t", "$ kubectl get %", "executing % [12ms] OK", '"%": {', ".select(%.class)",
)  # fmt: skip


class Layout(NamedTuple):
    """A slide.

    Attributes:
        kind: Its kind.
        title: Its title; None if it has none.
        lines: Its lines, from the top down.
        width: Pixels.
        height: Pixels.
    """

    kind: str
    title: str | None
    lines: Sequence[FlatLine]
    width: float
    height: float


def _bullets(s: Sheet) -> None:
    end, _, _, size = s.head()
    body = size * s.size(0.8, 1.05) if s.chance(0.1) else s.size(24, 42)
    s.bullets(
        s.size(70, 160),
        end + size * s.size(0.25, 1.2),
        body,
        s.random.randint(2, 9),
        WIDTH * s.size(0.5, 0.85),
    )


def _kicker(s: Sheet) -> None:
    y, small = s.size(30, 80), s.size(20, 34)
    s.write(s.words(s.random.randint(1, 3)).upper(), s.size(60, 120), y, small)
    end, _, _, size = s.head(y=y + 1.7 * small)
    s.bullets(
        s.size(70, 160),
        end + size * s.size(0.4, 1.2),
        s.size(24, 42),
        s.random.randint(2, 7),
        WIDTH * 0.7,
    )


def _subtitle(s: Sheet) -> None:
    end, x, anchor, size = s.head()
    y = end + size * s.size(0.05, 0.5)
    y = s.paragraph(
        s.words(s.random.randint(3, 9)), x, y, size * s.size(0.45, 0.9), WIDTH - 300, anchor
    )
    s.bullets(
        s.size(70, 160),
        y + size * s.size(0.3, 1),
        s.size(24, 38),
        s.random.randint(2, 7),
        WIDTH * 0.7,
    )


def _agenda(s: Sheet) -> None:
    text = s.random.choice(["Agenda", "Agenda", "Outline", "Table of contents", "Today"])
    end, _, _, size = s.head(text=text)
    s.bullets(
        s.size(90, 200), end + size * 0.6, s.size(28, 44), s.random.randint(3, 8), WIDTH * 0.7
    )


def _diagram(s: Sheet) -> None:
    end, _, _, size = s.head()
    top, cells = end + 0.6 * size, [(x, y) for x in range(5) for y in range(5)]
    label = s.size(16, 0.8 * size) if s.chance(0.2) else s.size(16, 34)
    for x, y in s.random.sample(cells, s.random.randint(3, 16)):
        at = WIDTH * (0.1 + 0.2 * x), top + (0.9 * s.height - top) * y / 5 + s.size(0, 20)
        s.paragraph(
            s.words(s.random.randint(1, 4)),
            *at,
            label * s.random.choice([1, 1, 0.8]),
            0.17 * WIDTH,
            "centre",
        )


def _bottom_title(s: Sheet) -> None:
    count = s.random.randint(2, 6)
    for i in range(count):
        at = WIDTH * (0.5 + i) / count, s.height * s.size(0.25, 0.4)
        s.paragraph(
            s.words(s.random.randint(2, 6)), *at, s.size(24, 40), WIDTH / count * 0.8, "centre"
        )
    s.head(y=s.height * s.size(0.7, 0.85), count=s.random.randint(1, 5), size=s.size(44, 70))


def _title_slide(s: Sheet) -> None:
    if s.chance(0.6):
        s.write(s.random.choice(BANNERS), 90, s.height * s.size(0.03, 0.1), s.size(30, 75))
    if s.chance(0.3):
        s.write(
            s.random.choice(["SessionID", "SEC301", "TRACK 2", "Keynote"]),
            90,
            0.16 * s.height,
            s.size(18, 30),
        )
    anchor = s.random.choice(["left", "centre"])
    end, x, _, size = s.head(
        y=s.height * s.size(0.22, 0.45), x=100 if anchor == "left" else WIDTH / 2, anchor=anchor,
        size=s.size(54, 110), count=s.random.randint(2, 14), room=WIDTH * s.size(0.5, 0.85),
    )  # fmt: skip
    if s.chance(0.5):
        text = s.words(s.random.randint(3, 9))
        end = s.paragraph(text, x, end + size * 0.2, size * s.size(0.35, 0.65), 0.7 * WIDTH, anchor)
    y = end + size * s.size(0.2, 1.2)
    for _ in range(s.random.randint(1, 2)):
        name = (
            s.random.choice(["James", "Anna", "Marie", "Wei"])
            + " "
            + s.random.choice(["Meyer", "Smith", "Zhang"])
        )
        for text, small in (
            (name, s.size(26, 42)),
            (s.words(3, capitalised=True), 26.0),
            ("Acme Web Services", 26.0),
        ):
            if text == name or s.chance(0.5):
                s.write(text, x, y, small, anchor)
                y += 1.5 * small


def _quote(s: Sheet) -> None:
    opening, closing = s.random.choice([("“", "”"), ('"', '"'), ("«", "»"), ("", "")])
    text = opening + s.words(s.random.randint(8, 40)) + "." + closing
    end = s.paragraph(
        text, 0.12 * WIDTH, s.height * s.size(0.15, 0.4), s.size(36, 64), 0.76 * WIDTH
    )
    s.write(
        s.random.choice(["— ", "- ", ""]) + "Ada Lovelace",
        WIDTH * s.random.choice([0.2, 0.6]),
        end + 40,
        s.size(26, 60),
    )


def _picture(s: Sheet) -> None:
    for _ in range(s.random.randint(1, 6)):
        text = s.words(s.random.randint(1, 2)) if s.chance(0.7) else str(s.random.randint(1, 999))
        at = WIDTH * s.size(0.1, 0.8), s.height * s.size(0.1, 0.85)
        s.write(text, *at, s.size(14, 40), confidence=s.size(0.5, 0.98))


def _source(s: Sheet, y: float) -> None:
    size, indent = s.size(16, 30), 0
    while y < 0.93 * s.height:
        text = s.random.choice(CODE).replace("%", s.random.choice(WORDS["en"]))
        s.write(text, 120 + indent * size, y, size)
        y += size * (2.8 if s.chance(0.12) else 1.4)
        indent = max(0, min(5, indent + s.random.choice([-1, 0, 0, 1])))
    if s.chance(0.25):
        at = 0.6 * WIDTH, s.height * s.size(0.2, 0.5)
        s.paragraph(s.words(s.random.randint(3, 7)), *at, s.size(28, 44), 0.35 * WIDTH)


def _code(s: Sheet) -> None:
    end, *_ = s.head()
    _source(s, end + 30)


def _editor(s: Sheet) -> None:
    for i, label in enumerate(
        ["File", "Edit", "View", "Code", "Run", "Help"][: s.random.randint(0, 6)]
    ):
        s.write(label, 20 + 90 * i, 6, 16)
    s.write(
        s.random.choice(["main.go", "App.java ×", "bash", "Terminal", "README.md"]),
        s.size(100, 400),
        36,
        16,
    )
    _source(s, 80)


def _statement(s: Sheet) -> None:
    anchor = s.random.choice(["left", "centre"])
    s.head(
        y=s.height * s.size(0.25, 0.45), x=140 if anchor == "left" else WIDTH / 2, anchor=anchor,
        size=s.size(60, 120), count=s.random.randint(2, 14), room=0.8 * WIDTH,
    )  # fmt: skip


def _section(s: Sheet) -> None:
    y = 0.4 * s.height
    if s.chance(0.6):
        s.write(
            s.random.choice(["01", "2", "Part 3", "III"]), 140, y - s.size(90, 150), s.size(60, 120)
        )
    end, x, _, size = s.head(
        y=y, x=140, anchor="left", size=s.size(60, 110), count=s.random.randint(1, 6)
    )
    if s.chance(0.4):
        s.paragraph(s.words(s.random.randint(3, 10)), x, end + 20, 0.45 * size, 0.6 * WIDTH)


def _table(s: Sheet) -> None:
    end, _, _, size = s.head()
    top, columns, rows = end + 0.6 * size, s.random.randint(2, 5), s.random.randint(3, 8)
    for row in range(rows):
        for column in range(columns):
            is_label = row == 0 or column == 0
            text = s.words(s.random.randint(1, 2)) if is_label else str(s.random.randint(1, 9999))
            at = 120 + column * (WIDTH - 240) / columns, top + row * (0.9 * s.height - top) / rows
            s.write(text, *at, s.size(22, 32))


def _chart(s: Sheet) -> None:
    end, _, _, size = s.head()
    top, label = end + 0.6 * size, s.size(14, 24)
    if s.chance(0.5):
        s.write(s.words(s.random.randint(2, 6)), WIDTH / 2, top, s.size(22, 32), "centre")
        top += 60
    for i in range(6):
        s.write(str(25 * (6 - i)), 140, top + i * (0.8 * s.height - top) / 6, label)
        s.write(
            s.random.choice(["Jan", "Feb", "2019", "Q3", "16:00"]),
            220 + 200 * i,
            0.85 * s.height,
            label,
        )


def _columns(s: Sheet) -> None:
    _headed_columns(s, *s.head())


def _columns_alone(s: Sheet) -> None:
    _headed_columns(s, 80.0, 0.0, "left", s.size(44, 80))


def _headed_columns(s: Sheet, end: float, _x: float, _anchor: str, size: float) -> None:
    count, top = s.random.randint(2, 4), end + 0.6 * size
    heading, are_cards = min(size * s.size(0.55, 1.0), 60), s.chance(0.5)
    for i in range(count):
        x = 120 + i * (WIDTH - 160) / count
        text = s.words(s.random.randint(1, 3), capitalised=True)
        y = s.paragraph(text, x, top, heading, (WIDTH - 240) / count) + 18
        if are_cards:
            s.paragraph(s.words(s.random.randint(4, 14)), x, y, 26, (WIDTH - 300) / count)
        else:
            s.bullets(x, y, 28, s.random.randint(2, 5), (WIDTH - 300) / count)


def _figures(s: Sheet) -> None:
    s.head(size=s.size(36, 60), count=s.random.randint(1, 4))
    count = s.random.randint(2, 4)
    for i in range(count):
        x = WIDTH * (0.5 + i) / count
        s.write(s.random.choice(FIGURES), x, 0.35 * s.height, s.size(90, 160), "centre")
        text = s.words(s.random.randint(2, 5))
        s.paragraph(text, x, 0.6 * s.height, s.size(24, 36), WIDTH / count * 0.7, "centre")


def _paragraphs(s: Sheet) -> None:
    y, size = 0.1 * s.height, s.size(24, 42)
    for _ in range(s.random.randint(1, 3)):
        y = s.paragraph(s.words(s.random.randint(20, 50)) + ".", 120, y, size, 0.85 * WIDTH) + size
    if s.chance(0.4):
        s.paragraph("Ada Lovelace " + s.words(3), 0.6 * WIDTH, y + 20, 1.4 * size, 0.35 * WIDTH)


def _list(s: Sheet) -> None:
    count, size = s.random.randint(4, 9), s.size(40, 70)
    for i in range(count):
        text = f"{s.words(s.random.randint(2, 4))} {s.random.randint(1, 200)}"
        s.write(text, WIDTH / 2, s.height * (0.1 + 0.8 * i / count), size, "centre")


def _beside_picture(s: Sheet) -> None:
    end, _, _, size = s.head(room=0.55 * WIDTH)
    s.bullets(100, end + 0.5 * size, s.size(24, 42), s.random.randint(2, 5), 0.45 * WIDTH)
    for _ in range(s.random.randint(0, 6)):
        at = WIDTH * s.size(0.62, 0.9), s.height * s.size(0.05, 0.85)
        s.write(s.words(1), *at, s.size(12, 60), confidence=s.size(0.5, 0.99))


def _plain(s: Sheet) -> None:
    size = s.size(44, 90)
    end, x, anchor, _ = s.head(size=size, count=s.random.choice([1, 1, 2, 3, 4]))
    body, y = size / s.size(1.25, 2.2), end + size * s.size(0.4, 1.5)
    room, leading = WIDTH * s.size(0.25, 0.7), s.size(1.15, 2.4)
    for _ in range(s.random.randint(1, 4)):
        text = s.words(s.random.choice([2, 3, 4, 8, 12]))
        y = s.paragraph(text, x + s.size(0, 60), y, body, room, anchor, leading=leading)


def _side_title(s: Sheet) -> None:
    s.head(x=s.size(50, 120), y=s.height * s.size(0.2, 0.5), anchor="left", room=0.32 * WIDTH,
           count=s.random.randint(1, 6))  # fmt: skip
    s.bullets(
        s.size(0.42, 0.5) * WIDTH,
        s.height * s.size(0.1, 0.3),
        s.size(24, 40),
        s.random.randint(3, 7),
        0.5 * WIDTH,
    )


def _speaker(s: Sheet) -> None:
    name = (
        s.random.choice(["James", "Anna", "Marie", "Wei"])
        + " "
        + s.random.choice(["Meyer", "SMITH", "Zhang"])
    )
    end, x, anchor, size = s.head(text=name)
    for _ in range(s.random.randint(1, 4)):
        text = s.random.choice(
            ["@speaker", "Acme Web Services", s.words(3, capitalised=True), s.words(5)]
        )
        end = s.paragraph(text, x, end + 0.3 * size, size * s.size(0.35, 0.6), 0.6 * WIDTH, anchor)


KINDS: tuple[tuple[Callable[[Sheet], None], float], ...] = (
    (_bullets, 8), (_plain, 8), (_kicker, 3), (_subtitle, 4), (_agenda, 2), (_diagram, 6),
    (_bottom_title, 2),
    (_title_slide, 6), (_quote, 3), (_picture, 3), (_code, 4), (_editor, 3), (_statement, 4),
    (_section, 2), (_table, 3), (_chart, 4), (_columns, 7), (_columns_alone, 2), (_figures, 3),
    (_paragraphs, 2), (_list, 2), (_beside_picture, 4), (_side_title, 3), (_speaker, 2),
)  # fmt: skip
"""The kinds of slides, and how often each is drawn up."""


def random_layout(seed: int) -> Layout:
    """A slide of a random kind."""
    sheet = Sheet(seed)
    (draw,) = sheet.random.choices([kind for kind, _ in KINDS], [share for _, share in KINDS])
    draw(sheet)
    sheet.furniture()
    lines = sorted(sheet.lines, key=lambda line: line.quad.bounds[1])
    title = " ".join(sheet.title) or None
    return Layout(draw.__name__.strip("_"), title, lines, WIDTH, sheet.height)

"""Renders slides, and records their text line by line."""

from __future__ import annotations

import functools
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Color = tuple[int, int, int]
SIZE = (1280, 720)
SIZE_4_3 = (1080, 810)

_FONTS = {
    "sans": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf",
        "/usr/share/fonts/TTF/DejaVuSans.ttf",
        "/Library/Fonts/Arial Unicode.ttf",
        "/System/Library/Fonts/Supplemental/Arial.ttf",
    ),
    "bold": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSans-Bold.ttf",
        "/usr/share/fonts/TTF/DejaVuSans-Bold.ttf",
        "/System/Library/Fonts/Supplemental/Arial Bold.ttf",
    ),
    "mono": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSansMono.ttf",
        "/usr/share/fonts/TTF/DejaVuSansMono.ttf",
        "/System/Library/Fonts/Menlo.ttc",
    ),
    "mono bold": (
        "/usr/share/fonts/truetype/dejavu/DejaVuSansMono-Bold.ttf",
        "/usr/share/fonts/TTF/DejaVuSansMono-Bold.ttf",
        "/System/Library/Fonts/Menlo.ttc",
    ),
    "cjk": (
        "/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc",
        "/usr/share/fonts/noto-cjk/NotoSansCJK-Regular.ttc",
        "/System/Library/Fonts/ヒラギノ角ゴシック W3.ttc",
    ),
}


@functools.cache
def font(kind: str, size: int) -> ImageFont.FreeTypeFont:
    """A font of a kind; for Latin text, Pillow's default font if the system has none.

    Raises:
        FileNotFoundError: No font for CJK is installed.
    """
    for path in _FONTS[kind]:
        if Path(path).exists():
            return ImageFont.truetype(path, size)
    if kind == "cjk":
        raise FileNotFoundError("install a CJK font (Debian: fonts-noto-cjk)")
    fallback = ImageFont.load_default(size)
    assert isinstance(fallback, ImageFont.FreeTypeFont)
    return fallback


@dataclass(frozen=True)
class Theme:
    """Colours of a deck."""

    ground: Color
    ink: Color
    accent: Color
    soft: Color


LIGHT = Theme((252, 252, 250), (35, 38, 46), (200, 70, 40), (225, 228, 235))
DARK = Theme((18, 24, 44), (236, 240, 248), (255, 176, 58), (45, 56, 92))
BLACK = Theme((6, 6, 8), (240, 240, 240), (90, 200, 250), (40, 40, 46))
GREEN = Theme((238, 246, 234), (28, 48, 34), (30, 120, 70), (200, 224, 200))
THEMES = (LIGHT, DARK, BLACK, GREEN)


@dataclass
class Slide:
    """A slide that is being drawn; `lines` records its text in reading order."""

    theme: Theme
    size: tuple[int, int] = SIZE
    language: str = "en"
    lines: list[str] = field(default_factory=list)
    title: str | None = None

    def __post_init__(self) -> None:
        self.image = Image.new("RGB", self.size, self.theme.ground)
        self.draw = ImageDraw.Draw(self.image)

    def write(
        self,
        at: tuple[float, float],
        text: str,
        size: int,
        *,
        kind: str = "sans",
        color: Color | None = None,
        anchor: str = "la",
    ) -> None:
        """Draws one line and records it."""
        if self.language == "ja":
            kind = "cjk"
        self.draw.text(at, text, font=font(kind, size), fill=color or self.theme.ink, anchor=anchor)
        self.lines.append(text)

    def head(self, *lines: str, size: int = 50, bar: bool = False) -> None:
        """Draws the title on one or more lines; with `bar`, on a coloured band across the top."""
        if bar:
            self.draw.rectangle((0, 0, self.size[0], 60 + 70 * len(lines)), fill=self.theme.accent)
            for i, line in enumerate(lines):
                at = (70, 40 + i * size * 1.2)
                self.write(at, line, size, kind="bold", color=self.theme.ground)
            self.title = " ".join(lines)
            return
        for i, line in enumerate(lines):
            self.write((70, 46 + i * size * 1.2), line, size, kind="bold", color=self.theme.accent)
        self.title = " ".join(lines)

    def bullets(
        self,
        points: Sequence[str],
        left: float = 90,
        top: float = 170,
        size: int = 34,
        gap: float = 1.75,
    ) -> None:
        """Draws points with round bullets; two leading spaces put a point one level deeper."""
        for i, point in enumerate(points):
            deep = point.startswith("  ")
            x, y = left + (45 if deep else 0), top + i * size * gap
            here = int(size * (0.85 if deep else 1))
            radius = here * 0.13
            middle = y + here * 0.6
            self.draw.ellipse(
                (x, middle - radius, x + 2 * radius, middle + radius), fill=self.theme.accent
            )
            self.write((x + 30, y), point.strip(), here)

    def foot(self, notice: str, number: int) -> None:
        """Draws the notice and the page number."""
        y = self.size[1] - 44
        soft = tuple((a + b) // 2 for a, b in zip(self.theme.ink, self.theme.ground, strict=True))
        self.write((70, y), notice, 18, color=soft)  # type: ignore[arg-type]
        self.write((self.size[0] - 70, y), str(number), 18, color=soft, anchor="ra")  # type: ignore[arg-type]

    def pixels(self) -> NDArray[np.uint8]:
        """The picture, height × width × 3, RGB."""
        return np.asarray(self.image)


NOTICE = "Northwind Days 2025"


def bullets(
    theme: Theme, title: Sequence[str], points: Sequence[str], number: int, language: str = "en"
) -> Slide:
    """A title and points."""
    slide = Slide(theme, language=language)
    slide.head(*title)
    slide.bullets(points, top=120 + 60 * len(title))
    slide.foot(NOTICE, number)
    return slide


def columns(
    theme: Theme, title: str, heads: Sequence[str], points: Sequence[Sequence[str]], number: int
) -> Slide:
    """Two columns with heads."""
    slide = Slide(theme)
    slide.head(title)
    for i, (head, column) in enumerate(zip(heads, points, strict=True)):
        left = 80 + i * 600
        slide.draw.rounded_rectangle((left - 20, 150, left + 520, 630), 14, fill=theme.soft)
        slide.write((left, 170), head, 34, kind="bold")
        slide.bullets(column, left=left, top=240, size=28)
    slide.foot(NOTICE, number)
    return slide


def table(theme: Theme, title: str, rows: Sequence[Sequence[str]], number: int) -> Slide:
    """A table whose first row is its head."""
    slide = Slide(theme)
    slide.head(title)
    width = 1120 / len(rows[0])
    for r, row in enumerate(rows):
        y = 170 + r * 74
        if r == 0:
            slide.draw.rectangle((70, y - 10, 1200, y + 54), fill=theme.soft)
        slide.draw.line((70, y + 60, 1200, y + 60), fill=theme.soft, width=2)
        for c, cell in enumerate(row):
            slide.write((90 + c * width, y), cell, 30, kind="bold" if r == 0 else "sans")
    slide.foot(NOTICE, number)
    return slide


def chart(theme: Theme, title: str, values: Sequence[tuple[str, int]], number: int) -> Slide:
    """A column chart with values above the columns and names below."""
    slide = Slide(theme)
    slide.head(title)
    top = max(value for _, value in values)
    step = 1080 / len(values)
    slide.draw.line((90, 590, 1190, 590), fill=theme.ink, width=3)
    for i, (name, value) in enumerate(values):
        x, height = 120 + i * step, 360 * value / top
        slide.draw.rectangle((x, 590 - height, x + step * 0.6, 588), fill=theme.accent)
        slide.write((x + step * 0.3, 590 - height - 8), str(value), 28, kind="bold", anchor="ms")
        slide.write((x + step * 0.3, 600), name, 26, anchor="ma")
    slide.foot(NOTICE, number)
    return slide


def code(theme: Theme, title: str, source: Sequence[str], number: int) -> Slide:
    """A listing."""
    slide = Slide(theme)
    slide.head(title)
    slide.draw.rounded_rectangle((60, 150, 1220, 640), 12, fill=theme.soft)
    for i, line in enumerate(source):
        indent = len(line) - len(line.lstrip())
        slide.write((95 + indent * 17, 180 + i * 50), line.strip(), 29, kind="mono")
    slide.foot(NOTICE, number)
    return slide


def diagram(theme: Theme, title: str, boxes: Sequence[tuple[str, str]], number: int) -> Slide:
    """A row of boxes with arrows between them; each has a word and a note."""
    slide = Slide(theme)
    slide.head(title)
    step = 1160 / len(boxes)
    for i, (name, note) in enumerate(boxes):
        left = 70 + i * step
        slide.draw.rounded_rectangle(
            (left, 270, left + step - 70, 420), 16, fill=theme.soft, outline=theme.accent, width=4
        )
        slide.write((left + (step - 70) / 2, 345), name, 34, kind="bold", anchor="mm")
        slide.write((left + (step - 70) / 2, 450), note, 24, anchor="ma")
        if i + 1 < len(boxes):
            x = left + step - 62
            slide.draw.line((x, 345, x + 48, 345), fill=theme.ink, width=5)
            slide.draw.polygon([(x + 54, 345), (x + 36, 333), (x + 36, 357)], fill=theme.ink)
    slide.foot(NOTICE, number)
    return slide


def panel(
    theme: Theme,
    title: str,
    words: Sequence[str],
    number: int,
    *,
    box: tuple[int, int, int, int] = (30, 140, 1250, 620),
    shade: Color = (236, 238, 242),
) -> Slide:
    """A dark slide with a light picture below its title; the picture has words on it."""
    slide = Slide(theme)
    slide.head(title)
    slide.draw.rectangle(box, fill=shade)
    for i, word in enumerate(words):
        at = (90 + 290 * (i % 4), 190 + 140 * (i // 4))
        slide.write(at, word, 30, kind="bold", color=(40, 60, 110))
    slide.foot(NOTICE, number)
    return slide


def cards(theme: Theme, title: str, words: Sequence[str], number: int) -> Slide:
    """Coloured boxes in columns, and a light area for logos."""
    slide = Slide(theme)
    slide.head(title)
    for i, word in enumerate(words):
        left, top = 80 + 380 * (i % 3), 180 + 110 * (i // 3)
        slide.draw.rectangle((left, top, left + 320, top + 90), fill=theme.accent)
        slide.write((left + 160, top + 45), word, 30, color=theme.ground, anchor="mm")
    slide.draw.rectangle((820, 540, 1060, 690), fill=(248, 248, 248))
    slide.foot(NOTICE, number)
    return slide


def split(theme: Theme, title: str, points: Sequence[str], number: int) -> Slide:
    """A slide whose right part has another colour and tiles on it."""
    slide = Slide(theme)
    slide.draw.rectangle((860, 0, 1280, 720), fill=theme.accent)
    slide.head(title)
    slide.bullets(points, size=30)
    for i in range(4):
        top = 60 + 160 * i
        slide.draw.rounded_rectangle((900, top, 1230, top + 130), 10, fill=(245, 245, 245))
    slide.foot(NOTICE, number)
    return slide


def picture(theme: Theme, title: str, seed: int) -> Slide:
    """A picture that fills the slide, with a title."""
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (5, 8, 3), dtype=np.uint8)
    slide = Slide(theme)
    blurred = Image.fromarray(coarse).resize(slide.size, Image.Resampling.BICUBIC)
    slide.image.paste(blurred)
    for _ in range(6):
        x, y = (int(v) for v in rng.integers(0, (1100, 600)))
        far = (x + int(rng.integers(40, 400)), y + int(rng.integers(40, 300)))
        slide.draw.rectangle((x, y, *far), fill=tuple(int(v) for v in rng.integers(0, 255, 3)))
    slide.draw.rectangle((0, 40, 1280, 150), fill=theme.ground)
    slide.head(title)
    return slide


def random_theme(rng: np.random.Generator) -> Theme:
    """A dark or light background of any hue, with readable ink."""

    def color(low: float, high: float) -> Color:
        red, green, blue = (int(v) for v in rng.uniform(low, high, 3))
        return red, green, blue

    if rng.random() < 0.5:
        return Theme(color(0, 60), color(200, 255), color(100, 255), color(40, 110))
    return Theme(color(190, 255), color(0, 70), color(20, 180), color(170, 230))


_WORDS = """data lake stream cloud pipeline storage latency cluster service metrics container deploy
    region failure budget release session cache query index shard replica backup network policy
    identity token model training feature batch event queue worker schedule region tenant
    audit""".split()  # noqa: SIM905 - easier to read


def random_slide(seed: int) -> Slide:
    """A random slide of any kind and theme."""
    rng = np.random.default_rng(seed)

    def words(low: int, high: int) -> str:
        count = int(rng.integers(low, high + 1))
        return " ".join(str(w) for w in rng.choice(_WORDS, count)).capitalize()

    theme = random_theme(rng) if rng.random() < 0.4 else THEMES[int(rng.integers(len(THEMES)))]
    number = int(rng.integers(1, 60))
    kind = int(rng.integers(11))
    if kind == 8:
        return cards(theme, words(2, 4), [words(1, 1) for _ in range(9)], number)
    if kind == 9:
        return split(theme, words(1, 2), [words(2, 4) for _ in range(5)], number)
    if kind == 10:
        return picture(theme, words(2, 4), seed)
    if kind == 6:
        left, top, right, bottom = (
            int(v) for v in rng.integers((0, 110, 1220, 560), (60, 200, 1281, 660))
        )
        grey = int(rng.integers(60, 245))
        return panel(
            (DARK, BLACK)[number % 2],
            words(2, 4),
            [words(1, 1) for _ in range(12)],
            number,
            box=(left, top, right, bottom),
            shade=(grey, grey, min(255, grey + 12)),
        )
    if kind == 7:
        slide = Slide(theme)
        slide.head(words(2, 4), bar=True)
        slide.bullets([words(2, 6) for _ in range(int(rng.integers(3, 8)))], top=170, size=32)
        slide.foot(NOTICE, number)
        return slide
    if kind == 1:
        return columns(
            theme,
            words(2, 4),
            [words(1, 2), words(1, 2)],
            [[words(1, 3) for _ in range(4)] for _ in "ab"],
            number,
        )
    if kind == 2:
        return table(
            theme, words(2, 4), [[words(1, 1) for _ in range(3)] for _ in range(5)], number
        )
    if kind == 3:
        values = [(words(1, 1), int(rng.integers(5, 99))) for _ in range(5)]
        return chart(theme, words(2, 4), values, number)
    if kind == 4:
        return code(theme, words(2, 4), [words(2, 5).lower() + " = 1" for _ in range(7)], number)
    if kind == 5:
        return diagram(theme, words(2, 4), [(words(1, 1), words(1, 1)) for _ in range(4)], number)
    return bullets(
        theme, [words(2, 5)], [words(2, 6) for _ in range(int(rng.integers(2, 6)))], number
    )

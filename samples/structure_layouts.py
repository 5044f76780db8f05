"""Draws up slides as lines of text with known structures, without pixels.

Each kind of slide is a function. Numbers, sizes, wording, wrapping and the noise of the boxes are
random. `kind` is the structure that the slide has; `text` for slides without one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from decks import font

from slidescan.core.geometry import PhotoQuad
from slidescan.core.records import Line, Role

WIDTH, HEIGHT = 1600, 900
FRAME = PhotoQuad.rectangle(WIDTH, HEIGHT)

HEADS = (
    "Storage", "Compute", "Network", "Security", "Compliance", "Observability", "Reserved capacity",
    "On demand", "Batch jobs", "Streaming", "Catalogue", "Access control", "Cost control",
)  # fmt: skip
DETAILS = (
    "keeps raw events for ninety days", "scales with the number of readers", "one copy a zone",
    "encrypts data at rest and in transit", "reports cost by team and by month",
    "needs no server that anybody patches", "restarts a job that failed", "reads only changes",
    "allows nested groups of users", "checks each schema before a write", "answers within a second",
)  # fmt: skip
POINTS = (
    "Raw data comes first", "Schemas are checked when data is written", "Cheap storage wins",
    "Late events wait in a window of five minutes", "Old versions stay readable",
    "A table has an owner who answers questions", "Queries cost what they read",
    "Backups are restored every week", "Alerts go to those who can act",
)  # fmt: skip
PEOPLE = (
    ("Ada Lindqvist", "Principal Engineer", "Northwind Traders"),
    ("Bruno Castellani", "VP of Data Platforms", "Contoso Bank"),
    ("Chiara de Luca", "Solutions Architect", "Fabrikam"),
    ("Dr. Emil Novak", "Research Director", "Institute for Open Data"),
    ("Fatou Diallo", "Head of Security", "Tailspin Airlines"),
    ("Grace O'Neill", "Co-founder and CTO", "Lakeside Labs"),
)
LOGOS = (
    "northwind", "CONTOSO", "Fabrikam", "Tailspin", "LAKESIDE", "Wingtip", "Adatum", "litware",
    "Proseware", "TREY", "Fourth Coffee", "Munson's", "Relecloud", "VANARSDEL", "Humongous",
)  # fmt: skip
QUOTES = (
    "A data lake without a catalogue is a swamp that nobody can map",
    "The best query is the one that you never have to run",
    "What you don't measure will wake you at night",
)
CODE = {
    "Python": ("import json", "def load(path):", "    with open(path) as file:",
               "        return json.load(file)", "def main():", "    print(load('lake.json'))"),
    "Go": ("package main", "func main() {", "    lake := open()", "    fmt.Println(lake.name)", "}",
           "func open() *Lake {", "    return &Lake{}", "}"),
    "YAML": ("apiVersion: v1", "kind: Service", "metadata:", "  name: lake", "spec:",
             "  ports:", "  - port: 8080"),
    "SQL": ("SELECT name, size", "FROM tables", "WHERE owner = 'data'", "ORDER BY size;",
            "CREATE TABLE lake (id int);", "INSERT INTO lake VALUES (1);"),
    "Java": ("public class Lake {", "    private final String name;",
             "    public Lake(String name) {", "        this.name = name;", "    }", "}"),
}  # fmt: skip


@dataclass
class Layout:
    """A slide.

    Attributes:
        kind: The kind of its structure.
        nodes: The texts of its nodes, as far as they are known.
        lines: Its lines in reading order, title first.
    """

    kind: str
    nodes: tuple[str, ...] = ()
    lines: list[Line] = field(default_factory=list)


class Page:
    """A slide that is being laid out.

    Args:
        rng: Decides noise.
    """

    def __init__(self, rng: np.random.Generator) -> None:
        self.rng = rng
        self.lines: list[Line] = []

    def write(
        self,
        text: str,
        x: float,
        y: float,
        size: float,
        *,
        role: Role = "body",
        bold: bool = False,
        anchor: str = "left",
    ) -> float:
        """Writes a line and returns its lower end."""
        width = font("bold" if bold else "sans", round(size)).getlength(text)
        width *= self.rng.uniform(0.985, 1.015)
        height = size * self.rng.uniform(1.1, 1.22)
        left = x if anchor == "left" else x - width / 2
        left += self.rng.normal(0, 0.03 * size)
        top = y + self.rng.normal(0, 0.03 * size)
        quad = PhotoQuad(
            (left, top), (left + width, top), (left + width, top + height), (left, top + height)
        )
        confidence = float(self.rng.uniform(0.985, 1.0))
        self.lines.append(Line(text, confidence, quad, role))
        return y + 1.2 * size

    def title(self, text: str) -> None:
        """Writes the title."""
        self.write(text, 90, 60, 56, role="title", bold=True)

    def wrapped(
        self, text: str, x: float, y: float, size: float, width: float, anchor: str = "left"
    ) -> float:
        """Writes a text on as many lines as it needs and returns its lower end."""
        line = ""
        for word in text.split():
            longer = f"{line} {word}".strip()
            if line and font("sans", round(size)).getlength(longer) > width:
                y = self.write(line, x, y, size, anchor=anchor)
                line = word
            else:
                line = longer
        return self.write(line, x, y, size, anchor=anchor)


def _some(rng: np.random.Generator, texts: Sequence[str], count: int) -> list[str]:
    return [str(text) for text in rng.choice(list(texts), count, replace=False)]


def bullet_list(rng: np.random.Generator) -> Layout:
    """A title and points with bullets."""
    page = Page(rng)
    page.title("What we learnt")
    texts = _some(rng, POINTS, int(rng.integers(3, 7)))
    y, size = 200.0, float(rng.uniform(30, 40))
    for text in texts:
        y = page.wrapped("• " + text, 120, y, size, 1300) + size * 0.6
    return Layout("points", tuple(texts), page.lines)


def paragraphs(rng: np.random.Generator) -> Layout:
    """A title and sentences."""
    page = Page(rng)
    page.title("Why it matters")
    y = 220.0
    for _ in range(int(rng.integers(1, 4))):
        sentence = ", and ".join(_some(rng, DETAILS, 3)).capitalize() + "."
        y = page.wrapped(sentence, 120, y, 34, 1250) + 40
    return Layout("text", (), page.lines)


def cards(rng: np.random.Generator) -> Layout:
    """Two to four cards in a row, or two rows of two or three."""
    page = Page(rng)
    page.title("Four parts of a platform")
    across = int(rng.integers(2, 5))
    down = 1 if across == 4 else int(rng.integers(1, 3))
    heads = _some(rng, HEADS, across * down)
    size = float(rng.uniform(22, 28))
    anchor = str(rng.choice(["left", "center"]))
    step = 1420 / across
    widest = max(font("bold", 100).getlength(head) for head in heads)
    head_size = size * rng.uniform(1.3, 1.6)
    if head_size * widest > 80 * step:  # too narrow for such heads
        size, head_size = size * 0.75, head_size * 0.75
    for i, head in enumerate(heads):
        x = 90 + (i % across) * step + (step * 0.4 if anchor == "center" else 0)
        y = 220.0 + (i // across) * 330
        y = page.write(head, x, y, head_size, bold=True, anchor=anchor) + 12
        for detail in _some(rng, DETAILS, int(rng.integers(1, 4)) if down == 1 else 1):
            y = page.wrapped(detail.capitalize(), x, y, size, step * 0.75, anchor) + size * 0.7
    return Layout("cards", tuple(heads), page.lines)


def comparison(rng: np.random.Generator) -> Layout:
    """Two columns of points below their heads."""
    page = Page(rng)
    heads = (("Before", "After"), ("Lake", "Warehouse"), ("Moving from", "Moving toward"))
    pair = heads[int(rng.integers(len(heads)))]
    page.title("Lake vs. warehouse" if pair[0] == "Lake" else "How we work")
    size = float(rng.uniform(26, 32))
    for i, head in enumerate(pair):
        x, y = 100 + i * 760.0, 210.0
        y = page.write(head, x, y, size * 1.3, bold=True) + 26
        for text in _some(rng, DETAILS, int(rng.integers(3, 6))):
            y = page.write("• " + text.capitalize(), x, y, size) + size * 0.4
    return Layout("comparison", pair, page.lines)


def people(rng: np.random.Generator) -> Layout:
    """Two to six people with roles and organisations."""
    page = Page(rng)
    page.title("Speakers")
    count = int(rng.integers(2, 7))
    persons = [PEOPLE[int(i)] for i in rng.choice(len(PEOPLE), count, replace=False)]
    across = 2 if count > 2 else int(rng.integers(1, 3))
    order = []
    for i, (name, role, organisation) in enumerate(persons):
        x, y = 100 + (i % across) * 760.0, 220.0 + (i // across) * 200
        order.append(name)
        y = page.write(name, x, y, 40, bold=True) + 4
        y = page.write(role, x, y, 28) + 4
        page.write(organisation, x, y, 28)
    return Layout("people", tuple(order), page.lines)


def numbered_steps(rng: np.random.Generator) -> Layout:
    """Points that count from 1."""
    page = Page(rng)
    page.title("How to start")
    texts = _some(rng, POINTS, int(rng.integers(3, 7)))
    y, mark = 220.0, str(rng.choice(["{}. ", "{}) ", "{} - ", "Step {}: "]))
    for number, text in enumerate(texts, 1):
        y = page.write(mark.format(number) + text, 120, y, 34) + 22
    return Layout("steps", tuple(texts), page.lines)


def badges(rng: np.random.Generator) -> Layout:
    """Numbers in a row, with a caption below each."""
    page = Page(rng)
    page.title("Three steps to a lake")
    texts = _some(rng, HEADS, int(rng.integers(3, 5)))
    step = 1420 / len(texts)
    for number, text in enumerate(texts, 1):
        x = 90 + (number - 0.6) * step
        page.write(str(number), x, 260, 60, bold=True, anchor="center")
        page.wrapped(text, x, 420, 34, step * 0.7, "center")
    return Layout("steps", tuple(texts), page.lines)


def numbered_row(rng: np.random.Generator) -> Layout:
    """Wrapped texts in a row that begin with their numbers."""
    page = Page(rng)
    page.title("The plan")
    texts = _some(rng, POINTS, int(rng.integers(3, 5)))
    step = 1420 / len(texts)
    for number, text in enumerate(texts, 1):
        x = 90 + (number - 0.5) * step
        page.wrapped(f"{number}. {text}", x, 360, 30, step * 0.7, "center")
    return Layout("steps", tuple(texts), page.lines)


def timeline(rng: np.random.Generator) -> Layout:
    """Dates in a row or in a column, each with one or two events."""
    page = Page(rng)
    page.title("How the lake grew")
    count = int(rng.integers(3, 6))
    first = int(rng.integers(2009, 2020))
    form = str(rng.choice(["{}", "Q{}", "{}"]))
    dates = [form.format(first + i if form == "{}" else i + 1) for i in range(min(count, 4))]
    texts = iter(_some(rng, POINTS, len(dates)))
    if rng.random() < 0.6:
        step = 1420 / len(dates)
        anchor = str(rng.choice(["left", "center"]))
        for i, date in enumerate(dates):
            x = 90 + (i + (0.5 if anchor == "center" else 0)) * step
            page.write(date, x, 260, 40, bold=True, anchor=anchor)
            page.wrapped(next(texts), x, 400, 28, step * 0.7, anchor)
    else:
        for i, date in enumerate(dates):
            page.write(date, 120, 220 + 150 * i, 34, bold=True)
            page.write(next(texts), 420, 220 + 150 * i, 34)
    return Layout("timeline", tuple(dates), page.lines)


def bar_chart(rng: np.random.Generator) -> Layout:
    """A chart whose horizontal axis has years: no timeline."""
    page = Page(rng)
    page.title("Events a year")
    count = int(rng.integers(4, 8))
    for i in range(count):
        page.write(str(2010 + i), 260 + 150 * i, 780, 26, anchor="center")
        page.write(str(100 * i), 130, 720 - 75 * i, 26)
    for i, text in enumerate(_some(rng, POINTS, 3)):
        page.write(text, 500, 160 + 40 * i, 24)
    return Layout("chart", (), page.lines)


def agenda(rng: np.random.Generator) -> Layout:
    """The parts of a talk."""
    page = Page(rng)
    page.title(str(rng.choice(["Agenda", "Today's agenda", "Outline", "Table of contents"])))
    texts = _some(rng, HEADS, int(rng.integers(3, 7)))
    bullet, y = str(rng.choice(["• ", ""])), 220.0
    for text in texts:
        y = page.write(bullet + text, 120, y, 38) + 40
    return Layout("agenda", tuple(texts), page.lines)


def quote(rng: np.random.Generator) -> Layout:
    """A quote and its author."""
    page = Page(rng)
    text = "“" + str(rng.choice(QUOTES)) + ".”"
    y = page.wrapped(text, 200, 300, 48, 1100) + 40
    name = PEOPLE[int(rng.integers(len(PEOPLE)))][0]
    page.write(("– " if rng.random() < 0.5 else "") + name, 200, y, 34)
    return Layout("quote", (text,), page.lines)


def title_slide(rng: np.random.Generator) -> Layout:
    """The title of a talk and its speaker."""
    page = Page(rng)
    y = page.write("Maps for data lakes", 150, 300, 70, role="title", bold=True) + 60
    name, role, organisation = PEOPLE[int(rng.integers(len(PEOPLE)))]
    y = page.write(name, 150, y, 38) + 8
    y = page.write(role, 150, y, 30) + 8
    page.write(organisation, 150, y, 30)
    return Layout("title", (name,), page.lines)


def table(rng: np.random.Generator) -> Layout:
    """A table of numbers with a header."""
    page = Page(rng)
    page.title("What the lake costs")
    items = _some(rng, HEADS, int(rng.integers(3, 6)))
    columns = ["Before", "After", "Change"][: int(rng.integers(2, 4))]
    width = 1400 / (1 + len(columns))
    rows = [["Item", *columns]]
    rows += [[item, *(str(rng.integers(10, 900)) for _ in columns)] for item in items]
    for r, row in enumerate(rows):
        for c, cell in enumerate(row):
            page.write(cell, 100 + c * width, 210 + r * 90, 32, bold=r == 0)
    return Layout("table", tuple(items), page.lines)


def listing(rng: np.random.Generator) -> Layout:
    """Program code."""
    page = Page(rng)
    page.title("It fits on a slide")
    language = str(rng.choice(list(CODE)))
    for i, text in enumerate(CODE[language]):
        indent = len(text) - len(text.lstrip())
        page.write(text.strip(), 120 + indent * 18, 210 + i * 56, 30)
    return Layout("code", (language,), page.lines)


def logos(rng: np.random.Generator) -> Layout:
    """Names in many sizes."""
    page = Page(rng)
    page.title("Who runs on it")
    names = _some(rng, LOGOS, int(rng.integers(10, 16)))
    for i, name in enumerate(names):
        x = 120 + (i % 5) * 290 + rng.uniform(-15, 15)
        y = 220 + (i // 5) * 190 + rng.uniform(-30, 30)
        largest = 230 / font("sans", 100).getlength(name) * 100
        page.write(name, x, y, min(largest, rng.choice([18, 24, 32, 44, 60])))
    return Layout("logos", tuple(names), page.lines)


def labels(rng: np.random.Generator) -> Layout:
    """The labels of a drawing whose lines can't be seen here: nothing may be claimed."""
    page = Page(rng)
    page.title("How data flows")
    spots = [(x, y) for x in range(3) for y in range(4)]
    for i in rng.choice(len(spots), int(rng.integers(5, 10)), replace=False):
        x, y = spots[int(i)]
        text = str(rng.choice(HEADS))
        left = 150 + x * 480 + rng.uniform(-60, 60)
        top = 200 + y * 160 + rng.uniform(-30, 30)
        page.write(text, left, top, rng.uniform(24, 34), anchor="center")
    return Layout("text", (), page.lines)


def captions(rng: np.random.Generator) -> Layout:
    """Captions below icons, some on two lines."""
    page = Page(rng)
    page.title("Where it is used")
    count = int(rng.integers(3, 6))
    step = 1420 / count
    for i, text in enumerate(_some(rng, DETAILS, count)):
        page.wrapped(text.capitalize(), 90 + (i + 0.5) * step, 480, 30, step * 0.75, "center")
    return Layout("text", (), page.lines)


KINDS: tuple[Callable[[np.random.Generator], Layout], ...] = (
    bullet_list, paragraphs, cards, comparison, people, numbered_steps, badges, quote, title_slide,
    table, listing, logos, labels, captions, timeline, numbered_row, bar_chart, agenda,
)  # fmt: skip
"""The kinds of slides."""


def random_structure(kind: Callable[[np.random.Generator], Layout], seed: int) -> Layout:
    """A slide of a kind; the same seed gives the same slide. Its lines are in reading order."""
    return kind(np.random.default_rng([seed, KINDS.index(kind)]))

"""A slide that is drawn up as lines of text, without pixels: words, titles, points, furniture."""

from __future__ import annotations

import random

from slidescan.core.geometry import FlatQuad
from slidescan.layout.flat_line import FlatLine

WIDTH = 1600.0
"""Width of a slide, pixels."""

ADVANCE_EM = 0.52
"""Width of a small letter."""

WORDS = {
    "en": """data lake stream cloud pipeline storage latency cluster service metrics container
    deploy security team budget query model event queue cache network build test release scaling
    memory region engine index schema table policy account access monitoring platform developer
    customer product architecture performance reliability incident pattern system design function
    state message broker process worker request response client server browser testing coverage
    culture learning practice lessons future history introduction overview summary problem solution
    approach results takeaways""".split(),  # noqa: SIM905
    "fr": """équipe données qualité performance sécurité déploiement architecture modèle requête
    mémoire réseau produit développeur client serveur confiance pratique méthode projet avec dans
    pour une des les""".split(),  # noqa: SIM905
    "de": """Daten Sicherheit Leistung Architektur Modell Abfrage Speicher Netzwerk Produkt
    Entwickler Kunde Server Vertrauen Methode Projekt Überwachung Betrieb Verfügbarkeit und mit für
    der die""".split(),  # noqa: SIM905
    "zh": list(
        "架构师成长数据平台调度系统监控服务技术路线模型训练语音合成安全网络存储容器测试开发团队流程管理设计"
    ),
}

SMALL_WORDS = ("of", "the", "for", "and", "to", "in", "with", "on")

LOGOS = ("acme", "Contoso", "Northwind'", "FABRIKAM", "e:Conf", "tailspin", "Wide World", "AdVent")

BANNERS = (
    "acme FORUM",
    "DEVDAYS",
    "OsloConf",
    "DATA:CONF 10",
    "#DevDays2025",
    "SESSION 12",
    "Track B",
)

TITLE_WORD_COUNTS = (1, 2, 2, 3, 3, 4, 5, 6, 8, 10, 13)

NUMBERS = ("2017", "3", "10", "v2.0", "100 000", "#2", "101", "3.", "1:", "99%")

PARTED_TITLE_SHARE = 0.05
"""How often a line of a title is read as two boxes."""

NOTICES = (
    "© 2019, Example Web Services, Inc. All rights reserved.",
    "#conf2023",
    "@speaker",
    "Confidential",
)


class Sheet:
    """A slide that is being drawn up.

    Args:
        seed: Everything about it follows from this.
    """

    def __init__(self, seed: int) -> None:
        self.random = random.Random(seed)
        self.height = self.random.choice([900.0, 900.0, 900.0, 1200.0])
        self.language = self.random.choices(["en", "fr", "de", "zh"], [6, 1.5, 1, 1.5])[0]
        self.is_capitalised = self.random.random() < 0.5
        self.noise = self.random.uniform(0.02, 0.08)
        self.doubt = self.random.choice([0.03, 0.03, 0.04, 0.05, 0.15])
        self.lines: list[FlatLine] = []
        self.title: list[str] = []

    def chance(self, share: float) -> bool:
        """Whether a thing happens that happens in this share of cases."""
        return self.random.random() < share

    def size(self, low: float, high: float) -> float:
        """A size between two."""
        return self.random.uniform(low, high)

    def words(self, count: int, *, capitalised: bool = False) -> str:
        """A phrase."""
        vocabulary = WORDS[self.language]
        if self.language == "zh":
            return "".join(self.random.choices(vocabulary, k=max(2, round(1.9 * count))))
        chosen = []
        for i in range(count):
            word = self.random.choice(vocabulary)
            if self.language == "en" and 0 < i < count - 1 and self.chance(0.22):
                word = self.random.choice(SMALL_WORDS)
            elif capitalised and self.is_capitalised:
                word = word[:1].upper() + word[1:]
            elif self.chance(0.06):
                word = word[:5].upper()
            chosen.append(word)
        text = " ".join(chosen)
        return text[:1].upper() + text[1:]

    def title_text(self, count: int) -> str:
        """The text of a title."""
        text = self.words(count, capitalised=True)
        if self.chance(0.16):
            parts = [text] if self.language == "zh" else text.split()
            parts.insert(self.random.randint(0, len(parts)), self.random.choice(NUMBERS))
            text = " ".join(parts)
        if self.chance(0.15):
            text = text.upper()
        if self.chance(0.05):
            text = text.replace(" ", ": ", 1)
        return text + self.random.choices(["", "?", "!", ".", ":"], [14, 2, 1, 0.6, 0.6])[0]

    def write(
        self, text: str, x: float, y: float, size: float, anchor: str = "left",
        *, confidence: float | None = None, is_title: bool = False,
    ) -> None:  # fmt: skip
        """Writes one line; its box is as an engine finds it."""
        width = sum(1.0 if ord(c) > 0x2E80 else ADVANCE_EM * (1 + 0.15 * c.isupper()) for c in text)
        width *= size
        x -= {"left": 0.0, "centre": width / 2}[anchor]
        if is_title and " " in text and self.chance(PARTED_TITLE_SHARE):
            self._write_parted(text, x, y, size, width)
            return
        descends = any(c in "gjpqyç,;()" for c in text)
        ascends = any(c.isupper() or c.isdigit() or c in "bdfhklit" for c in text)
        height = size * (0.9 + 0.16 * descends + 0.16 * ascends)
        height *= 1 + self.random.gauss(0, self.noise)
        y += self.random.gauss(0, 0.04 * size)
        quad = FlatQuad((x, y), (x + width, y), (x + width, y + height), (x, y + height))
        sure = min(0.999, max(0.5, 1 - abs(self.random.gauss(0, self.doubt))))
        self.lines.append(FlatLine(text, sure if confidence is None else confidence, quad))
        if is_title:
            self.title.append(text)

    def _write_parted(self, text: str, x: float, y: float, size: float, width: float) -> None:
        """Writes a title whose dash is not read, or that has a wide space: two boxes."""
        cut = self.random.choice([i for i, c in enumerate(text) if c == " "])
        gap = size * self.size(0.9, 2.3)
        share = cut / len(text)
        for part, left in ((text[:cut], x), (text[cut + 1 :], x + share * width + gap)):
            self.write(part.replace(" ", "\u00a0"), left, y, size, is_title=True)

    def wrapped(self, text: str, room: float, size: float) -> list[str]:
        """A text on lines of limited width."""
        most = max(1, int(room / size / (1.0 if self.language == "zh" else ADVANCE_EM)))
        if self.language == "zh":
            return [text[i : i + most] for i in range(0, len(text), most)]
        lines = [""]
        for word in text.split():
            if lines[-1] and len(lines[-1]) + len(word) >= most:
                lines.append("")
            lines[-1] = f"{lines[-1]} {word}".strip()
        return lines

    def paragraph(
        self, text: str, x: float, y: float, size: float, room: float, anchor: str = "left",
        *, leading: float = 1.25, is_title: bool = False,
    ) -> float:  # fmt: skip
        """Writes a wrapped text; returns where the next one begins."""
        for line in self.wrapped(text, room, size):
            self.write(line, x, y, size, anchor, is_title=is_title)
            y += size * leading
        return y

    def head(
        self, *, x: float | None = None, y: float | None = None, size: float | None = None,
        anchor: str = "", count: int = 0, room: float = 0.0, text: str = "",
    ) -> tuple[float, float, str, float]:  # fmt: skip
        """Writes the title; returns where it ends, its left end or centre, anchor and size."""
        size = size or self.size(44, 84)
        anchor = anchor or self.random.choices(["left", "centre"], [3, 1])[0]
        x = x or (self.size(50, 140) if anchor == "left" else WIDTH / 2)
        margin = x + self.random.choice([60, 60, 300, 600]) if anchor == "left" else 240
        text = text or self.title_text(count or self.random.choice(TITLE_WORD_COUNTS))
        end = self.paragraph(
            text, x, y or self.size(30, 110), size, room or WIDTH - margin, anchor,
            leading=self.size(1.1, 1.5), is_title=True,
        )  # fmt: skip
        return end, x, anchor, size

    def bullets(self, x: float, y: float, size: float, count: int, room: float) -> None:
        """Writes points on up to two levels."""
        mark = self.random.choice(["", "", "• ", "- ", "%d. ", "▪ "])
        step = self.size(1.35, 2.2)
        for i in range(count):
            inner = i > 0 and self.chance(0.25)
            text = (mark % (i + 1) if "%" in mark else mark) + self.words(
                self.random.choice([1, 2, 3, 3, 5, 5, 8, 12, 16])
            )
            text += self.random.choices(["", ".", ":", "?", "!"], [17, 1, 1, 0.5, 0.5])[0]
            here = size * (0.85 if inner else 1)
            left = x + (1.3 * size if inner else 0)
            y = self.paragraph(text, left, y, here, room - (left - x), leading=1.22)
            y += (step - 1.22) * size
            if y > 0.9 * self.height:
                return

    def furniture(self) -> None:
        """Writes logos, banners, notices and page numbers."""
        pick, high = self.random.choice, self.height
        if self.chance(0.15):
            self.write(
                pick(BANNERS),
                pick([80, 0.7 * WIDTH]),
                high * self.size(0.02, 0.08),
                self.size(24, 70),
            )
        if self.chance(0.22):
            at = (
                WIDTH * pick([0.03, 0.05, 0.4, 0.75, 0.85]),
                high * pick([0.02, 0.05, 0.05, 0.1, 0.88, 0.5]),
            )
            self.write(pick(LOGOS), *at, self.size(30, 75), confidence=self.size(0.55, 1))
        if self.chance(0.5):
            self.write(pick(NOTICES), self.size(40, 400), 0.955 * high, self.size(14, 22))
        if self.chance(0.4):
            self.write(str(self.random.randint(1, 90)), 0.96 * WIDTH, 0.95 * high, 20)
        if self.chance(0.3):
            at = pick([60, 0.85 * WIDTH]), high * pick([0.92, 0.03])
            self.write(pick(LOGOS), *at, self.size(20, 44), confidence=self.size(0.6, 1))

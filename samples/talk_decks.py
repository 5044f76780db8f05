"""Decks of talks as speakers make them: PPTX files, with builds, and what each page shows.

`write_decks` makes six talks of 20 to 60 pages in three languages. Their pages share templates, and
some differ by a word or a number. A build shows one page's points one after the other: the file
holds the last state, the audience sees all.
"""

from __future__ import annotations

import io
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeAlias

import numpy as np
from PIL import Image
from pptx import Presentation
from pptx.dml.color import RGBColor
from pptx.enum.text import MSO_ANCHOR
from pptx.util import Emu, Inches, Pt

Drawn: TypeAlias = Any
"""A slide or a presentation: python-pptx has no types."""

WORDS = {
    "en": """access account alert archive audit backup balance batch branch budget cache capacity
        catalogue channel cluster column compute container contract control customer daily
        data deadline delivery design device discount domain engine event failure feature
        field filter gateway growth history import index insight invoice journal latency
        ledger library limit market memory metric migration model monitor network object
        order owner parcel partner payment pipeline planning platform policy product project
        protocol quality query queue record region release replica report request response
        review rollout schema search secret security server service session shard signal
        snapshot stage storage stream supplier support switch table target team tenant
        ticket token traffic training transfer update upload user vendor version volume
        warehouse window workflow workload zone""",
    "de": """Abfrage Ablauf Abnahme Anbieter Anfrage Angebot Anlage Antwort Auftrag Ausfall
        Bereich Bericht Bestand Betrieb Bilanz Daten Dienst Drucker Durchsatz Eingang
        Entwurf Erfolg Ergebnis Fehler Ferien Filter Freigabe Frist Gebiet Gerät Grenze
        Größe Handel Haushalt Hinweis Kanal Kapazität Katalog Knoten Konto Kosten Kunde
        Lager Leistung Lieferung Lösung Markt Maschine Menge Messung Modell Nachricht Netz
        Notfall Ordnung Paket Partner Pflege Planung Plattform Preis Probe Prüfung Quelle
        Rahmen Rechnung Regel Reihe Rolle Schicht Schlüssel Schnitt Schule Sicherung
        Speicher Sprache Stelle Strecke Strom Stufe Suche Tabelle Takt Tausch Technik Termin
        Übersicht Umsatz Verkehr Verlauf Vertrag Verzeichnis Vorgang Vorrat Wachstum Wartung
        Wechsel Werkzeug Wettbewerb Zähler Zeichen Zeitplan Zugang Zustand Zweck""",
    "fr": """abonné accès achat adresse agence analyse annonce appel archive atelier avis banque
        besoin bilan budget bureau cadre caisse calcul canal capacité carte catalogue chaîne
        charge chiffre choix client code colonne commande compte conseil contrat contrôle
        courrier coût cycle début décision délai demande dépôt donnée droit durée échange
        écran équipe erreur espace essai étape étude événement facture fichier filtre flux
        fonction formation frais gestion graphique groupe hausse indice journal lecture
        liste livraison logiciel machine marché mémoire message mesure métier mise modèle
        moteur niveau objet offre ordre outil page panne partage passage plan poste prix
        procès produit projet qualité question rapport registre règle relais requête réseau
        réserve résultat réunion rôle salle saisie service seuil signal site stock suivi
        support tableau tâche taux terme titre tournée vente version ville voie""",
}  # fmt: skip
"""Words of three languages; titles and points are made of them."""


@dataclass(frozen=True)
class Look:
    """The template of a deck: colours, the event, where its footer stands."""

    ground: tuple[int, int, int]
    ink: tuple[int, int, int]
    accent: tuple[int, int, int]
    event: str
    band: bool = False


LOOKS = (
    Look((255, 255, 255), (35, 38, 46), (200, 70, 40), "Northwind Days 2025"),
    Look((18, 24, 44), (236, 240, 248), (255, 176, 58), "Data Forum Köln", band=True),
    Look((250, 248, 242), (40, 44, 52), (20, 110, 120), "Rencontres du Libre"),
)


@dataclass
class Page:
    """A page of a talk.

    Attributes:
        kind: Its layout.
        title: Its title.
        lines: The rest of its text, one entry a line.
        states: For a build, how many lines each state shows; the last shows all.
        seed: What else decides its look.
        rows: The cells of a table.
        values: The values of a chart.
    """

    kind: str
    title: str
    lines: list[str] = field(default_factory=list)
    states: list[int] = field(default_factory=list)
    seed: int = 0
    rows: list[list[str]] = field(default_factory=list)
    values: list[tuple[str, int]] = field(default_factory=list)
    notes: str = ""


@dataclass(frozen=True)
class Talk:
    """A talk: its name, language, look and pages."""

    name: str
    language: str
    look: Look
    pages: tuple[Page, ...]


@dataclass(frozen=True)
class Screen:
    """What the audience sees at one moment.

    Attributes:
        page: The number of the page, from 1.
        lines: The text on the screen, in reading order, without the footer.
        title: The page's title.
        is_last: Whether the screen shows all of its page.
    """

    page: int
    lines: tuple[str, ...]
    title: str
    is_last: bool


def make_talk(number: int, pages: int, language: str) -> Talk:
    """A talk whose content follows from its number."""
    rng = np.random.default_rng(1000 + number)
    words = WORDS[language].split()
    look = LOOKS[number % len(LOOKS)]

    def phrase(low: int, high: int) -> str:
        picked = [str(w) for w in rng.choice(words, int(rng.integers(low, high + 1)))]
        text = " ".join(picked)
        return text[0].upper() + text[1:]

    made: list[Page] = [Page("cover", phrase(3, 5), [phrase(2, 3)], seed=number)]
    agenda = [phrase(2, 3) for _ in range(4)]
    while len(made) < pages:
        kind = str(
            rng.choice(["bullets", "bullets", "bullets", "build", "table", "chart", "picture",
                        "quote", "code", "twin", "series", "agenda"])
        )  # fmt: skip
        room = pages - len(made)
        if kind == "bullets":
            made.append(Page(kind, phrase(2, 4), [phrase(3, 6) for _ in range(4)]))
        elif kind == "build":
            points = [phrase(3, 6) for _ in range(4)]
            made.append(Page("bullets", phrase(2, 4), points, states=[1, 2, 3, 4]))
        elif kind == "table":
            rows = [[phrase(1, 1) for _ in range(3)]]
            rows += [[phrase(1, 1), str(rng.integers(10, 999)), phrase(1, 1)] for _ in range(4)]
            made.append(Page(kind, phrase(2, 4), rows=rows))
        elif kind == "chart":
            values = [(phrase(1, 1), int(rng.integers(5, 99))) for _ in range(4)]
            made.append(Page(kind, phrase(2, 4), values=values))
        elif kind == "picture":
            made.append(Page(kind, "", seed=int(rng.integers(1 << 30))))
        elif kind == "quote":
            made.append(Page(kind, "", [phrase(5, 7), phrase(4, 6), phrase(2, 2)]))
        elif kind == "code":
            made.append(Page(kind, phrase(2, 3), [f"{w.lower()} = {v}" for w, v in zip(
                rng.choice(words, 5), rng.integers(1, 99, 5), strict=True)]))  # fmt: skip
        elif kind == "twin" and room >= 2:
            # Two pages that differ by one number.
            title, points = phrase(2, 4), [phrase(3, 5) for _ in range(3)]
            first, second = (int(v) for v in rng.choice(np.arange(11, 99), 2, replace=False))
            made += [Page("bullets", title, [*points, f"{points[0].split()[0]} {v} %"])
                     for v in (first, second)]  # fmt: skip
        elif kind == "series" and room >= 3:
            # A chart whose columns change under one title: the words nearly stay.
            title, heads = phrase(2, 4), [phrase(1, 1) for _ in range(4)]
            made += [Page("chart", title, values=[(h, int(rng.integers(5, 99))) for h in heads])
                     for _ in range(3)]  # fmt: skip
        elif kind == "agenda":
            # The same points again and again, another one of them in colour.
            made.append(Page("agenda", "Agenda", list(agenda), seed=int(rng.integers(4))))
    for each in made:
        each.notes = phrase(4, 8)
    return Talk(f"talk{number}", language, look, tuple(made[:pages]))


TALKS: tuple[tuple[int, int, str], ...] = (
    *((0, 20, "en"), (1, 30, "de"), (2, 40, "fr")),
    *((3, 48, "en"), (4, 56, "de"), (5, 60, "fr")),
)
"""Number, pages and language of the six talks."""


# Writing


def write_deck(talk: Talk, path: Path, *, states: bool = False) -> list[Screen]:
    """Writes a talk as PPTX; returns what its pages show.

    Args:
        talk: The talk.
        path: The file.
        states: Whether each state of a build is a page, as on the screen of the talk.
    """
    deck = Presentation()
    deck.slide_width, deck.slide_height = Inches(13.333), Inches(7.5)
    screens = []
    for number, page in enumerate(talk.pages, 1):
        shown = page.states if states and page.states else [len(page.lines)]
        for count in shown:
            _add(deck, talk.look, page, number, count)
            screens.append(_screen(page, number, count))
    deck.save(str(path))
    return screens


def _screen(page: Page, number: int, count: int) -> Screen:
    lines = [page.title] if page.title else []
    lines += page.lines[:count]
    lines += [cell for row in page.rows for cell in row]
    lines += [str(value) for _, value in page.values] + [name for name, _ in page.values]
    return Screen(number, tuple(lines), page.title, count == len(page.lines))


def _add(deck: Drawn, look: Look, page: Page, number: int, count: int) -> None:
    slide = deck.slides.add_slide(deck.slide_layouts[5])
    fill = slide.background.fill
    fill.solid()
    fill.fore_color.rgb = RGBColor(*look.ground)
    if look.band:
        band = slide.shapes.add_shape(1, 0, 0, deck.slide_width, Inches(0.25))
        band.fill.solid()
        band.fill.fore_color.rgb = RGBColor(*look.accent)
        band.line.fill.background()
    if page.kind == "picture":
        _picture(slide, page.seed, deck)
    _title(slide, look, page)
    DRAWERS.get(page.kind, _points)(slide, look, page, count)
    _text(slide, look, look.event, (0.6, 7.0, 6, 0.4), 12)
    _text(slide, look, str(number), (12.0, 7.0, 0.8, 0.4), 12)
    slide.notes_slide.notes_text_frame.text = page.notes


def _title(slide: Drawn, look: Look, page: Page) -> None:
    shape = slide.shapes.title
    if not page.title:
        drawn = shape._element  # noqa: SLF001 - there is no public way
        drawn.getparent().remove(drawn)
        return
    shape.left, shape.top, shape.width, shape.height = (
        Inches(v) for v in ((0.6, 2.4, 12, 1.4) if page.kind == "cover" else (0.6, 0.4, 12, 1.1))
    )
    shape.text_frame.text = page.title
    shape.text_frame.vertical_anchor = MSO_ANCHOR.MIDDLE
    run = shape.text_frame.paragraphs[0].runs[0]
    run.font.size, run.font.bold = Pt(44 if page.kind == "cover" else 36), True
    run.font.color.rgb = RGBColor(*look.accent)
    run.font.name = "Liberation Sans"
    shape.text_frame.paragraphs[0].alignment = 1


def _text(
    slide: Drawn,
    look: Look,
    text: str,
    box: tuple[float, float, float, float],
    size: int,
    *,
    color: tuple[int, int, int] | None = None,
    bold: bool = False,
    font: str = "Liberation Sans",
) -> None:
    frame = slide.shapes.add_textbox(*(Inches(v) for v in box)).text_frame
    frame.word_wrap = True
    run = frame.paragraphs[0].add_run()
    run.text = text
    run.font.size, run.font.name, run.font.bold = Pt(size), font, bold
    run.font.color.rgb = RGBColor(*(color or look.ink))


def _points(slide: Drawn, look: Look, page: Page, count: int) -> None:
    frame = slide.shapes.add_textbox(*(Inches(v) for v in (0.8, 1.8, 11.6, 4.8))).text_frame
    frame.word_wrap = True
    for i, line in enumerate(page.lines[:count]):
        paragraph = frame.paragraphs[0] if i == 0 else frame.add_paragraph()
        run = paragraph.add_run()
        run.text = f"• {line}"
        run.font.size, run.font.name = Pt(26), "Liberation Sans"
        highlit = page.kind == "agenda" and i == page.seed
        run.font.color.rgb = RGBColor(*(look.accent if highlit else look.ink))
        run.font.bold = highlit
        paragraph.space_after = Pt(16)


def _cover(slide: Drawn, look: Look, page: Page, count: int) -> None:
    del count
    _text(slide, look, page.lines[0], (0.7, 4.0, 11, 0.8), 28)


def _quote(slide: Drawn, look: Look, page: Page, count: int) -> None:
    for i, line in enumerate(page.lines[:count]):
        top = 2.0 + i * 0.9 + (0.4 if i == 2 else 0)
        _text(slide, look, line, (1.2, top, 11, 0.8), 32 if i < 2 else 22)


def _code(slide: Drawn, look: Look, page: Page, count: int) -> None:
    for i, line in enumerate(page.lines[:count]):
        _text(slide, look, line, (1.0, 1.9 + 0.7 * i, 11, 0.6), 26, font="Liberation Mono")


def _table(slide: Drawn, look: Look, page: Page, count: int) -> None:
    del count, look
    rows, columns = len(page.rows), len(page.rows[0])
    table = slide.shapes.add_table(rows, columns, *(Inches(v) for v in (0.8, 1.8, 11.5, 4.2))).table
    for r, row in enumerate(page.rows):
        for c, text in enumerate(row):
            cell = table.cell(r, c)
            cell.text = text
            cell.text_frame.paragraphs[0].runs[0].font.size = Pt(22)
            cell.text_frame.paragraphs[0].runs[0].font.name = "Liberation Sans"


def _chart(slide: Drawn, look: Look, page: Page, count: int) -> None:
    """A column chart, drawn as shapes: values above the columns, heads below."""
    del count
    top = max(value for _, value in page.values)
    for i, (_, value) in enumerate(page.values):
        left, height = 1.2 + 2.8 * i, 3.4 * value / top
        bar = slide.shapes.add_shape(1, *(Inches(v) for v in (left, 5.9 - height, 1.6, height)))
        bar.fill.solid()
        bar.fill.fore_color.rgb = RGBColor(*look.accent)
        bar.line.fill.background()
    for i, (_, value) in enumerate(page.values):
        left, height = 1.2 + 2.8 * i, 3.4 * value / top
        _text(slide, look, str(value), (left + 0.4, 5.3 - height, 1.2, 0.5), 22, bold=True)
    for i, (name, _) in enumerate(page.values):
        _text(slide, look, name, (1.1 + 2.8 * i, 6.0, 2.6, 0.5), 20)


def _picture(slide: Drawn, seed: int, deck: Drawn) -> None:
    rng = np.random.default_rng(seed)
    coarse = rng.integers(0, 255, (5, 8, 3), dtype=np.uint8)
    image = Image.fromarray(coarse).resize((1280, 720), Image.Resampling.BICUBIC)
    pixels = np.array(image)
    for _ in range(7):
        x, y = int(rng.integers(0, 1100)), int(rng.integers(0, 600))
        pixels[y : y + int(rng.integers(40, 300)), x : x + int(rng.integers(40, 400))] = (
            rng.integers(0, 255, 3)
        )
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, "PNG")
    buffer.seek(0)
    slide.shapes.add_picture(buffer, 0, 0, deck.slide_width, Emu(int(deck.slide_height * 0.92)))


def _nothing(slide: Drawn, look: Look, page: Page, count: int) -> None:
    del slide, look, page, count


DRAWERS: dict[str, Callable[[Drawn, Look, Page, int], None]] = {
    "bullets": _points,
    "agenda": _points,
    "cover": _cover,
    "quote": _quote,
    "code": _code,
    "table": _table,
    "chart": _chart,
    "picture": _nothing,
}
"""What draws each layout."""

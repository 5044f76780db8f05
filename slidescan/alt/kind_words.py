"""Words for what a picture shows, in the languages of slides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_KIND_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"table": "Table", "chart": "Chart", "timeline": "Timeline",
           "code": "Code", "diagram": "Diagram",
           "screenshot": "Screenshot", "whiteboard": "Whiteboard", "flip-chart": "Flip chart",
           "document": "Document", "logo": "Logo", "slide": "Slide",
           "picture": "Photo", "title slide": "Title slide",
           "textless": "{} without readable text"},
    "de": {"table": "Tabelle", "chart": "Diagramm", "timeline": "Zeitleiste",
           "code": "Code", "diagram": "Schaubild",
           "screenshot": "Bildschirmfoto", "whiteboard": "Whiteboard", "flip-chart": "Flipchart",
           "document": "Dokument", "logo": "Logo", "slide": "Folie",
           "picture": "Foto", "title slide": "Titelfolie",
           "textless": "{} ohne lesbaren Text"},
    "fr": {"table": "Tableau", "chart": "Graphique", "timeline": "Chronologie",
           "code": "Code", "diagram": "Schéma",
           "screenshot": "Capture d’écran", "whiteboard": "Tableau blanc",
           "flip-chart": "Paperboard", "document": "Document", "logo": "Logo",
           "slide": "Diapositive", "picture": "Photo", "title slide": "Diapositive de titre",
           "textless": "{} sans texte lisible"},
    "es": {"table": "Tabla", "chart": "Gráfico", "timeline": "Cronología",
           "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de pantalla", "whiteboard": "Pizarra",
           "flip-chart": "Rotafolio", "document": "Documento", "logo": "Logotipo",
           "slide": "Diapositiva", "picture": "Foto", "title slide": "Diapositiva de título",
           "textless": "{} sin texto legible"},
    "it": {"table": "Tabella", "chart": "Grafico", "timeline": "Cronologia",
           "code": "Codice", "diagram": "Diagramma",
           "screenshot": "Schermata", "whiteboard": "Lavagna", "flip-chart": "Lavagna a fogli",
           "document": "Documento", "logo": "Logo", "slide": "Diapositiva",
           "picture": "Foto", "title slide": "Diapositiva del titolo",
           "textless": "{} senza testo leggibile"},
    "nl": {"table": "Tabel", "chart": "Grafiek", "timeline": "Tijdlijn",
           "code": "Code", "diagram": "Diagram",
           "screenshot": "Schermafbeelding", "whiteboard": "Whiteboard",
           "flip-chart": "Flip-over", "document": "Document", "logo": "Logo", "slide": "Dia",
           "picture": "Foto", "title slide": "Titeldia",
           "textless": "{} zonder leesbare tekst"},
    "pt": {"table": "Tabela", "chart": "Gráfico", "timeline": "Cronologia",
           "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de ecrã", "whiteboard": "Quadro branco",
           "flip-chart": "Flipchart", "document": "Documento", "logo": "Logótipo",
           "slide": "Diapositivo", "picture": "Foto", "title slide": "Diapositivo de título",
           "textless": "{} sem texto legível"},
}  # fmt: skip


def kind_word(kind: str, language: str) -> str:
    """The word for a kind of picture in a language, or in English."""
    return _KIND_WORDS.get(language, _KIND_WORDS["en"])[kind]


def textless_sentence(kind: str, language: str) -> str:
    """The sentence for a picture of this kind without readable text. It is no alt text."""
    return kind_word("textless", language).format(kind_word(kind, language)) + "."


@cache
def empty_sentences() -> frozenset[str]:
    """The case-folded sentences of `textless_sentence`, without their full stops."""
    return frozenset(
        textless_sentence(kind, language).rstrip(".").casefold()
        for language, kinds in _KIND_WORDS.items()
        for kind in kinds
        if kind != "textless"
    )

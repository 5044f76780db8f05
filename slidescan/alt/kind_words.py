"""Words for what a picture shows, in the languages of slides."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache

_KIND_WORDS: Mapping[str, Mapping[str, str]] = {
    "en": {"table": "Table", "chart": "Chart", "timeline": "Timeline",
           "hierarchy": "Hierarchy", "layers": "Layers",
           "matrix": "Matrix", "cycle": "Cycle", "editor": "Code editor",
           "browser": "Browser", "terminal": "Terminal",
           "code": "Code", "diagram": "Diagram",
           "screenshot": "Screenshot", "whiteboard": "Whiteboard", "flip-chart": "Flip chart",
           "document": "Document", "logo": "Logo", "slide": "Slide",
           "picture": "Photo", "title slide": "Title slide",
           "textless": "{} without readable text"},
    "de": {"table": "Tabelle", "chart": "Diagramm", "timeline": "Zeitleiste",
           "hierarchy": "Hierarchie", "layers": "Schichten",
           "matrix": "Matrix", "cycle": "Kreislauf", "editor": "Code-Editor",
           "browser": "Browser", "terminal": "Terminal",
           "code": "Code", "diagram": "Schaubild",
           "screenshot": "Bildschirmfoto", "whiteboard": "Whiteboard", "flip-chart": "Flipchart",
           "document": "Dokument", "logo": "Logo", "slide": "Folie",
           "picture": "Foto", "title slide": "Titelfolie",
           "textless": "{} ohne lesbaren Text"},
    "fr": {"table": "Tableau", "chart": "Graphique", "timeline": "Chronologie",
           "hierarchy": "Hiérarchie", "layers": "Couches",
           "matrix": "Matrice", "cycle": "Cycle", "editor": "Éditeur de code",
           "browser": "Navigateur", "terminal": "Terminal",
           "code": "Code", "diagram": "Schéma",
           "screenshot": "Capture d’écran", "whiteboard": "Tableau blanc",
           "flip-chart": "Paperboard", "document": "Document", "logo": "Logo",
           "slide": "Diapositive", "picture": "Photo", "title slide": "Diapositive de titre",
           "textless": "{} sans texte lisible"},
    "es": {"table": "Tabla", "chart": "Gráfico", "timeline": "Cronología",
           "hierarchy": "Jerarquía", "layers": "Capas",
           "matrix": "Matriz", "cycle": "Ciclo", "editor": "Editor de código",
           "browser": "Navegador", "terminal": "Terminal",
           "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de pantalla", "whiteboard": "Pizarra",
           "flip-chart": "Rotafolio", "document": "Documento", "logo": "Logotipo",
           "slide": "Diapositiva", "picture": "Foto", "title slide": "Diapositiva de título",
           "textless": "{} sin texto legible"},
    "it": {"table": "Tabella", "chart": "Grafico", "timeline": "Cronologia",
           "hierarchy": "Gerarchia", "layers": "Livelli",
           "matrix": "Matrice", "cycle": "Ciclo", "editor": "Editor di codice",
           "browser": "Browser", "terminal": "Terminale",
           "code": "Codice", "diagram": "Diagramma",
           "screenshot": "Schermata", "whiteboard": "Lavagna", "flip-chart": "Lavagna a fogli",
           "document": "Documento", "logo": "Logo", "slide": "Diapositiva",
           "picture": "Foto", "title slide": "Diapositiva del titolo",
           "textless": "{} senza testo leggibile"},
    "nl": {"table": "Tabel", "chart": "Grafiek", "timeline": "Tijdlijn",
           "hierarchy": "Hiërarchie", "layers": "Lagen",
           "matrix": "Matrix", "cycle": "Cyclus", "editor": "Code-editor",
           "browser": "Browser", "terminal": "Terminal",
           "code": "Code", "diagram": "Diagram",
           "screenshot": "Schermafbeelding", "whiteboard": "Whiteboard",
           "flip-chart": "Flip-over", "document": "Document", "logo": "Logo", "slide": "Dia",
           "picture": "Foto", "title slide": "Titeldia",
           "textless": "{} zonder leesbare tekst"},
    "pt": {"table": "Tabela", "chart": "Gráfico", "timeline": "Cronologia",
           "hierarchy": "Hierarquia", "layers": "Camadas",
           "matrix": "Matriz", "cycle": "Ciclo", "editor": "Editor de código",
           "browser": "Navegador", "terminal": "Terminal",
           "code": "Código", "diagram": "Diagrama",
           "screenshot": "Captura de ecrã", "whiteboard": "Quadro branco",
           "flip-chart": "Flipchart", "document": "Documento", "logo": "Logótipo",
           "slide": "Diapositivo", "picture": "Foto", "title slide": "Diapositivo de título",
           "textless": "{} sem texto legível"},
    "zh": {"table": "表格", "chart": "图表", "timeline": "时间线",
           "hierarchy": "层级图", "layers": "分层图", "matrix": "矩阵", "cycle": "循环图",
           "editor": "代码编辑器", "browser": "浏览器", "terminal": "终端",
           "code": "代码", "diagram": "图", "screenshot": "屏幕截图", "whiteboard": "白板",
           "flip-chart": "挂图", "document": "文档", "logo": "标志", "slide": "幻灯片",
           "picture": "照片", "title slide": "标题页", "textless": "{}，没有可读文字"},
    "ja": {"table": "表", "chart": "グラフ", "timeline": "年表",
           "hierarchy": "階層図", "layers": "階層構造", "matrix": "マトリックス", "cycle": "循環図",
           "editor": "コードエディター", "browser": "ブラウザー", "terminal": "ターミナル",
           "code": "コード", "diagram": "図", "screenshot": "スクリーンショット",
           "whiteboard": "ホワイトボード", "flip-chart": "フリップチャート", "document": "文書",
           "logo": "ロゴ", "slide": "スライド", "picture": "写真", "title slide": "表紙",
           "textless": "{}（読める文字なし）"},
    "ko": {"table": "표", "chart": "차트", "timeline": "연표",
           "hierarchy": "계층도", "layers": "계층", "matrix": "매트릭스", "cycle": "순환도",
           "editor": "코드 편집기", "browser": "브라우저", "terminal": "터미널",
           "code": "코드", "diagram": "다이어그램", "screenshot": "스크린샷",
           "whiteboard": "화이트보드", "flip-chart": "플립차트", "document": "문서",
           "logo": "로고", "slide": "슬라이드", "picture": "사진", "title slide": "제목 슬라이드",
           "textless": "{}, 읽을 수 있는 글 없음"},
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

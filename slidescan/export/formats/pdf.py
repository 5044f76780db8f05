"""A deck of straightened slides as a searchable, tagged PDF.

Each slide is a page, all of one size: its picture, from the photo or from the speaker's deck,
invisible text exactly over the words, and a caption that links to the post. The file conforms to
PDF/A-2u (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): everything is embedded, coloured by an output
intent and tagged in reading order, and characters map to Unicode.

As in Tesseract and OCRmyPDF, invisible text has a font with one empty glyph, which suits any script
and needs no system font.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pikepdf
from pikepdf import Array, Dictionary, Name, OutlineItem, Page, String
from PIL import Image, ImageCms

from slidescan.core.frames import FlatFrame, word_boxes
from slidescan.core.geometry import Quad
from slidescan.core.languages import UNDETERMINED
from slidescan.core.records import Failure, Line, Slide, TextBox
from slidescan.core.text import is_rtl
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import PhotoError, UsageError
from slidescan.export.deck_pages import on_its_page, page_pictures
from slidescan.export.decks import deck_title
from slidescan.export.pdf_parts import CAPTION_DOTS, ascii_uri, draw_caption, to_unicode, xmp
from slidescan.export.pdf_structure import TextStructure
from slidescan.export.protocol import ExportOptions, ExportSource, Written
from slidescan.export.xml import legal
from slidescan.imaging.render import render_slide
from slidescan.search.selection import Chosen

PAGE_WIDTH_POINTS, PAGE_HEIGHT_POINTS = 960.0, 600.0
"""The size of all pages: room for a picture of 16:9 and its caption."""

CAPTION_HEIGHT_POINTS = 60.0
"""Height of the caption below a picture, which links to the post."""

CAPTION_MARGIN_POINTS = 12.0
"""Space to the left and right of a caption."""

PAGE_PICTURE_PIXELS = 1920
"""Longer side of a slide's picture."""

FONT_FILE = Path(__file__).parents[1] / "glyphless.ttf"

BASELINE_SHARE = 0.78
"""Distance from the top of a word's box to its baseline, as a share of the box's height."""

GLYPH_ADVANCE_EM = 0.5
"""Advance width of the font's only glyph."""

FIRST_ANNOTATION_KEY = 1_000_000
"""The first key of annotations in the parent tree, above the keys of all pages."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A slide and its encoded picture, ready for a page.

    Attributes:
        chosen: The slide.
        picture: A JPEG.
        pixels: Its width and height.
        box: Left, bottom, width and height of the picture on the page, points.
    """

    chosen: Chosen[Slide]
    picture: bytes
    pixels: tuple[int, int]
    box: tuple[float, float, float, float]


def write(source: ExportSource, options: ExportOptions, out: Path) -> Iterator[Written]:
    """Writes a deck with a page per slide.

    Raises:
        UsageError: There is no slide to write.
    """
    chosen = list(source.chosen)
    with pikepdf.new() as pdf:
        deck = _Deck(pdf, options.title or deck_title(chosen))
        pictures, undrawn = _page_pictures(chosen, source.root, options.variant)
        for one in chosen:
            if one.slide.image in undrawn:
                yield one.slide.image, undrawn[one.slide.image]
                continue
            try:
                sheet = _sheet(one, source.root, pictures.get(one.slide.image))
            except PhotoError as error:
                yield one.slide.image, Failure(one.slide.image, error.what, error.remedy)
                continue
            deck.add(sheet)
            yield one.slide.image, out
        if not len(pdf.pages):
            raise UsageError("there is no slide to write", "select other slides")
        deck.finish()
        # In memory, because qpdf would end the process on a full disk.
        buffer = io.BytesIO()
        pdf.save(
            buffer, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )  # fmt: skip
    out.write_bytes(buffer.getbuffer())


def _page_pictures(
    chosen: Sequence[Chosen[Slide]], root: Path, variant: str
) -> tuple[dict[str, bytes], dict[str, Failure]]:
    """Pictures from speakers' decks by photo, if the variant takes them, and failures."""
    if variant != "deck":
        return {}, {}
    return page_pictures([one.slide for one in chosen], root, PAGE_PICTURE_PIXELS)


def _sheet(chosen: Chosen[Slide], root: Path, picture: bytes | None = None) -> _Sheet:
    """The sheet of a slide, with the picture of its page or of the photo."""
    slide = chosen.slide
    if picture is not None:
        chosen = Chosen(on_its_page(slide), chosen.link)
    else:
        picture = render_slide(root / slide.image, slide, "JPEG", width=PAGE_PICTURE_PIXELS)
    with Image.open(io.BytesIO(picture)) as opened:
        pixels = opened.size
    return _Sheet(chosen, picture, pixels, _fitted(*pixels))


def _fitted(width: int, height: int) -> tuple[float, float, float, float]:
    """Left, bottom, width and height of a picture, as large as the page allows, centred."""
    room = PAGE_HEIGHT_POINTS - CAPTION_HEIGHT_POINTS
    scale = min(PAGE_WIDTH_POINTS / width, room / height)
    left, below = (PAGE_WIDTH_POINTS - width * scale) / 2, (room - height * scale) / 2
    return left, CAPTION_HEIGHT_POINTS + below, width * scale, height * scale


@dataclass(frozen=True, slots=True)
class _TextPosition:
    """Where a slide's text lies on its page.

    Attributes:
        left: Left edge of the slide, points.
        top: Upper edge of the slide, points from below.
        scale: Factor of heights in the flat frame, whose width is that of the picture.
    """

    left: float
    top: float
    scale: float


@dataclass
class _Deck:
    """A PDF under construction.

    Attributes:
        pdf: The document.
        title: Its title.
        codes: The font's code for each used character.
        outline_entries: Post and sections, title and page of each slide, for the bookmarks.
        languages: Language of each page.
    """

    pdf: pikepdf.Pdf
    title: str
    codes: dict[str, int] = field(default_factory=dict)
    outline_entries: list[tuple[tuple[str, ...], str, pikepdf.Page]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        pdf = self.pdf
        self.font = pdf.make_indirect(Dictionary(Type=Name.Font))
        self.document = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, K=Array())
        )
        self.parents = Array()

    # Structure

    def element(self, kind: str, parent: Any, **entries: Any) -> Any:  # noqa: ANN401 - PDF objects
        """Adds a structure element below another."""
        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array(), **entries)
        )
        parent.K.append(made)
        return made

    # Pages

    def add(self, sheet: _Sheet) -> None:
        """Adds a page for a slide."""
        slide, pdf = sheet.chosen.slide, self.pdf
        image = pdf.make_stream(
            sheet.picture,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=sheet.pixels[0],
            Height=sheet.pixels[1],
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        page = pdf.make_indirect(
            Dictionary(
                Type=Name.Page,
                MediaBox=Array([0, 0, PAGE_WIDTH_POINTS, PAGE_HEIGHT_POINTS]),
                StructParents=len(self.parents) // 2,
                Tabs=Name.S,
                Resources=Dictionary(
                    XObject=Dictionary(Slide=image), Font=Dictionary(Text=self.font)
                ),
            )
        )
        section = self.element("Sect", self.document)
        if slide.title:
            section.T = _string(slide.title)
        marked: list[Any] = []
        content = self._picture(sheet, section, page, marked)
        content += self._text(sheet, section, page, marked)
        content += self._caption(sheet, section, page, marked)
        page.Contents = pdf.make_stream("\n".join(content).encode("ascii"))
        key = page.StructParents
        self.parents.append(key)
        self.parents.append(pdf.make_indirect(Array(marked)))
        pdf.pages.append(Page(page))
        self.languages.append(slide.language)
        link = sheet.chosen.link
        groups = (link.title, *link.section) if link else ()
        self.outline_entries.append((groups, slide.title or _name_of(slide), pdf.pages[-1]))

    def _mark(self, kind: str, element: Any, page: Any, marked: list[Any]) -> str:  # noqa: ANN401
        """Begins marked content that belongs to an element."""
        number = len(marked)
        element.K.append(number)
        element.Pg = page
        marked.append(element)
        return f"/{kind} <</MCID {number}>> BDC"

    def _picture(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        slide = sheet.chosen.slide
        figure = self.element("Figure", section, Alt=_string(slide.alt or _name_of(slide)))
        left, bottom, width, height = sheet.box
        bounds = [round(value, 3) for value in (left, bottom, left + width, bottom + height)]
        figure.A = Dictionary(O=Name.Layout, BBox=Array(bounds), Placement=Name.Block)
        return [
            self._mark("Figure", figure, page, marked),
            f"q {width:.3f} 0 0 {height:.3f} {left:.3f} {bottom:.3f} cm /Slide Do Q",
            "EMC",
        ]

    def _text(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        """Draws the slide's lines as invisible text; footers are artifacts."""
        slide = sheet.chosen.slide
        left, bottom, width, height = sheet.box
        frame = FlatFrame.of(slide, width)
        position = _TextPosition(left, bottom + height, height / frame.height)
        drawn = {
            id(line): operators
            for line in slide.reading.lines
            if not line.is_outside and (operators := self._line(line, frame, position))
        }
        tagged = [n for n in slide.reading.lines if id(n) in drawn and n.role != "footer"]
        structure = TextStructure(slide, tagged, section, self.element)
        content = []
        for line in slide.reading.lines:
            if id(line) not in drawn:
                continue
            if line.role == "footer":
                content.append("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
            else:
                element = structure.element_of(line)
                content.append(self._mark(str(element.S)[1:], element, page, marked))
            content += ["BT 3 Tr", *drawn[id(line)], "ET", "EMC"]
        return content

    def _line(self, line: Line, frame: FlatFrame, position: _TextPosition) -> list[str]:
        words = list(word_boxes(line, frame))
        rtl = is_rtl(line.text)
        operators = []
        for number, word in enumerate(words):
            after = words[number + 1] if number + 1 < len(words) else None
            operators.append(self._word(word, after, position, rtl=rtl))
        return operators

    def _word(
        self, word: TextBox, after: TextBox | None, position: _TextPosition, *, rtl: bool
    ) -> str:
        """Draws a word over its pixels, and a space up to the next word."""
        (ax, ay), (bx, by), _, (dx, dy) = Quad(
            *((position.left + x, y * position.scale) for x, y in word.quad.corners)
        ).corners
        width, height = max(math.hypot(bx - ax, by - ay), 0.1), max(math.hypot(dx - ax, dy - ay), 1)
        cos, sin = (bx - ax) / width, (ay - by) / width
        x = ax + (dx - ax) * BASELINE_SHARE
        y = position.top - (ay + (dy - ay) * BASELINE_SHARE)
        stretch = 100 * width / (len(word.text) * GLYPH_ADVANCE_EM * height)
        a, b = cos, sin
        if rtl:
            # Right-to-left text starts at its right end, as in Tesseract's PDFs.
            x, y, a, b = x + cos * width, y + sin * width, -cos, -sin
        matrix = f"{a:.4f} {b:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"
        text = f"/Text {height:.2f} Tf {stretch:.2f} Tz {matrix} <{self._coded(word.text)}> Tj"
        if after is None:
            return text
        gap = max(0.5, abs(after.quad.tl[0] - word.quad.tr[0]))
        if rtl:
            gap = max(0.5, abs(word.quad.tl[0] - after.quad.tr[0]))
        return f"{text} {100 * gap / (GLYPH_ADVANCE_EM * height):.2f} Tz <{self._coded(' ')}> Tj"

    def _coded(self, text: str) -> str:
        for character in text:
            # Code 0 is the glyph for missing characters.
            self.codes.setdefault(character, len(self.codes) + 1)
        return "".join(f"{self.codes[character]:04X}" for character in text)

    def _caption(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        """Draws the caption, post and section, as a link if the post has an absolute address."""
        link = sheet.chosen.link
        if link is None:
            return []
        label = " › ".join((link.title, *link.section))
        room = round((PAGE_WIDTH_POINTS - 2 * CAPTION_MARGIN_POINTS) * CAPTION_DOTS)
        label_picture, (width, height) = draw_caption(label, link, room)
        page.Resources.XObject.Back = self.pdf.make_stream(
            label_picture,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceGray,
            BitsPerComponent=8,
        )
        drawn_width, drawn_height = width / CAPTION_DOTS, height / CAPTION_DOTS
        left, top = CAPTION_MARGIN_POINTS, CAPTION_HEIGHT_POINTS - CAPTION_MARGIN_POINTS / 2
        box = [left, top - drawn_height, left + drawn_width, top]
        draw = f"q {drawn_width:.2f} 0 0 {drawn_height:.2f} {box[0]:.2f} {box[1]:.2f} cm /Back Do Q"
        url = link.url if link.url and link.url.startswith(("https://", "http://")) else None
        kind = "Link" if url else "Figure"
        holder = self.element("P", section) if url else section
        element = self.element(kind, holder, Alt=_string(f"Shown in: {label}"))
        bounds = Array([round(value, 2) for value in box])
        element.A = Dictionary(O=Name.Layout, BBox=bounds, Placement=Name.Block)
        content = [self._mark(kind, element, page, marked), draw, "EMC"]
        if url:
            self._annotate(page, element, bounds, url, label)
        return content

    def _annotate(self, page: Any, element: Any, box: Any, url: str, label: str) -> None:  # noqa: ANN401
        key = FIRST_ANNOTATION_KEY + len(self.outline_entries)
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=box,
                Border=Array([0, 0, 0]),
                F=4,
                Contents=_string(f"Shown in: {label}"),
                A=Dictionary(Type=Name.Action, S=Name.URI, URI=ascii_uri(url)),
                StructParent=key,
            )
        )
        page.Annots = Array([annotation])
        element.K.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page))
        self._annotated = [*getattr(self, "_annotated", []), (key, element)]

    def finish(self) -> None:
        """Writes the parts that need all pages: font, structure tree, outline, metadata."""
        pdf, root = self.pdf, self.pdf.Root
        self._finish_font()
        for key, element in getattr(self, "_annotated", []):
            self.parents.append(key)
            self.parents.append(element)
        tree = pdf.make_indirect(
            Dictionary(
                Type=Name.StructTreeRoot,
                K=self.document,
                ParentTree=Dictionary(Nums=self.parents),
                ParentTreeNextKey=FIRST_ANNOTATION_KEY + len(self.outline_entries),
            )
        )
        self.document.P = tree
        root.StructTreeRoot = tree
        root.MarkInfo = Dictionary(Marked=True)
        certain = [code for code in self.languages if code != UNDETERMINED] or ["en"]
        language = max(set(certain), key=certain.count)
        root.Lang = _string(language)
        for code, section in zip(self.languages, self.document.K, strict=True):
            if code != language:
                section.Lang = _string(code)
        root.ViewerPreferences = Dictionary(DisplayDocTitle=True)
        root.PageMode = Name.UseOutlines
        root.OutputIntents = Array([self._intent()])
        self._outline()
        metadata = pdf.make_stream(xmp(self.title, language), Type=Name.Metadata, Subtype=Name.XML)
        root.Metadata = metadata
        pdf.docinfo["/Title"] = _string(self.title)
        pdf.docinfo["/Producer"] = _string(f"slidescan {PACKAGE_VERSION}")

    def _intent(self) -> Any:  # noqa: ANN401
        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        return Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=_string("sRGB"),
            Info=_string("sRGB"),
            DestOutputProfile=self.pdf.make_stream(profile, N=3),
        )

    def _outline(self) -> None:
        """Writes the bookmarks: posts, their sections, slides."""
        with self.pdf.open_outline() as outline:
            open_items: list[tuple[str, Any]] = []
            for number, (groups, title, _) in enumerate(self.outline_entries):
                depth = 0
                while (
                    depth < min(len(open_items), len(groups))
                    and open_items[depth][0] == groups[depth]
                ):
                    depth += 1
                open_items = open_items[:depth]
                for name in groups[depth:]:
                    item = OutlineItem(legal(name) or "…", number)
                    (open_items[-1][1].children if open_items else outline.root).append(item)
                    open_items.append((name, item))
                leaf = OutlineItem(legal(title) or "…", number)
                (open_items[-1][1].children if open_items else outline.root).append(leaf)

    def _finish_font(self) -> None:
        pdf, data = self.pdf, FONT_FILE.read_bytes()
        file = pdf.make_stream(data, Length1=len(data))
        descriptor = pdf.make_indirect(
            Dictionary(
                Type=Name.FontDescriptor,
                FontName=Name.SlidescanGlyphless,
                Flags=4,
                FontBBox=Array([0, -200, 500, 800]),
                ItalicAngle=0,
                Ascent=800,
                Descent=-200,
                CapHeight=800,
                StemV=80,
                FontFile2=file,
            )
        )
        # Every code maps to glyph 1; glyph 0 stands for missing characters.
        glyphs = b"\0\0" + b"\0\1" * len(self.codes)
        system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        descendant = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=Name.SlidescanGlyphless,
                CIDSystemInfo=system,
                FontDescriptor=descriptor,
                DW=round(1000 * GLYPH_ADVANCE_EM),
                CIDToGIDMap=pdf.make_stream(glyphs),
            )
        )
        self.font.Subtype = Name.Type0
        self.font.BaseFont = Name.SlidescanGlyphless
        self.font.Encoding = Name("/Identity-H")
        self.font.DescendantFonts = Array([descendant])
        self.font.ToUnicode = pdf.make_stream(to_unicode(self.codes))


def _name_of(slide: Slide) -> str:
    """The photo's file name."""
    return slide.image.rpartition("/")[2]


def _string(text: str) -> Any:  # noqa: ANN401 - a PDF object
    return String(legal(text))

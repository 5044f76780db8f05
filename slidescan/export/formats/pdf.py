"""A deck of straightened slides as a searchable, tagged PDF.

A page a slide: its picture, invisible text exactly over the words, a line below that leads back to
the post. Made to PDF/A-2u (ISO 19005-2) and PDF/UA-1 (ISO 14289-1): everything is embedded,
coloured by an output intent, tagged in reading order, every character maps to Unicode.

Invisible text is set in a font with one empty glyph, as Tesseract and OCRmyPDF do it: any script,
no font of a system.
"""

from __future__ import annotations

import io
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from slidescan.core.frames import FlatFrame, is_rtl, words_of
from slidescan.core.geometry import Quad
from slidescan.core.records import Failure, Line, Slide, TextBox
from slidescan.core.versions import PACKAGE_VERSION
from slidescan.errors import PhotoError, UsageError
from slidescan.export.formats.pdf_parts import address, stamp, to_unicode, xmp
from slidescan.export.xml import legal
from slidescan.imaging.render import picture_of
from slidescan.search.selection import Chosen

if TYPE_CHECKING:
    import pikepdf

WIDTH = 960.0
"""Of a page, points."""

STRIP = 30.0
"""Height of the line below a picture, points."""

PIXELS = 1920
"""Longer side of a picture, at most."""

FONT = Path(__file__).parents[1] / "glyphless.ttf"
ASCENT = 0.78
"""How far below the upper side of a word's box its baseline is, share of the box's height."""

ADVANCE = 0.5
"""Ems that every glyph of the font is wide."""


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A slide that is about to be a page."""

    chosen: Chosen[Slide]
    picture: bytes
    pixels: tuple[int, int]
    height: float


def write_pdf(
    chosen: Iterable[Chosen[Slide]], root: Path, out: Path, title: str
) -> Iterator[tuple[str, Failure | None]]:
    """Write a deck; yields each slide's photo, and why it is not in the deck, if it isn't.

    Args:
        chosen: The slides, in the deck's order.
        root: The folder that paths of photos start at.
        out: The file.
        title: The deck's.

    Raises:
        UsageError: pikepdf is missing, or there is no slide to write.
    """
    try:
        import pikepdf
    except ModuleNotFoundError as error:
        raise UsageError(
            "PDFs need pikepdf", "install it with pip install 'slidescan[pdf]'"
        ) from error

    with pikepdf.new() as pdf:
        deck = _Deck(pdf, title)
        for one in chosen:
            try:
                sheet = _sheet(one, root)
            except PhotoError as error:
                yield one.slide.image, Failure(one.slide.image, error.what, error.remedy)
                continue
            deck.add(sheet)
            yield one.slide.image, None
        if not len(pdf.pages):
            raise UsageError("there is no slide to write", "choose others")
        deck.finish()
        # Made in memory: where the disk is full, qpdf would end the process.
        buffer = io.BytesIO()
        pdf.save(
            buffer, min_version="1.7", object_stream_mode=pikepdf.ObjectStreamMode.disable,
            deterministic_id=True,
        )  # fmt: skip
    out.write_bytes(buffer.getbuffer())


def _sheet(chosen: Chosen[Slide], root: Path) -> _Sheet:
    from PIL import Image

    slide = chosen.slide
    picture = picture_of(root / slide.image, slide, "JPEG", width=PIXELS)
    with Image.open(io.BytesIO(picture)) as opened:
        pixels = opened.size
    return _Sheet(chosen, picture, pixels, WIDTH * pixels[1] / pixels[0])


@dataclass
class _Deck:
    """A PDF in the making.

    Attributes:
        pdf: The document.
        title: Its title.
        codes: For each character that was used its code in the font.
    """

    pdf: pikepdf.Pdf
    title: str
    codes: dict[str, int] = field(default_factory=dict)
    places: list[tuple[tuple[str, ...], str, pikepdf.Page]] = field(default_factory=list)
    languages: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        from pikepdf import Array, Dictionary, Name

        pdf = self.pdf
        self.font = pdf.make_indirect(Dictionary(Type=Name.Font))
        self.document = pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name.Document, K=Array())
        )
        self.parents = Array()

    # Structure

    def element(self, kind: str, parent: Any, **entries: Any) -> Any:  # noqa: ANN401 - PDF objects
        """A new element of structure below another."""
        from pikepdf import Array, Dictionary, Name

        made = self.pdf.make_indirect(
            Dictionary(Type=Name.StructElem, S=Name(f"/{kind}"), P=parent, K=Array(), **entries)
        )
        parent.K.append(made)
        return made

    # Pages

    def add(self, sheet: _Sheet) -> None:
        """A page for a slide."""
        from pikepdf import Array, Dictionary, Name, Page

        slide, pdf = sheet.chosen.slide, self.pdf
        height = sheet.height + STRIP
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
                MediaBox=Array([0, 0, WIDTH, round(height, 3)]),
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
        content += self._back(sheet, section, page, marked)
        page.Contents = pdf.make_stream("\n".join(content).encode("ascii"))
        key = page.StructParents
        self.parents.append(key)
        self.parents.append(pdf.make_indirect(Array(marked)))
        pdf.pages.append(Page(page))
        self.languages.append(slide.language)
        link = sheet.chosen.link
        groups = (link.title, *link.section) if link else ()
        self.places.append((groups, slide.title or slide.image.rpartition("/")[2], pdf.pages[-1]))

    def _mark(self, kind: str, element: Any, page: Any, marked: list[Any]) -> str:  # noqa: ANN401
        """Begin content that belongs to an element."""
        number = len(marked)
        element.K.append(number)
        element.Pg = page
        marked.append(element)
        return f"/{kind} <</MCID {number}>> BDC"

    def _picture(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        figure = self.element("Figure", section, Alt=_string(sheet.chosen.slide.alt or "Slide"))
        from pikepdf import Array, Dictionary, Name

        box = [0, STRIP, WIDTH, round(sheet.height + STRIP, 3)]
        figure.A = Dictionary(O=Name.Layout, BBox=Array(box), Placement=Name.Block)
        return [
            self._mark("Figure", figure, page, marked),
            f"q {WIDTH:.3f} 0 0 {sheet.height:.3f} 0 {STRIP:.3f} cm /Slide Do Q",
            "EMC",
        ]

    def _text(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        """The lines, invisible; what returns on every slide is no content of this one."""
        slide = sheet.chosen.slide
        frame = FlatFrame.of(slide, WIDTH)
        top, scale = sheet.height + STRIP, sheet.height / frame.height
        content, title = [], None
        for line in slide.reading.lines:
            shown = self._line(line, frame, top, scale)
            if not shown:
                continue
            if line.role == "footer":
                content.append("/Artifact <</Type /Pagination /Subtype /Footer>> BDC")
            elif line.role == "title":
                # A title of several lines is one heading.
                title = title or self.element("H1", section)
                content.append(self._mark("H1", title, page, marked))
            else:
                content.append(self._mark("P", self.element("P", section), page, marked))
            content += ["BT 3 Tr", *shown, "ET", "EMC"]
        return content

    def _line(self, line: Line, frame: FlatFrame, top: float, scale: float) -> list[str]:
        words = list(words_of(line, frame))
        back = is_rtl(line.text)
        shown = []
        for number, word in enumerate(words):
            after = words[number + 1] if number + 1 < len(words) else None
            shown.append(self._word(word, after, top, scale, back=back))
        return shown

    def _word(
        self, word: TextBox, after: TextBox | None, top: float, scale: float, *, back: bool
    ) -> str:
        """One word where it stands; a space up to the next one."""
        (ax, ay), (bx, by), _, (dx, dy) = Quad(
            *((x, y * scale) for x, y in word.quad.corners)
        ).corners
        width, height = max(math.hypot(bx - ax, by - ay), 0.1), max(math.hypot(dx - ax, dy - ay), 1)
        cos, sin = (bx - ax) / width, (ay - by) / width
        x, y = ax + (dx - ax) * ASCENT, top - (ay + (dy - ay) * ASCENT)
        stretch = 100 * width / (len(word.text) * ADVANCE * height)
        a, b = cos, sin
        if back:
            # Text that runs left begins at its right end, as in Tesseract's PDFs.
            x, y, a, b = x + cos * width, y + sin * width, -cos, -sin
        matrix = f"{a:.4f} {b:.4f} {-sin:.4f} {cos:.4f} {x:.2f} {y:.2f} Tm"
        text = f"/Text {height:.2f} Tf {stretch:.2f} Tz {matrix} <{self._coded(word.text)}> Tj"
        if after is None:
            return text
        gap = max(0.5, abs(after.quad.tl[0] - word.quad.tr[0]))
        if back:
            gap = max(0.5, abs(word.quad.tl[0] - after.quad.tr[0]))
        return f"{text} {100 * gap / (ADVANCE * height):.2f} Tz <{self._coded(' ')}> Tj"

    def _coded(self, text: str) -> str:
        for character in text:
            # Code 0 would be the glyph that stands for missing ones.
            self.codes.setdefault(character, len(self.codes) + 1)
        return "".join(f"{self.codes[character]:04X}" for character in text)

    def _back(self, sheet: _Sheet, section: Any, page: Any, marked: list[Any]) -> list[str]:  # noqa: ANN401
        """The line below: where the slide is shown, a link where that has an address."""
        from pikepdf import Array, Dictionary, Name

        link = sheet.chosen.link
        if link is None:
            return []
        label = " › ".join((link.title, *link.section))
        label_picture, (width, height) = stamp(label, link)
        page.Resources.XObject.Back = self.pdf.make_stream(
            label_picture,
            Type=Name.XObject,
            Subtype=Name.Image,
            Width=width,
            Height=height,
            ColorSpace=Name.DeviceRGB,
            BitsPerComponent=8,
            Filter=Name.DCTDecode,
        )
        shown_height = STRIP * 0.6
        shown_width = min(WIDTH - 24, width * shown_height / height)
        box = [12, STRIP * 0.2, 12 + shown_width, STRIP * 0.2 + shown_height]
        draw = f"q {shown_width:.2f} 0 0 {shown_height:.2f} {box[0]:.2f} {box[1]:.2f} cm /Back Do Q"
        whole = link.url.startswith(("https://", "http://"))
        kind = "Link" if whole else "Figure"
        holder = self.element("P", section) if whole else section
        element = self.element(kind, holder, Alt=_string(f"Shown in: {label}"))
        bounds = Array([round(value, 2) for value in box])
        element.A = Dictionary(O=Name.Layout, BBox=bounds, Placement=Name.Block)
        content = [self._mark(kind, element, page, marked), draw, "EMC"]
        if whole:
            self._annotate(page, element, bounds, link.url, label)
        return content

    def _annotate(self, page: Any, element: Any, box: Any, url: str, label: str) -> None:  # noqa: ANN401
        from pikepdf import Array, Dictionary, Name

        key = _ANNOTATIONS + len(self.places)
        annotation = self.pdf.make_indirect(
            Dictionary(
                Type=Name.Annot,
                Subtype=Name.Link,
                Rect=box,
                Border=Array([0, 0, 0]),
                F=4,
                Contents=_string(f"Shown in: {label}"),
                A=Dictionary(Type=Name.Action, S=Name.URI, URI=address(url)),
                StructParent=key,
            )
        )
        page.Annots = Array([annotation])
        element.K.append(Dictionary(Type=Name.OBJR, Obj=annotation, Pg=page))
        self._annotated = [*getattr(self, "_annotated", []), (key, element)]

    # The whole

    def finish(self) -> None:
        """Everything that is known only once all pages are there."""
        from pikepdf import Array, Dictionary, Name

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
                ParentTreeNextKey=_ANNOTATIONS + len(self.places),
            )
        )
        self.document.P = tree
        root.StructTreeRoot = tree
        root.MarkInfo = Dictionary(Marked=True)
        language = max(set(self.languages), key=self.languages.count)
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
        from pikepdf import Dictionary, Name
        from PIL import ImageCms

        profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
        return Dictionary(
            Type=Name.OutputIntent,
            S=Name.GTS_PDFA1,
            OutputConditionIdentifier=_string("sRGB"),
            Info=_string("sRGB"),
            DestOutputProfile=self.pdf.make_stream(profile, N=3),
        )

    def _outline(self) -> None:
        """Bookmarks: posts, their sections, slides."""
        from pikepdf import OutlineItem

        with self.pdf.open_outline() as outline:
            open_: list[tuple[str, Any]] = []
            for number, (groups, title, _) in enumerate(self.places):
                same = 0
                while same < min(len(open_), len(groups)) and open_[same][0] == groups[same]:
                    same += 1
                open_ = open_[:same]
                for name in groups[same:]:
                    item = OutlineItem(legal(name) or "…", number)
                    (open_[-1][1].children if open_ else outline.root).append(item)
                    open_.append((name, item))
                leaf = OutlineItem(legal(title) or "…", number)
                (open_[-1][1].children if open_ else outline.root).append(leaf)

    def _finish_font(self) -> None:
        from pikepdf import Array, Dictionary, Name, String

        pdf, data = self.pdf, FONT.read_bytes()
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
        # Every code is the one glyph that is no stand-in for a missing one.
        glyphs = b"\0\0" + b"\0\1" * len(self.codes)
        system = Dictionary(Registry=String("Adobe"), Ordering=String("Identity"), Supplement=0)
        descendant = pdf.make_indirect(
            Dictionary(
                Type=Name.Font,
                Subtype=Name.CIDFontType2,
                BaseFont=Name.SlidescanGlyphless,
                CIDSystemInfo=system,
                FontDescriptor=descriptor,
                DW=round(1000 * ADVANCE),
                CIDToGIDMap=pdf.make_stream(glyphs),
            )
        )
        self.font.Subtype = Name.Type0
        self.font.BaseFont = Name.SlidescanGlyphless
        self.font.Encoding = Name("/Identity-H")
        self.font.DescendantFonts = Array([descendant])
        self.font.ToUnicode = pdf.make_stream(to_unicode(self.codes))


_ANNOTATIONS = 1_000_000
"""Keys of annotations in the tree of parents: above those of all pages."""


def _string(text: str) -> Any:  # noqa: ANN401 - a PDF object
    from pikepdf import String

    return String(legal(text))


def titles(chosen: Sequence[Chosen[Slide]], fallback: str) -> str:
    """What a deck is called: its one post, or its one section, else `fallback`."""
    posts = {one.link.title for one in chosen if one.link}
    return posts.pop() if len(posts) == 1 else fallback

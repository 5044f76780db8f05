"""Copies of a PPTX file what drawing its slides needs, and nothing that leads out of it.

A program that draws a presentation may load what the file links to: pictures of other hosts, files
of this machine, embedded documents, macros. The copy has none of that: it is built from the parts
that relations of known types lead to, and holds pictures only in formats that name no other file.
"""

from __future__ import annotations

import posixpath
import zipfile
from collections import deque
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from lxml import etree

from slidescan.errors import DeckTooLarge, DeckUndrawn

RELATIONS = frozenset({
    "officeDocument", "slide", "slideLayout", "slideMaster", "theme", "themeOverride", "image",
    "chart", "chartUserShapes", "diagramData", "diagramLayout", "diagramQuickStyle",
    "diagramColors", "diagramDrawing", "notesMaster", "tableStyles", "presProps", "viewProps",
    "font", "hyperlink",
})  # fmt: skip
"""The relations that lead to parts that are drawn, by the end of their type (ECMA-376, part 1)."""

HYPERLINK = "hyperlink"
"""The relation of a link in a text: it stays, since links are drawn in their own colour."""

NO_TARGET = "https://example.invalid/"
"""Where links lead in the copy (RFC 2606)."""

PICTURE_MAGICS = (
    b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"BM", b"II*\x00", b"MM\x00*",
    b"\xd7\xcd\xc6\x9a", b"\x01\x00\x09\x00", b"\x01\x00\x00\x00",
)  # fmt: skip
"""How pictures begin that stay: PNG, JPEG, GIF, BMP, TIFF, WMF, EMF. SVG and EPS name other files,
and a compressed picture may be one of them."""

MAX_PARTS = 20_000
"""The most parts of a copy. A slide has about 3."""

MAX_COPY_BYTES = 500 * 2**20
"""The most bytes of a copy's parts together."""

NAMESPACE = "{http://schemas.openxmlformats.org/package/2006/relationships}"
PRESENTATION = "{http://schemas.openxmlformats.org/presentationml/2006/main}"
CONTENT_TYPES = "[Content_Types].xml"
OVERRIDE = "{http://schemas.openxmlformats.org/package/2006/content-types}Override"


def copy_for_drawing(path: Path, out: Path) -> None:
    """Writes a copy that draws the same slides.

    Args:
        path: The PPTX file.
        out: The copy.

    Raises:
        DeckError: The file doesn't hold what its parts say, or too much.
    """
    with (
        zipfile.ZipFile(path) as archive,
        zipfile.ZipFile(out, "w", zipfile.ZIP_STORED) as copy,
    ):
        _Copy(archive, copy).run()


class _Copy:
    """One copy.

    Args:
        archive: The file.
        copy: Where the parts go.
    """

    def __init__(self, archive: zipfile.ZipFile, copy: zipfile.ZipFile) -> None:
        self._archive = archive
        self._copy = copy
        self._members = set(archive.namelist())
        self._bytes = 0

    def run(self) -> None:
        """Copies the parts that relations lead to, from the package's own on."""
        copied: set[str] = set()
        waiting = deque([(target, kind) for target, kind in self._relations("")])
        while waiting:
            name, kind = waiting.popleft()
            if name in copied or name not in self._members:
                continue
            copied.add(name)
            if len(copied) > MAX_PARTS:
                raise DeckTooLarge("the presentation has too many parts", "save it again")
            if self._part(name, kind):
                waiting.extend(self._relations(name))
        types = self._xml(CONTENT_TYPES)
        for each in types.findall(OVERRIDE):
            if unquote(each.get("PartName", "")).lstrip("/") not in copied:
                types.remove(each)
        self._write(CONTENT_TYPES, etree.tostring(types))

    def _part(self, name: str, kind: str) -> bool:
        """Copies a part; returns whether it is XML, which may have relations."""
        data = self._read(name)
        if kind == "image":
            if data.startswith(PICTURE_MAGICS):
                self._write(name, data)
            return False
        if kind == "font":
            self._write(name, data)
            return False
        root = _parsed(data)
        _show_previews(root)
        self._write(name, etree.tostring(root, encoding="UTF-8", standalone=True))
        return True

    def _relations(self, name: str) -> list[tuple[str, str]]:
        """Copies the relations of a part that stay; returns their targets and kinds."""
        folder, _, base = name.rpartition("/")
        rels = posixpath.join(folder, "_rels", f"{base}.rels")
        if rels not in self._members:
            return []
        root = self._xml(rels)
        targets = []
        for each in root.findall(f"{NAMESPACE}Relationship"):
            kind = each.get("Type", "").rpartition("/")[2]
            if kind == HYPERLINK and each.get("TargetMode") == "External":
                each.set("Target", NO_TARGET)
            elif kind not in RELATIONS or each.get("TargetMode") == "External":
                root.remove(each)
            else:
                target = posixpath.join("/", folder, unquote(each.get("Target", "")))
                targets.append((posixpath.normpath(target).lstrip("/"), kind))
        self._write(rels, etree.tostring(root))
        return targets

    def _xml(self, name: str) -> Any:  # noqa: ANN401 - lxml has no types
        return _parsed(self._read(name))

    def _read(self, name: str) -> bytes:
        size = self._archive.getinfo(name).file_size
        self._bytes += size
        if self._bytes > MAX_COPY_BYTES:
            raise DeckTooLarge("the presentation holds too much to draw", "save it again")
        # The archive stops at the size that its directory states.
        return self._archive.read(name)

    def _write(self, name: str, data: bytes) -> None:
        self._copy.writestr(zipfile.ZipInfo(name), data)


def _show_previews(root: Any) -> None:  # noqa: ANN401 - lxml has no types
    """Replaces embedded documents, such as tables and equations, by their preview pictures."""
    for frame in list(root.iter(f"{PRESENTATION}graphicFrame")):
        if next(frame.iter(f"{PRESENTATION}oleObj"), None) is None:
            continue
        preview, parent = next(frame.iter(f"{PRESENTATION}pic"), None), frame.getparent()
        if preview is not None and parent is not None:
            parent.replace(frame, preview)


def _parsed(data: bytes) -> Any:  # noqa: ANN401 - lxml has no types
    """The root of a part's XML, without entities.

    Raises:
        DeckUndrawn: It declares a document type, which parts must not (ECMA-376, part 2, 9.1.4).
    """
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    root = etree.fromstring(data, parser)
    if root.getroottree().docinfo.doctype:
        raise DeckUndrawn("a part of the presentation declares a document type", "save it again")
    return root

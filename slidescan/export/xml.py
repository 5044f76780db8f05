"""XML that is well-formed whatever photos, posts and slides are called."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

_FORBIDDEN = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""What XML 1.0 holds no character for (section 2.2)."""


def legal(text: str) -> str:
    """`text` with a replacement for each character that XML can't hold."""
    return _FORBIDDEN.sub("\ufffd", text)


def element(parent: ET.Element | None, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """A new element; `_` at the end of an attribute's name is left out (`class_`)."""
    named = {name.rstrip("_"): legal(value) for name, value in attributes.items()}
    made = ET.Element(tag, named) if parent is None else ET.SubElement(parent, tag, named)
    if text:
        made.text = legal(text)
    return made


def serialized(root: ET.Element, doctype: str = "") -> str:
    """A whole document."""
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{body}\n'

"""XML that untrusted text can't break."""

from __future__ import annotations

import re
from xml.etree import ElementTree as ET

FORBIDDEN_CHARACTERS = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
"""Characters that XML 1.0 doesn't allow (section 2.2)."""


def legal(text: str) -> str:
    """Replaces each character that XML doesn't allow with U+FFFD."""
    return FORBIDDEN_CHARACTERS.sub("\ufffd", text)


def element(parent: ET.Element | None, tag: str, text: str = "", **attributes: str) -> ET.Element:
    """Adds an element; drops a trailing `_` from attribute names (`class_`)."""
    legal_values = {name.rstrip("_"): legal(value) for name, value in attributes.items()}
    made = (
        ET.Element(tag, legal_values)
        if parent is None
        else ET.SubElement(parent, tag, legal_values)
    )
    if text:
        made.text = legal(text)
    return made


def serialized(root: ET.Element, doctype: str = "") -> str:
    """The document as text, indented."""
    ET.indent(root)
    body = ET.tostring(root, encoding="unicode")
    return f'<?xml version="1.0" encoding="UTF-8"?>\n{doctype}{body}\n'

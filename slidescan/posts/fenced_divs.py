"""Pandoc's fenced divs (`::: {.callout-note}`), and the headings in them that Quarto takes away."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

_LINE = re.compile(r"[^\r\n]*(?:\r\n?|\n|\Z)")
_FENCE = re.compile(r"[ ]{0,3}(?P<fence>`{3,}|~{3,})")
_ATTRIBUTES = re.compile(r"\{[^{}]*\}|[^\s{}:]+")
_RAW = re.compile(r"[ \t]*<(?P<opening>!--|(?:script|style|pre|textarea)\b)", re.IGNORECASE)
_HEADING = re.compile(r"(?P<hashes>#{1,6})[ \t]")


@dataclass(slots=True)
class _Div:
    """An open div.

    Attributes:
        attributes: What follows its colons.
        is_empty: Whether nothing has stood in it so far.
        tab_level: The level of the headings that name its tabs; 0 without any so far.
    """

    attributes: str
    is_empty: bool = True
    tab_level: int = 0


class FencedDivs:
    """Removes what CommonMark reads differently from pandoc and Quarto.

    That is the fences of divs, the titles of callouts, the names of tabs, comments, and the
    elements in which pandoc reads no Markdown. Of a heading without a blank line above it, which
    pandoc takes for a text, only the hashes.
    """

    def sub(self, replacement: Callable[[int, int], str], text: str) -> str:
        """Replaces each range by `replacement(start, end)`."""
        parts, at = [], 0
        for start, end in self.finditer(text):
            parts += [text[at:start], replacement(start, end)]
            at = end
        return "".join((*parts, text[at:]))

    def finditer(self, text: str) -> Iterator[tuple[int, int]]:
        """Yields the start and end of each range, in order."""
        divs: list[_Div] = []
        unclosed: set[str] = set()
        fence, at, continues = "", 0, False
        while at < len(text):
            match = _LINE.match(text, at)
            end = match.end() if match else len(text)
            line = text[at:end].rstrip("\r\n")
            code, div, heading = _FENCE.match(line), _div_attributes(line), _HEADING.match(line)
            raw_end = -1 if fence else _raw_end(text, at, unclosed)
            if raw_end > 0:
                yield at, raw_end
                at, continues = raw_end, False
                _fill(divs)
                continue
            if fence:
                is_end = line.strip().startswith(fence) and not line.strip().strip(fence[0])
                fence = "" if is_end else fence
                continues = False
            elif code:
                fence, continues = code["fence"], False
                _fill(divs)
            elif div is not None:
                yield at, at + len(line)
                if div:
                    _fill(divs)
                    divs.append(_Div(div))
                elif divs:
                    divs.pop()
                continues = False
            elif heading and continues:
                yield at, at + len(heading["hashes"])
            elif heading:
                if divs and _is_title(divs[-1], len(heading["hashes"])):
                    yield at, at + len(line)
                _fill(divs)
            elif line.strip():
                continues = not line.lstrip().startswith(("<", "|")) and not line.endswith(">")
                _fill(divs)
            else:
                continues = False
            at = end


def _raw_end(text: str, at: int, unclosed: set[str]) -> int:
    """The end of a comment, or of an element without Markdown, that begins here; -1 without one.

    An opening without a closing is searched for only once: it is added to `unclosed`.
    """
    match = _RAW.match(text, at)
    if match is None:
        return -1
    closing = "-->" if match["opening"] == "!--" else f"</{match['opening'].lower()}>"
    if closing in unclosed:
        return -1
    end = re.compile(re.escape(closing), re.IGNORECASE).search(text, match.end())
    if end is None:
        unclosed.add(closing)
        return -1
    return end.end()


def _div_attributes(line: str) -> str | None:
    """What follows the colons of a div's fence; None for another line."""
    fence = line.lstrip(" \t>").rstrip()
    if not fence.startswith(":::"):
        return None
    attributes = fence.strip(":").strip()
    return attributes if not attributes or _ATTRIBUTES.fullmatch(attributes) else None


def _fill(divs: list[_Div]) -> None:
    """Something stands in the innermost div."""
    if divs:
        divs[-1].is_empty = False


def _is_title(div: _Div, level: int) -> bool:
    """Whether a heading is a callout's title or a tab's name."""
    if "callout-" in div.attributes:
        return div.is_empty
    if "panel-tabset" in div.attributes:
        div.tab_level = div.tab_level or level
        return level == div.tab_level
    return False

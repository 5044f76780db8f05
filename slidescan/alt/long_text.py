"""Long descriptions in posts: where they stand, and in the form that the generator shows.

- `details`: a disclosure after the image's paragraph. HTML where posts may hold any; a quote
  where they may not (Hugo without `unsafe`); a folded callout in Obsidian.
- `figcaption`: the image's paragraph becomes a figure with the text as its caption.
- `caption-file`: a text file beside the photo, and a link to it after the image's paragraph.

What stands in a post already is known by its first line; it is replaced only if it is as
slidescan wrote it.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from slidescan.alt import long
from slidescan.alt.context import AltContext
from slidescan.core.frames import frame_of
from slidescan.core.records import AltAction, ImageReference, LongForm, Post, Slide
from slidescan.posts import front_matter as frontmatter
from slidescan.posts import markdown
from slidescan.posts.edit import Edit
from slidescan.posts.generators.mkdocs import MkDocs
from slidescan.posts.markdown import Holder
from slidescan.posts.site import Site

_SUMMARY = {
    "en": "Text of the slide",
    "de": "Text der Folie",
    "fr": "Texte de la diapositive",
    "es": "Texto de la diapositiva",
    "it": "Testo della diapositiva",
    "nl": "Tekst van de dia",
    "pt": "Texto do diapositivo",
}
MARK = "slidescan"
"""The class of what is written, by which it is known again."""

_SUMMARIES = "|".join(_SUMMARY.values())
_OURS = re.compile(
    rf"<(?:details|figcaption) class(?:Name)?=\"{MARK}\"|\[(?:{_SUMMARIES})\]\("
    rf"|> (?:\[!note\]- |\*\*)(?:{_SUMMARIES})"
)
_FIGURE_END = re.compile(r"[ \t]*</figure\s*>", re.IGNORECASE)


_IN_ADDRESS = "/:@!$&'*+,;=~%._-"


@dataclass(frozen=True, slots=True)
class Placed:
    """A long description and what it takes to write it.

    Attributes:
        text: As it is written, lines parted by `line feeds`.
        action: Whether it would be.
        reason: Why.
        edits: Of the post.
        files: Path below the site, and text.
    """

    text: str
    action: AltAction
    reason: str
    edits: tuple[Edit, ...] = ()
    files: tuple[tuple[str, str], ...] = ()


class Writer:
    """Places long descriptions in one post.

    Args:
        site: Its site.
        post: The post.
        text: Its text.
        offset: Bytes before the text.
        known: What was written before.
    """

    def __init__(self, site: Site, post: Post, text: str, offset: int, known: AltContext) -> None:
        self._site = site
        self._post = post
        self._text = text
        self._known = known
        self._offset = offset
        self._dialect = site.generator.dialect
        self._eol = "\r\n" if "\r\n" in text else "\n"
        body = frontmatter.read(text).end
        self._holders = markdown.holders(text, body, self._dialect)
        self._starts = [0, *(m.end() for m in re.finditer(r"\r\n?|\n", text))]
        self._taken: set[int] = set()

    def place(self, reference: ImageReference, slide: Slide, form: LongForm) -> Placed:
        """Where and how a slide's long description is written for a reference."""
        if (
            not slide.description
            or slide.description.count(" ") + slide.description.count("\n") < 2
        ):
            return Placed("", "keep", "the alt text says it all")
        holder = self._holder(reference)
        if holder is None:
            return Placed("", "keep", "there is no place after it (a table, a heading, a field)")
        if holder.start in self._taken:
            return Placed("", "keep", "another image of its paragraph has one")
        if form == "caption-file":
            placed = self._file(reference, slide, holder)
        elif form == "figcaption":
            placed = self._caption(slide, holder)
        else:
            placed = self._after(slide, holder, self._details(slide))
        if placed.action != "keep":
            self._taken.add(holder.start)
        return placed

    def _holder(self, reference: ImageReference) -> Holder | None:
        """The block that shows the reference."""
        if reference.syntax == "front matter" or reference.line > len(self._starts):
            return None
        at = self._starts[reference.line - 1]
        return next((h for h in self._holders if h.start <= at < h.end), None)

    def _summary(self, slide: Slide) -> str:
        page = (self._post.language or self._site.generator.language or slide.language)[:2].lower()
        return _SUMMARY.get(page, _SUMMARY["en"])

    def _details(self, slide: Slide) -> str:
        lines, frame = slide.reading.lines, frame_of(slide.photo, slide.detection)
        summary = self._summary(slide)
        if self._dialect.wikilinks:
            body = long.markdown(lines, frame)
            return _quoted(f"[!note]- {summary}\n{body}")
        if not self._dialect.raw_html:
            return _quoted(f"**{summary}**\n\n{long.markdown(lines, frame)}")
        inner = long.html(lines, frame)
        name = "className" if self._dialect.jsx else "class"
        head = f'<details {name}="{MARK}"{self._lang(slide)}><summary>{summary}</summary>'
        if self._dialect.jsx:  # lines within it would be Markdown
            inner = inner.replace("\n", "")
            return f"{head}{inner}</details>"
        return f"{head}\n{inner}\n</details>"

    def _lang(self, slide: Slide) -> str:
        page = (self._post.language or self._site.generator.language or "")[:2].lower()
        return f' lang="{slide.language}"' if page and page != slide.language else ""

    def _caption(self, slide: Slide, holder: Holder) -> Placed:
        if not self._dialect.raw_html or self._dialect.wikilinks:
            return Placed("", "keep", "posts of this site show no HTML: --long details does")
        if isinstance(self._site.generator, MkDocs) and not (
            {"md_in_html", "extra"} & self._site.generator.extensions.keys()
        ):
            return Placed("", "keep", "it takes the extension md_in_html: --long details doesn't")
        lines, frame = slide.reading.lines, frame_of(slide.photo, slide.detection)
        inner = long.html(lines, frame).replace("\n", "")
        name = "className" if self._dialect.jsx else "class"
        caption = f'<figcaption {name}="{MARK}"{self._lang(slide)}>{inner}</figcaption>'
        block = self._text[holder.start : holder.end]
        closing = _FIGURE_END.search(self._text, holder.start, holder.end)
        if holder.kind == "html" and "<figure" in block.lower() and closing:
            if "<figcaption" in block.lower():
                return self._standing(slide, caption, block)
            return self._placed(caption, closing.start(), f"{caption}{self._eol}", True)
        if self._enclosed(holder):
            return self._standing(slide, caption, self._text[holder.end : holder.end + 65536])
        if holder.prefix.strip() or holder.prefix or not self._alone(holder):
            return Placed("", "keep", "it doesn't stand alone: --long details has a place")
        attribute = ' markdown="1"' if self._site.generator.name in ("jekyll", "mkdocs") else ""
        blank = "" if holder.kind == "html" else self._eol
        before = Edit(
            *(self._at(holder.start),) * 2, f"<figure{attribute}>{self._eol}{blank}".encode()
        )
        placed = self._placed(
            caption,
            holder.end,
            f"{blank}{caption}{self._eol}</figure>{self._eol}",
            False,
            holder,
        )
        if placed.action != "write":
            return placed
        return Placed(caption, "write", placed.reason, (before, *placed.edits))

    def _alone(self, holder: Holder) -> bool:
        """Whether a block holds nothing but one image."""
        block = self._text[holder.content : holder.end].strip()
        return "\n" not in block and (
            re.fullmatch(r"!\[.*\](?:\([^\r\n]*\)|\[[^\]]*\])(?:\{[^}]*\})?|<img\b[^>]*>", block)
            is not None
        )

    def _enclosed(self, holder: Holder) -> bool:
        """Whether the image stands in a figure that slidescan wrote."""
        before = self._text[: holder.start].rstrip()
        after = self._text[holder.end : holder.end + 200].lstrip()
        return before.endswith(("<figure>", '<figure markdown="1">')) and after.startswith(
            "<figcaption"
        )

    def _standing(self, slide: Slide, caption: str, where: str) -> Placed:
        """What stands where a caption is to stand: this one, an older one, a person's."""
        if caption in where:
            return Placed(caption, "same", "already written")
        for old in self._written(slide):
            at = self._text.find(old)
            if at >= 0 and old.startswith("<figcaption"):
                span = self._at(at), self._at(at + len(old))
                return Placed(caption, "write", "written before", (Edit(*span, caption.encode()),))
        return Placed("", "keep", "its caption is a person's")

    def _file(self, reference: ImageReference, slide: Slide, holder: Holder) -> Placed:
        generator = self._site.generator.name
        if generator in ("astro", "vitepress") and not reference.target.startswith("/"):
            return Placed("", "keep", f"{generator} serves no text files from beside a post")
        file = slide.image + ".txt"
        text = slide.description + "\n"
        path = self._site.root / file
        try:
            standing = path.read_bytes() if path.exists() else None
        except OSError as error:
            return Placed("", "keep", f"{file} can't be read ({(error.strerror or '').lower()})")
        ours = {text.encode(), *(old.encode() for old in self._written(slide))}
        if standing is not None and standing not in ours:
            return Placed("", "keep", f"{file} is there, and not slidescan's")
        address = quote(urlsplit(reference.target.strip()).path, safe=_IN_ADDRESS) + ".txt"
        link = f"[{self._summary(slide)}]({address})"
        placed = self._after(slide, holder, link)
        files = () if standing == text.encode() else ((file, text),)
        if placed.action == "same" and files:
            return Placed(link, "write", "written before", (), files)
        return Placed(placed.text, placed.action, placed.reason, placed.edits, files)

    def _after(self, slide: Slide, holder: Holder, block: str) -> Placed:
        """`block` after the image's block, unless something of the kind stands there."""
        following = re.compile(r"(?:[ \t>]*(?:\r\n?|\n))*").match(self._text, holder.end)
        at = following.end() if following else holder.end
        standing = self._text[at:]
        bare = _without_prefix(standing[: 4 * len(block) + 4096], holder.prefix)
        if bare.startswith(block):
            return Placed(block, "same", "already written")
        for old in self._written(slide):
            if _OURS.match(bare) and bare.startswith(old):
                shown = self._lines(old, holder)
                if standing.startswith(shown):
                    span = self._at(at), self._at(at + len(shown))
                    new = self._lines(block, holder).encode()
                    return Placed(block, "write", "written before", (Edit(*span, new),))
        if _OURS.match(bare):
            return Placed("", "keep", "edited by a person")
        inserted = f"{holder.prefix.rstrip()}{self._eol}{self._lines(block, holder)}{self._eol}"
        return self._placed(block, holder.end, inserted, False, holder)

    def _lines(self, block: str, holder: Holder) -> str:
        """The lines of a block as they stand in a list or quote."""
        return self._eol.join(
            (holder.prefix + line).rstrip() if line else holder.prefix.rstrip()
            for line in block.split("\n")
        )

    def _placed(
        self,
        block: str,
        at: int,
        inserted: str,
        inside: bool,
        holder: Holder | None = None,
    ) -> Placed:
        """An insertion at a line's beginning; the post's last line may lack its end."""
        if not inside and at == len(self._text) and not self._text.endswith(("\n", "\r")):
            inserted = self._eol + inserted.removesuffix(self._eol)
        elif holder is not None and holder.followed:
            inserted += holder.prefix.rstrip() + self._eol
        place = self._at(at)
        return Placed(block, "write", "missing", (Edit(place, place, inserted.encode()),))

    def _written(self, slide: Slide) -> Sequence[str]:
        return self._known.long_written.get((self._post.path, slide.image), ())

    def _at(self, index: int) -> int:
        return self._offset + len(self._text[:index].encode())


def _quoted(text: str) -> str:
    return "\n".join(f"> {line}".rstrip() for line in text.split("\n"))


def _without_prefix(text: str, prefix: str) -> str:
    """Lines without what they begin with in their list or quote; line ends as `line feeds`."""
    bare = prefix.rstrip()
    lines = []
    for line in text.splitlines():
        if line.startswith(prefix):
            lines.append(line[len(prefix) :])
        elif line.rstrip() == bare:
            lines.append("")
        else:
            lines.append(line)
    return "\n".join(lines)

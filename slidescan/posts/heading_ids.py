"""The ids of a page's headings as its generator renders them, repeats numbered."""

from __future__ import annotations

import html
import re
from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple

from slidescan.posts import slugs
from slidescan.posts.markdown import Heading


class HeadingId(NamedTuple):
    """A heading's id, and what a reader sees of it.

    Attributes:
        anchor: None where it has none.
        text: Without the attributes that an author wrote behind it.
    """

    anchor: str | None
    text: str


ATTRIBUTES = re.compile(r"\s*\{(?P<body>[^{}\n]*)\}\s*$")
_ID = re.compile(
    r"(?:^|\s)#(?P<plain>[^\s}#.=]+)"
    r"|(?:^|\s)id\s*=\s*(?:\"(?P<double>[^\"]+)\"|'(?P<single>[^']+)'|(?P<bare>[^\"'\s}]+))"
)
_IS_ATTRIBUTES = re.compile(
    r"^\s*(?:(?:[#.][^\s{}#.=]+|[\w:-]+\s*=\s*(?:\"[^\"]*\"|'[^']*'|[^\s{}\"']+))(?:\s+|$))+$"
)


def split_attributes(source: str) -> tuple[str, str | None]:
    """A text without its trailing `{#id .class}`, and the id named there."""
    found = ATTRIBUTES.search(source)
    if not found or not _IS_ATTRIBUTES.match(found["body"]):
        return source, None
    name = _ID.search(found["body"])
    chosen = next((value for value in name.groups() if value), None) if name else None
    return source[: found.start()], chosen


class Taken(set[str]):
    """Ids of a page, and the last number that each had to be given."""

    def __init__(self) -> None:
        super().__init__()
        self.last: dict[str, int] = {}


def numbered(base: str, taken: Taken, separator: str = "-") -> str:
    """`base`, or with the first number behind it that isn't taken; notes it as taken."""
    unique, number = base, taken.last.get(base, 0)
    while unique in taken:
        number += 1
        unique = f"{base}{separator}{number}"
    taken.last[base] = number
    taken.add(unique)
    return unique


def counted(base: str, seen: dict[str, int], first: int = 1) -> str:
    """`base`, or with how often it was seen behind it; `first` is the first repeat's number."""
    count = seen.get(base, 0)
    seen[base] = count + 1
    return f"{base}-{count - 1 + first}" if count else base


HUGO_STYLES: Mapping[str, Callable[[str], str]] = {
    "github": slugs.hugo_github,
    "github-ascii": slugs.hugo_github_ascii,
    "blackfriday": slugs.hugo_blackfriday,
}
_SHORTCODE = re.compile(r"\{\{[<%](?!/\*).*?[>%]\}\}", re.DOTALL)
_SHOWN_CODE = re.compile(r"(\{\{[<%])/\*(.*?)\*/([>%]\}\})")


def hugo(headings: Sequence[Heading], style: str = "github") -> list[HeadingId]:
    """Ids as goldmark gives them for Hugo: of the source of a heading's last line."""
    sanitize = HUGO_STYLES.get(style, slugs.hugo_github)
    taken = Taken()
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        source, given = split_attributes(heading.source)
        shown = heading.shown
        if source != heading.source:
            shown = ATTRIBUTES.sub("", shown)
        if given is not None:
            taken.add(given)
        anchor = given or numbered(sanitize(_hidden(source, heading.codes)) or "heading", taken)
        named.append(HeadingId(anchor, shown))
    return named


def _hidden(source: str, codes: Sequence[int]) -> str:
    """A heading's source as goldmark sees it: `{{< … >}}` replaced by Hugo's placeholder."""
    shortcodes = _SHORTCODE.findall(source)
    numbers = iter(codes[len(codes) - len(shortcodes) :])

    def placeholder(found: re.Match[str]) -> str:
        number = next(numbers, 0)
        return f"HAHAHUGOSHORTCODEs{number}HBHB" if found.group().startswith("{{<") else ""

    return _SHOWN_CODE.sub(r"\1\2\3", _SHORTCODE.sub(placeholder, source))


def _html(heading: Heading) -> HeadingId:
    return HeadingId((heading.attributes or {}).get("id") or None, heading.shown)


def github(headings: Sequence[Heading]) -> list[HeadingId]:
    """GitHub's ids: of the rendered text, for HTML headings too."""
    seen: dict[str, int] = {}
    return [
        HeadingId(
            counted(slugs.github(heading.text("text", "code", "break").strip()), seen),
            heading.shown,
        )
        for heading in headings
    ]


_TYPOGRAPHIC = re.compile(r"-{2,3}|\.{3}|<<|>>")
_KRAMDOWN_ID = re.compile(r"[\t ]\{#(?P<id>[A-Za-z_:][\w:.-]*)\}\s*$")
_IAL = re.compile(r"^\s{0,3}\{:(?!:)(?P<body>(?:\\\}|[^}])*)\}\s*$")
_IAL_ID = re.compile(r"(?:^|\s)(?:#(?P<short>[A-Za-z_:][\w:.-]*)|id=[\"'](?P<long>[^\"']+)[\"'])")


def _ial(line: str) -> str | None:
    found = _IAL.match(line)
    name = _IAL_ID.search(found["body"]) if found else None
    return (name["short"] or name["long"]) if name else None


def kramdown(
    headings: Sequence[Heading], *, gfm: bool = True, auto: bool = True, prefix: str = ""
) -> list[HeadingId]:
    """Kramdown's ids: Jekyll's."""
    seen: dict[str, int] = {}
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        given = _KRAMDOWN_ID.search(heading.source)
        shown = _KRAMDOWN_ID.sub("", heading.shown) if given else heading.shown
        anchor = given["id"] if given else None
        anchor = _ial(heading.after) or anchor or _ial(heading.before)
        if anchor is None and auto:
            if gfm:
                text = _TYPOGRAPHIC.sub("", heading.text("text", "code", "break").strip())
                anchor = prefix + counted(slugs.kramdown_gfm(text), seen)
            else:  # of the source, as it stands
                anchor = prefix + counted(slugs.kramdown(heading.source) or "section", seen)
        named.append(HeadingId(anchor or None, shown))
    return named


_ATTR_LIST = re.compile(r"[ ]+\{:?[ ]*(?P<body>[^\}\n ][^\n]*?)[ ]*\}[ ]*$")


def python_markdown(
    headings: Sequence[Heading], slug: Callable[[str], str], *, attr_list: bool = False
) -> list[HeadingId]:
    """Python-Markdown's ids: MkDocs's. Ids that authors wrote are taken from the start."""
    given: list[str | None] = []
    shown = []
    for heading in headings:
        found = _ATTR_LIST.search(heading.source) if attr_list else None
        match = _ID.search(found["body"]) if found else None
        given.append(next((v for v in match.groups() if v), None) if match else None)
        shown.append(_ATTR_LIST.sub("", heading.shown) if found else heading.shown)
    taken = {name for name in given if name}
    named = []
    for heading, name, text in zip(headings, given, shown, strict=True):
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        plain = " ".join(heading.text("text", "code", "break").split())
        if attr_list:
            plain = _ATTR_LIST.sub("", plain)
        named.append(HeadingId(name or _unique(slug(plain), taken), text))
    return named


def _unique(base: str, taken: set[str]) -> str:
    """Python-Markdown's numbering: what ends with a number is counted on."""
    while base in taken or not base:
        found = re.match(r"^(.*)_([0-9]+)$", base)
        base = f"{found[1]}_{int(found[2]) + 1}" if found else f"{base}_1"
    taken.add(base)
    return base


_EMOJI = re.compile(r":(?:[a-z_+-][a-z0-9_+-]*|100|1234):")
_CLASSIC_ID = re.compile(r"\s*\{#(?P<id>(?:(?!\{#|\}).)+)\}$")
_COMMENT_ID = re.compile(r"\s*(?:\{/\*|<!--)\s*#(?P<id>\S+?)(?=\s|\*/|-->)[^*]*?(?:\*/\}|-->)\s*$")


_DIRECTIVE = re.compile(r"(?<!:):[A-Za-z](?:[\w-]*[A-Za-z0-9])?(?![\w:-])")
"""What remark-directive takes out of a text: the `:Invent` of "re:Invent"."""


def docusaurus(headings: Sequence[Heading], *, maintain_case: bool = False) -> list[HeadingId]:
    """Docusaurus's ids; headings of the first level get none."""
    seen: dict[str, int] = {}
    taken = Taken()
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        text = heading.text("text", "code", "image", "break")
        shown = heading.shown
        comment = _COMMENT_ID.search(heading.raw)
        classic = _CLASSIC_ID.search(text)
        anchor: str | None
        if comment:
            anchor, shown = comment["id"], _COMMENT_ID.sub("", shown)
        elif classic:
            anchor, shown = classic["id"].strip(), _CLASSIC_ID.sub("", shown)
        else:
            text = _DIRECTIVE.sub("", text)
            anchor = slugger(text, seen, taken, maintain_case=maintain_case)
        named.append(HeadingId(anchor if heading.level > 1 else None, shown))
    return named


def slugger(
    text: str, seen: dict[str, int], taken: set[str], *, maintain_case: bool = False
) -> str:
    """github-slugger's next id: numbered until it is free."""
    base = slugs.github(text)
    if maintain_case:
        base = "".join("-" if c == " " else c for c in text if slugs.github(c))
    unique = base
    while unique in taken:
        seen[base] = seen.get(base, 0) + 1
        unique = f"{base}-{seen[base]}"
    taken.add(unique)
    return unique


def astro(headings: Sequence[Heading], *, smart: bool = True) -> list[HeadingId]:
    """Astro's ids (@astrojs/markdown-remark, rehype-collect-headings)."""
    seen: dict[str, int] = {}
    taken = Taken()
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        text = heading.text("text", "code", "break")
        if smart:
            text = "".join(
                re.sub(r"(?<!-)--(?!-)", "", content) if kind == "text" else content
                for kind, content in heading.parts
                if kind in ("text", "code", "break")
            )
        anchor = slugger(text, seen, taken)
        named.append(HeadingId(anchor.removesuffix("-") or None, heading.shown))
    return named


def vitepress(headings: Sequence[Heading]) -> list[HeadingId]:
    """VitePress's ids (markdown-it-anchor with @mdit-vue's slugs, markdown-it-attrs)."""
    return markdown_it(headings, slugs.mdit_vue, attributes=True, entities=True, emoji=True)


def markdown_it(
    headings: Sequence[Heading],
    slug: Callable[[str], str] | None,
    *,
    attributes: bool = False,
    entities: bool = False,
    emoji: bool = False,
    levels: Sequence[int] = range(1, 7),
) -> list[HeadingId]:
    """markdown-it's ids, by its plugins for anchors and attributes.

    Args:
        headings: Of the page.
        slug: Makes ids; None where there is no plugin for them.
        attributes: Whether `{#id}` is one.
        entities: Whether they count as written.
        emoji: Whether `:rocket:` is one, and left out.
        levels: Which headings get ids.
    """
    taken = Taken()
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        text = heading.text("text", "entity", "code") if entities else heading.text("text", "code")
        shown = heading.shown
        given = None
        if attributes:
            stripped, given = split_attributes(text)
            if stripped != text:
                text, shown = stripped, ATTRIBUTES.sub("", shown)
        if emoji:
            text = _EMOJI.sub("", text)
        anchor = given
        if given:
            taken.add(given)
        elif slug is not None and heading.level in levels:
            anchor = numbered(slug(text), taken)
        named.append(HeadingId(anchor or None, shown))
    return named


def eleventy(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of Eleventy's IdAttributePlugin, which sees HTML headings too."""
    seen: dict[str, int] = {}
    named = []
    for heading in headings:
        given = (heading.attributes or {}).get("id")
        if given:
            seen[given] = seen.get(given, 0) + 1
            named.append(HeadingId(given, heading.shown))
            continue
        base = slugs.sindresorhus(heading.text("text", "code", "break"))
        named.append(HeadingId(counted(base, seen, first=2) or None, heading.shown))
    return named


_STRUCK = re.compile(r"(?<!~)~(?=[^\s~])([^~]*[^\s~])~(?!~)")


def zola(headings: Sequence[Heading], style: str = "on") -> list[HeadingId]:
    """Zola's ids; those that authors wrote are taken from the start."""
    sanitize = slugs.zola if style == "on" else slugs.zola_anchor
    texts = [_STRUCK.sub(r"\1", heading.text("text", "code", "image")) for heading in headings]
    split = [split_attributes(text) for text in texts]
    taken = Taken()
    taken.update(
        name for (_, name), h in zip(split, headings, strict=True) if name and not h.attributes
    )
    named = []
    for heading, text, (plain, given) in zip(headings, texts, split, strict=True):
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        shown = ATTRIBUTES.sub("", heading.shown) if plain != text else heading.shown
        anchor = given or numbered(sanitize(plain), taken)
        named.append(HeadingId(anchor or None, shown))
    return named


def sphinx(headings: Sequence[Heading]) -> list[HeadingId]:
    """Docutils' ids: a heading with none of its own, or not alone, gets `id1`, `id2`."""
    taken = Taken()
    number = 0
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        anchor = slugs.docutils(heading.text("text", "code", "break"))
        while not anchor or anchor in taken:
            number += 1
            anchor = f"id{number}"
        taken.add(anchor)
        label = _LABEL.match(heading.before)
        named.append(HeadingId(slugs.docutils(label[1]) if label else anchor, heading.shown))
    return named


_LABEL = re.compile(r"\s*\(([^()]+)\)=\s*$")


def hexo(headings: Sequence[Heading], *, transform: int = 0, smart: bool = True) -> list[HeadingId]:
    """Hexo's ids (hexo-renderer-marked)."""
    seen: dict[str, int] = {}
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        text = "".join(
            smartypants(content) if smart and kind == "text" else content
            for kind, content in heading.parts
            if kind in ("text", "entity", "code", "break")
        )
        text = _BASIC_ENTITIES.sub(lambda m: html.unescape(m.group()), text)
        named.append(
            HeadingId(counted(slugs.hexo(text.strip(), transform), seen) or None, heading.shown)
        )
    return named


_BASIC_ENTITIES = re.compile(r"&(?:amp|lt|gt|quot|#0*39|#x27|#96|#x2F|#x3D);", re.IGNORECASE)


def smartypants(text: str) -> str:
    """Straight quotes, dashes and dots as printers set them (marked's `smartypants`)."""
    text = text.replace("---", "\u2014").replace("--", "\u2013")
    text = re.sub(r"(^|[-\u2014/(\[{\"\s])'", "\\1\u2018", text).replace("'", "\u2019")
    text = re.sub(r"(^|[-\u2014/(\[{\u2018\s])\"", "\\1\u201c", text).replace('"', "\u201d")
    return text.replace("...", "\u2026")


_DOCSIFY_CONFIG = re.compile(r"(?:^|\s):(?P<key>[\w-]+)(?![\w:-])(?:=(?P<value>[\w%-]+))?")
_DOCSIFY_IGNORED = re.compile(r"\s*\{docsify-ignore(?:-all)?\}")


def docsify(headings: Sequence[Heading]) -> list[HeadingId]:
    """The ids of docsify: of the rendered HTML, without what configures the heading."""
    seen: dict[str, int] = {}
    named = []
    for heading in headings:
        if heading.attributes is not None:
            named.append(_html(heading))
            continue
        text = "".join(
            content if kind == "entity" else html.escape(content).replace("&#x27;", "&#39;")
            for kind, content in heading.parts
            if kind in ("text", "entity", "code", "break")
        )
        configured = {m["key"]: m["value"] for m in _DOCSIFY_CONFIG.finditer(text)}
        text = _DOCSIFY_IGNORED.sub("", _DOCSIFY_CONFIG.sub("", text))
        shown = _DOCSIFY_IGNORED.sub("", _DOCSIFY_CONFIG.sub("", heading.shown)).strip()
        base = slugs.docsify(configured.get("id") or text)
        named.append(HeadingId(counted(base, seen) or None, shown))
    return named


def obsidian(headings: Sequence[Heading]) -> list[HeadingId]:
    """What Obsidian's links take for a heading: its text, under those above it if not alone."""
    texts = [" ".join(re.sub(r"[#|^:\\]|%%|\[\[|\]\]", " ", h.shown).split()) for h in headings]
    opened: list[tuple[int, str]] = []
    named = []
    for heading, text in zip(headings, texts, strict=True):
        opened = [entry for entry in opened if entry[0] < heading.level]
        opened.append((heading.level, text))
        unique = texts.count(text) == 1
        anchor = text if unique else "#".join(above for _, above in opened)
        named.append(HeadingId(anchor or None, heading.shown))
    return named

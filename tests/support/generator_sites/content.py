"""Awkward headings, and image references in every form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

HEADINGS = {
    "plain": "## Plain words",
    "again": "## Plain words",
    "code": "## With `code_x` inside",
    "emphasis": "## With *emphasis* and **strong** words",
    "link": "## A [link](https://example.org/x) here",
    "punctuation": "## What's new? (in 2017!)",
    "symbols": "## C++ & C# / .NET 4.5",
    "umlauts": "## Größe und Übermaß",
    "chinese": "## 数据湖 in Zürich",
    "cyrillic": "### Привет, мир",
    "emoji": "### Emoji 🚀 launch",
    "entities": "### Entity &amp; &copy; signs",
    "percent": "## 100% of 3.5 GB",
    "snake": "## snake_case_name and CamelCase",
    "dashes": "## dash - en – em — end",
    "typographic": "## double -- triple --- dashes",
    "dots": "## dots... and more",
    "quotes": "## \"Quoted\" 'words' it's",
    "hashes": "## trailing hashes ##",
    "spaces": "##   Spaces   between  words  ",
    "number": "## 1. Numbered start",
    "date": "## 2017-11-29 date",
    "third": "## Plain words",
    "like": "## plain words-1",
    "like-under": "## plain words_1",
    "image": "## Image ![icon](IMG) inside",
    "escaped": "## Escaped \\*stars\\* and \\_line\\_",
    "dotted": "## a.b.c:d;e",
    "html": "## <b>Bold</b> <em>html</em>",
    "accents": "## ÀÉÎõü ñ ç Łódź Đà Nẵng",
    "roman": "## Ⅷ and ½ and ²",
    "setext": "Setext heading\n===",
    "setext2": "Second *setext*\n---",
    "nothing": "## !!!",
    "nothing2": "## ???",
    "pipe": "## pipe | and / slash \\\\ back",
    "only-code": "## `only code()`",
    "upper": "## UPPER CASE ACRONYM",
    "colon": "## AWS re:Invent 2017:",
    "possessive": "## don't do a dog's life",
    "skipped": "##### Level five, skipped",
    "quoted": "> ## Heading in a quote",
    "listed": "- ### Heading in a list",
    "raw": '<h2 id="raw-one">Raw <i>one</i></h2>',
    "raw-none": "<h3>Raw without id</h3>",
    "after-raw": "## After raw",
    "japanese": "## ひらがな カタカナ",
    "greek": "## Αθήνα 2018",
    "math": "## x² + y₂ = z",
    "at": "## user@example.org & co.",
    "tilde": "## ~tilde~ and `a`b`c`",
    "last": "# First level late",
}
"""Headings, by what is awkward about them."""


def headings(
    image: Callable[[int], str], *, skip: Sequence[str] = (), more: Sequence[str] = ()
) -> str:
    """A page of headings, an image under each; `image` gives an address by number."""
    parts = [f"Words ![top]({image(0)}) before."]
    number = 1
    for name, heading in HEADINGS.items():
        if name in skip:
            continue
        parts.append(heading.replace("IMG", image(number)))
        number += 1
        indent = "  " if name == "listed" else "> " if name == "quoted" else ""
        parts += (
            ["", f"{indent}![under {number}]({image(number)})" if indent else ""] if indent else []
        )
        if not indent:
            parts.append(f"![under {number}]({image(number)})")
        else:
            parts[-2] = indent.rstrip()
        number += 1
    for heading in more:
        parts += [heading, f"![under {number}]({image(number)})"]
        number += 1
    return "\n\n".join(p for p in parts if p != "") + "\n"


ODDITIES = {
    "note": "Text[^a] and more.\n\n[^a]: A note with ![x](IMG) inside.",
    "bare-note": "Text[^b] and more.\n\n[^b]: ![x](IMG)",
    "long-note": "Text[^c] and more.\n\n[^c]: First.\n\n    Second ![x](IMG) paragraph.",
    "definition": "Term\n: Definition ![x](IMG)",
    "long-definition": "Term\n:   Definition\n\n    Paragraph ![x](IMG)",
    "item": "- item\n\n    ![x](IMG)",
    "code": "Paragraph.\n\n    ![x](IMG)\n\nend",
    "indented": "   ### Indented heading\n\n![x](IMG)",
    "lines": "Two\nlines underlined\n---\n\n![x](IMG)",
    "noted": "### With a note[^a]\n\n![x](IMG)",
    "empty": "###\n\n![x](IMG)",
    "title": "![x](IMG (title))",
    "detached": "![x][far]\n\n[far]: IMG",
}
"""What generators read differently, by name."""


def oddities(image: Callable[[str], str], *, skip: Sequence[str] = ()) -> str:
    """Parts of a page that generators read differently, each below a heading of its own."""
    parts = [
        f"## Odd {name}\n\n{text.replace('IMG', image(f'odd-{name}.png'))}"
        for name, text in ODDITIES.items()
        if name not in skip
    ]
    return "\n\n".join((*parts, "## The end", ""))


def references(
    image: Callable[[str], str],
    *,
    html: bool = True,
    skip: Sequence[str] = (),
    odd: bool = True,
) -> str:
    """A page of references in every form; `image` gives an address by file name.

    Args:
        image: Gives an address.
        html: Whether the page holds HTML.
        skip: Forms to leave out.
        odd: Whether `oddities` follow.
    """
    forms = {
        "inline": f"![a]({image('inline.png')})",
        "title": f'![a]({image("title.png")} "A (title)")',
        "single": f"![a]({image('single.png')} 'single')",
        "angles": f"![a](<{image('angle brackets.png')}>)",
        "encoded": f"![a]({image('per%20cent.png')})",
        "parentheses": f"![a]({image('paren_(1).png')})",
        "brackets": f"![alt [with] brackets]({image('brackets.png')})",
        "code-alt": f"![alt `code` x]({image('codealt.png')})",
        "reference": "![a][ref one]",
        "collapsed": "![collapsed][]",
        "shortcut": "![shortcut]",
        "linked": f"[![a]({image('linked.png')})](https://example.org/)",
        "list": f"- item ![a]({image('list.png')})\n- other\n\n  ![a]({image('list2.png')})",
        "numbered": f"1. one\n2. two ![a]({image('numbered.png')})",
        "quote": f"> quote ![a]({image('quote.png')})",
        "table": f"| a | b |\n|---|---|\n| ![a]({image('table.png')}) | ![b]({image('table2.png')}) |",
        "two": f"![a]({image('two1.png')}) and ![b]({image('two2.png')}) in one line",
        "heading": "## Below",
        "again": f"![again]({image('inline.png')})",
        "unicode": f"![a]({image('größe.png')})",
        "code": f"`![no]({image('no1.png')})`",
        "fence": f"```\n![no]({image('no2.png')})\n```",
        "emphasis": f"*![a]({image('emphasis.png')})*",
        "escaped": f"\\![link, no image]({image('no3.png')})",
        "html": f'<img src="{image("html1.png")}" alt="x">' if html else "",
        "html2": f"<p>text <img alt='' src='{image('html2.png')}'/></p>" if html else "",
        "figure": f'<figure>\n<img src="{image("figure.png")}">\n<figcaption>c</figcaption>\n</figure>' if html else "",
        "inline-html": f'Words <img src="{image("html3.png")}" width="3"/> words' if html else "",
        "comment": f"<!-- ![no]({image('no4.png')}) <img src=\"{image('no5.png')}\"> -->",
        "definitions": f"[ref one]: {image('ref1.png')}\n[collapsed]: {image('ref2.png')} 'title'\n[shortcut]: {image('ref3.png')}",
    }  # fmt: skip
    page = "\n\n".join(text for name, text in forms.items() if name not in skip and text) + "\n"
    return f"{page}\n{oddities(image, skip=skip)}" if odd else page

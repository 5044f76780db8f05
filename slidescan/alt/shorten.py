"""Shorter forms of a phrase: what a person leaves out first. Nothing is reworded.

A form ends where a clause ends, and never before a word that limits or reverses what stands there,
such as `unless` or `but`.
"""

from __future__ import annotations

import re

from slidescan.core.text import clean

MIN_FORM_SHARE = 0.25
"""A shorter form has at least this share of the full text."""

MIN_FORM_CHARS, MIN_BARE_CHARS = 12, 4
"""A shorter form has at least this many characters; without an aside, fewer are enough."""

MIN_LABEL_WORDS = 2
"""What stands before a colon says little alone if it has fewer words."""

_ASIDE = re.compile(r"\s+(?:\([^()]+\)|\[[^\[\]]+\])|（[^（）]+）")
_CLAUSE = re.compile(r"\s+[–—-]\s+|\s*—\s*|[;:,]\s+|\s*[；：，。]|[.!?…]\s+(?=\S)")
_LIMITING = re.compile(
    r"(?:and |but |or |und |oder |et |ou |y |e |en )?(?:unless|except|but|however|if|only|not|nor"
    r"|without|though|until|when|außer|aber|wenn|nur|nicht|sondern|falls|ohne|mais|sauf|si|sans"
    r"|que|pero|salvo|sin|sino|ma|se|non|senza|mas|não|sem|maar|als|niet|zonder)\b",
    re.IGNORECASE,
)
_REASON = re.compile(
    r"\s+(?=(?:as (?:shown|seen|described|explained) (?:by|in)|because|due to|thanks to|owing to"
    r"|in order to|so that|such as|including|e\.g\.|i\.e\.|for example|for instance"
    r"|weil|aufgrund|dank|z\. ?B\.|zum Beispiel|sowie|einschließlich"
    r"|parce que|en raison de|grâce à|afin (?:de|d[’']|que)|tel(?:le)?s? que|comme par exemple"
    r"|notamment|par exemple|p\. ?ex\.|porque|debido a|gracias a|para que|por ejemplo|incluido"
    r"|perché|grazie a|a causa di|affinché|ad esempio|compres[oi]|devido a|graças a|por exemplo"
    r"|omdat|dankzij|zodat|zoals|bijvoorbeeld)\b)",
    re.IGNORECASE,
)
"""What follows gives a reason, an aim or examples: what stands before it holds without it."""

_NEGATION = re.compile(
    r"\b(?:not|no|never|none|nor|hardly|cannot|nicht|kein\w*|nie|ne|pas|jamais|aucun\w*|sans|nada"
    r"|nunca|ningun\w*|non|mai|nessun\w*|não|sem|niet|geen|nooit)\b|n['’]t\b|\bn['’]",
    re.IGNORECASE,
)
"""A denial may be of the reason alone: `it isn't slow because of the disk`."""

_FIGURE = re.compile(r"\d")
_OPEN = re.compile(
    r"(?:the (?:more|less|\w+er)|plus|moins|je|más|menos|cuanto|più|meno|hoe"
    r"|if|when|while|although|though|because|since|as|unless|once|instead|rather|not only|wenn"
    r"|während|obwohl|weil|da|si|quand|lorsque|comme|puisque|bien que|cuando|aunque|mientras|se"
    r"|quando|als|terwijl|omdat)\b",
    re.IGNORECASE,
)
_DANGLING = re.compile(
    r"(?<![\w-])(?!(?-i:[A-Z])$)(?:and|or|the|a|an|of|to|for|in|on|at|by|with|from|as|is|are|und|oder|der|die|das|den|ein"
    r"|eine|von|zu|für|mit|et|ou|le|la|les|de|des|du|à|un|une|y|o|el|los|las|del|en|e|il|i|di"
    r"|het|een|van|te)$",
    re.IGNORECASE,
)


def shorter_forms(text: str) -> tuple[str, ...]:
    """The shorter forms of a phrase, the longest first; none if it is short or one clause."""
    forms: list[str] = []
    bare = clean(_ASIDE.sub("", text)).strip()
    if bare != text and _is_form(bare, text, MIN_BARE_CHARS):
        forms.append(bare)
    if _OPEN.match(bare):
        return tuple(forms)
    reasons = [m for m in _REASON.finditer(bare) if not _NEGATION.search(bare[: m.start()])]
    clauses = sorted((*_CLAUSE.finditer(bare), *reasons), key=lambda clause: -clause.start())
    for clause in clauses:
        form = bare[: clause.start()].rstrip()
        if clause.group().startswith((".", "!", "?", "…", "。")):
            form += clause.group()[0]
        is_label = clause.group().startswith((":", "：")) and len(form.split()) < MIN_LABEL_WORDS
        if is_label:
            continue
        if _FIGURE.search(bare[clause.end() :]):  # figures are what a slide is shown for
            continue
        if _is_form(form, text, MIN_FORM_CHARS) and not _LIMITING.match(bare[clause.end() :]):
            forms.append(form)
    return tuple(dict.fromkeys(forms))


def ends_inside(text: str) -> bool:
    """Whether a text ends with an article or a preposition: it goes on where nothing was read."""
    return _DANGLING.search(text) is not None and not text.isupper()


def _is_form(form: str, text: str, least: int) -> bool:
    return (
        len(form) >= (least if least == MIN_BARE_CHARS else max(least, MIN_FORM_SHARE * len(text)))
        and form != text
        and form.count("(") == form.count(")")
        and form.count('"') % 2 == 0
        and form.count("“") == form.count("”")
        and form.count("«") == form.count("»")
        and not _DANGLING.search(form)
    )

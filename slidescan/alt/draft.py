"""What a pattern says about a slide: the phrases of an alt text, and how they belong together."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass, replace


@dataclass(frozen=True, slots=True)
class Phrase:
    """A phrase of a slide.

    Attributes:
        text: The text without bullet and loose punctuation.
        level: Its rank: phrases of level 1 are chosen first.
        parent: Index of the phrase that it adds to, which must be in the sentence, too; -1 for
            none.
        shorter: Shorter forms of the text, the longest first, used if the room is short.
        opener: What stands between the parent and the first phrase that adds to it.
        joint: What stands between the phrase and the one before it with the same parent; empty for
            the usual one.
        needs_parts: Whether the phrase says little without one that adds to it, as a head with a
            colon does.
        is_required: Whether it is never left out for a longer phrase.
    """

    text: str
    level: int = 1
    parent: int = -1
    shorter: tuple[str, ...] = ()
    opener: str = ": "
    joint: str = ""
    needs_parts: bool = False
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Draft:
    """The content of an alt text before its length is limited.

    Attributes:
        title: The title; empty if there is none or the phrases repeat it.
        phrases: The phrases in the order in which they are said; a parent comes before its own.
        lead: The word that announces the kind of picture, such as `Table`; empty for none.
        is_lead_optional: Whether the word is left out if a phrase then fits.
        joint: What stands between the title and the first phrase.
        keeps_first: Whether the first phrases stay although others tell more, as of code.
    """

    title: str
    phrases: tuple[Phrase, ...]
    lead: str = ""
    is_lead_optional: bool = False
    joint: str = ": "
    keeps_first: bool = False

    def without(self, is_omitted: Callable[[Phrase], bool]) -> Draft:
        """The draft without some phrases; phrases that add to an omitted one add to its parent."""
        index: dict[int, int] = {-1: -1}
        phrases: list[Phrase] = []
        for old, phrase in enumerate(self.phrases):
            if is_omitted(phrase):
                index[old] = index[phrase.parent]
            else:
                index[old] = len(phrases)
                phrases.append(replace(phrase, parent=index[phrase.parent]))
        return replace(self, phrases=tuple(phrases))

    def starting_with(self, first: Collection[str]) -> Draft:
        """The draft with some outer phrases moved to the start and chosen before all others."""
        if not first:
            return self
        roots = [i for i, phrase in enumerate(self.phrases) if phrase.parent < 0]
        roots.sort(key=lambda i: self.phrases[i].text not in first)
        order: list[int] = []
        for root in roots:
            order += [i for i in range(len(self.phrases)) if self._root(i) == root]
        index = {old: new for new, old in enumerate(order)}
        phrases = []
        for old in order:
            phrase = self.phrases[old]
            level = 0 if phrase.text in first and phrase.parent < 0 else phrase.level
            parent = index[phrase.parent] if phrase.parent >= 0 else -1
            phrases.append(replace(phrase, parent=parent, level=level))
        return replace(self, phrases=tuple(phrases))

    def _root(self, i: int) -> int:
        while self.phrases[i].parent >= 0:
            i = self.phrases[i].parent
        return i

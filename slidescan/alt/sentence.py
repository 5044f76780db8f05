"""Makes one sentence of limited length from a draft, by choosing phrases."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from slidescan.alt.draft import Draft
from slidescan.alt.punctuation import SENTENCE_ENDS, Punctuation
from slidescan.alt.selection import JOINT_CHARS, Informativeness, best_choices
from slidescan.core.text import is_cjk

MIN_CUT_ROOM_CHARS = 40
"""The first phrase after the title is cut to fit only if it has more room than this."""

MIN_CUT_SHARE = 0.6
"""A text is cut after a phrase only if it then fills more than this share of the room."""

MIN_MORE_TOLD, MIN_MORE_TOLD_IN_CLAUSES, MIN_CLAUSE_WORDS = 1.3, 1.1, 4
"""A sentence of the first phrases is replaced by one that tells so many times as much; of phrases
that all have at least so many words, the second number counts. Of short ones, listeners miss each
that is left out of a list."""

MAX_ROOTS = 14
"""A sentence lists at most this many phrases side by side."""

MAX_LISTED_WORDS = 5
"""Commas join phrases of at most this many words; semicolons join longer ones."""

MAX_LISTED_IDEOGRAPHS = 12
"""The same in characters, for scripts without spaces between words."""

_PHRASE_END = re.compile(r"[,;:.!?)]\s|\s[–—-]\s|\s\(|[，；：。！？、]")
_COMMA = re.compile("[,;:，；：、]")


def fitting_sentence(draft: Draft, most: int, punctuation: Punctuation) -> str:
    """The sentence of the phrases that fit, in their order; lower levels are chosen first.

    A phrase is taken in its shorter form if its full one doesn't fit.

    Args:
        draft: The title and the phrases.
        most: The most characters.
        punctuation: The marks of the language.
    """
    writer = _Writer(draft, most, punctuation)
    writer = _fuller(writer)
    if draft.lead and draft.is_lead_optional and draft.title:
        bare = _Writer(replace(draft, lead=""), most, punctuation)
        if len(bare.chosen()) > len(writer.chosen()):
            writer = bare
    return writer.sentence()


def _fuller(writer: _Writer) -> _Writer:
    """A writer with the phrases that tell the most, if they tell much more than the chosen ones."""
    draft = writer.draft
    if draft.keeps_first or len(writer.chosen()) == len(draft.phrases):
        return writer
    telling = Informativeness(draft.phrases, draft.title)
    are_clauses = all(len(phrase.text.split()) >= MIN_CLAUSE_WORDS for phrase in draft.phrases)
    least = MIN_MORE_TOLD_IN_CLAUSES if are_clauses else MIN_MORE_TOLD
    least *= telling.score(writer.chosen())
    room = writer.most - writer.head_length
    for forms in best_choices(draft.phrases, room, telling):
        other = replace(writer, selected=tuple(sorted(forms.items())))
        chosen = other.chosen()
        if telling.score(chosen) > least and other.fits(chosen):
            return other
    return writer


def cut_to(text: str, most: int) -> str:
    """Cuts `text` to at most `most` characters with an ellipsis, after a phrase or a word."""
    cut = text[: most - 1]
    ends = [match.start() for match in _PHRASE_END.finditer(cut)]
    if ends and ends[-1] > MIN_CUT_SHARE * most:
        cut = cut[: ends[-1]]
    elif len(text) > len(cut) and not text[len(cut)].isspace() and " " in cut:
        cut = cut[: cut.rindex(" ")]
    return cut.rstrip(" ,;:.–—-(，；：。、") + "…"


@dataclass(frozen=True)
class _Writer:
    """Writes one sentence.

    Attributes:
        draft: What to say.
        most: The most characters.
        punctuation: The punctuation.
        selected: The forms of phrases to say, by index; empty for the first ones that fit.
    """

    draft: Draft
    most: int
    punctuation: Punctuation
    selected: tuple[tuple[int, str], ...] = ()

    @property
    def head_length(self) -> int:
        """The characters of the title and of what joins it to the phrases, and the full stop."""
        head = self._head()
        return len(head) + 1 + (len(self.draft.joint) if head else 0) - JOINT_CHARS

    def sentence(self) -> str:
        chosen = self.chosen()
        text = self._text(chosen)
        if text and len(text) <= self.most:
            return text
        return self._cut()

    def chosen(self) -> dict[int, str]:
        """The phrases that fit, by index: their full or shorter forms."""
        phrases = self.draft.phrases
        chosen = dict(self.selected)
        for level in sorted({phrase.level for phrase in phrases}):
            for i, phrase in enumerate(phrases):
                if phrase.parent < 0 and sum(phrases[j].parent < 0 for j in chosen) >= MAX_ROOTS:
                    continue
                is_apart = phrase.parent >= 0 and phrase.parent not in chosen
                if phrase.level != level or is_apart or i in chosen:
                    continue
                forms = (phrase.text, *phrase.shorter)
                order = forms if phrase.is_required else forms[::-1]
                form = next((f for f in order if self.fits({**chosen, i: f})), None)
                if form is not None:
                    chosen[i] = form
        for i in sorted(chosen):
            for form in (phrases[i].text, *phrases[i].shorter):
                if self.fits({**chosen, i: form}):
                    chosen[i] = form
                    break
        return {
            i: text
            for i, text in chosen.items()
            if not phrases[i].needs_parts or any(phrases[j].parent == i for j in chosen)
        }

    def fits(self, chosen: dict[int, str]) -> bool:
        """Whether the sentence with these phrases is short enough."""
        return len(self._text(chosen)) <= self.most

    def _text(self, chosen: dict[int, str]) -> str:
        """The sentence of the title and the chosen phrases."""
        head = self._head()
        roots = [i for i in sorted(chosen) if self.draft.phrases[i].parent < 0]
        text, body = head, ""
        joint = self._usual_joint([self._with_parts(i, chosen) for i in roots])
        for i in roots:
            part = self._with_parts(i, chosen)
            body = self._joined(body, self.draft.phrases[i].joint or joint, part) if body else part
        if body:
            text = self._joined(text, self.draft.joint, body) if text else body
        return self._closed(text)

    def _head(self) -> str:
        lead, title = self.draft.lead, self.draft.title
        return self._joined(lead, ": ", title) if lead and title else lead or title

    def _with_parts(self, i: int, chosen: dict[int, str]) -> str:
        """A phrase with the chosen phrases that add to it."""
        text = chosen[i]
        parts = [j for j in sorted(chosen) if self.draft.phrases[j].parent == i]
        for n, j in enumerate(parts):
            phrase = self.draft.phrases[j]
            mark = phrase.opener if n == 0 else phrase.joint or ", "
            text = self._joined(text, mark, self._with_parts(j, chosen))
        return text

    def _usual_joint(self, parts: Sequence[str]) -> str:
        is_listed = len(parts) > 1 and all(
            len(part.split()) <= MAX_LISTED_WORDS
            and not (is_cjk(part) and len(part) > MAX_LISTED_IDEOGRAPHS)
            and not _COMMA.search(part)
            and not part.endswith(SENTENCE_ENDS)
            for part in parts
        )
        return ", " if is_listed else "; "

    def _joined(self, text: str, mark: str, part: str) -> str:
        if text.endswith((*SENTENCE_ENDS, ":", "：")):
            return (
                text
                + (self.punctuation.space or " " * (not text.endswith(("。", "！", "？", "："))))
                + part
            )
        return text + self.punctuation.localized(mark) + part

    def _cut(self) -> str:
        """The start of the sentence, if no phrase fits as it is."""
        head = self._head()
        if not head:
            text = self.draft.phrases[0].text if self.draft.phrases else ""
            return cut_to(text, self.most) if text else ""
        return cut_to(head, self.most)

    def _closed(self, text: str) -> str:
        """`text` with final punctuation."""
        text = text.rstrip(" ,;:–—-，；：、")
        return text if not text or text.endswith(SENTENCE_ENDS) else text + self.punctuation.stop

"""The words of an event, kept in the catalogue: one photo changes the words that it shows.

A slide's text and alt text depend on the words of the event's other slides. The lexicon here notes
which words a slide looks up, so that a changed word leads to the slides that it changes.
"""

from __future__ import annotations

import json
import re
from collections import Counter, defaultdict
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

from slidescan.alt.lexicon import MIN_LEARNED_CONFIDENCE, Lexicon
from slidescan.core.records import Line
from slidescan.core.text import fold, folded_lookalike_key
from slidescan.store.derivation import MAX_LISTED_USERS, UNLISTED_USERS, DerivationRows

MAX_LEARNED_WORD_CHARS = 64
"""Longer runs of letters are no words."""

MIN_SEEN_COUNT = 2
"""A word counts as seen on two slides, or on two lines of one."""

_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)?")

SlideWords = dict[str, tuple[int, dict[str, int]]]
"""The words of one slide, folded: on how many lines, at most two, and its spellings."""


def words_of(lines: Iterable[Line]) -> SlideWords:
    """The words that the lines of a slide add to the event's lexicon."""
    lines_with: Counter[str] = Counter()
    spellings: dict[str, Counter[str]] = defaultdict(Counter)
    for line in lines:
        if line.confidence < MIN_LEARNED_CONFIDENCE:
            continue
        of_line = [(fold(word), word) for word in _WORD.findall(line.text)]
        of_line = [pair for pair in of_line if 0 < len(pair[0]) <= MAX_LEARNED_WORD_CHARS]
        lines_with.update({folded for folded, _ in of_line})
        if not line.text.isupper():
            for folded, word in of_line:
                spellings[folded][word] += 1
    return {
        word: (min(lines, MIN_SEEN_COUNT), dict(spellings.get(word, ())))
        for word, lines in lines_with.items()
    }


@dataclass(slots=True)
class _Word:
    """How often an event's slides show a word, and how they spell it."""

    count: int = 0
    spellings: dict[str, int] = field(default_factory=dict)

    @property
    def is_seen(self) -> bool:
        return self.count >= MIN_SEEN_COUNT

    @property
    def form(self) -> str | None:
        """The most frequent spelling; of equally frequent ones, the last in order."""
        return max(self.spellings, key=lambda s: (self.spellings[s], s), default=None)


_Group = dict[str, _Word]
"""The words of an event that look alike."""

_State = tuple[dict[str, tuple[bool, str | None]], str | None]
"""What lookups of the words of a group give: each word's, and that of their common look."""


def _state_of(group: _Group) -> _State:
    states = {word: (each.is_seen, each.form) for word, each in group.items()}
    candidates = [(each.count, word) for word, each in group.items() if each.is_seen and each.form]
    return states, group[max(candidates)[1]].form if candidates else None


class EventWords:
    """The words of one event.

    Args:
        rows: The stored words.
        event: The digest that names the event.
        is_new: Whether nothing of the event is stored yet.
    """

    def __init__(self, rows: DerivationRows, event: str, *, is_new: bool) -> None:
        self._rows = rows
        self._event = event
        self._is_new = is_new
        self._groups: dict[str, _Group] = {}
        self._states: dict[str, _State] = {}
        self._before: dict[str, _State] = {}
        self._touched: set[str] = set()
        self.uses: set[str] = set()

    def add(self, words: SlideWords, sign: int) -> None:
        """Adds the words of a slide, or removes them with a sign of -1."""
        for word, (count, spellings) in words.items():
            look = folded_lookalike_key(word)
            group = self._group(look)
            if not self._is_new and look not in self._before:
                self._before[look] = _state_of(group)
            self._states.pop(look, None)
            self._touched.add(word)
            each = group.setdefault(word, _Word())
            each.count += sign * count
            for spelling, times in spellings.items():
                left = each.spellings.get(spelling, 0) + sign * times
                if left:
                    each.spellings[spelling] = left
                else:
                    del each.spellings[spelling]

    def changed(self) -> set[str]:
        """The lookups that give something else than before, as in `uses`."""
        changed: set[str] = set()
        for look, (words, winner) in self._before.items():
            now, winner_now = self._state(look)
            if winner != winner_now:
                changed.add("l" + look)
            for word in words.keys() | now.keys():
                was_seen, form = words.get(word, (False, None))
                is_seen, form_now = now.get(word, (False, None))
                if was_seen != is_seen:
                    changed.add("s" + word)
                if form != form_now:
                    changed.add("f" + word)
        return changed

    def store(self) -> None:
        """Stores the words that changed."""
        put, drop = [], []
        for word in sorted(self._touched):
            look = folded_lookalike_key(word)
            each = self._groups[look][word]
            if each.count or each.spellings:
                spellings = json.dumps(each.spellings, ensure_ascii=False, sort_keys=True)
                put.append((self._event, look, word, each.count, spellings))
            else:
                drop.append((self._event, look, word))
        self._rows.put_words(put)
        self._rows.drop_words(drop)
        self._touched.clear()

    def lexicon(self) -> Lexicon:
        """The lexicon of these words; adds to `uses` what is looked up."""
        return Lexicon(_Seen(self), _Forms(self), _Lookalikes(self))

    def is_seen(self, word: str) -> bool:
        """Whether the event's slides show a folded word at least twice."""
        self.uses.add("s" + word)
        return self._state(folded_lookalike_key(word))[0].get(word, (False, None))[0]

    def form(self, word: str) -> str | None:
        """The most frequent spelling of a folded word."""
        self.uses.add("f" + word)
        return self._state(folded_lookalike_key(word))[0].get(word, (False, None))[1]

    def lookalike(self, look: str) -> str | None:
        """The spelling of the most frequent word with a lookalike key."""
        self.uses.add("l" + look)
        return self._state(look)[1]

    def _state(self, look: str) -> _State:
        state = self._states.get(look)
        if state is None:
            state = self._states[look] = _state_of(self._group(look))
        return state

    def _group(self, look: str) -> _Group:
        group = self._groups.get(look)
        if group is None:
            stored = [] if self._is_new else self._rows.words(self._event, look)
            group = {word: _Word(count, json.loads(each)) for word, count, each in stored}
            self._groups[look] = group
        return group


class Users:
    """The slides of one event that looked up each word.

    Args:
        rows: The stored lookups.
        event: The digest that names the event.
        is_new: Whether nothing of the event is stored yet.
    """

    def __init__(self, rows: DerivationRows, event: str, *, is_new: bool) -> None:
        self._rows = rows
        self._event = event
        self._is_new = is_new
        self._users: dict[str, list[str] | None] = {}
        self._changed: set[str] = set()

    def of(self, words: Iterable[str]) -> set[str]:
        """The slides that looked up any of these words."""
        images: set[str] = set()
        for word in words:
            users = self._listed(word)
            images.update(self._rows.users_by_trace(self._event, word) if users is None else users)
        return images

    def replace(self, image: str, before: set[str], after: set[str]) -> None:
        """Changes the words that a slide looked up."""
        for word in after - before:
            users = self._listed(word)
            if users is None or image in users:
                continue
            self._changed.add(word)
            if len(users) < MAX_LISTED_USERS:
                users.append(image)
            else:
                self._users[word] = None
        for word in before - after:
            users = self._listed(word)
            if users is not None and image in users:
                self._changed.add(word)
                users.remove(image)

    def store(self) -> None:
        """Stores the lookups that changed."""
        self._rows.put_users(
            (self._event, word, UNLISTED_USERS if users is None else json.dumps(sorted(users)))
            for word in sorted(self._changed)
            for users in [self._users[word]]
        )
        self._changed.clear()

    def _listed(self, word: str) -> list[str] | None:
        """The slides that looked a word up; None for too many to list."""
        if word not in self._users:
            stored = None if self._is_new else self._rows.users(self._event, word)
            self._users[word] = None if stored == UNLISTED_USERS else json.loads(stored or "[]")
        return self._users[word]


@dataclass(frozen=True)
class _Seen(Container[str]):
    words: EventWords

    def __contains__(self, word: object) -> bool:
        return isinstance(word, str) and self.words.is_seen(word)


@dataclass(frozen=True)
class _Forms:
    words: EventWords

    def get(self, word: str, /) -> str | None:
        return self.words.form(word)


@dataclass(frozen=True)
class _Lookalikes:
    words: EventWords

    def get(self, look: str, /) -> str | None:
        return self.words.lookalike(look)

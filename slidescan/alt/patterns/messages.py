"""Sentences for messages: who sends what to whom."""

from __future__ import annotations

from slidescan.alt.draft import Draft, Phrase
from slidescan.alt.kind_words import kind_word
from slidescan.alt.patterns.flow import path_text
from slidescan.alt.patterns.points import point_phrases
from slidescan.alt.phrases import Wording
from slidescan.layout.structures.messages import Messages

RANK_WAY, RANK_FURTHER, RANK_BESIDE = 1, 30, 60
"""Each way has its first message with it, before the further ones; what stands beside the messages
comes after all of them."""


def draft(structure: Messages, title: str, wording: Wording) -> Draft:
    """The title, then for each sender and receiver the messages, in their order.

    The same message is said once.
    """
    boxes = [wording.phrase(box) for box in structure.boxes]
    ways = dict.fromkeys((m.sender, m.receiver) for m in structure.messages)
    phrases: list[Phrase] = []
    told_ways = 0
    for sender, receiver in ways:
        texts = dict.fromkeys(
            wording.phrase(message.text)
            for message in structure.messages
            if (message.sender, message.receiver) == (sender, receiver)
        )
        told = [text for text in texts if text]
        if not told or not boxes[sender] or not boxes[receiver]:
            continue
        head, rank = len(phrases), RANK_WAY + told_ways
        told_ways += 1
        way = path_text([boxes[sender], boxes[receiver]], wording)
        phrases.append(Phrase(way, rank, joint="; ", is_required=not head, needs_parts=True))
        phrases += [
            Phrase(text, RANK_FURTHER if i else rank, head, joint=", ")
            for i, text in enumerate(told)
        ]
    is_told = bool(phrases)
    beside = point_phrases(structure.others, wording, len(phrases))
    phrases += [Phrase(p.text, RANK_BESIDE + p.level, p.parent, p.shorter) for p in beside]
    lead = kind_word("diagram", wording.language) if is_told and not title else ""
    return Draft(title, tuple(phrases), lead, keeps_first=is_told)

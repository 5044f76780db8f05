"""The dialog of `slidescan alt --review`: one question after the other, decided by single keys."""

from __future__ import annotations

import signal
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import FrameType

from slidescan.cli.keys import ARROW_LEFT, Keys
from slidescan.cli.output.slide_text import doubt_of, text_rows, wrapped
from slidescan.cli.output.terminal import Terminal, counted
from slidescan.cli.review_queue import ReviewQueue
from slidescan.core.records import AltProposal, Slide
from slidescan.core.text import clean

KEYS_PROMPT = "[a]ccept [e]dit [s]kip [?] help: "
"""Fits 40 columns."""

END_PROMPT = "Enter writes, [b]ack, [q]uit: "

MAX_TEXT_ROWS = 8
"""Rows of a slide's text; a key shows the rest."""

HELP = (
    ("a", "accept the text"),
    ("A", "accept all of this post that are open"),
    ("e", "edit the text, then keep it"),
    ("s", "skip: don't ask again (--again does)"),
    ("d", "decorative: the picture needs no text"),
    ("b", "back to the question before"),
    ("t", "all of the slide's text"),
    ("q", "write what is decided, and stop"),
)

ENDING_SIGNALS = ("SIGHUP", "SIGTERM")
"""Signals that end a review like Ctrl-C: a terminal that is closed, a shutdown."""


@dataclass
class Review:
    """A review in the terminal.

    Attributes:
        queue: The questions.
        slides: The slides by image.
        to: The terminal that shows them.
        keys: What the person types.
        interrupted: Whether Ctrl-C or a signal ended the review.
    """

    queue: ReviewQueue
    slides: Mapping[str, Slide]
    to: Terminal
    keys: Keys
    interrupted: bool = False

    def run(self) -> None:
        """Asks until all questions are decided, or the person stops; decisions are in the queue."""
        try:
            with _ending_signals():
                while self._ask_next():
                    pass
        except KeyboardInterrupt:
            self.interrupted = True
        except EOFError:
            pass

    def _ask_next(self) -> bool:
        """Asks one question; returns whether to go on."""
        queue = self.queue
        if queue.is_finished:
            return self._ask_at_end()
        question = queue.current
        self._show(question.proposal)
        while queue.position < len(queue.questions) and queue.current is question:
            if not self._answer(question.proposal):
                return False
        return True

    def _answer(self, proposal: AltProposal) -> bool:
        """Takes one answer; returns whether to go on."""
        queue, key = self.queue, self._key(KEYS_PROMPT)
        if key == "a":
            queue.decide("accepted", proposal.proposed)
        elif key == "A":
            accepted = queue.accept_post()
            self.to.line(f"accepted: {accepted} of {clean(proposal.post)}")
        elif key == "s":
            queue.decide("skipped", proposal.proposed)
        elif key == "d":
            queue.decide("decorative", "")
        elif key == "e":
            self._edit(proposal)
        elif key in ("b", ARROW_LEFT):
            if not queue.back():
                self.to.line("this is the first one")
        elif key == "t":
            self._show_text(proposal, None)
        elif key == "q":
            return False
        else:
            self._show_help()
        return True

    def _ask_at_end(self) -> bool:
        decided = len(self.queue.decided)
        self.to.line()
        self.to.line(f"{decided} of {len(self.queue.questions)} decided.")
        while True:
            key = self._key(END_PROMPT)
            if key in ("b", ARROW_LEFT) and self.queue.back():
                return True
            if key in ("\r", "\n", "q"):
                return False

    def _edit(self, proposal: AltProposal) -> None:
        """Edits the text in place: that of an earlier decision, else the proposal."""
        earlier = self.queue.decided.get(self.queue.position)
        text = earlier.alt if earlier is not None and earlier.alt else proposal.proposed
        edited = clean(self.keys.line("alt: ", clean(text)))
        if not edited:
            self.to.line("no text: d marks a decorative picture")
        elif edited == proposal.proposed:
            self.queue.decide("accepted", edited)
        else:
            self.queue.decide("edited", edited)

    def _key(self, prompt: str) -> str:
        self.to.out.write(prompt)
        self.to.out.flush()
        key = self.keys.key()
        self.to.line(key if key.isprintable() else "")
        return key

    # What it shows

    def _show(self, proposal: AltProposal) -> None:
        to, queue = self.to, self.queue
        to.line()
        count = f"{queue.position + 1} of {len(queue.questions)}"
        location = to.file(proposal.post, proposal.line)
        to.line(f"{to.styled(count, 'bold')}  {location}  {to.styled(proposal.reason, 'dim')}")
        if section := self._section(proposal):
            self._row("in", section)
        to.line(f"  {to.styled('photo', 'dim')} {to.file(proposal.image)}")
        self._show_text(proposal, MAX_TEXT_ROWS)
        if proposal.current:
            self._row("now", proposal.current)
        if source := proposal.proposed_by or ("a describer" if proposal.described else ""):
            self._row("by", source)
        self._row("alt", proposal.proposed, "bold")
        decision = queue.decided.get(queue.position)
        if decision is not None:
            edited = decision.alt if decision.decision == "edited" else ""
            to.line(f"  {to.styled(decision.decision, 'green')}")
            if edited:
                self._row("to", edited)

    def _section(self, proposal: AltProposal) -> str:
        """The headings above the reference."""
        slide = self.slides.get(proposal.image)
        links = slide.links if slide is not None else ()
        reference = (proposal.post, proposal.line)
        sections = [link.section for link in links if (link.post, link.line) == reference]
        return " › ".join(sections[0]) if sections else ""

    def _row(self, name: str, text: str, style: str = "") -> None:
        label = f"  {name:<5} "
        for number, row in enumerate(wrapped(clean(text), self.to, len(label))):
            first = " " * len(label) if number else self.to.styled(label, "dim")
            self.to.line(first + (self.to.styled(row, style) if style else row))

    def _show_text(self, proposal: AltProposal, most: int | None) -> None:
        slide = self.slides.get(proposal.image)
        if slide is None:
            return
        to = self.to
        title = [line for line in slide.reading.lines if line.role == "title"]
        heading = f"{clean(slide.title or '')}  {doubt_of(title)}".strip()
        rows = [f"  │ {row}" for row in wrapped(heading, to, 4)] if slide.title else []
        rows += text_rows(slide, to, "  │ ")
        for row in rows if most is None else rows[:most]:
            to.line(row)
        if most is not None and len(rows) > most:
            to.line(f"  │ … {counted(len(rows) - most, 'more line')}: t")

    def _show_help(self) -> None:
        for key, text in HELP:
            self.to.line(f"  {self.to.styled(key, 'bold')}  {text}")


@contextmanager
def _ending_signals() -> Iterator[None]:
    """Turns signals that end the program into KeyboardInterrupt."""

    def interrupt(_number: int, _frame: FrameType | None) -> None:
        raise KeyboardInterrupt

    numbers = [getattr(signal, name) for name in ENDING_SIGNALS if hasattr(signal, name)]
    before = {number: signal.signal(number, interrupt) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)

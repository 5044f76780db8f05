"""Reads lines of text with a neural network that scans them column by column.

The method is connectionist temporal classification (Graves, Fernández, Gomez and Schmidhuber, 2006)
with greedy decoding and the network of PP-OCRv6.
"""

from __future__ import annotations

import functools
import itertools
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import cv2
import numpy as np

from slidescan.core.geometry import FlatQuad
from slidescan.core.records import WordSpans
from slidescan.imaging.inference import Session
from slidescan.ocr.capital_i import with_capital_i
from slidescan.ocr.scripts import ScriptClassifier, ScriptVote
from slidescan.ocr.word_scripts import unread_words, words_of

if TYPE_CHECKING:
    from numpy.typing import NDArray

INPUT_HEIGHT = 48
"""Height of a line in the network's input, pixels."""

MIN_INPUT_WIDTH = 48
"""The minimum width of the network's input, pixels."""

INPUT_WIDTH_RATIO = 1.08
"""Ratio of each width of the network's input to the next smaller width. A batch has one line: in a
batch, every line would cost as much as the widest, and each new shape costs as much as a second
line."""

MAX_LINE_WIDTH = 8192
"""The maximum width of a line in the network's input, pixels."""

COLUMN_PIXELS = 8
"""Pixels of a line's width per column of the network's output."""

MIN_UPRIGHT_RATIO = 1.5
"""A line with at least this height over width is vertical and is rotated before it is read."""

MAX_TILT_DEGREES = 20.0
"""The script of lines that are tilted more is not told: they vote for others than their own."""

NO_SCRIPTS = frozenset({"none", "turned"})
"""Classes of the script model that are no script: no text, and text upside down."""

MIN_SPACE_LETTERS = 0.4
"""The minimum width of a space, in letters."""

MIN_UNREAD_COLUMNS = 10
"""The minimum width of a part of a line that may hold text in another script, columns."""

MIN_UNREAD_INK_SHARE = 0.7
"""The minimum share of a part's pixel columns that hold ink: between the cells of a table, most
hold none. On 47 photos, parts with text in another script had at least 0.76."""

MIN_INK_RANGE = 0.4
"""A column of pixels holds ink if its range of greys is at least this share of the line's."""

MIN_SPACE_PROBABILITY = 0.08
"""A space stands between two letters if its probability is at least this somewhere between them,
though a blank is likelier: narrow spaces are lost otherwise, and two words are read as one."""

FIRST_WIDE_SIGN = "\u2e80"
"""From this character on, signs are Chinese, Japanese and Korean, which no spaces part."""

LINE_EDGE_PIXELS = 6
"""The upper and lower edge of a line, where neighbours may show; pixels of the network's input."""


@dataclass(frozen=True, slots=True)
class RecognizedLine:
    """The text of one line.

    Attributes:
        text: The text.
        confidence: Mean of the characters' confidences, 0..1.
        positions: The middle of each character, including spaces, as a share of the line's length.
        vote: The script of the line or of a part of it, if the network doesn't know it.
        readable: The part of the line in other scripts, if only a part of it is in that script.
    """

    text: str
    confidence: float
    positions: tuple[float, ...]
    vote: ScriptVote | None = None
    readable: RecognizedLine | None = None


class LineRecognizer:
    """The recognition network with its character set."""

    def __init__(self, session: Session, readable_scripts: frozenset[str]) -> None:
        """Reads the character set from the network's file.

        Args:
            session: The network.
            readable_scripts: The scripts that it reads.
        """
        self._session = session
        # The network's classes are CTC's blank, the characters and the space.
        self.charset = ("", *session.metadata("character").splitlines(), " ")
        self._readable_scripts = readable_scripts | NO_SCRIPTS

    @functools.cached_property
    def _scripts(self) -> ScriptClassifier:
        return ScriptClassifier(self.charset, self._readable_scripts)

    def recognize(
        self, pixels: NDArray[np.uint8], quads: Sequence[FlatQuad]
    ) -> list[RecognizedLine]:
        """Reads lines.

        Args:
            pixels: Height × width × 3, BGR.
            quads: The lines' corners in `pixels`.

        Returns:
            The text of each line, in the order of `quads`.
        """
        widths = [_line_width(quad) for quad in quads]
        lines = [RecognizedLine("", 0.0, ())] * len(quads)
        # Sorted by width, because the runtime has to prepare for each change of shape.
        for i in sorted(range(len(quads)), key=widths.__getitem__):
            output, used_share = self._run(pixels, quads[i])
            line = _decode(output, self.charset, used_share)
            used = _used(output, used_share)
            if _is_tilted(quads[i]):
                lines[i] = line
                continue
            vote = self._scripts.vote(used, line.text, line.confidence)
            if vote is not None:
                lines[i] = replace(line, vote=vote)
            elif (part := self._unread_part(pixels, quads[i], used)) is not None:
                lines[i] = replace(line, vote=part, readable=line)
            else:
                lines[i] = self._with_word_votes(line, output, used_share)
        return lines

    def _with_word_votes(
        self, line: RecognizedLine, output: NDArray[np.float32], used_share: float
    ) -> RecognizedLine:
        """The line, with a vote and its other words if some are in a script that isn't known."""
        # The last characters may stand in the padding.
        best = _best_classes(output, self.charset)
        columns = _character_columns(best)
        if len(columns) != len(line.text):
            return line
        confidences = output[columns].max(axis=1)
        used = _used(output, used_share)
        words = words_of(line.text, columns.tolist(), confidences.tolist(), len(used))
        unread, vote = unread_words(line.text, words, used, self._scripts.vote_part)
        if vote is None:
            return line
        readable_words = [word for word in words if word not in unread]
        letters = [i for word in readable_words for i in range(word.start, word.end)]
        text = " ".join(line.text[word.start : word.end] for word in readable_words)
        positions: list[float] = []
        for word in readable_words:
            # The space before a word lies half-way to the word before it.
            if positions:
                positions.append((positions[-1] + line.positions[word.start]) / 2)
            positions += line.positions[word.start : word.end]
        confidence = float(confidences[letters].mean()) if letters else 0.0
        readable = RecognizedLine(text, confidence, tuple(positions))
        return replace(line, vote=vote, readable=readable)

    def _unread_part(
        self, pixels: NDArray[np.uint8], quad: FlatQuad, output: NDArray[np.float32]
    ) -> ScriptVote | None:
        """The script of the part of a line in which the network sees nothing, though ink is there.

        Args:
            pixels: Height × width × 3, BGR.
            quad: The line's corners in `pixels`.
            output: The network's output for the line, columns × classes, 0..1.
        """
        read = [i for i, k in enumerate(output.argmax(axis=1)) if self.charset[k].strip()]
        edges = (-1, *read, len(output)) if read else ()
        parts = [
            (left + 1, right)
            for left, right in itertools.pairwise(edges)
            if right - left > MIN_UNREAD_COLUMNS
        ]
        if not parts:
            return None
        line = cv2.resize(crop_line(pixels, quad), (_line_width(quad), INPUT_HEIGHT))
        has_ink = _columns_with_ink(line.astype(np.uint8, copy=False))
        votes = [
            self._scripts.vote_part(output[left:right])
            for left, right in parts
            if has_ink[left * COLUMN_PIXELS : right * COLUMN_PIXELS].mean() >= MIN_UNREAD_INK_SHARE
        ]
        return max((v for v in votes if v), key=lambda v: v.columns, default=None)

    def output(self, pixels: NDArray[np.uint8], quad: FlatQuad) -> NDArray[np.float32]:
        """The network's output for a line, columns × classes, 0..1."""
        return _used(*self._run(pixels, quad))

    def _run(self, pixels: NDArray[np.uint8], quad: FlatQuad) -> tuple[NDArray[np.float32], float]:
        """The output, valid until the next call, and the share of its columns that the line fills.

        The rest is padding.
        """
        width = _line_width(quad)
        batch = np.zeros((1, 3, INPUT_HEIGHT, _input_width(width)), np.float32)
        line = cv2.resize(crop_line(pixels, quad), (width, INPUT_HEIGHT))
        batch[0, :, :, :width] = line.astype(np.float32).transpose(2, 0, 1) / 127.5 - 1
        return self._session(batch)[0], width / batch.shape[3]


def _columns_with_ink(line: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """Which columns of pixels of a line, height × width × 3, hold ink."""
    grey = cv2.cvtColor(line, cv2.COLOR_BGR2GRAY)[LINE_EDGE_PIXELS:-LINE_EDGE_PIXELS]
    low, high = np.percentile(grey, (2, 98))
    has_ink: NDArray[np.bool_] = np.ptp(grey, axis=0) >= MIN_INK_RANGE * max(1.0, high - low)
    return has_ink


def _used(output: NDArray[np.float32], used_share: float) -> NDArray[np.float32]:
    return output[: max(1, round(len(output) * used_share))]


def word_spans(line: RecognizedLine, quad: FlatQuad) -> WordSpans:
    """The start and end of each word as shares of the line's length, by its letters' positions.

    Args:
        line: The line.
        quad: Its corners; vertical lines have no spans, because they are rotated before reading.
    """
    if quad.height > MIN_UPRIGHT_RATIO * quad.width:
        return ()
    letters = [x for c, x in zip(line.text, line.positions, strict=True) if not c.isspace()]
    pitch = (letters[-1] - letters[0]) / max(1, len(line.text.strip()) - 1) if letters else 0.0
    min_space = MIN_SPACE_LETTERS * pitch
    spans: list[tuple[float, float]] = []
    first = 0
    for word in line.text.split():
        last = first + len(word) - 1
        left, right = letters[first], letters[last]
        half = ((right - left) / (len(word) - 1) if len(word) > 1 else pitch) / 2
        start = left - half
        if spans and start - spans[-1][1] < min_space:
            # All letters count with the mean width, but narrow letters at a word's end take less.
            middle = (start + spans[-1][1]) / 2
            spans[-1] = spans[-1][0], middle - min_space / 2
            start = middle + min_space / 2
        spans.append((start, right + half))
        first = last + 1
    return tuple((max(0.0, start), min(1.0, end)) for start, end in spans)


def crop_line(pixels: NDArray[np.uint8], quad: FlatQuad) -> NDArray[np.uint8]:
    """The rectified line, height × width × 3; a vertical line is rotated counter-clockwise."""
    width, height = _size(quad)
    target = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    line = cv2.warpPerspective(
        pixels,
        cv2.getPerspectiveTransform(np.array(quad.corners, np.float32), target),
        (width, height),
        borderMode=cv2.BORDER_REPLICATE,
        flags=cv2.INTER_CUBIC,
    )
    if height >= MIN_UPRIGHT_RATIO * width:
        line = cv2.rotate(line, cv2.ROTATE_90_COUNTERCLOCKWISE)
    return line.astype(np.uint8, copy=False)


def _is_tilted(quad: FlatQuad) -> bool:
    """Whether a line is neither level nor vertical, as the labels of slanted arrows are."""
    (left, top), (right, bottom) = quad.tl, quad.tr
    tilt = math.degrees(math.atan2(abs(bottom - top), abs(right - left)))
    return MAX_TILT_DEGREES < tilt < 90 - MAX_TILT_DEGREES


def column_count(quad: FlatQuad) -> int:
    """The number of columns of the network's output for a line."""
    return _line_width(quad) // COLUMN_PIXELS


def _line_width(quad: FlatQuad) -> int:
    """Width of a line in the network's input, pixels."""
    width, height = _size(quad)
    is_upright = height >= MIN_UPRIGHT_RATIO * width
    long, short = (height, width) if is_upright else (width, height)
    return min(MAX_LINE_WIDTH, max(COLUMN_PIXELS, math.ceil(INPUT_HEIGHT * long / short)))


def _input_width(line_width: int) -> int:
    """The smallest width of the network's input that fits a line, pixels."""
    width = MIN_INPUT_WIDTH
    while width < line_width:
        next_width = int(width * INPUT_WIDTH_RATIO) // COLUMN_PIXELS * COLUMN_PIXELS
        width = max(width + COLUMN_PIXELS, next_width)
    return width


def _size(quad: FlatQuad) -> tuple[int, int]:
    """The width and height of a line: the longer of two opposite sides, rounded to pixels."""
    corners = np.array(quad.corners, np.float32)
    sides = np.linalg.norm(corners - np.roll(corners, -1, axis=0), axis=1)
    return max(1, int(max(sides[0], sides[2]))), max(1, int(max(sides[1], sides[3])))


def _decode(
    output: NDArray[np.float32], charset: Sequence[str], used_share: float
) -> RecognizedLine:
    """Greedy CTC decoding: takes the best class of each column, drops repetitions and blanks.

    Args:
        output: Columns × classes, 0..1.
        charset: The classes' characters; the blank comes first.
        used_share: The share of the columns that the line fills; the rest is padding.
    """
    best = _best_classes(output, charset)
    columns = _character_columns(best)
    if not len(columns):
        return RecognizedLine("", 0.0, ())
    confidences = output[columns].max(axis=1)
    text = with_capital_i("".join(charset[i] for i in best[columns]))
    used_columns = used_share * len(best)
    positions = tuple(float(column + 0.5) / used_columns for column in columns)
    return RecognizedLine(text, float(confidences.mean()), positions)


def _best_classes(output: NDArray[np.float32], charset: Sequence[str]) -> NDArray[np.int_]:
    """The likeliest class of each column; a space where one is likely enough between letters."""
    best: NDArray[np.int_] = output.argmax(axis=1)
    space = len(charset) - 1
    for column in np.flatnonzero((best == 0) & (output[:, space] >= MIN_SPACE_PROBABILITY)):
        before, after = np.flatnonzero(best[:column]), np.flatnonzero(best[column:])
        if len(before) and len(after):
            left, right = charset[best[before[-1]]], charset[best[column + after[0]]]
            if _may_end_word(left) and _may_end_word(right):
                best[column] = space
    return best


def _may_end_word(character: str) -> bool:
    return character.isalpha() and character < FIRST_WIDE_SIGN


def _character_columns(best: NDArray[np.int_]) -> NDArray[np.int_]:
    """The column at which each character begins: not blank, and other than the column before."""
    return np.flatnonzero((best != 0) & (best != np.concatenate(([0], best[:-1]))))

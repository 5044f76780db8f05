"""Fits the model that tells scripts: draws lines in fonts of each script, runs the network, fits.

    python bench/fit_scripts.py --fonts /usr/share/fonts [--lines 260] [--words 200] [--write]

The model tells lines, and words beside Latin ones, where the network's output spills over from
its neighbours: so it is fitted on both.

Needs Babel, for words of each language (names of countries, languages and currencies in the
Unicode CLDR), and the fonts of Debian's packages fonts-noto-core, fonts-noto-cjk, fonts-nanum,
fonts-dejavu and fonts-liberation. Prints the share of held-out lines whose script is told; with
`--write`, stores the model in `slidescan/ocr/scripts.npz`.
"""

from __future__ import annotations

import argparse
import random
from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from slidescan.core.geometry import FlatQuad
from slidescan.ocr.engines.rapidocr import RapidOcrReader
from slidescan.ocr.recognizer import LineRecognizer
from slidescan.ocr.scripts import (
    MIN_PART_PROBABILITY,
    MIN_SCRIPT_PROBABILITY,
    MODEL_FILE,
    features,
)
from slidescan.ocr.word_scripts import MIN_VOTE_COLUMNS

Pixels = NDArray[np.uint8]

LATIN_FONTS = (
    *("NotoSans", "NotoSerif", "NotoSansMono", "NotoSansDisplay"),
    *("DejaVuSans", "DejaVuSerif", "LiberationSans", "LiberationSerif"),
)

SCRIPTS: dict[str, tuple[str, tuple[str, ...]]] = {
    "latin": ("en de fr es pl cs tr pt it nl sv hu ro id vi", LATIN_FONTS),
    "cyrillic": ("ru uk bg sr mk kk be mn ky", LATIN_FONTS),
    "greek": ("el", LATIN_FONTS),
    "hangul": (
        "ko",
        ("NanumGothic", "NanumMyeongjo", "NanumBarunGothic", "NanumSquareR", "CJK#1"),
    ),
    "japanese": ("ja", ("CJK#0",)),
    "han": ("zh zh_Hant", ("CJK#2",)),
    "arabic": ("ar fa ur ps", ("NotoSansArabic", "NotoNaskhArabic", "NotoKufiArabic")),
    "hebrew": ("he yi", ("NotoSansHebrew", "NotoSerifHebrew")),
    "thai": ("th", ("NotoSansThai", "NotoSerifThai", "NotoLoopedThai")),
    "devanagari": ("hi mr ne", ("NotoSansDevanagari", "NotoSerifDevanagari")),
    "bengali": ("bn as", ("NotoSansBengali", "NotoSerifBengali")),
    "gurmukhi": ("pa", ("NotoSansGurmukhi", "NotoSerifGurmukhi")),
    "gujarati": ("gu", ("NotoSansGujarati", "NotoSerifGujarati")),
    "tamil": ("ta", ("NotoSansTamil", "NotoSerifTamil")),
    "telugu": ("te", ("NotoSansTelugu", "NotoSerifTelugu")),
    "kannada": ("kn", ("NotoSansKannada", "NotoSerifKannada")),
    "malayalam": ("ml", ("NotoSansMalayalam", "NotoSerifMalayalam")),
    "sinhala": ("si", ("NotoSansSinhala", "NotoSerifSinhala")),
    "khmer": ("km", ("NotoSansKhmer", "NotoSerifKhmer")),
    "lao": ("lo", ("NotoSansLao", "NotoSerifLao", "NotoLoopedLao")),
    "myanmar": ("my", ("NotoSansMyanmar", "NotoSerifMyanmar")),
    "ethiopic": ("am", ("NotoSansEthiopic", "NotoSerifEthiopic")),
    "armenian": ("hy", ("NotoSansArmenian", "NotoSerifArmenian")),
    "georgian": ("ka", ("NotoSansGeorgian", "NotoSerifGeorgian")),
}
"""Script → locales whose words are drawn, and fonts; `#` chooses a face of a collection."""

CASED = ("latin", "cyrillic", "greek", "armenian")
UNSPACED = ("japanese", "han", "thai", "lao", "khmer", "myanmar")
SIZES = (18, 22, 26, 32, 40, 56)
LATIN_RATIO = 5
"""Lines in Latin letters, or of no script at all, per line in any other script."""

HAN_COUNT = 160
HELD_OUT_SHARE = 0.2
L2, ROUNDS, RATE = 3e-4, 500, 0.01


def words_of(locale: str) -> list[str]:
    """The words of a locale's names."""
    from babel import Locale

    names = Locale.parse(locale)
    tables: tuple[Any, ...] = (names.territories, names.languages, names.currencies)
    tables += (names.months["format"]["wide"], names.days["format"]["wide"])
    every = [str(v).replace("(", " ").replace(")", " ") for t in tables for v in t.values()]
    return [word for word in dict.fromkeys(" ".join(every).split()) if len(word) > 1]


def fonts_of(names: Sequence[str], folder: Path) -> list[tuple[str, int]]:
    """Font files, and the face in each."""
    found = []
    for name in names:
        stem, _, face = name.partition("#")
        pattern = f"Noto*{stem}-*.ttc" if face else f"{stem}*.ttf"
        for path in sorted(folder.rglob(pattern)):
            style = path.stem.removeprefix(stem)
            if face or style in ("", "-Regular", "-Bold", "Bold"):
                found.append((str(path), int(face or 0)))
    if not found:
        raise SystemExit(f"no font for {names} below {folder}")
    return found


class Draftsman:
    """Draws lines of text as a camera or a screenshot shows them."""

    def __init__(self, seed: int, latin_words: Sequence[str]) -> None:
        self.rng = random.Random(seed)
        self.noise = np.random.default_rng(seed)
        self.latin_words = latin_words

    def text(self, words: Sequence[str], script: str) -> str:
        """Some words, in a case of letters, with a bullet or a number at times."""
        rng = self.rng
        gap = "" if script in UNSPACED and rng.random() < 0.8 else " "
        text = gap.join(rng.choice(words) for _ in range(rng.choice((1, 2, 2, 3, 3, 4, 5, 6, 8))))
        if script in CASED:
            change = rng.choice((str.upper, str.lower, str.capitalize, str, str))
            text = change(text)
        if rng.random() < 0.12:
            text = rng.choice(("• ", "1. ", "– ", "2) ")) + text
        if rng.random() < 0.12:
            text += rng.choice((":", ".", "?", "!", " 2017", " 30 %"))
        return text

    def line(self, text: str, font: tuple[str, int]) -> Pixels | None:
        """A line of text on a ground of one colour; BGR. None if it is too wide."""
        drawn = self.mixed_line([(text, font)])
        return drawn and drawn[0]

    def mixed_line(
        self, parts: Sequence[tuple[str, tuple[str, int]]]
    ) -> tuple[Pixels, list[tuple[float, float]]] | None:
        """A line of parts, each with its font, on a ground of one colour.

        Returns:
            The line, BGR, and where each part starts and ends, as shares of its width. None if it
            is too wide.
        """
        rng = self.rng
        size = rng.choice(SIZES)
        faces = [ImageFont.truetype(file, size, index=face) for _, (file, face) in parts]
        boxes = [
            face.getbbox(text, anchor="ls") for face, (text, _) in zip(faces, parts, strict=True)
        ]
        gap = round(size * rng.uniform(0.22, 0.4))
        lefts: list[int] = []
        width = -gap
        for box in boxes:
            lefts.append(width + gap)
            width += gap + int(box[2] - box[0])
        top, bottom = min(box[1] for box in boxes), max(box[3] for box in boxes)
        height = int(bottom - top)
        if width < 8 or height < 4 or width > 3000:
            return None
        across, down = int(size * rng.uniform(0.1, 0.5)), int(size * rng.uniform(0.08, 0.3))
        ground = tuple(rng.randrange(256) for _ in range(3))
        is_dark = sum(ground) < 380
        ink = tuple(rng.randrange(190, 256) if is_dark else rng.randrange(90) for _ in range(3))
        if abs(sum(ink) - sum(ground)) < 200:
            ink = (255, 255, 255) if is_dark else (0, 0, 0)
        image = Image.new("RGB", (width + 2 * across, height + 2 * down), ground)
        pen = ImageDraw.Draw(image)
        for (text, _), face, box, left in zip(parts, faces, boxes, lefts, strict=True):
            place = across + left - box[0], down - top
            pen.text(place, text, font=face, fill=ink, anchor="ls")
        spans = [
            ((across + left) / image.width, (across + left + box[2] - box[0]) / image.width)
            for left, box in zip(lefts, boxes, strict=True)
        ]
        return self._photographed(np.ascontiguousarray(np.asarray(image)[:, :, ::-1]), size), spans

    def _photographed(self, pixels: Pixels, size: int) -> Pixels:
        rng = self.rng
        if rng.random() < 0.5:
            pixels = _bytes(cv2.GaussianBlur(pixels, (0, 0), rng.uniform(0.3, size / 22)))
        if rng.random() < 0.5:
            pixels = _bytes(pixels + self.noise.normal(0, rng.uniform(2, 14), pixels.shape))
        if rng.random() < 0.4:
            height, width = pixels.shape[:2]
            slope, slant = rng.uniform(-0.15, 0.15) * height, rng.uniform(-0.2, 0.2) * height
            source = np.array([[0, 0], [width, 0], [0, height]], np.float32)
            target = np.array([[0, slope], [width, -slope], [slant, height + slope]], np.float32)
            warp = cv2.getAffineTransform(source, target)
            pixels = _bytes(
                cv2.warpAffine(pixels, warp, (width, height), borderMode=cv2.BORDER_REPLICATE)
            )
        if rng.random() < 0.4:
            quality = [cv2.IMWRITE_JPEG_QUALITY, rng.randrange(30, 90)]
            coded = cv2.imencode(".jpg", pixels, quality)[1]
            pixels = _bytes(np.asarray(cv2.imdecode(coded, cv2.IMREAD_COLOR)))
        return pixels

    def junk(self, fonts: Sequence[tuple[str, int]]) -> Pixels | None:
        """What detectors take for lines: textures, shapes, stripes, signs, ruined letters."""
        rng = self.rng
        height = rng.randrange(20, 70)
        width = int(height * rng.uniform(1, 10))
        kind = rng.randrange(5)
        if kind == 0:
            shape = max(2, height // rng.randrange(3, 14)), max(2, width // rng.randrange(3, 14)), 3
            coarse = self.noise.integers(0, 255, shape).astype(np.uint8)
            return _bytes(cv2.resize(coarse, (width, height), interpolation=cv2.INTER_CUBIC))
        if kind == 1:
            pixels = np.full((height, width, 3), rng.randrange(256), np.uint8)
            for _ in range(rng.randrange(2, 14)):
                tone, thickness = [rng.randrange(256)] * 3, rng.choice((-1, 1, 2, 3))
                x, y, size = rng.randrange(width), rng.randrange(height), rng.randrange(2, height)
                if rng.random() < 0.5:
                    cv2.circle(pixels, (x, y), size // 2, tone, thickness)
                else:
                    cv2.rectangle(pixels, (x, y), (x + size, y + size // 2), tone, thickness)
            return pixels
        if kind == 2:
            across = np.arange(width) * rng.uniform(0.05, 1.5)
            waves = np.sin(across + np.arange(height)[:, None] * rng.uniform(0, 0.6)) * 0.5 + 0.5
            return np.repeat(_bytes(waves * rng.randrange(60, 255))[..., None], 3, axis=2)
        if kind == 3:
            signs = "".join(chr(rng.randrange(0x2190, 0x2200)) for _ in range(rng.randrange(1, 8)))
            return self.line(signs, fonts[0])
        line = self.line(self.text(self.latin_words, "latin"), rng.choice(fonts))
        if line is None:
            return None
        scale = rng.uniform(4, 9) / line.shape[0]
        small = cv2.resize(line, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
        return _bytes(cv2.resize(small, (line.shape[1], line.shape[0])))


def _bytes(pixels: NDArray[Any]) -> Pixels:
    return np.asarray(np.clip(pixels, 0, 255), np.uint8)


def _materials(
    folder: Path, count: int
) -> Iterator[tuple[str, dict[str, list[str]], list[tuple[str, int]], int]]:
    """Each script with its words by locale, its fonts, and how many of its lines are drawn."""
    for script, (locales, names) in SCRIPTS.items():
        words = {locale: words_of(locale) for locale in locales.split()}
        ratio = LATIN_RATIO if script == "latin" else 1
        yield script, words, fonts_of(names, folder), count * ratio


def draw(
    recognizer: LineRecognizer, folder: Path, count: int, seed: int
) -> tuple[NDArray[np.float32], list[str], NDArray[np.int_]]:
    """The features and the class of each drawn line, and the network's classes."""
    classes = chosen_classes(recognizer)
    latin_words = words_of("en")
    hand = Draftsman(seed, latin_words)
    rng = hand.rng
    latin_fonts = fonts_of(LATIN_FONTS, folder)
    rows: list[NDArray[np.float32]] = []
    labels: list[str] = []
    for script, words, fonts, script_count in _materials(folder, count):
        wanted = len(labels) + script_count
        while len(labels) < wanted:
            label = script
            line = hand.line(hand.text(words[rng.choice(sorted(words))], script), rng.choice(fonts))
            chance = rng.random()
            if script == "latin" and chance < 0.25:
                label, line = "none", hand.junk(latin_fonts)
            elif script == "latin" and chance < 0.5 and line is not None:
                flip = np.s_[::-1, ::-1] if chance < 0.44 else np.s_[:, ::-1]
                label, line = "turned", np.ascontiguousarray(line[flip])
            elif script == "latin" and chance < 0.56:
                signs = "0123456789.,:;%$€+-/()[]{}=<>_#*ABCXyz"
                code = "".join(rng.choice(signs) for _ in range(rng.randrange(2, 24)))
                line = hand.line(code, rng.choice(fonts))
            if line is None:
                continue
            output = recognizer.output(line, FlatQuad.rectangle(line.shape[1], line.shape[0]))
            rows.append(features(output, classes))
            labels.append(label)
        print(script, Counter(labels)[script], flush=True)
    return np.array(rows, np.float32), labels, classes


def draw_words(
    recognizer: LineRecognizer, folder: Path, count: int, seed: int, classes: NDArray[np.int_]
) -> tuple[NDArray[np.float32], list[str]]:
    """The features and the script of words beside Latin ones."""
    hand = Draftsman(seed, words_of("en"))
    rng = hand.rng
    latin_fonts = fonts_of(LATIN_FONTS, folder)
    rows: list[NDArray[np.float32]] = []
    labels: list[str] = []
    for script, words, fonts, script_count in _materials(folder, count):
        wanted = len(labels) + script_count
        while len(labels) < wanted:
            latin_font, font = rng.choice(latin_fonts), rng.choice(fonts)
            those = words[rng.choice(sorted(words))]
            ours = [(rng.choice(those), font) for _ in range(rng.choice((1, 1, 2, 3)))]
            latin = [(rng.choice(hand.latin_words), latin_font) for _ in range(rng.randrange(1, 5))]
            cut = rng.randrange(len(latin) + 1)
            drawn = hand.mixed_line([*latin[:cut], *ours, *latin[cut:]])
            if drawn is None:
                continue
            line, spans = drawn
            output = recognizer.output(line, FlatQuad.rectangle(line.shape[1], line.shape[0]))
            for start, end in spans[cut : cut + len(ours)]:
                first, last = round(start * len(output)), round(end * len(output))
                if last - first >= MIN_VOTE_COLUMNS:
                    rows.append(features(output[first:last], classes))
                    labels.append(script)
        print(script, "words:", Counter(labels)[script], flush=True)
    return np.array(rows, np.float32), labels


def chosen_classes(recognizer: LineRecognizer) -> NDArray[np.int_]:
    """Latin, Greek, punctuation, and some Han characters."""
    characters = list(enumerate(recognizer.charset))
    plain = [
        i
        for i, c in characters
        if c and ((ord(c[0]) < 0x250 and c.isprintable()) or 0x370 <= ord(c[0]) < 0x400)
    ]
    han = [i for i, c in characters if c and 0x3000 <= ord(c[0]) < 0xA000]
    picked = np.random.default_rng(0).choice(han, HAN_COUNT, replace=False)
    one_each = {recognizer.charset[i]: i for i in [*plain, *(int(i) for i in picked)]}
    return np.array(list(one_each.values()))


def fit(
    rows: NDArray[np.float32], labels: Sequence[str], names: Sequence[str]
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Multinomial logistic regression by Adam (Kingma and Ba 2015); weights and bias."""
    mean, deviation = rows.mean(axis=0), rows.std(axis=0) + 1e-3
    x = ((rows - mean) / deviation).astype(np.float32)
    truth = np.eye(len(names), dtype=np.float32)[[names.index(label) for label in labels]]
    weights = np.zeros((x.shape[1] + 1, len(names)), np.float32)
    x = np.concatenate([x, np.ones((len(x), 1), np.float32)], axis=1)
    first, second = np.zeros_like(weights), np.zeros_like(weights)
    for step in range(1, ROUNDS + 1):
        scores = x @ weights
        scores = np.exp(scores - scores.max(axis=1, keepdims=True))
        scores /= scores.sum(axis=1, keepdims=True)
        gradient = x.T @ (scores - truth) / len(x) + L2 * weights
        first = 0.9 * first + 0.1 * gradient
        second = 0.999 * second + 0.001 * gradient**2
        rate = RATE * (1 - 0.999**step) ** 0.5 / (1 - 0.9**step)
        weights -= rate * first / (np.sqrt(second) + 1e-8)
    plain = weights[:-1].astype(np.float64) / deviation[:, None]
    return plain, weights[-1] - mean.astype(np.float64) @ plain


def told(
    rows: NDArray[np.float32],
    labels: Sequence[str],
    names: Sequence[str],
    model: tuple[NDArray[np.float64], NDArray[np.float64]],
    min_probability: float,
) -> dict[str, int]:
    """How many lines or words have their script told rightly, wrongly, or not at all."""
    scores = rows @ model[0] + model[1]
    scores = np.exp(scores - scores.max(axis=1, keepdims=True))
    scores /= scores.sum(axis=1, keepdims=True)
    known = {"latin", "japanese", "han", "turned", "none"}
    return dict(
        Counter(
            "known" if label in known and name in known
            else "unclear" if name in known or best < min_probability
            else "right" if name == label
            else "wrong"
            for label, name, best in zip(
                labels, (names[i] for i in scores.argmax(axis=1)), scores.max(axis=1), strict=True
            )
        )
    )  # fmt: skip


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--fonts", type=Path, default=Path("/usr/share/fonts"))
    parser.add_argument("--lines", type=int, default=260)
    parser.add_argument("--words", type=int, default=200)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--write", action="store_true")
    options = parser.parse_args()
    recognizer = RapidOcrReader().recognizer
    rows, labels, classes = draw(recognizer, options.fonts, options.lines, options.seed)
    line_count = len(labels)
    word_rows, word_labels = draw_words(
        recognizer, options.fonts, options.words, options.seed + 1, classes
    )
    rows = np.concatenate([rows, word_rows])
    labels += word_labels
    names = sorted(set(labels))
    is_held = np.random.default_rng(2).random(len(labels)) < HELD_OUT_SHARE
    training = [label for label, held in zip(labels, is_held, strict=True) if not held]
    model = fit(rows[~is_held], training, names)
    is_word = np.arange(len(labels)) >= line_count
    for kind, is_kind, least in (
        ("lines", ~is_word, MIN_SCRIPT_PROBABILITY),
        ("words", is_word, MIN_PART_PROBABILITY),
    ):
        chosen = np.flatnonzero(is_held & is_kind)
        print(
            f"held-out {kind}:",
            told(rows[chosen], [labels[i] for i in chosen], names, model, least),
        )
    if options.write:
        weights, bias = fit(rows, labels, names)
        np.savez_compressed(
            MODEL_FILE,
            classes=" ".join(names),
            characters="".join(recognizer.charset[i] for i in classes),
            weights=weights.astype(np.float16),
            bias=bias.astype(np.float32),
        )
        print("wrote", MODEL_FILE)


if __name__ == "__main__":
    main()

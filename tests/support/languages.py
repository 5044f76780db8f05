"""Photographed slides in ten languages."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from camera import Scene, photograph
from decks import DARK, LIGHT, Theme
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont, features

from slidescan.core.text import fold

SLIDE_TEXTS: dict[str, tuple[tuple[str, ...], ...]] = {
    "de": (
        (
            "Größe zählt nicht überall",
            "Verträge zwischen Diensten prüfen",
            "Für jede Schnittstelle ein Eigentümer",
            "Änderungen früh veröffentlichen",
            "Rückwärts verträglich bleiben",
        ),
        (
            "Betrieb ohne Überraschungen",
            "Ausfälle gehören zum Alltag",
            "Messen, bevor man optimiert",
            "Schlüssel regelmäßig tauschen",
        ),
    ),
    "fr": (
        (
            "Données en temps réel",
            "Réduire la latence à l’entrée",
            "Préférer des schémas évolutifs",
            "Où sont stockés les événements ?",
            "Répéter les essais chaque été",
        ),
        (
            "Sécurité dès la conception",
            "Chiffrer les sauvegardes",
            "Limiter les accès privilégiés",
            "Vérifier les clés périmées",
        ),
    ),
    "es": (
        (
            "Diseño de colas y señales",
            "Cada año aprendemos más",
            "Reintentar según el tamaño",
            "Medir también la cola más larga",
            "Publicar métricas útiles",
        ),
        (
            "Migración sin interrupción",
            "Copiar, comparar y después cambiar",
            "Pequeños pasos cada mañana",
            "Deshacer también es un plan",
        ),
    ),
    "pl": (
        (
            "Źródła danych i ich jakość",
            "Każda tabela ma właściciela",
            "Błędy zgłaszamy jeszcze dziś",
            "Zmiany wdrażamy częściej",
            "Mierzymy, zanim przyspieszymy",
        ),
        (
            "Bezpieczeństwo sieci",
            "Klucze wymieniamy co miesiąc",
            "Dostęp tylko dla potrzebujących",
            "Ćwiczymy odtwarzanie kopii",
        ),
    ),
    "el": (
        (
            "Δεδομένα και ποιότητα",
            "Κάθε πίνακας έχει υπεύθυνο",
            "Μετράμε πριν αλλάξουμε κάτι",
            "Μικρές αλλαγές κάθε μέρα",
            "Δοκιμάζουμε την ανάκτηση",
        ),
        (
            "Ασφάλεια στο δίκτυο",
            "Τα κλειδιά αλλάζουν συχνά",
            "Λίγα δικαιώματα για όλους",
            "Καταγράφουμε κάθε πρόσβαση",
        ),
    ),
    "ru": (
        (
            "Данные и их качество",
            "У каждой таблицы есть владелец",
            "Измеряем прежде чем ускорять",
            "Небольшие изменения каждый день",
            "Проверяем восстановление копий",
        ),
        (
            "Безопасность сети",
            "Ключи меняются каждый месяц",
            "Доступ только тем кому нужно",
            "Ошибки разбираем вместе",
        ),
    ),
    "zh": (
        ("数据质量与责任", "每张表都有负责人", "先测量然后再优化", "小步修改频繁发布", "定期演练恢复备份"),
        ("网络安全基础", "密钥每月更换一次", "只给必要的访问权限", "记录所有的登录操作"),
    ),
    "ja": (
        ("データ品質と責任", "すべての表に担当者がいる", "最適化の前に測定する", "小さな変更を毎日公開する", "復旧の訓練を続ける"),
        ("安全なネットワーク", "鍵は毎月交換します", "必要な人だけに権限を渡す", "失敗から学ぶ文化"),
    ),
    "ko": (
        ("데이터 품질과 책임", "모든 표에는 담당자가 있다", "최적화 전에 먼저 측정한다", "작은 변경을 매일 배포한다", "복구 훈련을 계속한다"),
        ("안전한 네트워크", "열쇠는 매달 교체합니다", "필요한 사람에게만 권한을 준다", "실패에서 함께 배운다"),
    ),
    "ar": (
        ("جودة البيانات أولا", "لكل جدول مالك معروف", "نقيس قبل أن نسرع", "تغييرات صغيرة كل يوم", "نختبر استعادة النسخ"),
        ("أمن الشبكات", "نغير المفاتيح كل شهر", "الوصول لمن يحتاج فقط", "نتعلم من الأخطاء معا"),
    ),
}  # fmt: skip
"""Two slides for each language: a title and bullets."""

BY_CHARACTER = {"zh", "ja"}

_CJK = Path("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc")
_SANS = Path("/usr/share/fonts/truetype/dejavu/DejaVuSans.ttf")
_FACES = {"ja": 0, "ko": 1, "zh": 2}

Pixels = NDArray[np.uint8]


def _font(language: str, size: int) -> ImageFont.FreeTypeFont:
    path, face = (_CJK, _FACES[language]) if language in _FACES else (_SANS, 0)
    if not path.exists():
        pytest.skip(f"no font for {language}: {path.name}")
    return ImageFont.truetype(path, size, index=face)


def _drawn(language: str, lines: Sequence[str], theme: Theme) -> Pixels:
    if language == "ar" and not features.check("raqm"):
        pytest.skip("Pillow without libraqm doesn't join Arabic letters")
    image = Image.new("RGB", (1280, 720), theme.ground)
    draw = ImageDraw.Draw(image)
    right = language == "ar"
    for i, line in enumerate(lines):
        size, top = (54, 60) if i == 0 else (40, 110 + i * 96)
        place, anchor = ((1190, top), "ra") if right else ((90, top), "la")
        color = theme.accent if i == 0 else theme.ink
        draw.text(place, line, fill=color, font=_font(language, size), anchor=anchor)
    return np.asarray(image)


def words_or_characters(language: str, text: str) -> Counter[str]:
    folded = fold(text) if language != "ar" else text
    if language in BY_CHARACTER:
        return Counter(c for c in folded if c.isalnum())
    kept = "".join(c if c.isalnum() else " " for c in folded)
    return Counter(kept.split())


def photographed(language: str, folder: Path) -> Iterator[tuple[Path, Sequence[str]]]:
    """Writes photos of a language's slides to `folder`; yields them with their lines."""
    for number, lines in enumerate(SLIDE_TEXTS[language]):
        theme = (LIGHT, DARK)[number]
        scene = Scene(yaw=(14, -16)[number], pitch=4, distance=0.8)
        photo, _ = photograph(_drawn(language, lines, theme), scene, 3 + number)
        path = folder / f"{number}.jpg"
        Image.fromarray(photo).save(path, quality=90)
        yield path, lines

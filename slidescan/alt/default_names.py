"""Texts that programs fill in where people wrote no alt text."""

from __future__ import annotations

import re

_SCREENSHOT_WORDS = "|".join(
    (
        *("screen ?shots?", "screen ?casts?", "screen recording", "screen capture"),
        *("bildschirmfoto", "bildschirmaufnahme", "capture d['’ ]?[eé]cran"),
        *("captura de (?:pantalla|ecrã|tela)", "schermata", "istantanea schermo"),
        *("scherm(?:afbeelding|afdruk|opname)", "skærmbillede", "skjermbilde", "skärmavbild"),
        *("näyttökuva", "zrzut ekranu", "snímek obrazovky", "képernyőkép", "captură de ecran"),
        *("снимок экрана", "скриншот", "знімок екрана", "ekran (?:görüntüsü|resmi|alıntısı)"),
        *("スクリーンショット", "屏幕截图", "屏幕快照", "截屏", "截图", "螢幕截圖", "螢幕快照"),
        *("스크린샷", "화면 캡처", "στιγμιότυπο οθόνης", "צילום מסך", "لقطة شاشة"),
    )
)
"""What systems call the pictures that people take of their screens."""

_IMAGE_WORDS = "|".join(
    (
        *("(?:pasted |exported )?images?", "graphics?", "afbeelding(?:en)?", "bilde?r?", "billede"),
        *("kuva", "kép", "obr[aá]z(?:ek)?", "zdjęcie", "imagem", "изображение"),
        *("рисунок", "картинка", "зображення", "εικόνα", "resim", "görsel", "图片?", "图像"),
        *("圖片", "画像", "写真", "이미지", "사진", "תמונה", "صورة"),
        *("untitled", "unnamed", "unbenannt", "ohne titel", "sans (?:titre|nom)", "sin t[ií]tulo"),
        *("senza titolo", "sem t[ií]tulo", "naamloos", "zonder titel", "namnlös", "uten navn"),
        *("unavngivet", "nimetön", "bez tytułu", "bez názvu", "без (?:имени|названия)"),
        *("无标题", "無題", "名称未設定", "제목 ?없음"),
    )
)
"""What programs call pictures without a name."""

_DATE = (
    r"(?:[\s\d_.,:()@/年月日时分秒–-]"
    r"|\b(?:from|at|on|um|vom|uhr|à|de|del|das|às|a|las|alle|le|ore|och|kl|klo|w|o|в|от|am|pm|h|2x)\b"
    r"|上午|下午)*"
)
"""Dates, times and numbers, and the words between them."""

_NAME = re.compile(rf"(?:{_SCREENSHOT_WORDS}|{_IMAGE_WORDS})(?:[\s_-]*{_DATE})", re.IGNORECASE)

_PROMPT = re.compile(
    r"""(?:(?:please\s+)?(?:enter|insert|add|write|put|provide|type|your)\s+)?(?:an?\s+|the\s+|your\s+)?
    (?:alt(?:ernat(?:e|ive))?[\s-]*(?:text|description)|(?:image|picture|photo)[\s-]*(?:alt|description|text)
      |(?:image|picture|photo)[\s-]*alt[\s-]*text|description\s+of\s+(?:the\s+)?(?:image|picture|photo)
      |image\s+title)
    (?:\s+(?:goes\s+)?here)?""",
    re.IGNORECASE | re.VERBOSE,
)
"""What editors and templates show where an alt text belongs."""

_FILE_STEM = re.compile(
    rf"""(?:dji|gopr|g[hxp]|fb[_ ]img|received|cleanshot|snipaste|snagit|snip|lrm|burst|clipboard
        |download|unnamed|file|clip|capture|zwischenablage|scan)[\s_-]*(?=\(?\d){_DATE}""",
    re.IGNORECASE | re.VERBOSE,
)
"""Names that cameras and programs give to files; a number follows each."""

_IDENTIFIER = re.compile(
    r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}|(?=[a-f]*\d)[0-9a-f]{16,}", re.IGNORECASE
)
"""A UUID or a hash."""


def is_default_name(text: str) -> bool:
    """Whether a program, not a person, fills in this text: `Screenshot from 2024-01-02`.

    So do editors with `enter image description here`, and file names such as a UUID.
    """
    patterns = (_NAME, _PROMPT, _FILE_STEM, _IDENTIFIER)
    return any(pattern.fullmatch(text) for pattern in patterns)

"""OCR engines, each with a row in `ocr.registry`.

ensemble         RapidOCR and Tesseract; the more confident text of each line wins
rapidocr         PP-OCRv6 from RapidOCR's wheel
script_fallback  Tesseract for scripts that the first reader doesn't know
tesseract        Tesseract, through pytesseract
"""

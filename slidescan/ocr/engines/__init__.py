"""OCR engines, one file each."""

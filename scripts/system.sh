#!/usr/bin/env bash
# Installs Tesseract if it is missing; if it can't, prints one line and goes on.
set -u

installed() { command -v "$1" >/dev/null 2>&1; }

as_root() {
  if [ "$(id -u)" -eq 0 ]; then "$@"
  elif installed sudo && { sudo -n true 2>/dev/null || [ -t 0 ]; }; then sudo "$@"
  else return 1; fi
}

debian() {
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1 && return
  as_root apt-get update -qq >/dev/null 2>&1
  as_root env DEBIAN_FRONTEND=noninteractive apt-get install -y -qq "$@" >/dev/null 2>&1
}

if ! installed tesseract; then
  if installed apt-get; then debian tesseract-ocr
  elif installed brew; then brew install --quiet tesseract >/dev/null 2>&1
  fi
  installed tesseract ||
    echo "Tesseract is not installed (apt install tesseract-ocr, brew install tesseract): using RapidOCR alone."
fi

# Only tests use these programs, mostly to render sites with the real generators.
if [ "${CI:-}" = true ]; then
  for program in hugo jekyll npm chromium pdftotext; do
    package=${program/pdftotext/poppler-utils}
    installed $program || ! installed apt-get || debian "$package" ||
      echo "$program could not be installed (apt install $package): its tests are skipped."
  done
  bash "$(dirname "$0")/generators.sh" searchers eleventy hexo docsify
fi
exit 0

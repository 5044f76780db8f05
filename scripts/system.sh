#!/usr/bin/env bash
# Installs Tesseract if it is missing, and says so before; if it can't, prints one line and goes on.
# With SKIP_SYSTEM=1, nothing outside the virtual environment is touched.
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

if ! installed tesseract && [ -z "${SKIP_SYSTEM:-}" ]; then
  if installed apt-get; then
    echo "Installing Tesseract, about 30 MB, with apt-get; Ctrl-C here, or SKIP_SYSTEM=1, goes on without it."
    trap : INT
    debian tesseract-ocr
    trap - INT
  elif installed brew; then
    echo "Installing Tesseract with Homebrew; SKIP_SYSTEM=1 goes on without it."
    brew install --quiet tesseract >/dev/null 2>&1
  fi
fi
if ! installed tesseract; then
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

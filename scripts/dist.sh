#!/usr/bin/env bash
# Builds what is published, checks it, and installs it in empty environments.
set -euo pipefail
python=$1
rm -rf dist
"$python" -m build --outdir dist .
"$python" -m build --wheel --outdir dist checker
"$python" -m twine check --strict dist/*
if grep -q '"https://example\.org/' pyproject.toml; then
  echo "Before you publish: [project.urls] in pyproject.toml still says example.org. Put the project's address there, then run make docs." >&2
fi

scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
for wheel in dist/*.whl; do
  environment=$scratch/$(basename "$wheel" .whl)
  "$python" -m venv "$environment"
  "$environment/bin/python" -m pip install --quiet --disable-pip-version-check "$wheel"
  # Outside the checkout, so that only what is installed runs.
  case $wheel in
    *slidescan_check*) program=slidescan-check ;;
    *) program=slidescan ;;
  esac
  (cd "$scratch" && "$environment/bin/$program" --version && "$environment/bin/$program" --help >/dev/null)
  echo "$(du -sm "$environment"/lib/python3*/site-packages | cut -f1) MB installed: $wheel"
done

# slidescan: make help
SHELL := /bin/bash
PYTHON ?= python3
VENV ?= .venv
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed
BASE := $(VENV)/.base
DEMO := demo
PIP := $(BIN)/python -m pip install --quiet --disable-pip-version-check
# CI installs the versions that passed last; people get the newest that pyproject.toml allows.
LOCKED := $(if $(CI),--constraint locked/newest.txt)

.DEFAULT_GOAL := help
.PHONY: help setup system demo test check lowest fix bench torture docs site dist pictures samples generators clean

help: ## show this list
	@grep -hE '^[a-z]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z]+):.*## (.*)/  make \1|\2/' | column -t -s '|'

setup: system $(STAMP) ## environment, dependencies, Tesseract if it is missing

$(BASE): pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 10))' || { echo "slidescan needs Python 3.10 or newer: make PYTHON=python3.12"; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) || { echo "Python's venv module is missing: apt install python3-venv"; exit 1; }
	$(PIP) $(LOCKED) --editable . || { test -n "$(LOCKED)" && $(PIP) --editable .; }
	@touch $@

$(STAMP): $(BASE)
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --upgrade pip
	$(PIP) $(LOCKED) --editable '.[dev,all]' || { test -n "$(LOCKED)" && echo "locked versions are not available here: installing the newest" && $(PIP) --editable '.[dev,all]'; }
	@touch $@

system: # programs outside PyPI; the rest works without them
	@bash scripts/system.sh

demo: system $(BASE) ## ingest samples/, search "data lake", show alt texts
	@rm -rf $(DEMO)
	$(BIN)/slidescan ingest samples/ --index $(DEMO)/slides || test $$? -eq 1
	@echo
	$(BIN)/slidescan search "data lake" --index $(DEMO)/slides
	@echo
	$(BIN)/slidescan alt samples/content --index $(DEMO)/slides

test: setup ## all tests, with real Tesseract and RapidOCR
	$(BIN)/python -m pytest -q -n auto --dist loadgroup --no-loadscope-reorder

check: setup ## style, types, layers, layout, known vulnerabilities
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports
	$(BIN)/python scripts/layout_report.py
	$(BIN)/python scripts/audit.py locked/newest.txt

lowest: ## tests with the lowest allowed versions
	test -x .lowest/bin/python || $(PYTHON) -m venv .lowest
	.lowest/bin/python -m pip install --quiet --disable-pip-version-check --constraint locked/lowest.txt --editable '.[all]' \
	  pytest pytest-timeout pytest-xdist hypothesis cmarkgfm axe-playwright-python playwright hocr-spec httpx httpx2 pdfua
	.lowest/bin/python -m compileall -q .lowest/lib/python*/site-packages/whoosh || true
	.lowest/bin/python -m pytest -q -n auto --dist loadgroup tests/unit tests/cli tests/export tests/web/test_guard.py

fix: setup ## format, and fix what can be fixed automatically
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: setup ## speed and memory
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --editable '.[bench]'
	$(BIN)/python bench/run.py
	$(BIN)/python bench/links.py
	$(BIN)/python bench/alts.py
	$(BIN)/python bench/search.py
	$(BIN)/python -m bench.web

torture: setup ## hostile photos, disks, kills, people: what is lost? (15 minutes)
	$(BIN)/python -m bench.torture

docs: setup ## write the pages that follow from the code
	$(BIN)/python scripts/reference.py

site: setup ## the documentation site, in build/site; stops at any warning
	$(BIN)/python scripts/site.py

dist: setup ## wheels and sdist in dist/, checked and installed in an empty environment
	@bash scripts/dist.sh $(BIN)/python

pictures: setup ## draw the pictures of the README from today's output
	$(BIN)/python scripts/readme_pictures.py docs/images

samples: setup ## photograph the samples again
	$(BIN)/python samples/make_samples.py

generators: ## install site generators from npm, for the tests that render with them
	@bash scripts/generators.sh

clean: ## remove everything that make built; the index stays
	rm -rf $(VENV) .lowest $(DEMO) .generators build dist *.egg-info .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Only Python (3.11 to 3.13) and make are needed; everything else is set up by the first target that wants it.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
PY := .venv/bin/python
# Where the environment asks for no bytecode, each of our processes would compile a thousand modules anew.
unexport PYTHONDONTWRITEBYTECODE
SET_UP := @$(PYTHON) .ci/bootstrap.py

.PHONY: help run test lint browser-test drill rules-check bench clean-data

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run:  ## set up whatever is missing and serve the demo mall (PORT=8000 HOST=127.0.0.1)
	$(SET_UP) app
	@exec $(PY) manage.py serve --host $(HOST) --port $(PORT)

test:  ## the suite, in parallel, on a real PostgreSQL and Valkey (WORKERS=2)
	$(SET_UP) dev
	@$(PY) -m pytest -q -n $(WORKERS)

lint:  ## style, import directions, templates, migrations, types, deployment settings
	$(SET_UP) dev
	@PY=$(PY) .ci/lint

browser-test:  ## the stories and axe on every page, in a real Chromium (WORKERS=2)
	$(SET_UP) browser
	@$(PY) -m pytest -q -m browser -n $(WORKERS) tests/browser

drill:  ## long fault and race drills
	$(SET_UP) dev
	@$(PY) -m pytest -q -m drill -n 0 -s tests

rules-check:  ## switch each enforced rule off in turn: a test must notice
	$(SET_UP) dev
	@$(PY) manage.py rules_check

bench:  ## measure, against limits in the same run
	$(SET_UP) dev
	@$(PY) manage.py bench

clean-data:  ## throw the mall's data away (asks first)
	@$(PYTHON) .ci/clean_data.py

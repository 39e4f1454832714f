# Only Python (3.11 to 3.13) and make are needed; everything else is set up by the first target that wants it.
PYTHON ?= python3
PORT ?= 8000
HOST ?= 127.0.0.1
WORKERS ?= 2
BIN := .venv/bin

.PHONY: help run test lint browser-test drill rules-check bench clean-data

help:  ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-14s %s\n", $$1, $$2}' Makefile

run: .venv/.with-app  ## set up whatever is missing and serve the demo mall
	@HOST=$(HOST) PORT=$(PORT) exec $(BIN)/python manage.py serve

test: .venv/.with-dev  ## the suite, in parallel, on a real PostgreSQL and Valkey
	@$(BIN)/pytest -q -n $(WORKERS) --dist loadgroup

lint: .venv/.with-dev  ## style, import directions, templates, migrations, types, deployment settings
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check --quiet .
	@$(BIN)/lint-imports --no-timing > /dev/null 2>&1 || { $(BIN)/lint-imports; exit 1; }
	@$(BIN)/djlint templates --lint --quiet
	@$(BIN)/python manage.py makemigrations --check --dry-run
	@$(BIN)/mypy
	@$(BIN)/python manage.py rulebook --check
	@echo lint: clean

browser-test: .venv/.with-browser  ## the stories in a real Chromium
	@$(BIN)/pytest -q -m browser -n 0 tests/browser

drill: .venv/.with-dev  ## long fault and race drills
	@$(BIN)/pytest -q -m drill -n 0 -s tests

rules-check: .venv/.with-dev  ## switch each enforced rule off in turn; a test must notice
	@$(BIN)/python manage.py rules_check

bench: .venv/.with-dev  ## measure against limits in the same run
	@$(BIN)/python manage.py bench

clean-data:  ## throw the demo mall's data away (asks first)
	@$(PYTHON) .ci/clean_data.py

.venv/.with-app: uv.lock pyproject.toml .ci/bootstrap.py
	@$(PYTHON) .ci/bootstrap.py app

.venv/.with-dev: uv.lock pyproject.toml .ci/bootstrap.py
	@$(PYTHON) .ci/bootstrap.py dev

.venv/.with-browser: uv.lock pyproject.toml .ci/bootstrap.py
	@$(PYTHON) .ci/bootstrap.py browser

# make run    install and open Stegvis on the example plan
# make test   install what the tests need; lint, types, tests
# make soak   the simulations alone, twenty times as many schedules
SHELL := /bin/sh
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
PACKAGES := shared server tui
PYTEST_ARGS ?=

.PHONY: run install install-test lint test format soak bench picture clean

run: $(VENV)/.installed
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@$(BIN)/stegvis open example

install: $(VENV)/.installed

install-test: $(VENV)/.installed-test

$(VENV)/.python:
	@echo "Making a virtual environment in $(VENV) ..."
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
		{ echo "Stegvis needs Python 3.11 or newer; say which with: make PYTHON=python3.12 run"; exit 1; }
	@$(PYTHON) -m venv $(VENV) || \
		{ echo "The venv module is missing; on Debian and Ubuntu: apt install python3-venv"; exit 1; }
	@touch $@

$(VENV)/.installed: $(VENV)/.python pyproject.toml constraints.txt
	@echo "Installing Stegvis and what it needs (a minute or so the first time) ..."
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -e .
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

$(VENV)/.installed-test: $(VENV)/.installed
	@echo "Installing what the tests need ..."
	@PIP_CONSTRAINT=constraints.txt $(BIN)/python -m pip install --quiet --disable-pip-version-check --compile -e '.[test]'
	@$(BIN)/python -m compileall -q $(PACKAGES)
	@touch $@

lint: $(VENV)/.installed-test
	@echo "Lint ..."
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@echo "Types ..."
	@$(BIN)/mypy

test: lint
	@echo "Tests ..."
	@$(BIN)/python -m pytest -n 2 $(PYTEST_ARGS)

format: $(VENV)/.installed-test
	@$(BIN)/ruff check --fix-only --quiet .
	@$(BIN)/ruff format .

soak: $(VENV)/.installed-test
	@STEGVIS_SEEDS=20000 $(BIN)/python -m pytest -n 2 tests/simulation $(PYTEST_ARGS)

bench: $(VENV)/.installed-test
	@$(BIN)/python -m tests.bench

picture: $(VENV)/.installed-test
	@$(BIN)/python -m tests.picture docs/stegvis.svg

clean:
	rm -rf $(VENV) *.egg-info build .mypy_cache .ruff_cache .pytest_cache .hypothesis

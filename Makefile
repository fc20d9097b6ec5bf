# make chat    set up, index the sample articles, open the chat (CORPUS=~/articles for your own)
# make test    set up, check style, types and imports, run the tests
# make check   style, types and imports only
# make bench   measure speed and memory

PYTHON ?= python3
CORPUS ?= corpus
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: chat test check bench clean

chat: $(VENV)/.installed
	@$(BIN)/qa chat $(CORPUS)

test: check
	$(BIN)/python -m pytest

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks

$(VENV)/.installed: pyproject.toml constraints.txt
	@echo "Setting up in $(VENV): once, a few minutes"
	$(PYTHON) -m venv $(VENV)
	$(INSTALL) --editable .
	@touch $@

$(VENV)/.installed-dev: $(VENV)/.installed
	$(INSTALL) --editable '.[dev]'
	@touch $@

clean:
	rm -rf $(VENV) .mypy_cache .pytest_cache .ruff_cache .hypothesis

# make chat    set up, index the sample articles, open the chat (CORPUS=~/articles for your own)
# make test    set up, check style, types and imports, run the tests
# make check   style, types and imports only
# make bench   measure speed and memory (BENCH_SIZES=1000,1000000 for other sizes of the index); the figures are kept
#              in .benchmarks, for  python -m tests.benchmarks compare BEFORE AFTER
# make picture  draw the picture of the README anew
# make eval    measure the answers (EVAL_SETS="FOLDER …" for other question sets than those in ../shared/eval)

PYTHON ?= python3
CORPUS ?= corpus
EVAL_SETS ?= $(patsubst %/questions.jsonl,%,$(wildcard ../shared/eval/*/questions.jsonl))
VENV := .venv
BIN := $(VENV)/bin
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --constraint constraints.txt

.PHONY: chat test check bench picture eval clean

chat: $(VENV)/.installed
	@$(BIN)/qa chat $(CORPUS)

test: check
	$(BIN)/python -m pytest --numprocesses auto --dist loadfile --quiet

check: $(VENV)/.installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

bench: $(VENV)/.installed-dev
	$(BIN)/python -m tests.benchmarks run --json .benchmarks/$$(date +%Y-%m-%d-%H%M).json

picture: $(VENV)/.installed-dev
	$(BIN)/python -m tests.picture

eval: $(VENV)/.installed-dev
	@test -n "$(EVAL_SETS)" || { echo 'No question sets in ../shared/eval: say  make eval EVAL_SETS="FOLDER …"'; exit 2; }
	@$(foreach set,$(EVAL_SETS),$(BIN)/qa eval $(set) $(addprefix --out-of-corpus=,$(filter-out $(set),$(EVAL_SETS))) && echo && )true

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

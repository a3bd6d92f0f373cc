# Two commands matter: `make run` and `make test`. Each sets up what it needs.
# Nothing but Python 3.11+ (with venv) and make is assumed.

PYTHON ?= python3
# A virtual environment cannot be moved: every folder that is checked out makes its own.
VENV   := .venv
BIN    := $(VENV)/bin
PIP    := $(BIN)/python -m pip --disable-pip-version-check --quiet

.DEFAULT_GOAL := help
.PHONY: help run test soak lint lock bench clean

help:            ## this list
	@sed -n 's/^\([a-z]*\): .*## /  make \1 — /p' Makefile

# The stamps say what the environment was built from; a changed list of requirements rebuilds it.
$(VENV)/.run: requirements.txt pyproject.toml
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || \
	  { echo "The monitor needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) --version). Try: make PYTHON=python3.12" >&2; exit 2; }
	@echo "Setting up $(VENV) (once; a minute or so) …" >&2
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	@$(PIP) install --require-hashes -r requirements.txt
	@$(PIP) install --no-deps --no-build-isolation --editable .
	@touch $@

$(VENV)/.dev: requirements-dev.txt $(VENV)/.run
	@echo "Adding what the tests need …" >&2
	@$(PIP) install --require-hashes -r requirements-dev.txt
	@touch $@

run: $(VENV)/.run      ## check the notes in seeds/ once and say what changed
	@$(BIN)/python -m monitor check

test: $(VENV)/.dev     ## the tests, at most ten minutes
	@$(BIN)/python -m pytest -n auto -q $(TESTS)

soak: $(VENV)/.dev     ## the same tests with full counts
	@MONITOR_SOAK=1 $(BIN)/python -m pytest -n auto -q $(TESTS)

lint: $(VENV)/.dev     ## ruff, mypy --strict, import contracts
	@$(BIN)/ruff check . && $(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

lock: $(VENV)/.dev     ## compile requirements*.txt from pyproject.toml, with hashes and no index's address
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --upgrade --group build pyproject.toml -o requirements.txt
	@$(BIN)/uv pip compile --quiet --universal --generate-hashes --no-header --no-annotate --no-emit-index-url --python-version 3.11 --upgrade --group build --group dev pyproject.toml -c requirements.txt -o requirements-dev.txt

bench: $(VENV)/.dev    ## speed, as ratios measured side by side in one run
	@$(BIN)/python -m bench

clean:           ## forget the environment (never the snapshots)
	@rm -rf $(VENV)

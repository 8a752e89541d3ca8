# Two commands are enough: `make app` and `make test`. Both prepare the environment themselves, once.
PYTHON ?= python3
BIN := .venv/bin
READY := .venv/.covision-ready
PIP := $(BIN)/python -m pip --disable-pip-version-check --no-input

.PHONY: app test lint docs lock weights clean help

app: $(READY)  ## open covision in the browser
	@$(BIN)/covision app

test: lint weights  ## everything that must hold, pytest last
	@$(BIN)/python -m pytest -n 2 --dist loadfile

lint: $(READY)  ## style, types and layers
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy
	@$(BIN)/lint-imports

weights: $(READY)  ## the small model and the embeddings that the tests use (514 MB, once)
	@$(BIN)/covision models fetch minilm-l6-int8 qwen2.5-coder-0.5b \
	  || echo "Without weights the tests that need them are skipped." >&2

docs: $(READY)  ## write docs/cli.md and docs/settings.md anew
	@$(BIN)/python tests/house/generate.py

lock: $(READY)  ## resolve all dependencies into requirements.lock
	@$(PIP) install --quiet uv
	@$(BIN)/uv pip compile pyproject.toml --extra local --extra pdf --extra mcp --extra dev --universal --python-version 3.11 \
	  --generate-hashes --no-annotate --custom-compile-command "make lock" \
	  --quiet --output-file requirements.lock

clean:  ## remove the environment and what tools left behind; your projects stay
	@rm -rf .venv .pytest_cache .mypy_cache .ruff_cache .import_linter_cache .hypothesis dist

help:
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

$(READY): requirements.lock pyproject.toml
	@command -v $(PYTHON) >/dev/null 2>&1 \
	  || { echo "covision needs Python 3.11 or newer, and there is no $(PYTHON) here. Install it, or name one: make PYTHON=/path/to/python" >&2; exit 1; }
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
	  || { echo "covision needs Python 3.11 or newer; $(PYTHON) is $$($(PYTHON) -V 2>&1). Name another: make PYTHON=/path/to/python3.11" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null \
	  || { echo "This Python cannot make an environment. On Debian or Ubuntu: apt install python3-venv" >&2; exit 1; }
	@echo "Preparing covision in .venv (once, a few minutes) …" >&2
	@$(PYTHON) -m venv .venv
	@$(PIP) install --quiet --no-deps --require-hashes -r requirements.lock
	@$(PIP) install --quiet --no-deps --no-build-isolation --editable .
	@touch $@

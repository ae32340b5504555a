# What a contributor does, a command each. Needs Python 3.11 or newer; uv is used where it is there.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8001
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready

.PHONY: demo test test-deep lint format bench docs lock clean

# The sample collection, taken in, published, and shown on 127.0.0.1 (PORT= chooses the port).
demo: $(READY)
	$(BIN)/archive ingest
	$(BIN)/archive publish --yes
	$(BIN)/archive serve --port $(PORT)

test: $(READY)
	$(BIN)/pytest -n 2 -m "not deep"

# The long properties and faults.
test-deep: $(READY)
	$(BIN)/pytest -n 2 -m deep

lint: $(READY)
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/lint-imports

format: $(READY)
	$(BIN)/ruff check --fix .
	$(BIN)/ruff format .

bench: $(READY)
	$(BIN)/python benchmarks/search_recall.py

# The command reference, from what the commands say of themselves.
docs: $(READY)
	$(BIN)/python tools/write_commands.py docs/commands.md

# The versions that development and CI use; users get the ranges of pyproject.toml.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --upgrade --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .archive public

$(READY): requirements.lock pyproject.toml
	@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(VENV) && \
		uv pip install --quiet --python $(BIN)/python --require-hashes -r requirements.lock && \
		uv pip install --quiet --python $(BIN)/python --no-deps --no-build-isolation -e . ; \
	else \
		$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "archive needs Python 3.11 or newer: make PYTHON=python3.11")' && \
		$(PYTHON) -m venv $(VENV) && \
		$(BIN)/pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock && \
		$(BIN)/pip install --quiet --disable-pip-version-check --no-deps --no-build-isolation -e . ; \
	fi
	@touch $@

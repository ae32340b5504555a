# What a contributor does, a command each. Needs Python 3.11 or newer; uv is used where it is there.

PYTHON ?= python3
VENV   ?= .venv
PORT   ?= 8001
BIN     = $(VENV)/bin
READY   = $(VENV)/.ready
PEERS   = .bench/.ready

.PHONY: demo test test-deep lint format bench docs terms messages screenshots lock clean

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

# All figures beside their peers', written to benchmarks/README.md; ONLY=museum runs one
# part (run.py names them all).
bench: $(READY) $(PEERS)
	$(BIN)/python benchmarks/run.py $(ONLY)

# The command reference, from what the commands say of themselves; the cases of the access rule, from those that are tested.
docs: $(READY)
	$(BIN)/python tools/write_commands.py docs/commands.md
	$(BIN)/python tools/write_access.py

# The table of terms as a page, and the JSON Schema of records.
terms: $(READY)
	$(BIN)/python tools/write_terms.py

# The Russian of the interface, brought up to date with the code.
messages: $(READY)
	$(BIN)/python tools/messages.py

# Every page of the sample as it looks, in screenshots/, and the pictures of the README; needs Chromium.
screenshots: $(READY)
	$(BIN)/python tools/screenshots.py

# The versions that development and CI use; users get the ranges of pyproject.toml.
lock:
	uv pip compile pyproject.toml --group dev --universal --python-version 3.11 --generate-hashes \
		--no-annotate --no-header --upgrade --quiet --output-file requirements.lock

clean:
	rm -rf $(VENV) .bench .archive public screenshots

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

# What the benchmarks compare with; what cannot be installed is left out of them, and said.
$(PEERS): benchmarks/requirements.txt
	-@if command -v uv >/dev/null 2>&1; then \
		uv venv --quiet --allow-existing --python $(PYTHON) $(@D) && \
		uv pip install --quiet --python $(@D)/bin/python --upgrade -r $< ; \
	else \
		$(PYTHON) -m venv $(@D) && \
		$(@D)/bin/pip install --quiet --disable-pip-version-check --upgrade -r $< ; \
	fi && touch $@

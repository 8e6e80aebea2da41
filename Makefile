# Set-up in one command: each target installs what it needs first, and again only when pyproject.toml changes.
PYTHON ?= python3
VENV ?= .venv
PORT ?= 7860
# Installed before all else: a looser request takes the newest build, with gigabytes of CUDA. Another one: make TORCH=...
TORCH ?= torch==2.13.0
# Open the browser only where there is a desktop to open it on.
BROWSER_OPTION ?= $(if $(DISPLAY)$(WAYLAND_DISPLAY)$(filter Darwin,$(shell uname)),--browser)

BIN = $(VENV)/bin
PIP = $(BIN)/python -m pip --disable-pip-version-check install

.PHONY: help chat test check bench load clean

help:
	@echo "make chat    install, build the index and open the chat page on http://127.0.0.1:$(PORT)"
	@echo "make test    install what the tests need and run them (ARGS='-k cli' passes options to pytest)"
	@echo "make check   lint, formatting and types"
	@echo "make bench   measure speed and memory beside the plain LangChain way (ARGS='--only cold')"
	@echo "make load    measure the page with up to 200 visitors at once (some minutes, on an idle machine)"
	@echo "make clean   remove $(VENV) and caches"

chat: $(VENV)/installed-app
	$(BIN)/fingerpost chat --port $(PORT) $(BROWSER_OPTION)

test: $(VENV)/installed-test
	$(BIN)/python -m pytest $(ARGS)

check: $(VENV)/installed-dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

bench: $(VENV)/installed-bench
	$(BIN)/python tests/benchmark $(ARGS)

load: $(VENV)/installed-test
	$(BIN)/python tests/ui/measure_load.py $(ARGS)

clean:
	rm -rf $(VENV) build dist *.egg-info .pytest_cache .mypy_cache .ruff_cache .hypothesis

# With the readers of PDF and Word files, which the page takes too.
$(VENV)/installed-app: EXTRAS = [documents]
$(VENV)/installed-test: EXTRAS = [test]
$(VENV)/installed-test: COVERED = $(VENV)/installed-app
$(VENV)/installed-dev: EXTRAS = [test,dev]
$(VENV)/installed-dev: COVERED = $(VENV)/installed-app $(VENV)/installed-test
$(VENV)/installed-bench: EXTRAS = [documents,bench]
$(VENV)/installed-bench: COVERED = $(VENV)/installed-app
$(VENV)/installed-app $(VENV)/installed-test $(VENV)/installed-dev $(VENV)/installed-bench: pyproject.toml | $(BIN)/python
	@echo "Installing; the first time this takes some minutes."
	$(PIP) "$(TORCH)"
	$(PIP) --editable ".$(EXTRAS)"
	@touch $@ $(COVERED)

$(BIN)/python:
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
		echo "Fingerpost needs Python 3.11 or later, and $(PYTHON) is: $$($(PYTHON) --version 2>&1);" \
			"name a newer one: make PYTHON=python3.12 $(MAKECMDGOALS)" >&2; exit 1; }
	@$(PYTHON) -c 'import ensurepip, venv' || { \
		echo "$(PYTHON) can't make virtual environments; on Debian: apt-get install python3-venv" >&2; exit 1; }
	$(PYTHON) -m venv $(VENV)

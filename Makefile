# Everything runs in .venv, which `make setup` creates; nothing else on the machine is touched.
# Another Python:          make setup PYTHON=python3.12
# More words for pytest:   make test PYTEST_ARGS="-n 2 -k clock"
# Newer dependencies:      make lock LOCK_ARGS=--upgrade

PYTHON ?= python3
PYTEST_ARGS ?= -n auto --dist worksteal
LOCK_ARGS ?=

VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed
COVERAGE := --cov --cov-report=term-missing:skip-covered

.DEFAULT_GOAL := help
.DELETE_ON_ERROR:
.PHONY: help setup setup-bench setup-browser demo test nightly docs lint format types floors check lock clean distclean FORCE

help:  ## show this list
	@echo "volmatch: what make can do"
	@sed -n 's/^\([a-z-]*\):.*## \(.*\)/\1|\2/p' Makefile | \
		while IFS='|' read -r name text; do printf '  make %-12s %s\n' "$$name" "$$text"; done

setup: $(INSTALLED)  ## make .venv and install the pinned versions and volmatch into it
	@:

# A Python that was asked for by name is compared with the one in .venv; the default is not.
$(VENV)/pyvenv.cfg: $(if $(filter file,$(origin PYTHON)),,FORCE)
	@$(PYTHON) tools/bootstrap.py $(VENV)

$(INSTALLED): pyproject.toml requirements.lock $(VENV)/pyvenv.cfg
	@echo "setup: installing the pinned dependencies (the first time takes a minute or two)"
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements.lock
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check \
		--no-deps --no-build-isolation --editable .
	@$(BIN)/python -m volmatch.engines.warm
	@touch $@
	@echo "setup: done; the command is $(BIN)/volmatch"

setup-bench: setup  ## add the other solvers, for the benchmarks, and dask
	@$(BIN)/python -m pip install --quiet --disable-pip-version-check -r requirements-bench.lock

setup-browser:  ## install Chromium for the tests of pages (Debian, as root)
	@tools/install_browser.sh

demo: setup  ## run the demonstration
	@$(BIN)/volmatch demo

# The oracle solves thousands of problems; measuring coverage meanwhile would make it three times slower.
test: setup  ## run the whole test suite, with branch coverage but of the oracle
	$(BIN)/python -m pytest $(COVERAGE) $(PYTEST_ARGS) --ignore=tests/oracle
	$(BIN)/python -m pytest $(PYTEST_ARGS) tests/oracle

nightly: setup  ## run the tests with the large numbers of cases (hours)
	VOLMATCH_NIGHTLY=1 $(BIN)/python -m pytest $(PYTEST_ARGS)

docs: setup  ## make the documentation, warnings being errors; notebooks are executed
	$(BIN)/python -m sphinx -W --keep-going -q -b html docs docs/_build/html
	@echo "docs: open docs/_build/html/index.html"

lint: setup  ## look for faults and bad format (ruff)
	$(BIN)/ruff check
	$(BIN)/ruff format --check

format: setup  ## put right what ruff can put right by itself
	$(BIN)/ruff check --fix
	$(BIN)/ruff format

types: setup  ## check the types (mypy, strict)
	$(BIN)/mypy

floors: setup  ## check that files import only from floors below their own (import-linter)
	$(BIN)/lint-imports --no-logo

check: lint types floors  ## lint, types and floors

# uv serves only to write the lock files, from an environment that is thrown away afterwards.
lock:  ## pin again: write requirements.lock and requirements-bench.lock
	@set -e; scratch=$$(mktemp -d); trap 'rm -rf "$$scratch"' EXIT; \
	$(PYTHON) tools/bootstrap.py "$$scratch/venv"; \
	"$$scratch/venv/bin/python" -m pip install --quiet --disable-pip-version-check uv; \
	pin() { UV_CUSTOM_COMPILE_COMMAND="make lock" "$$scratch/venv/bin/uv" pip compile --quiet \
		--universal --python-version 3.11 --no-emit-index-url --no-emit-find-links \
		$(LOCK_ARGS) "$$@" pyproject.toml; }; \
	pin --extra cli --extra dev --extra frames --extra excel --extra calendar --extra plot --extra app --extra docs \
		--output-file requirements.lock; \
	pin --extra bench --extra dask --constraint requirements.lock \
		--output-file requirements-bench.lock; \
	echo "lock: wrote requirements.lock and requirements-bench.lock"

clean:  ## remove what the tools leave behind; .venv stays
	rm -rf build dist docs/_build docs/generated htmlcov .coverage .coverage.* coverage.xml \
		.pytest_cache .mypy_cache .ruff_cache .hypothesis .import_linter_cache
	find src tests tools -type d -name __pycache__ -prune -exec rm -rf {} +

distclean: clean  ## remove .venv as well
	rm -rf $(VENV)

FORCE:

# Everything runs in `.venv`, which is made and filled on first use and again when what it is made from changes.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
INSTALLED := $(VENV)/.installed

PIP := -m pip --disable-pip-version-check

# The pins hold for what is installed and for what builds it; old and new pip read them from different names.
PINNED := PIP_CONSTRAINT=constraints.txt PIP_BUILD_CONSTRAINT=constraints.txt

.DEFAULT_GOAL := help
.PHONY: help setup demo test check format accuracy bench lock clean

help: ## show this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  make %-8s %s\n", $$1, $$2 }' Makefile

setup: $(INSTALLED) ## make .venv with pinned versions of everything

demo: $(INSTALLED) ## lint the sample spec, stop a commit, review a proposed change
	@SPECCTL='$(CURDIR)/$(BIN)/specctl' sh tests/demo.sh

# The static checks come first so that the last line of output is pytest's summary.
test: check ## run the static checks, then the tests
	@$(BIN)/python -m pytest

check: $(INSTALLED) ## ruff, mypy and the import contracts
	@$(BIN)/ruff check .
	@$(BIN)/ruff format --check .
	@$(BIN)/mypy --strict specctl
	@$(BIN)/lint-imports --no-logo

format: $(INSTALLED) ## format the code and mend what ruff can mend
	@$(BIN)/ruff check --fix .
	@$(BIN)/ruff format .

accuracy: $(INSTALLED) ## measure how right the change classes are, on the labelled set
	@$(BIN)/python tests/accuracy.py

bench: $(INSTALLED) ## measure lint, review and start-up
	@$(BIN)/python tests/bench/run.py

lock: ## write constraints.txt anew, with the newest versions
	@$(PYTHON) -m venv --clear $(VENV)-lock
	@echo 'Resolving ...'
	@$(VENV)-lock/bin/python $(PIP) install -q -e '.[dev]' hatchling editables
	@{ echo '# Exact versions of everything that development and tests use, and of what builds the package.'; \
	   echo '# Written by `make lock`.'; \
	   $(VENV)-lock/bin/python $(PIP) freeze --exclude-editable | grep '==' | tr 'A-Z_' 'a-z-' | LC_ALL=C sort -t= -k1,1; \
	 } > constraints.txt.new
	@mv constraints.txt.new constraints.txt
	@rm -rf $(VENV)-lock

clean: ## remove the environment, caches and build results
	rm -rf $(VENV) $(VENV)-lock build dist .hypothesis .import_linter_cache .mypy_cache .pytest_cache .ruff_cache
	find specctl tests -name __pycache__ -type d -prune -exec rm -rf {} +

# The mark holds the folder's name: an environment's scripts name their own place, so a moved or copied one is
# made anew, and so is one whose making was interrupted.
ifneq ($(shell cat $(INSTALLED) 2>/dev/null),$(CURDIR))
.PHONY: $(INSTALLED)
endif

$(INSTALLED): pyproject.toml constraints.txt
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' || { \
	   echo 'specctl needs Python 3.11 or newer, and $(PYTHON) is not: name another one with "make PYTHON=python3.12 ..."' >&2; \
	   exit 1; }
	@test "$$(cat $@ 2>/dev/null)" = '$(CURDIR)' || $(PYTHON) -m venv --clear $(VENV)
	@echo 'Installing into $(VENV) ...'
	@$(PINNED) $(BIN)/python $(PIP) install -q -e '.[dev]'
	@echo '$(CURDIR)' > $@

# Everything runs from .venv, which scripts/setup.sh makes from the lock files.
# To use a Python of your choice: make distclean book PYTHON=/path/to/python3

BIN := .venv/bin

# Apple Silicon: Homebrew keeps Pango where the system does not look.
ifeq ($(shell uname),Darwin)
HEXAPLA := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix)/lib:/usr/lib" $(BIN)/hexapla
PYTEST := DYLD_FALLBACK_LIBRARY_PATH="$$(brew --prefix)/lib:/usr/lib" $(BIN)/pytest
else
HEXAPLA := $(BIN)/hexapla
PYTEST := $(BIN)/pytest
endif

export PYTHON

# Seconds of each fuzz target: make fuzz FOR=600
FOR := 60

.PHONY: help book test check-ebook lint fuzz lock clean distclean setup setup-test setup-ebook setup-fuzz

help: ## say what can be made (this)
	@sed -n 's/^\([a-z-]*\):.*## /  make \1 \t/p' Makefile | expand -t 20

book: setup ## build the PDF and the EPUB of every language into build/
	@$(HEXAPLA) build

test: lint ## check the code, then run all tests but those of check-ebook
	$(PYTEST) -n auto
	@echo "not among these tests: the e-books in reading systems (make check-ebook)"

check-ebook: setup-ebook ## read the e-books in Chromium, WebKitGTK, MuPDF, Readium, Calibre; ask Ace
	$(PYTEST) -n auto tests/reading

lint: setup-test ## check style and types
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy

fuzz: setup-fuzz ## look for inputs that no reader bears, a minute of each (longer: FOR=600)
	@for target in catalog manuscript registers importers svg; do \
		echo "fuzz: $$target, $(FOR) s"; \
		PYTHONPATH=src $(BIN)/python fuzz/run.py $$target $(FOR) || exit 1; \
	done

UV_LOCK = $(BIN)/uv pip compile --quiet --universal --python-version 3.11 --generate-hashes \
	--no-emit-index-url --no-header $(UPGRADE) pyproject.toml

lock: setup-test ## pin what pyproject.toml asks for (newer versions: UPGRADE=--upgrade)
	$(UV_LOCK) --group build -o requirements.lock
	$(UV_LOCK) --group test -c requirements.lock -o requirements-dev.lock
	$(UV_LOCK) --group fuzz -c requirements.lock -o requirements-fuzz.lock
	PATH="$(CURDIR)/$(BIN):$$PATH" npm install --prefix tests/reading --package-lock-only \
		--ignore-scripts --omit-lockfile-registry-resolved --loglevel=error
	$(BIN)/python scripts/bare_lock.py tests/reading/package-lock.json

clean: ## remove outputs and caches
	rm -rf dist fuzz/corpus .hypothesis .mypy_cache .pytest_cache .ruff_cache
	find build -mindepth 1 ! -name .gitkeep -delete
	find src tests -name __pycache__ -prune -exec rm -rf {} +

distclean: clean ## remove the virtual environment too
	rm -rf .venv tests/reading/node_modules

setup:
	@scripts/setup.sh book

setup-test:
	@scripts/setup.sh test

setup-ebook:
	@scripts/setup.sh ebook

setup-fuzz:
	@scripts/setup.sh fuzz

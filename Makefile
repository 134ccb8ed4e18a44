# Every target makes what it needs; `make demo` and `make test` are the only two that a newcomer has to know.
.PHONY: demo test lint types contracts unit validate docs bench lock wheel clean
PY = .venv/bin/python
# One worker more than there are cores: a test that waits for a browser or a server leaves its core to another.
WORKERS = $(shell python3 -c "import os; print((os.cpu_count() or 1) + 1)")

demo:
	@python3 tools/environment.py runtime
	@$(PY) -m alongside demo --dir demo

test: lint types contracts unit docs

lint: dev
	@$(PY) -m ruff check .
	@$(PY) -m ruff format --check .

types: dev
	@$(PY) -m mypy

contracts: dev
	@.venv/bin/lint-imports --no-cache

unit: dev
	@$(PY) tools/system_packages.py
	@$(PY) -m pytest -n $(WORKERS) --dist loadgroup

# The long forms: fresh seeds, many logs, histories and kills, the fuzz run, simulations.
validate: dev
	@ALONGSIDE_VALIDATE=1 $(PY) -m pytest -n $(WORKERS) --dist loadgroup
	@$(PY) validation/fuzz_readers.py

docs: dev
	@$(PY) -m sphinx -q -W --keep-going -b html docs docs/_build/html

bench: dev
	@python3 tools/environment.py bench
	@for file in benchmarks/bench_*.py; do $(PY) $$file || exit 1; done

# One resolution for every supported Python and system, with hashes, and with no registry address in the files.
LOCK = $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-annotate --no-header \
	--no-emit-index-url --no-emit-find-links
lock: dev
	@$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in -o requirements/runtime.txt
	@$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in requirements/dev.in -c requirements/runtime.txt \
	  -o requirements/dev.txt
	@$(LOCK) $(UPGRADE) pyproject.toml requirements/build.in requirements/bench.in -c requirements/runtime.txt \
	  -c requirements/dev.txt -o requirements/bench.txt

wheel: dev
	@$(PY) -m pip --disable-pip-version-check wheel --quiet --no-deps --no-build-isolation --wheel-dir dist .

clean:
	@rm -rf docs/_build dist build .mypy_cache .ruff_cache .pytest_cache .hypothesis

.PHONY: dev
dev:
	@python3 tools/environment.py dev

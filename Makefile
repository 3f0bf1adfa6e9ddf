# Two commands: `make run` starts all of Peerline, `make test` runs everything that CI runs.
# Both set up what is missing: uv (into .uv), .venv (Python 3.12) and .venv-rasa (Python 3.10), from hashed locks.

.DEFAULT_GOAL := help
SHELL := /bin/bash
UV := .uv/bin/uv
PY := .venv/bin/python

# Compiled modules are kept beside their sources, whatever the shell says: without them every process compiles thousands
# of modules at each start, which took 3 s of a worker's start and 8 s of Rasa's.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help run test setup lock bench bench-groups bench-line bench-risk bench-kill fuzz prism rubric mutate lint clean

help:
	@echo "make run     set up what is missing and start everything; Ctrl-C stops it"
	@echo "make test    everything that CI runs"
	@echo "make bench   measure, and print the tables of docs/benchmarks.md"
	@echo "make rubric  play all personas and 10,000 random conversations against the ladder"
	@echo "make bench-kill  kill web, workers and auditor over and over while people ask for help"
	@echo "make mutate  change the ladder and the cues in every small way, and list what no test notices"
	@echo "make lock    compile both lock files again after a change of pyproject.toml"

$(UV):
	@echo "setting up uv in .uv"
	@rm -rf .uv
	@python3 -m venv .uv && .uv/bin/python -m pip install -q --disable-pip-version-check uv \
	  || { rm -rf .uv; python3 -m pip install -q --disable-pip-version-check --target .uv/lib uv \
	  && mkdir -p .uv/bin && ln -s ../lib/bin/uv .uv/bin/uv; }

.venv/.ready: requirements.lock pyproject.toml | $(UV)
	@echo "setting up .venv (Python 3.12) from requirements.lock"
	@test -x $(PY) || $(UV) venv -q --python 3.12 .venv
	@$(UV) pip sync -q --python $(PY) --require-hashes requirements.lock
	@$(UV) pip install -q --python $(PY) --no-deps --no-build-isolation -e .
	@touch $@

.venv-rasa/.ready: assistant/rasa.lock | $(UV)
	@echo "setting up .venv-rasa (Python 3.10) from assistant/rasa.lock; this downloads about 1 GB the first time"
	@test -x .venv-rasa/bin/python || $(UV) venv -q --python 3.10 .venv-rasa
	@$(UV) pip sync -q --python .venv-rasa/bin/python --require-hashes assistant/rasa.lock
	@touch $@

setup: .venv/.ready .venv-rasa/.ready

run: setup
	@exec .venv/bin/peerline up

test: setup
	@exec $(PY) -m tests.run $(ONLY)

bench: setup
	@exec $(PY) -m tests.bench

bench-groups: setup
	@exec $(PY) -m tests.bench groups

bench-line: setup
	@exec $(PY) -m tests.bench line watch

prism: setup
	@PEERLINE_PRISM=1 PEERLINE_TEST_DATABASES=sqlite $(PY) -m pytest -q --timeout 600 tests/contracts/test_stories_by_proxy.py

# one thread of the matrix library, as every process has it in production
bench bench-risk bench-groups bench-line: export OPENBLAS_NUM_THREADS = 1

bench-risk: setup
	@exec $(PY) -m tests.bench risk

# coverage-guided texts against the reader of risk; atheris has wheels for few machines, so it stays out of the lock
FUZZ ?= -max_total_time=120
fuzz: setup
	@$(UV) pip install -q --require-hashes --target var/fuzz/site --python $(PY) -r tests/bench/fuzz.lock
	@PYTHONPATH=var/fuzz/site $(PY) -m tests.bench.fuzz $(FUZZ)

KILLS ?= --kills 500 --cases 1500
bench-kill: setup
	@exec $(PY) -m tests.bench.kills $(KILLS)

rubric: setup
	@PEERLINE_RUBRIC_EACH=1 PEERLINE_LADDER_CONVERSATIONS=10000 PEERLINE_TEST_DATABASES=sqlite \
	  $(PY) -m pytest -q --timeout 900 tests/rubric tests/safety/test_ladder_properties.py

mutate: setup
ifeq ($(ONLY),handoff)
	@exec $(PY) -m tests.mutation handoff
else
	@rm -rf mutants && nice -n 15 .venv/bin/mutmut run --max-children 2; .venv/bin/mutmut results
endif

lint: .venv/.ready
	@$(PY) -m ruff check . && $(PY) -m ruff format --check . && .venv/bin/lint-imports

LOCK := pip compile -q --generate-hashes --no-header --no-emit-index-url --no-emit-find-links
lock: | $(UV)
	$(UV) $(LOCK) pyproject.toml --group test --group build --python-version 3.12 -o requirements.lock
	$(UV) $(LOCK) --group rasa --python-version 3.10 -o assistant/rasa.lock

clean:
	rm -rf .venv .venv-rasa .uv var

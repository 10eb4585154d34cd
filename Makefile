# Everything CI does is a target here that anybody can run.
#
# Sets up what it needs in .venv and in the user's cache folder, and nothing elsewhere;
# the one exception is redis-server, which root gets from Debian's packages.

PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
CARGO := cargo
RELEASE := --release --locked
NATIVE_SOURCES := Cargo.toml Cargo.lock pyproject.toml \
	$(shell find crates -type f \( -name '*.rs' -o -name '*.c' -o -name '*.scm' -o -name Cargo.toml \))

# maturin and cargo must see the same interpreter, or each builds pyo3 anew after the other.
export PYO3_PYTHON := $(CURDIR)/$(BIN)/python
export PIP_DISABLE_PIP_VERSION_CHECK := 1

.DEFAULT_GOAL := help
.PHONY: help run test test-rust test-python check lint-rust lint-python stubs guards deny format bench bench-peers \
	bench-truth evaluation faults fuzz \
	wheel wheel-from-sdist sdist setup setup-redis setup-inspector clean

# $(call need,PROGRAM,WHAT TO DO): stop with one sentence where a program is missing.
need = @command -v $(1) > /dev/null 2>&1 || { echo "$(1) is missing: $(2)" >&2; exit 1; }

help: ## Show this list.
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-16s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

run: $(VENV)/.native ## Build into .venv and analyse this project.
	$(BIN)/mcp-code-analysis analyze .

test: test-rust test-python ## Run every test.

test-rust: $(VENV)/.build ## Run the tests of the crates.
	$(CARGO) test --workspace $(RELEASE)

test-python: $(VENV)/.native $(VENV)/.dev setup-redis setup-inspector ## Run the tests of the package and the guards.
	$(BIN)/pytest

check: lint-rust lint-python stubs guards ## Check format, lints, types, import contracts, stubs and guards.

lint-rust: $(VENV)/.build
	$(CARGO) fmt --all --check
	$(CARGO) clippy --workspace --all-targets $(RELEASE) -- --deny warnings

lint-python: $(VENV)/.native $(VENV)/.dev
	$(BIN)/ruff check
	$(BIN)/ruff format --check
	$(BIN)/mypy
	$(BIN)/lint-imports

guards: $(VENV)/.native $(VENV)/.dev
	$(BIN)/pytest -q tests/test_architecture.py tests/test_bans.py tests/test_requirements.py tests/test_style.py

stubs: $(VENV)/.native $(VENV)/.dev
	$(BIN)/stubtest mcp_code_analysis._native

deny: ## Check the licences and sources of all crates.
	$(call need,cargo-deny,run cargo install --locked cargo-deny and make again.)
	$(CARGO) deny --workspace check bans licenses sources

format: $(VENV)/.dev ## Format everything.
	$(CARGO) fmt --all
	$(BIN)/ruff check --fix-only
	$(BIN)/ruff format

bench: $(VENV)/.native $(VENV)/.bench setup-redis ## Measure, every figure as a ratio within the run.
	$(CARGO) bench --package benches --locked
	$(BIN)/pytest benches --benchmark-only --benchmark-disable-gc --benchmark-warmup=on \
		--benchmark-columns=min,median,iqr,rounds
	$(CARGO) build $(RELEASE) --package cli --package benches --bins
	$(BIN)/python -m benches.analyze_django $(or $(CARGO_TARGET_DIR),target)/release
	$(BIN)/python -m benches.analyze_history $(or $(CARGO_TARGET_DIR),target)/release $(HISTORY)
	$(BIN)/python -m benches.cached_django

bench-peers: $(VENV)/.native $(VENV)/.bench ## Measure beside other tools, and write the table of docs/performance.md.
	$(CARGO) build --profile dist --locked --package cli --bins
	$(BIN)/python -m benches.peers $(or $(CARGO_TARGET_DIR),target)/dist docs/performance.md

bench-truth: $(VENV)/.native $(VENV)/.bench ## Hold answers against what others know to be true.
	$(CARGO) build $(RELEASE) --package benches --bins
	$(BIN)/python -m benches.truth_front_ends $(or $(CARGO_TARGET_DIR),target)/release
	$(BIN)/python -m benches.truth_definitions
	$(BIN)/python -m benches.truth_metrics
	$(BIN)/python -m benches.truth_calls
	$(BIN)/python -m benches.truth_calls_typescript

evaluation: $(VENV)/.native $(VENV)/.peers ## Ask this project and its peers the same questions, and print who is right.
	$(BIN)/python -m benches.evaluation.run --peers $(VENV)/peers --losses $(VENV)/peers/losses.jsonl

# What cargo-fuzz asks of the compiler, without what only a nightly one has.
FUZZED := -Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 \
	-Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table --cfg fuzzing
# With a target named, build scripts and macros are built as ever.
HOST = $(shell rustc --print host-tuple)
FUZZ_SECONDS ?= 3600
FUZZ_TARGETS ?= parse facts patterns envelope

fuzz: $(VENV)/.build ## Feed parsers, stored facts, patterns and envelopes what nobody would write, an hour each.
	RUSTFLAGS="$(FUZZED)" $(CARGO) build --release --manifest-path fuzz/Cargo.toml --target $(HOST)
	$(BIN)/python fuzz/seeds.py
	for target in $(FUZZ_TARGETS); do \
		$(or $(CARGO_TARGET_DIR),fuzz/target)/$(HOST)/release/$$target fuzz/corpus/$$target -max_total_time=$(FUZZ_SECONDS) \
			-timeout=20 -rss_limit_mb=1024 -max_len=20000 -artifact_prefix=fuzz/artifacts/$$target- -print_final_stats=1 \
			|| exit 1; \
	done

faults: $(VENV)/.native $(VENV)/.dev setup-redis ## Break stores and servers for long, and check that nothing is lost.
	$(BIN)/pytest -m faults --override-ini=faulthandler_timeout=7200

wheel: sdist ## Build the wheels and the source archive, and try them without Rust.
	$(BIN)/maturin build --locked --out dist
	$(BIN)/maturin build --manifest-path crates/cli/Cargo.toml --profile dist --locked --out dist
	$(PYTHON) .ci/try_wheel.py dist

wheel-from-sdist: sdist ## Build the source archive, and the wheel from nothing but it.
	$(BIN)/python -m pip wheel --no-deps --wheel-dir dist/from-sdist dist/*.tar.gz

sdist: $(VENV)/.build
	rm -rf dist
	$(BIN)/maturin sdist --out dist

setup: $(VENV)/.native $(VENV)/.dev setup-redis setup-inspector ## Install all that the tests need.

setup-redis:
	@command -v redis-server > /dev/null 2>&1 || { test "$$(id -u)" = 0 && command -v apt-get > /dev/null \
		&& apt-get update --quiet=2 \
		&& RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive apt-get install --yes --quiet=2 redis-server; } \
	|| { echo "redis-server is missing: install it (on Debian: apt-get install redis-server) and make again." >&2; \
		exit 1; }

setup-inspector: $(VENV)/.build
	@$(BIN)/python tests/server/inspector_setup.py

clean: ## Remove everything that was built.
	rm -rf target dist $(VENV) .mypy_cache .pytest_cache .ruff_cache .import_linter_cache .hypothesis .benchmarks

# The environment, in three steps: what builds, the package built into it, what checks and tests.
$(VENV)/.build: pyproject.toml
	$(call need,cargo,install Rust with rustup and make again.)
	$(call need,cc,install a C compiler (on Debian: apt-get install build-essential) and make again.)
	@$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11))' \
		|| { echo "Python 3.11 or newer is needed: make PYTHON=python3.11, for example." >&2; exit 1; }
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV) \
		|| { rm -rf $(VENV); echo "python3-venv is missing: apt-get install python3-venv and make again." >&2; exit 1; }
	$(BIN)/python -m pip install --quiet --upgrade 'pip>=25.1'
	$(BIN)/python -m pip install --quiet --group build
	@touch $@

$(VENV)/.native: $(VENV)/.build $(NATIVE_SOURCES)
	$(BIN)/maturin develop $(RELEASE)
	@touch $@

$(VENV)/.dev: $(VENV)/.build
	$(BIN)/python -m pip install --quiet --group dev
	@touch $@

$(VENV)/.bench: $(VENV)/.dev
	$(BIN)/python -m pip install --quiet --group bench
	@touch $@

# What is evaluated beside us stands apart: it needs other versions of what we need.
PEERS := code-index-mcp==2.17.1
NODE_PEERS := @colbymchenry/codegraph@1.6.1 js-tiktoken@1.0.21
$(VENV)/.peers: $(VENV)/.dev
	$(call need,npm,install Node.js 20 or newer and make again.)
	$(BIN)/python -m pip install --quiet --group evaluation
	test -x $(VENV)/peers/python/bin/python || $(BIN)/python -m venv $(VENV)/peers/python
	$(VENV)/peers/python/bin/python -m pip install --quiet $(PEERS)
	npm install --silent --no-save --ignore-scripts --prefix $(VENV)/peers $(NODE_PEERS)
	@touch $@

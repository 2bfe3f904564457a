# Two commands: `make demo` and `make test`. `make help` lists the rest.
.DEFAULT_GOAL := help
# What is compiled is kept, whatever the surroundings say: dozens of processes read the same modules.
unexport PYTHONDONTWRITEBYTECODE

.PHONY: help demo demo-reset test translations requirements database-start database-stop bench-regulation bench-fleet bench-api mutation planted clean
PY := .venv/bin/python

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## /{printf "  make %-15s %s\n", $$1, $$2}' Makefile

demo: .venv-demo translations ## build nine portals and serve them until Ctrl-C (PORT=8080, ADMIN_PORT=8000, DATABASE_URL)
	@PORTAL_END_WITH_PARENT=1 exec $(PY) -m cms.demo

demo-reset: .venv-demo ## stop the demo and forget everything it keeps
	@$(PY) -m cms.demo reset

test: .venv-dev translations ## everything that has to hold: lint, types, contracts, migrations, API, tests
	@sh scripts/system_parts.sh
	@exec $(PY) -m scripts.checks

translations: # the .mo files beside the .po files
	@$(PY) -m cms.translations

requirements: .venv-dev ## compile requirements/*.in into hashed *.txt
	@for name in base demo dev; do \
	  $(PY) -m uv pip compile --quiet --universal --python-version 3.11 --generate-hashes --no-emit-index-url \
	    --no-header $(UPGRADE) requirements/$$name.in -o requirements/$$name.txt || exit 1; \
	done

bench-regulation: .venv-demo ## how fast the regulation engine answers; 1 where a bar is not held
	@$(PY) -m bench.regulation

bench-fleet: .venv-demo ## create, migrate, back up, serve TENANTS portals (300; 3355 for the record); 1 where a bar is not held
	@$(PY) -m bench.fleet

bench-api: .venv-dev ## how fast citizens' reading is answered, beside stock Wagtail API v2; 1 where a bar is not held
	@$(PY) -m bench.api $(BENCH_ARGUMENTS)

mutation: .venv-dev ## whether the tests of deadlines and matching notice faults put into them; many minutes, 1 under 90 %
	@$(PY) -m bench.mutation

planted: .venv-dev ## whether the tests find faults put into delivery, one at a time; minutes, 1 where one is not found
	@$(PY) -m bench.planted

database-start: .venv-demo ## start the demo's embedded PostgreSQL alone, and leave it running
	@$(PY) -m tenants.embedded start demo

database-stop: .venv-demo ## stop it
	@$(PY) -m tenants.embedded stop demo

.PHONY: bench-search
bench-search: .venv-dev ## how fast and how exact search is, on both engines (ITEMS=34000 for the record; PORTAL_DATA_DIR)
	@$(PY) -m bench.search

.PHONY: bench-search-quality
bench-search-quality: .venv-dev ## how good search is on two judged sets, both engines (PORTAL_DATA_DIR)
	@$(PY) -m bench.search.quality

clean: ## remove .venv and caches (the demo's data stays; see demo-reset)
	rm -rf .venv .mypy_cache .ruff_cache .pytest_cache .import_linter_cache .hypothesis

.PHONY: .venv-demo .venv-dev
.venv-demo:
	@sh scripts/venv.sh demo
.venv-dev:
	@sh scripts/venv.sh dev

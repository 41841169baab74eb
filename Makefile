# Each target works from a fresh clone: it sets up first what it needs (scripts/setup.sh), and nothing twice.
# make PYTHON=/path/to/python ... chooses the Python, 3.11 to 3.13.
export PYTHON
# Two tests at a time: half of a test's time is waiting. More would make those that measure time wait for each other.
AT_ONCE = -n 2 --dist worksteal

.DEFAULT_GOAL := help
.PHONY: help setup run test bench fidelity hostile faults strategies package screenshots clean distclean

help: ## say what there is
	@grep -E '^[a-z]+:.*##' $(MAKEFILE_LIST) | sed 's/:.*## /\t/' | expand -t 14

setup: ## make .venv with the locked dependencies; install the libraries Qt needs where that is allowed
	@scripts/setup.sh dev

run: ## open the workstation on the practice exchange; without a display run the same session on the console
	@scripts/run.sh

test: setup ## lint, types, import floors, the built program, the core's tests without PySide6, all tests
	@.venv/bin/ruff format --check .
	@.venv/bin/ruff check .
	@.venv/bin/mypy
	@.venv/bin/lint-imports
	@scripts/package.sh --if-possible
	@scripts/setup.sh core
	@echo "tests of the core, PySide6 not installed:"
	@PYTHONPATH= .venv-core/bin/python -m pytest -q $(AT_ONCE) tests
	@scripts/setup.sh desktop
	@echo "all tests:"
	@PYTHONPATH= QT_QPA_PLATFORM=offscreen .venv/bin/python -m pytest $(AT_ONCE)

bench: setup ## measure; one line per figure, all of them in build/bench.json
	@QT_QPA_PLATFORM=offscreen .venv/bin/python -m tests.bench.run

fidelity: setup ## compare the practice market with the real one, figure by figure; into build/fidelity.json and .html
	@mkdir -p build
	@.venv/bin/python -m algotrade_gui exchange fidelity --json build/fidelity.json --plots build/fidelity.html

hostile: setup ## send the practice exchange 30,000 hostile frames and storms of connections
	@PYTHONPATH= HOSTILE_FRAMES=30000 .venv/bin/python -m pytest -q tests/simulator/test_hostile_clients.py

faults: setup ## let three bots trade through 200 minutes of lost, late, spoilt and repeated frames, breaks, refusals and restarts
	@PYTHONPATH= FAULT_SCENARIOS=200 .venv/bin/python -m pytest -q tests/faults

strategies: setup ## let each bundled strategy play 20 practice rounds, alone and among opponents; rewrites docs/strategies
	@.venv/bin/python -m tests.strategies.measure

package: ## build the program into dist/algotrade-gui and try it for ten seconds
	@scripts/package.sh

screenshots: setup ## pictures of every layout, panel and dialog, both themes and languages, into build/screenshots, with contact sheets
	@scripts/screenshots.sh

clean: ## remove what was built
	@rm -rf build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .import_linter_cache
	@find algotrade_gui strategies tests -name __pycache__ -type d -prune -exec rm -rf {} +

distclean: clean ## remove the environments and tools as well
	@rm -rf .venv .venv-core .venv-package .tools

# OCOP Cần Thơ: the commands of daily work. `make help` lists them.
PORT ?= 8000
PY = .venv/bin/python
PIP = $(PY) -m pip install -qq --disable-pip-version-check --no-input --require-hashes --no-deps

.PHONY: help setup setup-dev run test lint reset demo-report bench guide-pictures

help: ## this list
	@grep -hE '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:.*## /\t/' | expand -t 16

.venv/bin/python:
	@python=$$(scripts/find-python.sh) && "$$python" -m venv .venv

# The stamps make a second run skip what the first has installed.
.venv/.runtime: requirements.lock scripts/system-packages.sh | .venv/bin/python
	@scripts/system-packages.sh runtime
	@echo "Đang cài thư viện Python (chỉ lần đầu) …"
	@$(PIP) -r requirements.lock
	@touch $@

.venv/.development: requirements-dev.lock scripts/system-packages.sh | .venv/bin/python
	@scripts/system-packages.sh development
	@echo "Đang cài thư viện Python để kiểm thử (chỉ lần đầu) …"
	@$(PIP) -r requirements-dev.lock
	@touch .venv/.runtime $@

setup: .venv/.runtime ## install what running needs
	@$(PY) scripts/compile_catalogues.py

setup-dev: .venv/.development ## install what testing needs
	@$(PY) scripts/compile_catalogues.py

run: setup ## everything, from nothing to a served application with demonstration data (PORT=8000)
	@$(PY) manage.py serve --port $(PORT)

test: setup-dev ## the whole suite, browser tests included (ARGS="-k name" for a part)
	@$(PY) -m pytest -n 2 -q $(ARGS)

lint: setup-dev ## format, lint, types, layers, migrations, deployment settings
	@scripts/lint.sh

reset: setup ## empty the demonstration data, after asking (YES=1 answers)
	@$(PY) scripts/reset.py $(if $(YES),--yes)

demo-report: setup ## the annual report of the demonstration year 2022 as var/bao-cao-ocop-2022.pdf
	@mkdir -p var && $(PY) manage.py setup_demo && $(PY) manage.py build_report annual --year 2022 --output var/bao-cao-ocop-2022.pdf

bench: setup-dev ## pages and acts on a country-sized register (PRODUCTS=20000; WRITE=1 renews docs/performance.md)
	@$(PY) -m bench --products $(or $(PRODUCTS),20000) $(if $(WRITE),--write)

guide-pictures: setup-dev ## the guide's pictures anew, from the running application (BASE=http://… for one that runs already)
	@$(PY) scripts/guide_pictures.py $(ARGS)

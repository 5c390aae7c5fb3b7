# carekg: every target is one line; `make` lists them.
PYTHON ?= python3
BIN := .venv/bin
STORE := carekg-store
STYLE := api/carekg_api/pages/static/style.css
PORT := 8000
WITH :=
SUITES :=
BEFORE :=
SOURCES := $(shell find data ontology src/carekg -type f -name '*.ttl' -o -type f -name '*.rq' -path 'ontology/*' -o -type f -name '*.py' -path 'src/*')

.DEFAULT_GOAL := help
.PHONY: help client diagram docs notebooks faces install assets build serve test test-browser contact-sheet pictures screens test-remote lint format types check fuzz acceptance clean

help: ## list the targets
	@grep -E '^[a-z-]+:.*##' $(MAKEFILE_LIST) | sed -E 's/:[^#]*##/\t/' | expand -t 14

install: .venv/installed ## make the virtual environment, with everything in it

.venv/installed: pyproject.toml constraints.txt
	$(PYTHON) -m venv .venv && $(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[dev]' && touch $@

$(STYLE): .venv/installed api/web/package-lock.json api/web/package.json api/web/style.scss api/web/copy.mjs $(wildcard api/web/js/*.js)
	cd api/web && PATH="$(CURDIR)/$(BIN):$$PATH" && npm ci --loglevel=error --omit=optional --ignore-scripts && npm run --silent build

assets: $(STYLE) ## make what the pages load: styles, scripts, and the libraries that some open

$(STORE)/current: .venv/installed $(SOURCES)
	$(BIN)/carekg build --output $(STORE) $(addprefix --with ,$(WITH)) && touch --no-dereference $@

build: $(STORE)/current ## build the graph from the files, if any has changed; WITH='practices lsoas delay-reasons' adds optional graphs

serve: $(STORE)/current $(STYLE) ## build the graph and serve it at http://127.0.0.1:8000; PORT=8001 takes another port
	$(BIN)/carekg serve --store $(STORE) --port $(PORT)

test: .venv/installed $(STYLE) ## run every test that needs no browser
	$(BIN)/pytest -n $$(( $$(nproc) + 1 )) --dist loadfile --no-loadscope-reorder --ignore=tests/browser

test-browser: .venv/installed $(STYLE) ## read the pages in Chromium, which Debian's packages give where root may install them
	which chromium chromedriver || apt-get install --yes --quiet --no-install-recommends chromium chromium-driver || true
	$(BIN)/pytest -q -ra tests/browser

screens: .venv/installed $(STYLE) ## make a picture of every kind of page at both widths, in build/screens
	$(BIN)/pytest -q -s tests/browser/screens.py

test-remote: .venv/installed ## install Virtuoso from Debian where it is not there, and run the tests over other servers
	command -v virtuoso-t || $$(test $$(id -u) = 0 || echo sudo) apt-get install --yes --no-install-recommends virtuoso-opensource-7-bin
	CAREKG_TEST_VIRTUOSO=1 $(BIN)/pytest -ra tests/api/test_remote.py tests/api/test_remote_servers.py

faces: .venv/installed ## write the typed methods from the declarations
	PATH="$(CURDIR)/$(BIN):$$PATH" $(BIN)/python -m carekg.cli.faces

diagram: .venv/installed ## draw the house in docs/architecture.md, from the imports
	$(BIN)/python tests/house.py

lint: .venv/installed ## look for faults of style
	$(BIN)/ruff check . && $(BIN)/ruff format --check .

pictures: $(STORE)/current ## draw the pictures of docs/pictures anew
	$(BIN)/carekg graph --store $(STORE) --layer partnership --focus HWB --depth 1 -f svg -o docs/pictures/gephi.svg
	$(BIN)/carekg graph --store $(STORE) --layer bodies --focus "Essex County Council" --depth 1 --since 2025-01-01 -f svg -o docs/pictures/yed.svg
	$(BIN)/carekg graph --store $(STORE) --layer bodies --focus "Leeds City Council" --layout groups -f svg -o docs/pictures/cytoscape.svg
	$(BIN)/carekg paths --store $(STORE) HWB "NHS England" -f svg -o docs/pictures/slide.svg
	$(BIN)/carekg graph --store $(STORE) --layer bodies --focus body:hwb-essex-county-council --depth 1 --strip '2013-06-01;2022-07-02;2026-11-28' -f svg -o docs/pictures/strip.svg
	$(BIN)/carekg graph --store $(STORE) --layer documents --focus JSNA --depth 1 -f svg -o docs/pictures/report.svg
	rm docs/pictures/*.about.json

contact-sheet: $(STORE)/current $(STYLE) ## draw a hundred pictures, look for faults, and put forty on one sheet, build/contact-sheet.png
	$(BIN)/python benchmarks/contact_sheet.py --store $(STORE) --output build/contact-sheet

types: .venv/installed ## check the types
	$(BIN)/mypy

format: .venv/installed ## put the code into its standard form
	$(BIN)/ruff format . && $(BIN)/ruff check --fix .

check: lint types test ## what CI runs: form, lint, types, tests

fuzz: .venv/installed ## send 10,000 queries that nobody would write, and keep what came of it
	CAREKG_FUZZ_CASES=10000 $(BIN)/pytest -q tests/api/test_fuzz.py --hypothesis-show-statistics | tee benchmarks/results/fuzz.txt

acceptance: $(STORE)/current ## run a long check whole and keep its result, NAME=receipts; without a name, list them; SUITES=rdf-tests is what w3c reads, BEFORE=folder house
	$(if $(filter http_fuzz,$(NAME)),$(BIN)/pip install --quiet --disable-pip-version-check --constraint constraints.txt --editable '.[fuzz]')
	$(BIN)/python benchmarks/acceptance.py $(NAME) --store $(STORE) $(if $(SUITES),--suites $(SUITES)) $(if $(BEFORE),--before $(BEFORE))

docs: $(STORE)/current ## make the documentation site, in build/site
	NO_MKDOCS_2_WARNING=1 CAREKG_STORE=$(CURDIR)/$(STORE) $(BIN)/mkdocs build --quiet --strict

notebooks: $(STORE)/current ## run the notebooks of the documentation, and keep what their cells give
	CAREKG_STORE=$(STORE) $(BIN)/python tests/notebooks.py

client: .venv/installed ## build the wheel of the light client, in dist
	$(BIN)/python -m build --wheel --outdir dist client

clean: ## remove what the other targets made
	rm -rf .venv api/web/node_modules api/carekg_api/pages/static src/carekg/export/font $(STORE) build dist .mypy_cache .pytest_cache .ruff_cache

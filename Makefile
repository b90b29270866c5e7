# make start: the filled site on http://127.0.0.1:8000      make test: everything that has to hold
PYTHON ?= python3
VENV := .venv
BIN := $(VENV)/bin
export PORT ?= 8000
export DATA_DIR ?= $(CURDIR)/var
ROLE ?= moderator

.PHONY: help start editor test test-all test-quick lint bench bench-events bench-training bench-documents pictures translations clean

help:
	@echo "make start                    run the filled site (PORT=8000, DATA_DIR=var)"
	@echo "make editor EMAIL=you@…       make a person who can sign in and edit (ROLE=moderator, editor, organiser, reviewer or admin)"
	@echo "make test                     run the tests, the browser's and PostgreSQL's included"
	@echo "make test-all                 the same with the slow ones: many at once, odd input, packages elsewhere"
	@echo "make test-quick               run the tests that need neither a browser nor PostgreSQL"
	@echo "make bench                    measure how fast pages are given out (BEFORE=commit, PAGES=10000, PARTS=…)"
	@echo "make bench-events             measure bookings a second on SQLite and PostgreSQL"
	@echo "make bench-training           measure answers a second and reports on SQLite and PostgreSQL"
	@echo "make bench-documents          measure how long files take to make, and how fast they are given out"
	@echo "make pictures                 take the pictures of docs/organisers.md again"
	@echo "make lint                     check the style of the code and the templates"

$(VENV)/installed: requirements.txt
	@$(PYTHON) -c 'import sys; sys.exit("This site needs Python 3.11 or later.") if sys.version_info < (3, 11) else None'
	@test -x $(BIN)/python || $(PYTHON) -m venv $(VENV)
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements.txt
	@touch $@

$(VENV)/installed-dev: requirements-dev.txt $(VENV)/installed
	$(BIN)/pip install --quiet --disable-pip-version-check -r requirements-dev.txt
	@touch $@

start: $(VENV)/installed
	@$(BIN)/python manage.py prepare
	@echo
	@echo "  The site:        http://127.0.0.1:$(PORT)/"
	@echo "  Editing:         http://127.0.0.1:$(PORT)/admin/   (first editor: make editor EMAIL=you@example.org)"
	@echo "  To stop it:      Ctrl-C"
	@echo
	@exec $(BIN)/honcho start --no-prefix

editor: $(VENV)/installed
	@test -n "$(EMAIL)" || { echo "Say who: make editor EMAIL=you@example.org"; exit 2; }
	@$(BIN)/python manage.py prepare --verbosity 0
	@$(BIN)/python manage.py make_editor "$(EMAIL)" --role "$(ROLE)"

test: $(VENV)/installed-dev
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/test

test-all: $(VENV)/installed-dev
	@TEST_ALL=1 PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/test

test-quick: $(VENV)/installed-dev
	$(BIN)/pytest -m "not browser and not slow" -n 2

lint: $(VENV)/installed-dev
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .

# BEFORE, BAKERYDEMO, PAGES, PARTS, ROUNDS, TURN: see tests/benchmarks/bench_pages.py.
bench: $(VENV)/installed-dev
	@sh .ci/needs-bench
	@$(BIN)/python -m tests.benchmarks.bench_pages

bench-events: $(VENV)/installed-dev
	@$(BIN)/python -m tests.benchmarks.bench_events
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/needs
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/postgresql python -m tests.benchmarks.bench_events

bench-training: $(VENV)/installed-dev
	@$(BIN)/python -m tests.benchmarks.bench_training
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/needs
	@PATH="$(CURDIR)/$(BIN):$$PATH" sh .ci/postgresql python -m tests.benchmarks.bench_training

# ROUNDS, TURN, TIMES: see tests/benchmarks/bench_documents.py.
bench-documents: $(VENV)/installed-dev
	@sh .ci/needs-bench
	@$(BIN)/python -m tests.benchmarks.bench_documents

pictures: $(VENV)/installed-dev
	$(BIN)/python -m docs.make_pictures

translations: $(VENV)/installed-dev
	$(BIN)/pybabel -q extract -F babel.cfg -k gettext_lazy -k ngettext_lazy -k pgettext_lazy --no-location --omit-header \
		-o site_project/locale/django.pot .
	@for language in pl ro uk ar; do \
		test -f site_project/locale/$$language/LC_MESSAGES/django.po || \
			$(BIN)/pybabel -q init -i site_project/locale/django.pot -d site_project/locale -D django -l $$language; \
	done
	$(BIN)/pybabel -q update -i site_project/locale/django.pot -d site_project/locale -D django --no-fuzzy-matching --no-wrap

clean:
	rm -rf $(VENV) var node_modules

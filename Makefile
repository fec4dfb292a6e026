# Two commands for a newcomer: `make demo` and `make test`.
PYTHON ?= python3
VENV := .venv
PY := $(VENV)/bin/python
PIP := $(PY) -m pip --disable-pip-version-check -q

LESSON ?= 1

.PHONY: demo preview test faults bench run check pictures messages model lock clean animations drawings

demo: $(VENV)/.run ## the whole bot against a phone in your browser: no token, no network
	@exec $(PY) -m bot demo

preview: $(VENV)/.run ## LESSON=12: that lesson in your browser, anew whenever its file is saved
	@exec $(PY) -m bot preview $(LESSON) --page

test: $(VENV)/.dev ## everything
	$(PY) -m pytest -n auto --dist loadgroup

faults: $(VENV)/.dev ## the tests that take minutes: a hundred kills, long outages
	$(PY) -m pytest -n auto --dist loadgroup -m thorough

bench: $(VENV)/.dev ## every figure beside its peer; writes benchmarks/results.json and docs/performance.md
	$(PY) -m benchmarks

run: $(VENV)/.run ## the live bot, with config.toml
	@exec $(PY) -m bot run

check: $(VENV)/.dev ## linters and types
	$(PY) -m ruff check .
	$(PY) -m ruff format --check .
	$(PY) -m mypy

pictures: $(VENV)/.dev ## the pictures of the README, from the real page
	$(PY) -m docs.draw_pictures

animations: $(VENV)/.dev ## assets/breathing/*.mp4
	$(PY) -m assets.draw_breathing

drawings: $(VENV)/.dev ## assets/drawings/*.png
	$(PY) -m assets.draw_lessons

messages: $(VENV)/.dev ## extract every sentence, update the catalogues and compile them
	$(PY) -m locales.update

model: $(VENV)/.dev ## lessons/screening/modelo.tsv, from the messages that screening is tuned on
	PYTHONPATH=.:tests $(PY) -m data.fit_screening

lock: $(VENV)/.dev ## renew the lock files
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes -q --upgrade \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	  requirements.in -o requirements.lock
	$(VENV)/bin/uv pip compile --universal --python-version 3.11 --generate-hashes -q --upgrade \
	  --no-emit-index-url --no-emit-find-links --custom-compile-command 'make lock' \
	  requirements-dev.in -o requirements-dev.lock

clean:
	rm -rf $(VENV)

$(VENV)/bin/python:
	$(PYTHON) -c 'import sys; sys.exit(sys.version_info < (3, 11) and "Respiro needs Python 3.11 or later: make PYTHON=python3.12 …")'
	$(PYTHON) -m venv $(VENV)

$(VENV)/.run: requirements.lock | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements.lock
	@touch $@

$(VENV)/.dev: requirements-dev.lock requirements.lock | $(VENV)/bin/python
	$(PIP) install --require-hashes -r requirements-dev.lock
	@touch $@ $(VENV)/.run

# Chengxin Casework. `make demo` and `make test` are all a newcomer needs.
# They work on a bare Debian 12 or Ubuntu 24.04 with git, make and Python 3.11 or newer.

PORT ?= 8000
PYTHON ?= python3
RUN := .venv/bin/python

# Settings of a production server with invented secrets: what `manage.py check --deploy` must accept.
# The database is not asked; an address nobody answers keeps these checks from starting one.
NO_DATABASE := DATABASE_URL='postgres://nobody@/none?host=/nonexistent'
PRODUCTION := $(NO_DATABASE) CASEWORK_PRODUCTION=1 CASEWORK_HOSTS=casework.example \
  CASEWORK_BASE_URL=https://casework.example \
  CASEWORK_SECRET_KEY=not-a-secret-0123456789-abcdefghijklmnopqrstuvwxyz-ABCDEFGHIJKLMNOPQRSTUVWXYZ \
  CASEWORK_FIELD_KEYS=MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTIzNDU2Nzg5MDE= \
  CASEWORK_HASH_KEY=MTIzNDU2Nzg5MDEyMzQ1Njc4OTAxMjM0NTY3ODkwMTI= \
  CASEWORK_SMTP_HOST=mail.example CELERY_BROKER_URL=redis://broker.example/0

.PHONY: help demo test check lock bench ready-demo ready-test
.DEFAULT_GOAL := help

help:
	@echo "make demo     everything a look needs: database, broker, cases, web; PORT=$(PORT)"
	@echo "make test     make check, then the test suite on two processes"
	@echo "make check    linters, types, layers, migrations, catalogues, deployment checks"
	@echo "make bench    measurements; not part of the tests"
	@echo "make lock     requirements.lock anew from pyproject.toml"

ready-demo:
	@$(PYTHON) tools/bootstrap.py demo

ready-test:
	@$(PYTHON) tools/bootstrap.py test

demo: ready-demo
	@exec $(RUN) manage.py demo --port $(PORT)

test: check
	@exec $(RUN) -m pytest -n 3 --dist worksteal

check: ready-test
	$(RUN) -m ruff check .
	$(RUN) -m ruff format --check .
	$(RUN) -m mypy
	.venv/bin/lint-imports
	$(NO_DATABASE) $(RUN) -W ignore::RuntimeWarning manage.py makemigrations --check --dry-run
	$(RUN) tools/check_catalogues.py
	$(PRODUCTION) $(RUN) manage.py check --deploy --fail-level WARNING

# A recompile keeps the pins it finds; `make lock UPGRADE=--upgrade` moves them.
lock: ready-demo
	.venv/bin/uv pip compile pyproject.toml --group dev --universal --python-version 3.11 \
	  --only-binary :all: --generate-hashes --no-header --no-annotate $(UPGRADE) -q \
	  -o requirements.lock
	@! grep -nE '^--|://' requirements.lock

bench: ready-test
	@exec $(RUN) manage.py bench

# Each target makes its own environment: all that is needed is git, Python 3.11 or newer (PYTHON=...), and PyPI.
PYTHON ?= python3

.PHONY: help test demo bench realworld clean
help:
	@echo "make demo       a demo repository; the shipped recipe previewed and applied to a branch of it (DIR=...)"
	@echo "make test       every check and test, against the built and installed wheel"
	@echo "make bench      speed and memory beside git grep and the peers (minutes; downloads a corpus)"
	@echo "make realworld  renames, collapses and shares mocks in real packages, then runs their tests (long; downloads them)"
	@echo "make clean      removes .cache"

test:
	@$(PYTHON) tools/check.py test

demo:
	@$(PYTHON) tools/check.py demo $(DIR)

bench:
	@$(PYTHON) tools/check.py bench $(ARGS)

realworld:
	@$(PYTHON) tools/check.py realworld $(ARGS)

clean:
	rm -rf .cache

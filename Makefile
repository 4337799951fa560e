# make report   every figure, every notebook and build/report.html, from the four articles in seeds/
# make test     lint, types, tests, and the notebooks executed afresh and compared with the committed ones
# make study    the study of fifteen outlets and its figures, where FA-KES is found or can be fetched
# make lab      JupyterLab on the notebooks
# make docs     the site in build/docs, from what is committed, in .venv-docs
# make lock     requirements.lock anew from pyproject.toml (needs uv)
# make test-oldest   the tests with the oldest versions that pyproject.toml allows, in .venv-oldest
#
# Each makes .venv first if it is missing or older than the lock. Another Python: make report PYTHON=python3.12

PYTHON ?= python3
BIN := .venv/bin

.PHONY: report test test-oldest study lab docs lock calibration clean

report: .venv/installed
	$(BIN)/discourse report

test: .venv/installed
	$(BIN)/ruff check .
	$(BIN)/ruff format --check .
	$(BIN)/mypy
	$(BIN)/python -m pytest -q --numprocesses 2 --dist loadfile

test-oldest: .venv-oldest/installed
	.venv-oldest/bin/python -m pytest -q --numprocesses 2 --dist loadfile

study: .venv/installed
	$(BIN)/python -m studies.fifteen_outlets

lab: .venv/installed
	$(BIN)/jupyter lab --notebook-dir=.  notebooks/01_corpus.ipynb

# Laid out as in the repository, so that every relative link of a page leads where it leads there.
docs: .venv-docs/installed
	rm -rf build/docs build/docs-source
	mkdir -p build/docs-source/discourse/lexicon build/docs-source/seeds
	cp -R *.md CITATION.cff LICENSE benchmarks docs figures notebooks studies build/docs-source
	cp -R discourse/lexicon/data build/docs-source/discourse/lexicon
	cp seeds/README.md seeds/corpus.toml build/docs-source/seeds
	mv build/docs-source/docs/index.md build/docs-source
	.venv-docs/bin/sphinx-build -W --keep-going -q -c docs -d build/docs-source/.doctrees build/docs-source build/docs
	@echo "build/docs/index.html"

.venv/installed: requirements.lock pyproject.toml
	@$(PYTHON) -c 'import sys; sys.version_info >= (3, 11) or sys.exit("discourse needs Python 3.11 or newer, and %s is %d.%d; name another with PYTHON=, as in: make report PYTHON=python3.12" % (sys.executable, sys.version_info[0], sys.version_info[1]))'
	@$(PYTHON) -c 'import ensurepip, venv' 2>/dev/null || { echo "$(PYTHON) lacks the module venv, which makes .venv; install it (on Debian and Ubuntu: apt install python3-venv)" >&2; exit 1; }
	$(PYTHON) -m venv .venv
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --require-hashes -r requirements.lock
	$(BIN)/python -m pip install --quiet --disable-pip-version-check --no-build-isolation --no-deps -e .
	@touch $@

.venv-docs/installed: pyproject.toml
	$(PYTHON) -m venv .venv-docs
	.venv-docs/bin/python -m pip install --quiet --disable-pip-version-check -e ".[docs]"
	@touch $@

# Of its own dependencies the oldest, of theirs the newest; but Matplotlib 3.9 uses names that pyparsing 3.3 warns of,
# and jieba has no wheel.
.venv-oldest/installed: pyproject.toml
	$(PYTHON) -m venv .venv-oldest
	.venv-oldest/bin/python -m pip install --quiet --disable-pip-version-check uv
	echo "pyparsing==3.2.0" | .venv-oldest/bin/uv pip compile pyproject.toml - --resolution lowest-direct --only-binary :all: \
		--no-binary jieba --extra lab --extra dev --extra cluster --no-header --no-annotate --quiet -o .venv-oldest/oldest.txt
	.venv-oldest/bin/uv pip install --quiet --python .venv-oldest/bin/python -r .venv-oldest/oldest.txt
	.venv-oldest/bin/uv pip install --quiet --python .venv-oldest/bin/python --no-build-isolation --no-deps -e .
	@touch $@

lock:
	uv pip compile pyproject.toml --universal --fork-strategy fewest --python-version 3.11 --extra lab --extra dev --extra cluster \
		--generate-hashes --no-header --no-annotate --upgrade --quiet -o requirements.lock

# benchmarks/CALIBRATION.md anew: about 12 minutes of processor, on two cores half that.
calibration: .venv/installed
	$(BIN)/python -m benchmarks.calibration

clean:
	rm -rf .venv .venv-docs .venv-oldest build dist

#!/bin/bash
# Pictures of every layout, panel and dialog, in both themes and languages and at two sizes, into build/screenshots, with contact sheets;
# then the nine that the README and the docs show, into docs/images. Arguments go to tests/pictures.
set -u
cd "$(dirname "$0")/.." || exit 1
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
export ALGOTRADE_GUI_HOME=$home QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen} PYTHONPATH=
.venv/bin/python -m tests.pictures "$@"

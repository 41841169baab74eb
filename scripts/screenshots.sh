#!/bin/bash
# Takes pictures of the window while the practice profile trades: build/screenshots/dark.png and light.png.
# SECONDS_EACH=30 lets the market run longer before the picture.
set -u
cd "$(dirname "$0")/.." || exit 1
target=$PWD/build/screenshots
mkdir -p "$target"
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
export ALGOTRADE_GUI_HOME=$home QT_QPA_PLATFORM=${QT_QPA_PLATFORM:-offscreen}
for theme in dark light; do
    .venv/bin/python - "$theme" <<'PYTHON' || exit 1
import sys

from msgspec.structs import replace

from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.profiles import ProfileStore, default_profile

profile = default_profile()
ProfileStore(find_paths().profiles).save(replace(profile, layout=replace(profile.layout, theme=sys.argv[1])))
PYTHON
    .venv/bin/python -m algotrade_gui --smoke "${SECONDS_EACH:-20}" --screenshot "$target/$theme.png" || exit 1
    echo "build/screenshots/$theme.png"
done

#!/bin/bash
# Builds dist/algotrade-gui with PyInstaller and tries the built program: ten seconds on the practice exchange, offscreen.
#
#   scripts/package.sh [--if-possible]
#
#   --if-possible  where this Python cannot be packaged, say so in one line and leave with 0; and do not build again what
#                  was built and tried from the same files
set -u
cd "$(dirname "$0")/.." || exit 1
optional=no
[ "${1:-}" = --if-possible ] && optional=yes

if [ "$optional" = yes ]; then
    scripts/setup.sh package --if-possible
    case $? in
    0) ;;
    3) exit 0 ;;
    *) exit 1 ;;
    esac
else
    scripts/setup.sh package || exit 1
fi

stamp=dist/tried
wanted() {
    cksum pyinstaller.spec uv.lock scripts/package.sh .venv-package/setup-stamp
    find algotrade_gui strategies resources -type f -not -path '*/__pycache__/*' -print0 | sort -z | xargs -0 cksum
}
if [ "$optional" = yes ] && [ -f "$stamp" ] && [ "$(wanted)" = "$(cat "$stamp")" ]; then
    echo "dist/algotrade-gui is built from these files and was tried."
    exit 0
fi
rm -f "$stamp"

echo "building dist/algotrade-gui"
mkdir -p build
if ! .venv-package/bin/pyinstaller --noconfirm --log-level WARN --distpath dist --workpath build/pyinstaller \
    pyinstaller.spec >build/pyinstaller.log 2>&1; then
    cat build/pyinstaller.log >&2
    exit 1
fi

# a home of its own: neither the user's profile nor his secrets, and a first start
home=$(mktemp -d) || exit 1
trap 'rm -rf "$home"' EXIT
echo "trying it for ten seconds"
# from another folder: nothing may be found by luck
if ! (cd "$home" && ALGOTRADE_GUI_HOME=$home QT_QPA_PLATFORM=offscreen \
    "$OLDPWD/dist/algotrade-gui/algotrade-gui" --smoke 10 --report "$home/report.json") >build/smoke.log 2>&1; then
    cat build/smoke.log >&2
    echo "the built program failed its smoke run" >&2
    exit 1
fi
# the practice profile starts SimpleMarketMakingBot: orders mean that a bundled strategy was found, loaded and run
.venv-package/bin/python - "$home/report.json" <<'PYTHON' || exit 1
import json
import sys

report = json.load(open(sys.argv[1]))
wrong = [name for name in ("updates", "orders_accepted") if not report[name] > 0]
if report["errors"]:
    wrong.append("errors")
print("the built program:", ", ".join(f"{name} {report[name]}" for name in ("updates", "orders_accepted", "fills", "errors")))
sys.exit(f"the built program ran, but: {report}" if wrong else 0)
PYTHON
wanted >"$stamp"
du -sh dist/algotrade-gui | sed 's/\t/ /'

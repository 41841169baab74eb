#!/bin/sh
# Sets up everything a make target needs, in the source checkout it stands in; says nothing when nothing is to do.
#
#   scripts/setup.sh [dev|core|package|desktop] [--window|--windowless] [--if-possible]
#
#   dev           .venv: the program and what tests and linters need
#   core          .venv-core: the same tests' needs without PySide6, qasync, pyqtgraph
#   package       .venv-package: the program's needs and PyInstaller, nothing else
#   desktop       a screen without glass, a window manager and a hand for the tests that use the program as a person does
#                 (Xvfb, openbox, xdotool); where they may not be installed, one line says that those tests are left out
#   --window      a window will be opened on a screen: the libraries for that are needed too
#   --windowless  no Qt is needed: missing libraries are no reason to stop
#   --if-possible with package: exit code 3, and one line, where this Python cannot be packaged
#
# PYTHON=/path/to/python chooses the Python (3.11 to 3.13). Nothing is written outside the checkout, but for Debian
# packages where they are missing and root, sudo or a person at the terminal allows it.
set -eu

UV_VERSION=0.13.9
UV_OLDEST=0.9.0 # tried: reads this lock file

cd "$(dirname "$0")/.."
ROOT=$(pwd)

KIND=dev
NEED=offscreen
IF_POSSIBLE=no
for argument in "$@"; do
    case $argument in
    dev | core | package | desktop) KIND=$argument ;;
    --window) NEED=window ;;
    --windowless) NEED=nothing ;;
    --if-possible) IF_POSSIBLE=yes ;;
    *)
        echo "setup: unknown argument $argument" >&2
        exit 2
        ;;
    esac
done

say() { printf 'setup: %s\n' "$*" >&2; }
fail() {
    say "$*"
    exit 1
}

# --- Debian packages -------------------------------------------------------------------------------------------------

# Prints how apt-get may be run, or nothing.
apt_prefix() {
    if [ "$(id -u)" = 0 ]; then
        echo env
    elif command -v sudo >/dev/null 2>&1; then
        if sudo -n true 2>/dev/null; then
            echo "sudo -n"
        elif [ -t 0 ] && [ -t 2 ]; then
            echo sudo
        fi
    fi
}

# Installs the packages named, or fails with the command that would.
apt_install() {
    command -v apt-get >/dev/null 2>&1 || return 1
    prefix=$(apt_prefix)
    if [ -z "$prefix" ]; then
        return 1
    fi
    say "installing Debian packages: $*"
    mkdir -p build
    # the words of $prefix are separate arguments
    # shellcheck disable=SC2086
    if ! {
        $prefix apt-get -qq -o Acquire::Retries=1 -o Acquire::http::Timeout=20 update &&
            $prefix env DEBIAN_FRONTEND=noninteractive apt-get -qq -y --no-install-recommends install "$@"
    } >build/apt.log 2>&1; then
        tail -n 5 build/apt.log >&2
        return 1
    fi
}

# Reads lines "library package" and prints the packages of the libraries that the loader does not find.
not_found() {
    while read -r library package; do
        case $PRESENT in
        *"	$library "*) ;;
        *) echo "$package" ;;
        esac
    done
}

have_fonts() {
    for folder in /usr/share/fonts /usr/local/share/fonts "${HOME:-/nonexistent}/.fonts" "${HOME:-/nonexistent}/.local/share/fonts"; do
        if [ -d "$folder" ] && [ -n "$(find -L "$folder" -name '*.[to]t[fc]' -print 2>/dev/null | head -n 1)" ]; then
            return 0
        fi
    done
    return 1
}

# What Qt needs to paint at all.
missing_offscreen() {
    not_found <<LIST
libGL.so.1 libgl1
libEGL.so.1 libegl1
libglib-2.0.so.0 libglib2.0-0
libfontconfig.so.1 libfontconfig1
libxkbcommon.so.0 libxkbcommon0
libdbus-1.so.3 libdbus-1-3
libgssapi_krb5.so.2 libgssapi-krb5-2
LIST
    # without a font file it draws no text
    have_fonts || echo fonts-dejavu-core
}

# What it needs for a window on a screen, on top.
missing_window() {
    not_found <<LIST
libxcb-cursor.so.0 libxcb-cursor0
libxcb-icccm.so.4 libxcb-icccm4
libxcb-image.so.0 libxcb-image0
libxcb-keysyms.so.1 libxcb-keysyms1
libxcb-randr.so.0 libxcb-randr0
libxcb-render-util.so.0 libxcb-render-util0
libxcb-shape.so.0 libxcb-shape0
libxcb-xkb.so.1 libxcb-xkb1
libxkbcommon-x11.so.0 libxkbcommon-x11-0
libX11-xcb.so.1 libx11-xcb1
LIST
}

# Prints the packages as this release names them: 64-bit time gave some a new name in Debian 13 and Ubuntu 24.04.
# (Where the lists were never fetched the old name is printed; apt-get takes it for the new one.)
named_here() {
    for name in "$@"; do
        case $name in
        libglib2.0-0 | libpython3.*)
            if apt-cache show "${name}t64" >/dev/null 2>&1; then name=${name}t64; fi
            ;;
        esac
        printf ' %s' "$name"
    done
}

# The tools of the tests on a desktop, and what Qt needs for a window there; never a reason to stop.
check_desktop() {
    [ "$(uname)" = Linux ] || return 0
    missing=""
    for pair in Xvfb:xvfb openbox:openbox xdotool:xdotool; do
        command -v "${pair%%:*}" >/dev/null 2>&1 || missing="$missing ${pair##*:}"
    done
    ldconfig=$(command -v ldconfig || command -v /sbin/ldconfig) || return 0
    PRESENT=$("$ldconfig" -p)
    # shellcheck disable=SC2046
    missing="$missing$(named_here $(missing_window))"
    [ -n "$(echo "$missing" | tr -d ' ')" ] || return 0
    # shellcheck disable=SC2086
    apt_install $missing ||
        say "the tests on a desktop are left out; they need: sudo apt-get install$missing"
}

check_libraries() {
    ldconfig=$(command -v ldconfig || command -v /sbin/ldconfig) || return 0 # no Linux, or one of its own kind
    PRESENT=$("$ldconfig" -p)
    missing=$(missing_offscreen)
    if [ -n "$missing" ] || [ "$NEED" = window ]; then
        missing="$missing $(missing_window)"
    fi
    # shellcheck disable=SC2086
    missing=$(named_here $missing)
    [ -n "$missing" ] || return 0
    # shellcheck disable=SC2086
    if apt_install $missing; then
        return 0
    fi
    if ! command -v apt-get >/dev/null 2>&1; then
        # we may look in the wrong place; Qt itself will say if something is really missing
        say "Qt needs system libraries that seem to be missing (Debian's names):$missing"
        return 0
    fi
    say "Qt needs system libraries that are missing; install them with: sudo apt-get install$missing"
    if [ "$NEED" != nothing ]; then
        exit 1
    fi
}

# --- Python ----------------------------------------------------------------------------------------------------------

in_range() {
    "$1" -c 'import sys; sys.exit(not (3, 11) <= sys.version_info[:2] <= (3, 13))' >/dev/null 2>&1
}

find_python() {
    if [ -n "${PYTHON:-}" ]; then
        command -v "$PYTHON" >/dev/null 2>&1 || fail "PYTHON=$PYTHON is no program."
        in_range "$PYTHON" || fail "PYTHON=$PYTHON is $("$PYTHON" -V 2>&1), but algotrade-gui needs Python 3.11, 3.12 or 3.13."
        return 0
    fi
    for candidate in python3 python3.13 python3.12 python3.11; do
        if command -v "$candidate" >/dev/null 2>&1 && in_range "$candidate"; then
            PYTHON=$candidate
            return 0
        fi
    done
    return 1
}

require_python() {
    if ! find_python; then
        if command -v python3 >/dev/null 2>&1; then
            fail "algotrade-gui needs Python 3.11, 3.12 or 3.13; found $(python3 -V 2>&1). Install one of them, or name it: make PYTHON=/path/to/python ..."
        fi
        apt_install python3 python3-venv ||
            fail "algotrade-gui needs Python 3.11, 3.12 or 3.13, and there is none. On Debian and Ubuntu: sudo apt-get install python3 python3-venv"
        find_python || fail "algotrade-gui needs Python 3.11, 3.12 or 3.13; this system's is $(python3 -V 2>&1)."
    fi
    PYTHON=$("$PYTHON" -c 'import sys; print(sys.executable)')
}

# --- uv --------------------------------------------------------------------------------------------------------------

# True if version $1 is at least version $2.
at_least() {
    [ "$(printf '%s\n%s\n' "$2" "$1" | sort -t. -k1,1n -k2,2n -k3,3n | head -n 1)" = "$2" ]
}

find_uv() {
    own=$ROOT/.tools/uv-$UV_VERSION
    if [ -x "$own/bin/uv" ]; then
        UV=$own/bin/uv
        return 0
    fi
    if command -v uv >/dev/null 2>&1; then
        found=$(uv --version 2>/dev/null | cut -d' ' -f2)
        if [ -n "$found" ] && at_least "$found" "$UV_OLDEST"; then
            UV=uv
            return 0
        fi
    fi
    if ! "$PYTHON" -c 'import ensurepip, venv' >/dev/null 2>&1; then
        version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
        apt_install "python$version-venv" ||
            fail "Python $version came without its venv module; install it with: sudo apt-get install python$version-venv"
    fi
    say "fetching uv $UV_VERSION into .tools/"
    rm -rf "$own"
    # made under another name: a download that was cut short leaves nothing that looks ready
    rm -rf "$own.part"
    "$PYTHON" -m venv "$own.part"
    "$own.part/bin/python" -m pip install --quiet --disable-pip-version-check "uv==$UV_VERSION" ||
        fail "uv $UV_VERSION could not be fetched from the Python package index; is there a network?"
    mv "$own.part" "$own"
    UV=$own/bin/uv
}

# --- what PyInstaller needs on top ---------------------------------------------------------------------------------------

# Fails with a sentence, after trying to mend it, unless this Python can be packaged.
check_packaging() {
    version=$("$PYTHON" -c 'import sys; print("%d.%d" % sys.version_info[:2])')
    if ! command -v objcopy >/dev/null 2>&1 && [ "$(uname)" = Linux ]; then
        apt_install binutils || {
            say "packaging needs objcopy; install it with: sudo apt-get install binutils"
            return 1
        }
    fi
    if ! has_shared_library; then
        # Debian keeps it in a package of its own; a Python that was built without it has none
        case $PYTHON in
        /usr/bin/*)
            # shellcheck disable=SC2046
            apt_install $(named_here "libpython$version") || true
            ;;
        esac
        if ! has_shared_library; then
            say "$PYTHON has no shared library, which packaging needs (Debian: libpython$version; pyenv: PYTHON_CONFIGURE_OPTS=--enable-shared)."
            return 1
        fi
    fi
}

has_shared_library() {
    "$PYTHON" - <<'PROGRAM' 2>/dev/null
import ctypes
import ctypes.util
import os
import sys
import sysconfig

if sys.platform != "linux":
    sys.exit(0)
name = sysconfig.get_config_var("INSTSONAME") or ""
version = "%d.%d" % sys.version_info[:2]
candidates = [name if ".so" in name else f"libpython{version}.so.1.0"]
candidates.append(os.path.join(sysconfig.get_config_var("LIBDIR") or "", candidates[0]))
for candidate in candidates:
    try:
        ctypes.CDLL(candidate)
        sys.exit(0)
    except OSError:
        pass
sys.exit(1)
PROGRAM
}

# --- the environment -------------------------------------------------------------------------------------------------

if [ "$KIND" = desktop ]; then
    check_desktop
    exit 0
fi

case $KIND in
dev) ENVIRONMENT=.venv ;;
core) ENVIRONMENT=.venv-core ;;
package) ENVIRONMENT=.venv-package ;;
esac
STAMP=$ROOT/$ENVIRONMENT/setup-stamp

wanted() {
    # the place belongs to it: an environment does not survive a move
    printf '%s\nPYTHON=%s\n' "$ROOT/$ENVIRONMENT" "${PYTHON_ASKED:-}"
    cksum uv.lock pyproject.toml scripts/setup.sh
}

PYTHON_ASKED=${PYTHON:-}

if [ "$KIND" != core ]; then
    check_libraries
fi

if [ -f "$STAMP" ] && [ "$(wanted)" = "$(cat "$STAMP")" ] && "$ROOT/$ENVIRONMENT/bin/python" -c '' 2>/dev/null; then
    exit 0
fi

require_python
if [ "$KIND" = package ] && ! check_packaging; then
    if [ "$IF_POSSIBLE" = yes ]; then
        say "so the built program is not tried here."
        exit 3
    fi
    exit 1
fi
find_uv

# an environment that this shell happens to be in is none of our business
unset VIRTUAL_ENV PYTHONHOME
export UV_PROJECT_ENVIRONMENT="$ROOT/$ENVIRONMENT" UV_PYTHON_DOWNLOADS=never UV_PYTHON="$PYTHON"
say "setting up $ENVIRONMENT with $("$PYTHON" -V 2>&1)"
case $KIND in
dev) "$UV" sync --quiet --frozen ;;
core)
    "$UV" sync --quiet --frozen --no-default-groups --group test --no-install-package pyside6-essentials \
        --no-install-package shiboken6 --no-install-package qasync --no-install-package pyqtgraph
    ;;
package) "$UV" sync --quiet --frozen --no-default-groups --group package ;;
esac
wanted >"$STAMP"

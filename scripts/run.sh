#!/bin/bash
# Runs the program on the practice exchange: with its window where there is a display, else as a windowless session.
# Arguments are passed on.
cd "$(dirname "$0")/.." || exit 1

has_display() {
    [ -n "${QT_QPA_PLATFORM:-}" ] || [ -n "${DISPLAY:-}" ] || [ -n "${WAYLAND_DISPLAY:-}" ] || [ "$(uname)" = Darwin ]
}

command=(.venv/bin/python -m algotrade_gui)
if has_display; then
    scripts/setup.sh dev --window || exit 1
else
    scripts/setup.sh dev --windowless || exit 1
    echo "There is no display: running without a window until Ctrl-C."
    command+=(run --profile practice)
fi

if [ -t 0 ]; then
    # A job of its own: Ctrl-C reaches the program, which ends cleanly with 0, and not make, which would call that an error.
    set -m
    "${command[@]}" "$@"
else
    exec "${command[@]}" "$@"
fi

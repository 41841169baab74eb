"""The entry of the program: hands the command line to the console, and the window to Qt when it is asked for."""

import contextlib
import os
import signal
import sys
from collections.abc import Iterator

from algotrade_gui.core.errors import UserError
from algotrade_gui.core.options import RunOptions


@contextlib.contextmanager
def _plain_interrupt() -> Iterator[None]:
    """Let Ctrl-C simply end the process meanwhile: as an exception it comes out of an import, and Qt's abort at that."""
    if signal.getsignal(signal.SIGINT) is not signal.default_int_handler:
        yield
        return
    signal.signal(signal.SIGINT, signal.SIG_DFL)
    try:
        yield
    finally:
        signal.signal(signal.SIGINT, signal.default_int_handler)


def _run_window(options: RunOptions) -> int:
    # qasync takes the first Qt binding it finds, so PySide6 is named and imported before it
    os.environ["QT_API"] = "pyside6"
    # until the window has handlers of its own, and again when it is gone
    with _plain_interrupt():
        from algotrade_gui.app import run_window, tell_start_problem

        try:
            return run_window(options)
        except UserError as problem:
            if options.smoke_s is None and _nobody_reads_here():
                tell_start_problem(problem)
            raise


def _nobody_reads_here() -> bool:
    """Whether this is the packaged program, started by a double click: what it writes is seen by nobody."""
    return bool(getattr(sys, "frozen", False)) and not (sys.stderr is not None and sys.stderr.isatty())


def main() -> int:
    """Run the program and return its exit code."""
    with _plain_interrupt():
        from algotrade_gui import cli

    return cli.main(sys.argv[1:], run_window=_run_window)


if __name__ == "__main__":
    sys.exit(main())

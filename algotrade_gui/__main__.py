"""The entry of the program: hands the command line to the console, and the window to Qt when it is asked for."""

import os
import sys

from algotrade_gui.core.options import RunOptions


def _run_window(options: RunOptions) -> int:
    # qasync takes the first Qt binding it finds, so PySide6 is named and imported before it
    os.environ["QT_API"] = "pyside6"
    from algotrade_gui.app import run_window

    return run_window(options)


def main() -> int:
    """Run the program and return its exit code."""
    from algotrade_gui import cli

    return cli.main(sys.argv[1:], run_window=_run_window)


if __name__ == "__main__":
    sys.exit(main())

"""The exchange as a process: starts it, tells when it listens, ends it on a signal or with its parent."""

from typing import TextIO

from algotrade_gui.simulator.config import ExchangeConfig


def run_exchange(config: ExchangeConfig, *, ready: TextIO | None = None, parent_pipe: bool = False) -> int:
    """Run until SIGINT, SIGTERM or (with `parent_pipe`) the end of standard input; return the exit code 0.

    Writes one JSON line `{"ready":true,"uri":...,"teams":{...}}` to `ready` (default: standard output) once it listens.
    Raises UserError with one sentence when it cannot listen (port in use).
    """
    raise NotImplementedError


def run_child(ready: TextIO | None = None) -> int:
    """Run as the child of `PracticeProcess` (`exchange --child`): settings are the first line of standard input, its end ends the exchange.

    A UserError becomes a line on standard error and exit code 2.
    """
    raise NotImplementedError

"""The exchange as a process: starts it, tells when it listens, ends it on a signal, with its parent or with its last round."""

import asyncio
import contextlib
import json
import logging
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator
from typing import TextIO

import msgspec

from algotrade_gui.core.errors import ErrorCentre, UserError
from algotrade_gui.core.garbage import keep_for_good
from algotrade_gui.simulator.config import (
    PRACTICE_SECRET,
    ExchangeConfig,
    config_from_json,
    make_config,
    new_secret,
    secret_digest,
)
from algotrade_gui.simulator.lan import exposure, network_uris
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.standings_feed import needs_key
from algotrade_gui.wire.standings import standings_uri

_STDIN_FD = 0
_MAX_CONFIG_BYTES = 2**20


def run_exchange(config: ExchangeConfig, *, ready: TextIO | None = None, parent_pipe: bool = False) -> int:
    """Run until SIGINT, SIGTERM, the last round's end or (with `parent_pipe`) that of standard input; return the exit code.

    That is 0, or 1 after an internal error. Writes one JSON line `{"ready":true,"uri":...,"teams":{...}}` to `ready` (default: standard
    output) once it listens. Its `teams` gives the practice team's well-known secret; every other team's is null, for nobody here knows it.
    What people should know goes to standard error: who else can connect, and that the last round is over.
    Raises UserError with one sentence when it cannot listen (port in use). Call it in the main thread.
    """
    # None where the program was started with its standard output closed
    out: TextIO | None = sys.stdout if ready is None else ready
    return asyncio.run(_run(config, out, parent_pipe))


def run_child(ready: TextIO | None = None) -> int:
    """Run as the child of `PracticeProcess` (`exchange --child`): settings are the first line of standard input, its end ends the exchange.

    A UserError becomes a line on standard error and exit code 2.
    """
    try:
        return run_exchange(config_from_json(_first_line()), ready=ready, parent_pipe=True)
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2


async def _run(config: ExchangeConfig, ready: TextIO | None, parent_pipe: bool) -> int:
    stop = asyncio.Event()
    key = None
    if needs_key(config) and not config.standings_key and not parent_pipe:
        key = new_secret()
        config = msgspec.structs.replace(config, standings_key=secret_digest(key))
    errors = ErrorCentre()
    with _signals(stop.set):
        server = await serve(config, errors, on_failure=stop.set, on_finished=stop.set)
        try:
            if parent_pipe:
                _watch_parent(asyncio.get_running_loop(), stop)
            keep_for_good()
            _say(ready, _ready_line(config, server.uri))
            known = secret_digest(PRACTICE_SECRET) in config.teams.values()
            # in a thread: a machine may take seconds to find its own name, and the first clients are there already
            told = await asyncio.to_thread(exposure, config.host, server.uri, practice_team=known)
            if told is not None:
                _say(sys.stderr, f"{told}\n")
            if key is not None:
                # how it is reached from elsewhere: on this machine nobody needs the key
                uris = await asyncio.to_thread(network_uris, config.host, server.uri)
                uri = next(iter(uris), server.uri)
                _say(
                    sys.stderr,
                    f"The standings, for who has this key, shown only now: {standings_uri(uri)}?key={key}\n",
                )
            await stop.wait()
            if server.venue.finished:
                _say(sys.stderr, "The last round is over.\n")
        finally:
            await server.close()
    return 1 if errors.error_count else 0


def _say(to: TextIO | None, line: str) -> None:
    """Write a line for whoever reads it: that nobody can (a closed or full output) ends no exchange that a class is connected to."""
    if to is not None:
        with contextlib.suppress(OSError, ValueError):  # ValueError: closed by the program
            to.write(line)
            to.flush()


def _ready_line(config: ExchangeConfig, uri: str) -> str:
    known = secret_digest(PRACTICE_SECRET)
    teams = {name: PRACTICE_SECRET if digest == known else None for name, digest in config.teams.items()}
    return json.dumps({"ready": True, "uri": uri, "teams": teams}, separators=(",", ":")) + "\n"


@contextlib.contextmanager
def _signals(stop: Callable[[], None]) -> Iterator[None]:
    """Call `stop` on the loop for SIGINT and SIGTERM (on Windows SIGBREAK too), and put the old handlers back at the end."""
    loop = asyncio.get_running_loop()
    numbers = [signal.SIGINT, signal.SIGTERM]
    if hasattr(signal, "SIGBREAK"):
        numbers.append(signal.SIGBREAK)
    before = {}
    for number in numbers:
        before[number] = signal.signal(number, lambda *_: loop.call_soon_threadsafe(stop))
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _watch_parent(loop: asyncio.AbstractEventLoop, stop: asyncio.Event) -> None:
    """End with the parent: its side of our standard input closes when it dies, however it dies."""

    def wait_for_end() -> None:
        # the descriptor, not sys.stdin: its lock would be held while the interpreter shuts down
        with contextlib.suppress(OSError):
            while os.read(_STDIN_FD, 4_096):
                pass
        with contextlib.suppress(RuntimeError):  # the loop has ended before its parent
            loop.call_soon_threadsafe(stop.set)

    threading.Thread(target=wait_for_end, name="parent-pipe", daemon=True).start()


def _first_line() -> bytes:
    """Read one line from standard input, and not a byte more. Raises UserError."""
    line = bytearray()
    while not line.endswith(b"\n"):
        byte = os.read(_STDIN_FD, 1)
        if not byte or len(line) > _MAX_CONFIG_BYTES:
            raise UserError("the exchange got no settings on its standard input")
        line += byte
    return bytes(line)


def main(arguments: list[str]) -> int:
    """`python -m algotrade_gui.simulator.main`: the exchange without the program's command line. Options: --child, --NAME VALUE."""
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s: %(message)s")
    if arguments == ["--child"]:
        return run_child()
    settings: dict[str, float | str] = {}
    for name, value in zip(arguments[::2], arguments[1::2], strict=False):
        key = name.removeprefix("--").replace("-", "_")
        settings[key] = value if key == "host" else float(value) if key in ("speed", "volatility_scale") else int(value)
    try:
        return run_exchange(make_config(**settings))
    except UserError as error:
        sys.stderr.write(f"{error}\n")
        return 2


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

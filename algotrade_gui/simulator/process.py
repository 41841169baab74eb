"""The practice exchange as a child process that ends with its parent."""

import asyncio
import contextlib
import json
import logging
import os
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import urlsplit

import msgspec

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.listeners import Listeners
from algotrade_gui.core.words import say
from algotrade_gui.simulator.config import ExchangeConfig, config_to_json

log = logging.getLogger(__name__)

_STDERR_LINES = 20
_JOIN_TURN_S = 0.005
_JOIN_TURNS = 400


class PracticeExchangeError(UserError):
    """The practice exchange did not start; the text says why."""


@dataclass(frozen=True, slots=True, kw_only=True)
class ReadyInfo:
    """Where a started exchange listens. The secrets are known to whoever made its settings."""

    uri: str
    """Without the secret: `ws://127.0.0.1:PORT/trade`."""


def child_command() -> list[str]:
    """The command of the child; its settings go over its standard input, so that none of them shows in a process list."""
    if getattr(sys, "frozen", False):
        return [sys.executable, "exchange", "--child"]
    return [sys.executable, "-m", "algotrade_gui.simulator.main", "--child"]


class PracticeProcess:
    """Owns one exchange process. Works on any asyncio loop: pipes are read by two threads that end with the child.

    `start` may be called again after `stop`, or after the child died; the exchange then listens where it did before, so that whoever
    reconnects finds it.
    """

    def __init__(self, config: ExchangeConfig) -> None:
        self._config = config
        self._process: subprocess.Popen[bytes] | None = None
        self._threads: list[threading.Thread] = []
        self._stderr: deque[str] = deque(maxlen=_STDERR_LINES)
        self._exited: asyncio.Event | None = None
        self._stopping = False
        self._listeners: Listeners[[int]] = Listeners()

    @property
    def running(self) -> bool:
        """Whether the child is alive."""
        return self._process is not None and self._process.poll() is None

    @property
    def pid(self) -> int | None:
        """The child's process id, None before the first start."""
        return None if self._process is None else self._process.pid

    def on_exit(self, listener: Callable[[int], None]) -> Callable[[], None]:
        """Call `listener` with the exit code, on the loop, when the child ends without `stop`. Returns the unsubscribe.

        Call `stop`, or `start` again, afterwards: they tidy up what the child left.
        """
        return self._listeners.add(listener)

    def configure(self, config: ExchangeConfig) -> None:
        """Start with other settings from the next `start` on."""
        self._config = config

    async def start(self, timeout_s: float = 10.0) -> ReadyInfo:
        """Start the child and return once it listens.

        Raises PracticeExchangeError with the child's last words when it ends or stays silent for `timeout_s`; nothing is left running then.
        Raises RuntimeError when it runs already.
        """
        if self.running:
            raise RuntimeError("the practice exchange runs already")
        await self._reap()
        loop = asyncio.get_running_loop()
        ready: asyncio.Future[str] = loop.create_future()
        self._exited = asyncio.Event()
        self._stopping = False
        self._stderr.clear()
        try:
            process = subprocess.Popen(  # noqa: ASYNC220 - qasync has no subprocess transport on every system; starting takes 2 ms
                child_command(),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                # a Ctrl-C in the terminal is the parent's to handle: it stops the child in its own order
                start_new_session=os.name == "posix",
                creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0)
                | getattr(subprocess, "CREATE_NEW_PROCESS_GROUP", 0),
            )
        except OSError as error:
            raise PracticeExchangeError(
                say("the practice exchange could not be started: {reason}", reason=sentence_of(error))
            ) from error
        self._process = process
        self._threads = [
            threading.Thread(
                target=self._read_stdout, args=(process, loop, ready), name="practice-stdout", daemon=True
            ),
            threading.Thread(target=self._read_stderr, args=(process,), name="practice-stderr", daemon=True),
        ]
        for thread in self._threads:
            thread.start()
        with contextlib.suppress(OSError):  # a child that died at once: its last words say more than a broken pipe
            assert process.stdin is not None
            process.stdin.write(config_to_json(self._config) + b"\n")
            process.stdin.flush()
        try:
            line = await asyncio.wait_for(ready, timeout_s)
            info = json.loads(line)
            ready_info = ReadyInfo(uri=info["uri"])
            self._config = msgspec.structs.replace(self._config, port=urlsplit(ready_info.uri).port or 0)
            return ready_info
        except TimeoutError:
            await self.stop()
            raise PracticeExchangeError(
                say(
                    "the practice exchange was not ready within {seconds} s{words}",
                    seconds=f"{timeout_s:g}",
                    words=self._last_words(),
                )
            ) from None
        except (_EndedError, ValueError, KeyError, TypeError):
            await self.stop()
            raise PracticeExchangeError(
                say("the practice exchange did not start{words}", words=self._last_words())
            ) from None
        except asyncio.CancelledError:
            await self.stop()
            raise

    async def stop(self, timeout_s: float = 3.0) -> None:
        """End the child: its pipe closes, then it is terminated, after `timeout_s` killed. Idempotent; listeners are not called."""
        self._stopping = True
        process = self._process
        if process is None:
            return
        if process.poll() is None:
            if process.stdin is not None:
                with contextlib.suppress(OSError):
                    process.stdin.close()
            if not await self._wait_exit(timeout_s / 2):
                process.terminate()
                if not await self._wait_exit(timeout_s / 2):
                    process.kill()
                    await self._wait_exit(timeout_s)
        await self._reap()

    async def _wait_exit(self, timeout_s: float) -> bool:
        assert self._exited is not None
        try:
            await asyncio.wait_for(self._exited.wait(), timeout_s)
        except TimeoutError:
            return False
        return True

    async def _reap(self) -> None:
        """Join the threads of a child that has ended and close its pipes."""
        process, self._process = self._process, None
        threads, self._threads = self._threads, []
        if process is None:
            return
        # they end with the child's pipes; a grandchild that still holds one must not hold us
        for _ in range(_JOIN_TURNS):
            if not any(thread.is_alive() for thread in threads):
                break
            await asyncio.sleep(_JOIN_TURN_S)
        for pipe in (process.stdin, process.stdout, process.stderr):
            if pipe is not None:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _last_words(self) -> str:
        lines = [line for line in self._stderr if line.strip()]
        return f": {lines[-1].strip()}" if lines else ""

    # --- on the threads ---

    def _read_stdout(
        self, process: subprocess.Popen[bytes], loop: asyncio.AbstractEventLoop, ready: asyncio.Future[str]
    ) -> None:
        assert process.stdout is not None
        for line in process.stdout:
            _call(loop, _resolve, ready, line.decode("utf-8", "replace"))
        code = process.wait()
        _call(loop, self._ended, ready, code)

    def _read_stderr(self, process: subprocess.Popen[bytes]) -> None:
        assert process.stderr is not None
        for raw in process.stderr:
            line = raw.decode("utf-8", "replace").rstrip()
            self._stderr.append(line)
            log.info("practice exchange: %s", line)

    # --- on the loop ---

    def _ended(self, ready: asyncio.Future[str], code: int) -> None:
        if self._exited is not None:
            self._exited.set()
        if not ready.done():
            ready.set_exception(_EndedError(code))
            return
        if self._stopping or ready.cancelled():
            return
        self._listeners(code)


class _EndedError(Exception):
    """The child ended before it was ready."""


def _resolve(ready: asyncio.Future[str], line: str) -> None:
    if not ready.done():
        ready.set_result(line)


def _call(loop: asyncio.AbstractEventLoop, function: Callable[..., None], *args: object) -> None:
    # the loop may be gone already when the program ends without stop()
    with contextlib.suppress(RuntimeError):
        loop.call_soon_threadsafe(function, *args)

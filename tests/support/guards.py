"""What the guards of conftest.py look at: network, logs, tasks, timers, threads, child processes."""

import asyncio
import gc
import ipaddress
import logging
import re
import socket
import sys
import threading
import time
import traceback
import weakref
from dataclasses import dataclass
from pathlib import Path
from types import TracebackType
from typing import Any

import hypothesis
import pytest

PATIENCE_S = 2.0
"""How long what is just ending (a thread, a child process) may take after a test."""

_FAILED = pytest.StashKey[bool]()
_LOCAL_NAMES = {None, "", "localhost", "127.0.0.1", "::1"}


# --- network -----------------------------------------------------------------------------------------------------


class NetworkForbiddenError(RuntimeError):
    """A test tried to leave this machine."""


def forbid_network() -> None:
    """Refuse every connection but to loopback, and every name but localhost, for the rest of the process."""
    sys.addaudithook(_audit)


def _audit(event: str, args: tuple[Any, ...]) -> None:
    if event == "socket.connect":
        _, address = args
        if isinstance(address, tuple) and not _is_loopback(str(address[0])):
            raise NetworkForbiddenError(f"a test may not connect to {address[0]}")
    elif event == "socket.getaddrinfo":
        host = args[0].decode() if isinstance(args[0], bytes) else args[0]
        if host not in _LOCAL_NAMES and not _is_address(str(host)):
            # what a name that nobody knows gives
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")


def _is_address(host: str) -> bool:
    try:
        ipaddress.ip_address(host)
    except ValueError:
        return False
    return True


def _is_loopback(host: str) -> bool:
    return host == "localhost" or (_is_address(host) and ipaddress.ip_address(host).is_loopback)


# --- logs --------------------------------------------------------------------------------------------------------


class LogWatch(logging.Handler):
    """Collects the records at WARNING or above that reach the root logger."""

    def __init__(self) -> None:
        super().__init__(logging.WARNING)
        self.texts: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        text = f"{record.levelname} {record.name}: {record.getMessage()}"
        if record.exc_info and record.exc_info[1] is not None:
            text += "\n" + "".join(traceback.format_exception(record.exc_info[1]))
        self.texts.append(text)

    def __enter__(self) -> "LogWatch":
        logging.getLogger().addHandler(self)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        logging.getLogger().removeHandler(self)

    def complaint(self, expected: list[str], allowed: list[str]) -> str | None:
        """What is wrong with what was logged, or None."""
        lines = [
            f"unexpected log record (see the markers in tests/conftest.py): {text}"
            for text in self.texts
            if not any(re.search(pattern, text) for pattern in (*expected, *allowed))
        ]
        lines += [
            f"expected log record did not come: {pattern}"
            for pattern in expected
            if not any(re.search(pattern, text) for text in self.texts)
        ]
        return "\n".join(lines) or None


def remember_outcome(item: pytest.Item, report: pytest.TestReport) -> None:
    if report.failed:
        item.stash[_FAILED] = True


def has_failed(item: pytest.Item) -> bool:
    return item.stash.get(_FAILED, False)


# --- what lives --------------------------------------------------------------------------------------------------

_timers: "weakref.WeakKeyDictionary[Any, str]" = weakref.WeakKeyDictionary()


def watch_qt_timers() -> None:
    """From now on remember every QTimer that is started, with the line that did. Does nothing until Qt was imported."""
    core = sys.modules.get("PySide6.QtCore")
    if core is None or hasattr(core.QTimer, "_plain_start"):
        return
    plain_start = core.QTimer.start

    def start(self: Any, *args: Any) -> None:
        frame = sys._getframe(1)
        _timers[self] = f"{frame.f_code.co_filename}:{frame.f_lineno}"
        plain_start(self, *args)

    core.QTimer._plain_start = plain_start
    core.QTimer.start = start


@dataclass(frozen=True)
class Living:
    """What was alive at one moment."""

    threads: frozenset[threading.Thread]
    children: frozenset[str]

    @classmethod
    def now(cls) -> "Living":
        return cls(threads=frozenset(threading.enumerate()), children=_children())

    def left_behind(self, patience_s: float) -> list[str]:
        """Describe what lives now and did not then. Waits up to `patience_s` for what is just ending."""
        deadline = time.monotonic() + patience_s
        _let_qt_delete()
        while True:
            left = [*self._left(), *_live_tasks(), *_live_timers()]
            if not left or time.monotonic() > deadline:
                return left
            # objects in reference cycles (a loop, its tasks) live until they are collected
            gc.collect()
            time.sleep(0.02)

    def _left(self) -> list[str]:
        threads = [thread for thread in threading.enumerate() if thread not in self.threads]
        left = [f"thread {thread.name}" for thread in threads if not isinstance(thread, threading._DummyThread)]
        return left + [f"child process {_command(pid)}" for pid in sorted(_children() - self.children)]


def _live_tasks() -> list[str]:
    # 3.11 calls it _all_tasks, later versions _scheduled_tasks; there is no public way across loops
    tasks: Any = getattr(asyncio.tasks, "_all_tasks", None) or getattr(asyncio.tasks, "_scheduled_tasks", ())
    return [f"task {task.get_name()}" for task in list(tasks) if not task.done()]


def _live_timers() -> list[str]:
    left = []
    for timer, where in list(_timers.items()):
        try:
            if timer.isActive():
                left.append(f"timer started at {where}")
        except RuntimeError:  # Qt has deleted it
            _timers.pop(timer, None)
    return left


def _let_qt_delete() -> None:
    """Do what a running Qt loop would: delete the objects that asked for it."""
    core = sys.modules.get("PySide6.QtCore")
    if core is not None and core.QCoreApplication.instance() is not None:
        core.QCoreApplication.sendPostedEvents(None, core.QEvent.Type.DeferredDelete.value)


def _children() -> frozenset[str]:
    """Process ids of our children, zombies included; empty where the system does not tell (Linux does)."""
    found: set[str] = set()
    for path in Path("/proc/self/task").glob("*/children"):
        try:
            found.update(path.read_text().split())
        except OSError:  # the thread has just ended
            continue
    return frozenset(found)


def _command(pid: str) -> str:
    try:
        return f"{pid} {Path(f'/proc/{pid}/cmdline').read_bytes().replace(bytes(1), b' ').decode(errors='replace')}"
    except OSError:
        return pid


def quiet_hypothesis(examples: int) -> None:
    """The same examples on each run, no deadline (the machine is shared), no database on disk."""
    hypothesis.settings.register_profile("ours", max_examples=examples, deadline=None, derandomize=True, database=None)
    hypothesis.settings.load_profile("ours")

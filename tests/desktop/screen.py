"""A screen without glass with a window manager on it, and hands to use it: Xvfb, openbox, xdotool."""

import os
import shutil
import subprocess
import tempfile
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

TOOLS = ("Xvfb", "openbox", "xdotool")
POLL_S = 0.1
DRAG_STEPS = 4


def missing_tools() -> list[str]:
    """Which of the tools this machine does not have."""
    return [name for name in TOOLS if shutil.which(name) is None]


def eventually(what: Callable[[], bool], timeout_s: float, told: str) -> None:
    """Wait until `what` holds. Raises AssertionError with `told` when it does not within `timeout_s`."""
    deadline = time.monotonic() + timeout_s
    while not what():
        assert time.monotonic() < deadline, f"waited {timeout_s:g} s in vain: {told}"
        time.sleep(POLL_S)


class Screen:
    """One display. Keys and clicks go to the window that has the focus there, as a person's do."""

    def __init__(self, display: str) -> None:
        self.environment = {**os.environ, "DISPLAY": display}
        for name in ("WAYLAND_DISPLAY", "QT_QPA_PLATFORM"):
            self.environment.pop(name, None)

    def xdotool(self, *arguments: str) -> str:
        """Run xdotool and return what it says; empty where it found nothing."""
        done = subprocess.run(
            ["xdotool", *arguments], env=self.environment, capture_output=True, text=True, timeout=20, check=False
        )
        return done.stdout.strip()

    def windows(self, title: str) -> list[str]:
        """The ids of visible windows whose title holds `title`."""
        return self.xdotool("search", "--onlyvisible", "--name", title).split()

    def focus(self, title: str, timeout_s: float = 20) -> str:
        """Wait for a window, give it the focus, return its id."""
        eventually(lambda: bool(self.windows(title)), timeout_s, f"a window {title!r}")

        def active() -> bool:
            # looked for anew: one that is just being made may be gone again
            for window in self.windows(title)[-1:]:
                self.xdotool("windowactivate", "--sync", window)
                return self.xdotool("getactivewindow") == window
            return False

        eventually(active, 10, f"the focus on {title!r}")
        return self.xdotool("getactivewindow")

    def keys(self, *names: str) -> None:
        """Press keys one after the other, as xdotool names them: `ctrl+k`, `Return`."""
        for name in names:
            self.xdotool("key", "--clearmodifiers", name)

    def type(self, text: str) -> None:
        """Type a text."""
        self.xdotool("type", "--delay", "15", text)

    def move(self, window: str, x: int, y: int) -> None:
        """Move the pointer to a place in a window."""
        self.xdotool("mousemove", "--window", window, str(x), str(y))

    def click(self, window: str, x: int, y: int, button: int = 1) -> None:
        """Click at a place in a window, by default with the left button."""
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", str(button))

    def double_click(self, window: str, x: int, y: int) -> None:
        """Click twice at a place in a window."""
        self.xdotool("mousemove", "--window", window, str(x), str(y), "click", "--repeat", "2", "--delay", "60", "1")

    def wheel(self, notches: int) -> None:
        """Turn the wheel where the pointer is, away from oneself where `notches` is above zero."""
        self.xdotool("click", "--repeat", str(abs(notches)), "--delay", "30", "4" if notches > 0 else "5")

    def drag(self, window: str, start: Sequence[int], end: Sequence[int]) -> None:
        """Press at one place in a window, move, let go at the other."""
        self.move(window, start[0], start[1])
        self.xdotool("mousedown", "1")
        for step in range(1, DRAG_STEPS + 1):
            x, y = (first + (last - first) * step // DRAG_STEPS for first, last in zip(start, end, strict=True))
            self.move(window, x, y)
        self.xdotool("mouseup", "1")


@contextmanager
def screen(width: int = 1440, height: int = 900) -> Iterator[Screen]:
    """A new display with openbox on it, gone at the end."""
    with tempfile.TemporaryDirectory() as folder:
        reading, writing = os.pipe()
        server = subprocess.Popen(
            # without -noreset it begins anew, and with it the window manager, when the only client there is at a moment has gone
            [
                "Xvfb",
                "-displayfd",
                str(writing),
                "-screen",
                "0",
                f"{width}x{height}x24",
                "-nolisten",
                "tcp",
                "-noreset",
            ],
            pass_fds=[writing],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        os.close(writing)
        manager = None
        try:
            with os.fdopen(reading) as told:
                display = f":{told.readline().strip()}"
            made = Screen(display)
            manager = subprocess.Popen(
                ["openbox", "--sm-disable"],
                env={**made.environment, "HOME": str(Path(folder))},
                stdout=subprocess.DEVNULL,
                stderr=subprocess.DEVNULL,
            )
            # the manager is there once it has told the number of the desktop
            eventually(lambda: made.xdotool("get_desktop").isdigit(), 20, "the window manager")
            yield made
        finally:
            for process in (manager, server):
                if process is not None:
                    process.terminate()
                    process.wait(timeout=10)

"""Another window of this program, in a process of its own, for a recording: trading goes on where it is."""

import sys
from pathlib import Path

from PySide6.QtCore import QProcess


def window_command(recording: Path) -> list[str]:
    """The command of a window that plays `recording` back."""
    program = [sys.executable] if getattr(sys, "frozen", False) else [sys.executable, "-m", "algotrade_gui"]
    return [*program, "--recording", str(recording)]


def start_window(recording: Path) -> bool:
    """Start it and leave it to itself; whether it could be started."""
    program, *arguments = window_command(recording)
    process = QProcess()
    process.setProgram(program)
    process.setArguments(arguments)
    # what it prints is nobody's here, and a pipe that nobody reads would stop it
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    started, _ = process.startDetached()
    return started

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
    # whoever waits for what this process prints does not wait for that one's end
    process.setStandardOutputFile(QProcess.nullDevice())
    process.setStandardErrorFile(QProcess.nullDevice())
    # the binding answers with a bool, where its stubs promise a pair
    answer: object = process.startDetached()
    return answer is True or (isinstance(answer, tuple) and bool(answer[0]))

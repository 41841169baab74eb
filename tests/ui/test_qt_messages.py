"""Qt's warnings reach the error centre, the short list of harmless ones does not."""

import tomllib
from pathlib import Path

import pytest
from PySide6.QtCore import qWarning
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.qt_messages import IGNORED, QtMessages


@pytest.mark.expect_log("something is off")
def test_a_warning_is_counted_and_reported(qapp: QApplication, errors: ErrorCentre) -> None:
    messages = QtMessages(errors, lambda call: call())
    messages.install()
    try:
        qWarning("something is off")
        qWarning(f"{next(iter(IGNORED))}()")
    finally:
        messages.remove()
    assert messages.warnings == 1
    assert errors.warning_count == 1
    assert errors.records[0].message == "something is off"


def test_the_tests_ignore_the_same_messages() -> None:
    text = (Path(__file__).parents[2] / "pyproject.toml").read_text(encoding="utf-8")
    assert tomllib.loads(text)["tool"]["pytest"]["ini_options"]["qt_log_ignore"] == list(IGNORED)
    assert all(IGNORED.values())

"""The dialog that asks which files of a bundle may be loaded."""

from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialogButtonBox, QLabel
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.bundle import Bundle, read_bundle
from algotrade_gui.bots.bundle_install import RIGHTS, install
from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.ui.dialogs.import_bundle import ImportBundleDialog
from algotrade_gui.ui.theme import ROW_HEIGHT
from tests.bots.test_bundle import CODE, OTHER, made


@pytest.fixture
def bundle(tmp_path: Path) -> Bundle:
    files = {
        "quoter.py": CODE.encode(),
        "taker.py": f"{OTHER}# turned \u202e round\n".encode(),
        "torn.py": b"def f(:\n",
    }
    return read_bundle(made(tmp_path / "b.zip", files, [{"strategy": "Quoter", "name": "q"}]))


@pytest.fixture
def dialog(qtbot: QtBot, themed: QApplication, bundle: Bundle) -> ImportBundleDialog:
    made_dialog = ImportBundleDialog(bundle, name="<b>club</b>.zip", known={"quoter.py"})
    made_dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made_dialog)
    with qtbot.waitExposed(made_dialog):
        made_dialog.open()
    return made_dialog


def tick(dialog: ImportBundleDialog, row: int, *, on: bool = True) -> None:
    dialog.files.item(row).setCheckState(Qt.CheckState.Checked if on else Qt.CheckState.Unchecked)


def test_its_rows_are_as_high_as_all_others(dialog: ImportBundleDialog) -> None:
    rows = [dialog.files.visualItemRect(dialog.files.item(row)) for row in range(2)]
    assert [row.height() for row in rows] == [ROW_HEIGHT] * 2
    assert rows[1].top() == rows[0].bottom() + 1


def test_nothing_is_ticked_and_what_loading_means_is_said(dialog: ImportBundleDialog) -> None:
    assert dialog.accepted_files == frozenset()
    assert dialog.rights.text() == RIGHTS
    assert dialog.rights.isVisible()
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).text() == "Load none"
    assert "0 to be loaded, 3 kept aside" in dialog.outcome.text()


def test_the_code_of_the_file_looked_at_is_shown_whole_harmless_and_cannot_be_changed(
    dialog: ImportBundleDialog,
) -> None:
    assert dialog.code.toPlainText() == CODE
    assert "imports algotrade_gui.bots.api, collections, json" in dialog.about.text()
    assert "accepted this very file before" in dialog.about.text()
    dialog.files.setCurrentRow(1)
    assert "# turned \\u{202e} round" in dialog.code.toPlainText()
    assert "before" not in dialog.about.text()
    dialog.files.setCurrentRow(2)
    assert "does not read as Python: line 1" in dialog.about.text()
    assert dialog.code.isReadOnly()
    assert dialog.accepted_files == frozenset(), "looking is not accepting"


def test_ticks_choose_by_mouse_or_keyboard(dialog: ImportBundleDialog) -> None:
    tick(dialog, 1)
    assert dialog.accepted_files == {"taker.py"}
    dialog.files.setCurrentRow(0)
    QTest.keyClick(dialog.files, Qt.Key.Key_Space)
    assert dialog.accepted_files == {"quoter.py", "taker.py"}
    assert dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).text() == "Load 2"
    tick(dialog, 1, on=False)
    assert dialog.accepted_files == {"quoter.py"}


def test_what_is_accepted_is_what_is_loaded_afterwards(
    qtbot: QtBot, dialog: ImportBundleDialog, bundle: Bundle, tmp_path: Path
) -> None:
    tick(dialog, 0)
    with qtbot.waitSignal(dialog.accepted):
        dialog.buttons.button(QDialogButtonBox.StandardButton.Ok).click()
    install(bundle, tmp_path / "to", dialog.accepted_files)
    assert [file.path.name for file in StrategyLoader([tmp_path / "to"]).scan()] == ["quoter.py"]


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Escape])
def test_enter_without_a_look_and_escape_take_nothing_in(qtbot: QtBot, dialog: ImportBundleDialog, key: Qt.Key) -> None:
    tick(dialog, 0)
    with qtbot.waitSignal(dialog.rejected):
        QTest.keyClick(dialog.files, key)


def test_names_from_the_file_are_no_markup(dialog: ImportBundleDialog) -> None:
    texts = dialog.findChildren(QLabel)
    assert any("<b>club</b>.zip holds 3 strategy files and 1 bot." in label.text() for label in texts)
    assert all(label.textFormat() is Qt.TextFormat.PlainText for label in texts)

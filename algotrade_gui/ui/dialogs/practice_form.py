"""The connection dialog's fields for the practice exchange: rounds, opponents, a file of settings."""

from typing import get_args

import msgspec
from PySide6.QtCore import Signal
from PySide6.QtWidgets import QComboBox, QFileDialog, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from algotrade_gui.core.errors import UserError, sentence_of
from algotrade_gui.core.settings import CrowdName, PracticeSettings, PresetName
from algotrade_gui.core.units import round_time_text
from algotrade_gui.simulator.practice import practice_config
from algotrade_gui.ui.dialogs.form import labelled
from algotrade_gui.ui.language import mark, shown, tr
from algotrade_gui.ui.theme import GRID

_CROWD_TEXTS = {"none": mark("None"), "few": mark("A few: one of each kind"), "night": mark("As many as in the night")}


class PracticeForm(QWidget):
    """Edits three fields of a profile's practice settings and leaves the others as they are. Signals: `edited` (nothing)."""

    edited = Signal()

    def __init__(self, settings: PracticeSettings, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._settings = settings
        self._preset = QComboBox(self)
        self._preset.addItem("", None)
        for name in get_args(PresetName):
            self._preset.addItem(_preset_text(name), name)
        self._opponents = QComboBox(self)
        for name in get_args(CrowdName):
            self._opponents.addItem(tr(_CROWD_TEXTS[name]), name)
        self._file = QLineEdit(self)
        self._file.setPlaceholderText(tr("none"))
        browse = QPushButton(tr("Browse"), self)
        browse.setAutoDefault(False)
        browse.setToolTip(tr("Choose a file of exchange settings"))
        browse.clicked.connect(self._browse)
        line = QHBoxLayout()
        line.setSpacing(GRID)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.setSpacing(GRID)
        layout.addLayout(
            labelled(tr("Rounds"), self._preset, tr("Those of the competition have its lengths and delays."))
        )
        layout.addLayout(
            labelled(tr("Opponents"), self._opponents, tr("Rival teams that trade on the exchange as you do."))
        )
        column = labelled(
            tr("Settings file"),
            self._file,
            tr("From algotrade-gui exchange settings; what it sets counts above the rest."),
        )
        column.replaceWidget(self._file, holder := QWidget(self))
        holder.setLayout(line)
        line.setContentsMargins(0, 0, 0, 0)
        line.addWidget(self._file, 1)
        line.addWidget(browse)
        layout.addLayout(column)
        self.show_settings(settings)
        self._preset.currentIndexChanged.connect(self.edited)
        self._opponents.currentIndexChanged.connect(self.edited)
        self._file.textChanged.connect(self.edited)

    @property
    def settings(self) -> PracticeSettings:
        """What is chosen at present."""
        return msgspec.structs.replace(
            self._settings,
            preset=self._preset.currentData(),
            opponents=self._opponents.currentData(),
            config_file=self._file.text().strip(),
        )

    def show_settings(self, settings: PracticeSettings) -> None:
        """Show another profile's."""
        self._settings = settings
        self._preset.setItemText(
            0, tr("Own length, {length}, again and again", length=round_time_text(settings.round_seconds * 1_000))
        )
        self._preset.setCurrentIndex(self._preset.findData(settings.preset))
        self._opponents.setCurrentIndex(self._opponents.findData(settings.opponents))
        self._file.setText(settings.config_file)

    def problem(self) -> str | None:
        """What is wrong with the file, in one sentence, or None."""
        try:
            practice_config(self.settings)
        except UserError as error:
            return shown(sentence_of(error))
        return None

    def _browse(self) -> None:
        dialog = QFileDialog(
            self, tr("Exchange settings"), self._file.text(), tr("Settings ({pattern})", pattern="*.toml")
        )
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(self._file.setText)
        dialog.finished.connect(dialog.deleteLater)
        dialog.open()


def _preset_text(name: str) -> str:
    if name == "night":
        return tr("The night: test round, then all five, once")
    if name == "test":
        return tr("Test round, again and again")
    return tr("Scored round {number}, again and again", number=name[-1])

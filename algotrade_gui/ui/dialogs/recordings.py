"""The dialog in which the user chooses a recorded round to play back. Show it with `open()`."""

import asyncio
from functools import partial
from pathlib import Path
from typing import Final

import shiboken6
from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import (
    QAbstractItemView,
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QHBoxLayout,
    QLabel,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from algotrade_gui.core.errors import ErrorCentre, sentence_of
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.recording.tape.format import SOURCE, SUFFIX, TapeError
from algotrade_gui.recording.tape.shelf import Tape, list_tapes, look_at, remove_tape
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.code_opener import open_by_system
from algotrade_gui.ui.dialogs.question import ask
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.figures import set_tone
from algotrade_gui.ui.language import mark, shown, tr, trn
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.models.tape_rows import TAPE_COLUMNS, TAPE_PLACE, TapeRow, megabytes, round_of, when_words
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import GRID
from algotrade_gui.ui.whole_rows import WholeRows

LARGEST: Final = 700
NOTHING_RECORDED: Final = mark(
    "Nothing is recorded yet. Each round is recorded while the window is connected and Record rounds is on in the menu. "
    "A recording from elsewhere is opened by Other file…"
)
_SIZE: Final = (760, 500)


class RecordingsDialog(QDialog):
    """The tapes of a folder, newest first. Signals: `chosen` carries the path of the tape to play (Path), once; then it is accepted."""

    chosen = Signal(object)

    def __init__(
        self, folder: Path, *, tasks: TaskOwner, errors: ErrorCentre, writing: Path | None = None, parent: QWidget
    ) -> None:
        """`writing` is the tape that this program writes. `tasks` runs what reads and removes files."""
        super().__init__(parent)
        self.setWindowTitle(tr("Open a recording"))
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._folder = folder
        self._tasks = tasks
        self._errors = errors
        self._writing = writing
        self._told = False
        self._removing: set[Path] = set()
        self._looking: asyncio.Task[None] | None = None
        self.model: RecordTableModel[Path, TapeRow] = RecordTableModel(TAPE_COLUMNS)
        self.table = RecordTable(self.model, self, bold_rows=False)
        self.table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.table.setAccessibleName(tr("Recordings"))
        self.table.setAccessibleDescription(
            tr("Enter plays the selected one, Del removes it, O sorts by the column that the keyboard is in.")
        )
        self.empty = EmptyState(tr("Looking for recordings…"), self.table.viewport())
        self.count = _label(self)
        set_tone(self.count, "muted")
        self.note = _label(self)
        self.note.hide()
        self.file_button = QPushButton(tr("&Other file…"), self)
        self.file_button.setToolTip(tr("Play a recording that lies in another folder"))
        self.remove_button = QPushButton(tr("&Remove…"), self)
        self.folder_button = QPushButton(tr("&Show folder"), self)
        self.folder_button.setToolTip(str(folder))
        self.buttons = QDialogButtonBox(self)
        self.play_button = self.buttons.addButton(tr("&Play"), QDialogButtonBox.ButtonRole.AcceptRole)
        self.close_button = self.buttons.addButton(tr("Close"), QDialogButtonBox.ButtonRole.RejectRole)
        self.close_button.setToolTip(tr("Esc"))
        self.play_button.setDefault(True)
        self._lay_out()
        self._connect()
        self._enable()
        self.table.setFocus()
        self._listing = async_bridge.start("list recordings", self._list(), tasks)

    def _lay_out(self) -> None:
        place = TAPE_PLACE["What"]
        width = self.table.columnWidth(place)
        self.table.make_flexible(place, least=width, most=4 * width)
        foot = QHBoxLayout()
        foot.setSpacing(GRID)
        for button in (self.file_button, self.remove_button, self.folder_button):
            foot.addWidget(button)
        foot.addStretch(1)
        foot.addWidget(self.buttons)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(2 * GRID, 2 * GRID, 2 * GRID, 2 * GRID)
        layout.setSpacing(GRID)
        layout.addWidget(self.table, 1)
        WholeRows(self.table, layout)
        layout.addWidget(self.count)
        layout.addWidget(self.note)
        layout.addLayout(foot)
        self.setMaximumHeight(LARGEST)
        self.resize(*_SIZE)

    def _connect(self) -> None:
        self.table.selectionModel().selectionChanged.connect(lambda *_: self._enable())
        # not by `activated`: Enter goes on to the default button, which is Play
        self.table.doubleClicked.connect(lambda _index: self.play())
        for keys, slot in (("Del", self.remove), ("O", self._sort_by_current)):
            short = QShortcut(QKeySequence(keys), self.table)
            short.setContext(Qt.ShortcutContext.WidgetShortcut)
            short.activated.connect(slot)
        self.buttons.accepted.connect(self.play)
        self.buttons.rejected.connect(self.reject)
        self.file_button.clicked.connect(lambda: self.ask_file())
        self.remove_button.clicked.connect(self.remove)
        self.folder_button.clicked.connect(self.show_folder)
        self.finished.connect(self._finished)

    # --- the list ---

    def show_tapes(self, tapes: list[Tape]) -> None:
        """Fill the table, and select the newest that can be played."""
        rows = {tape.path: self._row(tape) for tape in tapes}
        self.model.apply(rows)
        if rows:
            self.table.sort_by(TAPE_PLACE["Recorded"], Qt.SortOrder.DescendingOrder)
        self.empty.setText(tr(NOTHING_RECORDED))
        self._tell_count()
        ready = (row for row in range(len(tapes)) if not self._play_problem(self.model.record_at(row)))
        self._select(next(ready, 0))
        self._enable()

    def current(self) -> TapeRow | None:
        """What is selected."""
        return next((self.model.record_at(row) for row in self.table.selected_rows()), None)

    async def _list(self) -> None:
        # once the dialog is left, the task is cancelled: what comes after an await finds the dialog alive
        try:
            tapes = await asyncio.to_thread(list_tapes, self._folder)
        except OSError as error:
            tapes = []
            self._say(
                tr(
                    "The folder {folder} cannot be read: {reason}.",
                    folder=self._folder,
                    reason=str(error.strerror or error),
                )
            )
        self.show_tapes(tapes)

    def _row(self, tape: Tape) -> TapeRow:
        # one that has its end is written by nobody any more
        return TapeRow(tape=tape, writing=tape.path == self._writing and tape.tail is None)

    def _select(self, row: int) -> None:
        if 0 <= row < self.model.rowCount():
            self.table.selectRow(row)

    def _sort_by_current(self) -> None:
        column = self.table.currentIndex().column()
        if column >= 0:
            self.table.sort_by(column)

    def _tell_count(self) -> None:
        rows = [self.model.record_at(row) for row in range(self.model.rowCount())]
        size = sum(row.tape.size for row in rows if row is not None)
        count = trn(len(rows), "{count} recording", "{count} recordings")
        self.count.setText(tr("{count}, {size} MB", count=count, size=megabytes(size)) if rows else "")
        self.empty.setVisible(not rows)

    # --- what can be done ---

    def _play_problem(self, row: TapeRow | None) -> str:
        """Why a tape cannot be played, empty where it can."""
        if row is None:
            return tr("Select a recording first.") if self.model.rowCount() else tr("There is no recording to play.")
        if row.writing:
            return tr("It is being recorded: it can be played once its round has ended.")
        if row.tape.path in self._removing:
            return tr("It is being removed.")
        if row.tape.tail is not None and not row.tape.tail.frames:
            return tr("There is nothing on it.")
        return ""

    def _remove_problem(self, row: TapeRow | None) -> str:
        if row is None:
            return tr("Select a recording first.") if self.model.rowCount() else tr("There is no recording to remove.")
        if row.writing:
            return tr("It is being recorded: it can be removed once its round has ended.")
        return tr("It is being removed.") if row.tape.path in self._removing else ""

    def _enable(self) -> None:
        row = self.current()
        problem = self._play_problem(row)
        self.play_button.setEnabled(not problem)
        self.play_button.setToolTip(problem or tr("Play the selected recording (Enter)"))
        problem = self._remove_problem(row)
        self.remove_button.setEnabled(not problem)
        self.remove_button.setToolTip(problem or tr("Delete the file of the selected recording (Del)"))

    def _say(self, text: str, *, quiet: bool = False) -> None:
        """Say what is the matter over the buttons; nothing with an empty text."""
        set_tone(self.note, "secondary" if quiet else "danger")
        self.note.setText(text)
        self.note.setVisible(bool(text))

    # --- what the user does ---

    def play(self) -> None:
        """Hand on the selected tape, if it can be played."""
        row = self.current()
        if row is not None and not self._play_problem(row):
            self._choose(row.tape.path)

    def ask_file(self) -> QFileDialog:
        """Open the dialog for a tape in another folder; returned for tests."""
        dialog = QFileDialog(self, tr("Open a recording"), str(self._folder), self._file_filter())
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setFileMode(QFileDialog.FileMode.ExistingFile)
        dialog.fileSelected.connect(lambda name: self._start_looking(Path(name)))
        dialog.open()
        return dialog

    def remove(self) -> None:
        """Ask, then delete the file of the selected tape."""
        row = self.current()
        if row is None or self._remove_problem(row):
            return
        ask(
            self,
            tr("Remove recording"),
            tr("Remove the recording of {when}, {round}?", when=when_words(row), round=round_of(row)),
            tr("The file {file} is deleted for good.", file=row.tape.path.name),
            yes=tr("Remove recording"),
            no=tr("Keep"),
            then=partial(self._start_removal, row.tape.path),
        )

    def show_folder(self) -> None:
        """Show the folder in the system's own program for files; where that cannot be, say where it is."""
        if not self._folder.is_dir():
            self._say(tr("The folder {folder} is made with the first recording.", folder=self._folder), quiet=True)
        elif not open_by_system(self._folder):
            self._say(tr("The system has no program for folders. This one is {folder}.", folder=self._folder))

    def _choose(self, path: Path) -> None:
        if not self._told:
            self._told = True
            self.chosen.emit(path)
            self.accept()

    def _file_filter(self) -> str:
        return f"{tr('Recordings')} (*{SUFFIX})"

    def _start_looking(self, path: Path) -> None:
        if self._looking is not None:
            self._looking.cancel()
        self._say(tr("Looking at {file}…", file=path.name), quiet=True)
        self._looking = async_bridge.start("look at recording", self._look(path), self._tasks)

    async def _look(self, path: Path) -> None:
        # cancelled with the dialog, as `_list`
        try:
            tape = await asyncio.to_thread(look_at, path)
        except TapeError as error:
            self._say(shown(sentence_of(error)))
            return
        problem = self._play_problem(self._row(tape))
        self._say(problem)
        if not problem:
            self._choose(path)

    def _start_removal(self, path: Path) -> None:
        self._removing.add(path)
        self._say("")
        self._enable()
        async_bridge.start("remove recording", self._remove(path), self._tasks)

    async def _remove(self, path: Path) -> None:
        # goes on when the dialog is left: that it failed is to be known all the same
        problem: TapeError | None = None
        try:
            await asyncio.to_thread(remove_tape, path)
        except TapeError as error:
            problem = error
            self._errors.report_exception(SOURCE, error)
        self._removing.discard(path)
        if not shiboken6.isValid(self):
            return
        if problem is not None:
            self._say(shown(sentence_of(problem)))
        elif (place := self.model.row_of(path)) is not None:
            chosen = self.table.selected_keys()
            self.model.apply({}, [path])
            self._tell_count()
            if path in chosen:
                self._select(min(place, self.model.rowCount() - 1))
        self._enable()

    def _finished(self) -> None:
        for task in (self._listing, self._looking):
            if task is not None:
                task.cancel()


def _label(parent: QWidget) -> QLabel:
    label = QLabel(parent)
    # names of files are no markup
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    return label

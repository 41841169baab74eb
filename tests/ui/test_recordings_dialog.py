"""The dialog that lists recorded rounds: what it says of each, how one is played, and how one is removed."""

import os
from collections.abc import Callable
from datetime import UTC, datetime
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtCore import QObject, QPoint, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QWidget
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.ui.dialogs.recordings import LARGEST, NOTHING_RECORDED, RecordingsDialog
from algotrade_gui.ui.models.tape_rows import TAPE_PLACE, megabytes
from tests.support.aio import until
from tests.support.tapes import made_tape

Run = Callable[..., Any]
FULL = "2026-11-29T12:15:03+00:00"


@pytest.fixture
def tasks(errors: ErrorCentre) -> TaskOwner:
    return TaskOwner("test", errors)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "recordings"


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication) -> QWidget:
    made = QWidget()
    made.resize(1280, 800)
    qtbot.addWidget(made)
    made.show()
    return made


class Stage:
    """Opens the dialog inside a running loop, and keeps what it chose."""

    def __init__(self, folder: Path, tasks: TaskOwner, errors: ErrorCentre, window: QWidget) -> None:
        self._parts = folder, tasks, errors, window
        self.chosen: list[Path] = []
        self.left: list[int] = []

    def open(self, writing: Path | None = None) -> RecordingsDialog:
        folder, tasks, errors, window = self._parts
        dialog = RecordingsDialog(folder, tasks=tasks, errors=errors, writing=writing, parent=window)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
        dialog.chosen.connect(self.chosen.append)
        dialog.finished.connect(self.left.append)
        dialog.open()
        return dialog

    async def listed(self, writing: Path | None = None) -> RecordingsDialog:
        dialog = self.open(writing)
        await self.rest()
        return dialog

    def files(self) -> list[str]:
        """What lies in the folder."""
        return sorted(path.name.removesuffix(".jsonl.zst") for path in self._parts[0].iterdir())

    async def rest(self) -> None:
        """Wait until nothing is read or removed any more."""
        await until(lambda: not self._parts[1].running)


@pytest.fixture
def stage(folder: Path, tasks: TaskOwner, errors: ErrorCentre, window: QWidget) -> Stage:
    return Stage(folder, tasks, errors, window)


def column(dialog: RecordingsDialog, title: str) -> list[str]:
    place = TAPE_PLACE[title]
    return [dialog.model.index(row, place).data() for row in range(dialog.model.rowCount())]


def selected(dialog: RecordingsDialog) -> str | None:
    row = dialog.current()
    return None if row is None else row.tape.path.name.removesuffix(".jsonl.zst")


def answer(dialog: RecordingsDialog, text: str) -> QMessageBox:
    """Press a button of the question that is open."""
    box = dialog.findChild(QMessageBox)
    assert isinstance(box, QMessageBox)
    next(each for each in box.buttons() if each.text() == text).click()
    return box


# --- the list ---


def test_tapes_are_listed_newest_first_with_what_is_known_of_each(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "a", began="2026-08-09T07:09:00+00:00", profile="club", practice=False, number=7, last_ms=599_900)
    made_tape(folder, "b", began="2026-08-09T09:00:00+03:00", round_name="scored 2", number=3, filler=2_600_000)
    made_tape(folder, "c", began=FULL, round_name="Final <b>", number=2, lost=3)
    (folder / "notes.jsonl.zst").write_bytes(b"no tape")

    async def scene() -> RecordingsDialog:
        dialog = stage.open()
        assert dialog.empty.isVisible()
        assert dialog.empty.text() == "Looking for recordings…"
        assert not dialog.play_button.isEnabled()
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert not dialog.empty.isVisible()
    assert [row.tape.path.stem[0] for row in map(dialog.model.record_at, range(3)) if row] == ["c", "a", "b"]
    assert column(dialog, "What") == ["Practice · practice", "Live · club", "Practice · practice"]
    assert column(dialog, "Round") == ["Final <b>", "Round 7", "Scored 2"]
    assert column(dialog, "From – to") == ["with gaps, 0:05–10:00", "0:05–9:59", "0:05–10:00"]
    assert column(dialog, "MB")[0] == "0.1", "what holds anything is not shown as nothing"
    assert column(dialog, "MB")[2] == megabytes((folder / "b.jsonl.zst").stat().st_size) != "0.1"
    assert "3 updates are missing" in dialog.model.index(0, TAPE_PLACE["From – to"]).data(Qt.ItemDataRole.ToolTipRole)
    assert dialog.count.text().startswith("3 recordings, ")
    assert selected(dialog) == "c"
    assert dialog.play_button.isEnabled()
    assert dialog.height() <= dialog.maximumHeight() == LARGEST
    assert dialog.table.horizontalScrollBar().maximum() == 0, "all columns are seen"


def test_times_are_as_the_machine_and_the_language_have_them(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "a", began="2026-11-09T12:15:03+05:00")
    dialog = qt_run(stage.listed())
    local = datetime(2026, 11, 9, 7, 15, tzinfo=UTC).astimezone()
    assert column(dialog, "Recorded") == [f"{local.day} Nov 2026 {local:%H:%M}"]


@pytest.mark.parametrize("exists", [True, False])
def test_an_empty_folder_says_what_to_do(qt_run: Run, stage: Stage, folder: Path, exists: bool) -> None:
    if exists:
        folder.mkdir()
    dialog = qt_run(stage.listed())
    assert dialog.empty.isVisible()
    assert dialog.empty.text() == NOTHING_RECORDED
    assert dialog.play_button.toolTip() == "There is no recording to play."
    assert not dialog.play_button.isEnabled()
    assert not dialog.remove_button.isEnabled()
    assert dialog.file_button.isEnabled()
    assert dialog.count.text() == ""


def test_each_column_sorts_by_what_it_means(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "a", began="2026-11-01T10:00:00+00:00", number=10, last_ms=100_000, filler=900_000)
    made_tape(folder, "b", began="2026-11-02T10:00:00+00:00", number=9, last_ms=90_000, filler=10_000)
    made_tape(folder, "c", began="2026-11-03T10:00:00+00:00", number=2, whole=False, filler=500_000)
    dialog = qt_run(stage.listed())

    def order() -> str:
        return "".join(row.tape.path.name[0] for row in map(dialog.model.record_at, range(3)) if row)

    assert order() == "cba"
    for title, ascending in (("Recorded", "abc"), ("Round", "cba"), ("From – to", "bac"), ("MB", "bca")):
        place = TAPE_PLACE[title]
        dialog.table.horizontalHeader().sectionClicked.emit(place)
        assert order() == ascending, title
        assert selected(dialog) == "c", "what was chosen stays chosen"
        if title == "MB":
            dialog.table.setCurrentIndex(dialog.model.index(0, place))
            QTest.keyClick(dialog.table, Qt.Key.Key_O)
            assert order() == ascending[::-1]


def test_the_tape_that_is_being_written_waits_for_its_end(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "old", began="2026-11-01T10:00:00+00:00")
    ended = made_tape(folder, "ended", began="2026-11-02T10:00:00+00:00")
    writing = made_tape(folder, "now", whole=False)
    dialog = qt_run(stage.listed(writing))
    assert column(dialog, "From – to")[0] == "being recorded"
    assert selected(dialog) == "ended", "the newest that can be played"
    dialog.table.selectRow(0)
    assert not dialog.play_button.isEnabled()
    assert dialog.play_button.toolTip() == "It is being recorded: it can be played once its round has ended."
    assert not dialog.remove_button.isEnabled()
    assert "can be removed once" in dialog.remove_button.toolTip()
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)
    QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
    assert (stage.chosen, stage.left) == ([], [])
    assert dialog.findChild(QMessageBox) is None
    dialog.reject()
    # a round that has ended since the caller asked
    dialog = qt_run(stage.listed(ended))
    assert column(dialog, "From – to") == ["broken off", "0:05–10:00", "0:05–10:00"]


def test_what_was_broken_off_is_played_as_far_as_it_goes(qt_run: Run, stage: Stage, folder: Path) -> None:
    path = made_tape(folder, "a", whole=False)
    dialog = qt_run(stage.listed())
    assert column(dialog, "From – to") == ["broken off"]
    assert "plays as far as it goes" in dialog.model.index(0, 3).data(Qt.ItemDataRole.ToolTipRole)
    dialog.play_button.click()
    assert stage.chosen == [path]


def test_a_tape_with_nothing_on_it_is_not_played(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "a", frames=0)
    dialog = qt_run(stage.listed())
    assert column(dialog, "From – to") == ["empty"]
    assert dialog.play_button.toolTip() == "There is nothing on it."
    assert dialog.remove_button.isEnabled()


def test_a_few_hundred_tapes_are_filled_in_at_once(qt_run: Run, stage: Stage, folder: Path) -> None:
    for number in range(300):
        made_tape(folder, f"{number:03}", began=f"2026-11-29T{number // 60:02}:{number % 60:02}:00+00:00")
    inserted: list[tuple[int, int]] = []

    async def scene() -> None:
        dialog = stage.open()
        dialog.model.rowsInserted.connect(lambda _parent, first, last: inserted.append((first, last)))
        await stage.rest()

    qt_run(scene())
    assert inserted == [(0, 299)]


# --- playing ---


def double_click(dialog: RecordingsDialog, row: int) -> None:
    at = dialog.table.visualRect(dialog.model.index(row, 1)).center()
    QTest.mouseClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))
    QTest.mouseDClick(dialog.table.viewport(), Qt.MouseButton.LeftButton, pos=QPoint(at))


def press_enter(dialog: RecordingsDialog, row: int) -> None:
    for _ in range(row):
        QTest.keyClick(dialog.table, Qt.Key.Key_Down)
    QTest.keyClick(dialog.table, Qt.Key.Key_Return)


def press_play(dialog: RecordingsDialog, row: int) -> None:
    dialog.table.selectRow(row)
    QTest.mouseClick(dialog.play_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("way", [double_click, press_enter, press_play])
def test_the_selected_one_is_played_once(
    qt_run: Run, stage: Stage, folder: Path, way: Callable[[RecordingsDialog, int], None]
) -> None:
    made_tape(folder, "b", began="2026-11-02T10:00:00+00:00")
    path = made_tape(folder, "a", began="2026-11-01T10:00:00+00:00")
    dialog = qt_run(stage.listed())
    assert dialog.table.hasFocus()
    way(dialog, 1)
    dialog.play()
    assert stage.chosen == [path]
    assert stage.left == [RecordingsDialog.DialogCode.Accepted.value]


def test_escape_leaves_and_nothing_goes_on(qt_run: Run, stage: Stage, folder: Path, tasks: TaskOwner) -> None:
    made_tape(folder, "a")

    async def scene() -> None:
        dialog = stage.open()
        assert tasks.running == ["test.list recordings"]
        QTest.keyClick(dialog.table, Qt.Key.Key_Escape)
        await stage.rest()
        assert dialog.model.rowCount() == 0

    qt_run(scene())
    assert (stage.chosen, stage.left) == ([], [RecordingsDialog.DialogCode.Rejected.value])


# --- another file ---


def choose_file(dialog: RecordingsDialog, path: Path) -> None:
    dialog.file_button.click()
    asked = dialog.findChild(QFileDialog)
    assert isinstance(asked, QFileDialog)
    assert asked.nameFilters() == ["Recordings (*.jsonl.zst)"]
    asked.fileSelected.emit(str(path))
    asked.close()


def test_a_tape_from_elsewhere_is_played(qt_run: Run, stage: Stage, tmp_path: Path) -> None:
    path = made_tape(tmp_path / "elsewhere", "mine")

    async def scene() -> None:
        choose_file(await stage.listed(), path)
        await stage.rest()

    qt_run(scene())
    assert stage.chosen == [path]
    assert stage.left == [RecordingsDialog.DialogCode.Accepted.value]


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is no recording of this program."),
        (b"letters", "is no recording of this program."),
        (None, "cannot be read"),
    ],
    ids=["empty", "text", "gone"],
)
def test_a_file_that_is_no_tape_is_refused_in_the_dialog(
    qt_run: Run, stage: Stage, tmp_path: Path, errors: ErrorCentre, content: bytes | None, words: str
) -> None:
    path = tmp_path / "<b>notes.jsonl.zst"
    if content is not None:
        path.write_bytes(content)

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        choose_file(dialog, path)
        assert dialog.note.text() == "Looking at <b>notes.jsonl.zst…"
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert dialog.isVisible()
    assert words in dialog.note.text()
    assert dialog.note.isVisible()
    assert dialog.note.property("tone") == "danger"
    assert dialog.note.textFormat() is Qt.TextFormat.PlainText
    assert (stage.chosen, stage.left, errors.error_count) == ([], [], 0)


def test_the_one_being_written_is_not_played_by_the_other_way_either(qt_run: Run, stage: Stage, folder: Path) -> None:
    writing = made_tape(folder, "now", whole=False)

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed(writing)
        choose_file(dialog, writing)
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert dialog.note.text() == "It is being recorded: it can be played once its round has ended."
    assert stage.chosen == []


# --- removing ---


def test_one_is_removed_after_a_question_and_its_neighbour_is_selected(qt_run: Run, stage: Stage, folder: Path) -> None:
    for day in (1, 2, 3):
        made_tape(folder, f"day {day}", began=f"2026-11-0{day}T10:00:00+00:00", number=day)

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        dialog.table.selectRow(1)
        QTest.keyClick(dialog.table, Qt.Key.Key_Delete)
        box = answer(dialog, "Keep")
        assert "round 2?" in box.text()
        assert "day 2.jsonl.zst is deleted for good" in box.informativeText()
        assert box.defaultButton().text() == "Keep"
        await stage.rest()
        assert dialog.model.rowCount() == 3
        assert stage.files() == ["day 1", "day 2", "day 3"]
        await until(lambda: dialog.findChild(QMessageBox) is None)
        dialog.remove_button.click()
        answer(dialog, "Remove recording")
        assert dialog.play_button.toolTip() == "It is being removed."
        await stage.rest()
        assert (selected(dialog), dialog.model.rowCount()) == ("day 1", 2)
        assert dialog.play_button.isEnabled()
        await until(lambda: dialog.findChild(QMessageBox) is None)
        dialog.remove_button.click()
        answer(dialog, "Remove recording")
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert selected(dialog) == "day 3"
    assert stage.files() == ["day 3"]
    assert dialog.count.text().startswith("1 recording, ")


def test_the_last_one_removed_leaves_the_empty_state(qt_run: Run, stage: Stage, folder: Path) -> None:
    path = made_tape(folder, "a")

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        path.unlink()  # by somebody else: it is gone, as was wanted
        dialog.remove()
        answer(dialog, "Remove recording")
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert dialog.empty.isVisible()
    assert dialog.play_button.toolTip() == "There is no recording to play."
    assert not dialog.note.isVisible()


@pytest.mark.expect_log(r"recording: The recording a\.jsonl\.zst could not be removed")
@pytest.mark.parametrize("leave", [False, True])
def test_what_cannot_be_removed_stays_and_is_told(
    qt_run: Run, stage: Stage, folder: Path, errors: ErrorCentre, leave: bool
) -> None:
    path = made_tape(folder, "a")

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        if leave:
            dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        # a folder cannot be unlinked, by nobody and on no system
        path.unlink()
        path.mkdir()
        dialog.remove()
        answer(dialog, "Remove recording")
        if leave:
            dialog.reject()
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    (record,) = errors.records
    assert record.source == "recording"
    assert "Close what plays it and try again, or delete it in its folder." in record.message
    if not leave:
        assert dialog.note.text() == record.message
        assert selected(dialog) == "a"
        assert dialog.play_button.isEnabled()


@pytest.mark.expect_log("another window seems to record it")
def test_what_another_window_writes_is_not_removed(
    qt_run: Run, stage: Stage, folder: Path, errors: ErrorCentre
) -> None:
    path = made_tape(folder, "a", whole=False)
    os.utime(path)

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        dialog.remove()
        answer(dialog, "Remove recording")
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert path.is_file()
    assert "was written to a moment ago" in dialog.note.text()
    assert errors.error_count == 1


# --- the folder ---


class Shown(QObject):
    """Stands for the system's program for files."""

    def __init__(self) -> None:
        super().__init__()
        self.urls: list[QUrl] = []

    @Slot(QUrl)
    def show(self, url: QUrl) -> None:
        self.urls.append(url)


def test_the_folder_is_shown(qt_run: Run, stage: Stage, folder: Path) -> None:
    shown = Shown()
    QDesktopServices.setUrlHandler("file", shown, "show")  # type: ignore[arg-type]  # the stubs ask for bytes, PySide takes none
    try:
        dialog = qt_run(stage.listed())
        dialog.folder_button.click()
        assert shown.urls == []
        assert "is made with the first recording" in dialog.note.text()
        folder.mkdir()
        dialog.folder_button.click()
        assert [Path(url.toLocalFile()) for url in shown.urls] == [folder]
    finally:
        QDesktopServices.unsetUrlHandler("file")


# --- for all ---


def test_everything_has_a_name_and_a_key(qt_run: Run, stage: Stage, folder: Path) -> None:
    made_tape(folder, "a")
    dialog = qt_run(stage.listed())
    assert dialog.table.accessibleName() == "Recordings"
    assert "Del removes it" in dialog.table.accessibleDescription()
    buttons = (dialog.file_button, dialog.remove_button, dialog.folder_button, dialog.play_button)
    keys = [button.shortcut().toString() for button in buttons]
    assert len(set(keys)) == 4
    assert all(key.startswith("Alt+") for key in keys)
    assert dialog.play_button.isDefault()
    order = [dialog.table, *buttons[:3]]
    for before, after in pairwise(order):
        QTest.keyClick(before, Qt.Key.Key_Tab)
        assert after.hasFocus()


def test_in_french(french: None, qt_run: Run, stage: Stage, folder: Path, tmp_path: Path) -> None:
    made_tape(folder, "a", began="2026-08-29T12:15:03+00:00", number=4, filler=1_500_000)
    made_tape(folder, "b", began="2026-08-28T12:15:03+00:00", round_name="scored 2", whole=False, practice=False)
    bad = tmp_path / "b.jsonl.zst"
    bad.write_bytes(b"")

    async def scene() -> RecordingsDialog:
        dialog = await stage.listed()
        dialog._start_looking(bad)
        await stage.rest()
        return dialog

    dialog = qt_run(scene())
    assert dialog.windowTitle() == "Ouvrir un enregistrement"
    assert column(dialog, "Recorded")[0].startswith("29 août 2026 ")
    assert column(dialog, "Round")[0] == "Manche 4"
    assert column(dialog, "From – to")[1] == "interrompu"
    assert column(dialog, "What")[1] == "Réel · practice"
    assert column(dialog, "MB")[0] == "0,8"
    assert dialog.note.text() == "b.jsonl.zst n'est pas un enregistrement de ce programme."
    keys = [each.shortcut().toString() for each in (dialog.file_button, dialog.remove_button, dialog.folder_button)]
    assert len({*keys, dialog.play_button.shortcut().toString()}) == 4

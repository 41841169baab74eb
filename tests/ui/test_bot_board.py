"""The board's columns by its width, its lines, the log beside it, and the way to the code."""

import dataclasses
import itertools
import logging
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QObject, Qt, QUrl, Slot
from PySide6.QtGui import QDesktopServices, QFontMetrics, QGuiApplication
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.bots.places import CodePlace, LastError
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.logs import bot_logger
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.readers import TurnTime
from algotrade_gui.trading.portfolio import PnL
from algotrade_gui.ui.cell_delegate import PADDING
from algotrade_gui.ui.column_fit import ColumnFit
from algotrade_gui.ui.docks.bots import WIDE_PX, BotsPanel
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.models.bot_rows import COLUMNS, RANKS, last_error_text
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.models.sparks import POINTS, Sparks, thin
from algotrade_gui.ui.theme import ui_font
from tests.trading.test_equity import FakeBooks
from tests.ui.stations import GOOD_STRATEGY, make_station
from tests.ui.test_bot_lives import info_of

NARROW_PX = 490


@pytest.fixture
def logs() -> Iterator[LogBuffer]:
    buffer, root = LogBuffer(), logging.getLogger()
    level = root.level
    root.addHandler(buffer)
    root.setLevel(logging.DEBUG)
    yield buffer
    root.removeHandler(buffer)
    root.setLevel(level)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre, logs: LogBuffer) -> BotsPanel:
    (tmp_path / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    made = BotsPanel(make_station(tmp_path, errors), logs=logs)
    qtbot.addWidget(made)
    made.resize(NARROW_PX, 300)
    made.show()
    made.scan_strategies()
    for name in ("maker", "taker"):
        made._manager.register_bot(StrategyName("QuoterBot"), name=name)
    made.run_refresh()
    return made


def test_a_clone_can_be_told_from_its_original_where_there_is_room(panel: BotsPanel) -> None:
    panel._manager.register_bot(StrategyName("QuoterBot"), name="inventory-maker")
    clone = panel._manager.clone_bot(BotId("inventory-maker"))
    panel.resize(1_500, 300)
    panel.run_refresh()
    QApplication.processEvents()
    words = QFontMetrics(ui_font(bold=True)).horizontalAdvance(clone)
    assert clone.endswith("2")
    assert words + 2 * PADDING <= panel._view.columnWidth(0)
    panel.resize(NARROW_PX, 300)
    QApplication.processEvents()
    assert panel._view.horizontalScrollBar().maximum() == 0


def column(title: str) -> int:
    return next(place for place, each in enumerate(COLUMNS) if each.title == title)


def press(panel: BotsPanel, key: Qt.Key) -> None:
    """Ctrl and a key, in the board; Ctrl is let go again, which `keyClick` leaves out."""
    panel._view.setFocus()
    QTest.keyClick(panel._view, key, Qt.KeyboardModifier.ControlModifier)
    QTest.keyRelease(panel._view, Qt.Key.Key_Control)


def text(info: BotInfo, title: str) -> str:
    return COLUMNS[column(title)].text(info)


# --- columns ---


def test_a_wider_board_shows_more_and_the_dearest_are_always_there(panel: BotsPanel) -> None:
    narrow = panel.columns.shown
    assert narrow == ["Bot", "State", "P&L", "Trend", "Note"]
    seen = [narrow]
    for width in (620, 760, 980):
        panel.resize(width, 300)
        seen.append(panel.columns.shown)
        assert panel._view.horizontalScrollBar().maximum() == 0
    assert all(set(less) < set(more) for less, more in itertools.pairwise(seen))
    panel._want_log(False)
    panel.resize(1_500, 300)
    assert panel.columns.shown == [each.title for each in COLUMNS]
    panel.resize(NARROW_PX, 300)
    assert panel.columns.shown == narrow


@pytest.mark.parametrize("width", [490, 560, 720, 1_400])
def test_six_figures_of_profit_fit_in_every_width(panel: BotsPanel, width: int) -> None:
    panel.resize(width, 300)
    room = panel._view.horizontalHeader().sectionSize(column("P&L")) - 2 * PADDING
    assert QFontMetrics(ui_font(bold=True)).horizontalAdvance("+100,000.00") <= room


def test_columns_do_not_follow_what_stands_in_them(panel: BotsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    header = panel._view.horizontalHeader()
    before = [header.sectionSize(place) for place in range(header.count())]
    rich = info_of(pnl=PnL(realised=Cents(0), unrealised=Cents(10**9), total=Cents(10**9)), fills=10**6, working=600)
    monkeypatch.setattr(panel._manager, "bots", lambda: [dataclasses.replace(rich, refused=9, last_refusal="no" * 99)])
    panel.run_refresh()
    assert [header.sectionSize(place) for place in range(header.count())] == before


def test_the_user_s_choice_goes_before_the_room_and_is_kept(panel: BotsPanel, qtbot: QtBot) -> None:
    with qtbot.waitSignal(panel.columns.changed):
        panel.columns.choose("Fills", True)
    panel.columns.choose("Trend", False)
    assert panel.columns.shown == ["Bot", "State", "P&L", "Fills", "Note"]
    kept = panel.save_state()
    panel.columns.forget()
    assert "Fills" not in panel.columns.shown
    panel.restore_state(kept)
    assert panel.columns.shown == ["Bot", "State", "P&L", "Fills", "Note"]
    panel.resize(1_500, 300)
    assert "Trend" not in panel.columns.shown
    panel.columns.choose("Bot", False)
    assert "Bot" in panel.columns.shown


@pytest.mark.parametrize("odd", [{}, {"columns": 3, "log": "x"}, {"columns": {"Bot": False, "Gone": True, "Fills": 1}}])
def test_an_odd_state_is_ignored(panel: BotsPanel, odd: dict[str, object]) -> None:
    before = panel.columns.shown
    panel.restore_state(odd)
    assert panel.columns.shown == before
    assert not panel.log_shown


def test_the_menu_of_columns_ticks_what_is_shown_and_leads_back(panel: BotsPanel) -> None:
    menu = panel.columns.make_menu(panel)
    entries = {action.text(): action for action in menu.actions() if action.isCheckable()}
    assert {name for name, action in entries.items() if action.isChecked()} == {"Bot", "State", "P&&L", "Trend", "Note"}
    assert not entries["Bot"].isEnabled()
    entries["Working"].trigger()
    assert panel.columns.chosen == {"Working": True}
    again = panel.columns.make_menu(panel)
    again.actions()[-1].trigger()
    assert panel.columns.chosen == {}
    for made in (menu, again):
        made.deleteLater()


def test_every_column_has_a_rank_of_its_own(panel: BotsPanel) -> None:
    assert set(RANKS) == {each.title for each in COLUMNS}
    assert len(set(RANKS.values())) == len(RANKS)
    assert isinstance(panel.columns, ColumnFit)


# --- what the columns say ---


def test_figures_are_there_once_there_is_something_to_say() -> None:
    idle = info_of()
    assert [text(idle, title) for title in ("Orders/s", "Fill rate", "Turn ms", "Last error")] == ["", "", "", ""]
    place = CodePlace(Path("/x/maker.py"), 12)
    busy = info_of(
        orders_per_s=12.44,
        fill_rate=0.126,
        turn=TurnTime(0.34, 21.0),
        last_error=LastError(text="KeyError: 1", time_ms=RoundMs(221_000), place=place),
    )
    assert [text(busy, title) for title in ("Orders/s", "Fill rate", "Turn ms")] == [
        "12.4",
        "13\N{NO-BREAK SPACE}%",
        "0.3",
    ]
    assert last_error_text(busy) == "3:41 maker.py:12"
    turn, error = COLUMNS[column("Turn ms")], COLUMNS[column("Last error")]
    assert turn.tone is not None
    assert turn.tooltip is not None
    assert error.tone is not None
    assert turn.tone(busy) is Tone.PLAIN
    assert turn.tooltip(busy) == "The longest took 21.0 ms"
    assert turn.tone(info_of(turn=TurnTime(8.0, 9.0))) is Tone.WARNING
    assert error.tone(busy) is Tone.MUTED
    assert error.tone(dataclasses.replace(busy, state=BotState.FAILED)) is Tone.DANGER


def test_a_line_has_few_points_and_ends_with_the_newest(panel: BotsPanel) -> None:
    equity = panel._workstation.account.equity
    assert Sparks(equity).of(BotId("maker")) == ()
    for second in range(300):
        equity.sample(RoundMs(1_000 * second), FakeBooks(maker=second * 100))
    sparks = Sparks(equity)
    line = sparks.of(BotId("maker"))
    assert len(line) == POINTS
    assert (line[0], line[-1]) == (0, 29_900)
    assert list(line) == sorted(line)
    assert sparks.of(BotId("maker")) is line
    equity.sample(RoundMs(300_000), FakeBooks(maker=7))
    assert sparks.of(BotId("maker"))[-1] == 7
    few = equity.curve()
    assert few is not None
    assert thin(few.cents[:5]) == (0, 100, 200, 300, 400)
    panel.run_refresh()
    cells, _ = panel._model.row_cells(0) or ([], None)
    assert cells[column("Trend")].line is not None
    assert len(cells[column("Trend")].line or ()) == POINTS


def test_a_line_is_painted_in_its_cell(panel: BotsPanel) -> None:
    equity = panel._workstation.account.equity
    before = panel._view.viewport().grab().toImage()
    for second in range(60):
        equity.sample(RoundMs(1_000 * second), FakeBooks(maker=second * 1_000))
    panel.run_refresh()
    after = panel._view.viewport().grab().toImage()
    left = panel._view.columnViewportPosition(column("Trend"))
    width = panel._view.columnWidth(column("Trend"))
    spots = [(x, y) for x in range(left, left + width) for y in range(22)]
    assert sum(before.pixelColor(x, y) != after.pixelColor(x, y) for x, y in spots) > 20


# --- the log ---


def shown(panel: BotsPanel) -> tuple[bool, bool]:
    """Whether the log is there, and its button pressed in."""
    return panel.log_shown, panel.acts.log.isChecked()


def test_in_a_narrow_board_the_log_comes_when_asked_for(panel: BotsPanel) -> None:
    assert shown(panel) == (False, False)
    press(panel, Qt.Key.Key_L)
    assert shown(panel) == (True, True)
    assert panel._split.orientation() is Qt.Orientation.Vertical
    assert panel.save_state()["log"] is True
    press(panel, Qt.Key.Key_L)
    assert shown(panel) == (False, False)


def test_in_a_wide_one_it_stands_beside_the_board_until_it_is_sent_away(panel: BotsPanel) -> None:
    panel.resize(WIDE_PX, 300)
    assert shown(panel) == (True, True)
    assert panel._split.orientation() is Qt.Orientation.Horizontal
    assert panel._log is not None
    panel._log.closed.emit()
    assert shown(panel) == (False, False)
    panel.restore_state({"log": True})
    assert shown(panel) == (True, True)


@pytest.mark.allow_log("mine|other's|lost")
def test_it_shows_the_selected_bot_s_lines_and_no_others(panel: BotsPanel, errors: ErrorCentre) -> None:
    panel._want_log(True)
    log = panel._log
    assert log is not None
    assert log.model.rowCount() == 0
    bot_logger("maker").info("mine %d", 1)
    bot_logger("taker").info("other's")
    bot_logger("maker").debug("mine too")
    errors.report("maker", "mine as well")
    errors.report("maker 2", "other's")
    panel.run_refresh()
    assert [log.model.line(row).message for row in range(log.model.rowCount())] == [
        "mine 1",
        "mine too",
        "maker: mine as well",
    ]
    assert log.title.text() == "Log of maker"
    panel._view.selectRow(1)
    assert [log.model.line(row).message for row in range(log.model.rowCount())] == ["other's"]
    panel._view.selectAll()
    assert log.model.rowCount() == 0
    assert log._empty.isVisible()


def test_a_hidden_log_takes_nothing_in(panel: BotsPanel) -> None:
    log = panel._log
    assert log is not None
    bot_logger("maker").info("mine")
    panel.run_refresh()
    assert log.model.rowCount() == 0
    panel._want_log(True)
    assert log.model.rowCount() == 1


# --- the code ---


class Editor(QObject):
    """In the system's place."""

    def __init__(self) -> None:
        super().__init__()
        self.opened: list[str] = []

    @Slot(QUrl)
    def open(self, url: QUrl) -> None:
        self.opened.append(url.toLocalFile())


def test_the_code_opens_in_the_system_s_editor(panel: BotsPanel, tmp_path: Path) -> None:
    editor = Editor()
    QDesktopServices.setUrlHandler("file", editor, "open")  # type: ignore[arg-type]  # the stubs want bytes, PySide takes text
    try:
        press(panel, Qt.Key.Key_E)
    finally:
        QDesktopServices.unsetUrlHandler("file")
    assert editor.opened == [str(tmp_path / "quoter.py")]


@pytest.mark.expect_log("no editor for .*quoter.py")
def test_where_the_system_has_none_it_is_said_where_the_file_is(
    panel: BotsPanel, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("algotrade_gui.ui.docks.bots.open_by_system", lambda _path: False)
    panel._details.code_wanted.emit()
    assert errors.warning_count == 1


def test_the_last_error_is_named_with_its_place_which_can_be_copied(
    panel: BotsPanel, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert not panel.acts.place.isEnabled()
    assert not panel._details._row.isVisible()
    place = CodePlace(tmp_path / "quoter.py", 17)
    info = info_of(last_error=LastError(text="KeyError: '$SIMP'", time_ms=RoundMs(61_000), place=place))
    maker = dataclasses.replace(panel._manager.info(BotId("maker")), last_error=info.last_error)
    monkeypatch.setattr(panel._manager, "bots", lambda: [maker])
    panel.run_refresh()
    assert panel._details.place.toolTip() == "Last error at 1:01, quoter.py:17: KeyError: '$SIMP'"
    panel.acts.place.trigger()
    assert QGuiApplication.clipboard().text() == f"{place.path}:17"


def test_every_action_has_a_name_and_keys(panel: BotsPanel) -> None:
    for action, _, _ in panel.acts.pictures:
        assert action.objectName().startswith("bots.")
        assert not action.shortcut().isEmpty()


def test_rarely_used_buttons_make_room_and_come_back(panel: BotsPanel) -> None:
    row = panel.acts.start_all.associatedObjects()
    assert row
    buttons = [button for button in panel.findChildren(type(panel._details.code)) if button.defaultAction() is not None]
    hidden = {button.defaultAction().objectName() for button in buttons if button.isHidden()}
    assert "bots.code" in hidden or panel.width() > NARROW_PX
    assert panel.minimumSizeHint().width() <= NARROW_PX
    panel.resize(900, 300)
    assert not any(button.isHidden() for button in buttons)

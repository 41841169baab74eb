"""The main window: what it remembers, what it says when something is wrong, how it closes."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractSpinBox,
    QApplication,
    QComboBox,
    QDialog,
    QFrame,
    QLineEdit,
    QPushButton,
    QScrollArea,
    QScrollBar,
    QTabBar,
    QTableView,
    QWidget,
)
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.profiles import default_profile
from algotrade_gui.core.settings import BotSettings, LayoutSettings, Profile
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.messages import MessagesDialog
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.docks.orders import OrdersPanel
from algotrade_gui.ui.docks.ticket import TicketPanel
from algotrade_gui.ui.figures import NOTHING
from algotrade_gui.ui.layouts import TRADE, panels_of
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import LEAST_SIZE, CloseStage, MainWindow, first_size, first_underlying
from algotrade_gui.ui.navigator import TicketDraft, TicketLeg
from algotrade_gui.ui.notices import PRACTICE_DEAD
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.panel_kinds import KINDS, PANEL_KINDS, PanelKind, PanelParts
from algotrade_gui.ui.qt_loop import QtLoop
from algotrade_gui.ui.tables import RecordTable
from algotrade_gui.ui.theme import LIGHT, theme
from algotrade_gui.ui.tour import Tour
from tests.ui.stations import GOOD_STRATEGY, make_station


@pytest.fixture
def station(tmp_path: Path, errors: ErrorCentre) -> Workstation:
    (tmp_path / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    return make_station(tmp_path, errors)


def shut(window: MainWindow) -> None:
    window.pump.stop()
    window.finish_closing()
    window.deleteLater()


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, station: Workstation) -> Iterator[MainWindow]:
    made = MainWindow(station, LogBuffer())
    with qtbot.waitSignal(made.painted, timeout=5_000):
        made.show()
    yield made
    shut(made)


def test_it_has_its_panels_under_their_shortcuts(window: MainWindow) -> None:
    assert set(panels_of(TRADE.tree(window.width(), KINDS))) == set(window.docks.docks)
    for kind in PANEL_KINDS:
        if not kind.keys:
            continue
        action = next(item for item in window.actions() if item.shortcut().toString() == kind.keys)
        if kind.id in window.docks.docks:
            window.docks.docks[kind.id].close()
        action.trigger()
        assert window.docks.docks[kind.id].isVisible()


def test_a_panel_that_nobody_sees_is_not_made(qtbot: QtBot, window: MainWindow) -> None:
    docks = window.docks.docks

    def made() -> list[str]:
        return [name for name in ("orders", "log") if docks[name].made is not None]

    qtbot.waitUntil(lambda: made() == ["orders"])
    docks["log"].raise_()
    qtbot.waitUntil(lambda: made() == ["orders", "log"])
    assert not window.panel("log").stale


def test_a_second_chart_is_opened_beside_the_first_remembered_and_closed_for_good(
    qtbot: QtBot, window: MainWindow, station: Workstation
) -> None:
    first = window.panel("chart")
    assert isinstance(first, ChartPanel)
    dock = window.docks.open_another("chart")
    assert dock is not None
    second = dock.panel
    assert isinstance(second, ChartPanel)
    wanted = Role(underlying=Underlying("$HEST"))
    window.navigator.chart_wanted.emit(wanted)
    assert second.target == wanted, "it goes to the chart that was used last"
    assert first.target != wanted

    saved = window.layout_settings()
    again = MainWindow(station, LogBuffer())
    qtbot.addWidget(again)
    again.docks.restore(saved)
    restored = again.panel("chart-2")
    assert isinstance(restored, ChartPanel)
    assert restored.target == wanted
    again.pump.stop()

    pumped = len(list(window.docks.panels()))
    dock.close()
    assert "chart-2" not in window.docks.docks
    assert len(list(window.docks.panels())) == pumped - 1
    window.navigator.chart_wanted.emit(wanted)
    assert first.target == wanted


def test_a_ladder_that_is_wanted_comes_up_bound_to_its_role(window: MainWindow) -> None:
    wanted = Role(underlying=Underlying("$HEST"), kind=InstrumentKind.FUTURE)
    window.navigator.ladder_wanted.emit(wanted)
    panel = window.panel("ladder")
    assert isinstance(panel, LadderPanel)
    assert panel.target == wanted
    assert not window.docks.docks["ladder"].isHidden()


def test_the_panels_menu_shows_and_hides_each_kind(window: MainWindow) -> None:
    menu = window.top_bar.view_menu
    menu.aboutToShow.emit()
    entry = next(item for item in menu.actions() if item.text().startswith("Bots"))
    assert entry.isChecked()
    entry.trigger()
    assert window.docks.docks["bots"].isHidden()
    menu.aboutToShow.emit()
    next(item for item in menu.actions() if item.text().startswith("Bots")).trigger()
    assert not window.docks.docks["bots"].isHidden()


def test_a_panel_behind_a_tab_is_left_alone_until_it_is_brought_up(qtbot: QtBot, window: MainWindow) -> None:
    orders, log = window.panel("orders"), window.panel("log")
    qtbot.waitUntil(lambda: orders.seen and not log.seen)
    assert log.isVisible(), "Qt calls it visible: that is why a panel looks itself"
    qtbot.waitUntil(lambda: not window.pump._pending)  # housekeeping may have begun to paint
    with qtbot.waitSignal(window.pump.frame_done, timeout=2_000):
        window.pump.served()
    assert (orders.stale, log.stale) == (False, True)
    window.docks.docks["log"].raise_()
    qtbot.waitUntil(lambda: log.seen and not log.stale)
    assert not orders.seen


def test_the_chart_begins_with_what_the_first_bot_trades(window: MainWindow) -> None:
    chart = window.panel("chart")
    assert isinstance(chart, ChartPanel)
    assert chart.target == Role(underlying=Underlying("$CARD")), "no bot yet"
    assert first_underlying(default_profile()) == "$SIMP"
    odd = BotSettings(strategy="S", name="s", config={"underlying": ["$SIMP"]})
    assert first_underlying(Profile(name="odd", bots=[odd])) == "$CARD"


def test_the_first_window_lies_inside_the_screen() -> None:
    assert first_size(QSize(1920, 1080)) == QSize(1440, 900)
    assert first_size(QSize(1440, 900)) == QSize(1436, 860)
    assert first_size(QSize(1280, 800)) == QSize(1276, 760)
    assert first_size(QSize(800, 600)) == QSize(1440, 900), "it fits in no size"


@pytest.mark.parametrize(("width", "height"), [(1276, 760), (1436, 860)])
def test_no_table_of_the_first_layout_needs_a_horizontal_scroll_bar(
    qtbot: QtBot, window: MainWindow, width: int, height: int
) -> None:
    window.resize(width, height)
    window.layouts.reset_action.trigger()
    orders, watch = window.panel("orders"), window.panel("market_watch")
    assert isinstance(orders, OrdersPanel)
    assert isinstance(watch, MarketWatchPanel)
    # a round soon brings more rows than there is room for
    for view in (watch.view, orders.view):
        view.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOn)
    bars = [view.horizontalScrollBar() for view in (watch.view, window.bots._view, orders.view)]
    qtbot.waitUntil(lambda: [bar.maximum() for bar in bars] == [0, 0, 0])


def test_nothing_is_shown_as_zero_before_it_is_known(window: MainWindow) -> None:
    window.top_bar.tick()
    window.status.tick()
    figures = (
        window.top_bar.clock,
        window.top_bar.cash,
        window.top_bar.net,
        window.status.rate,
        window.status.sessions,
    )
    assert [figure.text for figure in figures] == [NOTHING] * len(figures)


def test_practice_is_told_by_colour_and_by_word(window: MainWindow) -> None:
    assert window.head.band.property("band") == "practice"
    assert window.head.band.height() == 3


def test_a_remote_profile_looks_live(qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre) -> None:
    made = MainWindow(make_station(tmp_path, errors, remote=True), LogBuffer())
    assert made.head.band.property("band") == "live"
    shut(made)


def test_the_layout_is_remembered(qtbot: QtBot, window: MainWindow, tmp_path: Path, errors: ErrorCentre) -> None:
    window.docks.docks["log"].close()
    window.docks.docks["bots"].setFloating(True)
    layout = window.layout_settings()
    again_station = make_station(tmp_path, errors)
    object.__setattr__(again_station, "profile", again_station.profile.__class__(name="test", layout=layout))
    again = MainWindow(again_station, LogBuffer())
    again.show()
    assert again.docks.docks["log"].isHidden()
    assert again.docks.docks["bots"].isFloating()
    again.layouts.reset_action.trigger()
    assert not again.docks.docks["log"].isHidden()
    assert not again.docks.docks["bots"].isFloating()
    shut(again)


def test_a_damaged_layout_is_no_harm(window: MainWindow) -> None:
    window.docks.restore(LayoutSettings(geometry="%%%", state="AAAA", panels={"log": "x", "nobody": {}, "bots": {}}))
    assert all(not dock.isHidden() for dock in window.docks.docks.values())


def test_in_a_small_window_log_and_pnl_wait_behind_the_orders(qtbot: QtBot, window: MainWindow) -> None:
    docks = window.docks.docks
    window.resize(1276, 760)
    window.docks.lay_out()
    behind = ("fills", "positions", "pnl", "exposure", "events", "log", "standings", "health")
    assert set(window.tabifiedDockWidgets(docks["orders"])) == {docks[name] for name in behind}
    bars = [[bar.tabText(place) for place in range(bar.count())] for bar in window.findChildren(QTabBar)]
    wanted = ["Orders", "Fills", "Positions", "P&&L", "Exposure", "Events", "Log", "Standings", "Health"]
    assert wanted in bars, "a tab shows two ampersands as one"
    qtbot.waitUntil(lambda: window.panel("orders").seen)
    assert not window.panel("pnl").seen
    window.top_bar.view_menu.aboutToShow.emit()
    assert "P&&L\tCtrl+6" in [entry.text() for entry in window.top_bar.view_menu.actions()]


def test_tabbed_docks_have_no_second_title(qtbot: QtBot, window: MainWindow) -> None:
    orders, bots = window.docks.docks["orders"], window.docks.docks["bots"]
    qtbot.waitUntil(lambda: not orders._title.isVisible())
    assert bots._title.isVisible()
    orders.setFloating(True)
    qtbot.waitUntil(lambda: orders._title.isVisible())


@pytest.mark.expect_log("exit code 9")
def test_a_dead_practice_exchange_is_said_with_a_button(
    window: MainWindow, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    pressed: list[QPushButton] = []
    monkeypatch.setattr(window.notices, "_restart_practice", pressed.append)
    station.exchange._practice_ended(9)
    assert window.banner.text == PRACTICE_DEAD
    assert "ended" in window.status.state.text
    (button,) = window.banner.buttons
    assert button.text() == "Restart"
    button.click()
    assert pressed == [button]
    station.exchange._down = False
    station.exchange._change_listeners()
    assert window.banner.text == ""


def test_tab_reaches_everything_that_takes_the_focus(qtbot: QtBot, window: MainWindow) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)

    def takes_tab(widget: QWidget) -> bool:
        tab = bool(widget.focusPolicy() & Qt.FocusPolicy.TabFocus) and widget.focusProxy() is None
        if isinstance(widget, QAbstractButton) and widget.group() is not None and widget.group().exclusive():
            # of those of which one is chosen Tab reaches the chosen one, arrows the others
            tab = tab and widget.isChecked()
        return tab and widget.isVisible() and widget.isEnabled()

    wanted = [widget for widget in window.findChildren(QWidget) if takes_tab(widget)]
    assert len(wanted) > 20
    window.bots.setFocus()
    reached: list[QWidget] = []
    for _ in range(2 * len(wanted)):
        focused = QApplication.focusWidget()
        assert focused is not None
        reached.append(focused)
        QTest.keyClick(focused, Qt.Key.Key_Tab)
    missed = [f"{type(widget).__name__} {widget.accessibleName()}" for widget in wanted if widget not in reached]
    assert not missed


def test_escape_clears_the_filter_first_and_the_messages_then(qtbot: QtBot, window: MainWindow) -> None:
    watch = window.panel("market_watch")
    assert isinstance(watch, MarketWatchPanel)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.notifications.tell("info", "test", "A message.")
    watch.text.setFocus()
    watch.text.setText("card")
    QTest.keyClick(watch.text, Qt.Key.Key_Escape)
    assert watch.text.text() == ""
    assert len(window.notifications.toasts) == 1
    QTest.keyClick(watch.text, Qt.Key.Key_Escape)
    assert window.notifications.toasts == []


def test_closing_ends_the_dialogs_that_are_open(qtbot: QtBot, window: MainWindow) -> None:
    window.bots.add_bot()
    window.show_messages()
    dialogs = window.findChildren(QDialog)
    assert {type(dialog) for dialog in dialogs} == {AddBotDialog, MessagesDialog}
    rejected: list[QDialog] = []
    for dialog in dialogs:
        dialog.rejected.connect(lambda dialog=dialog: rejected.append(dialog))
    window.close()
    assert set(rejected) == set(dialogs)
    assert window._workstation.manager.bots() == []


def test_closing_takes_three_grades_and_ends_only_when_told(qtbot: QtBot, window: MainWindow) -> None:
    stages: list[int] = []
    window.close_asked.connect(stages.append)
    for _ in range(4):
        window.close()
        assert window.isVisible()
    assert stages == [CloseStage.ASKED, CloseStage.HURRIED, CloseStage.FORCED, CloseStage.FORCED]
    assert not window.bots.isEnabled()
    assert "Closing" in window.banner.text
    window.finish_closing()
    assert not window.isVisible()


def test_the_closing_notice_leaves_the_kept_layout_alone(qtbot: QtBot, window: MainWindow) -> None:
    before = window.layout_settings()
    chart = window.docks.docks["chart"]
    height = chart.height()
    window.close()
    qtbot.waitUntil(lambda: chart.height() != height)
    assert window.layout_settings() == before


def test_a_panel_that_is_closed_while_the_window_ends_its_panels_work_keeps_nobody_from_ending(
    window: MainWindow, loop: QtLoop
) -> None:
    another = window.docks.open_another("chart")
    assert another is not None
    ended: list[str] = []

    async def holds_on() -> None:
        try:
            await asyncio.Event().wait()
        finally:
            # the user closes the second chart meanwhile
            another.close()
            await asyncio.sleep(0)

    async def ends(name: str) -> None:
        try:
            await asyncio.Event().wait()
        finally:
            ended.append(name)

    async def scene() -> None:
        window.bots.tasks.start("hold on", holds_on())
        for name in ("market_watch", "chart", "orders"):
            window.panel(name).tasks.start("work", ends(name))
        another.panel.tasks.start("work", ends("chart-2"))
        await asyncio.sleep(0)
        await window.stop_tasks()

    loop.run_until_complete(scene())
    assert sorted(ended) == ["chart", "chart-2", "market_watch", "orders"]


def test_the_theme_can_be_chosen_and_is_remembered(window: MainWindow) -> None:
    for action in window.window_menu.theme_menu.actions():
        if action.text() == "Light":
            action.trigger()
    assert theme().colours is LIGHT
    assert window.layout_settings().theme == "light"
    theme().set_mode("dark")


@pytest.mark.expect_log("host refused")
def test_the_error_count_opens_the_messages(window: MainWindow, errors: ErrorCentre) -> None:
    errors.report("feed", "The host refused.")
    window.status.tick()
    assert window.status.errors.text() == "1 error"
    window.status.errors.click()
    dialogs = [child for child in window.findChildren(QWidget) if child.windowTitle() == "Messages"]
    assert len(dialogs) == 1
    dialogs[0].close()


def test_nothing_in_the_status_bar_moves_when_the_feed_changes_its_state(qtbot: QtBot, window: MainWindow) -> None:
    window.resize(LEAST_SIZE)
    places = set()
    for words in ("● live", "◐ feed is silent", "◐ waiting for the round"):
        window.status.state.show_value(words)
        QApplication.processEvents()
        places.add((window.status.rate.x(), window.status.rate.width()))
    assert len(places) == 1
    assert window.status.halved.geometry().right() < window.status.errors.x()


def test_a_slow_pump_is_told_in_the_status_bar(window: MainWindow) -> None:
    window.pump.frames = 1
    window.pump._set_halved(True)
    window.status.tick()
    assert window.status.halved.text == "every second update"
    window.pump._set_halved(False)
    window.status.tick()
    assert window.status.halved.text == ""


def test_a_new_strategy_appears_by_itself(window: MainWindow, tmp_path: Path) -> None:
    window._keep_house()
    (tmp_path / "other.py").write_text(GOOD_STRATEGY.replace("Quoter", "Other"), encoding="utf-8")
    for _ in range(8):
        window._keep_house()
    assert any("OtherBot" in toast.accessibleName() for toast in window.notifications.toasts)


def test_everything_to_press_has_a_name(window: MainWindow) -> None:
    # tab bars, toolbars and line edits bring buttons of their own
    nameless = [
        button
        for button in window.findChildren(QAbstractButton)
        if not (button.accessibleName() or button.text())
        and not button.objectName().startswith(("qt_", "Scroll"))
        and not isinstance(button.parent(), QLineEdit | QTableView)
    ]
    assert [(type(button).__name__, button.toolTip()) for button in nameless] == []


def test_everything_that_takes_the_focus_has_a_name_in_every_panel(window: MainWindow) -> None:
    for kind in PANEL_KINDS:
        window.docks.bring_up(kind.id, focus=False)
    # tab bars are called by the tab that is chosen, scroll areas by what is in them; a drop-down list by its field,
    # the tour by its step
    wanted = [
        widget
        for widget in window.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and widget.focusProxy() is None
        and not isinstance(widget, QTabBar | QScrollArea | QScrollBar | Tour)
        and not isinstance(widget.parent(), QAbstractSpinBox | QComboBox)
        and not isinstance(widget.window().parent(), QComboBox)
        and not (isinstance(frame := widget.parent(), QFrame) and isinstance(frame.parent(), QComboBox))
    ]
    assert len(wanted) > 100
    nameless = [
        f"{type(widget).__name__} in {type(widget.parent()).__name__}"
        for widget in wanted
        if not (widget.accessibleName() or (isinstance(widget, QAbstractButton) and widget.text()))
    ]
    assert nameless == []


def test_a_ticket_that_a_panel_asks_for_is_opened_and_filled_in(qtbot: QtBot, window: MainWindow) -> None:
    legs = (TicketLeg(instrument=InstrumentId("$CARD_future_60"), side=Side.SELL, quantity=3, price=Cents(99_000)),)
    window.navigator.ticket_wanted.emit(TicketDraft(legs=legs, note="ladder"))
    dock = window.docks.docks["ticket"]
    assert not dock.isHidden()
    ticket = dock.panel
    assert isinstance(ticket, TicketPanel)
    (leg,) = ticket.complete()
    assert (leg.instrument, leg.side, leg.quantity, leg.price) == ("$CARD_future_60", Side.SELL, 3, 99_000)
    qtbot.waitUntil(lambda: ticket.seen and ticket.isAncestorOf(QApplication.focusWidget() or window))


@pytest.mark.parametrize("kind", ["orders", "fills", "positions"])
def test_going_to_a_table_puts_the_keyboard_into_its_rows(qtbot: QtBot, window: MainWindow, kind: str) -> None:
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.navigator.panel_wanted.emit(kind)
    panel = window.panel(kind)
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), RecordTable))
    focused = QApplication.focusWidget()
    assert focused is not None
    assert panel.isAncestorOf(focused)


@pytest.mark.parametrize("kind", ["market_watch", "chart", "ladder", "bots", "exposure", "settlement_rail"])
def test_going_to_a_panel_puts_the_keyboard_where_its_keys_count(qtbot: QtBot, window: MainWindow, kind: str) -> None:
    window.navigator.panel_wanted.emit(kind)
    panel = window.panel(kind)
    qtbot.waitUntil(lambda: panel.seen)
    assert panel.focusProxy() is not None
    assert window.focusWidget() is panel.focusProxy()


class Both(Panel):
    """Can be bound and filled in, as the ticket can."""

    def __init__(self, parts: PanelParts, parent: QWidget) -> None:
        super().__init__(parts.workstation.errors, parent)
        self.targets: list[object] = []
        self.drafts: list[object] = []

    def refresh(self) -> None:
        pass

    def show_target(self, target: object) -> None:
        self.targets.append(target)

    def show_draft(self, draft: object) -> None:
        self.drafts.append(draft)


@pytest.fixture
def another(
    qtbot: QtBot, themed: QApplication, station: Workstation, monkeypatch: pytest.MonkeyPatch
) -> Iterator[MainWindow]:
    """A window in which ladder and ticket only take note, and nobody knows of chains."""
    for kind in ("ladder", "ticket"):
        monkeypatch.setitem(KINDS, kind, PanelKind(id=kind, title=kind, make=Both))
    monkeypatch.delitem(KINDS, "chain")
    made = MainWindow(station, LogBuffer())
    yield made
    shut(made)


def test_a_target_is_handed_on_as_a_target_and_a_draft_as_a_draft(another: MainWindow) -> None:
    target = Role(underlying=Underlying("$HEST"))
    draft = TicketDraft(legs=())
    another.navigator.ladder_wanted.emit(target)
    another.navigator.ticket_wanted.emit(draft)
    ladder, ticket = another.panel("ladder"), another.panel("ticket")
    assert isinstance(ladder, Both)
    assert isinstance(ticket, Both)
    assert (ladder.targets, ladder.drafts) == ([target], [])
    assert (ticket.targets, ticket.drafts) == ([], [draft])


def test_what_asks_for_a_panel_that_there_is_not_is_no_harm(another: MainWindow) -> None:
    another.navigator.chain_wanted.emit(Role(underlying=Underlying("$HEST")))
    assert "chain" not in another.docks.docks

"""The newcomer's path: the tour, the palette, layouts, a second chart, theme and language, the kill switch, closing."""

from PySide6.QtWidgets import QApplication, QMenu, QPushButton, QToolButton

from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.trading.emergency import KillState
from algotrade_gui.trading.halt import TradingState
from algotrade_gui.ui.docks.bots import BotsPanel
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.theme import DARK, LIGHT, theme
from tests.ui import hands
from tests.ui.hands import CTRL, SHIFT, Key
from tests.ui.newcomer import Newcomer
from tests.ui.waiting import until
from tests.ui.walk_bots import MAKER, word


async def tour(it: Newcomer) -> None:
    """It greets a newcomer: four steps by button and key, back, done; asked for again, skipped."""
    shown = it.window.tour
    await until(lambda: shown.running)
    titles = [shown.title.text()]
    hands.click(shown.next)
    titles.append(shown.title.text())
    hands.key(Key.Key_Return)
    titles.append(shown.title.text())
    hands.key(Key.Key_Left)
    assert shown.title.text() == titles[1]
    hands.key(Key.Key_Right)
    hands.click(shown.next)
    titles.append(shown.title.text())
    assert len(set(titles)) == 4
    assert shown.next.text() == "Done"
    hands.click(shown.next)
    await until(lambda: not shown.running)
    assert it.window.preferences.value.tour_seen

    await it.palette("Tour of the window")
    assert shown.running
    hands.click(shown.skip)
    assert not shown.running


async def palette(it: Newcomer) -> None:
    """A panel, an instrument in the chart and in the ladder, a bot."""
    await it.palette("Go to Positions")
    positions = it.window.docks.docks["positions"]
    assert positions.seen
    assert positions.isAncestorOf(QApplication.focusWidget() or it.window)
    future = await it.fresh_future()
    label = full_label(parse_instrument_id(future))
    await it.palette(label)
    chart = it.panel(ChartPanel)
    await until(lambda: chart.instrument == future)
    await it.palette(label, CTRL)
    ladder = it.panel(LadderPanel)
    await until(lambda: ladder.instrument == future)
    await it.palette(f"Stop {MAKER}")
    board = it.window.bots
    await until(lambda: "stopped" in word(board, MAKER))
    await it.palette(f"Start {MAKER}")
    await until(lambda: "running" in word(board, MAKER))


async def layouts(it: Newcomer) -> None:
    """All three by key; a panel that was closed is put back by a reset."""
    docks = it.window.docks
    hands.key(Key.Key_F2, SHIFT)
    assert docks.name == "Options"
    await until(lambda: docks.docks["chain"].seen and docks.docks["smile"].seen)
    assert not docks.docks["bots"].seen
    hands.key(Key.Key_F3, SHIFT)
    assert docks.name == "Bots"
    await until(lambda: docks.docks["bots"].seen and not docks.docks["chain"].seen)
    hands.key(Key.Key_F1, SHIFT)
    assert docks.name == "Trade"
    await until(lambda: all(docks.docks[name].seen for name in ("market_watch", "chart", "ladder", "bots")))
    # panels come up one by one, and share the room anew with each
    await until(lambda: not docks._settle.isActive())
    watch = docks.docks["market_watch"]
    close = hands.child(watch, QToolButton, lambda each: each.accessibleName().startswith("Hide Market watch"))
    hands.click(close)
    assert watch.isHidden()
    hands.key(Key.Key_R, CTRL | SHIFT)
    await until(lambda: watch.seen)


async def second_chart(it: Newcomer) -> None:
    """Another chart beside the first, closed for good."""
    docks = it.window.docks
    await it.palette("Open another Chart")
    await until(lambda: docks.docks["chart-2"].seen and docks.docks["chart"].seen)
    second, first = it.panel(ChartPanel, "chart-2"), it.window.panel("chart")
    assert second is not first
    await until(lambda: second.instrument is not None and len(second.canvas.scene.candles))
    close = hands.child(
        docks.docks["chart-2"], QToolButton, lambda each: each.accessibleName().startswith("Hide Chart 2")
    )
    hands.click(close)
    await until(lambda: "chart-2" not in docks.docks)
    assert not it.window.docks.docks["chart"].isHidden()


async def theme_and_language(it: Newcomer) -> None:
    """Light and French from the menu by mouse; the window is another one then, and trading has gone on."""
    assert theme().colours is DARK
    await from_menu(it, "Theme", "Light")
    assert theme().colours is LIGHT
    old, station = it.window, it.station
    orders = len(station.account.orders.all())
    await from_menu(it, "Language", "Français")
    await another_window(it, old)
    assert it.session.workstation is station
    assert "running" in str(station.manager.info(MAKER).state.value)
    assert theme().colours is LIGHT
    await until(lambda: "," in it.window.top_bar.cash._value.text())
    time_ms = station.cache.time_ms
    chart = it.panel(ChartPanel)
    await until(lambda: station.cache.time_ms > time_ms and len(chart.canvas.scene.candles))
    await until(lambda: len(station.account.orders.all()) > orders)
    french = it.window
    hands.key(Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    languages = hands.pick(menu, it.window.window_menu.language_menu.title())
    assert languages is not None
    hands.pick(languages, "English")
    await another_window(it, french)


async def another_window(it: Newcomer, old: MainWindow) -> None:
    """Wait until another window is in the place of `old`, which is gone."""
    await until(lambda: it.window is not old and it.window.isVisible(), 15)
    await until(
        lambda: [each for each in QApplication.topLevelWidgets() if isinstance(each, MainWindow)] == [it.window]
    )
    await hands.active(it.window)


async def from_menu(it: Newcomer, title: str, choice: str) -> None:
    """F10, then the entry of a menu of the menu."""
    hands.key(Key.Key_F10)
    menu = QApplication.activePopupWidget()
    assert isinstance(menu, QMenu)
    further = hands.pick(menu, title)
    assert further is not None
    hands.pick(further, choice)
    assert QApplication.activePopupWidget() is None


async def kill_switch(it: Newcomer) -> None:
    """By key: bots stopped, nothing works; armed again and the halt lifted by buttons, a bot started again."""
    station, banner = it.station, it.window.banner
    assert it.window.top_bar.kill_button.text() == "KILL"
    hands.key(Key.Key_K, CTRL | SHIFT)
    await until(lambda: station.kill.state is KillState.SPENT)
    await until(lambda: [button.text() for button in banner.buttons] == ["Arm again"])
    assert "Kill switch" in banner.text
    assert it.window.top_bar.kill_button.text() == "KILLED"
    await until(lambda: not station.account.orders.working())
    await until(lambda: not any(info.state.is_alive for info in station.manager.bots()))
    hands.click(button_of(it, "Arm again"))
    await until(lambda: [button.text() for button in banner.buttons] == ["Lift the halt"])
    assert station.account.states.reason(None)
    hands.click(button_of(it, "Lift the halt"))
    await until(lambda: station.account.states.team is TradingState.ACTIVE)
    assert banner.text == ""
    # the panels move up into its room
    await until(lambda: it.window.head.height() == it.window.head.sizeHint().height())
    hands.key(Key.Key_4, CTRL)
    board = it.panel(BotsPanel)
    await until(board._view.hasFocus)
    row = board._model.row_of(MAKER)
    assert row is not None
    hands.click(board._view.viewport(), board._view.visualRect(board._model.index(row, 0)).center())
    await until(lambda: [info.id for info in board.selected()] == [MAKER])
    await until(board.acts.start.isEnabled)
    hands.key(Key.Key_F5)
    await until(lambda: "running" in word(board, MAKER))
    await until(lambda: station.manager.info(MAKER).working > 0)


def button_of(it: Newcomer, text: str) -> QPushButton:
    """A button of the banner."""
    (found,) = (button for button in it.window.banner.buttons if button.text() == text)
    return found


async def closing(it: Newcomer) -> None:
    """Ctrl+Q: it says what it does, cancels what works, and goes."""
    window = it.window
    hands.key(Key.Key_Q, CTRL)
    assert "Closing" in window.banner.text
    assert window.isVisible(), "it says so until all is done"

"""The bots panel: what there is, what can be done, and which strategy files do not load."""

import dataclasses
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox, QTableView
from pytestqt.qtbot import QtBot

from algotrade_gui.bots.manager import BotInfo, BotState
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, StrategyName
from algotrade_gui.core.settings import BotSettings
from algotrade_gui.core.units import Cents
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.portfolio import PnL
from algotrade_gui.ui.actions import keys_text
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.configure_bot import ConfigureBotDialog
from algotrade_gui.ui.docks.bots import NOTE_PX, BotsPanel
from algotrade_gui.ui.models.bot_rows import COLUMNS, state_text
from algotrade_gui.ui.models.cells import Tone
from tests.ui.stations import BROKEN_STRATEGY, GOOD_STRATEGY, PLAIN_STRATEGY, make_station


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "quoter.py").write_text(GOOD_STRATEGY, encoding="utf-8")
    return tmp_path


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, folder: Path, errors: ErrorCentre) -> BotsPanel:
    made = BotsPanel(make_station(folder, errors))
    qtbot.addWidget(made)
    made.resize(700, 400)
    made.show()
    made.scan_strategies()
    return made


def register(panel: BotsPanel, name: str) -> BotId:
    return panel._manager.register_bot(StrategyName("QuoterBot"), {"order_size": 3}, name=name)


def texts(panel: BotsPanel, row: int) -> list[str]:
    model = panel._model
    return [model.data(model.index(row, column)) for column in range(model.columnCount())]


def test_the_empty_panel_says_what_to_do(panel: BotsPanel) -> None:
    assert panel._empty.isVisible()
    assert "Ctrl+N" in panel._empty.text()
    assert "QuoterBot" in panel._strategies.text()


def test_a_bot_shows_up_at_the_next_refresh(panel: BotsPanel) -> None:
    register(panel, "maker")
    assert panel._model.rowCount() == 0
    panel.run_refresh()
    shown = dict(zip((column.title for column in COLUMNS), texts(panel, 0), strict=True))
    assert {title: text for title, text in shown.items() if text} == {
        "Bot": "maker",
        "Strategy": "QuoterBot",
        "State": state_text(BotState.LOADED),
        "P&L": "0.00",
        "Working": "0",
        "Fills": "0",
    }
    assert not panel._empty.isVisible()


def test_old_prices_grey_the_profit_and_loss_and_nothing_else(
    panel: BotsPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    register(panel, "maker")

    def greyed(age_ms: float) -> list[str]:
        monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: age_ms))
        panel.run_refresh()
        return [column.title for place, column in enumerate(COLUMNS) if place in panel._view._delegate.greyed]

    assert greyed(30.0) == []
    assert greyed(900.0) == ["P&L"]
    assert greyed(30.0) == []


def test_refused_orders_show_beside_the_bot_in_words() -> None:
    info = BotInfo(
        id=BotId("maker"),
        strategy=StrategyName("QuoterBot"),
        state=BotState.RUNNING,
        config={},
        error=None,
        traceback_text=None,
        started_ms=None,
        pnl=PnL(realised=Cents(0), unrealised=Cents(0), total=Cents(0)),
        working=0,
        fills=0,
        params=(),
    )
    column = next(column for column in COLUMNS if column.title == "Note")
    assert column.tone is not None
    assert column.text(info) == ""
    once = dataclasses.replace(info, refused=1, last_refusal="Insufficient balance")
    assert column.text(once) == "1 order refused: Insufficient balance"
    often = dataclasses.replace(info, refused=1_234, last_refusal="Insufficient balance")
    assert column.text(often) == "1,234 orders refused: Insufficient balance"
    assert column.tone(often) is Tone.WARNING
    failed = dataclasses.replace(often, error="ZeroDivisionError: a mistake")
    assert (column.text(failed), column.tone(failed)) == ("ZeroDivisionError: a mistake", Tone.DANGER)


def test_actions_follow_the_selection(panel: BotsPanel) -> None:
    assert not panel.acts.start.isEnabled()
    register(panel, "maker")
    panel.run_refresh()
    assert panel.acts.start.isEnabled()
    assert not panel.acts.stop.isEnabled()
    assert panel.acts.configure.isEnabled()


@pytest.mark.expect_log("broken.py, line 1")
def test_a_broken_file_is_named_with_line_and_message_and_hides_no_other(panel: BotsPanel, folder: Path) -> None:
    (folder / "broken.py").write_text(BROKEN_STRATEGY, encoding="utf-8")
    panel.scan_strategies()
    assert panel._broken.isVisible()
    assert panel._broken._text.text().startswith("broken.py, line 1: syntax error")
    assert "QuoterBot" in panel._strategies.text()
    (folder / "broken.py").unlink()
    panel.scan_strategies()
    assert not panel._broken.isVisible()


def test_many_strategies_leave_the_bots_their_room_and_the_newest_is_named(panel: BotsPanel, folder: Path) -> None:
    for number in range(30):
        (folder / f"many{number}.py").write_text(
            PLAIN_STRATEGY.replace("PlainBot", f"Many{number:02}Bot"), encoding="utf-8"
        )
    panel.scan_strategies()
    (folder / "last.py").write_text(PLAIN_STRATEGY.replace("PlainBot", "ZuletztBot"), encoding="utf-8")
    panel.scan_strategies()
    text = panel._strategies.text()
    assert "ZuletztBot" in text
    assert "24 more" in text
    assert panel._strategies.heightForWidth(600) < 80
    panel._strategies.linkActivated.emit("#more")
    dialog = panel.window().findChild(AddBotDialog)
    assert dialog is not None
    dialog.reject()


def test_a_new_file_is_announced_once(qtbot: QtBot, panel: BotsPanel, folder: Path) -> None:
    (folder / "plain.py").write_text(PLAIN_STRATEGY, encoding="utf-8")
    with qtbot.waitSignal(panel.new_strategies) as blocker:
        panel.scan_strategies()
    assert blocker.args == [["PlainBot"]]
    with qtbot.assertNotEmitted(panel.new_strategies):
        panel.scan_strategies()


def test_the_dialog_begins_with_the_strategy_that_came_last(panel: BotsPanel, folder: Path) -> None:
    panel.scan_strategies()
    (folder / "zoo.py").write_text(PLAIN_STRATEGY.replace("PlainBot", "ZooBot"), encoding="utf-8")
    panel.acts.add.trigger()
    dialog = panel.findChild(AddBotDialog)
    assert isinstance(dialog, AddBotDialog)
    assert dialog.bot_class.__name__ == "ZooBot"
    dialog.reject()


def test_add_through_the_dialog(qtbot: QtBot, panel: BotsPanel) -> None:
    panel.acts.add.trigger()
    dialog = panel.findChild(AddBotDialog)
    assert isinstance(dialog, AddBotDialog)
    assert dialog.bot_name == "quoter"
    dialog._start.setChecked(False)
    QTest.keyClick(dialog, Qt.Key.Key_Return)
    assert [info.id for info in panel._manager.bots()] == ["quoter"]
    assert panel._model.rowCount() == 1


def test_whether_a_bot_starts_with_the_program_is_chosen_and_can_be_changed(panel: BotsPanel) -> None:
    panel.add_bot()
    adding = panel.findChild(AddBotDialog)
    assert isinstance(adding, AddBotDialog)
    adding._start.setChecked(False)
    assert adding._autostart.isChecked()
    assert adding._autostart.toolTip()
    adding._autostart.setChecked(False)
    adding.accept()
    (settings,) = panel._workstation.manager.settings()
    assert not settings.autostart
    panel.commands.configure()
    dialog = panel.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    assert not dialog.autostart
    dialog._autostart.setChecked(True)
    dialog.accept()
    (settings,) = panel._manager.settings()
    assert settings.autostart


@pytest.mark.expect_log("no strategy called Gone")
def test_the_name_of_a_bot_whose_strategy_is_gone_is_not_given_away(panel: BotsPanel) -> None:
    panel._manager.register_settings(BotSettings(strategy="Gone", name="quoter"))
    panel.add_bot()
    dialog = panel.findChild(AddBotDialog)
    assert isinstance(dialog, AddBotDialog)
    assert dialog.bot_name == "quoter-2"


def test_double_click_configures(qtbot: QtBot, panel: BotsPanel) -> None:
    bot = register(panel, "maker")
    panel.run_refresh()
    view = panel.findChild(QTableView)
    assert isinstance(view, QTableView)
    at = view.visualRect(panel._model.index(0, 0)).center()
    QTest.mouseClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    dialog = panel.findChild(ConfigureBotDialog)
    assert isinstance(dialog, ConfigureBotDialog)
    assert not dialog.restart
    size = next(field for field in dialog.form.fields if field.info.name == "order_size")  # type: ignore[union-attr]  # a declared config
    size.set_value(7)
    dialog.accept()
    assert panel._manager.info(bot).config["order_size"] == 7


def test_remove_asks_only_where_a_bot_is_alive(panel: BotsPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    register(panel, "maker")
    panel.run_refresh()
    removed: list[int] = []
    monkeypatch.setattr(panel.commands, "remove_now", lambda chosen: removed.append(len(chosen)))
    panel.commands.remove()
    assert removed == [1]
    assert panel.findChild(QMessageBox) is None


def test_a_note_has_room_before_less_dear_columns(panel: BotsPanel) -> None:
    shown = set()
    for width in range(500, 1_700, 40):
        panel._view.resize(width, 200)
        panel.columns.fit()
        shown.update(panel.columns.shown)
        places = dict(zip(panel.columns.shown, panel.columns.places, strict=True))
        if "Fill rate" in places:
            assert panel._view.columnWidth(places["Note"]) >= NOTE_PX, width
    assert "Last error" in shown


def test_every_button_has_a_name_and_a_tooltip_with_its_shortcut(panel: BotsPanel) -> None:
    for action, _, _ in panel.acts.pictures:
        assert keys_text(action.shortcut()) in action.toolTip()
        assert action.text()


@pytest.mark.expect_log("no connection to the exchange")
def test_nothing_starts_before_the_exchange_is_reached(panel: BotsPanel, errors: ErrorCentre) -> None:
    bot = register(panel, "maker")
    panel.run_refresh()
    panel.acts.start.trigger()
    panel.acts.start_all.trigger()
    assert panel._manager.info(bot).state is BotState.LOADED
    assert panel.tasks.running == []
    assert errors.warning_count == 2

"""The positions panel: rows follow the books, their sum is the account, a close takes what the bid takes."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QFontMetrics
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.ui.cell_delegate import PADDING
from algotrade_gui.ui.docks.positions import ACCOUNT, BY_OWNER, PositionsPanel
from algotrade_gui.ui.language import money
from algotrade_gui.ui.models.cells import RowStyle
from algotrade_gui.ui.models.position_rows import POSITION_COLUMNS, POSITION_PLACE, differences_text
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.sources import LimitedParts, PositionDesk
from algotrade_gui.ui.theme import ui_font
from tests.ui.fakes_trading import Sent, TradingStation, taken
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]
FUTURE = InstrumentId("$CARD_future_60")


def real_workstation_fits(workstation: Workstation) -> LimitedParts[PositionDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> TradingStation:
    made = TradingStation(errors)
    made.market.run(30)
    return made


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: TradingStation, navigator: Navigator) -> PositionsPanel:
    made = PositionsPanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(1_000, 300)
    made.show()
    made.run_refresh()
    return made


def text(panel: PositionsPanel, row: int, title: str) -> str:
    return str(panel.model.data(panel.model.index(row, POSITION_PLACE[title])))


def total(panel: PositionsPanel, title: str) -> str:
    return panel.total.cells[POSITION_PLACE[title]][0]


def bid_of(station: TradingStation, instrument: InstrumentId = FUTURE) -> tuple[int, int]:
    quote = station.cache.get_best_prices(instrument)
    assert quote is not None
    assert quote.bid is not None
    assert quote.bid_size is not None
    return quote.bid, quote.bid_size


def test_empty_panel_says_what_would_show_here(panel: PositionsPanel) -> None:
    assert panel._empty.isVisible()
    assert not panel.close_button.isEnabled()
    assert panel.warning.isHidden()


def test_a_row_tells_a_holding(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 4, 100_000)
    station.account.let_go(FUTURE, 1, 100_200)
    panel.run_refresh()
    spot = station.cache.underlying_price(station.market.live[0].underlying)
    assert spot is not None
    bid, _ = bid_of(station)
    assert [text(panel, 0, column.title) for column in POSITION_COLUMNS] == [
        "maker",
        "$CARD future · 60 s",
        "3",
        "1,000.00",
        money(spot),
        money(3 * bid),
        money(3 * (spot - 100_000), signed=True),
        "+2.00",
        "0:30",
        "3,000.00",
    ]


def test_the_sum_below_is_the_accounts_whatever_is_filtered(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    station.account.hold(FUTURE, 2, 99_000, owner="scalper")
    station.account.hold("$HEST_future_75", 1, 98_500, owner="scalper")
    station.account.let_go("$HEST_future_75", 1, 99_000, owner="scalper")
    for grouping in (0, 1):
        panel.grouping.setCurrentIndex(grouping)
        for words in ("", "scalper", "nothing like it"):
            panel.filter.setText(words)
            panel.run_refresh()
            books = station.account.portfolio
            pnl = books.pnl(None)
            assert total(panel, "Unrealised") == money(pnl.unrealised, signed=True)
            assert total(panel, "Realised") == money(pnl.realised, signed=True) == "+5.00"
            assert total(panel, "Locks") == money(books.invested) == "4,980.00"
            assert total(panel, "At bid") == money(books.statement(None).at_bid)


def test_the_sum_counts_what_a_teammate_has_sold_whoever_s_holdings_are_listed(
    panel: PositionsPanel, station: TradingStation
) -> None:
    station.account.hold("$CARD_future_60", 5, 99_000)
    station.account.let_go("$CARD_future_60", 5, 99_700, owner="outside")
    pnl = station.account.portfolio.pnl(None)
    assert pnl.unrealised == 3_500, "nobody holds it any more, and it is no owner's realised gain"
    for grouping in (BY_OWNER, ACCOUNT):
        panel.grouping.setCurrentIndex(panel.grouping.findData(grouping))
        panel.run_refresh()
        assert total(panel, "Unrealised") == money(pnl.unrealised, signed=True)


def test_a_sum_whose_column_has_no_room_is_told_below_and_none_is_told_twice(
    panel: PositionsPanel, station: TradingStation
) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    seen = []
    for width in (1_300, 900, 420):
        panel.resize(width, 300)
        QApplication.processEvents()
        panel.run_refresh()
        seen.append(panel.count.text())
    assert seen == ["", "3,000.00 locked", "realised 0.00, 3,000.00 locked"]


def test_sums_of_five_figures_stand_apart(panel: PositionsPanel) -> None:
    # each has a sum before it
    for title in ("Unrealised", "Realised"):
        room = panel.view.columnWidth(POSITION_PLACE[title])
        assert room >= QFontMetrics(ui_font(bold=True)).horizontalAdvance("+13,614.08") + PADDING, title


def test_grouped_by_bot_or_by_account(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    station.account.hold(FUTURE, 2, 99_000, owner="scalper")
    panel.run_refresh()
    assert panel.model.keys == [(BotId("maker"), FUTURE), (BotId("scalper"), FUTURE)]
    panel.grouping.setCurrentIndex(1)
    assert panel.model.keys == [(None, FUTURE)]
    assert (text(panel, 0, "Bot"), text(panel, 0, "Qty"), text(panel, 0, "Avg cost")) == ("account", "5", "996.00")


def test_a_holding_that_is_gone_leaves(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    panel.run_refresh()
    panel.view.selectRow(0)
    panel.let_settle()
    station.account.portfolio.settle(FUTURE, Cents(100_100))
    panel.run_refresh()
    assert panel.model.rowCount() == 0
    station.account.hold("$CARD_future_75", 3, 100_000)
    panel.run_refresh()
    assert text(panel, 0, "Ends") == "0:45"


def test_what_the_exchange_counts_otherwise_is_shown(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    station.account.reconciler.differences = {FUTURE: -2, InstrumentId("$HEST_future_75"): 1}
    station.account.reconciler.cash_difference = Cents(-1_250)
    panel.run_refresh()
    assert panel.warning.isVisible()
    assert panel.warning.text() == (
        "The exchange counts beyond our books: $CARD future · 60 s -2, $HEST future · 75 s +1, cash -12.50. It is being checked."
    )
    found = panel.model.cell(panel.model.index(0, 0))
    assert found is not None
    assert found[1] is RowStyle.HATCHED
    station.account.reconciler.differences = {}
    station.account.reconciler.cash_difference = Cents(0)
    panel.run_refresh()
    assert panel.warning.isHidden()


def test_letting_settle_sends_nothing_and_marks(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    panel.run_refresh()
    panel.activateWindow()
    panel.view.setFocus()
    panel.view.selectRow(0)
    QTest.keyClick(panel.view, Qt.Key.Key_S)
    assert text(panel, 0, "Ends") == "settles 0:30"
    assert panel.message.text().startswith("Nothing is sent: from 1:00 on")
    assert station.account.sent == []
    panel.let_settle()
    assert text(panel, 0, "Ends") == "0:30"


def test_a_close_sells_at_the_bid_in_the_bots_name(panel: PositionsPanel, station: TradingStation, qt_run: Run) -> None:
    price, size = bid_of(station)
    station.account.hold(FUTURE, size + 2, 100_000)
    station.account.answer = lambda sent: taken(OrderState.FILLED, filled=sent.quantity)
    panel.run_refresh()
    panel.view.selectRow(0)

    panel.activateWindow()
    panel.view.setFocus()

    async def scenario() -> None:
        QTest.keyClick(panel.view, Qt.Key.Key_Delete)
        QTest.keyClick(panel.view, Qt.Key.Key_B, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: "Sold" in panel.message.text())
        await panel.tasks.stop()

    qt_run(scenario())
    (sent,) = station.account.sent
    assert (sent.owner, sent.side, sent.price, sent.quantity) == (BotId("maker"), Side.SELL, price, size)
    assert panel.message.text() == (
        f"$CARD future · 60 s: Sold {size} at {money(price)} or better. The bid takes {size} of {size + 2}."
    )


def test_a_second_click_while_it_is_sold_sells_nothing_twice(
    panel: PositionsPanel, station: TradingStation, qt_run: Run
) -> None:
    station.account.hold(FUTURE, 1, 100_000)
    station.account.refusals[BotId("maker")] = "connection: the session of maker is closed"
    gate = asyncio.Event()

    async def slow(sent: Sent) -> OrderResult:
        await gate.wait()
        return taken(OrderState.REJECTED, message="Insufficient inventory")

    station.account.answer = slow
    panel.run_refresh()
    panel.view.selectRow(0)

    async def scenario() -> None:
        panel.close_selected()
        await until(lambda: station.account.sent)
        assert not panel.close_button.isEnabled()
        panel.close_selected()
        gate.set()
        await until(lambda: "Not sold" in panel.message.text())
        assert panel.close_button.isEnabled()
        await panel.tasks.stop()

    qt_run(scenario())
    (sent,) = station.account.sent
    assert sent.owner == BotId("manual"), "a bot without a connection cannot sell itself"
    assert panel.message.text() == "$CARD future · 60 s: Not sold: Insufficient inventory"


def test_what_open_sells_reserve_is_not_sold_again(panel: PositionsPanel, station: TradingStation, qt_run: Run) -> None:
    station.account.hold(FUTURE, 2, 100_000)
    station.account.rest(FUTURE, Side.SELL, 101_000, 2)
    panel.run_refresh()
    panel.view.selectRow(0)

    async def scenario() -> None:
        panel.close_selected()
        await until(lambda: "reserve" in panel.message.text())
        await panel.tasks.stop()

    qt_run(scenario())
    assert station.account.sent == []


def test_a_teammates_holding_is_not_closed_here(panel: PositionsPanel, station: TradingStation) -> None:
    station.account.portfolio.take_in(FUTURE, 3)
    panel.run_refresh()
    assert text(panel, 0, "Bot") == "outside"
    panel.view.selectRow(0)
    assert not panel.close_button.isEnabled()
    panel.close_selected()
    assert station.account.sent == []


def test_ways_to_chart_and_ladder(panel: PositionsPanel, station: TradingStation, navigator: Navigator) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    panel.run_refresh()
    asked: list[object] = []
    navigator.chart_wanted.connect(lambda target: asked.append(("chart", target)))
    navigator.ladder_wanted.connect(lambda target: asked.append(("ladder", target)))
    panel.view.selectRow(0)
    panel.activateWindow()
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_L)
    QTest.keyClick(panel.view, Qt.Key.Key_C)
    panel.view.activated.emit(panel.model.index(0, 1))
    assert asked == [("ladder", FUTURE), ("chart", FUTURE), ("chart", FUTURE)]


def test_a_holding_can_be_sold_by_ticket(panel: PositionsPanel, station: TradingStation, navigator: Navigator) -> None:
    station.account.hold(FUTURE, 3, 100_000)
    station.account.portfolio.take_in(FUTURE, 2)
    panel.run_refresh()
    asked: list[TicketDraft] = []
    navigator.ticket_wanted.connect(asked.append)
    panel.view.selectAll()
    panel.ticket_action.trigger()
    (draft,) = asked
    assert draft.legs == (TicketLeg(instrument=FUTURE, side=Side.SELL, quantity=3),)


def test_prices_are_greyed_while_the_feed_is_silent(
    panel: PositionsPanel, station: TradingStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.account.hold(FUTURE, 3, 100_000)

    def greyed(age_ms: float) -> set[str]:
        monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: age_ms))
        panel.run_refresh()
        return {POSITION_COLUMNS[at].title for at in panel.view._delegate.greyed}

    assert greyed(30.0) == set()
    assert greyed(900.0) == {"Mark", "At bid", "Unrealised", "Ends"}


def test_columns_are_left_out_where_there_is_no_room_and_come_back(
    panel: PositionsPanel, station: TradingStation
) -> None:
    hidden = [POSITION_PLACE[title] for title in ("Locks", "Avg cost", "Realised")]
    panel.resize(655, 300)
    QApplication.processEvents()
    assert all(panel.view.isColumnHidden(place) for place in hidden)
    assert panel.view.horizontalScrollBar().maximum() == 0
    panel.resize(1_000, 300)
    QApplication.processEvents()
    assert not any(panel.view.isColumnHidden(place) for place in hidden)


def test_rows_out_of_sight_follow_within_ten_updates_and_the_sum_at_once(
    panel: PositionsPanel, station: TradingStation
) -> None:
    for item in station.market.live:
        station.account.hold(item.id, 1, 500)
    panel.run_refresh()
    assert len(panel.view.visible_rows()) < panel.model.rowCount()
    for _ in range(12):
        station.market.step()
        panel.run_refresh()
        pnl = station.account.portfolio.pnl(None)
        assert total(panel, "Unrealised") == money(pnl.unrealised, signed=True)
        for row in panel.view.visible_rows():
            record = panel.model.record_at(row)
            assert record is not None
            assert record.mark == station.account.portfolio.mark(record.instrument)
    for _ in range(10):
        panel.run_refresh()
    for row in range(panel.model.rowCount()):
        record = panel.model.record_at(row)
        assert record is not None
        assert record.mark == station.account.portfolio.mark(record.instrument)
        quote = station.cache.get_best_prices(record.instrument)
        assert record.bid == (None if quote is None else quote.bid)


def test_state_comes_back(qtbot: QtBot, panel: PositionsPanel, station: TradingStation) -> None:
    panel.grouping.setCurrentIndex(1)
    other = PositionsPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert other.grouping.currentIndex() == 1
    other.restore_state({"grouping": 5, "filter": 1, "header": 0})
    assert other.grouping.currentIndex() == 1


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: PositionsPanel, station: TradingStation, mode: Any) -> None:
    from algotrade_gui.ui.theme import theme

    station.account.hold(FUTURE, 3, 100_000)
    panel.run_refresh()
    theme().set_mode(mode)
    assert not panel.grab().isNull()


@pytest.mark.parametrize("width", [480, 550, 700, 1_100])
def test_columns_give_way_instead_of_a_scroll_bar(panel: PositionsPanel, width: int) -> None:
    panel.resize(width, 300)
    QApplication.processEvents()
    assert panel.view.horizontalScrollBar().maximum() == 0
    for title in ("Instrument", "Qty", "Unrealised"):
        assert not panel.view.isColumnHidden(POSITION_PLACE[title])


def test_differences_are_written_as_the_language_writes_numbers(french: None) -> None:
    assert "+1\N{NO-BREAK SPACE}234" in differences_text({InstrumentId("$CARD_future_60"): 1_234}, 0)

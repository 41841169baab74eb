"""The order ticket: checked while typed, sent once, its result in place; several legs stop at the first that fails."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QLabel,
    QLineEdit,
    QScrollArea,
    QStyle,
    QStyleOptionFrame,
)
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.domain.role import Role
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.trading.gameapi import OrderResult
from algotrade_gui.trading.session import RequestTimeoutError
from algotrade_gui.trading.ticket import ProblemKind
from algotrade_gui.trading.ticket_desk import LegState, TicketAccount
from algotrade_gui.ui.docks.ticket import MOST_LEGS, TicketPanel
from algotrade_gui.ui.language import money
from algotrade_gui.ui.models.leg_rows import RESULT_COLUMN
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.sources import LimitedParts
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_trading import Sent, TradingStation, taken
from tests.ui.waiting import until

Run = Callable[[Coroutine[Any, Any, Any]], Any]
FUTURE = InstrumentId("$CARD_future_60")
NEXT = InstrumentId("$CARD_future_75")
MANUAL = BotId("manual")


def real_workstation_fits(workstation: Workstation) -> LimitedParts[TicketAccount]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


def option(station: TradingStation, kind: InstrumentKind, place: int = 2) -> InstrumentId:
    found = [item for item in station.market.live if item.underlying == "$CARD" and item.kind is kind]
    return sorted((item for item in found if item.expiry_ms == 60_000), key=lambda item: item.strike or 0)[place].id


def draft(*legs: TicketLeg, note: str = "") -> TicketDraft:
    return TicketDraft(legs=legs, note=note)


def leg(
    instrument: InstrumentId = FUTURE, side: Side = Side.BUY, price: int | None = 99_000, quantity: int = 1
) -> TicketLeg:
    return TicketLeg(instrument=instrument, side=side, quantity=quantity, price=None if price is None else Cents(price))


def kinds(panel: TicketPanel) -> list[ProblemKind]:
    return [problem.kind for problem in panel.found]


def typed(panel: TicketPanel, *, price: str | None = None, quantity: str | None = None) -> None:
    """As by a hand."""
    for field, text in ((panel.form.price, price), (panel.form.contracts, quantity)):
        if text is not None:
            field.setFocus()
            field.selectAll()
            QTest.keyClicks(field, text)


def test_a_new_ticket_waits_for_a_price(panel: TicketPanel) -> None:
    assert panel.current.instrument == FUTURE
    assert kinds(panel) == [ProblemKind.PRICE]
    assert not panel.form.send.isEnabled()
    assert panel.form.send.toolTip() != ""
    assert panel.form.problem.text() == "Type a price, or take one of those above."
    assert panel.form.problem.property("tone") == "muted"
    assert not panel.form.price.property("invalid"), "nobody has done anything wrong yet"
    assert panel.form.preview.words.startswith("Type a price")


def test_typing_is_checked_and_told_under_the_field(panel: TicketPanel) -> None:
    typed(panel, price="990")
    assert (panel.current.price, panel.found) == (99_000, [])
    assert panel.form.send.isEnabled()
    assert panel.form.reserves.text() == "Reserves 990.00 of 10,000.00 free"
    assert panel.form.preview.picture is not None
    typed(panel, quantity="11")
    assert kinds(panel) == [ProblemKind.CASH]
    assert panel.form.problem.text() == "The order reserves 10,890.00, 10,000.00 are free."
    assert panel.form.contracts.property("invalid") is True
    assert not panel.form.send.isEnabled()
    typed(panel, quantity="1", price="2000")
    assert kinds(panel) == [ProblemKind.BAND]
    typed(panel, price="9x")
    assert kinds(panel) == [ProblemKind.PRICE]
    panel.run_refresh()
    assert panel.form.price.text() == "9x", "what was typed stays to be mended"
    panel.form.lifetime.setText("0")
    assert ProblemKind.LIFETIME in kinds(panel)


@pytest.mark.parametrize("text", ["1,5", "1.5", "1e9", "-2", "0", "9" * 400])
def test_what_is_no_number_of_contracts_is_none(panel: TicketPanel, text: str) -> None:
    typed(panel, price="990", quantity=text)
    assert panel.current.quantity in (None, 0), "never fifteen"
    assert not panel.form.send.isEnabled()
    assert panel.form.contracts.property("invalid") is True
    QTest.keyClick(panel.form.contracts, Qt.Key.Key_Up)
    assert panel.form.contracts.text().isdecimal()


def test_thousands_of_contracts_and_ms_may_be_typed_in_groups(panel: TicketPanel) -> None:
    typed(panel, quantity="1,500")
    assert panel.current.quantity == 1_500
    panel.form.lifetime.setText("2,500")
    assert panel.lifetime_ms == 2_500
    panel.form.lifetime.setText("2,5")
    assert panel.lifetime_ms is None


def test_in_french_a_comma_is_no_group(french: None, panel: TicketPanel) -> None:
    typed(panel, quantity="1,500")
    assert panel.current.quantity is None
    typed(panel, quantity="1 500")
    assert panel.current.quantity == 1_500


def test_worst_best_and_chance_are_told(panel: TicketPanel, station: TradingStation) -> None:
    call = option(station, InstrumentKind.CALL)
    panel.show_draft(draft(leg(call, price=500, quantity=2)))
    text = panel.form.outcome.text().replace("\N{NO-BREAK SPACE}", " ")
    assert text.startswith("Worst -10.00  best no end  mean ")
    assert "gain " in text
    assert panel.form.preview.accessibleName().startswith("Payoff from ")


def test_quick_prices_are_the_books_and_the_models(panel: TicketPanel, station: TradingStation) -> None:
    quote = station.cache.get_best_prices(FUTURE)
    assert quote is not None
    assert quote.bid is not None
    assert quote.ask is not None
    assert quote.twice_mid is not None
    for keys, wanted in (
        (Qt.Key.Key_1, quote.bid),
        (Qt.Key.Key_2, quote.twice_mid // 2),
        (Qt.Key.Key_3, quote.ask),
    ):
        QTest.keyClick(panel.form.price, keys, Qt.KeyboardModifier.AltModifier)
        assert panel.current.price == wanted
        assert panel.form.price.text() == money(wanted)
    panel.form.quick["theo"].click()
    theo = station.cache.fair.theo(FUTURE)
    assert theo is not None
    assert panel.current.price == int(theo // 1), "a buyer pays no part of a cent more"
    panel.set_side(Side.SELL)
    panel.take_price("theo")
    assert panel.current.price == -int(-theo // 1)


def test_prices_stand_out_from_their_names_and_in_the_colours_of_their_sides(
    panel: TicketPanel, station: TradingStation
) -> None:
    panel.run_refresh()
    quote = station.cache.get_best_prices(FUTURE)
    assert quote is not None
    assert quote.bid is not None
    button = panel.form.quick["bid"]
    assert button.text() == money(quote.bid)
    assert button.accessibleName() == "Bid"
    inks = {name: each.palette().buttonText().color() for name, each in panel.form.quick.items()}
    assert (inks["bid"], inks["ask"]) == (theme().colour("up"), theme().colour("down"))
    caption = next(each for each in panel.form.findChildren(QLabel) if each.text() == "Bid")
    assert caption.palette().windowText().color() == theme().colour("muted")
    assert caption.mapTo(panel, QPoint(0, caption.height())).y() <= button.mapTo(panel, QPoint(0, 1)).y()


def test_a_ticket_in_the_window_of_1280_needs_no_scroll_bar(panel: TicketPanel) -> None:
    panel.resize(560, 333)
    panel.form.result.setText("Rolled to the next contract: look at the price.")
    panel.run_refresh()
    QApplication.processEvents()
    area = panel.form.findChild(QScrollArea)
    assert area is not None
    assert area.verticalScrollBar().maximum() == 0


def test_quick_prices_rest_while_the_feed_is_silent(panel: TicketPanel, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: 900.0))
    panel.run_refresh()
    assert not any(button.isEnabled() for button in panel.form.quick.values())


def test_size_by_cash_follows_the_price(panel: TicketPanel) -> None:
    typed(panel, price="100", quantity="3")
    panel.form.size_by.setCurrentIndex(1)
    assert panel.form.cash.cents == 30_000, "what was typed as contracts stays what it reserves"
    panel.form.cash.setFocus()
    panel.form.cash.selectAll()
    QTest.keyClicks(panel.form.cash, "1050")
    assert panel.current.size == 10
    typed(panel, price="300")
    assert panel.current.size == 3
    assert panel.form.reserves.text() == "Reserves 900.00 of 10,000.00 free   size 3"
    typed(panel, price="2000")
    assert ProblemKind.QUANTITY in kinds(panel)
    panel.form.size_by.setCurrentIndex(0)
    assert panel.current.size == 3


def rub_out(field: QLineEdit) -> None:
    field.selectAll()
    QTest.keyClick(field, Qt.Key.Key_Delete)


def test_an_amount_of_cash_without_a_price_waits_for_it(panel: TicketPanel) -> None:
    typed(panel, price="100", quantity="3")
    panel.form.size_by.setCurrentIndex(1)
    rub_out(panel.form.price)
    assert not panel.send_action.isEnabled()
    assert panel.form.problem.text() == "Type a price, or take one of those above."
    assert not panel.form.cash.property("invalid")
    rub_out(panel.form.cash)
    assert "contracts" in panel.form.problem.text()


def test_the_lifetime_of_a_contract_can_be_read(panel: TicketPanel) -> None:
    lifetime = panel.form.lifetime
    lifetime.set_number(60_000)
    option = QStyleOptionFrame()
    lifetime.initStyleOption(option)
    inside = lifetime.style().subElementRect(QStyle.SubElement.SE_LineEditContents, option, lifetime)
    # Qt keeps two pixels free at either side of the text
    assert lifetime.fontMetrics().horizontalAdvance("60000") + lifetime.textMargins().right() <= inside.width() - 4


def test_a_sale_needs_what_is_held(panel: TicketPanel, station: TradingStation) -> None:
    typed(panel, price="1010")
    QTest.keyClick(panel.form.price, Qt.Key.Key_L, Qt.KeyboardModifier.AltModifier)
    assert panel.current.side is Side.SELL
    assert kinds(panel) == [ProblemKind.CONTRACTS]
    station.account.hold(FUTURE, 1, 100_000)
    panel.run_refresh()
    assert panel.found == []
    assert panel.form.reserves.text() == "Reserves contracts: 1"
    QTest.keyClick(panel.form.price, Qt.Key.Key_B, Qt.KeyboardModifier.AltModifier)
    assert panel.form.buy.isChecked()


def test_the_gates_word_keeps_it_from_being_sent(panel: TicketPanel, station: TradingStation) -> None:
    station.account.refusals[MANUAL] = "halt: trading is not armed"
    typed(panel, price="990")
    assert kinds(panel) == [ProblemKind.GATE]
    assert panel.form.send.toolTip() == "halt: trading is not armed"
    panel.send()
    assert station.account.sent == []


def test_ctrl_return_sends_once_and_shows_what_came_of_it(
    panel: TicketPanel, station: TradingStation, qt_run: Run
) -> None:
    gate = asyncio.Event()

    async def slow(sent: Sent) -> OrderResult:
        await gate.wait()
        order = station.account.rest(sent.instrument, sent.side, sent.price, sent.quantity, owner="manual")
        return OrderResult(
            ok=True,
            state=OrderState.WORKING,
            order_id=order.order_id,
            filled=0,
            cash=Cents(0),
            message="",
            client_id=order.client_id,
        )

    station.account.answer = slow
    typed(panel, price="990", quantity="3")

    async def scenario() -> None:
        QTest.keyClick(panel.form.price, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        await until(lambda: station.account.sent)
        assert not panel.form.send.isEnabled()
        assert (panel.form.send.text(), panel.form.result.text()) == ("Sending", "sending")
        panel.send()
        panel.clear()
        panel.show_draft(draft(leg(NEXT)))
        gate.set()
        await until(panel.form.send.isEnabled)
        await panel.tasks.stop()

    qt_run(scenario())
    (sent,) = station.account.sent
    assert sent == Sent(MANUAL, FUTURE, Side.BUY, 99_000, 3, 5_000, "by hand")
    assert panel.form.result.text() == "No. 1: working, 0 of 3"
    (order,) = station.account.orders.orders.values()
    station.account.fill(order, 2, 1_000)
    panel.run_refresh()
    assert panel.form.result.text() == "No. 1: part filled, 2 of 3"


@pytest.mark.parametrize(
    ("answer", "text"),
    [
        (taken(OrderState.REJECTED, message="Insufficient balance"), "rejected: Insufficient balance"),
        (taken(OrderState.DENIED, message="price_band: too far"), "denied here: price_band: too far"),
        (taken(OrderState.FILLED, filled=1), "filled"),
    ],
)
def test_a_refusal_is_said_in_place(
    panel: TicketPanel, station: TradingStation, qt_run: Run, answer: OrderResult, text: str
) -> None:
    station.account.answer = lambda _sent: answer
    typed(panel, price="990")

    async def scenario() -> None:
        panel.form.send.click()
        await until(lambda: panel.form.result.text() == text)
        await panel.tasks.stop()

    qt_run(scenario())
    assert panel.form.send.isEnabled()


def test_an_unknown_fate_is_said(panel: TicketPanel, station: TradingStation, qt_run: Run) -> None:
    async def lost(_sent: Sent) -> OrderResult:
        raise RequestTimeoutError("no answer within 3 s")

    station.account.answer = lost
    typed(panel, price="990")

    async def scenario() -> None:
        panel.send()
        await until(lambda: panel.form.result.text() == "fate unknown: no answer within 3 s")
        await panel.tasks.stop()

    qt_run(scenario())


def test_nothing_starts_after_shutdown(panel: TicketPanel, station: TradingStation, qt_run: Run) -> None:
    typed(panel, price="990")

    async def scenario() -> None:
        await panel.tasks.stop()
        panel.send()
        assert panel.form.send.isEnabled()

    qt_run(scenario())
    assert station.account.sent == []


def test_a_draft_with_a_price_missing_gets_one_that_deals(panel: TicketPanel, station: TradingStation) -> None:
    quote = station.cache.get_best_prices(FUTURE)
    assert quote is not None
    panel.show_draft(draft(leg(price=None)))
    assert panel.current.price == quote.ask
    station.account.hold(FUTURE, 1, 100_000)
    panel.show_draft(draft(leg(side=Side.SELL, price=None)))
    assert panel.current.price == quote.bid


def three(station: TradingStation) -> TicketDraft:
    put, call = option(station, InstrumentKind.PUT), option(station, InstrumentKind.CALL)
    return draft(leg(FUTURE), leg(put, price=500), leg(call, price=600), note="box")


def test_legs_are_listed_and_edited_one_at_a_time(panel: TicketPanel, station: TradingStation) -> None:
    panel.show_draft(three(station))
    form = panel.form
    assert form.legs.isVisible()
    assert form.model.rowCount() == 3
    assert form.result.text() == "box"
    assert form.send.text() == "Send all"
    assert "in this order" in form.send.toolTip()
    assert form.reserves.text() == "Reserves 1,001.00 of 10,000.00 free"
    form.legs.selectRow(1)
    assert form.price.cents == 500
    typed(panel, price="0")
    assert form.problem.text().startswith("Leg 2: A price above zero")
    assert "A price above zero" in str(form.model.data(form.model.index(1, RESULT_COLUMN)))
    form.legs.selectRow(0)
    assert form.price.property("invalid") is False, "the fault is another leg's"
    assert not form.send.isEnabled()
    form.legs.selectRow(1)
    form.legs.setFocus()
    QTest.keyClick(form.legs, Qt.Key.Key_Delete)
    assert [one.price for one in panel.legs] == [99_000, 600]
    panel.add_leg()
    assert (len(panel.legs), panel._at) == (3, 2)
    assert panel.current.price is None
    panel.clear()
    assert not form.legs.isVisible()
    assert (len(panel.legs), panel.current.price, panel.found != []) == (1, None, True)


def test_what_was_typed_and_is_nothing_goes_with_its_leg(panel: TicketPanel, station: TradingStation) -> None:
    typed(panel, price="9x", quantity="2x")
    panel.clear()
    assert (panel.form.price.text(), panel.form.contracts.text()) == ("", "1")
    panel.show_draft(draft(leg(quantity=3, price=None), leg(NEXT, price=None)))
    panel.legs[1].price = None
    typed(panel, price="9x", quantity="2x")
    panel.form.legs.selectRow(1)
    assert panel.current is panel.legs[1]
    assert (panel.form.price.text(), panel.form.contracts.text()) == ("", "1")
    typed(panel, price="9x")
    panel.run_refresh()
    assert panel.form.price.text() == "9x", "what is typed stays to be mended"


def test_another_draft_shows_its_first_leg_also_where_it_has_fewer(panel: TicketPanel, station: TradingStation) -> None:
    panel.show_draft(three(station))
    panel.form.legs.selectRow(2)
    shorter = three(station).legs[:2]
    panel.show_draft(draft(*shorter))
    assert panel.current is panel.legs[0]
    assert panel.form.legs.currentIndex().row() == 0
    typed(panel, price="1")
    assert [each.price for each in panel.legs] == [100, shorter[1].price]


def test_legs_are_sent_in_order_and_stop_at_the_first_that_fails(
    panel: TicketPanel, station: TradingStation, qt_run: Run
) -> None:
    wanted = three(station)
    panel.show_draft(wanted)
    answers = [taken(OrderState.FILLED, filled=1), taken(OrderState.REJECTED, message="Insufficient balance")]
    station.account.answer = lambda _sent: answers.pop(0)

    async def scenario() -> None:
        panel.form.send.click()
        await until(lambda: not answers and panel.form.send.isEnabled())
        await panel.tasks.stop()

    qt_run(scenario())
    assert [sent.instrument for sent in station.account.sent] == [one.instrument for one in wanted.legs[:2]]
    assert {sent.why for sent in station.account.sent} == {"box"}
    model = panel.form.model
    told = [str(model.data(model.index(row, RESULT_COLUMN))) for row in range(3)]
    assert told == ["filled", "rejected: Insufficient balance", "not sent: leg 2 was not taken"]


def test_a_begun_second_counts_as_in_the_other_panels(panel: TicketPanel, station: TradingStation) -> None:
    assert 30_000 < station.market.cache.time_ms < 31_000
    assert panel.form.left.text() == "0:30"
    station.market.step(by_ms=1_000)
    panel.run_refresh()
    assert panel.form.left.text() == "0:29"


def test_a_draft_of_too_many_legs_says_what_it_left_out(panel: TicketPanel) -> None:
    panel.show_draft(draft(*[leg() for _ in range(MOST_LEGS + 2)], note="grid"))
    assert len(panel.legs) == MOST_LEGS
    assert panel.form.result.text() == "grid: 2 legs more than a ticket takes were left out"
    panel.show_draft(draft())
    assert len(panel.legs) == MOST_LEGS


def test_a_role_that_rolls_takes_the_price_away_and_a_pin_holds(panel: TicketPanel, station: TradingStation) -> None:
    typed(panel, price="990")
    station.market.run(31)
    panel.run_refresh()
    assert (panel.current.instrument, panel.current.price) == (NEXT, None)
    assert panel.form.price.text() == ""
    assert "look at the price" in panel.form.result.text()
    panel.form.picker.pin.click()
    assert panel.current.target == NEXT
    station.market.run(15)
    panel.run_refresh()
    assert panel.current.instrument == NEXT
    assert ProblemKind.EXPIRED in kinds(panel)
    panel.form.picker.pin.click()
    assert panel.current.instrument == "$CARD_future_90"


def test_a_price_of_the_round_before_is_none(panel: TicketPanel, station: TradingStation, qt_run: Run) -> None:
    typed(panel, price="990")

    async def scenario() -> None:
        panel.send()
        await until(lambda: panel.current.report is not None and panel.current.report.state is LegState.TAKEN)
        await until(panel.form.send.isEnabled)
        await panel.tasks.stop()

    qt_run(scenario())
    station.market.restart()
    station.market.run(30)
    panel.send()
    assert len(station.account.sent) == 1, "a contract of the same name is another one"
    assert (panel.current.instrument, panel.current.price) == (FUTURE, None)
    assert (panel.form.price.text(), panel.form.result.text()) == ("", "")
    typed(panel, price="991")
    panel.run_refresh()
    assert panel.current.price == 99_100
    assert panel.found == []


def test_combos_aim_the_ticket(panel: TicketPanel) -> None:
    typed(panel, price="990")
    panel.form.picker.kind.setCurrentIndex(panel.form.picker.kind.findData(InstrumentKind.UNDERLYING))
    assert kinds(panel) == [ProblemKind.INSTRUMENT]
    assert panel.current.price is None
    panel.show_target(InstrumentId("no id at all"))
    assert panel.current.instrument == "$CARD"


def test_the_wheel_steps_by_what_fits_the_spread(panel: TicketPanel, station: TradingStation) -> None:
    typed(panel, price="990")
    quote = station.cache.get_best_prices(FUTURE)
    assert quote is not None
    assert quote.spread is not None
    assert 1 < panel.form.price.step <= quote.spread / 10
    QTest.keyClick(panel.form.price, Qt.Key.Key_Up)
    assert panel.current.price == 99_000 + panel.form.price.step


def test_state_comes_back_without_a_price(qtbot: QtBot, panel: TicketPanel, station: TradingStation) -> None:
    role = Role(underlying=Underlying("$HEST"), kind=InstrumentKind.CALL, nth_expiry=1, strike_offset=-1)
    panel.show_target(role)
    panel.form.lifetime.setText("900")
    typed(panel, price="3")
    other = TicketPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert (other.current.target, other.lifetime_ms, other.current.price) == (role, 900, None)
    for broken in ({"kind": "x"}, {"lifetime_ms": "a", "underlying": 3}, {"kind": "call", "underlying": "$CARD"}):
        other.restore_state(broken)
    assert (other.current.target, other.lifetime_ms) == (role, 900)


def test_no_contract_yet_is_said(qtbot: QtBot, themed: QApplication, errors: ErrorCentre) -> None:
    empty = TicketPanel(TradingStation(errors), Navigator())
    qtbot.addWidget(empty)
    empty.show()
    empty.run_refresh()
    assert empty.form.instrument.text() == "No such contract yet"
    assert not empty.form.send.isEnabled()
    assert empty.form.problem.text() == "Prices show here once the exchange lists it."
    assert empty.form.problem.property("tone") == "muted", "nobody has done anything wrong"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: TicketPanel, station: TradingStation, mode: Any) -> None:
    panel.show_draft(three(station))
    theme().set_mode(mode)
    assert not panel.grab().isNull()
    assert panel.form.minimumSizeHint().width() <= 374

"""The fills panel and the explanation of a fill: newest first, to the cent, with what was known then."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.domain.quote import EMPTY_BOOK, Book, Level
from algotrade_gui.trading.explain import Delays, Explanation
from algotrade_gui.ui.dialogs.explain_fill import NO_REASON, NOT_KNOWN, ExplainFillDialog
from algotrade_gui.ui.docks.fills import FillsPanel
from algotrade_gui.ui.models.fill_rows import FILL_COLUMNS
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, FillDesk
from tests.ui.fakes_trading import TradingStation

PLACE = {column.title: place for place, column in enumerate(FILL_COLUMNS)}


def real_workstation_fits(workstation: Workstation) -> AccountParts[FillDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> TradingStation:
    made = TradingStation(errors)
    made.market.run(42)
    return made


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: TradingStation, navigator: Navigator) -> FillsPanel:
    made = FillsPanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(900, 300)
    made.show()
    made.run_refresh()
    return made


def order(station: TradingStation, **changes: Any) -> Order:
    given = {"instrument": "$CARD_future_60", "price": 99_150, "quantity": 5, "now_ms": station.cache.time_ms}
    return station.account.rest(**{**given, **changes})


def told(station: TradingStation, made: Order, **changes: Any) -> Explanation:
    """What was known of the order's last fill."""
    known = Explanation(
        fill=station.account.orders.fills[-1],
        price=made.price,
        quantity=made.quantity,
        update_ms=RoundMs(41_900),
        expires_ms=RoundMs(46_900),
        book=Book(bids=(Level(Cents(99_100), 3),), asks=(Level(Cents(99_400), 2), Level(Cents(99_700), 5))),
        theo=99_300.4,
        intrinsic=Cents(99_250),
        underlying_price=Cents(99_250),
        params={"spread_percent": 0.5, "loud": True},
        delays=Delays(
            update_to_placed_ms=1.24,
            round_trip_ms=38.5,
            acknowledged_ms=RoundMs(42_000),
            placed_to_acknowledged_ms=100,
            placed_to_filled_ms=140,
        ),
        passive=True,
        why=made.why,
    )
    return replace(known, **changes)


def text(panel: FillsPanel, row: int, title: str) -> str:
    return str(panel.model.data(panel.model.index(row, PLACE[title])))


def test_empty_panel_says_what_would_show_here(panel: FillsPanel) -> None:
    assert panel._empty.isVisible()
    assert not panel.explain_button.isEnabled()


def test_fills_are_listed_newest_first_and_to_the_cent(panel: FillsPanel, station: TradingStation) -> None:
    made = order(station)
    made.why = "bid 12 under theo"
    for quantity in (1, 2):
        station.account.fill(made, quantity, station.cache.time_ms)
    panel.run_refresh()
    station.account.fill(made, 1, station.cache.time_ms)
    panel.run_refresh()
    assert panel.model.keys == [3, 2, 1]
    shown = [text(panel, 1, column.title) for column in FILL_COLUMNS]
    assert shown == [
        "0:42",
        "maker",
        "$CARD future · 60 s",
        "bought",
        "2",
        "991.50",
        "-1,983.00",
        "passive",
        "bid 12 under theo",
    ]
    assert panel.count.text() == "3 fills"


def test_the_count_is_of_all_fills_not_of_those_that_are_kept(panel: FillsPanel, station: TradingStation) -> None:
    for _ in range(3):
        station.account.fill(order(station), 1, station.cache.time_ms)
    station.account.orders.dropped = 10_000
    panel.run_refresh()
    assert panel.count.text() == "10,003 fills, the newest 3 listed"


def test_a_new_round_empties_the_table_and_its_fills_are_listed_again(
    panel: FillsPanel, station: TradingStation
) -> None:
    station.account.fill(order(station), 1, 1_000)
    panel.run_refresh()
    station.account.orders.fills.clear()
    panel.run_refresh()
    assert panel.model.rowCount() == 0


def test_the_filter_looks_through_the_reason_too(panel: FillsPanel, station: TradingStation) -> None:
    first, second = order(station), order(station, owner="scalper", side=Side.SELL)
    second.why = "gap closed"
    for one in (first, second):
        station.account.fill(one, 1, 1_000)
    panel.run_refresh()
    for words, wanted in (("bought", [1]), ("gap", [2]), ("maker passive", [1]), ("", [2, 1])):
        panel.filter.setText(words)
        assert panel.model.keys == wanted, words


def test_return_and_double_click_explain(
    qtbot: QtBot, panel: FillsPanel, station: TradingStation, navigator: Navigator
) -> None:
    made = order(station)
    made.why = "bid 12 under theo"
    station.account.fill(made, 2, station.cache.time_ms)
    station.account.explanations.known[made.client_id] = told(station, made)
    panel.run_refresh()
    panel.activateWindow()
    panel.view.setFocus()
    panel.view.setCurrentIndex(panel.model.index(0, 1))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    (dialog,) = panel.findChildren(ExplainFillDialog)
    assert dialog.isVisible()
    said = dialog.texts
    assert said[0] == "Bought 2 $CARD future · 60 s at 991.50"
    assert "bid 12 under theo" in said
    wanted = [
        ("Limit", "991.50 for 5 contracts"),
        ("Newest update then", "0:41.9"),
        ("Theo", "993.00"),
        ("Gain against theo", "+3.01"),
        ("Gain against intrinsic", "+2.00"),
        ("Age of that update when sent", "1.2 ms"),
        ("From sending to the answer", "38.5 ms"),
        ("From that update to the deal", "140 ms on the round's clock"),
        ("spread_percent", "0.5"),
        ("loud", "yes"),
    ]
    for name, value in wanted:
        assert said[said.index(name) + 1] == value, name
    # the values of all sections begin at one place, whatever names stand before them
    QApplication.processEvents()
    labels = {label.text(): label for label in dialog.findChildren(QLabel)}
    assert len({labels[value].geometry().left() for value in ("991.50 for 5 contracts", "1.2 ms", "yes")}) == 1
    assert {"991.00", "994.00", "997.00"} <= set(said)
    asked: list[object] = []
    navigator.chart_wanted.connect(asked.append)
    dialog.chart_button.click()
    assert asked == [made.instrument]
    assert not dialog.isVisible()
    panel.view.activated.emit(panel.model.index(0, 1))
    assert any(one.isVisible() for one in panel.findChildren(ExplainFillDialog))


def test_settings_are_called_as_in_the_bots_form(
    qtbot: QtBot, themed: QApplication, station: TradingStation, navigator: Navigator
) -> None:
    panel = FillsPanel(station, navigator, labels=lambda owner: {"spread_percent": f"Spread of {owner}"})
    qtbot.addWidget(panel)
    made = order(station)
    station.account.fill(made, 1, station.cache.time_ms)
    station.account.explanations.known[made.client_id] = told(station, made)
    panel.run_refresh()
    panel.view.selectRow(0)
    panel.explain()
    said = panel.findChildren(ExplainFillDialog)[-1].texts
    assert f"Spread of {made.owner}" in said
    assert "spread_percent" not in said
    assert "loud" in said, "what the form does not know keeps its name"


def test_what_is_not_known_is_said(
    qtbot: QtBot, panel: FillsPanel, station: TradingStation, navigator: Navigator
) -> None:
    made = order(station, side=Side.SELL)
    station.account.fill(made, 1, station.cache.time_ms)
    fill = station.account.orders.fills[-1]
    dialog = ExplainFillDialog(fill, None, None, navigator, panel)
    assert dialog.texts[0] == "Sold 1 $CARD future · 60 s at 991.50"
    assert {NO_REASON, NOT_KNOWN} <= set(dialog.texts)
    dialog.reject()
    blind = told(
        station,
        made,
        theo=None,
        intrinsic=None,
        underlying_price=None,
        book=EMPTY_BOOK,
        params={},
        delays=Delays(
            update_to_placed_ms=None,
            round_trip_ms=None,
            acknowledged_ms=None,
            placed_to_acknowledged_ms=None,
            placed_to_filled_ms=100,
        ),
    )
    dialog = ExplainFillDialog(fill, made, blind, navigator, panel)
    assert "There was none." in dialog.texts
    assert dialog.texts.count("not known") >= 3
    dialog.reject()


def test_the_kill_switchs_reason_stands_in_for_the_orders(panel: FillsPanel, station: TradingStation) -> None:
    station.account.fill(order(station), 1, 1_000)
    fills = station.account.orders.fills
    fills[-1] = replace(fills[-1], client_id=ClientOrderId("gone"), reason="kill switch")
    panel.run_refresh()
    assert text(panel, 0, "Why") == "kill switch"


def test_state_comes_back(qtbot: QtBot, panel: FillsPanel, station: TradingStation) -> None:
    panel.filter.setText("maker")
    panel.view.setColumnWidth(PLACE["Price"], 140)
    other = FillsPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert (other.filter.text(), other.view.columnWidth(PLACE["Price"])) == ("maker", 140)
    other.restore_state({"filter": 3, "header": 4})

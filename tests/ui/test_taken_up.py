"""What the window says of orders that were working when the program ended."""

from pathlib import Path

import pytest
from PySide6.QtWidgets import QApplication, QLabel
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import OrderState, Side
from algotrade_gui.recording.left import Left
from algotrade_gui.recording.take_up import TakenUp
from algotrade_gui.trading.records import OrderRecord
from algotrade_gui.ui.dialogs.taken_up import TakenUpDialog
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from tests.ui.stations import make_station

FUTURE = InstrumentId("$SIMP_future_60")


def taken_up(*, same_round: bool) -> TakenUp:
    order = OrderRecord(
        time_ms=RoundMs(1_000),
        client_id=ClientOrderId("earlier-1-0000000001"),
        order_id=ExchangeOrderId(7),
        owner=BotId("<b>maker</b>"),
        instrument=FUTURE,
        side=Side.BUY,
        price=Cents(100_050),
        quantity=5,
        placed_ms=RoundMs(900),
        expires_ms=RoundMs(9_000),
        before=OrderState.SUBMITTED,
        state=OrderState.WORKING,
        filled=2,
        cash=Cents(-200_100),
        reason=None,
    )
    left = Left(
        round="1-1",
        number=1,
        address="there",
        clean=False,
        ended_wall=0,
        first=(RoundMs(0), 0),
        last=(RoundMs(1_000), 1_000),
        listed=(FUTURE,),
        records=(order,),
        working=(order,),
        positions={BotId("<b>maker</b>"): {FUTURE: 2}},
        cash=Cents(799_900),
        candles={},
    )
    return TakenUp(left=left, same_round=same_round, outcome="The round is over")


@pytest.mark.parametrize("same_round", [True, False])
def test_the_banner_tells_it_and_shows_the_list(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre, same_round: bool
) -> None:
    station = make_station(tmp_path, errors)
    window = MainWindow(station, LogBuffer())
    try:
        window.show()
        assert window.banner.text == ""
        station.taken_up = taken_up(same_round=same_round)
        station._set_phase(Phase.RUNNING)
        assert window.banner.text.startswith("1 order was working when the program ended without being closed at ")
        assert window.banner.text.endswith(". The round is over.")
        show, dismiss = window.banner.buttons
        show.click()
        dialog = window.findChild(TakenUpDialog)
        assert dialog is not None
        shown = [dialog.orders.item(0, column) for column in range(dialog.orders.columnCount())]
        assert [cell.text() for cell in shown if cell is not None] == [
            "<b>maker</b>",
            "buy",
            "3",
            str(FUTURE),
            "1,000.50",
            "working",
            "unknown" if same_round else "expired",
        ]
        count = dialog.positions.item(0, 2)
        assert count is not None
        assert count.text() == "2"
        assert any("7,999.00" in label.text() for label in dialog.findChildren(QLabel))
        dialog.reject()
        dismiss.click()
        assert window.banner.text == ""
    finally:
        window.pump.stop()
        window.finish_closing()
        window.deleteLater()

"""The settlement rail: blocks, what they say, choosing by pointer and keys, where they lead, warnings, pace."""

from dataclasses import replace
from typing import Any

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QBoxLayout
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.settlement_outlook import Outlook, look_ahead
from algotrade_gui.ui import book_panel
from algotrade_gui.ui.docks import settlement_rail as module
from algotrade_gui.ui.docks.settlement_rail import BELOW_PX, BESIDE_PX, SettlementRailPanel
from algotrade_gui.ui.language import money
from algotrade_gui.ui.models.holding_rows import COLUMNS, RANKS
from algotrade_gui.ui.navigator import Navigator, TicketLeg
from algotrade_gui.ui.settlement_canvas import LEAST_COLUMN_PX, BlockKey, SettlementCanvas, key_of, seconds_left
from algotrade_gui.ui.sources import AccountParts, BookDesk
from algotrade_gui.ui.theme import theme
from tests.ui.books import BookStation

SIMP, CARD = Underlying("$SIMP"), Underlying("$CARD")


def real_workstation_fits(workstation: Workstation) -> AccountParts[BookDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> BookStation:
    return BookStation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: BookStation, navigator: Navigator) -> SettlementRailPanel:
    made = SettlementRailPanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(760, 300)
    with qtbot.waitExposed(made):
        made.show()
    return made


def contracts(station: BookStation, underlying: str) -> list[str]:
    """The live contracts of an underlying: by expiry, the future first, then by strike."""
    found = [one for one in station.market.live if one.underlying == underlying]
    return [one.id for one in sorted(found, key=lambda one: (one.expiry_ms or 0, one.strike or 0, one.id))]


def hold(station: BookStation) -> list[BlockKey]:
    """A future and an option of SIMP's next expiry, one of CARD's next and of SIMP's last; returns the blocks' keys."""
    simp, card = contracts(station, "$SIMP"), contracts(station, "$CARD")
    station.account.buy(simp[0], 2, 99_000)
    station.account.buy(simp[3], 3, 700, "sniper")
    station.account.buy(card[0], 1, 98_000)
    station.account.buy(simp[-1], 4, 400)
    expiries = sorted({one.expiry_ms for one in station.market.live if one.expiry_ms is not None})
    return [(expiries[0], CARD), (expiries[0], SIMP), (expiries[-1], SIMP)]


def keys(panel: SettlementRailPanel) -> list[BlockKey]:
    return [key_of(each) for each in panel._outlooks]


def test_a_rail_that_shows_old_prices_is_not_taken_for_one_that_was_asleep(
    panel: SettlementRailPanel, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(module, "is_stale", lambda _cache: True)
    panel.run_refresh()
    assert panel._greyed
    assert not panel.stale
    assert not panel.wake(), "there is nothing to catch up with"


def test_an_empty_rail_says_what_will_show_here(panel: SettlementRailPanel) -> None:
    assert panel._empty.isVisible()
    assert "Nothing that is held expires" in panel._empty.text()
    assert (panel.locked.text, panel.now.text, panel.warning.text()) == ("–", "–", "")
    panel.open_ticket()
    panel.show_chart()


def test_a_block_for_each_underlying_and_expiry_the_next_first(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    expected = hold(station)
    panel.run_refresh()
    assert not panel._empty.isVisible()
    assert keys(panel) == expected
    canvas = panel.canvas
    first, below, later = (canvas.block(key) for key in expected)
    assert first.left() == below.left() < later.left()
    assert first.bottom() < below.top()
    assert later.top() == first.top()
    assert panel.locked.text == money(2 * 99_000 + 3 * 700 + 98_000 + 4 * 400)
    assert panel.now.text == money(sum(each.now.pnl for each in panel._outlooks if each.now), signed=True)


def test_the_time_line_runs_from_now_to_a_minute(panel: SettlementRailPanel, station: BookStation) -> None:
    hold(station)
    panel.run_refresh()
    canvas = panel.canvas
    assert 0 < canvas.x_of(0) < canvas.x_of(15) < canvas.x_of(60) < canvas.width()
    before = [canvas.block(key) for key in keys(panel)]
    left_s = [seconds_left(each) for each in panel._outlooks]
    station.market.step(by_ms=1_000)
    panel.run_refresh()
    assert [seconds_left(each) for each in panel._outlooks] == [left - 1 for left in left_s]
    # numbers stand still while the line runs down
    assert [canvas.block(key) for key in keys(panel)] == before


def test_what_has_settled_goes_and_its_selection_with_it(panel: SettlementRailPanel, station: BookStation) -> None:
    expected = hold(station)
    panel.run_refresh()
    panel.select(expected[0])
    assert panel.canvas.chosen is not None
    for name in contracts(station, "$CARD")[:1]:
        station.account.portfolio.settle(name, 100_000)  # type: ignore[arg-type]  # plain values
    next_second(panel, station)
    assert keys(panel) == expected[1:]
    assert panel.canvas.chosen is None


def next_second(panel: SettlementRailPanel, station: BookStation) -> None:
    """A second later, and shown."""
    station.market.step(by_ms=1_000)
    panel.run_refresh()
    panel.run_refresh()


def test_it_looks_ahead_once_a_second_whatever_is_dealt(
    panel: SettlementRailPanel, station: BookStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(station)
    panel.run_refresh()
    assert len(panel.canvas._outlooks) == 3, "the first holding is shown at once"
    calls: list[int] = []

    def counted(*parts: Any) -> Any:
        calls.append(1)
        return look_ahead(*parts)

    monkeypatch.setattr(module, "look_ahead", counted)
    for _ in range(5):
        station.account.buy(contracts(station, "$CARD")[0], 1, 99_000)
        panel.run_refresh()
    assert calls == []
    next_second(panel, station)
    assert len(calls) == 1
    assert panel.canvas._outlooks[0].contracts == 6


def test_a_new_second_is_worked_out_in_one_turn_and_shown_in_the_next(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    hold(station)
    panel.run_refresh()
    left_s = seconds_left(panel.canvas._outlooks[0])
    station.market.step(by_ms=1_000)
    panel.run_refresh()
    assert seconds_left(panel.canvas._outlooks[0]) == left_s
    panel.run_refresh()
    assert seconds_left(panel.canvas._outlooks[0]) == left_s - 1


def test_it_is_shown_also_where_each_visit_brings_a_new_second(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    # a slow machine, on which the pump leaves out every second update
    hold(station)
    panel.run_refresh()
    left_s = seconds_left(panel.canvas._outlooks[0])
    for passed in range(1, 4):
        station.market.step(by_ms=1_000)
        panel.run_refresh()
        assert seconds_left(panel.canvas._outlooks[0]) in (left_s - passed, left_s - passed + 1)


def test_a_hidden_panel_does_nothing_and_catches_up_when_shown(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    panel.hide()
    panel.mark_stale()
    hold(station)
    assert panel._outlooks == []
    panel.show()
    assert len(panel._outlooks) == 3


# --- choosing ---


def test_a_click_selects_and_a_double_click_fills_the_ticket_with_sales(
    panel: SettlementRailPanel, station: BookStation, navigator: Navigator, qtbot: QtBot
) -> None:
    expected = hold(station)
    panel.run_refresh()
    at = panel.canvas.block(expected[1]).center().toPoint()
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=at)
    assert panel.canvas.chosen is not None
    assert key_of(panel.canvas.chosen) == expected[1]
    with qtbot.waitSignal(navigator.ticket_wanted) as wanted:
        QTest.mouseDClick(panel.canvas, Qt.MouseButton.LeftButton, pos=at)
    (draft,) = wanted.args or [None]
    simp = contracts(station, "$SIMP")
    assert draft.legs == (
        TicketLeg(instrument=simp[0], side=Side.SELL, quantity=2),  # type: ignore[arg-type]
        TicketLeg(instrument=simp[3], side=Side.SELL, quantity=3),  # type: ignore[arg-type]
    )
    assert "$SIMP" in draft.note
    QTest.mouseClick(panel.canvas, Qt.MouseButton.LeftButton, pos=QPoint(panel.canvas.width() - 2, 40))
    assert panel.canvas.chosen is None


def test_the_keys_go_over_the_blocks_and_lead_on(
    panel: SettlementRailPanel, station: BookStation, navigator: Navigator, qtbot: QtBot
) -> None:
    expected = hold(station)
    panel.run_refresh()
    panel.activateWindow()
    panel.canvas.setFocus()
    seen = []
    for key in (Qt.Key.Key_Down, Qt.Key.Key_Right, Qt.Key.Key_Left, Qt.Key.Key_End, Qt.Key.Key_Home, Qt.Key.Key_Up):
        QTest.keyClick(panel.canvas, key)
        assert panel.canvas.chosen is not None
        seen.append(key_of(panel.canvas.chosen))
    assert seen == [expected[place] for place in (1, 2, 0, 2, 0, 0)]
    with qtbot.waitSignal(navigator.chart_wanted) as chart:
        QTest.keyClick(panel.canvas, Qt.Key.Key_C)
    assert chart.args == [Role(underlying=CARD)]
    with qtbot.waitSignal(navigator.panel_wanted) as positions:
        QTest.keyClick(panel.canvas, Qt.Key.Key_P)
    assert positions.args in (["positions"], ["orders"])
    for key in (Qt.Key.Key_S, Qt.Key.Key_Return):
        with qtbot.waitSignal(navigator.ticket_wanted):
            QTest.keyClick(panel.canvas, key)


def test_what_is_owed_is_not_offered_for_sale(
    panel: SettlementRailPanel, station: BookStation, navigator: Navigator, qtbot: QtBot
) -> None:
    name = contracts(station, "$SIMP")[0]
    station.account.portfolio.book_outside(name, -2, 190_000)  # type: ignore[arg-type]
    station.account.activity.dealt(name)  # type: ignore[arg-type]
    panel.run_refresh()
    panel.select(keys(panel)[0])
    with qtbot.assertNotEmitted(navigator.ticket_wanted):
        panel.open_ticket()


def test_a_block_tells_itself_in_words(panel: SettlementRailPanel, station: BookStation) -> None:
    expected = hold(station)
    panel.run_refresh()
    panel.select(expected[1])
    words = panel.canvas.accessibleDescription().splitlines()
    assert words[0].startswith("$SIMP, 5 contracts, settles in ")
    assert words[0].endswith("2,001.00 locked")
    assert [line.split(" ", 1)[1].split(" (")[0] for line in words[1:5]] == [
        "at the present price",
        "a sigma below",
        "a sigma above",
        "after a jump, the worse of two",
    ]
    assert words[5].startswith("a loss with ")


def test_one_contract_is_told_as_one(panel: SettlementRailPanel, station: BookStation) -> None:
    expected = hold(station)
    panel.run_refresh()
    panel.select(expected[0])
    assert panel.canvas.accessibleDescription().startswith("$CARD, 1 contract, settles in ")


def test_whose_settlements_are_shown_is_chosen_and_kept(panel: SettlementRailPanel, station: BookStation) -> None:
    hold(station)
    panel.run_refresh()
    panel.canvas.setFocus()
    for _ in range(2):
        QTest.keyClick(panel.canvas, Qt.Key.Key_BracketRight)
    assert panel.picker.owner == BotId("sniper")
    assert [outlook.contracts for outlook in panel._outlooks] == [3]
    kept = panel.save_state()
    panel.picker.choose(None)
    panel.restore_state(kept)
    panel.run_refresh()
    assert [outlook.contracts for outlook in panel._outlooks] == [3]


@pytest.mark.parametrize("odd", [{}, {"owner": 3, "columns": 7}, {"owner": ""}])
def test_an_odd_state_is_ignored(panel: SettlementRailPanel, odd: dict[str, Any]) -> None:
    panel.restore_state(odd)
    assert panel.picker.owner is None


# --- the contracts of a block ---


def test_the_contracts_stand_beside_the_rail_where_there_is_room(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    expected = hold(station)
    panel.run_refresh()
    panel.select(expected[1])
    assert not panel.view.isVisible()
    panel.resize(BESIDE_PX, 300)
    assert panel.view.isVisible()
    texts = [panel.model.data(panel.model.index(row, 0)) for row in range(panel.model.rowCount())]
    assert texts[:2] == ["Together", "future"]
    assert texts[2].startswith(("call ", "put "))
    panel.select(expected[0])
    assert [panel.model.data(panel.model.index(row, 1)) for row in range(panel.model.rowCount())] == ["1", "1"]
    panel.resize(760, BELOW_PX)
    assert panel.view.isVisible()
    assert panel._body.direction() is QBoxLayout.Direction.TopToBottom
    assert set(RANKS) == {each.title for each in COLUMNS}


def test_the_sum_row_is_the_block_s_and_the_others_add_up_to_it(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    expected = hold(station)
    panel.resize(1_300, 300)
    panel.run_refresh()
    panel.select(expected[1])
    outlook = panel.canvas.chosen
    assert outlook is not None
    rows = [panel.model.record_at(row) for row in range(panel.model.rowCount())]
    for name in ("now", "down", "up", "jump"):
        amounts = [row.pnl(getattr(outlook, name)) for row in rows if row is not None]
        assert amounts[0] == sum(amount or 0 for amount in amounts[1:])


# --- warnings, age, look ---


def test_too_much_in_one_place_is_said_and_outlined(panel: SettlementRailPanel, station: BookStation) -> None:
    expected = hold(station)
    panel.run_refresh()
    assert panel.warning.text() == ""
    station.account.buy(contracts(station, "$SIMP")[0], 3, 99_000)
    next_second(panel, station)
    assert panel.warning.toolTip() == "50 % of all capital in $SIMP, 19 s ahead"
    assert (panel.warning.text() or panel.below.text()) == "▲ 50 % of all capital in $SIMP, 19 s ahead"
    assert panel.canvas._warned == {expected[1]}
    assert panel.minimumSizeHint().width() < 760


def test_a_warning_that_has_no_room_above_the_rail_stands_before_the_legend(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    hold(station)
    station.account.buy(contracts(station, "$SIMP")[0], 3, 99_000)
    sentence = "▲ 50 % of all capital in $SIMP, 20 s ahead"
    panel.resize(1_000, 300)
    panel.run_refresh()
    QApplication.processEvents()
    assert panel.warning.text() == sentence
    assert not panel.below.isVisible()
    panel.resize(540, 300)
    QApplication.processEvents()
    assert panel.warning.text() == ""
    assert panel.below.isVisible()
    assert panel.below.text() == sentence
    assert panel.below.width() >= panel.below.sizeHint().width()
    assert panel.legend.isVisible()
    panel.resize(1_000, 300)
    QApplication.processEvents()
    assert panel.warning.text() == sentence
    assert not panel.below.isVisible()


def test_old_prices_grey_the_numbers(
    panel: SettlementRailPanel, station: BookStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    hold(station)
    panel.run_refresh()
    assert panel.now._value.property("tone") in ("up", "down")
    monkeypatch.setattr(module, "is_stale", lambda _cache: True)
    monkeypatch.setattr(book_panel, "stale_words", lambda _cache: "prices 2.1 s old")
    panel.run_refresh()
    assert panel.now._value.property("tone") == "muted"
    assert panel.canvas._stale
    assert panel.age.text() == "prices 2.1 s old"


@pytest.mark.parametrize("size", [(760, 200), (760, 300), (1_200, 600), (420, 240)])
@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_every_size_and_theme(
    panel: SettlementRailPanel, station: BookStation, size: tuple[int, int], mode: Any
) -> None:
    station.fill_books(40)
    theme().set_mode(mode)
    try:
        panel.resize(*size)
        panel.run_refresh()
        panel.select(keys(panel)[0])
        picture = panel.canvas.grab().toImage()
        box = panel.canvas.block(keys(panel)[1]).translated(20, 0)
        ratio = picture.devicePixelRatio()
        inside = picture.pixelColor((QPointF(box.left(), box.top() + 2) * ratio).toPoint())
        assert inside == theme().colour("raised")
    finally:
        theme().set_mode("dark")


def test_blocks_tell_more_where_there_is_room(panel: SettlementRailPanel, station: BookStation) -> None:
    station.fill_books(40)
    seen = []
    for height in (240, 420, 700):
        panel.resize(760, height)
        panel.run_refresh()
        QApplication.sendPostedEvents()
        seen.append(panel.canvas._lines)
    assert seen[0] == 1
    canvas = SettlementCanvas()
    canvas.resize(760, 700)
    canvas.show_outlooks(panel._outlooks, frozenset(), stale=False)
    assert canvas._lines == 3
    canvas.deleteLater()


def test_a_narrow_block_keeps_its_name_and_figure_and_drops_the_rest(qtbot: QtBot, themed: QApplication) -> None:
    canvas = SettlementCanvas()
    qtbot.addWidget(canvas)
    wide = canvas.fitting(("$CARD  18", "$CARD"), ("+377.46",), True, 190)
    narrow = canvas.fitting(("$CARD  18", "$CARD"), ("+377.46",), True, 118)
    assert (wide, narrow) == (("$CARD  18", "+377.46"), ("$CARD", "+377.46"))
    assert canvas.fitting(("±σ", ""), ("-339.49 … +714.68",), False, 145) == ("", "-339.49 … +714.68")
    assert canvas.fitting(("loss 48 %", "48 %"), ("jump -1,482.10", "-1,482.10"), False, 118) == ("48 %", "-1,482.10")
    assert canvas.fitting(("$CARD  42", "$CARD"), ("+1,118.08", "+1,118"), True, LEAST_COLUMN_PX - 13) == (
        "$CARD",
        "+1,118",
    )
    left, right = canvas.fitting(("$CARD",), ("+123,456,789.12",), True, 100)
    assert not left.startswith("$CARD")
    assert right.endswith("…")


def first_held(panel: SettlementRailPanel, station: BookStation) -> Outlook:
    """What the rail shows of the first block of what is held."""
    first = hold(station)[0]
    panel.run_refresh()
    panel.canvas.select(first)
    outlook = panel.canvas.chosen
    assert outlook is not None
    return outlook


def test_narrow_blocks_all_keep_what_is_held_and_leave_the_cents_out(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    outlook = first_held(panel, station)
    assert outlook.now is not None
    much = replace(outlook, now=replace(outlook.now, pnl=Cents(49_913)), contracts=34)
    little = replace(much, expiry_ms=RoundMs(much.expiry_ms + 15_000), now=replace(outlook.now, pnl=Cents(-51)))
    canvas = SettlementCanvas()
    seen = []
    legends = []
    for width in (1_000, 4 * (LEAST_COLUMN_PX + 30), 4 * (LEAST_COLUMN_PX + 16)):
        canvas.resize(width, 120)
        canvas.show_outlooks([much, little], frozenset(), stale=False)
        canvas._lay_out()
        legends.append(canvas.legend.split(" · ")[0])
        seen.append([(left[0][0], right[0][0]) for left, right in (canvas._texts(each, 0) for each in (much, little))])
    name = str(outlook.underlying)
    assert seen == [
        [(f"{name}  34", "+499.13"), (f"{name}  34", "-0.51")],
        [(f"{name}  34", "+499"), (f"{name}  34", "-1")],
        [(name, "+499.13"), (name, "-0.51")],
    ]
    assert legends == ["contracts, P&L now", "contracts, P&L now", "P&L now"]
    canvas.deleteLater()


def test_the_figures_are_explained_once_below_the_rail(panel: SettlementRailPanel, station: BookStation) -> None:
    panel.run_refresh()
    assert not panel.legend.isVisible()
    hold(station)
    panel.run_refresh()
    assert panel.legend.isVisible()
    assert "±σ" in panel.legend.text()
    panel.resize(760, 190)
    assert "±σ" not in panel.legend.text(), "a low rail has no room for that line"
    assert "bar" in panel.legend.text()


def test_the_table_says_that_a_block_is_to_be_chosen(panel: SettlementRailPanel, station: BookStation) -> None:
    panel.resize(BESIDE_PX, 300)
    blocks = hold(station)
    panel.run_refresh()
    assert panel._none_chosen.isVisible()
    panel.select(blocks[0])
    assert not panel._none_chosen.isVisible()


def test_a_narrow_block_says_both_sigmas_in_whole_dollars_before_it_cuts_one_off(
    panel: SettlementRailPanel, station: BookStation
) -> None:
    outlook = first_held(panel, station)
    outcome = outlook.now
    assert outcome is not None
    wide = replace(outlook, down=replace(outcome, pnl=Cents(-22_896)), up=replace(outcome, pnl=Cents(23_104)))
    left, right = panel.canvas._texts(wide, 1)
    assert panel.canvas.fitting(left[0], right[0], False, 190)[1] == "-228.96 … +231.04"
    assert panel.canvas.fitting(left[0], right[0], False, LEAST_COLUMN_PX - 13) == ("", "-229 … +231")

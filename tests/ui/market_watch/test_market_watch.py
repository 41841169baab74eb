"""The market watch: follows the rolling contracts, keeps what the user looks at, tells the chart."""

from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.models.watch_filter import WatchFilter
from algotrade_gui.ui.models.watch_rows import ASK, ASK_SIZE, BID, CHANGE, INSTRUMENT, LAST, LEFT, SPREAD
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.theme import FLASH_MS, ROW_HEIGHT, theme
from tests.ui.fakes_views import FakeWorkstation
from tests.ui.market_watch.watch_reads import CARD, advance, is_open, texts


def groups(panel: MarketWatchPanel, underlying: str) -> list[str]:
    parent = panel.model.index_of(underlying)
    return [panel.model.key_of(panel.model.index(row, 0, parent)) or "" for row in range(panel.model.rowCount(parent))]


@pytest.mark.parametrize("height", [400, 407, 414, 421])
def test_no_row_is_cut_at_the_lower_edge(panel: MarketWatchPanel, station: FakeWorkstation, height: int) -> None:
    advance(panel, station, 1)
    panel.resize(500, height)
    panel.show()
    QApplication.processEvents()
    assert panel.view.viewport().height() % ROW_HEIGHT == 0
    assert panel.view.viewport().height() > height / 2


def test_it_begins_with_the_nearest_expiry_of_the_underlying_it_was_told(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    panel.folding.begin_with = "$HEST"
    advance(panel, station, 2)
    assert panel.view.isExpanded(panel.model.index_of("$HEST@60000"))
    assert not panel.view.isExpanded(panel.model.index_of("$CARD"))


def test_before_the_round_it_says_what_is_missing(panel: MarketWatchPanel) -> None:
    panel.run_refresh()
    assert panel.model.rowCount() == 0
    assert "Not connected" in panel.view.empty_text


def test_tree_is_underlying_expiry_instrument(
    panel: MarketWatchPanel, station: FakeWorkstation, resets: list[str]
) -> None:
    advance(panel, station, 50)
    assert panel.model.rowCount() == 6
    assert groups(panel, "$CARD") == ["$CARD@60000", "$CARD@75000", "$CARD@90000", "$CARD@105000"]
    assert panel.model.shown_count == 264
    group = panel.model.index_of("$CARD@60000")
    names = [panel.model.data(panel.model.index(row, 0, group)) for row in range(panel.model.rowCount(group))]
    assert names[0] == "future"
    assert [name.split()[0] for name in names[1:]] == ["call"] * 5 + ["put"] * 5
    assert names[1:6] == sorted(names[1:6], key=lambda name: float(name.split()[1].replace(",", "")))


def test_row_shows_prices_in_dollars_and_cents_in_the_tooltip(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 20)
    future = InstrumentId("$CARD_future_60")
    quote = station.cache.get_best_prices(future)
    assert quote is not None
    assert quote.bid is not None
    shown = texts(panel, future)
    assert shown[1] == f"{quote.bid / 100:,.2f}"
    tip = panel.model.data(panel.model.index_of(future, 1), Qt.ItemDataRole.ToolTipRole)
    assert tip == f"Bid: {quote.bid:,} cents"
    assert shown[5] == "0:40"


def test_rolling_adds_and_removes_rows_without_a_reset(
    panel: MarketWatchPanel, station: FakeWorkstation, resets: list[str]
) -> None:
    advance(panel, station, 59.5)
    inserted: list[int] = []
    removed: list[int] = []
    panel.model.rowsInserted.connect(lambda parent, first, last: inserted.append(last - first + 1))
    panel.model.rowsRemoved.connect(lambda parent, first, last: removed.append(last - first + 1))
    advance(panel, station, 1.5)
    assert groups(panel, "$CARD") == ["$CARD@75000", "$CARD@90000", "$CARD@105000", "$CARD@120000"]
    assert sum(removed) == 6
    assert sum(inserted) == 6


def test_unfolded_expiry_hands_its_place_to_the_next(
    panel: MarketWatchPanel, station: FakeWorkstation, resets: list[str]
) -> None:
    advance(panel, station, 59.5)
    assert panel.view.isExpanded(panel.model.index_of("$CARD@60000"))
    assert not panel.view.isExpanded(panel.model.index_of("$CARD@75000"))
    advance(panel, station, 1.5)
    assert panel.view.isExpanded(panel.model.index_of("$CARD@75000"))
    assert not panel.view.isExpanded(panel.model.index_of("$CARD@90000"))


def test_selection_stays_while_others_expire(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 59.5)
    panel.view.expand(panel.model.index_of("$CARD@90000"))
    panel.view.setCurrentIndex(panel.model.index_of("$CARD_future_90"))
    advance(panel, station, 1.5)
    assert panel.model.key_of(panel.view.currentIndex()) == "$CARD_future_90"


def test_selected_contract_that_ends_leaves_the_selection_to_its_successor(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 59.5)
    group = panel.model.index_of("$CARD@60000")
    panel.view.setCurrentIndex(panel.model.index(7, 2, group))  # the second put
    advance(panel, station, 1.5)
    current = panel.view.currentIndex()
    assert current.row() == 7
    assert current.column() == 2
    assert panel.model.key_of(current.parent()) == "$CARD@75000"
    assert panel.view.selectionModel().isSelected(current)


def test_scrolled_view_stays_on_its_rows_while_rows_above_end(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 59.5)
    panel.view.expandAll()
    panel.view.verticalScrollBar().setValue(3_000)
    before = panel.view.visible_keys(panel.model)
    advance(panel, station, 1.5)
    after = dict(panel.view.visible_keys(panel.model))
    first = next((key, top) for key, top in before if panel.model.index_of(key).isValid())
    assert after[first[0]] == first[1]


def test_one_contiguous_change_per_group_and_refresh(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 20)
    spans: list[tuple[int, int, int]] = []

    def note(top: QModelIndex, bottom: QModelIndex, _roles: Any = None) -> None:
        spans.append((top.parent().internalId(), top.row(), bottom.row()))

    panel.model.dataChanged.connect(note)
    station.market.step()
    panel.run_refresh()
    assert spans
    assert len({parent for parent, _, _ in spans}) == len(spans)


def test_change_flashes_and_fades_by_the_clock(
    panel: MarketWatchPanel, station: FakeWorkstation, clock: ManualClock
) -> None:
    advance(panel, station, 10)
    clock.advance(FLASH_MS + 1)
    panel.run_refresh()
    future = InstrumentId("$CARD_future_60")
    cell = panel.model.cell(panel.model.index_of(future, 4))
    assert cell is not None
    station.market.step(trades=[(future, 90_000, 1)])
    panel.run_refresh()
    clock.advance(FLASH_MS + 1)
    station.market.step(trades=[(future, 99_000, 1)])
    panel.run_refresh()
    assert cell[0].text == "990.00"
    assert cell[0].direction == 1
    clock.advance(FLASH_MS / 2)
    panel.run_refresh()
    assert cell[0].direction == 1
    clock.advance(FLASH_MS)
    panel.run_refresh()
    assert cell[0].direction == 0


def painted(panel: MarketWatchPanel, key: str, column: int = BID) -> str:
    """What would be painted, without asking as a screen reader does."""
    cell = panel.model.cell(panel.model.index_of(key, column))
    assert cell is not None
    return cell[0].text


def test_rows_out_of_view_catch_up_when_they_are_unfolded_or_scrolled_to(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 30)
    key = "$GARR_future_60"
    assert painted(panel, key) == ""
    panel.view.collapse(panel.model.index_of("$CARD"))
    panel.view.expand(panel.model.index_of("$GARR"))
    panel.view.expand(panel.model.index_of("$GARR@60000"))
    assert painted(panel, key) != ""
    far = "$SIMP_future_60"
    panel.view.expandAll()
    assert painted(panel, far) == ""
    panel.view.scrollTo(panel.model.index_of(far))
    assert painted(panel, far) != ""


def test_a_row_out_of_view_is_up_to_date_for_who_reads_it(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 30)
    assert texts(panel, "$SIMP_future_60")[BID] != ""


def test_filters_narrow_by_underlying_expiry_kind_and_words(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.underlying.setCurrentText("$HEST")
    assert (panel.model.rowCount(), panel.model.shown_count) == (1, 44)
    panel.expiry.setCurrentText("Nearest")
    assert groups(panel, "$HEST") == ["$HEST@60000"]
    panel.kind.setCurrentText("Puts")
    assert panel.model.shown_count == 5
    assert panel.view.isExpanded(panel.model.index_of("$HEST@60000"))
    advance(panel, station, 10.5)
    assert groups(panel, "$HEST") == ["$HEST@75000"]
    for combo in (panel.underlying, panel.expiry, panel.kind):
        combo.setCurrentIndex(0)
    assert panel.model.shown_count == 264
    assert not panel.view.isExpanded(panel.model.index_of("$HEST"))


def test_what_is_folded_under_a_filter_stays_folded(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.underlying.setCurrentText("$HEST")
    assert panel.view.isExpanded(panel.model.index_of("$HEST@90000"))
    panel.view.collapse(panel.model.index_of("$HEST"))
    advance(panel, station, 11)
    assert not panel.view.isExpanded(panel.model.index_of("$HEST"))


def test_words_are_looked_for_in_id_kind_and_strike(station: FakeWorkstation) -> None:
    station.market.run(2)
    live, now = station.market.live, station.cache.time_ms
    assert {item.underlying for item in WatchFilter(text="card").select(live, now)} == {CARD}
    calls = WatchFilter(text="Card CALL 60").select(live, now)
    assert {item.kind for item in calls} == {InstrumentKind.CALL}
    strike = calls[2].strike
    assert strike is not None
    assert WatchFilter(text=f"card call {strike / 100:.2f}").select(live, now) == [calls[2]]
    assert WatchFilter(text="nothing").select(live, now) == []


def test_filter_without_a_match_says_so(qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 2)
    QTest.keyClicks(panel.text, "zzz")
    qtbot.waitUntil(lambda: panel.model.rowCount() == 0)
    assert "No instrument matches" in panel.view.empty_text
    QTest.keyClick(panel.text, Qt.Key.Key_Escape)
    qtbot.waitUntil(lambda: panel.model.rowCount() == 6)


def test_enter_asks_for_the_role_and_shift_enter_for_the_contract(
    qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation, navigator: Navigator
) -> None:
    advance(panel, station, 50)
    asked: list[object] = []
    navigator.chart_wanted.connect(asked.append)
    panel.view.setCurrentIndex(panel.model.index_of("$CARD_future_60"))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClick(panel.view, Qt.Key.Key_Return, Qt.KeyboardModifier.ShiftModifier)
    panel.view.setCurrentIndex(panel.model.index_of("$CARD"))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert asked == [
        Role(underlying=CARD, kind=InstrumentKind.FUTURE),
        "$CARD_future_60",
        Role(underlying=CARD),
    ]


def test_role_of_a_row_resolves_to_that_row(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    for item in station.market.live:
        role = panel.role_at(panel.model.index_of(item.id))
        assert role is not None
        assert station.cache.resolve(role) == item.id


def test_double_click_on_an_expiry_folds_it(qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    index = panel.model.index_of("$CARD@60000")
    assert panel.view.isExpanded(index)
    at = panel.view.visualRect(index).center()
    QTest.mouseClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    QTest.mouseDClick(panel.view.viewport(), Qt.MouseButton.LeftButton, pos=at)
    assert not panel.view.isExpanded(index)


def test_menu_offers_role_and_contract(panel: MarketWatchPanel, station: FakeWorkstation, navigator: Navigator) -> None:
    advance(panel, station, 10)
    asked: list[object] = []
    navigator.chart_wanted.connect(asked.append)
    menu = panel.menu_at(panel.model.index_of("$CARD_future_60"))
    for action in menu.actions()[:2]:
        action.trigger()
    menu.close()
    assert asked == [Role(underlying=CARD, kind=InstrumentKind.FUTURE), "$CARD_future_60"]


def test_new_round_starts_the_tree_over(panel: MarketWatchPanel, station: FakeWorkstation, resets: list[str]) -> None:
    advance(panel, station, 80)
    station.market.restart()
    advance(panel, station, 3)
    assert groups(panel, "$CARD") == ["$CARD@60000"]
    assert texts(panel, "$CARD_future_60")[5] == "0:57"


def test_new_round_is_unfolded_as_the_old_one_was(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 80)
    for key in ("$HEST", "$HEST@90000", "$HEST@105000"):
        panel.view.expand(panel.model.index_of(key))
    panel.view.collapse(panel.model.index_of("$CARD"))
    station.market.restart()
    advance(panel, station, 20)
    unfolded = {key for key in (*UNDERLYINGS, "$HEST@60000", "$HEST@75000") if is_open(panel, key)}
    assert unfolded == {"$HEST", "$HEST@60000", "$HEST@75000"}


def test_state_comes_back(qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    panel.kind.setCurrentText("Calls")
    panel.expiry.setCurrentText("+1")
    panel.columns.choose("last", False)
    state = panel.save_state()
    other = MarketWatchPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(state)
    assert (other.kind.currentText(), other.expiry.currentText()) == ("Calls", "+1")
    assert other.columns.chosen == {"last": False}
    assert other.view.isColumnHidden(LAST)
    other.restore_state({"kind": 99, "expiry": "x", "header": 3, "text": None})
    assert other.kind.currentText() == "Calls"


def test_widths_of_another_language_are_not_taken(
    qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation, french: None
) -> None:
    panel.view.header().resizeSection(LAST, 30)
    state = panel.save_state()
    other, plain = MarketWatchPanel(station, Navigator()), MarketWatchPanel(station, Navigator())
    qtbot.addWidget(other)
    qtbot.addWidget(plain)
    other.restore_state({**state, "header": str(state["header"]).replace("fr ", "en ")})
    other.resize(900, 300)
    with qtbot.waitExposed(other):
        other.show()
    assert other.view.header().sectionSize(LAST) == plain.view.header().sectionSize(LAST)


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: MarketWatchPanel, station: FakeWorkstation, mode: Any) -> None:
    advance(panel, station, 50)
    theme().set_mode(mode)
    picture = panel.grab().toImage()
    assert picture.pixelColor(4, picture.height() - 20).name().upper() == theme().colours.panel


# --- change, columns ---


def test_change_counts_from_the_first_trade_and_from_a_minute_ago(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    panel.resize(900, 460)
    future = InstrumentId("$CARD_future_60")
    station.market.step(trades=[])
    station.market.step(trades=[(future, 99_000, 1)])
    for _ in range(10):
        station.market.step(trades=[])
    station.market.step(trades=[(future, 99_250, 1)])
    panel.run_refresh()
    assert texts(panel, future)[CHANGE] == "+2.50"
    tip = panel.model.data(panel.model.index_of(future, CHANGE), Qt.ItemDataRole.ToolTipRole)
    assert tip == "+0.25\N{NO-BREAK SPACE}% since 990.00"
    station.market.run(70)
    panel.run_refresh()
    now = station.cache.underlying_price(CARD)
    series = station.cache.candles(InstrumentId("$CARD"))
    newest = series[len(series) - 1]
    base = next(series[place].mid for place in range(len(series)) if series[place].index == newest.index - 60)
    assert now == newest.mid
    assert now is not None
    assert base is not None
    assert texts(panel, "$CARD")[CHANGE] == f"{(now - base) / 100:+,.2f}"


def test_columns_come_with_the_room_the_important_ones_first(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    panel.resize(panel.columns.least_px, 460)
    assert panel.columns.places == [INSTRUMENT, BID, ASK, LEFT]
    assert panel.minimumSizeHint().width() <= panel.columns.least_px
    panel.resize(900, 460)
    assert panel.columns.places == list(range(9))
    header = panel.view.header()
    widths = sum(header.sectionSize(place) for place in panel.columns.places)
    panel.resize(widths - 10, 460)
    assert ASK_SIZE not in panel.columns.places
    assert LAST in panel.columns.places


def test_an_underlyings_price_stands_beside_its_name_where_its_column_has_no_room(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 10)
    price = station.cache.underlying_price(CARD)
    assert price is not None
    assert texts(panel, "$CARD")[INSTRUMENT] == "$CARD"
    panel.resize(panel.columns.least_px, 460)
    assert texts(panel, "$CARD")[INSTRUMENT] == f"$CARD  {price / 100:,.2f}"


def test_a_column_that_comes_back_shows_the_present(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    panel.resize(panel.columns.least_px, 460)
    station.market.step(trades=[(InstrumentId("$CARD_future_60"), 97_000, 1)])
    panel.run_refresh()
    panel.resize(900, 460)
    shown = texts(panel, "$CARD_future_60")
    assert shown[LAST] == "970.00"
    cell = panel.model.cell(panel.model.index_of("$CARD_future_60", LAST))
    assert cell is not None
    assert cell[0].direction == 0, "it was not seen to change"


def test_the_headers_menu_chooses_columns(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    panel.resize(900, 460)
    entries = {action.text(): action for action in panel.columns.make_menu(panel).actions()}
    assert list(entries)[:4] == ["Instrument", "Bid qty", "Bid", "Ask"]
    assert not entries["Bid"].isEnabled()
    entries["Spread"].trigger()
    assert SPREAD not in panel.columns.places
    panel.resize(panel.columns.least_px, 460)
    assert "Last (no room)" in [action.text() for action in panel.columns.make_menu(panel).actions()]


# --- rows open other panels ---


def test_a_row_opens_chart_ladder_and_ticket_by_key(
    qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation, navigator: Navigator
) -> None:
    advance(panel, station, 50)
    asked: list[object] = []
    for signal in (navigator.chart_wanted, navigator.ladder_wanted, navigator.ticket_wanted):
        signal.connect(asked.append)
    panel.activateWindow()
    panel.view.setFocus()
    qtbot.waitUntil(panel.view.hasFocus)
    panel.view.setCurrentIndex(panel.model.index_of("$CARD_future_60"))
    role = Role(underlying=CARD, kind=InstrumentKind.FUTURE)
    shift = Qt.KeyboardModifier.ShiftModifier
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    QTest.keyClick(panel.view, Qt.Key.Key_L)
    QTest.keyClick(panel.view, Qt.Key.Key_L, shift)
    assert asked == [role, role, "$CARD_future_60"]
    asked.clear()
    QTest.keyClick(panel.view, Qt.Key.Key_B)
    QTest.keyClick(panel.view, Qt.Key.Key_S)
    legs = [draft.legs for draft in asked if isinstance(draft, TicketDraft)]
    assert legs == [
        (TicketLeg(instrument=InstrumentId("$CARD_future_60"), side=Side.BUY),),
        (TicketLeg(instrument=InstrumentId("$CARD_future_60"), side=Side.SELL),),
    ]
    QTest.keyClick(panel.view, Qt.Key.Key_F)
    assert panel.favourites.roles == [role]
    QTest.keyClick(panel.view, Qt.Key.Key_Slash)
    assert panel.text.hasFocus()


def test_an_underlying_has_a_ladder_and_no_ticket(
    panel: MarketWatchPanel, station: FakeWorkstation, navigator: Navigator
) -> None:
    advance(panel, station, 10)
    ladders: list[object] = []
    tickets: list[object] = []
    navigator.ladder_wanted.connect(ladders.append)
    navigator.ticket_wanted.connect(tickets.append)
    panel.view.setCurrentIndex(panel.model.index_of("$CARD"))
    for action in (panel.ladder_action, panel.buy_action, panel.sell_action):
        action.trigger()
    panel.view.setCurrentIndex(panel.model.index_of("$CARD@60000"))
    for action in (panel.ladder_action, panel.buy_action, panel.star_action):
        action.trigger()
    assert ladders == [Role(underlying=CARD)]
    assert not tickets
    assert not panel.favourites.roles


def test_the_menu_names_keys_and_works_after_the_row_has_gone(
    panel: MarketWatchPanel, station: FakeWorkstation, navigator: Navigator
) -> None:
    advance(panel, station, 59)
    asked: list[object] = []
    navigator.ticket_wanted.connect(asked.append)
    menu = panel.menu_at(panel.model.index_of("$CARD_future_60"))
    entries = {action.text(): action for action in menu.actions()}
    assert "Ladder of $CARD future, nearest\tL" in entries
    assert "Add to the favourites\tF" in entries
    advance(panel, station, 3)
    entries["Ticket: buy\tB"].trigger()
    assert isinstance(asked[0], TicketDraft)
    assert asked[0].legs[0].instrument == "$CARD_future_60"

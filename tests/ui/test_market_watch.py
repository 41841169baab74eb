"""The market watch: follows the rolling contracts, keeps what the user looks at, tells the chart."""

from collections.abc import Iterator
from typing import Any

import pytest
from PySide6.QtCore import QModelIndex, Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.clock import ManualClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.models.watch_tree import WatchFilter
from algotrade_gui.ui.theme import FLASH_MS, theme
from tests.ui.fakes_views import FakeWorkstation

CARD = Underlying("$CARD")


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    return FakeWorkstation(errors)


@pytest.fixture
def clock() -> ManualClock:
    return ManualClock()


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: FakeWorkstation, clock: ManualClock) -> MarketWatchPanel:
    made = MarketWatchPanel(station, clock=clock)
    qtbot.addWidget(made)
    made.resize(520, 460)
    made.show()
    return made


@pytest.fixture
def resets(panel: MarketWatchPanel) -> Iterator[list[str]]:
    """Any reset of the model, and the model tester's eye on every change."""
    seen: list[str] = []
    panel.model.modelReset.connect(lambda: seen.append("reset"))
    tester = QAbstractItemModelTester(panel.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    yield seen
    assert not seen
    del tester


def texts(panel: MarketWatchPanel, key: str) -> list[str]:
    index = panel.model.index_of(key)
    return [
        panel.model.data(index.siblingAtColumn(place), Qt.ItemDataRole.DisplayRole)
        for place in range(panel.model.columnCount())
    ]


def advance(panel: MarketWatchPanel, station: FakeWorkstation, seconds: float) -> None:
    station.market.run(seconds)
    panel.run_refresh()


def groups(panel: MarketWatchPanel, underlying: str) -> list[str]:
    parent = panel.model.index_of(underlying)
    return [panel.model.key_of(panel.model.index(row, 0, parent)) or "" for row in range(panel.model.rowCount(parent))]


def test_it_begins_with_the_nearest_expiry_of_the_underlying_it_was_told(
    panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    panel.begin_with = "$HEST"
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
    assert cell[0].flash(clock.now_ms()) == 1.0
    clock.advance(FLASH_MS / 2)
    assert cell[0].flash(clock.now_ms()) == pytest.approx(0.5)
    clock.advance(FLASH_MS)
    panel.run_refresh()
    assert cell[0].direction == 0


def test_folded_rows_catch_up_when_unfolded(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 30)
    key = "$SIMP_future_60"
    assert texts(panel, key)[1] == ""
    panel.view.expand(panel.model.index_of("$SIMP"))
    panel.view.expand(panel.model.index_of("$SIMP@60000"))
    assert texts(panel, key)[1] != ""


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
    qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation
) -> None:
    advance(panel, station, 50)
    asked: list[object] = []
    panel.chart_requested.connect(asked.append)
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


def test_menu_offers_role_and_contract(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    asked: list[object] = []
    panel.chart_requested.connect(asked.append)
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


def is_open(panel: MarketWatchPanel, key: str) -> bool:
    return panel.view.isExpanded(panel.model.index_of(key))


def test_state_comes_back(qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    panel.kind.setCurrentText("Calls")
    panel.expiry.setCurrentText("+1")
    panel.view.setColumnHidden(7, True)
    state = panel.save_state()
    other = MarketWatchPanel(station)
    qtbot.addWidget(other)
    other.restore_state(state)
    assert (other.kind.currentText(), other.expiry.currentText()) == ("Calls", "+1")
    assert other.view.isColumnHidden(7)
    other.restore_state({"kind": 99, "expiry": "x", "header": 3, "text": None})
    assert other.kind.currentText() == "Calls"


@pytest.mark.parametrize("mode", ["dark", "light"])
def test_it_paints_in_both_themes(panel: MarketWatchPanel, station: FakeWorkstation, mode: Any) -> None:
    advance(panel, station, 50)
    theme().set_mode(mode)
    picture = panel.grab().toImage()
    assert picture.pixelColor(4, picture.height() - 20).name().upper() == theme().colours.panel

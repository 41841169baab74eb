"""The market watch as a flat list, and what is starred in it: each row follows its role."""

from pytestqt.qtbot import QtBot

from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.domain.role import Role
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.models.watch_rows import BID, INSTRUMENT
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_views import FakeWorkstation
from tests.ui.market_watch.watch_reads import CARD, advance, is_open, texts

# --- flat ---


def test_flat_lists_each_contract_once_in_the_trees_order(
    panel: MarketWatchPanel, station: FakeWorkstation, resets: list[str]
) -> None:
    advance(panel, station, 50)
    panel.flat_action.trigger()
    keys = [panel.model.key_of(panel.model.index(row, 0)) for row in range(panel.model.rowCount())]
    assert len(keys) == 264 + 6
    assert keys[0] == "$CARD"
    assert keys[1] == "$CARD_future_60"
    label = texts(panel, keys[2] or "")[INSTRUMENT]
    assert label.startswith("$CARD C ")
    assert texts(panel, keys[1] or "")[BID] != ""
    advance(panel, station, 11)
    assert panel.model.rowCount() == 264 + 6
    panel.flat_action.trigger()
    assert panel.model.rowCount() == 6
    assert is_open(panel, "$CARD@75000"), "what was unfolded is unfolded again"


def test_the_selection_rolls_in_the_flat_list_too(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 59.5)
    panel.flat_action.trigger()
    calls = [item for item in station.market.live if item.underlying == CARD and item.kind is InstrumentKind.CALL]
    nearest = sorted((item for item in calls if item.expiry_ms == 60_000), key=lambda item: item.strike or 0)
    panel.view.setCurrentIndex(panel.model.index_of(nearest[1].id))
    advance(panel, station, 1.5)
    later = sorted((item for item in calls if item.expiry_ms == 75_000), key=lambda item: item.strike or 0)
    assert panel.model.key_of(panel.view.currentIndex()) == later[1].id


# --- favourites ---


def test_favourites_roll_with_their_roles(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.star(panel.model.index_of("$CARD_future_60"))
    panel.star(panel.model.index_of("$HEST"))
    row = panel.model.tree_row("$CARD_future_60")
    assert row is not None
    assert row.starred
    assert texts(panel, "$HEST")[INSTRUMENT] == "★ $HEST"
    panel.only_action.trigger()
    assert shown_contracts(panel) == ["$CARD_future_60"]
    assert panel.model.index_of("$HEST").isValid()
    assert not panel.model.index_of("$SIMP").isValid()
    advance(panel, station, 11)
    assert shown_contracts(panel) == ["$CARD_future_75"]
    panel.star(panel.model.index_of("$CARD_future_75"))
    assert shown_contracts(panel) == []
    panel.only_action.trigger()
    assert panel.model.rowCount() == 6


def shown_contracts(panel: MarketWatchPanel) -> list[str]:
    return [item for item in panel._live if panel.model.index_of(item).isValid()]


def test_without_favourites_it_says_how_to_get_some(panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 10)
    panel.only_action.trigger()
    assert panel.model.rowCount() == 0
    assert "press F on a row" in panel.view.empty_text


def test_favourites_and_shape_come_back(qtbot: QtBot, panel: MarketWatchPanel, station: FakeWorkstation) -> None:
    advance(panel, station, 50)
    panel.star(panel.model.index_of("$CARD_future_75"))
    panel.flat_action.trigger()
    panel.only_action.trigger()
    state = panel.save_state()
    other = MarketWatchPanel(station, Navigator())
    qtbot.addWidget(other)
    other.restore_state(state)
    other.run_refresh()
    assert other.favourites.roles == [Role(underlying=CARD, kind=InstrumentKind.FUTURE, nth_expiry=1)]
    assert shown_contracts(other) == ["$CARD_future_75"]
    assert other.flat_action.isChecked()
    other.restore_state({"favourites": [3, {"kind": "call"}], "flat": 1, "only_favourites": None, "columns": ["x"]})
    assert other.favourites.roles == []
    assert other.flat_action.isChecked()

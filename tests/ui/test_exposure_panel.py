"""The exposure panel: rows that stand still, whose books, where a row leads."""

from typing import Any

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.exposure import exposures, total
from algotrade_gui.ui import book_panel
from algotrade_gui.ui.docks import exposure as module
from algotrade_gui.ui.docks.exposure import ExposurePanel
from algotrade_gui.ui.language import money
from algotrade_gui.ui.models.exposure_rows import COLUMNS, RANKS
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.sources import AccountParts, BookDesk
from tests.ui.books import BookStation


def real_workstation_fits(workstation: Workstation) -> AccountParts[BookDesk]:
    """For mypy: what the panel asks for is what the workstation has."""
    return workstation


@pytest.fixture
def station(errors: ErrorCentre) -> BookStation:
    return BookStation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: BookStation, navigator: Navigator) -> ExposurePanel:
    made = ExposurePanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(760, 320)
    made.show()
    return made


def live_future(station: BookStation, underlying: str = "$SIMP") -> str:
    return next(one.id for one in station.market.live if one.underlying == underlying and one.strike is None)


def texts(panel: ExposurePanel, row: int) -> dict[str, str]:
    model = panel.model
    return {each.title: model.data(model.index(row, place)) for place, each in enumerate(COLUMNS)}


def names(panel: ExposurePanel) -> list[str]:
    return [texts(panel, row)["Book"] for row in range(panel.model.rowCount())]


def test_an_empty_panel_says_what_will_show_here(panel: ExposurePanel) -> None:
    assert panel._empty.isVisible()
    assert "Nothing is held" in panel._empty.text()
    assert panel.model.rowCount() == 0


def test_a_future_is_a_delta_of_one(panel: ExposurePanel, station: BookStation) -> None:
    name = live_future(station)
    station.account.buy(name, 3, 99_000)
    panel.run_refresh()
    assert not panel._empty.isVisible()
    assert names(panel) == ["All together", *UNDERLYINGS, "maker"]
    row = texts(panel, names(panel).index("$SIMP"))
    theo = station.cache.fair.values(next(one.id for one in station.market.live if one.id == name))
    assert theo is not None
    assert (row["Contracts"], row["Delta"], row["Delta $"]) == (
        "3",
        "+3.00",
        money(round(3 * theo.forward), signed=True),
    )
    assert row["Gamma"] == "+0.000" or row["Gamma"] == "0.000"
    everyone = texts(panel, 0)
    assert (everyone["Delta $"], everyone["Delta"], everyone["Gamma"]) == (row["Delta $"], "", "")
    assert set(texts(panel, 1).values()) == {"$CARD", ""}


def test_the_owners_rows_sum_to_the_first(panel: ExposurePanel, station: BookStation) -> None:
    station.fill_books(20)
    panel.run_refresh()
    found = exposures(station.account.portfolio, station.cache.fair)
    assert names(panel)[7:] == sorted(str(owner) for owner in found if owner is not None)
    assert texts(panel, 0)["Theta"] == money(round(total(found[None]).theta), signed=True)
    assert texts(panel, 7)["Delta $"] == money(round(total(found[BotId("combos")]).delta_cents), signed=True)


def test_it_works_once_a_second_and_when_a_holding_changes(
    panel: ExposurePanel, station: BookStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.account.buy(live_future(station), 1, 99_000)
    panel.run_refresh()
    calls: list[int] = []

    def counted(*parts: Any) -> Any:
        calls.append(1)
        return exposures(*parts)

    monkeypatch.setattr(module, "exposures", counted)
    station.market.step()
    for _ in range(5):
        panel.run_refresh()
    assert len(calls) <= 1
    calls.clear()
    station.account.buy(live_future(station), 1, 99_000)
    panel.run_refresh()
    panel.run_refresh()
    assert len(calls) == 1
    station.market.step(by_ms=1_000)
    panel.run_refresh()
    assert len(calls) == 2


def test_rows_stand_where_they_are(panel: ExposurePanel, station: BookStation) -> None:
    station.account.buy(live_future(station), 1, 99_000)
    panel.run_refresh()
    before = names(panel)
    station.account.buy(live_future(station, "$CARD"), 1, 99_000)
    station.account.buy(live_future(station), -1, 99_000)
    panel.run_refresh()
    assert names(panel) == before


def test_the_book_shown_is_chosen_by_list_key_and_row(panel: ExposurePanel, station: BookStation, qtbot: QtBot) -> None:
    station.account.buy(live_future(station), 2, 99_000, "maker")
    station.account.buy(live_future(station), 5, 99_000, "sniper")
    panel.run_refresh()
    assert texts(panel, 0)["Contracts"] == "7"
    panel.view.setFocus()
    QTest.keyClick(panel.view, Qt.Key.Key_BracketRight)
    assert panel.picker.owner == "maker"
    assert (texts(panel, 0)["Book"], texts(panel, 0)["Contracts"]) == ("maker", "2")
    panel.view.selectRow(names(panel).index("sniper"))
    QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert panel.picker.owner == "sniper"
    assert texts(panel, 0)["Contracts"] == "5"
    kept = panel.save_state()
    panel.picker.choose(None)
    panel.restore_state(kept)
    assert texts(panel, 0)["Book"] == "sniper"


def test_an_underlying_s_row_leads_to_its_chart(
    panel: ExposurePanel, station: BookStation, navigator: Navigator, qtbot: QtBot
) -> None:
    station.account.buy(live_future(station), 2, 99_000)
    panel.run_refresh()
    panel.view.selectRow(1)
    with qtbot.waitSignal(navigator.chart_wanted) as wanted:
        QTest.keyClick(panel.view, Qt.Key.Key_Return)
    assert wanted.args == [Role(underlying=UNDERLYINGS[0])]


@pytest.mark.parametrize("odd", [{}, {"owner": 3, "columns": []}, {"owner": ""}])
def test_an_odd_state_is_ignored(panel: ExposurePanel, odd: dict[str, Any]) -> None:
    panel.restore_state(odd)
    assert panel.picker.owner is None


def test_old_prices_grey_what_follows_from_them_and_say_their_age(
    panel: ExposurePanel, station: BookStation, monkeypatch: pytest.MonkeyPatch
) -> None:
    station.account.buy(live_future(station), 2, 99_000)
    monkeypatch.setattr(module, "is_stale", lambda _cache: True)
    monkeypatch.setattr(book_panel, "stale_words", lambda _cache: "prices 2.1 s old")
    panel.run_refresh()
    greyed = {COLUMNS[place].title for place in panel.view._delegate.greyed}
    assert greyed == {each.title for each in COLUMNS} - {"Book", "Contracts"}
    assert panel.age.text() == "prices 2.1 s old"


def test_a_hidden_panel_does_nothing(panel: ExposurePanel, station: BookStation) -> None:
    panel.hide()
    station.account.buy(live_future(station), 2, 99_000)
    panel.mark_stale()
    assert panel.model.rowCount() == 0
    panel.show()
    assert panel.model.rowCount() == 8


def test_a_narrow_one_leaves_the_cheapest_columns_out(panel: ExposurePanel) -> None:
    assert set(RANKS) == {each.title for each in COLUMNS}
    panel.resize(360, 300)
    assert panel.columns.shown[0] == "Book"
    assert "Delta $" in panel.columns.shown
    assert "Contracts" not in panel.columns.shown
    panel.resize(900, 300)
    assert panel.columns.shown == [each.title for each in COLUMNS]

"""Prices that stopped coming: greyed wherever they stand, with their age said, and taken back with the next update."""

from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.role import Role
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.ui.docks.chart import ChartPanel
from algotrade_gui.ui.docks.market_watch import MarketWatchPanel
from algotrade_gui.ui.feed_age import is_stale, stale_words
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.theme import theme
from tests.ui.fakes_views import FakeWorkstation


class Age:
    def __init__(self, age_ms: float | None) -> None:
        self.feed_age_ms = age_ms


@pytest.fixture
def station(errors: ErrorCentre) -> FakeWorkstation:
    made = FakeWorkstation(errors)
    made.market.run(50)
    return made


def grow_old(monkeypatch: pytest.MonkeyPatch, age_ms: float) -> None:
    monkeypatch.setattr(MarketDataCache, "feed_age_ms", property(lambda _: age_ms))


@pytest.mark.parametrize(
    ("age_ms", "words"),
    [
        (None, ""),
        (40.0, ""),
        (500.0, ""),
        (640.0, "prices 0.6 s old"),
        (12_340.0, "prices 12.3 s old"),
        (75_000.0, "prices 1:15 old"),
    ],
)
def test_the_age_in_words(age_ms: float | None, words: str) -> None:
    assert stale_words(Age(age_ms)) == words
    assert is_stale(Age(age_ms)) is bool(words)


def colours_of(widget: Any) -> set[str]:
    picture = widget.grab().toImage()
    return {
        picture.pixelColor(x, y).name().upper() for x in range(picture.width()) for y in range(0, picture.height(), 2)
    }


def said(panel: MarketWatchPanel | ChartPanel) -> str:
    return panel.view.stale if isinstance(panel, MarketWatchPanel) else panel.canvas.scene.stale


def test_the_watch_greys_its_numbers_and_says_their_age(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = MarketWatchPanel(station, Navigator())
    qtbot.addWidget(panel)
    panel.resize(560, 500)
    panel.show()
    grow_old(monkeypatch, 30.0)
    panel.run_refresh()
    assert not said(panel)
    look = theme().colours
    assert {look.up, look.down} <= colours_of(panel.view.viewport())
    grow_old(monkeypatch, 2_100.0)
    panel.run_refresh()
    assert said(panel) == "prices 2.1 s old"
    shown = colours_of(panel.view.viewport())
    assert not {look.up, look.down} & shown
    assert {look.muted, look.warning} <= shown
    grow_old(monkeypatch, 30.0)
    panel.run_refresh()
    assert not said(panel)
    assert {look.up, look.down} <= colours_of(panel.view.viewport())


def test_the_chart_says_the_age_beside_its_title(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ChartPanel(station)
    qtbot.addWidget(panel)
    panel.show_target(Role(underlying=Underlying("$CARD")))
    panel.resize(600, 400)
    panel.show()
    grow_old(monkeypatch, 30.0)
    panel.run_refresh()
    assert not said(panel)
    before = panel.canvas.scene.last_price
    grow_old(monkeypatch, 900.0)
    panel.run_refresh()
    assert said(panel) == "prices 0.9 s old"
    assert panel.canvas.scene.last_price == before
    panel.canvas.grab()
    grow_old(monkeypatch, 20.0)
    panel.run_refresh()
    assert not said(panel)


def test_what_a_contract_was_settled_at_does_not_age(
    qtbot: QtBot, themed: QApplication, station: FakeWorkstation, monkeypatch: pytest.MonkeyPatch
) -> None:
    panel = ChartPanel(station)
    qtbot.addWidget(panel)
    panel.resize(600, 400)
    panel.show()
    panel.show_target(InstrumentId("$CARD_future_60"))
    station.market.run(12)
    grow_old(monkeypatch, 900.0)
    panel.run_refresh()
    assert "settled at" in panel.canvas.scene.note
    assert not said(panel)

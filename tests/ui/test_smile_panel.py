"""The volatility smile: curves by expiry, walked by keyboard, its axis explained."""

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.domain.instrument import InstrumentKind, parse_instrument_id
from algotrade_gui.domain.role import Role
from algotrade_gui.market.option_chain import option_chain
from algotrade_gui.ui.charts.smile_canvas import axis_help
from algotrade_gui.ui.docks.smile import SmilePanel
from algotrade_gui.ui.models.smile_scene import SmilePoint, point_words, smile_curve
from algotrade_gui.ui.navigator import Navigator
from tests.ui.fakes_options import Asked, OptionStation

CARD, JUMP = Underlying("$CARD"), Underlying("$JUMP")


@pytest.fixture
def station(errors: ErrorCentre) -> OptionStation:
    return OptionStation(errors)


@pytest.fixture
def panel(qtbot: QtBot, themed: QApplication, station: OptionStation, navigator: Navigator) -> SmilePanel:
    made = SmilePanel(station, navigator)
    qtbot.addWidget(made)
    made.resize(640, 380)
    made.show()
    made.run_refresh()
    return made


def run(panel: SmilePanel, station: OptionStation, seconds: float = 50) -> None:
    station.market.run(seconds)
    panel.run_refresh()


def current(panel: SmilePanel) -> SmilePoint:
    found = panel.canvas.point_at(panel.canvas.current)
    assert found is not None
    return found[1]


def test_empty_panel_says_what_will_show(panel: SmilePanel, station: OptionStation) -> None:
    assert "Not connected" in panel.canvas.scene.empty
    run(panel, station)
    assert panel.canvas.scene.empty == ""
    for button in panel.toggles:
        button.setChecked(False)
    assert "hidden" in panel.canvas.scene.empty


def test_names_of_the_curves_stand_in_the_middle_of_their_buttons(panel: SmilePanel) -> None:
    for button in panel.toggles:
        picture = button.grab().toImage()
        ground = picture.pixelColor(4, 4)
        inked = [
            x
            for x in range(4, picture.width() - 4)
            if any(picture.pixelColor(x, y) != ground for y in range(6, picture.height() - 6))
        ]
        left, right = inked[0], picture.width() - 1 - inked[-1]
        assert abs(left - right) <= 4, (button.text(), left, right)


def test_a_curve_is_the_options_out_of_the_money_in_basis_points(panel: SmilePanel, station: OptionStation) -> None:
    run(panel, station)
    looks = option_chain(station.cache, CARD)
    curves = panel.canvas.scene.curves
    assert [curve.expiry_s for curve in curves] == [60, 75, 90, 105]
    assert len({curve.role for curve in curves}) == 4
    for look, curve in zip(looks, curves, strict=True):
        assert look.forward is not None
        for row, point in zip(look.rows, curve.points, strict=True):
            kind = parse_instrument_id(point.instrument).kind
            assert kind is (InstrumentKind.CALL if row.strike >= look.forward else InstrumentKind.PUT)
            option = row.call if kind is InstrumentKind.CALL else row.put
            assert option is not None
            for vol, shown in (
                (option.bid_vol, point.bid),
                (option.ask_vol, point.ask),
                (option.mid_vol, point.middle),
                (option.model_vol or None, point.model),
            ):
                assert (vol is None) == (shown is None)
                assert shown is None or shown == pytest.approx(1e4 * (vol or 0))


def test_words_of_a_point(station: OptionStation) -> None:
    station.market.run(50)
    curve = smile_curve(option_chain(station.cache, CARD)[0], 0, station.cache.time_ms)
    point = SmilePoint(
        instrument=InstrumentId("x"),
        words="call 1,000.00",
        strike=curve.points[0].strike,
        bid=12.34,
        ask=None,
        middle=None,
        model=13.0,
    )
    assert point_words(curve, point) == [
        f"call 1,000.00 · {curve.left} left",
        "ask  –",
        "middle  –",
        "bid  12.3",
        "model  13.0",
    ]
    assert point.place == 13.0


def test_what_the_model_thinks_worthless_has_no_volatility(station: OptionStation) -> None:
    station.market.run(50)
    look = option_chain(station.cache, CARD)[0]
    row = look.rows[4]
    assert row.call is not None
    worthless = replace(row, call=replace(row.call, model_vol=0.0, theo=0.0))
    curve = smile_curve(replace(look, rows=(worthless,)), 0, station.cache.time_ms)
    assert curve.points[0].model is None


def test_keyboard_walks_over_points_and_enter_shows_the_chain(
    panel: SmilePanel, station: OptionStation, asked: Asked
) -> None:
    run(panel, station)
    canvas = panel.canvas
    canvas.setFocus()
    assert canvas.current == (0, 2)
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    assert canvas.current == (0, 3)
    QTest.keyClick(canvas, Qt.Key.Key_Down)
    assert canvas.current == (1, 3)
    for _ in range(9):
        QTest.keyClick(canvas, Qt.Key.Key_Left)
        QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.current == (0, 0)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert asked.chains == [current(panel).instrument]
    QTest.keyClick(canvas, Qt.Key.Key_1)
    assert not panel.toggles[0].isChecked()
    assert [curve.expiry_s for curve in canvas.scene.curves] == [75, 90, 105]


def test_pointer_finds_the_nearest_point(panel: SmilePanel, station: OptionStation, asked: Asked) -> None:
    run(panel, station)
    canvas = panel.canvas
    stands = canvas.position_of((2, 3))
    assert stands is not None
    assert canvas.nearest(stands) is not None
    QTest.mouseMove(canvas, stands.toPoint())
    QTest.mouseDClick(canvas, Qt.MouseButton.LeftButton, pos=stands.toPoint())
    found = canvas.point_at(canvas.nearest(stands.toPoint().toPointF()))
    assert found is not None
    assert asked.chains == [found[1].instrument]
    assert canvas.nearest(canvas.rect().bottomRight().toPointF() * 2) is None
    assert canvas.grab().toImage() is not None


def test_axes_stay_while_the_curves_fit(panel: SmilePanel, station: OptionStation) -> None:
    run(panel, station)
    seen = set()
    for _ in range(8):
        station.market.step()
        panel.run_refresh()
        scales = panel.canvas.scales()
        assert scales is not None
        seen.add((scales[0].low, scales[0].high))
        values = [value for curve in panel.canvas.scene.curves for value in curve.values]
        assert scales[1].low <= min(values) * 10
    assert len(seen) == 1


def test_one_mad_price_does_not_flatten_the_curves(panel: SmilePanel, station: OptionStation) -> None:
    run(panel, station)
    models = [p.model for curve in panel.canvas.scene.curves for p in curve.points if p.model is not None]
    for _ in range(20):
        station.market.step()
        panel.run_refresh()
        scales = panel.canvas.scales()
        assert scales is not None
        assert scales[1].high <= max(models) * 10 * 4 * 1.5


def test_unchanged_market_paints_nothing(panel: SmilePanel, station: OptionStation) -> None:
    run(panel, station)
    scene = panel.canvas.scene
    panel.run_refresh()
    assert panel.canvas.scene is scene


def test_target_and_state(qtbot: QtBot, panel: SmilePanel, station: OptionStation, navigator: Navigator) -> None:
    run(panel, station)
    panel.show_target(Role(underlying=JUMP, kind=InstrumentKind.CALL))
    assert panel.underlying == JUMP
    panel.show_target(InstrumentId("nonsense"))
    assert panel.underlying == JUMP
    panel.show_target(InstrumentId("$CARD_future_60"))
    assert panel.underlying == CARD
    panel.show_underlying(JUMP)
    panel.toggles[3].setChecked(False)
    other = SmilePanel(station, navigator)
    qtbot.addWidget(other)
    other.restore_state(panel.save_state())
    assert other.save_state() == panel.save_state() == {"underlying": "$JUMP", "hidden": [3]}
    other.restore_state({"underlying": 3, "hidden": "x"})
    assert other.underlying == JUMP


def test_old_prices_say_their_age(panel: SmilePanel, station: OptionStation, monkeypatch: pytest.MonkeyPatch) -> None:
    run(panel, station)
    monkeypatch.setattr(type(station.cache), "feed_age_ms", property(lambda _self: 4_000.0))
    panel.run_refresh()
    assert "4.0 s" in panel.canvas.scene.stale
    assert not panel.canvas.grab().isNull()


def test_the_axis_says_what_it_counts() -> None:
    assert "per square root of a second" in axis_help()

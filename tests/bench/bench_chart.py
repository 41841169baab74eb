"""One chart of 1280x720 repainted, the whole round in view, with 3 indicators, 500 fills, 20 orders: a candle moves, a candle closes."""

import time
from typing import TYPE_CHECKING

import numpy as np

from tests.bench.figures import Figure
from tests.bench.painting import dressed

if TYPE_CHECKING:
    from algotrade_gui.ui.charts.binning import CandleColumns
    from algotrade_gui.ui.models.chart_indicators import ChosenIndicator

PAINTS = 200
TARGET_MS = 8.0
FILLS = 500
ORDERS = 20


def figures() -> list[Figure]:
    """Repaint times. The target is held against the thread's processor time: what else runs on the machine is no matter of the chart."""
    dressed()
    return [
        *_indicators(20_000),
        *_panel(),
        *_figures("chart: live candle moves, 1,800 in view", 1_800, closes=False),
        *_figures("chart: live candle moves, 20,000 in view", 20_000, closes=False),
        *_figures("chart: a candle closes and the view scrolls, 1,800 in view", 1_800, closes=True),
        *_figures("chart: a candle closes and the view scrolls, 20,000 in view", 20_000, closes=True),
        *_figures(
            "chart: a candle closes and the view scrolls, 200 of 20,000 in view", 20_000, closes=True, span_s=200
        ),
    ]


def _candles(count: int, random: np.random.Generator) -> "CandleColumns":
    from algotrade_gui.ui.charts.binning import CandleColumns

    mid = 100_000 + np.cumsum(random.normal(0, 120, count))
    open_, close = mid + random.normal(0, 40, count), mid + random.normal(0, 40, count)
    return CandleColumns(
        np.arange(count, dtype=np.float64),
        open_,
        np.maximum(open_, close) + 60,
        np.minimum(open_, close) - 60,
        close,
        mid,
        random.integers(0, 20, count).astype(np.float64),
    )


def _chosen() -> "tuple[ChosenIndicator, ...]":
    """An average, bands, and a strip of its own: five lines."""
    from algotrade_gui.ui.models.chart_indicators import choose

    return (choose("ema"), choose("bollinger"), choose("volatility"))


def _indicators(count: int) -> list[Figure]:
    """What three indicators cost when a candle closes, in the panel's refresh."""
    from algotrade_gui.ui.models.chart_indicators import IndicatorLines

    works: list[float] = []
    made = IndicatorLines()
    made.chosen = _chosen()
    for number in range(PAINTS):
        candles = _candles(count, np.random.default_rng(number % 3))
        worked = time.thread_time()
        made.lines(candles, tradeable=True)
        works.append((time.thread_time() - worked) * 1e3)
    name = f"chart: three indicators over {count:,} candles, processor time, 99th percentile"
    return [
        Figure(name=name, value=float(np.percentile(works, 99)), unit="ms", target=TARGET_MS, higher_is_better=False)
    ]


def _panel() -> list[Figure]:
    """A panel's refresh in a market of 264 contracts, half an hour into the round, at each update and at each new second."""
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.ui.docks.chart import ChartPanel
    from tests.ui.fakes_views import FakeWorkstation

    station = FakeWorkstation(ErrorCentre())
    station.market.run(1_700)
    panel = ChartPanel(station)
    panel.resize(1280, 720)
    panel.show()
    panel.show_indicators(_chosen())
    order = station.account.place("$CARD_future_1740", quantity=FILLS + 1)
    for number in range(FILLS):
        station.account.fill(order, 1, 1_000 * (number * 3 + 1))
    QApplication.processEvents()
    works: list[float] = []
    for _ in range(PAINTS):
        station.market.step()
        worked = time.thread_time()
        panel.run_refresh()
        works.append((time.thread_time() - worked) * 1e3)
    panel.close()
    panel.deleteLater()
    name = "chart: the panel's refresh, 264 contracts, processor time, 99th percentile"
    return [
        Figure(name=name, value=float(np.percentile(works, 99)), unit="ms", target=TARGET_MS, higher_is_better=False)
    ]


def _figures(name: str, count: int, *, closes: bool, span_s: int | None = None) -> list[Figure]:
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.domain.order import Side
    from algotrade_gui.ui.charts.canvas import ChartCanvas
    from algotrade_gui.ui.charts.scene import ChartScene, FillMark, OrderLine
    from algotrade_gui.ui.models.chart_indicators import IndicatorLines

    random = np.random.default_rng(7)
    candles = _candles(count, random)
    mid = candles.mid
    made = IndicatorLines()
    made.chosen = _chosen()
    lines = made.lines(candles, tradeable=True)
    first = count - span_s if span_s is not None else 0
    fills = tuple(
        FillMark(time_s=float(at), price=float(mid[at]), side=Side.BUY if at % 2 else Side.SELL, text="")
        for at in random.integers(first, count, FILLS)
    )
    orders = tuple(OrderLine(price=float(mid[-1] + place * 40), side=Side.BUY, text="buy 2") for place in range(ORDERS))
    canvas = ChartCanvas()
    canvas.resize(1280, 720)
    canvas.show()
    QApplication.processEvents()  # nothing is painted before the window is exposed
    painted = canvas.paints
    canvas.bind(ChartScene(candles=candles))
    canvas.view.show_all(float(first), float(count - 1))
    walls: list[float] = []
    works: list[float] = []
    for number in range(PAINTS + 10):
        candles.close[-1] = mid[-1] + random.normal(0, 100)
        canvas.show_scene(
            ChartScene(
                title="$CARD",
                history=number if closes else 0,
                candles=candles,
                last_price=float(candles.close[-1]),
                last_direction=1,
                has_volume=True,
                lines=lines,
                fills=fills,
                orders=orders,
            )
        )
        if closes:
            canvas.view.first_s += 1
            canvas.view.last_s += 1
        began, worked = time.perf_counter(), time.thread_time()
        canvas.repaint()
        if number >= 10:
            walls.append((time.perf_counter() - began) * 1e3)
            works.append((time.thread_time() - worked) * 1e3)
    assert canvas.paints >= painted + PAINTS, "the chart was not painted"
    canvas.close()
    canvas.deleteLater()
    return [
        Figure(
            name=f"{name}, processor time, 99th percentile",
            value=float(np.percentile(works, 99)),
            unit="ms",
            target=TARGET_MS,
            higher_is_better=False,
        ),
        Figure(name=f"{name}, processor time, median", value=float(np.median(works)), unit="ms"),
        Figure(name=f"{name}, wall time, median", value=float(np.median(walls)), unit="ms"),
        Figure(name=f"{name}, wall time, 99th percentile", value=float(np.percentile(walls, 99)), unit="ms"),
    ]

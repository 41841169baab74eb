"""One update into a ladder: refresh and paint, the slice that the frame pump gives the panel."""

import time

import numpy as np

from tests.bench.figures import Figure
from tests.bench.painting import dressed, paint_now

UPDATES = 200
WARM_UP = 15
TARGET_MS = 8.0
OWN_ORDERS = 12
ELSEWHERE = 200


def figures() -> list[Figure]:
    """A ladder as wide as its place in the Trade layout, with 264 instruments, own orders, and clicks and keys on."""
    dressed()
    return [*_ladder(374, 640, moves=False), *_ladder(700, 1_000, moves=True)]


def _ladder(width: int, height: int, *, moves: bool) -> list[Figure]:
    """With `moves` each update also changes an own order and scrolls, so that every row is painted."""
    from PySide6.QtWidgets import QApplication

    from algotrade_gui.core.errors import ErrorCentre
    from algotrade_gui.core.ids import InstrumentId
    from algotrade_gui.ui.docks.ladder import LadderPanel
    from algotrade_gui.ui.navigator import Navigator
    from tests.ui.fakes_ladder import LadderStation

    station = LadderStation(ErrorCentre())
    station.market.run(50)
    panel = LadderPanel(station, Navigator())
    panel.resize(width, height)
    panel.show()
    # nothing is painted before the window is exposed, which takes a turn of the loop
    QApplication.processEvents()
    panel.show_target(InstrumentId("$CARD_future_75"))
    panel.hand.clicks.trigger()
    for number in range(OWN_ORDERS):
        station.account.place("$CARD_future_75", price=99_000 + 150 * number, owner="manual")
    for number in range(ELSEWHERE):
        station.account.place("$HEST_future_75", price=90_000 + number)
    spans: list[tuple[float, float]] = []
    values: list[float] = []
    for number in range(UPDATES + WARM_UP):
        station.market.step()
        if moves:
            station.account.place("$CARD_future_75", price=99_500 + number, owner="manual")
            panel.view.scroll(1 if number % 2 else -1)
        asked = time.thread_time()
        # the model's values are worked out once a second for all who ask, whoever is the first: measured apart
        station.cache.fair.theo(InstrumentId("$CARD_future_75"))
        values.append((time.thread_time() - asked) * 1e3)
        began, worked = time.perf_counter(), time.thread_time()
        panel.run_refresh()
        paint_now(panel.window())
        if number >= WARM_UP:
            spans.append(((time.perf_counter() - began) * 1e3, (time.thread_time() - worked) * 1e3))
    panel.close()
    name = f"ladder {width} x {height}: an update" + (", every row changed" if moves else "")
    walls, works = np.array(spans).T
    return [
        Figure(
            name=f"{name}, processor time, median",
            value=float(np.median(works)),
            unit="ms",
            target=TARGET_MS,
            higher_is_better=False,
        ),
        Figure(name=f"{name}, processor time, 99th percentile", value=float(np.percentile(works, 99)), unit="ms"),
        Figure(name=f"{name}, wall time, median", value=float(np.median(walls)), unit="ms"),
        # nine of ten updates are of the same second
        Figure(
            name=f"{name}, the shared values of a new second, processor time, median",
            value=float(np.median(sorted(values)[-len(values) // 12 :])),
            unit="ms",
        ),
    ]

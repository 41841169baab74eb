"""Everything a user can do with a chart, each with a name and keys."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.charts.order_hold import OrderHold
from algotrade_gui.ui.language import tr

PAN_SHARE = 0.1


@dataclass(frozen=True, slots=True, kw_only=True)
class Verbs:
    """What the panel does itself."""

    pin: Callable[[], object]
    indicators: Callable[[], object]
    next_interval: Callable[[], object]
    next_style: Callable[[], object]
    export_png: Callable[[], object]
    export_csv: Callable[[], object]
    ladder: Callable[[], object]


class ChartActions:
    """The actions of one chart; their keys count while the focus is in its canvas."""

    def __init__(self, canvas: ChartCanvas, verbs: Verbs) -> None:
        self._owner: QWidget = canvas
        self.follow = self._add(
            "chart.follow",
            tr("Follow the newest candle"),
            canvas.follow,
            ("End", "F"),
            tr("Follow the newest candle; a double click does too"),
        )
        self.follow.setCheckable(True)
        self.follow.setChecked(True)
        self.whole = self._add("chart.whole_round", tr("Whole round in view"), canvas.show_all, "Home")
        self.auto_scale = self._add(
            "chart.auto_scale",
            tr("Fit the prices"),
            lambda: canvas.set_auto_scale(not canvas.view.auto_scale),
            "A",
            tr("Fit the prices by themselves; dragging the price axis ends it"),
        )
        self.auto_scale.setCheckable(True)
        self.auto_scale.setChecked(True)
        # = is the key of + without Shift; the arrows do it with one hand
        self.zoom_in = self._step("chart.zoom_in", tr("Zoom in"), lambda: canvas.zoom(1), ("+", "=", "Up"))
        self.zoom_out = self._step("chart.zoom_out", tr("Zoom out"), lambda: canvas.zoom(-1), ("-", "Down"))
        self.earlier = self._step("chart.earlier", tr("Earlier"), lambda: canvas.pan(-PAN_SHARE), "Left")
        self.later = self._step("chart.later", tr("Later"), lambda: canvas.pan(PAN_SHARE), "Right")
        self.pin = self._add("chart.pin", tr("Pin this contract"), verbs.pin, "P")
        self.indicators = self._add(
            "chart.indicators", tr("Indicators…"), verbs.indicators, "I", tr("Add indicators, change or remove them")
        )
        self.next_interval = self._add("chart.next_interval", tr("Next interval"), verbs.next_interval, "T")
        self.next_style = self._add("chart.next_style", tr("Next style"), verbs.next_style, "S")
        self.export_png = self._add("chart.export_png", tr("Export the picture…"), verbs.export_png)
        self.export_csv = self._add("chart.export_csv", tr("Export the numbers…"), verbs.export_csv)
        self.ladder = self._add("chart.ladder", tr("Show in the ladder"), verbs.ladder)
        self._add_order_actions(canvas.held)

    def _add_order_actions(self, held: OrderHold) -> None:
        step = self._step
        self.order_above = step(
            "chart.order_above", tr("Select the order above"), lambda: held.choose_next(1), "Ctrl+Up"
        )
        self.order_below = step(
            "chart.order_below", tr("Select the order below"), lambda: held.choose_next(-1), "Ctrl+Down"
        )
        self.order_cancel = self._add("chart.order_cancel", tr("Cancel the selected order"), held.cancel, "Del")
        self.order_raise = step(
            "chart.order_raise", tr("Raise the selected order"), lambda: held.propose(1), "Shift+Up"
        )
        self.order_lower = step(
            "chart.order_lower", tr("Lower the selected order"), lambda: held.propose(-1), "Shift+Down"
        )
        self.order_raise_cent = step(
            "chart.order_raise_cent",
            tr("Raise the selected order by a cent"),
            lambda: held.propose(1, fine=True),
            "Ctrl+Shift+Up",
        )
        self.order_lower_cent = step(
            "chart.order_lower_cent",
            tr("Lower the selected order by a cent"),
            lambda: held.propose(-1, fine=True),
            "Ctrl+Shift+Down",
        )
        self.order_send = self._add(
            "chart.order_send", tr("Move the selected order there"), held.send, ("Return", "Enter")
        )
        # Escape, which does it too, is the window's: the canvas takes it only while an order is held
        self.drop = self._add("chart.drop", tr("Leave the selected order as it is"), held.drop)

    def _add(
        self,
        name: str,
        text: str,
        slot: Callable[[], object],
        keys: str | Sequence[str] = "",
        help_text: str = "",
        *,
        repeats: bool = False,
    ) -> QAction:
        first, *more = (keys,) if isinstance(keys, str) else keys
        return add_action(
            self._owner, name, text, slot, keys=first, more_keys=more, help_text=help_text, repeats=repeats
        )

    def _step(self, name: str, text: str, slot: Callable[[], object], keys: str | Sequence[str]) -> QAction:
        return self._add(name, text, slot, keys, repeats=True)

    def of_view(self) -> tuple[QAction, ...]:
        """Those that a menu offers for the view."""
        return (self.follow, self.whole, self.auto_scale, self.zoom_in, self.zoom_out)

    def of_chart(self) -> tuple[QAction, ...]:
        """Those that a menu offers for what is drawn."""
        return (self.indicators, self.next_interval, self.next_style, self.pin)

    def of_file(self) -> tuple[QAction, ...]:
        """Those that write files."""
        return (self.export_png, self.export_csv)

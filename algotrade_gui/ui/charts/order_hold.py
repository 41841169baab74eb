"""Which of its orders a chart's user has taken hold of, and what he is about to do with it."""

import math
from typing import TYPE_CHECKING

from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.ui.charts.scales import price_step_cents
from algotrade_gui.ui.charts.scene import OrderLine

if TYPE_CHECKING:
    from algotrade_gui.ui.charts.canvas import ChartCanvas

_STEP_PX = 8
"""An order moved by the keyboard goes so far at a time, rounded to a price that reads well."""


class OrderHold:
    """One chart's, by mouse and by keyboard. Orders are asked for by the canvas' signals, never sent from here."""

    def __init__(self, canvas: "ChartCanvas") -> None:
        self._canvas = canvas
        self.hovered: ClientOrderId | None = None
        self.chosen: ClientOrderId | None = None
        self.proposed: float | None = None
        """The price, in cents, that the chosen order is about to be moved to."""
        self.dragging = False

    def clear(self) -> None:
        """Another instrument is shown."""
        self.hovered = self.chosen = self.proposed = None
        self.dragging = False

    def choose(self, key: ClientOrderId | None) -> None:
        """Take hold of an order, or of none; what was proposed for another is dropped."""
        if key != self.chosen:
            self.proposed = None
        self.chosen = key
        self._canvas.update()

    def choose_next(self, step: int) -> None:
        """Take hold of the next order above (+1) or below (-1) the one held."""
        ranked = sorted(
            (line for line in self._canvas.scene.orders if line.key is not None), key=lambda line: line.price
        )
        if not ranked:
            return
        keys = [line.key for line in ranked]
        if self.chosen not in keys:
            self.choose(keys[0 if step > 0 else -1])
            return
        self.choose(keys[min(max(0, keys.index(self.chosen) + step), len(keys) - 1)])

    @property
    def order(self) -> OrderLine | None:
        """The order that the user has taken hold of."""
        key = self.chosen
        return next((line for line in self._canvas.scene.orders if key is not None and line.key == key), None)

    def propose(self, steps: int, *, fine: bool = False) -> None:
        """Move the held order's proposed price by so many steps: of a few pixels, or of a cent where `fine`."""
        line = self.order
        if line is None or self._canvas.frame is None or line.moving_to is not None:
            return
        scale = self._canvas.frame.price
        step = 1 if fine else price_step_cents(scale.high - scale.low, abs(scale.end - scale.start), _STEP_PX)
        now = self.proposed if self.proposed is not None else line.price
        # the first step leads to a price that reads well
        rounded = math.floor(now / step) if steps > 0 else math.ceil(now / step)
        aim = now + steps if fine else (rounded + steps) * step
        self.proposed = float(max(1, round(aim)))
        self._canvas.update()

    def send(self) -> None:
        """Ask for the held order to be moved to the price proposed for it."""
        line, price = self.order, self.proposed
        self.proposed = None
        self._canvas.update()
        if line is not None and line.key is not None and price is not None and price != line.price:
            self._canvas.move_asked.emit(line.key, round(price))

    def cancel(self) -> None:
        """Ask for the held order's end."""
        line = self.order
        if line is not None:
            self._canvas.cancel_asked.emit(line.key)

    @property
    def holds(self) -> bool:
        """Whether there is something that `drop` lets go of."""
        return self.chosen is not None or self.proposed is not None or self.dragging

    def drop(self) -> None:
        """Forget what was proposed; a second time let go of the order."""
        if self._canvas.stop_dragging() or self.proposed is not None:
            self.proposed, self.dragging = None, False
        else:
            self.chosen = None
        self._canvas.update()

    def let_go_of_ended(self) -> None:
        """Orders have changed: hold none that is there no more."""
        if self.chosen is None and self.hovered is None:
            return
        keys = {line.key for line in self._canvas.scene.orders}
        if self.hovered not in keys:
            self.hovered = None
        if self.chosen not in keys:
            self._canvas.stop_dragging()
            self.chosen, self.proposed, self.dragging = None, None, False

"""The mouse on a chart: crosshair, pan, zoom, the price axis, and orders taken hold of."""

import enum
import html
import math
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QToolTip

from algotrade_gui.ui.charts.order_lines import OrderHit, OrderPart
from algotrade_gui.ui.charts.overlays import said_near

if TYPE_CHECKING:
    from algotrade_gui.ui.charts.canvas import ChartCanvas

WHEEL_ZOOM = 0.85
_SCALE_PX = 150
"""Dragging the price axis so far stretches it e-fold."""
_CLICK_PX = 3
"""A press that moves less is a click."""
_PAN_PX = 12
"""A line that is drawn so far to a side was not meant: the view is."""


class _Drag(enum.Enum):
    PAN = enum.auto()
    PRICES = enum.auto()
    ORDER = enum.auto()


class Gestures:
    """One chart's mouse. Reads and moves the canvas' view; orders are asked for by the canvas' signals, never sent from here."""

    def __init__(self, canvas: "ChartCanvas") -> None:
        self._canvas = canvas
        self._drag: _Drag | None = None
        self._last = QPointF()
        self._pressed = QPointF()
        self._hit: OrderHit | None = None
        self.pointer: QPoint | None = None

    @property
    def dragging(self) -> bool:
        """The view is being moved: no crosshair meanwhile."""
        return self._drag in (_Drag.PAN, _Drag.PRICES)

    def move(self, event: QMouseEvent) -> None:
        """The pointer moved."""
        canvas, at = self._canvas, event.position()
        self.pointer = at.toPoint()
        frame = canvas.frame
        if frame is None:
            return
        moved, self._last = at - self._last, at
        if self._drag is _Drag.ORDER and not canvas.held.dragging and self._is_sideways(at):
            # sideways is no price: who wanted to pan and met a line pans, from where he began
            self._drag, self._hit = _Drag.PAN, None
            canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            moved = at - self._pressed
        if self._drag is _Drag.ORDER:
            self._move_order(at)
        elif self._drag is _Drag.PRICES:
            canvas.view.scale_prices(math.exp(moved.y() / _SCALE_PX))
            canvas.moved()
        elif self._drag is _Drag.PAN:
            canvas.view.pan(-moved.x() / frame.time.per_unit)
            if not canvas.view.auto_scale:
                canvas.view.shift_prices(-moved.y() / frame.price.per_unit)
            canvas.moved()
        else:
            self._hover(event)

    def _is_sideways(self, at: QPointF) -> bool:
        way = at - self._pressed
        return abs(way.x()) > _PAN_PX and abs(way.x()) > 2 * abs(way.y())

    def _hover(self, event: QMouseEvent) -> None:
        canvas, at = self._canvas, event.position()
        hit = canvas.order_under(at.toPoint())
        canvas.held.hovered = None if hit is None else hit.key
        if hit is None:
            canvas.unsetCursor()
            self._tell(event, said_near(canvas.frame, canvas.scene, at) if canvas.frame is not None else "")
        else:
            cross = hit.part is OrderPart.CANCEL
            canvas.setCursor(Qt.CursorShape.PointingHandCursor if cross else Qt.CursorShape.SizeVerCursor)
            self._tell(event, canvas.order_tip(hit))
        canvas.update()
        canvas.tell_crosshair()

    def _tell(self, event: QMouseEvent, text: str) -> None:
        if text:
            # what a bot has written is text, also where it looks like markup
            shown = html.escape(text).replace("\n", "<br>")
            QToolTip.showText(event.globalPosition().toPoint(), f"<qt>{shown}</qt>", self._canvas)
        elif QToolTip.isVisible():
            QToolTip.hideText()

    def _move_order(self, at: QPointF) -> None:
        canvas = self._canvas
        line = canvas.held.order
        if line is None or line.moving_to is not None or canvas.frame is None:
            return
        if not canvas.held.dragging and abs(at.y() - self._pressed.y()) <= _CLICK_PX:
            return
        canvas.held.dragging = True
        price = canvas.frame.price.value(min(max(at.y(), canvas.frame.plot.top()), canvas.frame.plot.bottom()))
        canvas.held.proposed = float(max(1, round(price)))
        canvas.update()

    def press(self, event: QMouseEvent) -> None:
        """A button went down."""
        canvas = self._canvas
        if event.button() is not Qt.MouseButton.LeftButton or canvas.frame is None:
            return
        self._pressed = self._last = event.position()
        self.pointer = event.position().toPoint()
        self._hit = canvas.order_under(self.pointer)
        canvas.held.choose(None if self._hit is None else self._hit.key)
        if self._hit is not None:
            self._drag = _Drag.ORDER
            return
        on_axis = event.position().x() > canvas.frame.plot.right()
        self._drag = _Drag.PRICES if on_axis else _Drag.PAN
        canvas.setCursor(Qt.CursorShape.SizeVerCursor if on_axis else Qt.CursorShape.ClosedHandCursor)

    def release(self, event: QMouseEvent) -> None:
        """A button went up."""
        canvas = self._canvas
        if event.button() is not Qt.MouseButton.LeftButton:
            return
        drag, self._drag = self._drag, None
        hit, self._hit = self._hit, None
        canvas.unsetCursor()
        if drag is _Drag.ORDER and hit is not None:
            if canvas.held.dragging:
                canvas.held.dragging = False
                canvas.held.send()
            elif hit.part is OrderPart.CANCEL:
                again = canvas.order_under(event.position().toPoint())
                if again is not None and again.key == hit.key and again.part is OrderPart.CANCEL:
                    canvas.cancel_asked.emit(hit.key)
        canvas.update()

    def drop(self) -> bool:
        """Let go of an order that is being dragged, where it was; False where none is."""
        if self._drag is not _Drag.ORDER:
            return False
        self._drag, self._hit = None, None
        self._canvas.unsetCursor()
        return True

    def double(self, event: QMouseEvent) -> None:
        """Twice: on the price axis it fits the prices again, elsewhere the newest candle is followed."""
        canvas = self._canvas
        if event.button() is not Qt.MouseButton.LeftButton or canvas.frame is None:
            return
        self._drag = None
        if canvas.order_under(event.position().toPoint()) is not None:
            return
        if event.position().x() > canvas.frame.plot.right():
            canvas.set_auto_scale(True)
        else:
            canvas.follow()

    def leave(self) -> None:
        """The pointer is gone."""
        self.pointer = None
        self._canvas.held.hovered = None

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom at the pointer; with Shift, or sideways, pan; on the price axis stretch it."""
        canvas, frame = self._canvas, self._canvas.frame
        if frame is None:
            return
        notches, sideways = event.angleDelta().y() / 120, event.angleDelta().x() / 120
        if event.position().x() > frame.plot.right():
            canvas.view.scale_prices(WHEEL_ZOOM**notches)
        elif sideways or event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            canvas.view.pan(-(notches + sideways) * canvas.view.span_s * 0.08)
        else:
            canvas.view.zoom(WHEEL_ZOOM**notches, frame.time.value(event.position().x()))
        event.accept()
        canvas.moved()

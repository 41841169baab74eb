"""Cancels and moves orders as a chart's user asks, and says on the chart how that went."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.errors import ErrorCentre, UserError, sentence_of
from algotrade_gui.core.ids import ClientOrderId
from algotrade_gui.core.tasks import TaskOwner
from algotrade_gui.core.units import Cents
from algotrade_gui.core.words import say
from algotrade_gui.trading.amend import AmendOutcome
from algotrade_gui.trading.session import RequestError
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.charts.canvas import ChartCanvas
from algotrade_gui.ui.language import shown, tr
from algotrade_gui.ui.sources import AmendingDesk

SAID_MS = 8_000
_QUIET = frozenset({AmendOutcome.AMENDED, AmendOutcome.WITHDRAWN})
_DEALT = frozenset({AmendOutcome.PARTLY, AmendOutcome.FILLED_MEANWHILE})
"""Told on the chart, and no mistake of anybody's."""


class ChartOrders:
    """Belongs to a chart's panel, whose tasks it uses; `message` is a label on the canvas."""

    def __init__(
        self,
        canvas: ChartCanvas,
        account: AmendingDesk,
        tasks: TaskOwner,
        errors: ErrorCentre,
        message: QLabel,
        clock: Clock,
    ) -> None:
        self._canvas = canvas
        self._account = account
        self._tasks = tasks
        self._errors = errors
        self._clock = clock
        self._said_ms = 0.0
        self._asked: set[ClientOrderId] = set()
        self.message = message
        message.setTextFormat(Qt.TextFormat.PlainText)  # it may repeat the exchange's words
        message.setProperty("tone", "warning")
        message.setAutoFillBackground(True)
        message.setMargin(4)
        message.setAttribute(Qt.WidgetAttribute.WA_TransparentForMouseEvents)
        message.setAccessibleName(tr("What became of the order"))
        message.hide()
        canvas.cancel_asked.connect(self.cancel)
        canvas.move_asked.connect(self.move)

    def refresh(self) -> None:
        """Take an old message away; called with the panel's refresh."""
        if self.message.isVisible() and self._clock.now_ms() - self._said_ms >= SAID_MS:
            self.message.hide()

    def cancel(self, key: ClientOrderId) -> None:
        """Ask for an order's end."""
        if key in self._asked:
            return
        self._asked.add(key)
        self._begun(key, async_bridge.start("cancel", self._run_cancel(key), self._tasks, done=self._say))

    def move(self, key: ClientOrderId, price: int) -> None:
        """Ask for an order to be moved to `price`, cents."""
        if key in self._asked:
            return
        self._asked.add(key)
        work = self._run_move(key, Cents(price))
        self._begun(key, async_bridge.start("move", work, self._tasks, done=self._say))

    def _begun(self, key: ClientOrderId, task: object) -> None:
        self.message.hide()
        if task is None:
            self._asked.discard(key)

    async def _run_cancel(self, key: ClientOrderId) -> str:
        try:
            result = await self._account.cancel(key)
        except (RequestError, UserError) as error:
            self._errors.report("chart", say("A cancel was not confirmed: {reason}.", reason=sentence_of(error)))
            return tr("The cancel was not confirmed: {reason}", reason=shown(sentence_of(error)))
        finally:
            self._asked.discard(key)
        if result.ok:
            return ""
        return tr("Not cancelled: {reason}", reason=shown(result.message or ""))

    async def _run_move(self, key: ClientOrderId, price: Cents) -> str:
        try:
            result = await self._account.amend(key, price=price)
        finally:
            self._asked.discard(key)
        if result.outcome in _DEALT:
            return shown(result.message)
        if result.ok or result.outcome in _QUIET:
            return ""
        self._errors.report("chart", result.message)
        return shown(result.message)

    def _say(self, text: str) -> None:
        if not text:
            return
        self._said_ms = self._clock.now_ms()
        self.message.setText(text)
        self.message.adjustSize()
        width = min(self.message.width(), max(120, self._canvas.width() - 100))
        self.message.resize(width, self.message.height())
        self.message.move(8, self._canvas.height() - self.message.height() - 28)
        self.message.show()
        self.message.raise_()

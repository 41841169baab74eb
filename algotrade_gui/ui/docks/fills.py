"""The fills panel: what was dealt in this round, newest first, each with its explanation a key away."""

from collections.abc import Callable, Mapping
from typing import ClassVar

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import BotId, FillId
from algotrade_gui.domain.fill import Fill
from algotrade_gui.ui.dialogs.explain_fill import ExplainFillDialog
from algotrade_gui.ui.language import integer, mark, tr, trn
from algotrade_gui.ui.models.fill_rows import FILL_COLUMNS, FILL_PLACE, FillRow, fill_row, fill_words
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator
from algotrade_gui.ui.record_panel import RecordPanel, order_tabs
from algotrade_gui.ui.sources import AccountParts, FillDesk

FILLS_AT_MOST = 1_000
"""Listed; the journal has all."""
_NO_FILLS = mark("No fills in this round yet. They show here as soon as an order deals.")


class FillsPanel(RecordPanel[FillId, FillRow]):
    """The account's fills of this round."""

    panel_id: ClassVar[str] = "fills"
    title: ClassVar[str] = mark("Fills")
    every: ClassVar[int] = 2

    def __init__(
        self,
        workstation: AccountParts[FillDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
        labels: Callable[[BotId], Mapping[str, str]] = lambda _owner: {},
    ) -> None:
        """`labels` tells what a bot's settings are called in its form, by their names."""
        self._labels = labels
        model: RecordTableModel[FillId, FillRow] = RecordTableModel(
            FILL_COLUMNS, newest_first=True, clock=clock if clock is not None else RealClock()
        )
        super().__init__(
            workstation.errors,
            navigator,
            model,
            parent,
            words=fill_words,
            instrument=lambda row: row.fill.instrument,
            hint=tr("Filter: maker card bought"),
            empty=tr(_NO_FILLS),
        )
        self._board = workstation.account.orders
        self._explanations = workstation.account.explanations
        self._last = FillId(0)
        self.make_roomy(FILL_PLACE["Bot"])
        why_width = self.view.columnWidth(FILL_PLACE["Why"])
        self.view.make_flexible(FILL_PLACE["Why"], least=why_width, most=8 * why_width)
        # an explanation tells it as well
        self.view.shed(FILL_PLACE["How"])
        self.explain_action = self.add(
            "explain",
            tr("Explain this fill"),
            self.explain,
            keys="Return",
            help_text=tr("Show what was known when the order was placed"),
        )
        self.explain_button = self.add_button(self.explain_action, "info", tr("Explain"))
        self.view.activated.connect(lambda _index: self.explain())
        order_tabs((self.view, self.filter, self.explain_button))
        self.settle_view()

    def menu_actions(self) -> list[QAction | None]:
        return [self.explain_action, None, *super().menu_actions()]

    def update_actions(self) -> None:
        some = bool(self.selected())
        self.enable_ways(some)
        self.explain_action.setEnabled(some)

    def refresh(self) -> None:
        """Take over new fills; all go with their round."""
        fills = self._board.fills
        oldest = fills[0].id if fills else FillId(0)
        newest = fills[-1].id if fills else FillId(0)
        first_kept = max(oldest, newest - FILLS_AT_MOST + 1)
        gone = [key for key in self.rows.keys if key < first_kept or not fills]
        fresh: list[Fill] = []
        if newest > self._last:
            for fill in reversed(fills):
                if fill.id <= self._last or fill.id < first_kept:
                    break
                fresh.append(fill)
            self._last = newest
        if fresh or gone:
            self.rows.apply({fill.id: fill_row(fill, self._why(fill)) for fill in reversed(fresh)}, gone)
        self._count(self._board.fills_of())
        self.settle_view()

    def _why(self, fill: Fill) -> str:
        order = self._board.get(fill.client_id)
        return "" if order is None else order.why

    def _count(self, dealt: int) -> None:
        text = trn(dealt, "{count} fill", "{count} fills")
        listed = len(self.rows)
        if listed < dealt:
            text = tr("{fills}, the newest {count} listed", fills=text, count=integer(listed))
        self.show_count(text)

    def explain(self) -> None:
        """Open the explanation of the current fill."""
        row = self.current()
        if row is not None:
            order = self._board.get(row.fill.client_id)
            told, labels = self._explanations.of(row.fill), self._labels(row.fill.owner)
            ExplainFillDialog(row.fill, order, told, self.navigator, self, labels=labels).open()

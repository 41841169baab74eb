"""The positions panel: what each owner holds, what it is worth, and the ways to end it."""

from collections.abc import Mapping
from typing import Any, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QComboBox, QLabel, QWidget

from algotrade_gui.core.clock import Clock, RealClock
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, round_time_text
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.position import Position
from algotrade_gui.trading.closing import close, close_plan
from algotrade_gui.trading.inventory import stock
from algotrade_gui.trading.marks import mark_at
from algotrade_gui.trading.owners import OUTSIDE
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.combos import choose, share_bar
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.language import mark, money, shown, tr, trn
from algotrade_gui.ui.models.cells import Tone
from algotrade_gui.ui.models.column_texts import gain_tone
from algotrade_gui.ui.models.position_rows import (
    POSITION_PLACE,
    Facts,
    PositionKey,
    PositionRow,
    differences_text,
    position_columns,
    position_facts,
    position_row,
    position_style,
    position_words,
)
from algotrade_gui.ui.models.record_table import RecordTableModel
from algotrade_gui.ui.navigator import Navigator, TicketDraft, TicketLeg
from algotrade_gui.ui.record_panel import RecordPanel, order_tabs
from algotrade_gui.ui.sources import LimitedParts, PositionDesk
from algotrade_gui.ui.total_row import TotalRow

BY_OWNER, ACCOUNT = "owner", "account"
_NOTHING_HELD = mark("Nothing is held. What is bought shows here until it is sold or settles.")
_PRICED = frozenset(POSITION_PLACE[title] for title in ("Mark", "At bid", "Unrealised", "Ends"))
"""What the feed tells: greyed while that is silent."""
_TURNS = 10
"""Updates in which every row that cannot be seen is made anew once."""


def _same(facts: Facts, position: Position, settling: bool, surplus: int) -> bool:
    """Whether a holding is as the facts have it; its prices are another matter."""
    quantity, cost, realised, *_, was_settling, was_surplus = facts
    held = position.quantity, position.cost, position.realised_pnl
    return held == (quantity, cost, realised) and (settling, surplus) == (was_settling, was_surplus)


class PositionsPanel(RecordPanel[PositionKey, PositionRow]):
    """Holdings by owner, or of the whole account; the last line is the account's sum, whatever the filter hides."""

    panel_id: ClassVar[str] = "positions"
    title: ClassVar[str] = mark("Positions")
    every: ClassVar[int] = 2

    def __init__(
        self,
        workstation: LimitedParts[PositionDesk],
        navigator: Navigator,
        parent: QWidget | None = None,
        *,
        clock: Clock | None = None,
    ) -> None:
        self._station = workstation
        self._cache = workstation.cache
        self._account = workstation.account
        model: RecordTableModel[PositionKey, PositionRow] = RecordTableModel(
            position_columns(self._worth), style=position_style, clock=clock if clock is not None else RealClock()
        )
        super().__init__(
            workstation.errors,
            navigator,
            model,
            parent,
            words=position_words,
            instrument=lambda row: row.instrument,
            hint=tr("Filter: maker card call"),
            empty=tr(_NOTHING_HELD),
        )
        self._reader = self._cache.changes.reader()
        self._second = -1
        self._facts: dict[PositionKey, Facts] = {}
        """As of the last refresh."""
        self._told: dict[PositionKey, Facts] = {}
        """As the rows have them."""
        self._turn = 0
        self._settling: set[PositionKey] = set()
        self._closing: set[PositionKey] = set()
        """Sales on their way: a second click sells nothing twice."""
        self._build()
        self.make_roomy(POSITION_PLACE["Bot"])
        # their sums stand below the table, and the tooltip of what is left tells them
        self.view.shed(
            *(POSITION_PLACE[title] for title in ("Locks", "Avg cost", "Realised", "At bid", "Mark", "Ends"))
        )
        self.settle_view()

    def _build(self) -> None:
        self.grouping = QComboBox(self)
        self.grouping.setAccessibleName(tr("Whose holdings"))
        self.grouping.setToolTip(tr("A line per bot and instrument, or per instrument of the whole account"))
        self.grouping.addItem(tr("By bot"), BY_OWNER)
        self.grouping.addItem(tr("Account"), ACCOUNT)
        self.grouping.currentIndexChanged.connect(self._grouping_changed)
        share_bar(self.filter, self.grouping)
        self.bar.addWidget(self.grouping)
        self.close_action = self.add(
            "close",
            tr("Close at the bid"),
            self.close_selected,
            # not Delete, as where orders are cancelled: this sends one
            keys="Ctrl+B",
            help_text=tr("Sell the selected holdings at the best bid, as many contracts as it takes"),
        )
        self.settle_action = self.add(
            "let_settle",
            tr("Let settle"),
            self.let_settle,
            keys="S",
            help_text=tr("Mark the selected holdings as left to pay at their expiry; nothing is sent"),
        )
        self.ticket_action = self.add(
            "ticket",
            tr("Sell by ticket"),
            self.open_ticket,
            keys="T",
            help_text=tr("Open the ticket with a sale of the selected holdings"),
        )
        self.close_button = self.add_button(self.close_action)
        self.settle_button = self.add_button(self.settle_action)
        self.warning = QLabel(self)
        self.warning.setProperty("tone", "warning")
        self.warning.setTextFormat(Qt.TextFormat.PlainText)
        self.warning.setWordWrap(True)
        self.warning.setContentsMargins(8, 0, 8, 4)
        self.warning.hide()
        self.body.insertWidget(1, self.warning)
        self.total = TotalRow(self.view, self)
        self.total.setToolTip(
            tr("The whole account, whatever the filter hides; realised with all that was closed before")
        )
        self.body.insertWidget(self.body.indexOf(self.view) + 1, self.total)
        self.view.activated.connect(lambda _index: self.show_in_chart())
        order_tabs((self.view, self.filter, self.grouping, self.close_button, self.settle_button))

    def menu_actions(self) -> list[QAction | None]:
        return [self.close_action, self.settle_action, self.ticket_action, None, *super().menu_actions()]

    def update_actions(self) -> None:
        chosen = self.selected()
        self.enable_ways(bool(chosen))
        self.close_action.setEnabled(any(self._closable(row) for row in chosen))
        self.ticket_action.setEnabled(self.close_action.isEnabled())
        self.settle_action.setEnabled(any(row.left_s for row in chosen))

    def _closable(self, row: PositionRow) -> bool:
        # what a teammate holds is his to sell; in the account's lines it cannot be told apart
        return row.quantity > 0 and row.left_s > 0 and row.owner != OUTSIDE and row.key not in self._closing

    # --- one refresh ---

    def refresh(self) -> None:
        """Follow holdings, prices, the seconds left, and what the exchange counts otherwise."""
        now_ms, quotes, books = self._cache.time_ms, self._cache.get_best_prices, self._account.portfolio
        beyond = {name: count for name, count in self._account.reconciler.differences.items() if count}
        held = self._held()
        seen = self.view.visible_rows()
        books_changed = self._reader.drain()
        # marks change with the second and with an underlying's price; both touch every row
        all_new = now_ms // MS_PER_S != self._second or any(
            InstrumentId(name) in books_changed for name in self._cache.underlyings()
        )
        self._second = now_ms // MS_PER_S
        changed: dict[PositionKey, PositionRow] = {}
        for key, position in held.items():
            name = key[1]
            settling, surplus = key in self._settling, beyond.get(name, 0)
            known = self._facts.get(key)
            if known is None or all_new or name in books_changed or not _same(known, position, settling, surplus):
                mark_now, quote = books.mark(name), quotes(name)
                known = position_facts(name, position, mark_now, quote, now_ms, settling=settling, beyond=surplus)
                self._facts[key] = known
            facts = known
            if facts != self._told.get(key) and self._is_due(key, facts, seen):
                self._told[key] = facts
                changed[key] = position_row(key, facts)
        self._turn += 1
        gone = [key for key in self.rows.keys if key not in held]
        for key in gone:
            self._facts.pop(key, None)
            self._told.pop(key, None)
        self._settling.difference_update(gone)
        self.rows.apply(changed, gone)
        greyed = _PRICED if is_stale(self._cache) else frozenset()
        self.view.grey(greyed)
        self._show_total(greyed)
        self._warn(beyond)
        self.settle_view()

    def _is_due(self, key: PositionKey, facts: Facts, seen: range) -> bool:
        """A row that cannot be seen, and of which only prices have changed, is made anew in its turn, once in ten updates."""
        told, row = self._told.get(key), self.model.row_of(key)
        if told is None or row is None or told[:3] != facts[:3] or told[7:] != facts[7:]:
            return True
        return row in seen or (row + self._turn) % _TURNS == 0

    def _held(self) -> Mapping[PositionKey, Position]:
        books = self._account.portfolio
        if self.grouping.currentData() == ACCOUNT:
            return {(None, name): held for name, held in books.positions().items()}
        return {(owner, name): held for owner in books.owners() for name, held in books.positions(owner).items()}

    def _worth(self, instrument: InstrumentId) -> tuple[Cents | None, float | None]:
        spot = self._cache.underlying_price(parse_instrument_id(instrument).underlying)
        return mark_at(instrument, spot), self._cache.fair.theo(instrument)

    def _show_total(self, greyed: frozenset[int]) -> None:
        """The sum of all rows, hidden ones as well; realised is the account's own."""
        realised = self._account.portfolio.realised()
        unrealised = at_bid = cost_of_all = 0
        for quantity, cost, _, worth, bid, *_rest in self._facts.values():
            unrealised += 0 if worth is None else quantity * worth - cost
            at_bid += quantity * (bid or 0)
            cost_of_all += cost
        if self.grouping.currentData() == ACCOUNT:
            # what one owner holds and another owes cancels out in a line that is not there, but not what it has cost them
            unrealised = self._account.portfolio.pnl().unrealised
        locks = money(cost_of_all)
        cells = {
            "Bot": (tr("Account"), Tone.QUIET),
            "At bid": (money(at_bid), Tone.PLAIN),
            "Unrealised": (money(unrealised, signed=True), gain_tone(unrealised)),
            "Realised": (money(realised, signed=True), gain_tone(realised)),
            "Locks": (locks, Tone.QUIET),
        }
        self.total.show_cells({POSITION_PLACE[title]: cell for title, cell in cells.items()}, greyed)
        # their columns are the first to go where there is little room
        hidden = self.view.horizontalHeader().isSectionHidden
        said = []
        if hidden(POSITION_PLACE["Realised"]):
            said.append(tr("realised {realised}", realised=money(realised, signed=True)))
        if hidden(POSITION_PLACE["Locks"]):
            said.append(tr("{locks} locked", locks=locks))
        self.show_count(", ".join(said) if self._facts else "")

    def _warn(self, beyond: Mapping[InstrumentId, int]) -> None:
        text = differences_text(beyond, self._account.reconciler.cash_difference)
        if text != self.warning.text():
            self.warning.setText(text)
            self.warning.setVisible(bool(text))

    def _grouping_changed(self) -> None:
        self._settling.clear()
        self._facts.clear()
        self._told.clear()
        self.rows.apply({}, self.rows.keys)
        self.refresh()
        self.view.sort_again()

    # --- ending a holding ---

    def close_selected(self) -> None:
        """Sell the selected holdings at the best bid, each as far as the bid takes it."""
        rows = [row for row in self.selected() if self._closable(row)]
        if not rows:
            return
        self._closing.update(row.key for row in rows)
        if async_bridge.start("close", self._run_close(rows), self.tasks, done=self._closed) is None:
            self._closing.difference_update(row.key for row in rows)
            return
        self.say(trn(len(rows), "Selling {count} holding.", "Selling {count} holdings."))
        self.update_actions()

    async def _run_close(self, rows: list[PositionRow]) -> str:
        said = []
        try:
            for row in rows:
                said.append(await self._close_one(row))
        finally:
            self._closing.difference_update(row.key for row in rows)
        return said[0] if len(said) == 1 else "  ".join(said)

    async def _close_one(self, row: PositionRow) -> str:
        books, instrument = self._account.portfolio, row.instrument
        # as of now, not as of the click: one before it may have taken time
        position = books.positions(row.owner).get(instrument)
        plan = close_plan(
            0 if position is None else position.quantity,
            stock(self._account, instrument).free,
            self._cache.get_best_prices(instrument),
            self._station.profile.risk.max_order_size,
        )
        text = await close(self._account, row.owner, instrument, plan) if plan.quantity else plan.why
        return tr("{instrument}: {what}", instrument=row.label, what=shown(text))

    def _closed(self, text: str) -> None:
        self.say(text)
        self.update_actions()

    def open_ticket(self) -> None:
        """Ask for a ticket that sells the selected holdings, at prices that the ticket proposes."""
        legs = [
            TicketLeg(instrument=row.instrument, side=Side.SELL, quantity=row.quantity)
            for row in self.selected()
            if self._closable(row)
        ]
        if legs:
            self.navigator.ticket_wanted.emit(TicketDraft(legs=tuple(legs)))

    def let_settle(self) -> None:
        """Mark the selected holdings as left to their expiry, or take the mark away; nothing is sent either way."""
        rows = [row for row in self.selected() if row.left_s]
        if not rows:
            return
        if all(row.settling for row in rows):
            self._settling.difference_update(row.key for row in rows)
            self.say(tr("The mark is taken away."))
        else:
            self._settling.update(row.key for row in rows)
            first = min(parse_instrument_id(row.instrument).expiry_ms or 0 for row in rows)
            self.say(
                tr(
                    "Nothing is sent: from {time} on each contract pays what it is worth then, and frees its cash.",
                    time=round_time_text(first),
                )
            )
        self.refresh()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        return {**super().save_state(), "grouping": self.grouping.currentData()}

    def restore_state(self, state: dict[str, Any]) -> None:
        super().restore_state(state)
        choose(self.grouping, state.get("grouping"))

"""The order ticket: one limit order or several legs, checked while typed, sent in the window's own name."""

from collections.abc import Sequence
from functools import partial
from typing import Any, ClassVar

from PySide6.QtCore import QModelIndex
from PySide6.QtWidgets import QVBoxLayout, QWidget

from algotrade_gui.core.units import MS_PER_S, Cents, round_time_text
from algotrade_gui.core.words import say
from algotrade_gui.domain.instrument import UNDERLYINGS, InstrumentKind, UnknownInstrumentError, parse_instrument_id
from algotrade_gui.domain.order import Side
from algotrade_gui.domain.quote import Quote
from algotrade_gui.domain.role import Role
from algotrade_gui.trading.ticket import Leg, Place, Problem, ProblemKind, price_step
from algotrade_gui.trading.ticket_desk import LegReport, LegState, TicketAccount, check, send
from algotrade_gui.ui import async_bridge
from algotrade_gui.ui.actions import add_action
from algotrade_gui.ui.feed_age import is_stale
from algotrade_gui.ui.figures import set_text
from algotrade_gui.ui.language import integer, mark, money, plain_number, shown, tr
from algotrade_gui.ui.models.names import full_label
from algotrade_gui.ui.models.order_rows import STATE_WORDS
from algotrade_gui.ui.navigator import Navigator, Target, TicketDraft
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.role_memory import read_role, role_state
from algotrade_gui.ui.sources import LimitedParts
from algotrade_gui.ui.ticket_figures import TicketFigures
from algotrade_gui.ui.ticket_form import QUICK, TicketForm
from algotrade_gui.ui.ticket_legs import LegDraft, draft_of, leg_rows

MOST_LEGS = 8
_ALL_HELP = mark(
    "Send the legs in this order, each when the one before was taken; the first that is not ends it, what was sent before stays ({keys})"
)
BY_HAND = say("by hand")
"""Why an order of the ticket is placed, where whoever filled it in did not say."""


class TicketPanel(Panel):
    """Bound to a role or pinned to a contract; filled in by hand or by another panel's TicketDraft.

    Several legs are sent in their order, each when the one before was taken; the first that is refused, or of which no answer came, ends
    the sending, and what was sent before stays as it is (trading/ticket_desk.py).
    """

    panel_id: ClassVar[str] = "ticket"
    title: ClassVar[str] = mark("Ticket")

    def __init__(
        self, workstation: LimitedParts[TicketAccount], navigator: Navigator, parent: QWidget | None = None
    ) -> None:
        super().__init__(workstation.errors, parent)
        self._station = workstation
        self._cache = workstation.cache
        self._account = workstation.account
        self._navigator = navigator
        self.legs: list[LegDraft] = [LegDraft(target=Role(underlying=UNDERLYINGS[0], kind=InstrumentKind.FUTURE))]
        self._at = 0
        self._note = ""
        self._sending = False
        self._round = self._cache.round
        self._filling = False
        """Fields are being set by the program: they tell no edit."""
        self.found: list[Problem] = []
        """What keeps the ticket from being sent."""
        self.form = TicketForm(self)
        self._figures = TicketFigures(self.form, self._account, self._cache)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(0, 0, 0, 0)
        layout.addWidget(self.form)
        self._make_actions()
        self.form.picker.role_chosen.connect(self.show_target)
        self.form.picker.pin_toggled.connect(self._pin)
        self.form.price_wanted.connect(self.take_price)
        self.form.follow_edits(self._edited)
        self.form.legs.clicked.connect(self._leg_clicked)
        self.form.legs.selectionModel().currentRowChanged.connect(lambda now, _old: self._leg_clicked(now))
        self._fill_in()

    def _make_actions(self) -> None:
        form = self.form
        self.send_action = add_action(self, "ticket.send", tr("Send the ticket"), self.send, keys="Ctrl+Return")
        add_action(self, "ticket.buy", tr("Ticket: buy"), partial(self.set_side, Side.BUY), keys="Alt+B")
        add_action(self, "ticket.sell", tr("Ticket: sell"), partial(self.set_side, Side.SELL), keys="Alt+L")
        for place, name in enumerate(QUICK, 1):
            text = tr("Ticket: take the price {name}", name=name)
            add_action(self, f"ticket.price_{name}", text, partial(self.take_price, name), keys=f"Alt+{place}")
        add_action(self, "ticket.to_price", tr("Ticket: to the price"), form.price.setFocus, keys="Alt+P")
        add_action(self, "ticket.to_size", tr("Ticket: to the size"), self._to_size, keys="Alt+Q")
        self.add_action_ = add_action(self, "ticket.add_leg", tr("Add a leg"), self.add_leg, keys="Alt+A")
        self.remove_action = add_action(
            form.legs, "ticket.remove_leg", tr("Remove the leg"), self.remove_leg, keys="Delete"
        )
        self.clear_action = add_action(self, "ticket.clear", tr("Clear the ticket"), self.clear, keys="Alt+X")
        pairs = (
            (form.send, self.send_action),
            (form.add_leg, self.add_action_),
            (form.remove_leg, self.remove_action),
            (form.clear, self.clear_action),
        )
        for button, action in pairs:
            button.clicked.connect(action.trigger)
            button.setToolTip(action.toolTip())

    # --- what is traded ---

    @property
    def current(self) -> LegDraft:
        """The leg that the fields show."""
        return self.legs[self._at]

    def show_target(self, target: Target) -> None:
        """Aim the current leg at a role, which rolls from contract to contract, or at one contract. What is no id is ignored."""
        if self._sending:
            return
        if isinstance(target, str):
            try:
                parse_instrument_id(target)
            except UnknownInstrumentError:
                return
        self.current.aim(target)
        self._fill_anew()

    def show_draft(self, draft: TicketDraft) -> None:
        """Take over what another panel asked for; while a ticket is being sent it is left alone."""
        if self._sending or not draft.legs:
            return
        self.legs = [draft_of(leg) for leg in draft.legs[:MOST_LEGS]]
        self._at, self._note = 0, draft.note
        self.form.size_by.setCurrentIndex(0)
        dropped = len(draft.legs) - len(self.legs)
        set_text(
            self.form.result,
            tr("{note}: {count} legs more than a ticket takes were left out", note=draft.note, count=integer(dropped))
            if dropped
            else draft.note,
        )
        self._fill_anew()

    def _pin(self, pinned: bool) -> None:
        leg = self.current
        if pinned and leg.instrument is not None:
            leg.target = leg.instrument
        elif not pinned:
            leg.target = self.form.picker.role
        self._fill_in()

    def add_leg(self) -> None:
        """Add a leg like the current one, pinned as all legs of several are, and show it."""
        if self._sending or len(self.legs) >= MOST_LEGS or self.current.instrument is None:
            return
        for leg in self.legs:
            if leg.instrument is not None:
                leg.target = leg.instrument
        now = self.current
        self.legs.append(LegDraft(target=now.target, side=now.side, quantity=now.size or 1, instrument=now.instrument))
        self._at = len(self.legs) - 1
        self._fill_anew()

    def remove_leg(self) -> None:
        """Take the current leg away, unless it is the only one."""
        if self._sending or len(self.legs) == 1:
            return
        del self.legs[self._at]
        self._at = min(self._at, len(self.legs) - 1)
        self._fill_anew()

    def clear(self) -> None:
        """Leave one leg of one contract, without a price, and no result."""
        if self._sending:
            return
        now = self.current
        self.legs, self._at, self._note = [LegDraft(target=now.target, side=now.side)], 0, ""
        self.form.size_by.setCurrentIndex(0)
        set_text(self.form.result, "")
        self._fill_anew()

    def set_side(self, side: Side) -> None:
        """Buy or sell in the current leg."""
        self.current.side = side
        self._fill_in()

    def take_price(self, name: str) -> None:
        """Take the bid, the mid, the ask or theo as the limit; a mid between two cents goes to the side that costs nothing."""
        price = self._quick_prices().get(name)
        if price is not None:
            self.current.price, self.current.proposing = price, False
            self._fill_in()

    def _to_size(self) -> None:
        (self.form.contracts if self.current.cash is None else self.form.cash).setFocus()

    def _leg_clicked(self, index: QModelIndex) -> None:
        if index.isValid() and index.row() != self._at and index.row() < len(self.legs) and not self._filling:
            self._at = index.row()
            self._fill_anew()

    # --- fields ---

    def _edited(self) -> None:
        if self._filling:
            return
        form, leg = self.form, self.current
        by_cash = bool(form.size_by.currentData())
        leg.side = Side.SELL if form.sell.isChecked() else Side.BUY
        leg.price, leg.proposing = form.price.cents, False
        if by_cash and leg.cash is None:
            # what was typed as contracts stays what it reserves
            form.cash.show_cents((leg.quantity or 0) * (leg.price or 0) or None)
        leg.cash = (form.cash.cents or Cents(0)) if by_cash else None
        if not by_cash:
            leg.quantity = _number(form.contracts.text())
        form.amount.setCurrentIndex(int(by_cash))
        self._show()

    def _fill_anew(self) -> None:
        """Another leg stands in the fields: nothing stays of what was typed for the one before."""
        self._filling = True
        try:
            for field in (self.form.price, self.form.contracts, self.form.cash):
                field.clear()
        finally:
            self._filling = False
        self._fill_in()

    def _fill_in(self) -> None:
        """Put the current leg into the fields."""
        form, leg = self.form, self.current
        self._filling = True
        try:
            (form.buy if leg.side is Side.BUY else form.sell).setChecked(True)
            form.size_by.setCurrentIndex(int(leg.cash is not None))
            form.amount.setCurrentIndex(int(leg.cash is not None))
            if _number(form.contracts.text()) != leg.quantity:
                form.contracts.setText("" if leg.quantity is None else str(leg.quantity))
            form.cash.show_cents(leg.cash)
            # what a pinned contract plays now, for the combos
            role = leg.target if isinstance(leg.target, Role) else self._cache.role_of(parse_instrument_id(leg.target))
            if role is not None:
                form.picker.show_role(role, pinned=not isinstance(leg.target, Role))
        finally:
            self._filling = False
        self._follow_market()
        self._show()

    @property
    def lifetime_ms(self) -> int | None:
        """As typed."""
        return _number(self.form.lifetime.text())

    def complete(self) -> list[Leg]:
        """The legs that have an instrument."""
        return [leg for draft in self.legs if (leg := draft.leg) is not None]

    # --- one refresh ---

    def refresh(self) -> None:
        """Follow prices, rolling contracts, the account, and the orders that were sent."""
        self._follow_market()
        self._show()

    def _follow_market(self) -> None:
        """Let roles roll and prices that are awaited come in."""
        self._follow_round()
        for draft in self.legs:
            if not self._sending and draft.resolve(self._cache):
                set_text(self.form.result, tr("Rolled to the next contract: look at the price."))
            if draft.instrument is not None and draft.proposing:
                quote = self._cache.get_best_prices(draft.instrument)
                draft.propose(quote, self._cache.fair.theo(draft.instrument))
        self._filling = True
        try:
            # what was typed and is no price stays to be mended
            if self.form.price.cents != self.current.price:
                self.form.price.show_cents(self.current.price)
        finally:
            self._filling = False

    def _follow_round(self) -> None:
        """A price was for the round in which it was typed, as was what became of an order."""
        if self._sending or self._cache.round == self._round:
            return
        self._round = self._cache.round
        if any(draft.instrument is not None for draft in self.legs):
            set_text(self.form.result, "")
        for draft in self.legs:
            if draft.instrument is not None:
                draft.price = draft.report = None

    def _quote(self) -> Quote | None:
        instrument = self.current.instrument
        return None if instrument is None else self._cache.get_best_prices(instrument)

    def _quick_prices(self) -> dict[str, Cents]:
        quote, instrument = self._quote(), self.current.instrument
        theo = None if instrument is None else self._cache.fair.theo(instrument)
        up = self.current.side is Side.SELL
        found: dict[str, Cents | None] = {}
        if quote is not None:
            twice = quote.twice_mid
            mid = None if twice is None else Cents((twice + up) // 2)
            found = {"bid": quote.bid, "mid": mid, "ask": quote.ask}
        if theo is not None:
            found["theo"] = Cents(max(1, int(-(-theo // 1)) if up else int(theo // 1)))
        return {name: price for name, price in found.items() if price is not None}

    def _show(self) -> None:
        form, leg = self.form, self.current
        stale = is_stale(self._cache)
        prices = self._quick_prices()
        for name in QUICK:
            text = money(prices[name]) if name in prices else "–"
            form.show_quick(name, text, enabled=name in prices and not stale)
        quote = self._quote()
        step = price_step(leg.price, None if quote is None else quote.spread)
        form.price.step = step
        form.cash.step = Cents(max(1, leg.price or step))
        self._show_instrument(leg)
        legs = self.complete()
        self._check(legs)
        self._figures.show(legs, leg)
        self._show_legs()
        self._show_send()

    def _show_instrument(self, leg: LegDraft) -> None:
        form = self.form
        pinned = isinstance(leg.target, str)
        if form.picker.pin.isChecked() != pinned:
            form.picker.pin.setChecked(pinned)
        if leg.instrument is None:
            form.instrument.show_text(tr("No such contract yet"))
            form.left.setText("")
            return
        item = parse_instrument_id(leg.instrument)
        form.instrument.show_text(full_label(item))
        # begun seconds count, as in the other panels
        left = "" if item.expiry_ms is None else round_time_text(item.expiry_ms - self._cache.time_ms + MS_PER_S - 1)
        set_text(form.left, left)

    def _check(self, legs: Sequence[Leg]) -> None:
        risk = self._station.profile.risk
        self.found = check(legs, self.lifetime_ms, self._account, self._cache, risk)
        if 0 < len(legs) < len(self.legs):
            text = tr("A leg has no contract.")
            self.found.insert(0, Problem(kind=ProblemKind.INSTRUMENT, place=Place.TICKET, text=text))
        if not legs and len(self.legs) == 1:
            # nobody has done anything wrong: it is not listed, or there is no exchange yet
            self.form.show_faults(set(), tr("Prices show here once the exchange lists it."), quiet=True)
            return
        here = [problem for problem in self.found if problem.leg in (None, self._at)]
        if self.current.cash and self.current.price is None:
            # what the amount comes to in contracts is for the price to say
            here = [problem for problem in here if problem.kind is not ProblemKind.QUANTITY]
        if here and not self.form.price.text() and all(problem.place is Place.PRICE for problem in here):
            # nobody has done anything wrong yet
            self.form.show_faults(set(), tr("Type a price, or take one of those above."), quiet=True)
            return
        lines = [self._sentence(problem) for problem in (here or self.found)[:2]]
        self.form.show_faults({problem.place for problem in here}, "\n".join(lines))

    def _sentence(self, problem: Problem) -> str:
        if problem.leg is None or len(self.legs) == 1:
            return shown(problem.text)
        return tr("Leg {number}: {problem}", number=problem.leg + 1, problem=shown(problem.text))

    def _show_legs(self) -> None:
        form, several = self.form, len(self.legs) > 1
        form.show_legs(len(self.legs))
        if not several:
            form.model.apply({}, form.model.keys)
            return
        faults: dict[int, str] = {}
        for problem in self.found:
            if problem.leg is not None:
                faults.setdefault(problem.leg, shown(problem.text))
        rows = leg_rows(self.legs, faults, self._fate)
        # Qt goes to another row where the current one goes: nobody has chosen that leg
        filling, self._filling = self._filling, True
        try:
            form.model.apply(rows, [key for key in form.model.keys if key not in rows])
            if form.legs.currentIndex().row() != self._at:
                form.legs.selectRow(self._at)
        finally:
            self._filling = filling

    def _show_send(self) -> None:
        ready = not self.found and not self._sending
        self.send_action.setEnabled(ready)
        button = self.form.send
        button.setEnabled(ready)
        several = len(self.legs) > 1
        self.form.show_side("several" if several else self.current.side.value)
        button.setText(tr("Sending") if self._sending else tr("Send all") if several else tr("Send"))
        reason = self._sentence(self.found[0]) if self.found else self.send_action.toolTip()
        if several and not self.found:
            reason = tr(_ALL_HELP, keys=self.send_action.shortcut().toString())
        if reason != button.toolTip():
            button.setToolTip(reason)
        # what was sent is what the results stand beside
        for part in (self.add_action_, self.remove_action, self.clear_action, self.form.picker):
            part.setEnabled(not self._sending)
        if not several and self.current.report is not None:
            set_text(self.form.result, self._fate(self.current.report))

    def _fate(self, report: LegReport) -> str:
        """What became of a leg, followed for as long as its order is known."""
        order = None if report.client_id is None else self._account.orders.get(report.client_id)
        if order is None or report.state not in (LegState.TAKEN, LegState.UNKNOWN):
            return shown(report.text)
        number = "–" if order.order_id is None else str(order.order_id)
        return tr(
            "No. {number}: {state}, {filled} of {quantity}",
            number=number,
            state=tr(STATE_WORDS[order.state]),
            filled=integer(order.filled),
            quantity=integer(order.quantity),
        )

    # --- sending ---

    def send(self) -> None:
        """Send the legs as they stand, if nothing keeps them from it."""
        if self._sending:
            return
        self._follow_market()
        self._show()
        legs, lifetime_ms = self.complete(), self.lifetime_ms
        if self.found or lifetime_ms is None:
            return
        for draft in self.legs:
            draft.report = None
        self._sending = True
        work = send(legs, lifetime_ms, self._account, self._cache, self._tell, why=self._note or BY_HAND)
        if async_bridge.start("send ticket", self._run(work), self.tasks) is None:
            work.close()
            self._sending = False
        self._show()

    async def _run(self, work: Any) -> None:
        try:
            await work
        finally:
            self._sending = False
            self._show()

    def _tell(self, number: int, report: LegReport) -> None:
        self.legs[number].report = report
        self._show()

    # --- memory ---

    def save_state(self) -> dict[str, Any]:
        saved = role_state(self.form.picker.role)
        if self.lifetime_ms is not None:
            saved["lifetime_ms"] = self.lifetime_ms
        return saved

    def restore_state(self, state: dict[str, Any]) -> None:
        # what was pinned has expired by now, and a price of yesterday is none: only the role and the lifetime come back
        lifetime = state.get("lifetime_ms")
        if isinstance(lifetime, int) and lifetime > 0:
            self.form.lifetime.set_number(lifetime)
        role = read_role(state)
        if role is not None:
            self.show_target(role)


def _number(text: str) -> int | None:
    """A whole number as it is typed, in whole groups of thousands or without; None where it is none."""
    plain = plain_number(text)
    return int(plain) if plain.isascii() and plain.isdecimal() and len(plain) <= 18 else None

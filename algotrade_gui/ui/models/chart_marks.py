"""Orders, fills, bots' drawings, strikes and settlements as the values that a chart draws."""

from collections import deque
from collections.abc import Iterable, Mapping, Sequence
from typing import Protocol

from algotrade_gui.bots.plots import BotPlots
from algotrade_gui.core.ids import BotId, ClientOrderId, FillId, InstrumentId
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, round_time_text
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import Instrument, InstrumentKind, parse_instrument_id
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.ui.charts.scene import FillMark, OrderLine, PointLine, PriceTick, TextMark, TimeTick
from algotrade_gui.ui.language import integer, money, shown, tr
from algotrade_gui.ui.models.source_names import owner_name

FILLS_SHOWN = 500


def belongs(instrument: InstrumentId, item: Instrument) -> bool:
    """Whether an order or fill is drawn on `item`'s chart: its own, and an underlying's futures, which trade about its price."""
    if instrument == item.id:
        return True
    if item.is_tradeable:
        return False
    other = parse_instrument_id(instrument)
    return other.underlying == item.underlying and other.kind is InstrumentKind.FUTURE


def fill_mark(fill: Fill, order: Order | None) -> FillMark:
    """A fill with all that its tooltip says: who, what, at which price, when, and why where that is known."""
    words = {"owner": owner_name(fill.owner), "quantity": integer(fill.quantity), "price": money(round(fill.price))}
    bought = fill.side is Side.BUY
    done = (
        tr("{owner} bought {quantity} at {price}", **words)
        if bought
        else tr("{owner} sold {quantity} at {price}", **words)
    )
    lines = [
        done,
        f"{fill.instrument}, {round_time_text(fill.time_ms)}, {tr('resting') if fill.passive else tr('taking')}",
    ]
    reason = fill.reason or (order.why if order is not None else "")
    if reason:
        lines.append(tr("Why: {reason}", reason=shown(reason)))
    return FillMark(time_s=fill.time_ms / MS_PER_S, price=fill.price, side=fill.side, text="\n".join(lines))


class FilledOrders(Protocol):
    """Where fills are, and the orders that they belong to."""

    @property
    def fills(self) -> Sequence[Fill] | deque[Fill]: ...
    def get(self, client_id: ClientOrderId) -> Order | None: ...


class FillMarks:
    """The newest fills that belong to what one chart shows, each looked at once."""

    def __init__(self, orders: FilledOrders) -> None:
        self._orders = orders
        self._item: InstrumentId | None = None
        self._newest: FillId | None = None
        self._marks: tuple[FillMark, ...] = ()

    def of(self, item: Instrument) -> tuple[FillMark, ...]:
        """The last FILLS_SHOWN of `item`, oldest first; the same tuple until another one came: a canvas keeps its picture as long."""
        known = self._newest if item.id == self._item else None
        fresh: list[Fill] = []
        for fill in reversed(self._orders.fills):
            if fill.id == known:
                break
            fresh.append(fill)
        else:
            # another contract, or another round: nothing that was marked counts
            self._marks = ()
        if fresh:
            self._newest = fresh[0].id
        self._item = item.id
        own = [fill for fill in reversed(fresh) if belongs(fill.instrument, item)]
        if own:
            added = (fill_mark(fill, self._orders.get(fill.client_id)) for fill in own[-FILLS_SHOWN:])
            self._marks = (*self._marks, *added)[-FILLS_SHOWN:]
        return self._marks


def order_line(order: Order, item: Instrument, moving_to: Cents | None) -> OrderLine:
    """A working order, or one that is on its way to another price."""
    quantity = integer(order.remaining)
    buying = order.side is Side.BUY
    text = tr("buy {quantity}", quantity=quantity) if buying else tr("sell {quantity}", quantity=quantity)
    if order.instrument != item.id:
        seconds = (parse_instrument_id(order.instrument).expiry_ms or 0) // MS_PER_S
        text += f" · {tr('{seconds} s', seconds=seconds)}"
    in_doubt = order.state is OrderState.UNKNOWN
    if in_doubt:
        text += f" · {tr('fate unknown')}"
    return OrderLine(
        price=order.price,
        side=order.side,
        text=text,
        in_doubt=in_doubt,
        key=order.client_id,
        moving_to=moving_to,
    )


def order_lines(
    working: Iterable[Order], moving: Sequence[tuple[Order, Cents]], item: Instrument
) -> tuple[OrderLine, ...]:
    """Every order of ours on `item`'s chart; one that is being moved is there also while it is out of its book."""
    prices: Mapping[ClientOrderId, Cents] = {order.client_id: price for order, price in moving}
    orders = [order for order in working if belongs(order.instrument, item)]
    known = {order.client_id for order in orders}
    # what has dealt meanwhile moves no more, though its move still waits for the cancel's answer
    orders += [
        order
        for order, _ in moving
        if order.remaining and order.client_id not in known and belongs(order.instrument, item)
    ]
    return tuple(order_line(order, item, prices.get(order.client_id)) for order in orders)


def strikes(live: Iterable[Instrument], item: Instrument, now_ms: RoundMs) -> tuple[PriceTick, ...]:
    """The strikes of the expiry that matters here: a future's own, an underlying's nearest; an option's premium has none."""
    if item.kind.is_option:
        return ()
    options = [
        other
        for other in live
        if other.underlying == item.underlying and other.strike is not None and (other.expiry_ms or 0) > now_ms
    ]
    wanted = item.expiry_ms
    if wanted is None:
        wanted = min((other.expiry_ms for other in options if other.expiry_ms is not None), default=None)
    prices = sorted({other.strike for other in options if other.expiry_ms == wanted and other.strike is not None})
    return tuple(PriceTick(price=price, text=money(price)) for price in prices)


def expiries(live: Iterable[Instrument], item: Instrument, now_ms: RoundMs) -> tuple[TimeTick, ...]:
    """The settlements ahead of an underlying."""
    if item.is_tradeable:
        return ()
    moments = {other.expiry_ms for other in live if other.underlying == item.underlying and other.expiry_ms is not None}
    return tuple(
        TimeTick(time_s=moment / MS_PER_S, text=tr("settles {time}", time=round_time_text(moment)))
        for moment in sorted(moments)
        if moment > now_ms
    )


class BotDrawings:
    """What bots draw on one instrument's chart; the same tuples until one of them has drawn."""

    def __init__(self) -> None:
        self.lines: tuple[PointLine, ...] = ()
        self.marks: tuple[TextMark, ...] = ()
        self._versions: object = None
        self.history: object = None
        """Unequal once anything but a line's last point has changed."""

    def refresh(self, plots: Mapping[BotId, BotPlots], instrument: InstrumentId, first_place: int) -> bool:
        """Follow the bots; True if there is something new. Lines take their colours from `first_place` on."""
        versions = (instrument, first_place, *((bot, drawn.version) for bot, drawn in plots.items()))
        if versions == self._versions:
            return False
        self._versions = versions
        lines: list[PointLine] = []
        marks: list[TextMark] = []
        drawn_so_far: list[object] = [instrument, first_place]
        for bot, drawn in plots.items():
            place = first_place + len(lines)
            for line in drawn.lines.values():
                if line.instrument == instrument:
                    lines.append(
                        PointLine(
                            name=f"{bot} {line.name}",
                            seconds=line.seconds,
                            values=line.values,
                            place=first_place + len(lines),
                        )
                    )
                    drawn_so_far.append((bot, line.name, line.count))
            marks += [
                TextMark(time_s=mark.time_ms / MS_PER_S, price=mark.price, text=f"{bot}: {mark.text}", place=place)
                for mark in drawn.markers
                if mark.instrument == instrument
            ]
        self.lines, self.history = tuple(lines), tuple(drawn_so_far)
        if tuple(marks) != self.marks:
            self.marks = tuple(marks)
        return True

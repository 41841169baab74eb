"""The option chain as rows of strikes: what each option shows, calls to the left of the strike, puts to its right."""

from collections.abc import Callable, Container, Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.order import Order, Side
from algotrade_gui.market.option_chain import ExpiryLook, OptionLook
from algotrade_gui.ui.language import integer, mark, money, number, tr
from algotrade_gui.ui.models.cells import Column, RowStyle, Tone
from algotrade_gui.ui.models.column_texts import dollars, floating, gain_tone, whole

BP: Final = 1e4
"""Basis points in 1: volatilities are shown in basis points per square root of a second."""
CENTS: Final = 100.0


@dataclass(frozen=True, slots=True)
class OptionRow:
    """One option with what is ours in it."""

    look: OptionLook
    position: int = 0
    buying: tuple[tuple[int, Cents], ...] = ()
    """Quantity and price of each working order."""
    selling: tuple[tuple[int, Cents], ...] = ()


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One strike."""

    strike: Cents
    at_the_money: bool
    call: OptionRow | None
    put: OptionRow | None


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric:
    """One number of an option; it has a column among the calls and one among the puts. `title` and `help` go through `tr`."""

    name: str
    title: str
    help: str
    sample: str
    text: Callable[[OptionRow], str]
    value: Callable[[OptionRow], float | None] | None = None
    """Where a change of it flashes the cell."""
    tone: Callable[[OptionRow], Tone] | None = None
    tooltip: Callable[[OptionRow], str | None] | None = None
    side: Side | None = None
    """A click on it orders: SELL at the bid, BUY at the ask."""
    shown: bool = True
    """Until the user chooses."""


def _scaled(value: float | None, scale: float, decimals: int) -> str:
    return "" if value is None else number(value * scale, decimals)


def _edge_tone(edge: float | None) -> Tone:
    return Tone.PLAIN if edge is None else gain_tone(round(edge), zero=Tone.DOWN)


def _no_vol(price: float | None) -> str:
    if price is None:
        return tr("No price, so no volatility")
    return tr("Below intrinsic: so low a price fits no volatility at all")


def _mid(row: OptionRow) -> float | None:
    twice = row.look.quote.twice_mid
    return None if twice is None else twice / 2


def _vol_tip(vol: float | None, price: float | None) -> str:
    if vol is None:
        return _no_vol(price)
    # what it means in moves: one deviation over a second and over a minute
    return tr(
        "A price that typically moves {second} % in a second, {minute} % in a minute",
        second=number(vol * CENTS, 3),
        minute=number(vol * CENTS * 60**0.5, 2),
    )


def _orders_text(row: OptionRow) -> str:
    parts = []
    if row.buying:
        parts.append(f"+{integer(sum(quantity for quantity, _ in row.buying))}")
    if row.selling:
        parts.append(f"-{integer(sum(quantity for quantity, _ in row.selling))}")
    return " ".join(parts)


def _orders_tip(row: OptionRow) -> str | None:
    lines = [tr("buy {quantity} at {price}", quantity=integer(each), price=money(price)) for each, price in row.buying]
    lines += [
        tr("sell {quantity} at {price}", quantity=integer(each), price=money(price)) for each, price in row.selling
    ]
    return "\n".join(lines) or None


INNER: Final[tuple[Metric, ...]] = (
    Metric(
        name="bid_size",
        title=mark("Qty"),
        help=mark("Contracts wanted at the bid"),
        sample="99",
        text=lambda row: whole(row.look.quote.bid_size),
        tone=lambda _row: Tone.QUIET,
        side=Side.SELL,
    ),
    Metric(
        name="bid",
        title=mark("Bid"),
        help=mark("The best price that somebody pays; a click fills the ticket with a sale at it"),
        sample="88.88 ",
        text=lambda row: dollars(row.look.quote.bid),
        value=lambda row: floating(row.look.quote.bid),
        tone=lambda _row: Tone.UP,
        side=Side.SELL,
    ),
    Metric(
        name="ask",
        title=mark("Ask"),
        help=mark("The best price that somebody sells at; a click fills the ticket with a purchase at it"),
        sample="88.88 ",
        text=lambda row: dollars(row.look.quote.ask),
        value=lambda row: floating(row.look.quote.ask),
        tone=lambda _row: Tone.DOWN,
        side=Side.BUY,
    ),
    Metric(
        name="ask_size",
        title=mark("Qty"),
        help=mark("Contracts offered at the ask"),
        sample="99",
        text=lambda row: whole(row.look.quote.ask_size),
        tone=lambda _row: Tone.QUIET,
        side=Side.BUY,
    ),
)
"""Next to the strike, in this order on both sides."""
OUTER: Final[tuple[Metric, ...]] = (
    Metric(
        name="buy_edge",
        title=mark("Edge"),
        help=mark("Theo less ask: what the model expects to gain with a contract bought at the ask"),
        sample="+12.34",
        text=lambda row: dollars(row.look.buy_edge, signed=True),
        tone=lambda row: _edge_tone(row.look.buy_edge),
    ),
    Metric(
        name="position",
        title=mark("Own"),
        help=mark("Contracts that you hold"),
        sample="+99",
        text=lambda row: "" if not row.position else number(row.position, 0, signed=True),
    ),
    Metric(
        name="sell_edge",
        title=mark("Bid edge"),
        help=mark("Bid less theo: what the model expects to gain with a contract sold at the bid; it must be owned"),
        sample="+12.34",
        text=lambda row: dollars(row.look.sell_edge, signed=True),
        tone=lambda row: _edge_tone(row.look.sell_edge),
        shown=False,
    ),
    Metric(
        name="mid_vol",
        title=mark("IV"),
        help=mark(
            "Implied volatility: how much the price would have to move for the option to be worth the middle of bid "
            "and ask.\nIn basis points (hundredths of a percent) per square root of a second: with 13, the price "
            "typically moves 0.13 % in a second\nand 0.13 % × √60 = 1 % in a minute. A year has no meaning here: "
            "the game's clock is seconds."
        ),
        sample="123.4",
        text=lambda row: _scaled(row.look.mid_vol, BP, 1),
        tooltip=lambda row: _vol_tip(row.look.mid_vol, _mid(row)),
    ),
    Metric(
        name="bid_vol",
        title=mark("Bid IV"),
        help=mark("Implied volatility at the bid, in basis points per square root of a second"),
        sample="123.4",
        text=lambda row: _scaled(row.look.bid_vol, BP, 1),
        tooltip=lambda row: _vol_tip(row.look.bid_vol, row.look.quote.bid),
        shown=False,
    ),
    Metric(
        name="ask_vol",
        title=mark("Ask IV"),
        help=mark("Implied volatility at the ask, in basis points per square root of a second"),
        sample="123.4",
        text=lambda row: _scaled(row.look.ask_vol, BP, 1),
        tooltip=lambda row: _vol_tip(row.look.ask_vol, row.look.quote.ask),
        shown=False,
    ),
    Metric(
        name="delta",
        title=mark("Delta"),
        help=mark(
            "By how many cents the option's value moves when the underlying's price rises by one cent.\nA call's lies "
            "between 0 and 1, a put's between \N{MINUS SIGN}1 and 0: ten calls with delta 0.50 move like five futures."
        ),
        sample="-0.99",
        text=lambda row: _scaled(row.look.delta, 1.0, 2),
    ),
    Metric(
        name="theo",
        title=mark("Theo"),
        help=mark("The model's value: what the option pays on average"),
        sample="123.45",
        text=lambda row: dollars(row.look.theo),
    ),
    Metric(
        name="orders",
        title=mark("Orders"),
        help=mark("Contracts in your working orders: + to buy, \N{MINUS SIGN} to sell"),
        sample="+9 -9",
        text=_orders_text,
        tooltip=_orders_tip,
    ),
    Metric(
        name="gamma",
        title=mark("Gamma"),
        help=mark("By how much delta changes when the underlying's price rises by one dollar"),
        sample="0.123",
        text=lambda row: _scaled(row.look.gamma, CENTS, 3),
        shown=False,
    ),
    Metric(
        name="vega",
        title=mark("Vega"),
        help=mark(
            "Cents that the option gains when the volatility rises by one basis point per square root of a second"
        ),
        sample="123.4",
        text=lambda row: _scaled(row.look.vega, 1 / BP, 1),
        shown=False,
    ),
    Metric(
        name="theta",
        title=mark("Theta"),
        help=mark("Cents that the option loses with each second that passes while the price stands still"),
        sample="-12.3",
        text=lambda row: _scaled(row.look.theta, 1.0, 1),
        shown=False,
    ),
)
"""From the strike outwards, mirrored among the calls."""
METRICS: Final[tuple[Metric, ...]] = (*INNER, *OUTER)
PLAN: Final[tuple[tuple[str, Metric | None], ...]] = (
    *(("call", metric) for metric in reversed(OUTER)),
    *(("call", metric) for metric in INNER),
    ("strike", None),
    *(("put", metric) for metric in INNER),
    *(("put", metric) for metric in OUTER),
)
"""The columns from left to right: side and metric."""
STRIKE_COLUMN: Final = len(METRICS)
FIRST_SHOWN: Final = tuple(metric.name for metric in METRICS if metric.shown)


def column_of(side: str, name: str) -> int:
    """The column of a metric (by name) among calls or puts. Raises StopIteration for one that is not known."""
    return next(
        place for place, (at, metric) in enumerate(PLAN) if at == side and metric is not None and metric.name == name
    )


def chain_columns(shown: Container[str]) -> tuple[Column[ChainRow], ...]:
    """The columns of a chain, in the language in force; those of metrics not in `shown`, which may change, are empty and cost nothing."""
    return tuple(_strike_column() if metric is None else _column(side, metric, shown) for side, metric in PLAN)


def chain_style(row: ChainRow) -> RowStyle:
    """All rows alike: the table marks the money by itself."""
    del row
    return RowStyle.NORMAL


def chain_rows(
    look: ExpiryLook, held: Mapping[InstrumentId, int], orders: Mapping[InstrumentId, list[Order]]
) -> dict[Cents, ChainRow]:
    """Return the rows of one expiry by strike; `held` are positions, `orders` what works, by instrument."""

    def option(one: OptionLook | None) -> OptionRow | None:
        if one is None:
            return None
        key = one.instrument.id
        own = orders.get(key, ())
        return OptionRow(one, held.get(key, 0), _pairs(own, Side.BUY), _pairs(own, Side.SELL))

    return {row.strike: ChainRow(row.strike, row.at_the_money, option(row.call), option(row.put)) for row in look.rows}


def _pairs(orders: Iterable[Order], side: Side) -> tuple[tuple[int, Cents], ...]:
    return tuple((order.remaining, order.price) for order in orders if order.side is side)


def _strike_column() -> Column[ChainRow]:
    return Column(
        title=tr("Strike"),
        text=lambda row: money(row.strike),
        sample="1,234.56",
        value=lambda row: float(row.strike),
        tone=lambda row: Tone.ACCENT if row.at_the_money else Tone.PLAIN,
        tooltip=lambda row: tr("The strike next to the price: at the money") if row.at_the_money else None,
        help=tr(
            "The price at which the option may buy (call) or sell (put) at expiry; the one next to the price is marked"
        ),
    )


def _column(side: str, metric: Metric, shown: Container[str]) -> Column[ChainRow]:
    name, of_call = metric.name, side == "call"

    def of(row: ChainRow) -> OptionRow | None:
        if name not in shown:
            return None
        return row.call if of_call else row.put

    def text(row: ChainRow) -> str:
        option = of(row)
        return "" if option is None else metric.text(option)

    def value(row: ChainRow) -> float | None:
        option = of(row)
        return None if option is None or metric.value is None else metric.value(option)

    def tone(row: ChainRow) -> Tone:
        option = of(row)
        return Tone.PLAIN if option is None or metric.tone is None else metric.tone(option)

    def tooltip(row: ChainRow) -> str | None:
        option = of(row)
        return None if option is None or metric.tooltip is None else metric.tooltip(option)

    return Column(
        title=tr(metric.title),
        text=text,
        sample=metric.sample,
        tone=tone,
        value=value if metric.value is not None else None,
        tooltip=tooltip,
        flashes=metric.value is not None,
        help=tr(metric.help),
    )

"""What was known when an order was placed: kept so that a fill can be explained afterwards."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, Final

import msgspec

from algotrade_gui.core.clock import Clock
from algotrade_gui.core.ids import BotId, ClientOrderId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.domain.fill import Fill
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.domain.order import Order
from algotrade_gui.domain.quote import EMPTY_BOOK, Book
from algotrade_gui.market.cache import MarketDataCache

KEEP_ORDERS: Final = 2_000
"""The newest so many can be explained."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Delays:
    """How long each step took. Steps inside this machine by its own clock, the exchange's by the round's."""

    update_to_placed_ms: float | None
    """Age of the newest update when the order was sent; machine's clock. None: no update had come."""
    round_trip_ms: float | None
    """From sending to the exchange's answer; machine's clock. None while there is no answer."""
    acknowledged_ms: RoundMs | None
    """The round's clock when the answer was read: the newest update's time then."""
    placed_to_acknowledged_ms: int | None
    """Likewise; a multiple of what lies between two updates."""
    placed_to_filled_ms: int
    """From the update that the order answered to the deal, on the round's clock."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Explanation:
    """A fill with what its owner could see when he placed its order. Prices in cents."""

    fill: Fill
    price: Cents
    """The order's limit."""
    quantity: int
    """The whole order's."""
    update_ms: RoundMs
    """Time of the newest update when it was placed: the one it answered, or a later one."""
    expires_ms: RoundMs
    book: Book
    """The published levels of the instrument then, best first, at most 3 a side; empty where there was none."""
    theo: float | None
    """The model's value then; None where nobody had asked for the model's values in that second."""
    intrinsic: Cents | None
    """What the contract would have paid at the underlying's price then."""
    underlying_price: Cents | None
    params: dict[str, Any]
    """The settings that the owner's bot ran with then; empty for orders that no bot placed."""
    delays: Delays
    passive: bool
    """Whether the order was resting when it dealt; otherwise it took."""
    why: str
    """The owner's own words for the order; empty where it gave none."""


@dataclass(slots=True, eq=False)
class _Seen:
    """Taken at the moment of sending: references and plain values, worked out when somebody asks."""

    order: Order
    update_ms: RoundMs
    at_ms: float
    age_ms: float | None
    book: Book | None
    underlying_price: Cents | None
    theo: float | None
    settings: Any
    answered_at_ms: float | None = None
    acknowledged_ms: RoundMs | None = None


class Explanations:
    """Of the newest orders of this round. Written by the account: at each order that is sent, and at its answer."""

    def __init__(self, cache: MarketDataCache, clock: Clock) -> None:
        self.settings_of: Callable[[BotId], Any] = lambda _owner: None
        """The settings that an owner's bot runs with now: a frozen config or a mapping; None where no bot runs. The manager sets it."""
        self._cache = cache
        self._clock = clock
        self._seen: dict[ClientOrderId, _Seen] = {}

    def __len__(self) -> int:
        return len(self._seen)

    def of(self, fill: Fill) -> Explanation | None:
        """Explain `fill`; None where nothing is known: its order is older, of another process, or not one of an owner's here."""
        seen = self._seen.get(fill.client_id)
        if seen is None:
            return None
        order, acknowledged_ms = seen.order, seen.acknowledged_ms
        underlying_price = seen.underlying_price
        return Explanation(
            fill=fill,
            price=order.price,
            quantity=order.quantity,
            update_ms=seen.update_ms,
            expires_ms=order.expires_ms,
            book=seen.book or EMPTY_BOOK,
            theo=seen.theo,
            intrinsic=None
            if underlying_price is None
            else parse_instrument_id(order.instrument).payoff(underlying_price),
            underlying_price=underlying_price,
            params=_plain(seen.settings),
            delays=Delays(
                update_to_placed_ms=seen.age_ms,
                round_trip_ms=None if seen.answered_at_ms is None else seen.answered_at_ms - seen.at_ms,
                acknowledged_ms=acknowledged_ms,
                placed_to_acknowledged_ms=None if acknowledged_ms is None else acknowledged_ms - seen.update_ms,
                placed_to_filled_ms=fill.time_ms - seen.update_ms,
            ),
            passive=fill.passive,
            why=order.why,
        )

    # --- writing: the account only ---

    def sent(self, order: Order) -> None:
        """Take down what is known as `order` is sent. On the way of every order: it works nothing out."""
        cache = self._cache
        settings = self.settings_of(order.owner)
        if isinstance(settings, Mapping):
            # a plain dict is its bot's own, and may change
            settings = dict(settings)
        self._seen[order.client_id] = _Seen(
            order=order,
            update_ms=order.placed_ms,
            at_ms=self._clock.now_ms(),
            age_ms=cache.feed_age_ms,
            book=cache.get_current_orderbook(order.instrument),
            underlying_price=cache.underlying_price(parse_instrument_id(order.instrument).underlying),
            theo=cache.fair.theo_at_hand(order.instrument),
            settings=settings,
        )
        if len(self._seen) > KEEP_ORDERS:
            del self._seen[next(iter(self._seen))]

    def answered(self, client_id: ClientOrderId) -> None:
        """The exchange's answer to the order has been read."""
        seen = self._seen.get(client_id)
        if seen is not None and seen.answered_at_ms is None:
            seen.answered_at_ms = self._clock.now_ms()
            seen.acknowledged_ms = self._cache.time_ms

    def new_round(self) -> None:
        """Start clean."""
        self._seen.clear()


def _plain(settings: Any) -> dict[str, Any]:
    if isinstance(settings, msgspec.Struct):
        return msgspec.structs.asdict(settings)
    return dict(settings) if isinstance(settings, Mapping) else {}

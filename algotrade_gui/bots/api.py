"""All that a strategy imports, in one place.

Prices, strikes and cash are ints in cents; times are ints in ms of the round's clock; missing is None.
"""

from algotrade_gui.analytics.combos import Chain, Finding, Leg, chains, long_combinations
from algotrade_gui.analytics.theo import Theo
from algotrade_gui.bots.bot import Bot
from algotrade_gui.bots.heavy import in_thread
from algotrade_gui.bots.params import BotConfig, ConfigError, Param
from algotrade_gui.bots.rounds import RoundSummary
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.ids import BotId, ClientOrderId, ExchangeOrderId, InstrumentId, Underlying
from algotrade_gui.core.units import MS_PER_S, Cents, RoundMs, ask_cents, bid_cents, cents_to_text, round_time_text
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.instrument import (
    UNDERLYINGS,
    Instrument,
    InstrumentKind,
    UnknownInstrumentError,
    future_id,
    option_id,
    parse_instrument_id,
)
from algotrade_gui.domain.order import Order, OrderState, Side
from algotrade_gui.domain.quote import Book, Level, Quote
from algotrade_gui.domain.role import Role
from algotrade_gui.market.cache import (
    FeedState,
    InstrumentInfo,
    MarketDataCache,
    MarketStatistics,
    Update,
)
from algotrade_gui.market.transport import ConnectError
from algotrade_gui.trading.gameapi import CancelResult, GameAPI, OrderResult
from algotrade_gui.trading.session import ExchangeError, RequestError, RequestTimeoutError, SessionClosedError
from algotrade_gui.wire.messages import (
    CancelEvent,
    Holding,
    InventoryReply,
    MarketEvent,
    PendingOrder,
    PendingOrdersReply,
    SettlementEvent,
    TradeEvent,
)

__all__ = [
    "MS_PER_S",
    "UNDERLYINGS",
    "Book",
    "Bot",
    "BotConfig",
    "BotId",
    "CancelEvent",
    "CancelResult",
    "Candle",
    "Cents",
    "Chain",
    "ClientOrderId",
    "ConfigError",
    "ConnectError",
    "ExchangeError",
    "ExchangeOrderId",
    "FeedState",
    "Finding",
    "GameAPI",
    "Holding",
    "Instrument",
    "InstrumentId",
    "InstrumentInfo",
    "InstrumentKind",
    "InventoryReply",
    "Leg",
    "Level",
    "MarketDataCache",
    "MarketEvent",
    "MarketStatistics",
    "Order",
    "OrderResult",
    "OrderState",
    "Param",
    "PendingOrder",
    "PendingOrdersReply",
    "Quote",
    "RequestError",
    "RequestTimeoutError",
    "Role",
    "RoundMs",
    "RoundSummary",
    "SessionClosedError",
    "SettlementEvent",
    "Side",
    "Theo",
    "TradeEvent",
    "Underlying",
    "UnknownInstrumentError",
    "Update",
    "UserError",
    "ask_cents",
    "bid_cents",
    "cents_to_text",
    "chains",
    "future_id",
    "in_thread",
    "long_combinations",
    "option_id",
    "parse_instrument_id",
    "round_time_text",
]

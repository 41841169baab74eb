"""What a change is counted from: a contract's first trade, an underlying's price a minute ago."""

import pytest

from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.candle import Candle
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.moves import Market, Moves
from algotrade_gui.market.series import CandleSeries

CARD = parse_instrument_id("$CARD")
FUTURE = parse_instrument_id("$CARD_future_60")


def real_cache_fits(cache: MarketDataCache) -> Market:
    """For mypy."""
    return cache


class FakeMarket:
    def __init__(self) -> None:
        self.round = 1
        self.series: dict[InstrumentId, CandleSeries] = {}
        self.asked = 0

    def candles(self, instrument: InstrumentId) -> CandleSeries:
        self.asked += 1
        return self.series.setdefault(instrument, CandleSeries())

    def second(self, index: int, mid: int) -> None:
        self.series.setdefault(CARD.id, CandleSeries()).add(Candle(index=index, mid=Cents(mid)))

    def trade(self, index: int, price: int | None) -> None:
        cents = None if price is None else Cents(price)
        self.series.setdefault(FUTURE.id, CandleSeries()).add(Candle(index=index, open=cents, close=cents))


@pytest.fixture
def market() -> FakeMarket:
    return FakeMarket()


def test_nothing_is_known_before_the_first_price(market: FakeMarket) -> None:
    moves = Moves(market)
    assert moves.base(CARD) is None
    market.trade(0, None)
    assert moves.base(FUTURE) is None


def test_a_contract_counts_from_its_first_trade(market: FakeMarket) -> None:
    moves = Moves(market)
    for index, price in enumerate((None, 99_000, 99_500)):
        market.trade(index, price)
    assert moves.base(FUTURE) == 99_000
    asked = market.asked
    market.trade(3, 98_000)
    assert moves.base(FUTURE) == 99_000
    assert market.asked == asked, "found once, it is not looked for again"


def test_an_underlying_counts_from_a_minute_ago(market: FakeMarket) -> None:
    moves = Moves(market)
    for index in range(40):
        market.second(index, 1_000 + index)
    assert moves.base(CARD) == 1_000, "from the first price while the round is young"
    for index in range(40, 100):
        market.second(index, 1_000 + index)
    assert moves.base(CARD) == 1_039, "the newest price is of second 99"


def test_a_gap_counts_from_the_last_price_before(market: FakeMarket) -> None:
    moves = Moves(market)
    market.second(0, 1_000)
    market.second(5, 1_005)
    market.second(90, 1_090)
    assert moves.base(CARD) == 1_005


def test_another_round_starts_over(market: FakeMarket) -> None:
    moves = Moves(market)
    market.trade(0, 99_000)
    assert moves.base(FUTURE) == 99_000
    market.series.clear()
    market.round = 2
    market.trade(0, 98_000)
    assert moves.base(FUTURE) == 98_000


def test_what_ended_is_let_go(market: FakeMarket) -> None:
    moves = Moves(market)
    market.trade(0, 99_000)
    moves.base(FUTURE)
    moves.forget([FUTURE.id, CARD.id])
    market.series.clear()
    assert moves.base(FUTURE) is None

"""The built-in traders: their model's value, and the market that comes of them (protocol section 6, wide bounds)."""

import statistics
from math import floor

import pytest
from hypothesis import given
from hypothesis import strategies as st

from algotrade_gui.simulator.agents import option_value
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.contract import Contract
from algotrade_gui.simulator.engine import Exchange


def test_option_values_are_those_of_the_textbook() -> None:
    assert option_value(100, 100, 0.2, True) == pytest.approx(7.9656, abs=1e-4)
    assert option_value(100, 110, 0.2, True) == pytest.approx(4.2920, abs=1e-4)
    assert option_value(100, 110, 0.2, False) == pytest.approx(14.2920, abs=1e-4)
    assert option_value(105, 100, 0.0, True) == 5
    assert option_value(105, 100, 0.0, False) == 0


@given(st.floats(50_000, 200_000), st.floats(50_000, 200_000), st.floats(0, 0.5))
def test_a_call_less_a_put_is_spot_less_strike_and_neither_is_below_its_intrinsic_value(
    spot: float, strike: float, deviation: float
) -> None:
    call, put = (option_value(spot, strike, deviation, is_call) for is_call in (True, False))
    assert call - put == pytest.approx(spot - strike, abs=1e-6)
    assert call >= max(spot - strike, 0) - 1e-6
    assert put >= max(strike - spot, 0) - 1e-6


class _Market:
    """What a minute of the built-in traders' market looked like, once a second."""

    def __init__(self, seed: int) -> None:
        exchange = Exchange(make_config(round_seconds=180), seed)
        self.spreads: dict[str, list[int]] = {"future": [], "call": [], "put": []}
        self.one_sided: dict[bool, list[bool]] = {True: [], False: []}
        """Whether a book lacked a side, by whether it was in its first second."""
        self.levels: list[int] = []
        self.below_intrinsic: list[bool] = []
        self.crossed = 0
        self.trades = 0
        self.bursts: set[tuple[int, int]] = set()
        published = {name: floor(price) for name, price in exchange.prices.items()}
        for second in range(130):
            texts = exchange.advance(second * 1_000 + 999)
            self.trades += sum(text.count('"trade"') for text in texts)
            if second >= 60:
                for contract in exchange.contracts:
                    self._look(contract, second, published[contract.instrument.underlying])
            published = {name: floor(price) for name, price in exchange.prices.items()}

    def _look(self, contract: Contract, second: int, mid: int) -> None:
        book, instrument = contract.book, contract.instrument
        bid, ask = book.best_bid, book.best_ask
        fresh = contract.expiry_ms - second * 1_000 == 60_000
        self.one_sided[fresh].append(bid is None or ask is None)
        self.levels.append(len(book.bids(9)))
        if bid is None or ask is None:
            return
        self.crossed += bid >= ask
        self.spreads[instrument.kind.value].append(ask - bid)
        if instrument.strike is not None:
            payoff = mid - instrument.strike if instrument.kind.value == "call" else instrument.strike - mid
            self.below_intrinsic.append(ask < payoff)


@pytest.fixture(scope="module")
def market() -> _Market:
    return _Market(seed=6)


def test_books_are_mostly_two_sided_and_never_crossed(market: _Market) -> None:
    assert market.crossed == 0
    assert statistics.fmean(market.one_sided[False]) < 0.45
    # a new book is empty at first
    assert statistics.fmean(market.one_sided[True]) > 0.5


def test_books_are_as_deep_and_as_wide_as_the_real_ones(market: _Market) -> None:
    assert max(market.levels) > 3
    assert 350 < statistics.median(market.spreads["future"]) < 850
    assert 25 < statistics.median(market.spreads["call"]) < 90
    assert 25 < statistics.median(market.spreads["put"]) < 90


def test_some_asks_stand_below_the_intrinsic_value(market: _Market) -> None:
    assert 0.08 < statistics.fmean(market.below_intrinsic) < 0.34


def test_the_traders_trade_among_themselves(market: _Market) -> None:
    # real frames held up to 32
    assert 3 < market.trades / 1_300 < 32


def test_events_are_stamped_at_two_instants_just_before_the_broadcast() -> None:
    exchange = Exchange(make_config(round_seconds=60, house_settlements=False), 2)
    exchange.advance(5_000)
    stamps = set()
    for text in exchange.advance(9_900):
        time_ms = int(text.split('"time":')[1].split(",")[0])
        for part in text.split('"event_type"')[1:]:
            stamps.add(time_ms - int(part.split('"time":')[1].split("}")[0].split(",")[0]))
    assert stamps == {8, 3}


def test_an_exchange_without_house_traders_has_empty_books() -> None:
    exchange = Exchange(make_config(house_traders=False), 2)
    exchange.advance(20_000)
    assert all(len(contract.book) == 0 for contract in exchange.contracts)


def test_the_house_holds_the_other_side_and_no_order_is_forgotten() -> None:
    exchange = Exchange(make_config(round_seconds=60), 2)
    exchange.advance(30_000)
    assert sum(len(contract.book) for contract in exchange.contracts) > 100
    assert not any(exchange.house.held.values())
    exchange.advance(60_000)
    assert list(exchange.contracts) == []
    assert exchange.house.cash == 0

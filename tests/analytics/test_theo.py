"""The board of fair values."""

import math

import numpy as np
import pytest

from algotrade_gui.analytics.theo import TheoBoard
from algotrade_gui.core.ids import InstrumentId, Underlying
from algotrade_gui.core.units import Cents
from algotrade_gui.domain.instrument import UNDERLYINGS, Instrument, InstrumentKind, option_id, parse_instrument_id
from algotrade_gui.simulator.listing import contracts
from algotrade_gui.simulator.processes import make_processes

CARD, _, _, _, LOGN, SIMP = UNDERLYINGS


def board_at(second: int, seed: int = 1) -> tuple[TheoBoard, list[Instrument], dict[Underlying, list[float]]]:
    """A board that saw the candles up to `second` and the listings of then, as the exchange publishes them."""
    processes = make_processes(seed)
    prices = {name: [process.step() for _ in range(second + 120)] for name, process in processes.items()}
    board = TheoBoard()
    for index in range(second + 1):
        for name in UNDERLYINGS:
            board.candle(name, index, math.floor(prices[name][index]))
    live = [
        one
        for expiry_s in range((second // 15 + 1) * 15, second + 61, 15)
        for name in UNDERLYINGS
        for one in contracts(name, expiry_s, prices[name][max(expiry_s - 60, 0)])
    ]
    board.listed(live)
    return board, live, prices


def test_all_live_contracts_have_values_that_obey_parity() -> None:
    board, live, _ = board_at(300)
    table = board.table()
    assert len(table) == len(live) == 264
    for one in live:
        if one.kind is InstrumentKind.CALL and one.strike is not None and one.expiry_ms is not None:
            call = board.values(one.id)
            put = board.values(option_id(one.underlying, InstrumentKind.PUT, one.strike, one.expiry_ms // 1_000))
            assert call is not None
            assert put is not None
            assert call.theo - put.theo == pytest.approx(call.forward - one.strike, abs=1e-6)
            assert call.delta - put.delta == pytest.approx(1)
            assert call.theo >= 0
            assert call.steps == one.expiry_ms // 1_000 - 300


def test_a_future_is_worth_the_forward() -> None:
    board, live, _ = board_at(120)
    future = next(one for one in live if one.kind is InstrumentKind.FUTURE and one.underlying == LOGN)
    values = board.values(future.id)
    assert values is not None
    assert (values.theo, values.delta) == (values.forward, 1.0)
    assert (values.gamma, values.vega, values.theta) == (None, None, None)
    assert values.intrinsic == board.model.spot(LOGN)


def test_card_settles_at_the_start_price_at_the_deck_s_end_whatever_it_shows_now() -> None:
    # 52 x 15 = 780: the candle of second 779 closes a deck, that of 780 is the first card of the next
    board = TheoBoard()
    _, _, prices = board_at(760)
    for index in range(761):
        board.candle(CARD, index, math.floor(prices[CARD][index]))
    board.listed(contracts(CARD, 780, 101_000.0))
    values = board.values(option_id(CARD, InstrumentKind.PUT, Cents(103_020), 780))
    assert values is not None
    one_card = np.floor(100_000 * np.exp(np.arange(-6, 7) * 0.01 / math.sqrt(60)) + 1e-6)
    assert values.theo == pytest.approx(float((103_020 - one_card).mean()))
    assert values.forward == pytest.approx(float(one_card.mean()))


def test_values_on_average_are_what_the_contracts_pay() -> None:
    # a round's contracts share its path: each round is one draw
    means = []
    for seed in range(60):
        board, live, prices = board_at(105, seed)
        gaps = []
        for one in live:
            if one.strike is not None and one.expiry_ms is not None and one.expiry_ms <= 150_000:
                payoff = one.payoff(Cents(math.floor(prices[one.underlying][one.expiry_ms // 1_000])))
                theo = board.theo(one.id)
                assert theo is not None
                gaps.append(payoff - theo)
        means.append(np.mean(gaps))
    error = np.std(means) / math.sqrt(len(means))
    assert abs(np.mean(means)) < 3 * error < 60


def test_it_computes_once_for_each_new_second() -> None:
    board, live, prices = board_at(90)
    table = board.table()
    assert board.table() is table
    board.listed(list(live))
    board.candle(SIMP, 90, 1)
    assert board.table() is table
    board.candle(SIMP, 91, math.floor(prices[SIMP][91]))
    assert board.table() is not table
    with pytest.raises(ValueError, match="read-only"):
        board.table().theo[0] = 1.0


def test_a_listing_tells_the_new_price_before_the_candle_does() -> None:
    board, live, prices = board_at(104)
    new = [one for name in UNDERLYINGS for one in contracts(name, 165, prices[name][105])]
    assert board.model.last_index(LOGN) == 104
    board.listed([*live, *new])
    for name in UNDERLYINGS:
        assert board.model.last_index(name) == 105
        assert board.model.spot(name) == pytest.approx(prices[name][105], abs=0.8)


def test_implied_volatilities_of_the_model_s_own_values_are_the_model_s() -> None:
    board, _, _ = board_at(200)
    table = board.table()
    sigma = table.implied(table.theo)
    assert np.isnan(sigma[~table.is_option]).all()
    plain = np.array([one.underlying == LOGN for one in table.instruments]) & table.is_option & (table.vega > 1_000)
    np.testing.assert_allclose(sigma[plain], (table.deviation / np.sqrt(table.steps))[plain], rtol=1e-6)
    gain = np.where(table.is_call, table.forward - table.strike, table.strike - table.forward)
    below = table.implied(np.maximum(gain, 0.0) - 0.01)
    assert np.isnan(below).all()


def test_what_is_not_known_is_none() -> None:
    board = TheoBoard()
    assert board.theo(InstrumentId("$SIMP_future_60")) is None
    board.listed([parse_instrument_id("$SIMP_future_60"), parse_instrument_id("$SIMP")])
    assert board.values(InstrumentId("$SIMP_future_60")) is None
    assert len(board.table()) == 0
    board.candle(SIMP, 0, 100_129)
    assert board.theo(InstrumentId("$SIMP_future_60")) == pytest.approx(100_129, abs=20)
    assert board.theo(InstrumentId("$SIMP")) is None
    board.restart()
    assert board.theo(InstrumentId("$SIMP_future_60")) is None

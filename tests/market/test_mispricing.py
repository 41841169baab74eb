"""The board of mispricings: what it keeps up chain by chain is what a look at everything finds."""

from dataclasses import replace

import pytest

from algotrade_gui.analytics.combos import Chain, FindingKind, find_all
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.units import Cents, RoundMs
from algotrade_gui.market.mispricing import (
    CHAINS_PER_LOOK,
    Mispricing,
    MispricingBoard,
    affordable_units,
    best_by_cell,
)
from tests.market.scene import FUTURE, SIMP, Scene
from tests.ui.fakes_views import FakeMarket

CALL = InstrumentId("$SIMP_call_99000_60")
PUT = InstrumentId("$SIMP_put_101000_60")
PUT_LOW = InstrumentId("$SIMP_put_99000_60")


@pytest.fixture
def scene() -> Scene:
    return Scene()


def book(bid: int | None, ask: int | None, size: int = 4) -> dict[str, dict[str, int]]:
    return {
        "bids": {} if bid is None else {str(bid): size},
        "asks": {} if ask is None else {str(ask): size},
    }


def kinds(board: MispricingBoard) -> list[FindingKind]:
    return [one.finding.kind for one in board.found]


def needs(board: MispricingBoard) -> bool:
    return board.found[0].finding.needs_inventory


def test_what_it_keeps_up_is_what_a_look_at_everything_finds() -> None:
    market = FakeMarket(ErrorCentre())
    market.run(50)
    cache = market.cache
    held: dict[InstrumentId, int] = {}
    board = MispricingBoard(cache, lambda: held)
    for _ in range(12):
        market.step()
        for _ in range(24 // CHAINS_PER_LOOK):
            board.look()
        live = cache.instruments()
        quotes = {one.id: quote for one in live if (quote := cache.get_best_prices(one.id)) is not None}
        spots = {name: float(price) for name in cache.underlyings() if (price := cache.underlying_price(name))}
        expected = find_all(live, quotes, spots, held=held, values=cache.fair.theo)
        assert len(expected) > 5
        assert sorted(str(one.finding) for one in board.found) == sorted(map(str, expected))
        order = [(one.finding.needs_inventory, -one.gain) for one in board.found]
        assert order == sorted(order)
        sold = [leg for one in expected for leg in one.legs if leg.needs_inventory]
        if sold:
            held[sold[0].instrument.id] = 1


def test_a_look_costs_no_more_than_its_share_of_the_chains(monkeypatch: pytest.MonkeyPatch) -> None:
    market = FakeMarket(ErrorCentre())
    market.run(50)
    board = MispricingBoard(market.cache)
    examined: list[object] = []
    examine = board._examine

    def note(chain: Chain) -> tuple[Mispricing, ...]:
        examined.append(chain)
        return examine(chain)

    monkeypatch.setattr(board, "_examine", note)
    board.look()
    assert len(examined) == len(board.places) == 24, "the first look takes everything"
    for _ in range(4):
        examined.clear()
        market.step()
        board.look()
        assert len(examined) == CHAINS_PER_LOOK
    examined.clear()
    market.run(3)
    board.look()
    assert len(examined) == 24, "who slept gets everything"


def test_nothing_new_changes_nothing(scene: Scene) -> None:
    scene.take(1_000, {CALL: book(None, 500), PUT: book(None, 500)})
    board = MispricingBoard(scene.cache)
    assert board.look()
    before = board.found
    assert not board.look()
    scene.take(1_100, {CALL: book(None, 500, size=4), PUT: book(None, 500)})
    assert not board.look()
    assert board.found is before


def test_a_sure_combination_is_told_with_its_profit_and_vanishes_with_its_quote(scene: Scene) -> None:
    scene.take(1_000, {CALL: book(None, 500, size=3), PUT: book(None, 700)})
    board = MispricingBoard(scene.cache)
    board.look()
    (one,) = board.found
    assert one.key == ("call + put", (CALL, PUT))
    assert one.edge == 2_000 - 500 - 700
    assert one.gain == 3 * one.edge
    assert one.strikes == (99_000, 101_000)
    assert one.seconds_left(RoundMs(1_000)) == 59
    assert one.seconds_left(RoundMs(1_001)) == 59
    assert one.seconds_left(RoundMs(70_000)) == 0
    scene.take(1_100, {CALL: book(None, 1_500), PUT: book(None, 700)})
    assert board.look()
    assert kinds(board) == []


def test_findings_leave_with_their_contracts(scene: Scene) -> None:
    scene.take(1_000, {CALL: book(None, 500), PUT: book(None, 700)})
    board = MispricingBoard(scene.cache)
    board.look()
    assert (len(board.found), len(board.places)) == (1, 1)
    scene.take(1_100, {})
    assert board.look()
    assert kinds(board) == []
    assert list(board.places) == []


def test_what_is_held_makes_a_parity_gap_feasible(scene: Scene) -> None:
    held: dict[InstrumentId, int] = {}
    scene.take(
        1_000, {FUTURE: book(99_000, 99_100), CALL: book(900, None), PUT_LOW: book(None, 300), PUT: book(None, 90_000)}
    )
    board = MispricingBoard(scene.cache, lambda: held)
    board.look()
    assert kinds(board) == [FindingKind.CONVERSION]
    assert needs(board)
    assert board.found[0].finding.units == 4
    held[CALL] = 2
    assert board.look()
    assert not needs(board)
    assert board.found[0].finding.units == 2
    held.clear()
    assert board.look()
    assert needs(board)


def test_without_a_model_cheap_options_count_against_the_payoff_now(scene: Scene) -> None:
    scene.take(1_000, {CALL: book(None, 500)})
    board = MispricingBoard(scene.cache)
    board.look()
    assert kinds(board) == []
    scene.take(1_100, {CALL: book(None, 500)}, mids={"$SIMP": 100_000})
    board.look()
    (one,) = board.found
    theo = scene.cache.fair.theo(CALL)
    assert theo is not None
    assert one.edge == pytest.approx(theo - 500)


def test_each_strike_of_a_finding_gets_it_if_it_is_the_best_there(scene: Scene) -> None:
    scene.take(
        1_000, {FUTURE: book(None, 98_000), CALL: book(None, 500), PUT: book(None, 700), PUT_LOW: book(None, 900)}
    )
    board = MispricingBoard(scene.cache)
    board.look()
    best = best_by_cell(board.found)
    expiry = RoundMs(60_000)
    assert best[SIMP, expiry, Cents(101_000)].finding.kind is FindingKind.FUTURE_AND_PUT
    assert best[SIMP, expiry, Cents(101_000)].edge == 101_000 - 98_000 - 700
    assert best[SIMP, expiry, Cents(99_000)].finding.kind is FindingKind.CALL_AND_PUT
    assert best[SIMP, expiry, Cents(99_000)].edge == 800
    # a greater edge that cannot be had goes behind
    conversion = next(one for one in board.found if one.finding.kind is FindingKind.FUTURE_AND_PUT)
    sold = tuple(replace(leg, needs_inventory=True) for leg in conversion.finding.legs)
    tempting = Mispricing(finding=replace(conversion.finding, legs=sold), edge=9_999.0)
    assert best_by_cell([tempting, *board.found]) == best
    losing = [Mispricing(finding=one.finding, edge=-1.0) for one in board.found]
    assert best_by_cell(losing) == {}


def test_units_end_with_the_books_and_with_the_cash(scene: Scene) -> None:
    scene.take(1_000, {CALL: book(None, 500, size=5), PUT: book(None, 700, size=9)})
    board = MispricingBoard(scene.cache)
    board.look()
    finding = board.found[0].finding
    assert affordable_units(finding, None) == 5
    assert affordable_units(finding, Cents(1_200 * 4 - 1)) == 3
    assert affordable_units(finding, Cents(0)) == 1

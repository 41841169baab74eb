"""One round on its clock: what an update holds, money and contracts, settlement to the cent, determinism."""

import json
import math
import random
from itertools import pairwise

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.processes import make_processes
from algotrade_gui.wire import messages as m
from algotrade_gui.wire.season2025 import Season2025
from tests.simulator.driving import Json, Round

FUTURE = "$SIMP_future_60"


def _mids(seed: int, count: int) -> list[dict[str, int]]:
    processes = make_processes(seed)
    return [{str(name): math.floor(process.step()) for name, process in processes.items()} for _ in range(count)]


# --- updates (section 3) ---


def test_an_update_has_exactly_the_keys_of_the_protocol() -> None:
    game = Round(house_traders=True)
    updates = game.to(62_000)
    kinds = set()
    for update in updates:
        assert list(update) == ["type", "time", "candles", "orderbook_depths", "events"]
        assert update["type"] == "market_data_update"
        assert list(update["candles"]) == ["tradeable", "untradeable"]
        assert list(update["orderbook_depths"]) == sorted(update["orderbook_depths"])
        for depth in update["orderbook_depths"].values():
            assert list(depth) == ["bids", "asks"]
            for side in depth.values():
                assert len(side) <= 3
                prices = [int(price) for price in side]
                assert prices == sorted(prices)
                assert all(type(quantity) is int and quantity > 0 for quantity in side.values())
            bids, asks = ([int(price) for price in depth[side]] for side in ("bids", "asks"))
            assert not bids or not asks or bids[-1] < asks[0]
        for event in update["events"]:
            assert list(event) == ["event_type", "data"]
            kinds.add((event["event_type"], tuple(event["data"])))
    assert kinds == {
        ("trade", ("instrumentID", "passiveOrderID", "activeOrderID", "quantity", "price", "time")),
        ("cancel", ("orderID", "instrumentID", "time", "expired")),
        ("settlement", ("teamID", "instrumentID", "quantity", "price_at_expiry", "strike_price", "time")),
        ("settlement", ("teamID", "instrumentID", "quantity", "price_at_expiry", "time")),
    }


def test_an_update_comes_every_100_ms_from_the_rounds_own_phase() -> None:
    for seed in range(5):
        game = Round(seed=seed)
        times = [update["time"] for update in game.to(3_000)]
        assert 20 <= times[0] <= 95
        assert all(after - before == 100 for before, after in pairwise(times))
    assert len({Round(seed=seed).exchange.phase_ms for seed in range(20)}) > 5


@pytest.mark.parametrize("nominal_s", [60, 600])
def test_when_all_orders_of_a_class_end_at_once_no_update_comes_near_1_mib(nominal_s: int) -> None:
    """By their own expiry at 9 s in a long round; with the contracts, at the round's end, where no update follows, in one of a minute."""
    teams, orders = 20, 600
    game = Round(teams=teams, round_seconds=nominal_s, overtime_seconds=0)
    end_ms = 9_000 if nominal_s > 60 else 60_000
    for team in range(1, teams + 1):
        for _ in range(orders):
            assert game.order("bid", FUTURE, 1, team=team, expiry=end_ms)["success"]
    texts = game.exchange.advance(end_ms + 1_000)
    assert max(map(len, texts)) < 1_000_000
    updates = [json.loads(text) for text in texts]
    told = [event for update in updates for event in update["events"]]
    cancels = [event["data"]["orderID"] for event in told if event["event_type"] == "cancel"]
    assert sorted(cancels) == list(range(1, teams * orders + 1))
    assert max(len(update["events"]) for update in updates) == 4_000


def test_the_books_grow_to_264_and_expired_ones_vanish() -> None:
    game = Round(round_seconds=180)
    sizes = {}
    for second in (0, 14, 15, 30, 45, 60, 75):
        game.skip(second * 1_000)
        sizes[second] = len(game.next_update()["orderbook_depths"])
    assert sizes == {0: 66, 14: 66, 15: 132, 30: 198, 45: 264, 60: 264, 75: 264}
    live = game.next_update()["orderbook_depths"]
    assert not any(key.endswith(("_60", "_75")) for key in live)
    assert sum(key.endswith("_120") for key in live) == 66
    game.skip(180_000)
    assert game.next_update()["orderbook_depths"] == {}


def test_candles_come_on_the_first_update_of_the_next_second() -> None:
    game = Round(house_traders=True)
    updates = game.to(5_000)
    delivered = [update for update in updates if update["candles"]["untradeable"]]
    assert [update["time"] // 1_000 for update in delivered] == [1, 2, 3, 4]
    for update in updates:
        assert bool(update["candles"]["tradeable"]) == (update in delivered)
    mids = _mids(11, 4)
    for index, update in enumerate(delivered):
        candles = update["candles"]
        assert list(candles["untradeable"]) == ["$CARD", "$GARR", "$HEST", "$JUMP", "$LOGN", "$SIMP"]
        for name, rows in candles["untradeable"].items():
            (row,) = rows
            assert list(row) == ["index", "open", "high", "low", "close", "mid"]
            assert row["index"] == index
            assert row["mid"] == mids[index][name]
            assert min(row["open"], row["close"]) <= row["mid"] <= max(row["open"], row["close"])
            assert row["low"] <= min(row["open"], row["close"])
            assert row["high"] >= max(row["open"], row["close"])
        assert len(candles["tradeable"]) == 66
        for rows in candles["tradeable"].values():
            (row,) = rows
            traded = ["index", "open", "high", "low", "close", "volume"] if row["volume"] else ["index", "volume"]
            assert list(row) == traded


def test_contract_candles_tell_the_trades_of_their_second() -> None:
    game = Round(house_traders=True)
    traded: dict[tuple[str, int], list[tuple[int, int]]] = {}
    candles: dict[tuple[str, int], Json] = {}
    for update in game.to(75_000):
        for event in update["events"]:
            if event["event_type"] == "trade":
                data = event["data"]
                key = (data["instrumentID"], data["time"] // 1_000)
                traded.setdefault(key, []).append((data["price"], data["quantity"]))
        for instrument, rows in update["candles"]["tradeable"].items():
            for row in rows:
                candles[(instrument, row["index"])] = row
    # the second that is not over yet is in no candle
    told = {key: trades for key, trades in traded.items() if key[1] < 74}
    assert len(told) > 300
    assert {key for key, row in candles.items() if row["volume"] and key[1] < 74} == set(told)
    for key, trades in told.items():
        prices = [price for price, _ in trades]
        row = candles[key]
        assert (row["open"], row["high"], row["low"], row["close"]) == (
            prices[0],
            max(prices),
            min(prices),
            prices[-1],
        )
        assert row["volume"] == sum(quantity for _, quantity in trades)


def test_the_centre_strike_tells_the_price_of_the_second_that_begins() -> None:
    game = Round()
    game.skip(45_000)
    live = game.next_update()["orderbook_depths"]
    mids = _mids(11, 46)
    for second in (0, 15, 30, 45):
        strikes = sorted(
            {int(key.split("_")[2]) for key in live if key.startswith("$HEST_call") and key.endswith(f"_{second + 60}")}
        )
        assert len(strikes) == 5
        assert strikes[2] - mids[second]["$HEST"] in (0, 1)


def test_an_update_on_request_carries_the_id_and_no_increments() -> None:
    game = Round()
    game.skip(1_500)
    game.order("bid", FUTURE, 50)
    game.cancel(FUTURE, 1)
    answer = game.ask("get_market_data")
    assert list(answer) == ["type", "user_request_id", "time", "candles", "orderbook_depths", "events"]
    assert (answer["user_request_id"], answer["time"], answer["events"]) == ("7", 1_500, [])
    assert answer["candles"] == {"tradeable": {}, "untradeable": {}}
    assert len(answer["orderbook_depths"]) == 66
    assert len(game.next_update()["events"]) == 1


def test_our_own_client_reads_every_frame_without_a_doubt() -> None:
    dialect = Season2025()
    exchange = Exchange(make_config(round_seconds=120), 5)
    settlements = 0
    for text in exchange.advance(80_000):
        update = dialect.decode(text.encode())
        assert isinstance(update, m.MarketUpdate)
        settlements += sum(isinstance(event, m.SettlementEvent) for event in update.events)
        for raw in update.books.values():
            dialect.decode_book(raw)
    assert settlements == 2 * 66
    assert (dialect.counts.malformed, dialect.counts.unknown_fields, dialect.counts.unknown_messages) == (0, 0, 0)


def test_no_frame_comes_near_one_mebibyte() -> None:
    exchange = Exchange(make_config(round_seconds=120), 8)
    assert max(len(text) for text in exchange.advance(130_000)) < 300_000


# --- orders and accounts (sections 2.1 and 7) ---


def test_a_resting_bid_reserves_cash_and_says_nothing_of_changes() -> None:
    game = Round()
    assert game.order("bid", FUTURE, 250, 4) == {
        "type": "add_order_response",
        "user_request_id": "7",
        "success": True,
        "data": {"order_id": 1},
    }
    assert game.inventory() == {"$": [1_000, 1_000_000]}
    game.cancel(FUTURE, 1)
    assert game.inventory() == {"$": [0, 1_000_000]}


def test_an_active_order_pays_the_resting_price_and_reserves_its_rest() -> None:
    game = Round()
    game.give(FUTURE, 3, team=2, price=10)
    game.order("ask", FUTURE, 100, 2, team=2)
    assert game.inventory(2) == {"$": [0, 999_970], FUTURE: [2, 3]}
    answer = game.order("bid", FUTURE, 130, 5)
    assert answer["data"] == {"order_id": 4, "immediate_inventory_change": 2, "immediate_balance_change": -200}
    assert game.inventory(1) == {"$": [390, 999_800], FUTURE: [0, 2]}
    assert game.inventory(2) == {"$": [0, 1_000_170], FUTURE: [0, 1]}
    sold = game.order("ask", FUTURE, 90, 1, team=2)
    assert sold["data"] == {"order_id": 5, "immediate_inventory_change": -1, "immediate_balance_change": 130}
    assert game.inventory(1) == {"$": [260, 999_670], FUTURE: [0, 3]}
    assert game.inventory(2) == {"$": [0, 1_000_300], FUTURE: [0, 0]}


def test_nobody_sells_what_he_does_not_own_or_has_promised() -> None:
    game = Round()
    game.give(FUTURE, 2)
    assert game.order("ask", FUTURE, 500, 2)["success"]
    assert game.order("ask", FUTURE, 500, 1)["data"] == {"message": "Insufficient inventory"}
    assert game.order("ask", game.option(), 500, 1)["data"] == {"message": "Insufficient inventory"}
    game.cancel(FUTURE, 3)
    assert game.order("ask", FUTURE, 500, 1)["success"]


def test_a_trade_with_oneself_changes_nothing_but_the_tape() -> None:
    game = Round()
    game.give(FUTURE, 1, price=10)
    game.next_update()
    game.order("bid", FUTURE, 20)
    answer = game.order("ask", FUTURE, 20)
    assert answer["data"]["immediate_balance_change"] == 20
    assert game.inventory() == {"$": [0, 999_990], FUTURE: [0, 1]}
    (event,) = game.next_update()["events"]
    assert event["event_type"] == "trade"
    assert (event["data"]["passiveOrderID"], event["data"]["activeOrderID"]) == (3, 4)


def test_pending_orders_as_the_protocol_shows_them() -> None:
    game = Round()
    game.skip(5_694)
    game.give(FUTURE, 2)
    game.order("bid", FUTURE, 1, 1)
    game.order("ask", FUTURE, 900, 2, expiry=20_000)
    game.order("bid", game.option(), 3, 4)
    game.order("bid", FUTURE, 5, 1, team=2)
    row = {"orderID": 3, "teamID": 1, "price": 1, "time": 5_694, "expiry": 60_000, "side": "BID"}
    row |= {"unfilled_quantity": 1, "total_quantity": 1, "live": True}
    data = game.ask("get_pending_orders")["data"]
    assert data[FUTURE][0] == [row]
    assert list(data[FUTURE][0][0]) == list(row)
    ((ask,), (call,)) = data[FUTURE][1], data[game.option()][0]
    assert (ask["side"], ask["expiry"], ask["price"]) == ("ASK", 20_000, 900)
    assert call["total_quantity"] == 4
    assert data[game.option()][1] == []
    assert list(data) == sorted([FUTURE, game.option()])
    assert game.ask("get_pending_orders", team=2)["data"][FUTURE][0][0]["teamID"] == 2


def test_an_order_lives_to_its_own_expiry_and_not_a_millisecond_longer() -> None:
    game = Round()
    game.order("bid", FUTURE, 50, 2, expiry=1_234)
    game.skip(1_233)
    assert game.inventory()["$"] == [100, 1_000_000]
    game.skip(1_234)
    assert game.inventory()["$"] == [0, 1_000_000]
    assert game.cancel(FUTURE, 1)["message"] == "Order not found"
    (event,) = game.next_update()["events"]
    assert event == {
        "event_type": "cancel",
        "data": {"orderID": 1, "instrumentID": FUTURE, "time": 1_234, "expired": True},
    }


def test_a_cancel_is_public_and_not_expired() -> None:
    game = Round()
    game.order("bid", FUTURE, 50)
    game.cancel(FUTURE, 1)
    (event,) = game.next_update()["events"]
    assert event["data"] == {"orderID": 1, "instrumentID": FUTURE, "time": 0, "expired": False}
    assert game.next_update()["events"] == []


def test_untouched_books_are_not_built_again() -> None:
    game = Round()
    game.next_update()
    texts = {contract.instrument.id: contract.entry for contract in game.exchange.contracts}
    game.order("bid", FUTURE, 50)
    game.next_update()
    changed = {c.instrument.id for c in game.exchange.contracts if c.entry is not texts[c.instrument.id]}
    assert changed == {FUTURE}


# --- settlement (section 4) ---


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_contracts_settle_to_the_cent_at_the_mid_of_their_last_second(seed: int) -> None:
    game = Round(seed=seed)
    mid = _mids(seed, 61)[60]
    held = {
        FUTURE: 2,
        game.option("call", strike_index=0): 3,
        game.option("put", strike_index=4): 5,
        game.option("call", strike_index=4): 1,
    }
    for instrument, quantity in held.items():
        game.give(instrument, quantity, price=7)
    game.order("ask", FUTURE, 10**6, 1)
    bought_put = game.option("put")
    game.order("bid", bought_put, 30, 2)
    paid = 7 * sum(held.values())
    assert game.inventory()["$"] == [60, 1_000_000 - paid]
    call_strike, put_strike, far_strike = (int(key.split("_")[2]) for key in list(held)[1:])
    worth = 2 * mid["$SIMP"] + 3 * max(mid["$SIMP"] - call_strike, 0) + 5 * max(put_strike - mid["$SIMP"], 0)
    worth += max(mid["$SIMP"] - far_strike, 0)
    game.skip(59_999)
    assert game.inventory()["$"] == [60, 1_000_000 - paid]
    game.skip(60_000)
    assert game.inventory() == {"$": [0, 1_000_000 - paid + worth]}
    events = game.next_update()["events"]
    ours = {
        e["data"]["instrumentID"]: e["data"]
        for e in events
        if e["event_type"] == "settlement" and e["data"]["teamID"] == 1
    }
    assert {key: data["quantity"] for key, data in ours.items()} == held
    assert {data["price_at_expiry"] for data in ours.values()} == {mid["$SIMP"]}
    assert {data["time"] for data in ours.values()} == {60_000}
    assert "strike_price" not in ours[FUTURE]
    assert ours[list(held)[1]]["strike_price"] == call_strike
    ended = [event["data"] for event in events if event["event_type"] == "cancel"]
    assert [(row["instrumentID"], row["expired"]) for row in ended] == [(FUTURE, True), (bought_put, True)]
    # cancels come before the settlement of their contract
    order = [(e["event_type"], e["data"]["instrumentID"]) for e in events]
    assert order.index(("cancel", FUTURE)) < order.index(("settlement", FUTURE))


def test_the_house_settles_every_contract_once_behind_a_switch() -> None:
    def settled(**settings: bool) -> list[Json]:
        game = Round(**settings)
        game.skip(60_000)
        return [event["data"] for event in game.next_update()["events"] if event["event_type"] == "settlement"]

    rows = settled()
    assert len(rows) == 66
    assert {(row["teamID"], row["quantity"]) for row in rows} == {(0, 0)}
    assert settled(house_settlements=False) == []
    assert [row["strike_price"] for row in settled(futures_strike_zero=True) if "future" in row["instrumentID"]] == [
        0
    ] * 6


# --- the whole ---


def _play(seed: int, step_ms: int, house: bool = True) -> bytes:
    """A round of 90 s with the same orders at the same milliseconds, time passed in steps of `step_ms`."""
    game = Round(seed=seed, house_traders=house, round_seconds=90)
    script = random.Random(99)
    texts: list[str] = []
    moments = sorted(script.randrange(0, 90_000) for _ in range(300))
    for moment in moments:
        while game.now_ms + step_ms < moment:
            texts += game.exchange.advance(game.now_ms + step_ms)
        texts += game.exchange.advance(moment)
        live = list(game.exchange.contracts)
        if not live:
            continue
        contract = script.choice(live)
        price = contract.book.best_ask or script.randrange(1, 3_000)
        frame = {
            "type": "add_order",
            "user_request_id": str(moment),
            "instrument_id": contract.instrument.id,
            "price": price,
            "expiry": moment + script.randrange(1, 20_000),
            "side": script.choice(["bid", "bid", "ask"]),
            "quantity": script.randrange(1, 4),
        }
        texts.append(game.exchange.handle(TeamId(script.choice([1, 2])), json.dumps(frame).encode(), moment))
    texts += game.exchange.advance(200_000)
    return "\n".join(texts).encode()


def test_the_same_seed_and_requests_give_the_same_bytes_at_any_pace() -> None:
    once = _play(4, 7)
    assert _play(4, 1_000) == once
    assert _play(5, 1_000) != once
    assert once.count(b'"immediate_inventory_change"') > 20


def test_time_does_not_run_backwards_and_due_work_comes_first() -> None:
    game = Round()
    with pytest.raises(ValueError, match="backwards"):
        game.exchange.advance(-1)
    due = int(game.exchange.next_deadline_ms)
    with pytest.raises(ValueError, match="advance to"):
        game.exchange.handle(TeamId(1), b"{}", due)
    with pytest.raises(KeyError):
        game.exchange.handle(TeamId(9), b'{"type":"get_inventory","user_request_id":"1"}', 1)


def test_the_round_runs_ten_seconds_past_its_nominal_end() -> None:
    exchange = Exchange(make_config(round_seconds=60, end_of_round_message=True), 3)
    texts = exchange.advance(69_999)
    assert exchange.next_deadline_ms == 70_000
    last = [json.loads(text) for text in texts if '"candles":{"tradeable":{}' not in text or '"untradeable":{"' in text]
    assert last[-1]["candles"]["untradeable"]["$SIMP"][0]["index"] == 68
    assert exchange.advance(70_000)[-1] == '{"type":"end_of_round"}'
    assert exchange.ended
    assert exchange.next_deadline_ms == math.inf
    assert exchange.advance(80_000) == []


def test_before_the_round_there_is_silence() -> None:
    exchange = Exchange(make_config(), 3, starts_in_ms=5_000)
    assert exchange.advance(-1) == []
    answer = json.loads(exchange.handle(TeamId(1), b'{"type":"get_inventory","user_request_id":"1"}', -1))
    assert answer["data"] == {"$": [0, 1_000_000]}
    assert exchange.next_deadline_ms == 0
    assert len(exchange.advance(99)) == 1

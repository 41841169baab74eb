"""Opponents on their line to the exchange: what reaches them when, what reaches the exchange when, and what they leave untouched."""

import json
import random
from typing import Any

import pytest

from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange
from algotrade_gui.simulator.opponents import rivals
from algotrade_gui.simulator.opponents.base import Opponent, Reply
from algotrade_gui.simulator.opponents.crowds import CROWDS, KINDS, NIGHT, crowd_of, team_names
from algotrade_gui.simulator.opponents.desk import Desk
from algotrade_gui.simulator.opponents.random_trader import RandomTrader
from algotrade_gui.simulator.opponents.view import View
from tests.simulator.driving import Json, Round

TEAM = TeamId(2)
"""The first opponent beside one real team."""


class Spy(Opponent):
    """Notes what it is shown and told; bids one cent for the first books, as often as `wishes` says, in every update."""

    wishes = 1
    life_ms = 10**6

    def __init__(self, skill: float, rng: random.Random) -> None:
        super().__init__(skill, rng)
        self.shown: list[tuple[int, dict[str, Any], bool]] = []
        self.told: list[tuple[int, int, str]] = []
        self.replies: list[Reply] = []
        self.given_up: list[str] = []
        self.thoughts_ms: list[int] = []
        self.instances.append(self)

    instances: list["Spy"] = []  # noqa: RUF012 - emptied by the fixture

    def think_ms(self) -> int:
        self.thoughts_ms.append(super().think_ms())
        return self.thoughts_ms[-1]

    def decide(self, view: View, desk: Desk) -> None:
        raise NotImplementedError

    def look(self, view: View, desk: Desk) -> None:
        books = {str(key): {"bids": dict(quotes.bids), "asks": dict(quotes.asks)} for key, quotes in view.books.items()}
        self.shown.append((view.time_ms, books, view.new_mids))
        free = [quotes for quotes in view.books.values() if not desk.is_busy(quotes.id)]
        for quotes in free[: self.wishes]:
            desk.buy(quotes, 1, 1, self.life_ms)

    def heard(self, reply: Reply) -> None:
        self.replies.append(reply)

    def gave_up(self, request_id: str) -> None:
        self.given_up.append(request_id)


@pytest.fixture(autouse=True)
def _spies(monkeypatch: pytest.MonkeyPatch) -> None:
    Spy.instances = []
    monkeypatch.setattr(Spy, "wishes", 1)
    monkeypatch.setitem(rivals.BUILD, "random", Spy)


def _spied(**settings: Any) -> tuple[Round, Spy]:
    game = Round(teams=1, opponents={"random": {"number": 1, "skill": 0.5}}, **settings)
    return game, Spy.instances[-1]


def _ints(side: Json) -> dict[int, int]:
    return {int(price): quantity for price, quantity in side.items()}


# --- what they see ---


def test_they_see_the_published_books_and_nothing_else() -> None:
    """Also where a client asked for market data in between, which takes note of changed books too."""
    game, spy = _spied(house_traders=True)
    updates = []
    for now_ms in range(0, 66_000, 370):
        updates += game.to(now_ms)
        if now_ms % 20 == 0:
            game.ask("get_market_data")
    assert [update["time"] for update in updates] == [time_ms for time_ms, _, _ in spy.shown]
    for update, (_, books, new_mids) in zip(updates, spy.shown, strict=True):
        depths = {
            key: {"bids": _ints(depth["bids"]), "asks": _ints(depth["asks"])}
            for key, depth in update["orderbook_depths"].items()
        }
        assert books == depths
        assert new_mids == bool(update["candles"]["untradeable"])


def test_best_prices_come_first_and_mids_are_those_last_published(monkeypatch: pytest.MonkeyPatch) -> None:
    game = Round(teams=1, house_traders=True, opponents={"random": {"number": 1}})
    told: dict[str, int] = {}
    seen: list[dict[str, int]] = []

    def look(view: View, _desk: Desk) -> None:
        seen.append({str(name): mid for name, mid in view.mids.items()})
        for quotes in view.books.values():
            assert quotes.asks == sorted(quotes.asks)
            assert quotes.bids == sorted(quotes.bids, reverse=True)

    monkeypatch.setattr(Spy.instances[-1], "look", look)
    for update in game.to(5_000):
        for name, rows in update["candles"]["untradeable"].items():
            told[name] = rows[-1]["mid"]
        assert seen.pop(0) == told
    assert told


# --- when their requests arrive ---


def test_an_order_arrives_after_reaction_and_the_rounds_delay() -> None:
    game, spy = _spied(delays={"orders": {"ms": 350}})
    game.skip(10_000)
    placed = [
        order["time"]
        for sides in game.ask("get_pending_orders", TEAM)["data"].values()
        for side in sides
        for order in side
    ]
    due = [time_ms + spy.thoughts_ms[number] + 350 for number, (time_ms, _, _) in enumerate(spy.shown)]
    # what left later never arrives sooner
    in_order = [max(due[: number + 1]) for number in range(len(due))]
    assert sorted(placed) == [due_ms for due_ms in in_order if due_ms <= 10_000][: len(placed)]
    assert len(placed) > 50


def test_the_answers_come_later_where_replies_are_delayed() -> None:
    quick, _ = _spied()
    quick_spy = Spy.instances[-1]
    slow, slow_spy = _spied(delays={"replies": {"ms": 5_000}})
    quick.skip(5_000)
    slow.skip(5_000)
    assert len(quick_spy.replies) > 20
    assert slow_spy.replies == []
    assert all(reply.success and reply.data.order_id for reply in quick_spy.replies)


@pytest.mark.parametrize("way", ["orders", "replies"])
def test_what_is_lost_is_given_up_and_until_then_its_contract_let_be(way: str) -> None:
    game, spy = _spied(delays={way: {"loss": 1.0}})
    game.skip(2_500)
    assert spy.given_up == []
    game.skip(9_000)
    assert len(spy.given_up) > 20
    assert spy.replies == []
    assert bool(game.ask("get_pending_orders", TEAM)["data"]) == (way == "replies")


def test_lost_updates_are_not_seen() -> None:
    game, spy = _spied(delays={"feed": {"loss": 1.0}})
    game.skip(3_000)
    assert spy.shown == []


# --- limits ---


def test_no_more_messages_a_second_than_a_client_may_send(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spy, "wishes", 50)
    game, spy = _spied(limits={"messages_per_s": 5})
    game.skip(10_000)
    times = sorted(
        order["time"]
        for sides in game.ask("get_pending_orders", TEAM)["data"].values()
        for side in sides
        for order in side
    )
    assert len(times) >= 40
    assert all(after - before >= 1_000 for before, after in zip(times, times[5:], strict=False))
    assert spy.given_up


def test_no_more_working_orders_than_a_client_may_have(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Spy, "wishes", 3)
    game, spy = _spied(limits={"pending_orders": 7})
    game.skip(10_000)
    assert game.exchange.accounts[TEAM].pending == 7
    assert all(reply.success for reply in spy.replies), "it counts for itself, without being told"


# --- who they are ---


def test_names_follow_the_real_teams() -> None:
    names = team_names(["you", "sniper 1"], NIGHT)
    assert list(names) == list(range(1, 3 + sum(crowd_of(NIGHT, kind).number for kind in KINDS)))
    assert list(names.values())[:5] == ["you", "sniper 1", "sniper 1 (opponent)", "sniper 2", "sniper 3"]
    assert len(set(names.values())) == len(names)
    exchange = Exchange(make_config(opponents=NIGHT, start_cash=77), 1)
    assert set(exchange.team_names) == set(exchange.accounts) - {TeamId(0)}
    assert {account.cash for team, account in exchange.accounts.items() if team} == {77}


def test_there_is_a_way_to_make_every_kind_that_settings_know() -> None:
    assert set(rivals.BUILD) == set(KINDS)
    assert all(crowd_of(CROWDS["few"], kind).number == 1 for kind in KINDS)


# --- what they leave untouched ---


def _frames(seed: int, step_ms: int = 130_000, **settings: Any) -> list[str]:
    exchange = Exchange(make_config(round_seconds=60, **settings), seed)
    out: list[str] = []
    now_ms = 0
    while not exchange.ended:
        out += exchange.advance(now_ms)
        now_ms += step_ms
    return out


@pytest.mark.parametrize("seed", [1, 2])
def test_opponents_who_cannot_pay_change_no_byte(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    """No draw of theirs is one of the market's, and having them costs the frames nothing."""
    monkeypatch.setitem(rivals.BUILD, "random", RandomTrader)
    assert _frames(seed, start_cash=0, opponents=NIGHT) == _frames(seed)


def test_the_same_seed_gives_the_same_bytes_however_time_is_cut(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(rivals.BUILD, "random", RandomTrader)
    whole = _frames(3, opponents=NIGHT)
    assert _frames(3, 77, opponents=NIGHT) == whole
    assert _frames(3) != whole, "they did trade"
    assert any(json.loads(frame)["events"] for frame in whole)

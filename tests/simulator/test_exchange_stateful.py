"""The whole exchange under any order of requests and time: nothing is made, nothing is lost."""

from math import floor
from typing import Any

import msgspec
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.domain.instrument import parse_instrument_id
from algotrade_gui.simulator.opponents.crowds import NIGHT, NOBODY
from algotrade_gui.simulator.processes import make_processes
from tests.simulator.driving import Round

TEAMS = st.integers(1, 3)
START_CASH = 1_000_000
ROUND_S = 75


class Conservation(RuleBasedStateMachine):
    """Three teams, the house, now and then opponents: cash and contracts keep their sums, reserves stay within totals, books uncrossed."""

    @initialize(seed=st.integers(0, 50))
    def begin(self, seed: int) -> None:
        # the house costs most of the time and has no rules of its own; without it opponents find nothing to buy
        self.house = seed % 5 == 0
        self.game = Round(
            seed=seed,
            teams=3,
            round_seconds=ROUND_S,
            house_traders=self.house,
            opponents=msgspec.to_builtins(NIGHT if seed % 10 == 0 else NOBODY),
        )
        # the price at each full second, not asked of the exchange
        self.mids = {
            name: [floor(process.step()) for _ in range(ROUND_S + 1)] for name, process in make_processes(seed).items()
        }
        self.issued: dict[str, int] = {}
        self.mine: list[tuple[int, str, int]] = []

    @rule(by_ms=st.one_of(st.integers(0, 400), st.integers(400, 20_000)))
    def pass_time(self, by_ms: int) -> None:
        accounts = self.game.exchange.accounts
        before = {team: (accounts[TeamId(team)].cash, dict(accounts[TeamId(team)].held)) for team in (1, 2, 3)}
        self.game.skip(self.game.now_ms + by_ms)
        if self.house:
            # it trades with what rests
            return
        for team, (cash, held) in before.items():
            paid = 0
            for key, quantity in held.items():
                instrument = parse_instrument_id(key)
                assert instrument.expiry_ms is not None
                if instrument.expiry_ms <= self.game.now_ms:
                    mid = self.mids[instrument.underlying][instrument.expiry_ms // MS_PER_S]
                    paid += quantity * instrument.payoff(Cents(mid))
            assert accounts[TeamId(team)].cash == cash + paid

    @rule(team=TEAMS, price=st.sampled_from([1, 900]), quantity=st.integers(1, 5))
    def give(self, team: int, price: int, quantity: int) -> None:
        """The house sells the team some of a contract, so that there is something to sell and to settle."""
        contracts = list(self.game.exchange.contracts)[:8]
        if contracts and not self.game.exchange.ended:
            contract = contracts[quantity]
            order, _ = self.game.exchange.place(
                self.game.exchange.house, contract, False, Cents(price), quantity, 10**9
            )
            self.issued[contract.instrument.id] = order.id
            # what the house sold may have met bids that rested, of this team as well
            before = self.game.exchange.accounts[TeamId(team)].held.get(contract.instrument.id, 0)
            answer = self.game.order("bid", contract.instrument.id, price, quantity, team=team)
            if answer["type"] == "add_order_response" and answer["success"]:
                self.issued[contract.instrument.id] = answer["data"]["order_id"]
                gained = answer["data"].get("immediate_inventory_change", 0)
                # what it met may have been its own ask
                after = self.game.exchange.accounts[TeamId(team)].held.get(contract.instrument.id, 0)
                assert before <= after <= before + gained

    @rule(data=st.data(), team=TEAMS, side=st.sampled_from(["bid", "ask"]), quantity=st.integers(1, 5))
    def order(self, data: st.DataObject, team: int, side: str, quantity: int) -> None:
        contracts = list(self.game.exchange.contracts)[:8]
        if not contracts:
            return
        contract = data.draw(st.sampled_from(contracts))
        price = data.draw(st.sampled_from([1, 2, 3, 900, contract.book.best_ask or 5, contract.book.best_bid or 4]))
        lifetime_ms = data.draw(st.sampled_from([1, 50, 3_000, 10**9]))
        key = contract.instrument.id
        answer = self.game.order(side, key, price, quantity, team=team, expiry=self.game.now_ms + lifetime_ms)
        if answer["type"] == "add_order_response" and answer["success"]:
            order_id = answer["data"]["order_id"]
            assert order_id > self.issued.get(key, 0)
            self.issued[key] = order_id
            self.mine.append((team, key, order_id))

    @rule(data=st.data(), team=TEAMS)
    def cancel(self, data: st.DataObject, team: int) -> None:
        if not self.mine:
            return
        owner, key, order_id = data.draw(st.sampled_from(self.mine[-12:]))
        contract = self.game.exchange.contract(key)
        resting = contract is not None and contract.book.get(order_id) is not None
        answer = self.game.cancel(key, order_id, team=team)
        assert answer.get("success", False) == (resting and team == owner)

    @rule(data=st.data(), team=TEAMS, fill_first=st.booleans(), quantity=st.integers(1, 5))
    def race(self, data: st.DataObject, team: int, fill_first: bool, quantity: int) -> None:
        """A cancel and an order that would fill the same resting order arrive in the same millisecond, in either order."""
        found = [
            (owner, order, contract)
            for owner, key, order_id in self.mine
            if (contract := self.game.exchange.contract(key)) is not None
            and (order := contract.book.get(order_id)) is not None
        ]
        if not found:
            return
        owner, order, contract = data.draw(st.sampled_from(found))
        key, left = contract.instrument.id, order.remaining
        side = "ask" if order.is_bid else "bid"
        filled = 0
        if fill_first:
            answer = self.game.order(side, key, order.price, quantity, team=team)
            if answer["type"] == "add_order_response" and answer["success"]:
                self.issued[key] = answer["data"]["order_id"]
                self.mine.append((team, key, answer["data"]["order_id"]))
            filled = left - order.remaining
        cancelled = self.game.cancel(key, order.id, team=owner)
        assert cancelled["success"] == (filled < left)
        assert cancelled.get("message") == (None if filled < left else "Order not found")
        if not fill_first:
            answer = self.game.order(side, key, order.price, quantity, team=team)
            if answer["type"] == "add_order_response" and answer["success"]:
                self.issued[key] = answer["data"]["order_id"]
                self.mine.append((team, key, answer["data"]["order_id"]))
            # the dead order has no part in it
            assert order.remaining == left
        assert contract.book.get(order.id) is None

    @rule(frame=st.binary(max_size=30) | st.just(b'{"type":"add_order"}'), team=TEAMS)
    def nonsense(self, frame: bytes, team: int) -> None:
        assert self.game.raw(frame, team)["type"] == "error"

    @invariant()
    def sums_hold(self) -> None:
        accounts = self.game.exchange.accounts
        assert sum(account.cash for account in accounts.values()) == (len(accounts) - 1) * START_CASH
        held: dict[str, int] = {}
        for account in accounts.values():
            for key, quantity in account.held.items():
                held[key] = held.get(key, 0) + quantity
        assert not any(held.values())
        assert all(self.game.exchange.contract(key) is not None for key in held)

    @invariant()
    def reserves_are_those_of_the_working_orders(self) -> None:
        wanted: dict[int, list[Any]] = {team: [0, {}, 0] for team in self.game.exchange.team_names}
        for contract in self.game.exchange.contracts:
            for order in contract.book:
                if order.team == 0:
                    continue
                row = wanted[order.team]
                row[2] += 1
                if order.is_bid:
                    row[0] += order.price * order.remaining
                else:
                    row[1][contract.instrument.id] = row[1].get(contract.instrument.id, 0) + order.remaining
        for team, (cash, contracts, pending) in wanted.items():
            account = self.game.exchange.accounts[TeamId(team)]
            assert account.cash_reserved == cash <= account.cash
            assert {key: value for key, value in account.held_reserved.items() if value} == contracts
            assert all(value <= account.held[key] for key, value in contracts.items())
            assert account.pending == pending

    @invariant()
    def books_are_not_crossed(self) -> None:
        for contract in self.game.exchange.contracts:
            bid, ask = contract.book.best_bid, contract.book.best_ask
            assert bid is None or ask is None or bid < ask
            assert all(order.expires_ms > self.game.now_ms for order in contract.book)

    def teardown(self) -> None:
        if not hasattr(self, "game"):
            return
        self.game.skip(200_000)
        self.sums_hold()
        for team in self.game.exchange.team_names:
            assert list(self.game.inventory(team)) == ["$"]
            assert self.game.ask("get_pending_orders", team)["data"] == {}


TestConservation = Conservation.TestCase
TestConservation.settings = settings(max_examples=25, stateful_step_count=30, deadline=None)

"""Drives an exchange round by hand: short ways to ask, to pass time and to read what came."""

import json
from typing import Any

from algotrade_gui.core.ids import TeamId
from algotrade_gui.core.units import Cents
from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.engine import Exchange

Json = dict[str, Any]


class Round:
    """One round with teams 1, 2, ... and no house traders unless asked for. Starts at 0 ms, its first contracts listed."""

    def __init__(self, *, seed: int = 11, teams: int = 2, house_traders: bool = False, **settings: Any) -> None:
        settings.setdefault("round_seconds", 120)
        config = make_config(
            teams={f"team{number}": f"secret{number}" for number in range(1, teams + 1)},
            house_traders=house_traders,
            **settings,
        )
        self.exchange = Exchange(config, seed)
        self.skip(0)

    @property
    def now_ms(self) -> int:
        return self.exchange.now_ms

    def to(self, now_ms: int) -> list[Json]:
        """Pass time up to `now_ms`; return the updates that came."""
        return [json.loads(text) for text in self.exchange.advance(now_ms)]

    def skip(self, now_ms: int) -> None:
        """Pass time up to `now_ms`; what comes is not read."""
        self.exchange.advance(now_ms)

    def next_update(self) -> Json:
        """Pass time until the next update."""
        while not (new := self.to(int(self.exchange.next_deadline_ms))):
            pass
        return new[-1]

    def raw(self, frame: bytes | str, team: int = 1) -> Json:
        """Send a frame, return the answer."""
        data = frame.encode() if isinstance(frame, str) else frame
        answer: Json = json.loads(self.exchange.handle(TeamId(team), data, self.now_ms))
        return answer

    def ask(self, kind: str, team: int = 1, **fields: Any) -> Json:
        """Send a request of type `kind` with id "7", return the answer."""
        return self.raw(json.dumps({"type": kind, "user_request_id": "7", **fields}), team)

    def order(
        self, side: str, instrument: str, price: int, quantity: int = 1, *, team: int = 1, expiry: int = 10**9
    ) -> Json:
        """Place an order, return the answer."""
        return self.ask(
            "add_order", team, instrument_id=instrument, price=price, expiry=expiry, side=side, quantity=quantity
        )

    def cancel(self, instrument: str, order_id: int, *, team: int = 1) -> Json:
        """Cancel an order, return the answer."""
        return self.ask("cancel_order", team, order_id=order_id, instrument_id=instrument)

    def inventory(self, team: int = 1) -> dict[str, list[int]]:
        """The team's [reserved, total] pairs."""
        data: dict[str, list[int]] = self.ask("get_inventory", team)["data"]
        return data

    def give(self, instrument: str, quantity: int, *, team: int = 1, price: int = 1) -> None:
        """Let the house sell `quantity` contracts to the team, at `price` each."""
        contract = self.exchange.contract(instrument)
        assert contract is not None
        self.exchange.place(self.exchange.house, contract, False, Cents(price), quantity, 10**9)
        assert (
            self.order("bid", instrument, price, quantity, team=team)["data"]["immediate_inventory_change"] == quantity
        )

    def future(self, underlying: str = "$SIMP", expiry_s: int = 60) -> str:
        return f"{underlying}_future_{expiry_s}"

    def option(self, kind: str = "call", underlying: str = "$SIMP", expiry_s: int = 60, strike_index: int = 2) -> str:
        """The id of the option at the n-th strike, ascending; 2 is the centre."""
        ids = [
            contract.instrument
            for contract in self.exchange.contracts
            if contract.instrument.underlying == underlying
            and contract.instrument.kind.value == kind
            and contract.expiry_ms == expiry_s * 1_000
        ]
        ids.sort(key=lambda instrument: instrument.strike or 0)
        return ids[strike_index].id

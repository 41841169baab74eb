"""Who can reach an exchange, and a whole class on one."""

import asyncio
import ipaddress
import json
from pathlib import Path
from typing import Any

import pytest
from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import InvalidStatus

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import TeamId
from algotrade_gui.simulator import lan
from algotrade_gui.simulator.layers import resolve
from algotrade_gui.simulator.server import serve
from algotrade_gui.simulator.teams_file import add_teams, numbered_names, read_teams, write_teams
from tests.support.aio import run

TEAMS = 20
CONTRACTS = 2
URI = "ws://127.0.0.1:9001/trade"


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.2", "::1", "localhost"])
def test_an_exchange_that_only_this_machine_reaches_says_nothing(host: str) -> None:
    assert lan.is_loopback(host)
    assert lan.exposure(host, URI) is None


def test_any_other_says_in_one_line_by_which_addresses(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(lan, "machine_addresses", lambda: ["10.1.2.3", "192.168.7.4"])
    told = lan.exposure("0.0.0.0", URI)
    assert told is not None
    assert "\n" not in told
    assert "ws://10.1.2.3:9001/trade or ws://192.168.7.4:9001/trade" in told
    assert "who has a team's secret" in told
    known = lan.exposure("0.0.0.0", URI, practice_team=True)
    assert known is not None
    assert "\n" not in known
    assert "no secret; --teams FILE" in known
    assert "ws://192.168.1.5:9001/trade" in str(lan.exposure("192.168.1.5", "ws://192.168.1.5:9001/trade"))
    assert "ws://[fe80::1]:9001/trade" in str(lan.exposure("fe80::1", URI))
    monkeypatch.setattr(lan, "machine_addresses", list)
    assert "port 9001 of this machine's address" in str(lan.exposure("::", URI))


def test_the_machine_s_addresses_are_those_that_others_can_use() -> None:
    for text in lan.machine_addresses():
        address = ipaddress.IPv4Address(text)
        assert not address.is_loopback
        assert not address.is_link_local


class _Student:
    """One team's client: buys what is offered, asks what it owns."""

    def __init__(self, client: ClientConnection) -> None:
        self._client = client
        self._next_id = 0

    async def next(self, kind: str) -> dict[str, Any]:
        while True:
            frame: dict[str, Any] = json.loads(await self._client.recv())
            assert frame["type"] != "error", frame
            if frame["type"] == kind:
                return frame

    async def ask(self, kind: str, **fields: Any) -> dict[str, Any]:
        self._next_id += 1
        request = {"type": kind, "user_request_id": str(self._next_id), **fields}
        await self._client.send(json.dumps(request))
        answer = await self.next(f"{kind}_response")
        assert answer["user_request_id"] == str(self._next_id)
        return answer

    async def buy(self, contracts: int, place: int) -> None:
        """Bid at the best ask, each time elsewhere, until it has got so many contracts at once."""
        got = 0
        while got < contracts:
            update = await self.next("market_data_update")
            offers = sorted((name, book["asks"]) for name, book in update["orderbook_depths"].items() if book["asks"])
            if not offers:
                continue
            instrument, asks = offers[place % len(offers)]
            place += TEAMS
            order = {"instrument_id": instrument, "price": min(map(int, asks)), "quantity": 1, "side": "bid"}
            answer = await self.ask("add_order", **order, expiry=update["time"] + 1_000)
            assert answer["success"], answer
            got += answer["data"].get("immediate_inventory_change", 0)


def test_twenty_teams_of_a_file_trade_on_one_exchange(tmp_path: Path) -> None:
    teams, secrets = add_teams({}, numbered_names({}, TEAMS))
    write_teams(tmp_path / "teams.toml", teams)
    config = resolve({"teams": read_teams(tmp_path / "teams.toml")}, {"port": 0, "seed": 3})

    async def student(place: int, uri: str, secret: str) -> int:
        async with connect(f"{uri}?team_secret={secret}", compression=None, max_size=None) as client:
            it = _Student(client)
            await it.next("welcome")
            await it.buy(CONTRACTS, place)
            owned: dict[str, list[int]] = (await it.ask("get_inventory"))["data"]
            return sum(total for name, (_, total) in owned.items() if name != "$")

    async def scenario() -> None:
        errors = ErrorCentre()
        server = await serve(config, errors)
        try:
            for wrong in (teams["team-01"], "team-01", ""):
                with pytest.raises(InvalidStatus, match="401"):
                    await connect(f"{server.uri}?team_secret={wrong}")
            students = [student(place, server.uri, secret) for place, secret in enumerate(secrets.values())]
            owned = await asyncio.gather(*students)
            assert len(owned) == TEAMS
            # a bid that was not met at once may have been met since
            assert min(owned) >= CONTRACTS
            accounts = server.venue.exchange.accounts
            assert all(accounts[TeamId(number)].cash != config.start_cash for number in range(1, TEAMS + 1))
        finally:
            await server.close()
        assert errors.error_count == 0

    run(scenario(), timeout_s=60)

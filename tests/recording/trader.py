"""A program that trades until it is killed: `python -m tests.recording.trader URI FOLDER TRUTH`, the secret on standard input.

It writes into TRUTH, past every buffer, what its account tells, each line with the wall's clock before it: what a journal should hold.
"""

import asyncio
import contextlib
import os
import sys
from pathlib import Path

import msgspec

from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId, Underlying
from algotrade_gui.core.secrets import Secret
from algotrade_gui.core.settings import ExchangeSettings, Profile, RiskSettings
from algotrade_gui.core.units import MS_PER_S, Cents
from algotrade_gui.recording.journal import wall_ms
from algotrade_gui.trading.gameapi import GameAPI
from algotrade_gui.trading.records import AccountRecord
from algotrade_gui.trading.session import RequestError
from tests.support.desk import STRATEGIES

EVERY_S = 0.1


def make_station(uri: str, secret: Secret, folder: Path) -> Workstation:
    """The program without bots on a remote exchange."""
    return Workstation(
        Profile(
            name="desk",
            exchange=ExchangeSettings(kind="remote", uri=uri),
            risk=RiskSettings(
                max_order_notional=None, max_position=None, max_underlying_position=None, duplicates_per_s=None
            ),
        ),
        errors=ErrorCentre(),
        strategy_folders=[STRATEGIES],
        secret=secret,
        journal_folder=folder,
    )


async def _deal(station: Workstation, api: GameAPI, underlying: Underlying) -> None:
    """Buy at the ask, and leave orders on both sides that may deal when nobody looks."""
    while True:
        await asyncio.sleep(EVERY_S)
        futures = [one for one in station.cache.instruments() if one.underlying == underlying and one.strike is None]
        far = max(futures, key=lambda one: one.expiry_ms or 0, default=None)
        quote = None if far is None else station.cache.get_best_prices(far.id)
        if far is None or far.expiry_ms is None or quote is None or quote.bid is None or quote.ask is None:
            continue
        expiry = far.expiry_ms // MS_PER_S
        with contextlib.suppress(RequestError):
            await api.buy_future(underlying, expiry, quote.ask, 2)
            await api.buy_future(underlying, expiry, Cents(quote.bid - 1), 1)
            await api.sell_future(underlying, expiry, Cents(quote.ask + 1), 1)


async def _trade(uri: str, folder: Path, truth: Path) -> None:
    secret = Secret(sys.stdin.readline().strip())
    station = make_station(uri, secret, folder)
    file = os.open(truth, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def told(record: AccountRecord) -> None:
        os.write(file, b"%d %s\n" % (wall_ms(), msgspec.json.encode(record, enc_hook=str)))

    station.account.on_record(told)
    await station.start()
    if station.phase is not Phase.RUNNING:
        raise SystemExit(1)
    sys.stdout.write("trading\n")
    sys.stdout.flush()
    one = await station.account.open_api(BotId("one"))
    two = await station.account.open_api(BotId("two"))
    await asyncio.gather(_deal(station, one, Underlying("$SIMP")), _deal(station, two, Underlying("$CARD")))


if __name__ == "__main__":
    asyncio.run(_trade(sys.argv[1], Path(sys.argv[2]), Path(sys.argv[3])))

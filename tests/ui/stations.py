"""Workstations for the window's tests: real ones that were never started, so that nothing is connected."""

from pathlib import Path

from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.settings import ExchangeSettings, Profile

GOOD_STRATEGY = '''
from typing import Annotated

from algotrade_gui.bots.api import Bot, BotConfig, Param


class QuoterConfig(BotConfig):
    spread_percent: Annotated[float, Param(label="Spread", unit="%", help="Distance.", ge=0.01, le=10)] = 0.5
    order_size: Annotated[int, Param(label="Order size", ge=1, le=50)] = 2
    loud: Annotated[bool, Param(label="Loud")] = False


class QuoterBot(Bot):
    """Quotes, for the tests."""

    config_type = QuoterConfig

    async def run(self):
        raise KeyError("$SIMP_future_615")
'''
PLAIN_STRATEGY = """
class PlainBot:
    def __init__(self, market_cache, config):
        self.config = config

    async def start(self):
        await self.run()

    async def run(self):
        pass

    async def stop(self):
        pass
"""
BROKEN_STRATEGY = "class Unfinished\n"


def make_station(folder: Path, errors: ErrorCentre, *, remote: bool = False) -> Workstation:
    """A workstation whose strategies are the files in `folder`; a practice profile unless `remote`."""
    exchange = ExchangeSettings(kind="remote", uri="ws://127.0.0.1:9/trade") if remote else ExchangeSettings()
    profile = Profile(name="test", exchange=exchange)
    return Workstation(profile, errors=errors, strategy_folders=[folder])

"""A bundled strategy on a scripted exchange."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any

from algotrade_gui.bots.loader import StrategyLoader
from algotrade_gui.bots.manager import BotManager
from algotrade_gui.core.ids import BotId
from tests.trading.desk import Desk, Frame, desk, settle

FOLDER = Path(__file__).resolve().parents[2] / "strategies"


@asynccontextmanager
async def acting(strategy: str, **config: Any) -> AsyncIterator[tuple[Desk, BotManager, BotId]]:
    """A running bot; at the end it must not have failed."""
    loader = StrategyLoader([FOLDER])
    loader.scan()
    async with desk() as d:
        manager = BotManager(d.cache, d.account, loader, d.errors, d.clock)
        bot = manager.register_bot(strategy, config)  # type: ignore[arg-type]  # by name, as a profile does
        await manager.start_bot(bot)
        await settle()
        try:
            yield d, manager, bot
            assert manager.info(bot).error is None
        finally:
            await manager.close()


def offered(price: int, size: int = 5, bid: int | None = None) -> Frame:
    """A book with one ask, and one bid where given."""
    return {"bids": {} if bid is None else {str(bid): size}, "asks": {str(price): size}}


def placed(d: Desk) -> list[tuple[str, str, int, int]]:
    """Every order so far: instrument, side, price, quantity."""
    return [
        (frame["instrument_id"], frame["side"], frame["price"], frame["quantity"])
        for frame in d.venue.of_type("add_order")
    ]


def take_all(d: Desk, count: int) -> None:
    """Let the next `count` orders deal at once."""
    d.venue.script.extend([lambda request: d.venue.rest(request, filled=request["quantity"])] * count)


def miss_one(d: Desk) -> None:
    """Let the next order find nothing: it rests."""
    d.venue.script.append(d.venue.rest)

"""Goes on where the run before ended: finds out whether its round is still played, and restores or closes it."""

import asyncio
import time
from dataclasses import dataclass, replace
from typing import Final

from algotrade_gui.core.errors import ErrorCentre, Severity
from algotrade_gui.core.units import MS_PER_S, RoundMs, round_time_text
from algotrade_gui.core.words import say
from algotrade_gui.domain.order import OrderState
from algotrade_gui.market.cache import MarketDataCache
from algotrade_gui.market.records import FeedState, Update
from algotrade_gui.recording.journal import SOURCE, Journal
from algotrade_gui.recording.left import Left
from algotrade_gui.trading.account import TradingAccount
from algotrade_gui.trading.equity_marks import EquityMark
from algotrade_gui.trading.records import OrderRecord

FIRST_UPDATE_S: Final = 10.0
"""How long a start waits for the market's first word, where something was left open."""


@dataclass(frozen=True, slots=True, kw_only=True)
class TakenUp:
    """What the run before had open, and what was made of it at this start."""

    left: Left
    same_round: bool
    """True: orders and positions were taken over, and the exchange's word decides what became of the orders."""
    outcome: str
    """What was made of it, a sentence without its end."""

    @property
    def sentence(self) -> str:
        """All of it for people."""
        at = time.strftime("%H:%M:%S", time.localtime(self.left.ended_wall / 1_000))
        count = len(self.left.working)
        if count == 1 and self.left.clean:
            open_then = say("1 order was working when the program was closed at {at}.", at=at)
        elif count == 1:
            open_then = say("1 order was working when the program ended without being closed at {at}.", at=at)
        elif self.left.clean:
            open_then = say("{count} orders were working when the program was closed at {at}.", count=count, at=at)
        else:
            open_then = say(
                "{count} orders were working when the program ended without being closed at {at}.", count=count, at=at
            )
        return say("{open} {outcome}.", open=open_then, outcome=self.outcome)

    def now(self, account: TradingAccount, order: OrderRecord) -> OrderState:
        """What has become of one of its orders, as far as is known now."""
        if not self.same_round:
            return OrderState.EXPIRED
        current = account.orders.get(order.client_id)
        return OrderState.UNKNOWN if current is None else current.state


async def take_up(
    journal: Journal, cache: MarketDataCache, account: TradingAccount, errors: ErrorCentre, *, exchange_is_ours: bool
) -> TakenUp | None:
    """Open `journal`, restore what the round still played had, close what is over, and have everything kept from here on.

    Call it when the exchange can be reached and before the account is opened. `exchange_is_ours`: this process runs the exchange, so no
    round of it outlives the process. Connects the cache where a round was left open; raises ConnectError when that fails, and may then
    be called again.
    """
    await journal.open()
    left = journal.left
    taken: TakenUp | None = None
    if left is not None and exchange_is_ours:
        taken = TakenUp(
            left=left, same_round=False, outcome=say("The round ended with the practice exchange of that run")
        )
    elif left is not None:
        taken = await _compare(journal, left, cache)
    if taken is not None and taken.same_round:
        journal.adopt(taken.left, cache.time_ms)
        journal.follow(cache, account)
        cache.restore_candles(taken.left.candles)
        account.restore(taken.left.records)
        account.equity.restore(taken.left.equity)
        account.equity.events.restore(taken.left.marks)
        account.equity.events.add(_restart(taken.left, cache.time_ms))
    else:
        journal.close_left(say("The round ended while the program was not running") if taken is None else taken.outcome)
        journal.follow(cache, account)
    journal.forget_left()
    if taken is None or not taken.left.anything_open:
        return None
    # what was replayed is the account's now: a long round's records are many
    taken = replace(taken, left=replace(taken.left, records=(), candles={}, equity=(), marks=()))
    if taken.left.working:
        errors.report(SOURCE, taken.sentence, severity=Severity.WARNING)
    return taken


def _restart(left: Left, now_ms: RoundMs) -> EquityMark:
    before = left.last[0]
    text = say(
        "the program was restarted; nothing is known of {start} to {end}",
        start=round_time_text(before),
        end=round_time_text(now_ms),
    )
    return EquityMark(second=now_ms // MS_PER_S, owner=None, kind="restart", text=text)


async def _compare(journal: Journal, left: Left, cache: MarketDataCache) -> TakenUp:
    if not await _first_update(cache):
        return TakenUp(
            left=left, same_round=False, outcome=say("No market data came to tell whether the round is still played")
        )
    if journal.is_same_round(left, cache):
        return TakenUp(
            left=left,
            same_round=True,
            outcome=say("The round is still played, and the exchange is asked what became of them"),
        )
    return TakenUp(left=left, same_round=False, outcome=say("The round is over"))


async def _first_update(cache: MarketDataCache) -> bool:
    came = asyncio.Event()

    def updated(_update: Update) -> None:
        came.set()

    unsubscribe = cache.on_update(updated)
    try:
        if cache.state in (FeedState.DISCONNECTED, FeedState.STOPPED):
            await cache.connect()
        if cache.round:
            return True
        async with asyncio.timeout(FIRST_UPDATE_S):
            await came.wait()
    except TimeoutError:
        return False
    finally:
        unsubscribe()
    return True

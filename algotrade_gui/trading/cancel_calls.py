"""One cancel request per order, whoever asks for it and how often."""

import asyncio
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from algotrade_gui.core.errors import sentence_of
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.tasks import breathe
from algotrade_gui.core.words import say
from algotrade_gui.trading.budget import MessageBudget
from algotrade_gui.trading.gameapi import CancelResult
from algotrade_gui.trading.session import Outcome, RequestTimeoutError
from algotrade_gui.wire import messages as m

K = TypeVar("K", bound=Hashable)

Send = Callable[[], Awaitable[None]]
"""Sends the request; `CancelCalls.answer` is called with what comes of it."""


class CancelCalls(Generic[K]):
    """The cancels that are on their way, or wait for the budget. All who ask for the same one await one answer."""

    def __init__(self, budget: MessageBudget) -> None:
        self._budget = budget
        # None: given up before it was sent
        self._running: dict[K, asyncio.Future[CancelResult | None]] = {}

    def __contains__(self, key: K) -> bool:
        return key in self._running

    def __len__(self) -> int:
        return len(self._running)

    async def ask(self, key: K, payer: BotId, ready: Callable[[], str | Send]) -> CancelResult:
        """Return the answer to the cancel of `key`, sent at the expense of `payer` if none is on its way.

        `ready` tells why it cannot be sent at this moment, or how; it is asked again after a wait for the budget. A refusal and an unknown
        fate are values.
        """
        result: CancelResult | None = None
        while result is None:
            running = self._running.get(key)
            if running is None:
                refusal = ready()
                if isinstance(refusal, str):
                    await breathe()
                    return CancelResult(ok=False, message=refusal)
                running = await self._start(key, payer, ready)
            # None: who had asked for it gave up before it was sent, so it is ours to send
            result = await asyncio.shield(running)
        return result

    async def _start(
        self, key: K, payer: BotId, ready: Callable[[], str | Send]
    ) -> "asyncio.Future[CancelResult | None]":
        running: asyncio.Future[CancelResult | None] = asyncio.get_running_loop().create_future()
        self._running[key] = running
        try:
            await self._budget.take(payer, urgent=True)
        except BaseException:
            # whatever it was, others may wait for this cancel: it is theirs to send
            self._settle(key, None)
            raise
        # it may have waited: neither order nor session is what it was
        send = ready()
        if isinstance(send, str):
            self._budget.give_back(payer)
            self._settle(key, CancelResult(ok=False, message=send))
        else:
            await send()
        return running

    def answer(self, key: K, result: CancelResult) -> None:
        """Tell all who wait for the cancel of `key`."""
        self._settle(key, result)

    def _settle(self, key: K, result: CancelResult | None) -> None:
        running = self._running.pop(key, None)
        if running is not None and not running.done():
            running.set_result(result)


def result_of(outcome: Outcome) -> CancelResult:
    """Return what came of a cancel request as its sender is told: confirmed, refused for a reason, or of unknown fate."""
    if isinstance(outcome, m.CancelOrderReply):
        if outcome.success:
            return CancelResult(ok=True, message="")
        return CancelResult(ok=False, message=outcome.message or say("the exchange gave no reason"))
    if isinstance(outcome, Exception):
        uncertain = isinstance(outcome, RequestTimeoutError)
        return CancelResult(ok=False, message=sentence_of(outcome), uncertain=uncertain)
    return CancelResult(ok=False, message=say("the exchange's reply is of another kind"))

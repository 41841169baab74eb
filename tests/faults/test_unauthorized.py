"""A 401 on a connection that was good before: the program stops there at once and says why; a new start finds everything again."""

import pytest

from algotrade_gui.composition import Workstation
from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import Profile
from algotrade_gui.market.inprocess import ADDRESS
from algotrade_gui.market.records import FeedState
from algotrade_gui.market.transport import refused
from algotrade_gui.simulator.config import PRACTICE_SECRET
from algotrade_gui.trading.session import SessionState
from tests.faults.proxy import opening_role
from tests.support.aio import run_virtual
from tests.support.desk import STRATEGIES, THREE_BOTS, Desk, trading_desk

SENTENCE = "does not accept this secret \\(HTTP 401\\)"


class Gate:
    """Answers 401 to one role, and counts its attempts."""

    def __init__(self, it: Desk, role: str) -> None:
        self.attempts = 0
        self._role = role
        it.exchange.before_open = self._ask

    async def _ask(self) -> None:
        if opening_role() == self._role:
            self.attempts += 1
            raise refused(ADDRESS, 401)


@pytest.mark.expect_log(SENTENCE, "lost its connection")
@pytest.mark.allow_log(
    "its fate is unknown", "dealt unseen", "self_trade", "connection: the session of maker is failed"
)
def test_a_bot_s_session_makes_no_second_attempt_and_the_others_trade_on() -> None:
    async def scene() -> None:
        async with trading_desk(THREE_BOTS) as it:
            await it.play(5)
            account = it.station.account
            session = account.sessions[BotId("maker")]
            (link,) = [one for one in it.exchange.links if one is session._connection]
            gate = Gate(it, "maker")
            link.cut()
            fills = account.counters.fills
            await it.play(20)
            assert (gate.attempts, session.state) == (1, SessionState.FAILED)
            assert account.counters.fills > fills
            it.exchange.before_open = None
            # the user's way back
            await it.station.manager.stop_bot(BotId("maker"))
            await it.station.manager.start_bot(BotId("maker"))
            assert account.sessions[BotId("maker")].state is SessionState.CONNECTED
            await it.come_to_rest()

    run_virtual(scene())


@pytest.mark.expect_log(SENTENCE, "connecting again")
@pytest.mark.allow_log("")
def test_market_data_makes_no_second_attempt_and_a_new_start_finds_everything() -> None:
    async def scene() -> None:
        async with trading_desk(THREE_BOTS) as it:
            await it.play(8)
            (link,) = [
                one
                for one in it.exchange.links
                if one not in [session._connection for session in it.station.account.sessions.values()]
            ]
            gate = Gate(it, "market data")
            link.cut()
            await it.play(10)
            assert gate.attempts == 1
            assert it.station.cache.state is FeedState.DISCONNECTED
            sent = it.station.account.counters.sent
            await it.play(5)
            assert it.station.account.counters.sent == sent, "without the round's clock nothing is sent"
            await it.station.stop()
            it.exchange.before_open = None
            again = Workstation(
                Profile(name="again"),
                errors=ErrorCentre(),
                strategy_folders=[STRATEGIES],
                clock=LoopClock(),
                transport=it.exchange.transport(PRACTICE_SECRET),
            )
            await again.start()
            desk = Desk(it.exchange, again)
            await desk.until(lambda: not desk.differences(), 20)
            await again.stop()

    run_virtual(scene())

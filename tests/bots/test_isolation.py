"""Whatever one bot does, the two others trade on and the books agree with the exchange's."""

import asyncio
from collections import Counter
from pathlib import Path

import pytest

from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.settings import BotSettings, Quota, RiskSettings
from algotrade_gui.trading.records import AccountRecord, OrderRecord
from tests.support.aio import run_virtual
from tests.support.desk import STRATEGIES, maker, trading_desk

HEAD = """
import asyncio, sys
from algotrade_gui.bots.api import Bot

class Own(BaseException): pass

def deeper(n): return deeper(n + 1)

async def leave(error):
    raise error

class Harmful(Bot):
    async def run(self):
        async for update in self.market_cache.updates():
            break
        names = [item.id for item in self.market_cache.instruments() if "HEST_future" in item.id]
        future = max(names, key=lambda name: int(name.rsplit("_", 1)[1]))
        await self.api.buy(future, 100, 1, valid_for_ms=60_000)
"""
FAILED, RUNNING, STOPPED = BotState.FAILED, BotState.RUNNING, BotState.STOPPED
WAIT = "; await asyncio.sleep(3_600)"

HARMS = {
    "raises": ("1 // 0", FAILED),
    "raises a BaseException": ("raise Own('mine')", FAILED),
    "raises KeyboardInterrupt": ("raise KeyboardInterrupt", FAILED),
    "sys.exit": ("sys.exit(3)", FAILED),
    "raises GeneratorExit": ("raise GeneratorExit", FAILED),
    "raises CancelledError": ("raise asyncio.CancelledError", FAILED),
    "recursion": ("deeper(0)", FAILED),
    "returns": ("return", STOPPED),
    "a child raises": ("self.child = asyncio.create_task(leave(ValueError('mine')))" + WAIT, RUNNING),
    "a child raises a BaseException": ("self.child = asyncio.create_task(leave(Own('mine')))" + WAIT, RUNNING),
    "a child raises KeyboardInterrupt": (
        "self.child = asyncio.create_task(leave(KeyboardInterrupt()))" + WAIT,
        RUNNING,
    ),
    "a child calls sys.exit": ("self.child = asyncio.create_task(leave(SystemExit(3)))" + WAIT, RUNNING),
    "a child's sys.exit is awaited": ("await asyncio.create_task(leave(SystemExit(3)))", FAILED),
    "leaks tasks": ("self.tasks = [asyncio.create_task(asyncio.sleep(3_600)) for _ in range(500)]", STOPPED),
    "prints hugely": ("print('x' * 5_000_000); print('y\\n' * 50_000)" + WAIT, RUNNING),
    "stops the loop": ("asyncio.get_running_loop().stop()" + WAIT, FAILED),
    "cancels all tasks": ("[task.cancel() for task in asyncio.all_tasks()]" + WAIT, FAILED),
    "a callback calls sys.exit": ("asyncio.get_running_loop().call_soon(sys.exit, 3)" + WAIT, RUNNING),
    "a timer calls sys.exit": ("asyncio.get_running_loop().call_later(0.1, sys.exit, 3)" + WAIT, RUNNING),
    "a callback recurses": ("asyncio.get_running_loop().call_soon(deeper, 0)" + WAIT, RUNNING),
}

HARMFUL = BotSettings(strategy="Harmful", name="harmful")
OTHERS = (maker("maker", "$SIMP"), maker("other", "$CARD"))


class Sent:
    """How many orders each bot has had sent, and which requests were denied."""

    def __init__(self) -> None:
        self.sent: Counter[str] = Counter()
        self.denied: Counter[str] = Counter()

    def note(self, record: AccountRecord) -> None:
        if isinstance(record, OrderRecord):
            if record.state.value == "submitted":
                self.sent[str(record.owner)] += 1
            elif record.state.value == "denied":
                self.denied[str(record.owner)] += 1


@pytest.mark.allow_log("harmful", "mine", "sys.exit", "KeyboardInterrupt", "RecursionError", "strategy", "exception")
@pytest.mark.parametrize("harm", HARMS)
def test_a_bot_harms_only_itself(tmp_path: Path, harm: str, capsys: pytest.CaptureFixture[str]) -> None:
    line, state = HARMS[harm]
    (tmp_path / "harmful.py").write_text(HEAD + f"        {line}\n")

    async def scene() -> None:
        async with trading_desk((HARMFUL, *OTHERS), folders=[tmp_path, STRATEGIES]) as it:
            manager, account = it.station.manager, it.station.account
            sent = Sent()
            account.on_record(sent.note)
            await it.play(3)
            assert sent.sent["harmful"] == 1
            assert manager.info(BotId("harmful")).state is state, manager.info(BotId("harmful")).error
            before = Counter(sent.sent)
            await it.play(10)
            for name in ("maker", "other"):
                assert manager.info(BotId(name)).state is RUNNING
                assert sent.sent[name] > before[name] + 5
            if state is not RUNNING:
                assert account.orders.working(owner=BotId("harmful")) == []
            await it.come_to_rest()
            assert it.differences() == []
        assert len(asyncio.all_tasks()) == 1

    run_virtual(scene())
    capsys.readouterr()


FLOOD = """        self.results = await asyncio.gather(*(
            self.api.buy(future, {price}, 1, valid_for_ms=60_000) for number in range(300)))
        await asyncio.sleep(3_600)
"""


@pytest.mark.allow_log("harmful", "refused")
@pytest.mark.parametrize(
    ("price", "quota", "sent_at_once", "sent_in_the_end"),
    [("200 + number", None, 250, (300, 300)), ("200 + number", 20, 20, (150, 220)), ("200", None, 5, (5, 5))],
    ids=["budget", "quota", "duplicates"],
)
def test_a_flood_is_throttled_and_the_others_orders_still_go(
    tmp_path: Path, price: str, quota: int | None, sent_at_once: int, sent_in_the_end: tuple[int, int]
) -> None:
    (tmp_path / "harmful.py").write_text(HEAD + FLOOD.format(price=price))
    harmful = BotSettings(
        strategy="Harmful", name="harmful", quota=None if quota is None else Quota(per_s=quota, when_over="wait")
    )

    # three hundred contracts of one instrument are what the gate would deny first
    risk = RiskSettings(max_order_notional=None, max_position=None, max_underlying_position=None)

    async def scene() -> None:
        async with trading_desk((harmful, *OTHERS), folders=[tmp_path, STRATEGIES], risk=risk) as it:
            sent = Sent()
            it.station.account.on_record(sent.note)
            await it.until(lambda: sent.sent["harmful"] > 1, 5)
            await it.play(0.5)
            # the one that it rests before the flood
            assert sent.sent["harmful"] <= sent_at_once + 1
            await it.play(9.5)
            for name in ("maker", "other"):
                assert sent.sent[name] > 10
            least, most = sent_in_the_end
            assert least < sent.sent["harmful"] <= 1 + most
            await it.come_to_rest()
            assert it.differences() == []

    run_virtual(scene())

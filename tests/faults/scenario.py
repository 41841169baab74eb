"""One scenario: three bots trade for a minute while a plan's faults happen, then everything heals and the books must agree."""

import asyncio
import gc
import random
import threading
import time
from collections import Counter
from contextlib import suppress
from dataclasses import dataclass, replace
from pathlib import Path

import pytest

from algotrade_gui.bots.states import BotState
from algotrade_gui.core.clock import LoopClock
from algotrade_gui.core.errors import UserError
from algotrade_gui.core.virtual_time import VirtualLoop
from algotrade_gui.market.inprocess import ADDRESS, InProcessExchange, InProcessLink
from algotrade_gui.market.transport import refused
from algotrade_gui.simulator.config import make_config
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.trading.session import SessionState
from tests.faults import audit
from tests.faults.plan import FRAME_KINDS, SPAN_S, Fault, Kind, Plan
from tests.faults.proxy import Proxy, Rule, opening_role
from tests.support.aio import run_virtual
from tests.support.desk import CASH, THREE_BOTS, Desk, trading_desk

USER_LOOKS_EVERY_S = 1.0
PACE_STEP_S = 0.9
"""The exchange makes up for a second at most at once."""


class JumpingClock(LoopClock):
    """The program's clock; jumps ahead of the loop's timers when it is told to."""

    def __init__(self) -> None:
        super().__init__()
        self.ahead_ms = 0.0

    def now_ms(self) -> float:
        return super().now_ms() + self.ahead_ms


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a scenario came to; `wrong` is empty where all is well."""

    plan: Plan
    wrong: tuple[str, ...]
    hit: Counter[Kind]
    sent: int
    fills: int
    restarted: int
    """How often the user had to start a bot or the window's session again."""
    to_rest_s: float
    """How long the books took to agree once everything was well and the bots had stopped."""
    simulated_s: float
    took_s: float
    """Of the processor."""

    def __str__(self) -> str:
        harm = ", ".join(
            f"{kind.value} {count}" for kind, count in sorted(self.hit.items(), key=lambda one: one[0].value)
        )
        return "\n".join([*self.wrong, str(self.plan), f"harmed: {harm}", f"{self.sent} orders, {self.fills} fills"])


class Scenario:
    """A desk, its proxy, and the plan that is carried out on them."""

    def __init__(self, it: Desk, proxy: Proxy, clock: JumpingClock, plan: Plan) -> None:
        self.it = it
        self.proxy = proxy
        self.clock = clock
        self.plan = plan
        self.restarted = 0
        self._refusals: dict[str, Kind] = {}
        """By the session whose next attempt is answered by 401."""
        self._barred: tuple[Kind, float] | None = None
        """How every attempt is answered, and until when."""
        self._market = 0
        it.exchange.before_open = self._before_open

    # --- the plan ---

    async def play(self) -> None:
        """Carry out the plan, and look after the bots as their user would."""
        loop = asyncio.get_running_loop()
        start_s = loop.time()
        looks_s = start_s + USER_LOOKS_EVERY_S
        waiting = list(self.plan.faults)
        while (now_s := loop.time()) < start_s + SPAN_S:
            if waiting and now_s >= start_s + waiting[0].at_s:
                await self._inject(waiting.pop(0))
                continue
            if now_s >= looks_s:
                looks_s = now_s + USER_LOOKS_EVERY_S
                await self._look_after()
                continue
            due_s = min(looks_s, start_s + SPAN_S, *(start_s + fault.at_s for fault in waiting[:1]))
            await asyncio.sleep(max(0.0, due_s - now_s))

    async def heal(self) -> None:
        """End every fault, and bring back what a user has to."""
        self._barred = None
        self._refusals.clear()
        self.proxy.heal()
        await self._look_after()

    # --- faults ---

    async def _inject(self, fault: Fault) -> None:
        loop = asyncio.get_running_loop()
        now_s = loop.time()
        exchange, kind = self.it.exchange, fault.kind
        links = self._links(fault.role)
        if kind in FRAME_KINDS:
            rule = Rule(kind, fault.way, now_s + fault.for_s, fault.share, fault.by_ms, fault.role)
            self.proxy.put(rule, links)
            return
        if kind in (Kind.CLOSE_BEFORE_ORDER, Kind.CLOSE_AFTER_ORDER):
            for link in links:
                self.proxy.tap(link).cut_at_order = kind
            return
        self.proxy.hit[kind] += 1
        if kind is Kind.CLOSE:
            self._cut(links)
        elif kind is Kind.UNAUTHORIZED:
            self._refusals[fault.role] = kind
            self._cut(links)
        elif kind in (Kind.TOO_MANY, Kind.SILENT):
            self._barred = kind, now_s + fault.for_s
            self._cut(self.proxy.rng.sample(exchange.links, len(exchange.links) // 2))
        elif kind is Kind.RESTART:
            self._market += 1
            await exchange.crash()
            await asyncio.sleep(fault.for_s)
            exchange.start(make_config(seed=self.plan.seed + 10_000 * self._market, start_cash=CASH))
        elif kind is Kind.MACHINE_SLEEPS:
            assert isinstance(loop, VirtualLoop)
            loop.jump(fault.by_ms / 1_000)
        elif kind is Kind.CLIENT_CLOCK_JUMPS:
            self.clock.ahead_ms += fault.by_ms
        elif kind is Kind.EXCHANGE_CLOCK_JUMPS:
            self._hurry(fault.by_ms / 1_000)

    def _hurry(self, by_s: float) -> None:
        """Let the exchange do at once what `by_s` seconds hold."""
        sessions = self.it.exchange.sessions
        while by_s > 0:
            sessions.pace._start_s -= min(by_s, PACE_STEP_S)
            by_s -= PACE_STEP_S
            sessions._pump(sessions.now_ms)

    @staticmethod
    def _cut(links: list[InProcessLink]) -> None:
        for link in links:
            link.cut()

    def _links(self, role: str) -> list[InProcessLink]:
        """The open links of a role, of all where it is empty."""
        links = list(self.it.exchange.links)
        if not role:
            return links
        owners = {
            session._connection: "window" if owner == MANUAL else str(owner)
            for owner, session in self.it.station.account.sessions.items()
        }
        return [link for link in links if owners.get(link, "market data") == role]

    async def _before_open(self) -> None:
        if self._refusals.pop(opening_role(), None) is not None:
            raise refused(ADDRESS, 401)
        if self._barred is None:
            return
        kind, until_s = self._barred
        left_s = until_s - asyncio.get_running_loop().time()
        if left_s <= 0:
            return
        self.proxy.hit[kind] += 1
        if kind is Kind.TOO_MANY:
            raise refused(ADDRESS, 429)
        await asyncio.sleep(left_s)

    # --- the user ---

    async def _look_after(self) -> None:
        """Start again what has stopped for good and says so."""
        station = self.it.station
        for bot in station.manager.bots():
            session = station.account.sessions.get(bot.id)
            refused_for_good = session is not None and session.state is SessionState.FAILED
            if bot.state is BotState.RUNNING and not refused_for_good:
                continue
            self.restarted += 1
            await station.manager.stop_bot(bot.id)
            with suppress(UserError):
                await station.manager.start_bot(bot.id)
        window = station.account.sessions.get(MANUAL)
        if window is None or window.state is SessionState.FAILED:
            self.restarted += 1
            await station.account.disconnect_owner(MANUAL)
            with suppress(UserError):
                await station.account.connect_owner(MANUAL)


def play_scenario(plan: Plan, journal_folder: Path | None = None) -> Outcome:
    """Play the scenario of `plan` in a loop in virtual time, to its end; with a journal where a folder is given."""
    threads = set(threading.enumerate())
    began_s = time.process_time()
    proxies: list[Proxy] = []
    witness = audit.Witness()

    def prepare(exchange: InProcessExchange) -> None:
        proxies.append(Proxy(exchange, random.Random(f"proxy/{plan.seed}")))
        proxies[0].install()

    async def scene() -> Outcome:
        loop = asyncio.get_running_loop()
        clock = JumpingClock()
        wrong: list[str] = []
        with pytest.MonkeyPatch.context() as patch:
            witness.watch_exchange(patch)
            async with trading_desk(
                THREE_BOTS, seed=plan.seed, prepare=prepare, clock=clock, journal_folder=journal_folder
            ) as it:
                witness.watch_program(it.station, patch)
                scenario = Scenario(it, proxies[0], clock, plan)
                await scenario.play()
                await scenario.heal()
                healed_s = loop.time()
                try:
                    await it.come_to_rest()
                except AssertionError as error:
                    wrong.append(str(error))
                to_rest_s = loop.time() - healed_s
                # what the network held back has arrived by then
                await it.play(5)
                wrong += it.differences()
                rounds = 1 + proxies[0].hit[Kind.RESTART]
                # an exchange whose clock stood still while ours went on looks like another one, when it is found again after a break
                most = rounds + proxies[0].hit[Kind.MACHINE_SLEEPS] + proxies[0].hit[Kind.CLIENT_CLOCK_JUMPS]
                if not rounds <= it.station.cache.round <= most:
                    wrong.append(f"the program counts {it.station.cache.round} rounds, {rounds} were begun")
                wrong += audit.left_at_rest(it)
                wrong += audit.sent_twice(witness, proxies[0])
                await it.station.stop()
                wrong += audit.left_after_stop(it, threads)
                wrong += audit.bugs(it)
                return Outcome(
                    plan,
                    tuple(dict.fromkeys(wrong)),
                    proxies[0].hit,
                    len(witness.submitted),
                    it.station.account.counters.fills,
                    scenario.restarted,
                    to_rest_s,
                    loop.time(),
                    time.process_time() - began_s,
                )

    with audit.LoopComplaints() as complaints:
        outcome = run_virtual(scene(), real_limit_s=120)
        gc.collect()
    return replace(outcome, wrong=(*outcome.wrong, *complaints.texts))

"""The windowless session by itself: what a window leaves to a click, it does."""

import asyncio
import os
import signal
from pathlib import Path

import pytest

from algotrade_gui import console
from algotrade_gui.composition import Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.settings import BotSettings, Profile
from tests.support.aio import until

pytestmark = pytest.mark.skipif(os.name != "posix", reason="signals as POSIX has them")

DEAF = """
import asyncio
from algotrade_gui.bots.api import Bot


class Deaf(Bot):
    async def run(self):
        asyncio.current_task().set_name("deaf")
        while True:
            try:
                await asyncio.sleep(3600)
            except asyncio.CancelledError:
                self.log.info("no")
"""


def leave() -> None:
    os.kill(os.getpid(), signal.SIGINT)


async def session(profile: Profile, errors: ErrorCentre, folder: Path) -> int:
    return await console._run(RunOptions(), profile, None, errors, [folder])


@pytest.mark.allow_log("connection ended", "lost its connection")
@pytest.mark.expect_log("The practice exchange ended")
def test_a_practice_exchange_that_died_is_started_again(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    rounds: list[int] = []

    class Killing(Workstation):
        async def start(self) -> None:
            await super().start()
            assert self.exchange.practice is not None
            assert self.exchange.practice.pid is not None
            # at once: the next exchange draws the same market, and when it is met its clock is past this one's
            await until(lambda: self.cache.round == 1)
            os.kill(self.exchange.practice.pid, signal.SIGKILL)
            await until(lambda: self.exchange.practice_down)
            asyncio.get_running_loop().create_task(self.see_round_two(), name="see")

        async def see_round_two(self) -> None:
            try:
                await until(lambda: self.cache.round == 2, 15)
            finally:
                rounds.append(self.cache.round)
                leave()

    monkeypatch.setattr(console, "Workstation", Killing)
    assert asyncio.run(session(Profile(name="practice"), ErrorCentre(), tmp_path)) == 0
    assert rounds == [2]


@pytest.mark.allow_log(".")
def test_a_bot_that_ignores_its_end_does_not_keep_the_run_from_ending(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "deaf.py").write_text(DEAF)

    class Short(Workstation):
        async def start(self) -> None:
            await super().start()
            leave()

    monkeypatch.setattr(console, "Workstation", Short)
    monkeypatch.setattr("algotrade_gui.bots.runner.STOP_TIMEOUT_S", 0.1)
    errors = ErrorCentre()
    profile = Profile(name="practice", bots=[BotSettings(strategy="Deaf", name="deaf")])
    assert asyncio.run(session(profile, errors, tmp_path)) == 0
    assert "would not end; the program leaves without it" in errors.records[-1].message

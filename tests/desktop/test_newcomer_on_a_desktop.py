"""The newcomer's path on a desktop: the real program, a window manager, keys as a person presses them."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.desktop.screen import eventually, missing_tools, screen

ROOT = Path(__file__).parents[2]
BOT = '''
from algotrade_gui.bots.api import Bot


class FirstBot(Bot):
    """Counts updates."""

    async def run(self):
        seen = 0
        async for update in self.market_cache.updates():
            seen += 1
            if seen == 15:
                self.log.info("saw many updates")
'''


@pytest.mark.skipif(bool(missing_tools()), reason=f"needs {', '.join(missing_tools())}: scripts/setup.sh desktop")
def test_see_it_trade_stop_it_start_it_write_one_kill(tmp_path: Path) -> None:
    home, own, report = tmp_path / "home", tmp_path / "own", tmp_path / "report.json"
    own.mkdir()
    for name in ("simple_strategy.py",):
        (own / name).write_text((ROOT / "strategies" / name).read_text(encoding="utf-8"), encoding="utf-8")
    with screen() as desk:
        program = subprocess.Popen(
            [sys.executable, "-m", "algotrade_gui", "--strategies", str(own), "--report", str(report)],
            cwd=ROOT,
            env={
                **desk.environment,
                "ALGOTRADE_GUI_HOME": str(home),
                "QT_QPA_PLATFORM": "xcb",
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            desk.focus("practice – AlgoTrade")

            def log() -> str:
                return "".join(file.read_text(encoding="utf-8") for file in home.rglob("algo_trade*.log"))

            def said(text: str, times: int = 1) -> bool:
                return log().count(text) >= times

            eventually(lambda: said("bot.market-maker: quoting"), 30, "the market maker quotes")
            desk.keys("Escape")  # whatever greets a newcomer
            desk.keys("ctrl+4", "shift+F5")
            eventually(lambda: said("bot.market-maker: stopped"), 15, "it stops")
            desk.keys("Return")
            desk.focus("Configure market-maker")
            desk.keys("Return")
            desk.focus("practice – AlgoTrade")
            desk.keys("F5")
            eventually(lambda: said("bot.market-maker: running", 2), 15, "it starts again")
            (own / "first_bot.py").write_text(BOT, encoding="utf-8")
            desk.keys("ctrl+n")
            desk.focus("Add a bot")
            desk.keys("Return")
            eventually(
                lambda: said("saw many updates"), 15, "the new bot runs, the other has orders at the exchange meanwhile"
            )
            desk.focus("practice – AlgoTrade")
            desk.keys("ctrl+shift+k")
            eventually(lambda: said("kill switch"), 15, "the kill switch fires")
            eventually(lambda: said("bot.first: stopped"), 15, "it stops the bots")
            desk.keys("ctrl+q")
            assert program.wait(timeout=30) == 0
        finally:
            program.kill()
            program.wait()
    figures = json.loads(report.read_text(encoding="utf-8"))
    assert figures["errors"] == 0
    assert figures["qt_warnings"] == 0
    assert figures["leaked_tasks"] == []
    assert figures["orders_accepted"] > 0
    assert os.environ.get("DISPLAY") is None or desk.environment["DISPLAY"] != os.environ["DISPLAY"]

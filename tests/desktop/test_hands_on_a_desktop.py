"""Ladder and chart under a real pointer: the program on a desktop, moved by clicks, drags and the wheel."""

import json
import subprocess
import sys
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.desktop.screen import Screen, eventually, missing_tools, screen

ROOT = Path(__file__).parents[2]


class Eyes:
    """What tests/desktop/eyes.py tells."""

    def __init__(self, file: Path) -> None:
        self._file = file

    def see(self) -> dict[str, Any]:
        """The newest, empty before there is any."""
        if not self._file.exists():
            return {}
        found: dict[str, Any] = json.loads(self._file.read_text(encoding="utf-8"))
        return found

    def ladder(self) -> dict[str, Any]:
        """The ladder's part."""
        found: dict[str, Any] = self.see()["ladder"]
        return found

    def chart(self) -> dict[str, Any]:
        """The chart's part."""
        found: dict[str, Any] = self.see()["chart"]
        return found


@pytest.mark.skipif(bool(missing_tools()), reason=f"needs {', '.join(missing_tools())}: scripts/setup.sh desktop")
def test_a_bid_by_click_dragged_cancelled_and_a_chart_zoomed(tmp_path: Path) -> None:
    eyes = Eyes(tmp_path / "eyes.json")
    with screen(1_480, 960) as desk:
        program = subprocess.Popen(
            [sys.executable, "-m", "tests.desktop.eyes", str(tmp_path / "eyes.json")],
            cwd=ROOT,
            env={
                **desk.environment,
                "ALGOTRADE_GUI_HOME": str(tmp_path / "home"),
                "QT_QPA_PLATFORM": "xcb",
                "PYTHONPATH": str(ROOT),
            },
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        try:
            window = desk.focus("practice – AlgoTrade", 30)
            eventually(lambda: bool(eyes.see()), 30, "prices")
            for _ in range(4):
                desk.keys("Return")
            eventually(lambda: not eyes.see()["tour"], 10, "the tour's end")
            floating_by_key(desk, eyes)
            in_the_ladder(desk, window, eyes)
            in_the_chart(desk, window, eyes)
            desk.focus("practice – AlgoTrade")
            desk.keys("ctrl+q")
            assert program.wait(timeout=30) == 0
        finally:
            program.kill()
            program.wait()
    log = "".join(file.read_text(encoding="utf-8") for file in (tmp_path / "home").rglob("algo_trade*.log"))
    assert "ERROR" not in log
    assert "Traceback" not in log


def has_the_keys(eyes: Eyes, title: str) -> bool:
    """Whether the window of that title is the active one."""
    return bool(eyes.see()["active"] == title)


def floating_by_key(desk: Screen, eyes: Eyes) -> None:
    """Let a panel float: the next keys are its own, those after Ctrl+K the palette's; put it back."""
    main, place_before = "practice · Practice – AlgoTrade", eyes.ladder()["middle"]
    for words, place in (("Go to Ladder", main), ("Float this panel", "Ladder"), ("Float this panel", main)):
        desk.keys("ctrl+k")
        eventually(lambda: eyes.see()["active"] == main, 10, "the palette has the keys")
        desk.type(words)
        desk.keys("Return")
        eventually(partial(has_the_keys, eyes, place), 10, f"{place} has the keys")
    eventually(lambda: eyes.ladder()["middle"] == place_before, 10, "it is where it was")


def in_the_ladder(desk: Screen, window: str, eyes: Eyes) -> None:
    """Switch clicks on, place a bid far below, drag it, cancel it."""
    desk.click(window, *eyes.ladder()["lifetime"])
    desk.keys("End", "Return")
    eventually(lambda: eyes.ladder()["lasts"] == "to expiry", 10, "a long life")
    desk.click(window, *eyes.ladder()["clicks"])
    eventually(lambda: eyes.ladder()["trades_by_click"], 10, "clicks that trade")
    desk.move(window, *eyes.ladder()["middle"])
    desk.wheel(-8)
    eventually(lambda: len(eyes.ladder()["free"]) >= 2, 10, "two empty rows")
    desk.click(window, *eyes.ladder()["free"][1])
    eventually(lambda: "working" in eyes.ladder()["said"], 10, "the bid works")
    eventually(lambda: len(eyes.ladder()["own"]) == 1, 10, "it stands in its row")
    before = eyes.ladder()
    desk.drag(window, before["own"][0], before["free"][0])
    eventually(lambda: "moved" in eyes.ladder()["said"], 10, "it is moved")
    eventually(lambda: eyes.ladder()["own_prices"] not in ([], before["own_prices"]), 10, "it stands elsewhere")
    x, y = eyes.ladder()["own"][0]
    desk.click(window, x, y, button=3)
    eventually(lambda: "1 order cancelled" in eyes.ladder()["said"], 10, "it is cancelled")
    eventually(lambda: not eyes.ladder()["own"], 10, "it is gone")


def in_the_chart(desk: Screen, window: str, eyes: Eyes) -> None:
    """Zoom by the wheel, pan by a drag, go back to the newest by two clicks."""
    span_s, (x, y) = eyes.chart()["span_s"], eyes.chart()["middle"]
    desk.move(window, x, y)
    desk.wheel(3)
    eventually(lambda: eyes.chart()["span_s"] < span_s, 10, "it is nearer")
    desk.drag(window, [x, y], [x + 120, y])
    eventually(lambda: not eyes.chart()["following"], 10, "it stays where it was moved to")
    # beside an order's line, which takes clicks for itself
    desk.double_click(window, x, y - eyes.chart()["middle"][1] // 3)
    eventually(lambda: eyes.chart()["following"], 10, "it follows again")

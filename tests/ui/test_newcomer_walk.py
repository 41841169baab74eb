"""The newcomer's whole path through the real program with mouse and keys: the tour, prices, orders, bots, layouts, the kill switch."""

import logging
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.ui.language import language
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.theme import theme
from tests.ui import walk_bots, walk_prices, walk_trading, walk_window
from tests.ui.newcomer import Newcomer, play

RunFixture = Callable[..., Any]


@pytest.fixture
def log() -> Iterator[LogBuffer]:
    """The buffer that the log panel reads, fed as in the program."""
    buffer = LogBuffer()
    root = logging.getLogger()
    level = root.level
    root.setLevel(logging.INFO)
    root.addHandler(buffer)
    yield buffer
    root.removeHandler(buffer)
    root.setLevel(level)


@pytest.fixture
def as_before(themed: QApplication) -> Iterator[None]:
    """Language and theme are the process's: put back what the walk has chosen."""
    yield
    language().install("en")
    theme().set_mode("dark")


@pytest.mark.allow_log("halted .kill switch.")  # a bot may be about to send as it fires
@pytest.mark.expect_log("kill switch: Fired by Ctrl.Shift.K: .* none left")
@pytest.mark.usefixtures("as_before")
def test_the_whole_path(qt_run: RunFixture, tmp_path: Path, errors: ErrorCentre, log: LogBuffer) -> None:
    async def walk(it: Newcomer) -> None:
        await walk_window.tour(it)
        await walk_prices.watch_opens_charts(it)
        await walk_prices.chart(it)
        await walk_trading.ladder(it)
        await walk_trading.ticket(it)
        await walk_trading.drafts(it)
        await walk_bots.bots(it, tmp_path)
        await walk_window.palette(it)
        await walk_window.layouts(it)
        await walk_window.second_chart(it)
        await walk_window.theme_and_language(it)
        await walk_window.kill_switch(it)
        await walk_window.closing(it)

    it = qt_run(play(walk, errors, log, strategies=(tmp_path,)), timeout_s=100)
    assert not it.station.account.orders.working()
    assert errors.error_count == 0

"""A user who does everything at the wrong moment: the program reports nothing, leaks nothing, and its numbers stay right."""

import asyncio
import random
from collections.abc import Callable
from pathlib import Path
from typing import Any

import msgspec
import pytest
from PySide6.QtCore import QPoint, QRect
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMessageBox
from shiboken6 import isValid

from algotrade_gui.bots.manager import BotState
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import BotId
from algotrade_gui.core.profiles import default_profile
from algotrade_gui.domain.instrument import UNDERLYINGS
from algotrade_gui.domain.order import Side
from algotrade_gui.market.records import FeedState
from algotrade_gui.trading.owners import MANUAL
from algotrade_gui.ui.dialogs.add_bot import AddBotDialog
from algotrade_gui.ui.dialogs.name import NameDialog
from algotrade_gui.ui.docks.fills import FillsPanel
from algotrade_gui.ui.docks.ladder import LadderPanel
from algotrade_gui.ui.ladder.scene import Spot, Zone
from algotrade_gui.ui.language import language
from algotrade_gui.ui.layouts import PLANS
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel_kinds import KINDS
from tests.ui import hands
from tests.ui.newcomer import Newcomer, play, seeded
from tests.ui.waiting import until
from tests.ui.walk_bots import MAKER, OWN_BOT

RunFixture = Callable[..., Any]


async def updates(it: Newcomer, count: int) -> None:
    """Let so many updates come and be painted."""
    wanted = it.station.cache.get_market_statistics().updates + count
    await until(lambda: it.station.cache.get_market_statistics().updates >= wanted, 20)


def run(qt_run: RunFixture, errors: ErrorCentre, walk: Callable[[Newcomer], Any], **practice: object) -> Newcomer:
    """Play `walk` on a fast practice exchange; what it reported is left in `errors`."""
    profile = seeded(default_profile(), **practice)
    found: Newcomer = qt_run(play(walk, errors, LogBuffer(), profile=profile), timeout_s=60)
    return found


def test_docks_closed_floated_and_brought_back_while_prices_come(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    async def walk(it: Newcomer) -> None:
        chance = random.Random(1)
        it.window.tour.end()
        docks = it.window.docks
        for turn in range(60):
            dock = chance.choice(list(docks.docks.values()))
            what = chance.randrange(5)
            if what == 0:
                dock.close()
            elif what == 1:
                dock.setFloating(not dock.isFloating())
            elif what == 2:
                docks.bring_up(dock.kind.id)
            elif what == 3:
                docks.open_another(chance.choice(["chart", "ladder", "chain", "smile"]))
            else:
                it.window.layouts.use(chance.choice(list(PLANS)))
            if turn % 6 == 0:
                await updates(it, 1)
            else:
                await asyncio.sleep(0)
        for dock in list(docks.docks.values())[:4]:
            dock.setFloating(True)
        await updates(it, 2)

    run(qt_run, errors, walk)
    assert errors.error_count == 0


def test_nine_charts_then_none(qt_run: RunFixture, themed: QApplication, errors: ErrorCentre) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        docks = it.window.docks
        opened = [docks.open_another("chart") for _ in range(9)]
        assert [dock is None for dock in opened] == [False] * 8 + [True]
        await updates(it, 5)
        for name in [name for name in docks.docks if name.startswith("chart")]:
            docks.docks[name].close()
            await asyncio.sleep(0)
        await updates(it, 3)
        assert [name for name in docks.docks if name.startswith("chart")] == ["chart"]
        docks.bring_up("chart")
        await updates(it, 2)

    run(qt_run, errors, walk)
    assert errors.error_count == 0


def test_contracts_roll_while_a_row_is_held(qt_run: RunFixture, themed: QApplication, errors: ErrorCentre) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        panel = it.panel(LadderPanel)
        await until(lambda: panel.view.window.count)
        panel.hand.clicks.trigger()
        first = panel.instrument
        middle = panel.canvas.rect_of(Spot(Zone.BID, panel.canvas.scene.window.price(2))).center()
        handle = it.window.windowHandle()
        place = panel.canvas.mapTo(it.window, middle)
        QTest.mouseMove(handle, place)
        QTest.mousePress(handle, hands.Button.LeftButton, hands.NONE, place)
        assert panel.canvas.busy
        await until(lambda: panel.instrument != first, 30)
        QTest.mouseRelease(handle, hands.Button.LeftButton, hands.NONE, place)
        await updates(it, 3)
        assert not [order for order in it.station.account.orders.all() if order.owner == MANUAL]

    run(qt_run, errors, walk, speed=5)
    assert errors.error_count == 0


@pytest.mark.allow_log("lost", "ended", "practice", "closed", "connection", "fate", "unknown", "reach", "market-maker")
def test_the_exchange_dies_and_comes_back(qt_run: RunFixture, themed: QApplication, errors: ErrorCentre) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        await until(lambda: it.station.account.orders.working(), 15)
        practice = it.station.exchange.practice
        assert practice is not None
        process = practice._process
        assert process is not None
        process.kill()
        await until(lambda: it.station.exchange.practice_down, 10)
        await until(lambda: [button.text() for button in it.window.banner.buttons] == ["Restart"])
        for plan in PLANS.values():
            it.window.docks.lay_out(plan)
            await asyncio.sleep(0.1)
        hands.click(it.window.banner.buttons[0])
        await until(lambda: it.station.cache.state is FeedState.LIVE and not it.station.exchange.practice_down, 20)
        await until(lambda: it.window.banner.text == "")
        await until(lambda: it.station.account.orders.working(), 20)
        assert it.station.account.portfolio.cash == (it.station.account.cash or it).total  # type: ignore[union-attr]

    run(qt_run, errors, walk)
    told = [record.message for record in errors.records]
    assert not [text for text in told if "Traceback" in text or "RuntimeError" in text]


def test_a_layout_renamed_and_deleted_while_it_is_used(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        layouts, docks = it.window.layouts, it.window.docks
        layouts._save("Mine")
        layouts.use("Mine")
        layouts.rename()
        (dialog,) = it.window.findChildren(NameDialog)
        await updates(it, 1)
        dialog.reject()
        layouts._rename("Mine", "Yours")
        layouts.reset()
        assert docks.name == "Yours"
        layouts.delete()
        (box,) = it.window.findChildren(QMessageBox)
        layouts._delete("Yours")
        box.buttons()[0].click()
        await updates(it, 1)
        assert docks.name == "Trade"
        layouts.reset()
        await updates(it, 1)

    run(qt_run, errors, walk)
    # the second asking for the end of what is gone is told, and is no fault of the program
    assert errors.error_count <= 1


def test_small_large_and_small_again_in_a_fill_storm(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        await it.fresh_future(20, "$HEST")
        for turn, size in enumerate([(1024, 600), (1916, 1040), (1024, 600), (1440, 900)]):
            it.window.resize(*size)
            it.window.docks.lay_out(list(PLANS.values())[turn % 3])
            for underlying in UNDERLYINGS:
                future = it.future(5, underlying) if underlying != "$SIMP" else None
                if future is not None:
                    ask = it.station.cache.get_best_prices(future)
                    assert ask is not None
                    if ask.ask is not None:
                        await it.station.account.manual.buy(future, ask.ask, 1)
            await updates(it, 2)
        account = it.station.account
        await until(lambda: account.cash is not None and account.portfolio.cash == account.cash.total, 15)
        bought = [fill for fill in account.orders.fills if fill.owner == MANUAL and fill.side is Side.BUY]
        assert bought, "the storm has come"

    run(qt_run, errors, walk)
    assert errors.error_count == 0


@pytest.mark.allow_log("first: RuntimeError", "first.*broke on purpose", "first_bot.py")
def test_a_strategy_that_breaks_while_it_runs_and_is_reloaded(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre, tmp_path: Path
) -> None:
    file = tmp_path / "first_bot.py"
    file.write_text(OWN_BOT, encoding="utf-8")
    first = BotId("first")

    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        board, manager = it.window.bots, it.station.manager
        board.add_bot("FirstBot")
        (dialog,) = it.window.findChildren(AddBotDialog)
        await hands.active(dialog)
        hands.key(hands.Key.Key_Return)
        await hands.active(it.window)
        await until(lambda: manager.info(first).state is BotState.RUNNING)
        file.write_text(OWN_BOT + "\nclass Unfinished\n", encoding="utf-8")
        await until(lambda: board._broken.isVisible(), 10)
        board.show_bot("first")
        board.acts.reload.trigger()
        await updates(it, 3)
        assert manager.info(first).state is BotState.RUNNING, "what runs goes on"
        raising = OWN_BOT.replace("seen += 1", "raise RuntimeError('broke on purpose')  # again")
        file.write_text(raising, encoding="utf-8")
        await until(lambda: manager.info(first).newer, 10)
        board.show_bot("first")
        board.acts.reload.trigger()
        await until(lambda: manager.info(first).state is BotState.FAILED, 10)
        assert manager.info(MAKER).state is BotState.RUNNING
        file.unlink()
        await updates(it, 25)
        board.show_bot("first")
        board.acts.start.trigger()
        board.acts.clone.trigger()
        board.acts.configure.trigger()
        await updates(it, 3)

    qt_run(play(walk, errors, LogBuffer(), strategies=(tmp_path,), profile=seeded(default_profile())), timeout_s=60)
    assert not [record for record in errors.records if record.source.startswith(("window", "panel"))]


def test_another_language_in_the_middle_of_everything_and_closed_at_once(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.palette_box.open()
        first = it.window
        first.docks.docks["ladder"].setFloating(True)
        first.docks.open_another("chart")
        first.bots.add_bot()
        it.window.language_wanted.emit("fr")
        it.window.language_wanted.emit("en")
        await until(lambda: it.window is not first, 15)
        second = it.window
        assert second.docks.docks["ladder"].isFloating()
        await updates(it, 1)
        second.language_wanted.emit("en")
        second.close()
        second.close()

    try:
        run(qt_run, errors, walk)
    finally:
        language().install("en")
    assert errors.error_count == 0


def test_closed_while_another_language_waits_for_the_old_windows_tasks(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre, monkeypatch: pytest.MonkeyPatch
) -> None:
    replaced: list[MainWindow] = []

    async def walk(it: Newcomer) -> None:
        first = it.window
        replaced.append(first)
        monkeypatch.setattr(first, "stop_tasks", asyncio.Event().wait)
        first.language_wanted.emit("fr")
        await until(lambda: it.window is not first, 15)
        it.window.close()

    try:
        run(qt_run, errors, walk)
    finally:
        language().install("en")
    (first,) = replaced
    assert not isValid(first) or not first.isVisible(), "it stayed on the screen"
    assert errors.error_count == 0


@pytest.mark.allow_log("Insufficient balance")
def test_rounds_end_while_every_panel_is_used(qt_run: RunFixture, themed: QApplication, errors: ErrorCentre) -> None:
    async def walk(it: Newcomer) -> None:
        it.window.tour.end()
        station, docks = it.station, it.window.docks
        account, first_round = station.account, station.cache.round
        turn = 0
        while station.cache.round < first_round + 2:
            turn += 1
            docks.bring_up(list(KINDS)[turn % len(KINDS)])
            if turn % 7 == 0:
                it.window.layouts.use(list(PLANS)[turn % 3])
            future = it.future(1, "$CARD")
            ask = None if future is None else station.cache.get_best_prices(future)
            if future is not None and ask is not None and ask.ask is not None:
                await account.manual.buy(future, ask.ask, 1, valid_for_ms=1_000)
            await updates(it, 1)
        now = station.cache.round
        await until(lambda: station.cache.round > now, 20)
        await until(lambda: not any(fill.time_ms > station.cache.time_ms for fill in account.orders.fills))
        for kind in ("orders", "fills", "positions"):
            docks.bring_up(kind)
            await updates(it, 2)
        docks.bring_up("fills")
        fills = it.panel(FillsPanel)
        await until(lambda: len(fills.rows) == len(account.orders.fills))
        await until(lambda: account.cash is not None and account.portfolio.cash == account.cash.total, 15)

    run(qt_run, errors, walk, speed=10, round_seconds=60)
    assert not [record for record in errors.records if record.source.startswith(("window", "panel"))]
    assert errors.error_count == 0


def test_a_layout_of_more_screens_comes_back_into_this_one(
    qt_run: RunFixture, themed: QApplication, errors: ErrorCentre
) -> None:
    far = QRect(6_000, 3_000, 500, 400)

    async def leave(it: Newcomer) -> None:
        it.window.tour.end()
        dock = it.window.docks.docks["orders"]
        dock.setFloating(True)
        dock.setGeometry(far)
        await updates(it, 1)
        saved.append(it.window.layout_settings())

    async def come_back(it: Newcomer) -> None:
        it.window.tour.end()
        dock = it.window.docks.docks["orders"]
        assert dock.isFloating()
        await updates(it, 1)
        screen = it.window.screen().availableGeometry()
        assert screen.intersects(QRect(dock.mapToGlobal(QPoint()), dock.size()))
        # closed while it floats, at the very end
        dock.setFloating(False)
        dock.setFloating(True)

    saved: list[Any] = []
    profile = seeded(default_profile())
    qt_run(play(leave, errors, LogBuffer(), profile=profile), timeout_s=40)
    again = msgspec.structs.replace(profile, layout=saved[0])
    qt_run(play(come_back, errors, LogBuffer(), profile=again), timeout_s=40)
    assert errors.error_count == 0

"""The playback bar over a real player: its words, its slider, its keys."""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Literal

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QAction
from PySide6.QtWidgets import QApplication, QMainWindow

from algotrade_gui.core.clock import RealClock
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.units import RoundMs
from algotrade_gui.recording.tape.format import VERSION, TapeHeader
from algotrade_gui.recording.tape.player import Player, PlayState
from algotrade_gui.ui.language import language
from algotrade_gui.ui.replay_bar import ReplayBar
from tests.support.aio import until
from tests.support.tapes import make_market_tape, make_tape
from tests.ui.hands import click, drag, key

Run = Callable[..., Any]


class Booth:
    """A bar in a window, and somebody who watches what it plays."""

    def __init__(self, player: Player) -> None:
        self.player = player
        self.left = 0
        self.window = QMainWindow()
        self.window.resize(1_280, 200)
        self.bar = ReplayBar(player, self.window, self._leave)
        self.window.addToolBar(self.bar)
        self.window.show()

    def _leave(self) -> None:
        self.left += 1

    def action(self, name: str) -> QAction:
        return next(action for action in self.window.actions() if action.objectName() == f"replay.{name}")

    @property
    def time(self) -> str:
        return self.bar.time.text

    @property
    def words(self) -> str:
        return self.bar.words.text()


@asynccontextmanager
async def booth(path: Path, *, load: bool = True) -> AsyncGenerator[Booth]:
    player = Player(path, RealClock(), ErrorCentre())
    it = Booth(player)
    if load:
        await player.load()
    it.bar.tick()

    async def watch() -> None:
        while True:
            await player.next_frame()

    watching = asyncio.get_running_loop().create_task(watch(), name="watch") if load else None
    try:
        yield it
    finally:
        if watching is not None:
            watching.cancel()
            await asyncio.gather(watching, return_exceptions=True)
        it.bar.end()
        await player.close()
        it.window.close()
        it.window.deleteLater()


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    return make_tape(tmp_path / "a.jsonl.zst")


def test_until_the_tape_is_known_nothing_can_be_asked_of_it(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape, load=False) as it:
            assert it.words == "Looking through the recording: 0\u00a0%"
            parts = (it.bar.play_action, it.bar.step_action, it.bar.position, it.bar.speed)
            assert not any(part.isEnabled() for part in parts)
            assert it.bar.leave_action.isEnabled(), "whoever does not want to wait may leave"
            await it.player.load()
            it.bar.tick()
            assert all(part.isEnabled() for part in parts)
            assert (it.time, it.bar.position.minimum(), it.bar.position.maximum()) == ("0:05 of 1:05", 50, 650)
            assert it.words.startswith("Practice · ")
            assert it.words.endswith(" · round 1")

    qt_run(scene())


def test_a_key_pauses_and_plays(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            await until(lambda: it.player.state is PlayState.PLAYING)
            assert it.bar.play_button.accessibleName() == "Pause"
            key(Qt.Key.Key_F8)
            await until(lambda: it.player.state is PlayState.PAUSED)
            assert it.bar.play_button.accessibleName() == "Play"
            stood = it.player.time_ms
            key(Qt.Key.Key_F9)
            await until(lambda: it.player.time_ms == stood + 100)
            click(it.bar.play_button)
            await until(lambda: it.player.state is PlayState.PLAYING)

    qt_run(scene())


def test_a_click_on_the_slider_goes_to_that_place_and_a_drag_when_it_is_let_go(
    themed: QApplication, qt_run: Run, tape: Path
) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            it.player.pause()
            slider = it.bar.position
            QApplication.sendPostedEvents()  # the layout's
            place = slider.geometry()
            middle = QPoint(slider.width() // 2, slider.height() // 2)
            click(slider, middle)
            await until(lambda: it.player.state is PlayState.PAUSED and it.player.target_ms is None)
            assert abs(it.player.time_ms - 35_000) < 1_000
            await until(lambda: slider.value() == it.player.time_ms // 100)
            assert it.time.startswith("0:3")
            wanted: list[int] = []
            slider.wanted.connect(wanted.append)
            drag(slider, middle, QPoint(10, middle.y()))
            assert len(wanted) == 1
            assert slider.geometry() == place, "whatever the words beside it say"
            await until(lambda: it.player.target_ms is None and it.player.time_ms < 8_000)

    qt_run(scene())


def test_a_key_on_the_slider_goes_on_from_where_it_goes_to(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            it.player.pause()
            it.player.seek(RoundMs(60_000))
            await until(lambda: it.player.time_ms == 60_000 and it.player.target_ms is None)
            it.bar.position.setFocus()
            for _ in range(3):
                key(Qt.Key.Key_Left)
                it.bar.tick()
            assert it.player.target_ms == 57_000
            assert it.bar.position.value() == 570, "it stands where it will be"
            await until(lambda: it.player.time_ms == 57_000 and it.player.target_ms is None)

    qt_run(scene())


def test_a_clock_that_went_wrong_leaves_a_slider_that_works(themed: QApplication, qt_run: Run, tmp_path: Path) -> None:
    async def scene() -> None:
        async with booth(make_tape(tmp_path / "a.jsonl.zst", start_ms=1_764_000_000_000)) as it:
            it.bar.tick()
            click(it.bar.position)
            it.player.seek(RoundMs(1_764_000_060_000))
            await until(lambda: it.player.state is PlayState.ENDED)
            it.bar.tick()
            assert it.bar.position.value() == it.bar.position.maximum()

    qt_run(scene())


def test_leaps_go_from_where_it_goes_to(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            it.player.pause()
            it.action("forward").trigger()
            it.action("forward").trigger()
            await until(lambda: it.player.target_ms is None)
            assert abs(it.player.time_ms - 25_000) <= 200
            it.action("back").trigger()
            await until(lambda: it.player.target_ms is None and it.player.time_ms < 16_000)
            it.action("beginning").trigger()
            await until(lambda: it.player.target_ms is None and it.player.time_ms == 5_000)
            assert not it.player.playing

    qt_run(scene())


def test_while_it_goes_somewhere_it_says_so_and_can_be_told_to_stay(
    themed: QApplication, qt_run: Run, tape: Path
) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            assert not it.bar.stop_button.isEnabled()
            it.player.seek(RoundMs(62_000))
            assert (it.words, it.bar.stop_button.isEnabled()) == ("Going to 1:02…", True)
            click(it.bar.stop_button)
            assert it.player.target_ms is None
            assert not it.bar.stop_button.isEnabled()
            await until(lambda: it.player.state is PlayState.PAUSED)

    qt_run(scene())


def test_speeds_by_list_and_by_key(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            assert [it.bar.speed.itemText(place) for place in range(it.bar.speed.count())] == [
                "0.25 ×", "0.5 ×", "1 ×", "2 ×", "5 ×", "10 ×", "30 ×",
            ]  # fmt: skip
            assert it.bar.speed.currentText() == "1 ×"
            it.action("faster").trigger()
            assert (it.player.speed, it.bar.speed.currentText()) == (2.0, "2 ×")
            for _ in range(9):
                it.action("slower").trigger()
            assert (it.player.speed, it.bar.speed.currentText()) == (0.25, "0.25 ×")
            it.bar.speed.setCurrentIndex(6)
            it.bar.speed.activated.emit(6)
            assert it.player.speed == 30.0

    qt_run(scene())


def test_at_the_end_it_says_so_and_plays_again(themed: QApplication, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            it.player.seek(RoundMs(65_000))
            await until(lambda: it.player.state is PlayState.ENDED)
            assert (it.words, it.time) == ("The recording ends here", "1:05 of 1:05")
            assert it.bar.play_button.accessibleName() == "Play"
            it.bar.play_action.trigger()
            await until(lambda: it.player.state is PlayState.PLAYING and it.player.time_ms < 10_000)
            it.bar.leave_action.trigger()
            assert it.left == 1

    qt_run(scene())


def test_in_french(themed: QApplication, french: None, qt_run: Run, tape: Path) -> None:
    async def scene() -> None:
        async with booth(tape) as it:
            assert it.bar.speed.itemText(0) == "0,25 ×"
            assert it.time == "0:05 sur 1:05"
            assert it.words.startswith("Entraînement")

    qt_run(scene())


@pytest.mark.parametrize("width", [1_024, 1_280])
@pytest.mark.parametrize("language_code", ["en", "fr"])
def test_all_of_it_has_room_whatever_the_profile_is_called(
    themed: QApplication, qt_run: Run, tmp_path: Path, width: int, language_code: Literal["en", "fr"]
) -> None:
    language().install(language_code)
    header = TapeHeader(
        algotrade_tape=VERSION, profile="M" * 40, round_name="a warm up", began="2026-11-29T17:47:03+00:00"
    )
    tape = make_market_tape(tmp_path / "a.jsonl.zst", header=header)

    async def scene() -> None:
        async with booth(tape) as it:
            it.window.resize(width, 200)
            it.bar.tick()
            QApplication.sendPostedEvents()
            await asyncio.sleep(0)
            for part in (it.bar.play_button, it.bar.position, it.bar.words, it.bar.stop_button, it.bar.leave_button):
                assert part.isVisible()
                assert part.geometry().right() < it.bar.width()
            assert it.bar.position.width() >= 100
            assert it.bar.leave_button.text() in ("Leave", "Quitter")
            assert it.bar.words.toolTip().startswith(it.words), "all of it can be read somewhere"

    try:
        qt_run(scene())
    finally:
        language().install("en")

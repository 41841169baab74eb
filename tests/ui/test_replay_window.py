"""A window that plays a recording back: told at a glance from practice and live, and nothing in it trades."""

import json
import os
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from algotrade_gui.composition import Phase, Workstation
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.profiles import ProfileStore
from algotrade_gui.core.settings import ExchangeSettings, Profile
from algotrade_gui.recording.tape.format import VERSION, TapeHeader
from algotrade_gui.recording.tape.player import PlayState
from algotrade_gui.ui.empty_state import EmptyState
from algotrade_gui.ui.main_window import CloseStage, MainWindow
from algotrade_gui.ui.replay_window import window_command
from algotrade_gui.ui.theme import theme
from tests.support.aio import until
from tests.support.tapes import make_market_tape
from tests.ui.programs import PATIENCE_S, program, run_script
from tests.ui.windows import open_window, shown_window

IN_VAIN = "A recording is played back; nothing can be traded."
Run = Callable[..., Any]


def replay_station(recording: Path, errors: ErrorCentre) -> Workstation:
    profile = Profile(name="replay", exchange=ExchangeSettings(kind="replay", recording=str(recording)))
    return Workstation(profile, errors=errors, strategy_folders=[recording.parent], arm_by_hand=True)


@pytest.fixture
def tape(tmp_path: Path) -> Path:
    header = TapeHeader(algotrade_tape=VERSION, profile="club", practice=False, round=3)
    return make_market_tape(tmp_path / "a.jsonl.zst", header=header)


@pytest.fixture
def station(tape: Path, errors: ErrorCentre) -> Workstation:
    return replay_station(tape, errors)


@pytest.fixture
def window(qtbot: QtBot, themed: QApplication, station: Workstation) -> Iterator[MainWindow]:
    with shown_window(qtbot, station) as made:
        yield made


def test_a_replay_is_told_by_colour_and_word(window: MainWindow) -> None:
    assert window.head.band.property("band") == "replay"
    assert window.head.band.accessibleName() == "Replay session"
    assert window.head.band.grab().toImage().pixelColor(5, 1) == theme().colour("replay")
    assert window.windowTitle() == "replay · Replay – AlgoTrade"
    button = window.top_bar.profile_button
    assert button.property("chip") == "replay"
    assert "Replay" in button.text()
    assert button.toolTip().startswith("A recording is played back; nothing can be traded.")
    assert window.replay_bar is not None
    assert window.replay_bar.isVisible()


def test_what_trades_is_not_there(window: MainWindow, station: Workstation) -> None:
    bar = window.top_bar
    window.resize(1_900, 900)
    window.pump.housekeeping.emit()
    for part in (
        bar.kill_button,
        bar.state_button,
        bar.arm_button,
        bar.cash,
        bar.net,
        bar.messages,
        window.status.tape,
    ):
        assert not part.isVisible()
    assert bar.clock.isVisible()
    assert not bar.connection_action.isVisible()
    for name in ("orders", "fills", "positions", "pnl", "exposure", "bots", "standings", "health"):
        panel = window.docks.bring_up(name).panel
        panel.run_refresh()
        said = [label.text() for label in panel.findChildren(EmptyState) if label.isVisible()]
        assert said == [IN_VAIN], name
    assert window.banner.text == ""


def test_a_window_that_closes_lets_nobody_drive_the_player(window: MainWindow) -> None:
    assert window.replay_bar is not None
    assert window.replay_bar.isEnabled()
    window.close()
    assert window.stage is CloseStage.ASKED
    assert not window.replay_bar.isEnabled()
    window.replay_bar.leave_button.click()
    assert window.stage is CloseStage.ASKED


@pytest.mark.expect_log("nothing can be traded")
def test_who_may_trade_is_no_question_there(window: MainWindow, station: Workstation) -> None:
    action = next(each for each in window.actions() if each.objectName() == "trading.menu")
    action.trigger()
    assert QApplication.activePopupWidget() is None
    assert [record.message for record in station.errors.records] == [IN_VAIN]


@pytest.mark.expect_log("nothing can be traded")
def test_the_kill_switch_says_that_there_is_nothing_to_stop(window: MainWindow, station: Workstation) -> None:
    window.top_bar.kill_button.hotkey.trigger()
    assert [record.message for record in station.errors.records] == [IN_VAIN]


def test_the_bar_stands_below_the_toolbar_whatever_layout_is_taken(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, tape: Path, errors: ErrorCentre
) -> None:
    practice = Workstation(Profile(name="practice"), errors=errors, strategy_folders=[tmp_path])
    with shown_window(qtbot, practice) as made:
        layout, arranged = made.layout_settings(), made.docks.arranged()
    with shown_window(qtbot, replay_station(tape, errors), layout) as window:
        bar = window.replay_bar
        assert bar is not None
        for _ in range(2):
            qtbot.waitUntil(lambda: bar.y() >= window.top_bar.geometry().bottom())
            assert bar.width() > 900
            assert window.docks.arrange("Mine", arranged)


def test_other_windows_have_no_playback_bar(
    qtbot: QtBot, themed: QApplication, tmp_path: Path, errors: ErrorCentre
) -> None:
    station = Workstation(Profile(name="practice"), errors=errors, strategy_folders=[tmp_path])
    with shown_window(qtbot, station) as made:
        assert made.replay_bar is None
        assert made.top_bar.kill_button.isVisible()
        assert made.head.band.property("band") == "practice"


def test_it_plays_and_says_how_it_stands(themed: QApplication, qt_run: Run, station: Workstation) -> None:
    async def scene() -> None:
        async with open_window(station) as window:
            window.pump.attach(station.cache)
            player = station.player
            assert player is not None
            await station.start()
            assert station.phase is Phase.RUNNING
            await until(lambda: station.cache.get_market_statistics().updates > 3)
            words = {}
            for wanted, ask in (
                (PlayState.PLAYING, player.play),
                (PlayState.PAUSED, player.pause),
                (PlayState.ENDED, lambda: player.seek(player.tail.last_ms if player.tail else 0)),  # type: ignore[arg-type]
            ):
                ask()
                await until(lambda wanted=wanted: player.state is wanted)  # type: ignore[misc]
                window.pump.housekeeping.emit()
                words[wanted] = window.status.state.text, window.top_bar.profile_button.text()
            assert words == {
                PlayState.PLAYING: ("● playing", "● Replay"),
                PlayState.PAUSED: ("◐ paused", "◐ Replay"),
                PlayState.ENDED: ("○ at the end", "○ Replay"),
            }
            assert window.top_bar.clock.text == "1:01"
            leaving: list[str] = []
            window.profile_wanted.connect(leaving.append)
            assert window.replay_bar is not None
            window.replay_bar.leave_action.trigger()
            assert leaving == ["practice"], "the profile that recorded it is none of this user's"
            await station.stop()

    qt_run(scene())
    assert not station.errors.records


@pytest.mark.expect_log("cannot be read")
def test_a_recording_that_is_gone_is_told_over_the_toolbar(
    themed: QApplication, qt_run: Run, tmp_path: Path, errors: ErrorCentre
) -> None:
    async def scene() -> None:
        station = replay_station(tmp_path / "gone.jsonl.zst", errors)
        async with open_window(station) as window:
            await station.start()
            assert window.banner.text.startswith("Nothing is played back. The recording gone.jsonl.zst cannot be read")
            assert [button.text() for button in window.banner.buttons] == ["Try again", "Another recording"]
            await station.stop()

    qt_run(scene())


def test_the_program_plays_a_recording_back_and_leaves_cleanly(own_home: Path, tape: Path, tmp_path: Path) -> None:
    report_file = tmp_path / "report.json"
    with program(own_home, "--recording", str(tape), "--smoke", "4", "--report", str(report_file)) as process:
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, output
    report = json.loads(report_file.read_text(encoding="utf-8"))
    assert report["updates"] > 10
    assert (report["profile"], report["orders_sent"], report["errors"]) == ("replay", 0, 0)
    assert (report["qt_warnings"], report["leaked_tasks"]) == (0, [])
    kept = ProfileStore(own_home / "config" / "profiles").load("replay").profile
    assert (kept.exchange.kind, kept.exchange.recording) == ("replay", str(tape))
    assert kept.layout.geometry
    assert not (own_home / "data" / "recordings").exists(), "a replay is not recorded again"


BACK = """
import gc, sys, weakref
from pathlib import Path

class Knot:
    pass

async def scene(session):
    while session.workstation.phase.value != "running":
        await asyncio.sleep(0.05)
    player = session.workstation.player
    knot = Knot()
    knot.itself = knot
    seen = weakref.ref(knot)
    gc.freeze()
    del knot
    for target in (player.tail.last_ms, player.tail.first_ms):
        player.seek(target)
        while player.target_ms is not None:
            await asyncio.sleep(0.05)
    print("let go", seen() is None, flush=True)
    session.window.close()

run_with(scene, recording=Path(sys.argv[1]))
"""


def test_what_the_rounds_before_left_is_let_go_when_it_goes_back(own_home: Path, tape: Path) -> None:
    done = run_script(own_home, BACK, str(tape))
    assert "let go True" in done.stdout, done.stdout + done.stderr


TWO = """
import sys
from pathlib import Path

first, second, other = map(Path, sys.argv[1:])
played = []

async def scene(session):
    while session.workstation.phase.value != "running":
        await asyncio.sleep(0.05)
    played.append(session.workstation.player.path.name)
    if len(played) == 2:
        session.window.close()
        return
    session.window.recording_wanted.emit(second)
    finish = session._finish

    def another_window_saves_at_last():
        session._store.save(session._store.for_recording(other))
        return finish()

    session._finish = another_window_saves_at_last

run_with(scene, recording=first)
print("played", played)
"""


def test_of_two_windows_that_play_back_each_plays_what_was_chosen_in_it(
    own_home: Path, tape: Path, tmp_path: Path
) -> None:
    second, other = (make_market_tape(tmp_path / f"{name}.jsonl.zst", 5) for name in ("second", "other"))
    done = run_script(own_home, TWO, str(tape), str(second), str(other))
    assert f"played {[tape.name, second.name]}" in done.stdout, done.stdout + done.stderr


ANOTHER = """
import sys
from pathlib import Path

async def scene(session):
    while session.workstation.phase.value != "running":
        await asyncio.sleep(0.05)
    session.window.recording_wanted.emit(Path(sys.argv[1]))
    await asyncio.sleep(0.5)
    errors = [record.message for record in session.workstation.errors.records]
    print("here", session.workstation.phase.value, session.window.stage.name, errors, flush=True)
    session.window.close()

run_with(scene)
"""


@pytest.mark.skipif(sys.platform != "linux", reason="looks for the other window's process in /proc")
def test_a_recording_opens_in_a_window_of_its_own_and_trading_goes_on(own_home: Path, tape: Path) -> None:
    done = run_script(own_home, ANOTHER, str(tape))
    others = [
        int(entry.name)
        for entry in Path("/proc").iterdir()
        if entry.name.isdigit() and str(tape) in _command(entry) and "--recording" in _command(entry)
    ]
    for pid in others:
        os.kill(pid, 15)
    assert "here running OPEN []" in done.stdout, done.stdout + done.stderr
    assert len(others) == 1


def _command(process: Path) -> str:
    try:
        return (process / "cmdline").read_bytes().replace(b"\0", b" ").decode()
    except OSError:
        return ""


def test_the_packaged_program_starts_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    recording = Path("night.jsonl.zst")
    assert window_command(recording) == [sys.executable, "-m", "algotrade_gui", "--recording", "night.jsonl.zst"]
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert window_command(recording) == [sys.executable, "--recording", "night.jsonl.zst"]

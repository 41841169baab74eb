"""The whole program with its window, offscreen, on a practice exchange of its own: a child process, as it is started by people."""

import json
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest
from PySide6.QtGui import QImage

from algotrade_gui.core.profiles import ProfileStore
from tests.ui.programs import PATIENCE_S, ROOT, environment, program, run_script


def wait_for(process: subprocess.Popen[str], words: str) -> None:
    assert process.stdout is not None
    for line in process.stdout:
        if words in line:
            return
    pytest.fail(f"ended without saying {words!r}")


def test_a_smoke_run_trades_reports_pictures_and_leaves_cleanly(own_home: Path, tmp_path: Path) -> None:
    picture, report_file = tmp_path / "window.png", tmp_path / "report.json"
    with program(own_home, "--smoke", "6", "--screenshot", str(picture), "--report", str(report_file)) as process:
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, output
    report = json.loads(report_file.read_text(encoding="utf-8"))
    assert report["updates"] > 20
    assert report["orders_sent"] > 0
    assert report["orders_rejected"] == 0
    assert report["errors"] == 0
    assert report["qt_warnings"] == 0
    assert report["leaked_tasks"] == []
    assert report["first_paint_s"] is not None
    assert report["first_candle_s"] is not None
    image = QImage(str(picture))
    assert image.width() >= 1024
    colours = {image.pixel(x, y) for x in range(0, image.width(), 7) for y in range(0, image.height(), 7)}
    assert len(colours) > 20


def test_an_interrupt_ends_it_cleanly_and_the_layout_is_kept(own_home: Path) -> None:
    with program(own_home) as process:
        wait_for(process, "bot.market-maker: running")
        process.send_signal(signal.SIGINT)
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert process.returncode == 0, output
    assert "bot.market-maker: stopped" in output
    saved = (own_home / "config" / "profiles" / "practice.toml").read_text(encoding="utf-8")
    assert "geometry = " in saved


def test_a_second_start_leaves_at_once_and_the_first_goes_on(own_home: Path) -> None:
    with program(own_home) as first:
        wait_for(first, "bot.market-maker: running")
        started = time.monotonic()
        with program(own_home) as second:
            output, _ = second.communicate(timeout=PATIENCE_S)
        assert second.returncode == 0, output
        assert time.monotonic() - started < 20
        with program(own_home, "--smoke", "1") as smoke:
            output, _ = smoke.communicate(timeout=PATIENCE_S)
        assert smoke.returncode == 1, "a smoke run that did not run has not passed"
        assert "Profile practice has a window already: nothing was run." in output
        assert first.poll() is None
        first.send_signal(signal.SIGTERM)
        first.communicate(timeout=PATIENCE_S)
    assert first.returncode == 0


def test_keys_that_cannot_be_read_are_told_and_the_program_runs_with_the_shipped_ones(own_home: Path) -> None:
    file = own_home / "config" / "shortcuts.toml"
    file.parent.mkdir(parents=True)
    file.write_text("[keys", encoding="utf-8")
    with program(own_home, "--smoke", "1") as process:
        output, _ = process.communicate(timeout=PATIENCE_S)
    assert "the shipped ones are in force" in output
    assert "Traceback" not in output
    assert file.read_text(encoding="utf-8") == "[keys"


def test_without_a_display_one_sentence(own_home: Path) -> None:
    bare = {name: value for name, value in environment(own_home).items() if name not in ("QT_QPA_PLATFORM", "DISPLAY")}
    bare.pop("WAYLAND_DISPLAY", None)
    if sys.platform != "linux":
        pytest.skip("only Linux runs without a display")
    done = subprocess.run(
        [sys.executable, "-m", "algotrade_gui"], cwd=ROOT, env=bare, capture_output=True, text=True, timeout=PATIENCE_S
    )
    assert done.returncode == 1
    assert done.stderr.strip().startswith("There is no display")
    assert "Traceback" not in done.stderr


AT_ONCE = """
import asyncio
from algotrade_gui import app
from algotrade_gui.core.options import RunOptions

run = app.WindowSession.run
async def watched(self, instance):
    async def scene():
        while not hasattr(self, "window"):
            await asyncio.sleep(0)
        self.window.close()
    self._tasks.start("scene", scene())
    code = await run(self, instance)
    print("errors", [record.message for record in self.workstation.errors.records])
    return code

app.WindowSession.run = watched
print("code", app.run_window(RunOptions()))
"""


def test_a_window_that_is_closed_before_it_was_painted_leaves_in_peace(own_home: Path) -> None:
    done = subprocess.run(
        [sys.executable, "-c", AT_ONCE],
        cwd=ROOT,
        env={**environment(own_home), "QT_API": "pyside6"},
        capture_output=True,
        text=True,
        timeout=PATIENCE_S,
    )
    assert "errors []\ncode 0" in done.stdout, done.stdout + done.stderr
    assert "Traceback" not in done.stderr


SWITCH = """
from algotrade_gui.ui.dialogs.connection import Connection

seen = []
async def scene(self):
    while not self.workstation.cache.get_market_statistics().updates:
        await asyncio.sleep(0.02)
    seen.append(self._profile.name)
    if len(seen) == 1:
        self.connecting.take(Connection(profile="second", remote=False, uri="", secret=""))
    else:
        self.window.close()

code = run_with(scene)
print("seen", seen, "code", code)
"""


def test_another_profile_opens_in_a_window_of_its_own(own_home: Path) -> None:
    done = run_script(own_home, SWITCH)
    assert "seen ['practice', 'second'] code 0" in done.stdout, done.stderr
    assert (own_home / "config" / "profiles" / "second.toml").is_file()


CRASH = """
import os, signal
from algotrade_gui.core.ids import BotId, StrategyName

async def scene(self):
    file = self._paths.profiles / "practice.toml"
    manager = self.workstation.manager
    while not self.workstation.cache.get_market_statistics().updates:
        await asyncio.sleep(0.02)
    await asyncio.sleep(0.6)
    print("written unasked:", file.exists())
    manager.configure_bot(BotId("market-maker"), {"spread_percent": 0.77}, autostart=False)
    manager.register_bot(StrategyName("SimpleMarketMakingBot"), {}, name="second")
    while not file.exists() or "second" not in file.read_text():
        await asyncio.sleep(0.02)
    print("crash", flush=True)
    os.kill(os.getpid(), signal.SIGKILL)

run_with(scene)
"""


def test_a_crash_loses_no_bot_that_was_added_or_configured(own_home: Path) -> None:
    done = run_script(own_home, CRASH)
    assert "crash" in done.stdout, done.stderr
    assert "written unasked: False" in done.stdout
    profile = ProfileStore(own_home / "config" / "profiles").load("practice").profile
    assert [(bot.name, bot.autostart) for bot in profile.bots] == [("market-maker", False), ("second", True)]
    assert profile.bots[0].config == {"spread_percent": 0.77}


HURRY = """
import sys, threading, time

requests = int(sys.argv[1])
asked = []
stations = []
async def scene(self):
    stations.append(self.workstation)
    while not self.workstation.cache.get_market_statistics().updates:
        await asyncio.sleep(0.02)
    async def stuck():
        await asyncio.sleep(60)
    self.workstation.manager.stop_all_bots = stuck
    asked.append(time.monotonic())
    for _ in range(requests):
        self.window.close()
        await asyncio.sleep(0.1)

code = run_with(scene)
print("child alive:", stations[0].exchange.practice.running)
ours = {"emergency", "journal", "stall-watch", "practice-stdout", "practice-stderr"}
print("threads left:", sorted(ours.intersection(thread.name for thread in threading.enumerate())))
print("code", code, "took", round(time.monotonic() - asked[0], 1))
"""


@pytest.mark.parametrize(("requests", "at_most_s"), [(2, 4.5), (3, 3.5)])
def test_a_bot_that_will_not_stop_does_not_hold_the_window(own_home: Path, requests: int, at_most_s: float) -> None:
    done = run_script(own_home, HURRY, str(requests))
    assert "child alive: False" in done.stdout, done.stderr
    assert "threads left: []" in done.stdout, "another profile may be gone on with in this process"
    code, took = done.stdout.split("code ")[1].split(" took ")
    assert code == "0"
    # the workstation's own time-out for this step would be 5 s
    assert float(took) < at_most_s


SPEAK = """
import weakref
import shiboken6
from algotrade_gui.core.ids import BotId

async def until(condition):
    while not condition():
        await asyncio.sleep(0.02)

async def scene(self):
    maker = BotId("market-maker")
    station = self.workstation
    await until(lambda: station.account.counters.sent > 3)
    old = self.window
    reader = weakref.ref(old.panel("orders")._reader)
    old.docks.docks["log"].close()
    old.notifications.tell("info", "test", "told before")
    sent = station.account.counters.sent
    old.language_wanted.emit("fr")
    old = weakref.ref(old)
    await until(lambda: self.window is not old() and not self._speaking)
    new = self.window
    await until(lambda: old() is None or not shiboken6.isValid(old()))
    print("another window:", new.isVisible())
    print("log hidden:", new.docks.docks["log"].isHidden())
    print("told:", [note.message for note in new.notifications.notes if note.kind == "info"])
    print("state:", station.manager.info(maker).state.value, station.phase.value)
    await until(lambda: station.account.counters.sent > sent + 3)
    await until(lambda: new.pump.frames > 5)
    for _ in range(100):
        if reader() is None:
            break
        await asyncio.sleep(0.02)
    print("old readers:", reader())
    print("trades on", flush=True)
    new.close()

code = run_with(scene)
print("code", code)
"""


def test_another_language_is_spoken_by_another_window_while_trading_goes_on(own_home: Path) -> None:
    done = run_script(own_home, SPEAK)
    for words in (
        "another window: True",
        "log hidden: True",
        "told: ['told before']",
        "state: running running",
        "trades on",
        "old readers: None",
        "code 0",
    ):
        assert words in done.stdout, done.stdout + done.stderr
    saved = ProfileStore(own_home / "config" / "profiles").load("practice").profile
    assert saved.layout.language == "fr"


FIRST = """
async def scene(self):
    while not self.workstation.account.counters.sent:
        await asyncio.sleep(0.02)
    window = self.window
    shown = sorted(dock.instance for dock in window.docks.docks.values() if dock.seen)
    print("layout", window.docks.name, "shown", shown)
    print("bots", [(str(info.id), info.state.value) for info in self.workstation.manager.bots()])
    print("tour", window.tour.running, window.tour.title.text(), flush=True)
    window.tour.end()
    window.close()

run_with(scene)
"""


def test_the_first_start_trades_at_once_and_offers_a_tour_the_second_does_not(own_home: Path) -> None:
    told = []
    for _ in range(2):
        done = run_script(own_home, FIRST)
        assert "layout Trade shown ['bots', 'chart'" in done.stdout, done.stdout + done.stderr
        assert "bots [('market-maker', 'running')]" in done.stdout
        told.append(next(line for line in done.stdout.splitlines() if line.startswith("tour")))
    assert told == ["tour True Prices", "tour False "]

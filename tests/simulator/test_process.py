"""The exchange as a process: the ready line, its ends, and the child that dies with its parent."""

import asyncio
import json
import os
import signal
import socket
import subprocess
import sys
from pathlib import Path

import pytest
from websockets.asyncio.client import connect

from algotrade_gui.simulator.config import PRACTICE_SECRET, ExchangeConfig, config_to_json, make_config
from algotrade_gui.simulator.process import PracticeExchangeError, PracticeProcess, child_command
from tests.support.aio import run

POSIX = os.name == "posix"


def _config(**settings: object) -> ExchangeConfig:
    return make_config(**{"port": 0, "teams": {"you": "a-secret-of-this-test"}, **settings})


def _start(*arguments: str) -> subprocess.Popen[bytes]:
    command = [sys.executable, "-m", "algotrade_gui.simulator.main", *arguments]
    return subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE)


def test_a_started_exchange_serves_and_stops() -> None:
    async def scenario() -> None:
        exits: list[int] = []
        process = PracticeProcess(_config())
        process.on_exit(exits.append)
        assert process.pid is None
        for _ in range(2):
            ready = await process.start()
            assert process.running
            assert ready.uri.startswith("ws://127.0.0.1:")
            assert ready.uri.endswith("/trade")
            async with connect(f"{ready.uri}?team_secret=a-secret-of-this-test") as client:
                assert json.loads(await client.recv())["type"] == "welcome"
            with pytest.raises(RuntimeError, match="already"):
                await process.start()
            await process.stop()
            assert process.pid is None
        await process.stop()
        assert exits == []

    run(scenario(), timeout_s=30)


def test_a_death_of_its_own_is_heard_and_it_can_be_started_again() -> None:
    async def scenario() -> None:
        process = PracticeProcess(_config())
        died: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        unsubscribe = process.on_exit(died.set_result)
        await process.start()
        assert process.pid is not None
        os.kill(process.pid, signal.SIGTERM if not POSIX else signal.SIGKILL)
        assert await asyncio.wait_for(died, 5) != 0
        assert not process.running
        unsubscribe()
        await process.start()
        await process.stop()

    run(scenario(), timeout_s=30)


def test_a_port_in_use_is_told_in_one_sentence() -> None:
    async def scenario() -> None:
        with socket.create_server(("127.0.0.1", 0)) as taken:
            port = taken.getsockname()[1]
            process = PracticeProcess(_config(port=port))
            with pytest.raises(PracticeExchangeError, match=rf"did not start: .*port {port}.*Choose another port"):
                await process.start()
            assert not process.running

    run(scenario(), timeout_s=30)


def test_a_child_that_stays_silent_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario() -> None:
        process = PracticeProcess(_config())
        with pytest.raises(PracticeExchangeError, match=r"not ready within 0\.5 s"):
            await process.start(timeout_s=0.5)
        assert not process.running

    silent = [sys.executable, "-c", "import sys; sys.stdin.read()"]
    monkeypatch.setattr("algotrade_gui.simulator.process.child_command", lambda: silent)
    run(scenario(), timeout_s=30)


def test_a_child_that_cannot_be_started_or_speaks_nonsense(monkeypatch: pytest.MonkeyPatch) -> None:
    async def scenario(command: list[str], reason: str) -> None:
        monkeypatch.setattr("algotrade_gui.simulator.process.child_command", lambda: command)
        with pytest.raises(PracticeExchangeError, match=reason):
            await PracticeProcess(_config()).start()

    run(scenario(["/nonexistent/program"], "could not be started"), timeout_s=30)
    run(scenario([sys.executable, "-c", "print('hello')"], "did not start"), timeout_s=30)
    run(scenario([sys.executable, "-c", "import sys; sys.exit('no room')"], "did not start: no room"), timeout_s=30)


def _shown_to_others(pid: int) -> bytes:
    paths = (Path(f"/proc/{pid}/{name}") for name in ("cmdline", "environ"))
    return b"".join(path.read_bytes() for path in paths if path.exists())


def test_the_secret_is_not_on_the_command_line_nor_in_the_environment() -> None:
    async def scenario() -> None:
        process = PracticeProcess(_config())
        await process.start()
        try:
            seen = _shown_to_others(process.pid or 0)
            assert b"a-secret-of-this-test" not in seen
            assert not seen or b"--child" in seen
        finally:
            await process.stop()

    assert "a-secret-of-this-test" not in " ".join(child_command())
    run(scenario(), timeout_s=30)


def test_the_built_program_is_its_own_child(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "frozen", True, raising=False)
    assert child_command() == [sys.executable, "exchange", "--child"]


def test_the_child_ends_when_its_parent_is_gone() -> None:
    with _start("--child") as process:
        assert process.stdin is not None
        assert process.stdout is not None
        process.stdin.write(config_to_json(_config()) + b"\n")
        process.stdin.flush()
        assert json.loads(process.stdout.readline())["ready"] is True
        # what the system does with a dead parent's pipe
        process.stdin.close()
        assert process.wait(10) == 0


@pytest.mark.parametrize("text", [b"", b"{", b'{"port":"x"}\n', b'{"teams":{}}\n'])
def test_a_child_without_good_settings_says_so(text: bytes) -> None:
    with _start("--child") as process:
        _, words = process.communicate(text, timeout=10)
        assert process.returncode == 2
        assert b"settings" in words
        assert b"Traceback" not in words


@pytest.mark.skipif(not POSIX, reason="signals between processes are POSIX")
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly(number: signal.Signals) -> None:
    with _start("--port", "0") as process:
        assert process.stdout is not None
        line = process.stdout.readline().decode()
        ready = json.loads(line)
        assert list(ready) == ["ready", "uri", "teams"]
        assert ready["ready"] is True
        assert ready["teams"] == {"you": PRACTICE_SECRET}
        assert line == json.dumps(ready, separators=(",", ":")) + "\n"
        process.send_signal(number)
        assert process.wait(10) == 0
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_after_the_last_round_it_says_so_and_ends_with_code_0() -> None:
    async def scenario() -> None:
        settings = _config(
            rounds=[{"name": "only", "seconds": 15}],
            repeat=False,
            speed=50.0,
            overtime_seconds=0,
            start_delay_ms=150_000,
        )
        with _start("--child") as process:
            assert process.stdin is not None
            assert process.stdout is not None
            assert process.stderr is not None
            process.stdin.write(config_to_json(settings) + b"\n")
            process.stdin.flush()
            ready = json.loads(await asyncio.to_thread(process.stdout.readline))
            # its secret is known to whoever gave it, and to nobody here
            assert ready["teams"] == {"you": None}
            async with connect(f"{ready['uri']}?team_secret=a-secret-of-this-test") as client:
                frames = [json.loads(frame) async for frame in client]
                assert client.close_code == 1001
            assert frames[-1]["time"] <= 15_000
            assert await asyncio.to_thread(process.wait, 10) == 0
            assert process.stderr.read() == b"The last round is over.\n"

    run(scenario(), timeout_s=30)


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="needs a shell and a device that is always full")
@pytest.mark.parametrize("nobody", [">&-", ">/dev/full", "2>&-", "2>/dev/full"])
def test_outputs_that_nobody_can_read_end_no_exchange(nobody: str) -> None:
    """On every address of this machine, for which two lines for the organiser go to standard error."""
    settings = _config(host="0.0.0.0", round_seconds=15, speed="max", overtime_seconds=0, repeat=False)
    command = f"exec {sys.executable} -m algotrade_gui.simulator.main --child {nobody}"
    done = subprocess.run(
        ["/bin/sh", "-c", command], input=config_to_json(settings) + b"\n", capture_output=True, timeout=30, check=False
    )
    assert b"Traceback" not in done.stderr
    # the end of its standard input ends a child, or its last round does
    assert done.returncode == 0


@pytest.mark.skipif(not POSIX, reason="needs a shell")
def test_standings_for_a_closed_standard_output_are_one_sentence() -> None:
    command = f"exec {sys.executable} -m algotrade_gui.simulator.main --child >&-"
    settings = config_to_json(_config(standings="-"))
    done = subprocess.run(
        ["/bin/sh", "-c", command], input=settings + b"\n", capture_output=True, timeout=30, check=False
    )
    assert (done.returncode, done.stderr) == (2, b"Standard output cannot be written to: it takes no bytes.\n")

"""The guards catch what they are for: each is shown a test that does wrong."""

import pytest

pytest_plugins = ["pytester"]

WRONG = """
    import asyncio, logging, socket, subprocess, sys, threading, time
    import pytest
    from tests.support.aio import run

    kept = []

    def test_log():
        logging.getLogger("x").warning("surprise")

    @pytest.mark.expect_log("never comes")
    def test_missing_log():
        pass

    def test_thread():
        threading.Thread(target=time.sleep, args=(1,), name="straggler", daemon=True).start()

    def test_child():
        kept.append(subprocess.Popen([sys.executable, "-c", "import time; time.sleep(4)"]))

    def test_child_ended():
        kept[0].kill()
        kept[0].wait()

    def test_task():
        loop = asyncio.new_event_loop()
        task = loop.create_task(asyncio.sleep(9), name="forgotten")
        loop.run_until_complete(asyncio.sleep(0))
        kept.extend([loop, task])

    def test_task_ended():
        loop, task = kept[1:]
        task.cancel()
        loop.run_until_complete(asyncio.gather(task, return_exceptions=True))
        loop.close()

    def test_address():
        with pytest.raises(RuntimeError, match="may not connect to 192.0.2.1"):
            socket.create_connection(("192.0.2.1", 80), timeout=0.1)

    def test_name():
        with pytest.raises(socket.gaierror):
            socket.getaddrinfo("example.org", 80)

    def test_run():
        async def forgetful():
            asyncio.get_running_loop().create_task(asyncio.sleep(9), name="loose")
        run(forgetful())
"""
SAYS = [
    "*unexpected log record*surprise*",
    "*did not come: never comes*",
    "*thread straggler*",
    "*child process*time.sleep*",
    "*task forgotten*",
    "*tasks left alive: loose*",
]


def test_the_guards_catch_what_they_are_for(pytester: pytest.Pytester) -> None:
    pytester.makeconftest("from tests.conftest import *\nguards.PATIENCE_S = 0.1")
    pytester.makepyfile(WRONG)
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:pytest-qt")
    # log, missing log, thread, child and task pass and are caught afterwards; run fails by itself
    result.assert_outcomes(passed=9, failed=1, errors=5)
    for line in SAYS:
        result.stdout.fnmatch_lines([line])


def test_a_home_of_its_own_and_no_secret_from_outside(
    pytester: pytest.Pytester, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("ALGOTRADE_SECRET", "from outside")
    pytester.makeconftest("from tests.conftest import *")
    pytester.makepyfile(
        """
        import os, logging, pytest
        from algotrade_gui.core.paths import find_paths
        homes = []
        @pytest.mark.parametrize("time", [1, 2])
        def test_home(time, own_home):
            assert "ALGOTRADE_SECRET" not in os.environ
            assert find_paths().config.is_relative_to(own_home)
            homes.append(own_home)
        def test_other(): assert homes[0] != homes[1]
        @pytest.mark.expect_log("^WARNING x: said")
        @pytest.mark.allow_log("may come")
        def test_said(): logging.getLogger("x").warning("said so")
        """
    )
    result = pytester.runpytest_subprocess("-p", "no:cacheprovider", "-p", "no:pytest-qt")
    result.assert_outcomes(passed=4)

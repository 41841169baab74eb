"""The exchange's child process under the window's loop."""

import asyncio
import os
from collections.abc import Coroutine
from typing import Any

import pytest

from algotrade_gui.simulator.config import make_config
from algotrade_gui.simulator.process import PracticeProcess

pytest.importorskip("PySide6")
# without a display Qt would abort the whole run
os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")


def _run_qasync(coroutine: Coroutine[Any, Any, None], app: object) -> None:
    import qasync

    with asyncio.Runner(loop_factory=lambda: qasync.QEventLoop(app)) as runner:
        runner.run(coroutine)


def test_start_death_and_stop_work_on_the_windows_loop(qapp: Any) -> None:
    async def scenario() -> None:
        process = PracticeProcess(make_config(port=0))
        died: asyncio.Future[int] = asyncio.get_running_loop().create_future()
        forget = process.on_exit(died.set_result)
        await process.start()
        assert process._process is not None
        process._process.kill()
        assert await asyncio.wait_for(died, 5) != 0
        forget()
        await process.start()
        await process.stop()
        assert not process.running

    qapp.setQuitOnLastWindowClosed(False)
    _run_qasync(scenario(), qapp)

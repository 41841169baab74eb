"""A newcomer in the real program: a window session on a practice exchange whose market is the same each time."""

import asyncio
from collections.abc import Callable, Coroutine
from pathlib import Path
from typing import Any, TypeVar

import msgspec
from shiboken6 import isValid

from algotrade_gui.app import WindowSession
from algotrade_gui.composition import Phase
from algotrade_gui.core.errors import ErrorCentre
from algotrade_gui.core.ids import InstrumentId
from algotrade_gui.core.options import RunOptions
from algotrade_gui.core.paths import find_paths
from algotrade_gui.core.profiles import default_profile
from algotrade_gui.core.settings import ExchangeSettings, PracticeSettings, Profile
from algotrade_gui.domain.instrument import InstrumentKind
from algotrade_gui.market.records import FeedState
from algotrade_gui.ui.hooks import Hooks
from algotrade_gui.ui.log_buffer import LogBuffer
from algotrade_gui.ui.main_window import MainWindow
from algotrade_gui.ui.panel import Panel
from algotrade_gui.ui.single_instance import SingleInstance
from tests.ui import hands
from tests.ui.hands import CTRL, Key
from tests.ui.waiting import until

P = TypeVar("P", bound=Panel)
SEED = 5


def seeded(profile: Profile, **practice: object) -> Profile:
    """The profile on a practice exchange whose market is the same each time."""
    settings = msgspec.convert({"seed": SEED, **practice}, PracticeSettings)
    return msgspec.structs.replace(profile, exchange=ExchangeSettings(practice=settings))


class Newcomer:
    """What a person does with the window, and what stands there."""

    def __init__(self, session: WindowSession, log: LogBuffer, errors: ErrorCentre) -> None:
        self.session = session
        self.station = session.workstation
        self.log = log
        self.errors = errors

    @property
    def window(self) -> MainWindow:
        """The present one: another language makes another."""
        return self.session.window

    def panel(self, kind: type[P], instance: str | None = None) -> P:
        """A panel that can be seen."""
        found = self.window.panel(instance or kind.panel_id)
        assert isinstance(found, kind)
        assert found.seen, f"{found.objectName()} cannot be seen"
        return found

    async def palette(self, text: str, modifier: hands.Modifier = hands.NONE, wanted: str = "") -> None:
        """Find something by Ctrl+K and take it; `wanted` is what must stand first where that is not `text`."""
        hands.key(Key.Key_K, CTRL)
        box = self.window.palette_box
        await until(lambda: box.isVisible() and box.field.hasFocus())
        hands.write(text)
        assert box.chosen is not None, f"nothing is called {text}"
        assert box.chosen.title == (wanted or text)
        assert box.chosen.enabled, f"{text} cannot be chosen"
        hands.key(Key.Key_Return, modifier)
        assert not box.isVisible()

    def future(self, least_s: float = 25, underlying: str = "$SIMP") -> InstrumentId | None:
        """The future of an underlying with both sides that lives longest, if that is long enough."""
        cache = self.station.cache
        found: tuple[int, InstrumentId] | None = None
        for item in cache.instruments():
            quote = cache.get_best_prices(item.id)
            if item.kind is not InstrumentKind.FUTURE or item.underlying != underlying or quote is None:
                continue
            left_ms = (item.expiry_ms or 0) - cache.time_ms
            if quote.bid is not None and quote.ask is not None and left_ms >= least_s * 1_000:
                found = max(found or (0, item.id), (left_ms, item.id))
        return None if found is None else found[1]

    async def fresh_future(self, least_s: float = 30, underlying: str = "$SIMP") -> InstrumentId:
        """A future that lives long enough for what is to be done with it."""
        await until(lambda: self.future(least_s, underlying), 20)
        found = self.future(least_s, underlying)
        assert found is not None
        return found


async def play(
    walk: Callable[[Newcomer], Coroutine[Any, Any, None]],
    errors: ErrorCentre,
    log: LogBuffer,
    *,
    strategies: tuple[Path, ...] = (),
    profile: Profile | None = None,
) -> Newcomer:
    """Start the program as for the first time, walk through it once it is live, see it end; it is closed where the walk has not."""
    paths = find_paths()
    paths.prepare()
    hooks = Hooks(errors)
    hooks.install()
    wanted = profile or seeded(default_profile())
    instance = SingleInstance(wanted.name, paths.data)
    assert instance.claim()
    try:
        session = WindowSession(RunOptions(strategies=strategies), paths, wanted, errors, hooks, log)
        it = Newcomer(session, log, errors)
        # the program's end takes every other task with it: the walk is one of those
        walking = asyncio.get_running_loop().create_task(_walk(walk, it))
        code = await session.run(instance)
        await walking
        assert code == 0
        assert hooks.qt_messages.warnings == 0
        # deleted already where the program's end had to wait for some task
        assert not isValid(it.window) or not it.window.isVisible()
        return it
    finally:
        hooks.remove()
        instance.release()


async def _walk(walk: Callable[[Newcomer], Coroutine[Any, Any, None]], it: Newcomer) -> None:
    await until(lambda: hasattr(it.session, "window") and it.window.isVisible(), 15)
    try:
        await hands.active(it.window)
        await until(lambda: it.station.cache.state is FeedState.LIVE and it.station.phase is Phase.RUNNING, 15)
        await walk(it)
    finally:
        it.window.close()
